//! Stage `evaluate`: how good is each model? Favourites are held out, each model learns from the
//! rest, and every image that a user does not have is ranked.
//!
//! Nothing leaks: a model is given the collection of what may be learned from and nothing else, and
//! the weights of tags come from the labels alone.

mod chance;
mod cold;
mod compare;
pub mod figures;
mod lists;
mod settings;
mod task;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use polars::prelude::*;

use crate::ranking::UserMetrics;
use crate::recommend::{Collection, Content, ModelDefinition};
use crate::stage::{Context, Outcome};
use crate::tables::evaluation::{Cuts, Evaluation};
use crate::tables::labels::LabelTables;
use crate::tables::ranked_lists::RankedList;

pub use compare::BLEND;
pub use lists::{DEPTH, LeftOut, lists};
pub use settings::{BASELINES, POPULAR, Protocol, Settings};
pub use task::{Task, TooLittle, User};

use cold::ColdStart;
use figures::Beyond;

/// The stage's name.
pub const STAGE: &str = "evaluate";

/// Figures are kept to ten decimals: the rest is rounding noise, which differs between processors.
const STEPS: f64 = 1e10;

/// What models are measured on.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What the images have.
    pub labels: &'a LabelTables,
    /// Who likes what; only what may be learned from, where `test` is given.
    pub favorites: &'a LazyFrame,
    /// The favourites to be found, of the same form, where they are not to be cut off.
    pub test: Option<&'a LazyFrame>,
}

/// How long a model took. Told on the terminal and written nowhere: the same work leaves the same
/// bytes.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The model.
    pub model: &'static str,
    /// To learn.
    pub learning: Duration,
    /// To rank all images for all users.
    pub ranking: Duration,
}

/// What was measured.
pub struct Evaluated {
    /// The figures.
    pub evaluation: Evaluation,
    /// The lists of the model whose lists are wanted.
    pub lists: Vec<RankedList>,
    /// How long each model took, in the order of `recommend::MODELS`.
    pub times: Vec<Times>,
}

/// One model's figures, before they are held against the others'.
struct Measured {
    definition: &'static ModelDefinition,
    each: Vec<UserMetrics>,
    beyond: Beyond,
    cuts: Option<Cuts>,
    times: Times,
}

/// Measures the models that `settings` name, and the baselines.
///
/// # Errors
/// A setting cannot be; there are no favourites to hold out; a model cannot be measured, which is
/// named; or the frames are not those of their tables.
pub fn run(
    inputs: Inputs<'_>,
    settings: &Settings,
    context: Context<'_>,
) -> Result<Outcome<Evaluated>> {
    let models = settings.check()?;
    run_on(&models, inputs, settings, context)
}

/// The same of these models, whether or not they are registered.
///
/// # Errors
/// As [`run`].
pub fn run_on(
    models: &[&'static ModelDefinition],
    inputs: Inputs<'_>,
    settings: &Settings,
    context: Context<'_>,
) -> Result<Outcome<Evaluated>> {
    let content = Arc::new(Content::of(inputs.labels)?);
    let task = Task::of(inputs, settings.protocol, &content.traits.images, context)?;
    let collection = Collection::new(content.clone(), task.train.clone(), context.seed);
    let mut measured = Vec::with_capacity(models.len());
    let mut shown = Vec::new();
    for definition in models.iter().copied() {
        let (model, lists) = measure(definition, &collection, &task, context)
            .with_context(|| format!("the model '{}' cannot be measured", definition.name))?;
        if settings.listed() == Some(definition.name) {
            shown = named(lists, &task, &content);
        }
        measured.push(model);
    }
    if settings.cuts {
        let cold = ColdStart::of(&task, content, context);
        for model in &mut measured {
            let name = model.definition.name;
            model.cuts = Some(cut(model.definition, &cold, context).with_context(|| {
                format!("the model '{name}' cannot be measured on new users and images")
            })?);
        }
    }
    let evaluation = compare::table(&measured, &task, &collection, inputs, settings, context);
    Ok(Outcome {
        made: format!(
            "{} models measured on {} users",
            measured.len(),
            task.asked.len()
        ),
        tables: Evaluated {
            evaluation,
            lists: shown,
            times: measured.iter().map(|model| model.times).collect(),
        },
        skips: Vec::new(),
        reused: 0,
    })
}

fn measure(
    definition: &'static ModelDefinition,
    collection: &Collection,
    task: &Task,
    context: Context<'_>,
) -> Result<(Measured, Vec<Vec<u32>>)> {
    context
        .progress
        .begin(definition.name, task.asked.len() as u64);
    let started = Instant::now();
    let model = (definition.learn)(collection)?;
    let learning = started.elapsed();
    let left_out = LeftOut::Favorites;
    let lists = lists(
        model.as_ref(),
        collection,
        &task.asked,
        left_out,
        context.progress,
    )?;
    let ranking = started.elapsed() - learning;
    context.progress.end();
    let measured = Measured {
        definition,
        each: figures::each(&lists, &task.held)?,
        beyond: figures::beyond(&lists, collection),
        cuts: None,
        times: Times {
            model: definition.name,
            learning,
            ranking,
        },
    };
    Ok((measured, lists))
}

fn cut(definition: &ModelDefinition, cold: &ColdStart, context: Context<'_>) -> Result<Cuts> {
    let name = format!("{}, new users and images", definition.name);
    context.progress.begin(&name, cold.lists());
    let model = (definition.learn)(&cold.collection)?;
    let cuts = cold.measure(model.as_ref(), context.progress)?;
    context.progress.end();
    Ok(cuts)
}

fn named(lists: Vec<Vec<u32>>, task: &Task, content: &Content) -> Vec<RankedList> {
    let images = &content.traits.images;
    let each = task.asked.iter().zip(lists);
    each.map(|(user, list)| RankedList {
        user_id: user.name.clone(),
        images: list
            .iter()
            .map(|image| images.text(*image).to_owned())
            .collect(),
    })
    .collect()
}

fn rounded(figure: f64) -> f64 {
    // Zero has one sign.
    (figure * STEPS).round() / STEPS + 0.0
}

//! The stage `evaluate`: which tables it is given, and where its figures and lists go.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use polars::prelude::LazyFrame;

use super::alone;
use super::layout::{self, Layout};
use super::likes;
use super::open;
use super::plan::Plan;
use super::steps::{self, Done, done};
use crate::evaluate::{self, Inputs, TooLittle};
use crate::fsio;
use crate::stage::Context;
use crate::tables::{evaluation, ranked_lists, shape};

/// Settings that tell whether anything has changed: with the contents of the files that they name.
pub fn fingerprint(plan: &Plan) -> String {
    let settings = &plan.spec.evaluate;
    let hash = |path: &Option<_>| path.as_deref().and_then(fsio::hash_file);
    let (train, test) = (hash(&settings.train), hash(&settings.test));
    format!("{settings:?} {train:?} {test:?}")
}

/// Runs the stage.
///
/// # Errors
/// A file cannot be read or written, or nothing can be measured.
pub fn step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    let settings = &plan.spec.evaluate;
    let (favorites, labels, test) = match (&settings.train, &settings.test) {
        (Some(train), Some(test)) => {
            open::sound(layout, &[shape::LABELS, shape::COLORS, shape::TAGS])?;
            let favorites = handed("train", train)?;
            let labels = alone::labels(layout, &favorites)?;
            (favorites, labels, Some(handed("test", test)?))
        }
        _ => {
            let (favorites, labels) = alone::likes_and_labels(layout)?;
            (favorites, labels, None)
        }
    };
    let inputs = Inputs {
        labels: &labels,
        favorites: &favorites,
        test: test.as_ref(),
    };
    let outcome = match evaluate::run(inputs, settings, context) {
        // A small collection is no reason to stop a run of many stages, and figures of another one
        // may not stay.
        Err(error) if plan.stages.len() > 1 && error.is::<TooLittle>() => {
            fs::remove_file(layout.out(layout::EVALUATION)).ok();
            return Ok(Done {
                made: "nothing: too few favourites to hold some out".to_owned(),
                ..Done::default()
            });
        }
        outcome => outcome?,
    };
    let (evaluated, mut done) = done(outcome);
    if let Some(path) = &settings.lists {
        fsio::write_atomic(path, &ranked_lists::to_csv(&evaluated.lists)?)?;
    }
    let bytes = evaluation::to_json(&evaluated.evaluation)?;
    steps::save(layout, layout::EVALUATION, &bytes)?;
    done.times = evaluated.times;
    Ok(done)
}

/// A table of favourites that a setting names.
fn handed(key: &str, path: &Path) -> Result<LazyFrame> {
    ensure!(
        path.is_file(),
        "there is no file {}, which evaluate.{key} names",
        path.display()
    );
    likes::read(path)
}

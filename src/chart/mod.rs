//! Stage `chart`: pictures that come out of every run. A chart is one file with one definition: a
//! lazy query, and a figure of what the query gives. Drawing is in [`figure`], looks are in
//! [`theme`].

pub mod figure;
pub mod theme;

mod color_frequencies;
mod color_palettes;
mod favorite_colors_per_user;
mod image_formats;
mod images_per_orientation;
mod images_per_size;
mod paint;
mod tag_cloud;
mod top_tags;
mod user_comparison;

use anyhow::{Context as _, Result};
use polars::prelude::*;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::query::{likes, traits};
use crate::stage::{Context, Outcome};
use crate::tables::labels::LabelTables;
use figure::{Figure, Heading};

/// The stage's name.
pub const STAGE: &str = "chart";

/// The table `[chart]`: there is nothing to set yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {}

/// What charts can ask.
pub struct Questions {
    /// The table `images`.
    pub images: LazyFrame,
    /// The tables of the labels.
    pub labels: LabelTables,
    /// `(filename, kind, value)`: what each image has.
    pub traits: LazyFrame,
    /// `(user_id, filename)`: the favourites that are in the collection.
    pub known: LazyFrame,
    /// `(user_id, kind, value, count)`: what each user's favourites have.
    pub counts: LazyFrame,
}

impl Questions {
    /// What can be asked of these tables; shared parts are computed here, once.
    ///
    /// # Errors
    /// The frames are not those of the tables.
    pub fn new(images: LazyFrame, labels: LabelTables, favorites: LazyFrame) -> Result<Self> {
        let traits = traits::traits(&labels)?.collect()?.lazy();
        let known = likes::known(favorites, labels.labels.clone())
            .collect()?
            .lazy();
        let counts = likes::trait_counts(known.clone(), traits.clone())
            .collect()?
            .lazy();
        Ok(Self {
            images,
            labels,
            traits,
            known,
            counts,
        })
    }
}

/// One chart.
pub struct ChartDefinition {
    /// The name of its files.
    pub name: &'static str,
    /// What it shows.
    pub query: fn(&Questions) -> LazyFrame,
    /// How it shows what the query gives.
    pub figure: fn(&DataFrame) -> Result<Figure>,
}

/// All charts.
pub const CHARTS: &[ChartDefinition] = &[
    images_per_orientation::DEFINITION,
    images_per_size::DEFINITION,
    image_formats::DEFINITION,
    color_palettes::DEFINITION,
    color_frequencies::DEFINITION,
    favorite_colors_per_user::DEFINITION,
    user_comparison::DEFINITION,
    top_tags::DEFINITION,
    tag_cloud::DEFINITION,
];

/// A chart as files.
pub struct Drawn {
    /// The name of both files, without extension.
    pub name: &'static str,
    /// The chart as PNG, two px to a logical one.
    pub png: Vec<u8>,
    /// The chart as SVG.
    pub svg: Vec<u8>,
}

/// Draws all charts.
///
/// # Errors
/// A table is not what it should be, or a chart cannot be drawn; the message names the chart.
pub fn run(questions: &Questions, context: Context<'_>) -> Result<Outcome<Vec<Drawn>>> {
    context.progress.begin(STAGE, CHARTS.len() as u64);
    let drawn = CHARTS
        .par_iter()
        .map(|chart| {
            let drawn = draw(chart, questions).with_context(|| format!("chart {}", chart.name));
            context.progress.advance(1);
            drawn
        })
        .collect::<Result<Vec<_>>>()?;
    context.progress.end();
    Ok(Outcome {
        made: format!("{} charts", drawn.len()),
        tables: drawn,
        skips: Vec::new(),
        reused: 0,
    })
}

fn draw(chart: &ChartDefinition, questions: &Questions) -> Result<Drawn> {
    let rows = (chart.query)(questions).collect()?;
    let figure = (chart.figure)(&rows)?;
    Ok(Drawn {
        name: chart.name,
        png: figure.png()?,
        svg: figure.svg()?,
    })
}

/// A heading of a finding and a measure.
fn heading(title: impl Into<String>, subtitle: impl Into<String>) -> Heading {
    Heading {
        title: title.into(),
        subtitle: subtitle.into(),
    }
}

/// `text` with a capital at its beginning.
fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// `1 image`, `1,500 images`.
fn counted(count: u64, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{} {noun}", figure::number(count as f64))
}

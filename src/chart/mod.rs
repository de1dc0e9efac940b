//! Stage `chart`: pictures that come out of every run. A chart is one file with one definition: a
//! lazy query, and a figure of what the query gives. Drawing is in [`figure`], looks are in
//! [`theme`].

pub mod figure;
pub mod paint;
pub mod theme;

mod color_frequencies;
mod color_palettes;
mod favorite_colors_per_user;
mod image_formats;
mod images_per_orientation;
mod images_per_size;
mod model_quality;
mod questions;
mod tag_cloud;
mod tag_pairs;
mod top_tags;
mod user_clusters;
mod user_comparison;

use anyhow::{Context as _, Result};
use polars::prelude::*;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::{Rgb, capitalized, counted};
use crate::language::Language;
use crate::query::{charts, traits};
use crate::stage::{Context, Outcome};
use crate::tables::{count_values, text_values};
use figure::{Bar, Bars, Figure, Heading};
pub use questions::Questions;

/// The stage's name.
pub const STAGE: &str = "chart";

/// As many users as can be read on one picture.
const MOST_USERS: u32 = 24;

/// The table `[chart]`: there is nothing to set yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {}

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
    tag_pairs::DEFINITION,
    user_clusters::DEFINITION,
    model_quality::DEFINITION,
];

/// The figure of a chart in a language.
type FigureIn = fn(&DataFrame, &Language) -> Result<Figure>;

/// The charts that speak every language: those of the report.
const SPEAKING: [(&ChartDefinition, FigureIn); 2] = [
    (&color_frequencies::DEFINITION, color_frequencies::figure_in),
    (&user_comparison::DEFINITION, user_comparison::figure_in),
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

/// Finds the thumbnail of an image by the hash of its content: a JPEG. Asked from many threads at once.
pub type Thumbnails<'a> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'a;

/// Draws all charts, with thumbnails where they show images.
///
/// # Errors
/// A table is not what it should be, or a chart cannot be drawn; the message names the chart.
pub fn run(
    questions: &Questions,
    thumbnails: &Thumbnails<'_>,
    context: Context<'_>,
) -> Result<Outcome<Vec<Drawn>>> {
    context.progress.begin(STAGE, CHARTS.len() as u64);
    let drawn = CHARTS
        .par_iter()
        .map(|chart| {
            let drawn =
                draw(chart, questions, thumbnails).with_context(|| format!("chart {}", chart.name));
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

fn draw(
    chart: &ChartDefinition,
    questions: &Questions,
    thumbnails: &Thumbnails<'_>,
) -> Result<Drawn> {
    let rows = (chart.query)(questions).collect()?;
    let figure = (chart.figure)(&rows)?.illustrated(&thumbnails);
    Ok(Drawn {
        name: chart.name,
        png: figure.png()?,
        svg: figure.svg()?,
    })
}

/// The SVG of a chart in a language; nothing where it speaks English only.
///
/// # Errors
/// A table is not what it should be, or the chart cannot be drawn.
pub fn svg_in(name: &str, questions: &Questions, language: &Language) -> Result<Option<Vec<u8>>> {
    let chart = SPEAKING.iter().find(|(chart, _)| chart.name == name);
    let Some((chart, figure_in)) = chart else {
        return Ok(None);
    };
    let rows = (chart.query)(questions).collect()?;
    Ok(Some(figure_in(&rows, language)?.svg()?))
}

/// What most charts show: values with the images that have each, the most frequent first, and how
/// many images there are.
struct Tally<'a> {
    values: Vec<(&'a str, u64)>,
    images: u64,
}

impl<'a> Tally<'a> {
    fn of(rows: &'a DataFrame) -> Result<Self> {
        let names = text_values(rows, traits::VALUE)?;
        let images = count_values(rows, charts::IMAGES)?;
        Ok(Self {
            values: names
                .into_iter()
                .zip(count_values(rows, traits::COUNT)?)
                .collect(),
            images: images.first().copied().unwrap_or_default(),
        })
    }

    /// How many images have `value`.
    fn count(&self, value: &str) -> u64 {
        let found = self.values.iter().find(|(name, _)| *name == value);
        found.map_or(0, |(_, count)| *count)
    }

    /// `150 images`.
    fn all_images(&self) -> String {
        counted(self.images, "image", "images")
    }

    /// A bar for each value, painted by `paint`.
    fn bars(&self, paint: impl Fn(&str) -> Option<Rgb>) -> Vec<Bar> {
        let bar = |(name, count): &(&str, u64)| Bar {
            label: (*name).to_owned(),
            value: *count as f64,
            color: paint(name),
            interval: None,
        };
        self.values.iter().map(bar).collect()
    }
}

/// Standing bars of the classes that there are, also of those that no image is in.
fn class_bars(
    tally: &Tally<'_>,
    classes: &[(&str, String)],
    x_label: &str,
    heading: Heading,
) -> Figure {
    let bar = |(class, label): &(&str, String)| Bar {
        label: label.clone(),
        value: tally.count(class) as f64,
        color: None,
        interval: None,
    };
    Figure::Bars(Bars {
        heading,
        x_label: x_label.to_owned(),
        y_label: "images".to_owned(),
        bars: classes.iter().map(bar).collect(),
        horizontal: false,
    })
}

/// A heading of a finding and a measure, in English.
fn heading(title: impl Into<String>, subtitle: impl Into<String>) -> Heading {
    Heading {
        title: title.into(),
        subtitle: subtitle.into(),
        language: Language::english(),
    }
}

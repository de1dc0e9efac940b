//! Which tags are common?

use polars::prelude::*;

use super::figure::{Bar, Bars, Figure};
use super::{ChartDefinition, counted, heading};
use crate::query::charts::{IMAGES, values};
use crate::query::traits::{COUNT, VALUE, kind};
use crate::tables::{count_values, text_values};

/// As many as can be read on one picture.
const MOST_TAGS: u32 = 20;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "top_tags",
    query: |ask| values(ask.traits.clone(), &ask.labels, kind::TAG, MOST_TAGS),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let names = text_values(rows, VALUE)?;
    let counts = count_values(rows, COUNT)?;
    let images = count_values(rows, IMAGES)?
        .first()
        .copied()
        .unwrap_or_default();
    let title = match (names.first(), counts.first()) {
        (Some(name), Some(count)) => {
            format!(
                "'{name}' is the most common tag: on {count} of {}",
                counted(images, "image", "images")
            )
        }
        _ => "No tags yet".to_owned(),
    };
    let bars = names.into_iter().zip(counts).map(|(name, count)| Bar {
        label: name.to_owned(),
        value: count as f64,
        color: None,
    });
    Ok(Figure::Bars(Bars {
        heading: heading(
            title,
            format!("Images by tag, the {MOST_TAGS} most common tags"),
        ),
        x_label: "images".to_owned(),
        y_label: "tag".to_owned(),
        bars: bars.collect(),
        horizontal: true,
    }))
}

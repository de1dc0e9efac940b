//! Which tags are common?

use polars::prelude::*;

use super::figure::{Bars, Figure};
use super::{ChartDefinition, Tally, heading};
use crate::query::charts::values;
use crate::query::traits::kind;

/// As many as can be read on one picture.
const MOST_TAGS: u32 = 20;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "top_tags",
    query: |ask| values(ask.image_counts.clone(), &ask.labels, kind::TAG, MOST_TAGS),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let tally = Tally::of(rows)?;
    let title = match tally.values.first() {
        Some((name, count)) => {
            format!(
                "'{name}' is the most common tag: on {count} of {}",
                tally.all_images()
            )
        }
        None => "No tags yet".to_owned(),
    };
    Ok(Figure::Bars(Bars {
        heading: heading(
            title,
            format!("Images by tag, at most the {MOST_TAGS} most common tags"),
        ),
        x_label: "images".to_owned(),
        y_label: "tag".to_owned(),
        bars: tally.bars(|_| None),
        horizontal: true,
    }))
}

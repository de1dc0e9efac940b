//! What are the images about, at a glance?

use polars::prelude::*;

use super::figure::{Cloud, Figure, Word};
use super::{ChartDefinition, Tally, counted, heading};
use crate::query::charts::values;
use crate::query::traits::kind;

/// Smaller words could not be read.
const MOST_TAGS: u32 = 100;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "tag_cloud",
    query: |ask| values(ask.image_counts.clone(), &ask.labels, kind::TAG, MOST_TAGS),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let tally = Tally::of(rows)?;
    let title = match tally.values.as_slice() {
        [] => "No tags yet".to_owned(),
        [(only, _)] => format!("All about '{only}'"),
        [(first, _), (second, _), ..] => format!("Mostly '{first}' and '{second}'"),
    };
    let shown = counted(tally.values.len() as u64, "tag", "tags");
    let words = tally.values.iter().map(|(text, count)| Word {
        text: (*text).to_owned(),
        count: *count,
    });
    Ok(Figure::Cloud(Cloud {
        heading: heading(
            title,
            format!("{shown}, the larger the more images have it"),
        ),
        words: words.collect(),
    }))
}

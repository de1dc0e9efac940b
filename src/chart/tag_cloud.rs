//! What are the images about, at a glance?

use polars::prelude::*;

use super::figure::{Cloud, Figure, Word};
use super::{ChartDefinition, counted, heading};
use crate::query::charts::values;
use crate::query::traits::{COUNT, VALUE, kind};
use crate::tables::{count_values, text_values};

/// Smaller words could not be read.
const MOST_TAGS: u32 = 100;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "tag_cloud",
    query: |ask| values(ask.traits.clone(), &ask.labels, kind::TAG, MOST_TAGS),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let names = text_values(rows, VALUE)?;
    let counts = count_values(rows, COUNT)?;
    let title = match names.as_slice() {
        [] => "No tags yet".to_owned(),
        [only] => format!("All about '{only}'"),
        [first, second, ..] => format!("Mostly '{first}' and '{second}'"),
    };
    let shown = counted(names.len() as u64, "tag", "tags");
    let words = names.into_iter().zip(counts).map(|(text, count)| Word {
        text: text.to_owned(),
        count,
    });
    Ok(Figure::Cloud(Cloud {
        heading: heading(
            title,
            format!("{shown}, the larger the more images have it"),
        ),
        words: words.collect(),
    }))
}

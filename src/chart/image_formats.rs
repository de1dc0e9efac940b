//! Which file formats are there?

use polars::prelude::*;

use super::figure::{Figure, Pie, Slice};
use super::{ChartDefinition, counted, heading};
use crate::query::images::formats;
use crate::query::traits::COUNT;
use crate::tables::images::FORMAT;
use crate::tables::{count_values, text_values};

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "image_formats",
    query: |ask| formats(ask.images.clone()),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let names: Vec<String> = text_values(rows, FORMAT)?
        .iter()
        .map(|format| format.trim_start_matches('.').to_uppercase())
        .collect();
    let counts = count_values(rows, COUNT)?;
    let total: u64 = counts.iter().sum();
    let title = match (names.first(), counts.first()) {
        (Some(name), Some(count)) => format!(
            "{name} leads: {count} of {}",
            counted(total, "file", "files")
        ),
        _ => "No images yet".to_owned(),
    };
    let slices = names
        .into_iter()
        .zip(counts)
        .map(|(label, count)| Slice {
            label,
            value: count as f64,
        })
        .collect();
    Ok(Figure::Pie(Pie {
        heading: heading(
            title,
            "Images by file format, recognized by content and not by name",
        ),
        part_label: "format".to_owned(),
        value_label: "images".to_owned(),
        slices,
    }))
}

//! Which colours are common?

use polars::prelude::*;

use super::figure::{Bar, Bars, Figure};
use super::{ChartDefinition, capitalized, counted, heading, paint};
use crate::domain::ColorName;
use crate::query::charts::{IMAGES, values};
use crate::query::traits::{COUNT, VALUE, kind};
use crate::tables::{count_values, text_values};

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "color_frequencies",
    query: |ask| {
        values(
            ask.traits.clone(),
            &ask.labels,
            kind::COLOR,
            ColorName::ALL.len() as u32,
        )
    },
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
                "{} leads: in {count} of {}",
                capitalized(name),
                counted(images, "image", "images")
            )
        }
        _ => "No colours yet".to_owned(),
    };
    let bars = names.into_iter().zip(counts).map(|(name, count)| Bar {
        label: name.to_owned(),
        value: count as f64,
        color: paint::of_name(name),
    });
    Ok(Figure::Bars(Bars {
        heading: heading(
            title,
            "Images in which a colour is one of the three to five predominant ones",
        ),
        x_label: "images".to_owned(),
        y_label: "colour".to_owned(),
        bars: bars.collect(),
        horizontal: true,
    }))
}

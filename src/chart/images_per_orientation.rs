//! How do the images lie?

use polars::prelude::*;

use super::figure::{Bar, Bars, Figure};
use super::{ChartDefinition, capitalized, counted, heading};
use crate::domain::Orientation;
use crate::query::charts::values;
use crate::query::traits::{COUNT, VALUE, kind};
use crate::tables::{count_values, text_values};

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "images_per_orientation",
    query: |ask| values(ask.traits.clone(), &ask.labels, kind::ORIENTATION, 3),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let names = text_values(rows, VALUE)?;
    let counts = count_values(rows, COUNT)?;
    let total: u64 = counts.iter().sum();
    let title = match (names.first(), counts.first()) {
        (Some(name), Some(count)) => format!(
            "{} leads: {count} of {}",
            capitalized(name),
            counted(total, "image", "images")
        ),
        _ => "No images yet".to_owned(),
    };
    let of = |name: &str| {
        names
            .iter()
            .position(|known| *known == name)
            .and_then(|row| counts.get(row))
    };
    let bars = Orientation::ALL.map(|orientation| Bar {
        label: orientation.as_str().to_owned(),
        value: of(orientation.as_str()).copied().unwrap_or_default() as f64,
        color: None,
    });
    Ok(Figure::Bars(Bars {
        heading: heading(
            title,
            "Images by orientation as displayed; square where the sides differ by at most 5 %",
        ),
        x_label: "orientation".to_owned(),
        y_label: "images".to_owned(),
        bars: bars.to_vec(),
        horizontal: false,
    }))
}

//! How large are the images?

use polars::prelude::*;

use super::figure::{Bar, Bars, Figure};
use super::{ChartDefinition, counted, heading};
use crate::domain::{MEDIUM_FROM_PX, MEDIUM_TO_PX, SizeCategory};
use crate::query::charts::values;
use crate::query::traits::{COUNT, VALUE, kind};
use crate::tables::{count_values, text_values};

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "images_per_size",
    query: |ask| values(ask.traits.clone(), &ask.labels, kind::SIZE, 3),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let names = text_values(rows, VALUE)?;
    let counts = count_values(rows, COUNT)?;
    let total: u64 = counts.iter().sum();
    let title = match (names.first(), counts.first()) {
        (Some(name), Some(count)) => format!(
            "Most are {name}: {count} of {}",
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
    let bars = SizeCategory::ALL.map(|size| Bar {
        label: described(size),
        value: of(size.as_str()).copied().unwrap_or_default() as f64,
        color: None,
    });
    Ok(Figure::Bars(Bars {
        heading: heading(title, "Images by the length of their longer side"),
        x_label: "size".to_owned(),
        y_label: "images".to_owned(),
        bars: bars.to_vec(),
        horizontal: false,
    }))
}

fn described(size: SizeCategory) -> String {
    match size {
        SizeCategory::Thumbnail => format!("thumbnail (below {MEDIUM_FROM_PX} px)"),
        SizeCategory::Medium => format!("medium ({MEDIUM_FROM_PX} to {MEDIUM_TO_PX} px)"),
        SizeCategory::Large => format!("large (above {MEDIUM_TO_PX} px)"),
    }
}

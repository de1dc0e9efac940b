//! Which colours make up the images?

use polars::prelude::*;

use super::figure::{Figure, PaletteRow, Palettes};
use super::{ChartDefinition, counted, heading};
use crate::domain::{Rgb, Swatch};
use crate::query::charts::{IMAGES, palettes};
use crate::tables::images::CONTENT_HASH;
use crate::tables::labels::{BLUE, FILENAME, GREEN, RED, SHARE};
use crate::tables::{count_values, float_values, text_values};

/// As many as can be read on one picture.
pub(super) const MOST_IMAGES: u32 = 30;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "color_palettes",
    query: |ask| palettes(ask.spread.clone(), ask.shown_colors.clone()),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let images = count_values(rows, IMAGES)?
        .first()
        .copied()
        .unwrap_or_default();
    let mut shown: Vec<PaletteRow> = Vec::new();
    let contents = rows.column(CONTENT_HASH)?.str()?;
    let names = text_values(rows, FILENAME)?.into_iter();
    for ((filename, content), swatch) in names.zip(contents.iter()).zip(swatches(rows)?) {
        match shown.last_mut() {
            Some(row) if row.label == filename => row.swatches.push(swatch),
            _ => shown.push(PaletteRow {
                label: filename.to_owned(),
                content: content.map(str::to_owned),
                picture: None,
                swatches: vec![swatch],
            }),
        }
    }
    let title = match shown.len() as u64 {
        0 => "No palettes yet".to_owned(),
        count if count == images => format!("The colours of {}", counted(count, "image", "images")),
        count => format!(
            "The colours of {count} out of {}",
            counted(images, "image", "images")
        ),
    };
    Ok(Figure::Palettes(Palettes {
        heading: heading(
            title,
            "Each image's predominant colours, as wide as their share of it",
        ),
        x_label: "share of the image".to_owned(),
        y_label: "image".to_owned(),
        more: usize::try_from(images)
            .unwrap_or(usize::MAX)
            .saturating_sub(shown.len()),
        rows: shown,
    }))
}

fn swatches(rows: &DataFrame) -> anyhow::Result<Vec<Swatch>> {
    let channel = |name| -> anyhow::Result<Vec<u8>> {
        let values = count_values(rows, name)?;
        Ok(values
            .into_iter()
            .map(|value| u8::try_from(value).unwrap_or(u8::MAX))
            .collect())
    };
    let (red, green, blue) = (channel(RED)?, channel(GREEN)?, channel(BLUE)?);
    let colors = red
        .into_iter()
        .zip(green)
        .zip(blue)
        .map(|((r, g), b)| Rgb([r, g, b]));
    Ok(colors
        .zip(float_values(rows, SHARE)?)
        .map(|(rgb, share)| Swatch { rgb, share })
        .collect())
}

//! Which tags go together?

use polars::prelude::*;

use super::figure::{Figure, Heat};
use super::{ChartDefinition, counted, heading};
use crate::query::charts::{FIRST, PLACE, SECOND, SECOND_PLACE};
use crate::query::traits::COUNT;
use crate::tables::{count_values, text_values};

/// As many as can be read on one picture.
pub(super) const MOST_TAGS: u32 = 12;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "tag_pairs",
    query: |ask| ask.pairs.clone(),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let (firsts, seconds) = (text_values(rows, FIRST)?, text_values(rows, SECOND)?);
    let (places, second_places) = (
        count_values(rows, PLACE)?,
        count_values(rows, SECOND_PLACE)?,
    );
    let counts = count_values(rows, COUNT)?;
    // Each tag comes together with itself.
    let names: Vec<String> = (0..rows.height())
        .filter(|row| places[*row] == second_places[*row])
        .map(|row| firsts[row].to_owned())
        .collect();
    let mut cells: Vec<Vec<f64>> = (1..names.len()).map(|row| vec![0.0; row]).collect();
    let mut best: Option<(u64, &str, &str)> = None;
    for row in 0..rows.height() {
        let (place, other) = (places[row] as usize, second_places[row] as usize);
        if place < other && other < names.len() {
            cells[other - 1][place] = counts[row] as f64;
            if best.is_none_or(|(most, ..)| counts[row] > most) {
                best = Some((counts[row], firsts[row], seconds[row]));
            }
        }
    }
    let title = match best {
        Some((count, one, other)) => format!(
            "'{one}' and '{other}' go together most often: on {}",
            counted(count, "image", "images")
        ),
        None if names.len() > 1 => "No two of the common tags are on one image".to_owned(),
        None => "No two tags to compare yet".to_owned(),
    };
    Ok(Figure::Heat(Heat {
        heading: heading(
            title,
            format!("Images that have both tags, of at most the {MOST_TAGS} most common tags"),
        ),
        unit: "images with both tags".to_owned(),
        names,
        cells,
    }))
}

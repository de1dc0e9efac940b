//! How good are the models?

use anyhow::Result;
use polars::prelude::*;

use super::figure::{Bar, Bars, Figure};
use super::{ChartDefinition, heading, theme};
use crate::tables::evaluation::Evaluation;
use crate::tables::{float_values, text_values};

/// The columns of [`frame`].
const MODEL: &str = "model";
const NDCG: &str = "ndcg_at_10";
const LOW: &str = "low";
const HIGH: &str = "high";
/// Models that know nothing of the user.
const BASELINES: [&str; 2] = ["popular", "random"];

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "model_quality",
    query: |ask| ask.quality.clone(),
    figure,
};

/// `(model, ndcg_at_10, low, high)`, best first; the interval is null where it was not found out.
///
/// # Errors
/// Never for columns of one length.
pub fn frame(evaluation: Option<&Evaluation>) -> Result<DataFrame> {
    let models = evaluation.map(Evaluation::ranked).unwrap_or_default();
    let names: Vec<&str> = models.iter().map(|(name, _)| *name).collect();
    let values: Vec<f64> = models
        .iter()
        .map(|(_, figures)| figures.ndcg_at_10)
        .collect();
    let end = |place: usize| -> Vec<Option<f64>> {
        let interval = models.iter().map(|(_, figures)| figures.intervals.as_ref());
        interval
            .map(|found| found.map(|found| found.ndcg_at_10_interval[place]))
            .collect()
    };
    Ok(df![MODEL => names, NDCG => values, LOW => end(0), HIGH => end(1)]?)
}

fn figure(rows: &DataFrame) -> Result<Figure> {
    let (names, values) = (text_values(rows, MODEL)?, float_values(rows, NDCG)?);
    let (lows, highs) = (float_values(rows, LOW)?, float_values(rows, HIGH)?);
    let bars: Vec<Bar> = (0..names.len())
        .map(|row| Bar {
            label: names[row].to_owned(),
            value: values[row],
            color: BASELINES.contains(&names[row]).then_some(theme::REST),
            interval: lows[row].is_finite().then_some([lows[row], highs[row]]),
        })
        .collect();
    let popular = names.iter().position(|name| *name == BASELINES[0]);
    let title = match (names.first(), popular) {
        (None, _) => "No models were compared yet".to_owned(),
        (Some(best), _) if BASELINES.contains(best) => {
            format!("'{best}' ranks best: no model has found the tastes yet")
        }
        // Not a number where no interval was found out, and then nothing is doubted.
        (Some(best), Some(place)) if lows[0] < highs[place] => {
            format!("'{best}' ranks best, within what chance may do")
        }
        (Some(best), Some(place)) if values[place] > 0.0 => format!(
            "'{best}' ranks best: {:.1} times as good as what is popular",
            values[0] / values[place]
        ),
        (Some(best), _) => format!("'{best}' ranks best"),
    };
    Ok(Figure::Bars(Bars {
        heading: heading(
            title,
            "NDCG at 10 of favourites that were hidden, with 95 % intervals; baselines in grey",
        ),
        x_label: "NDCG at 10 (1 is a perfect list)".to_owned(),
        y_label: "model".to_owned(),
        bars,
        horizontal: true,
    }))
}

//! The stage `report`: which tables it is given, and where its pages go.

use std::fs;

use anyhow::Result;

use super::layout::{self, Layout};
use super::likes;
use super::open;
use super::plan::Plan;
use super::steps::{self, Done, LIKES, done};
use crate::chart;
use crate::fsio;
use crate::report::{self, CHARTS, Chart, Inputs};
use crate::stage::Context;
use crate::tables::{recommendations, shape};

/// The files that the report is made of, wherever they are.
pub fn inputs() -> Vec<&'static str> {
    let tables = [
        layout::METADATA,
        layout::IMAGES_TABLE,
        layout::LABELS,
        layout::FAVORITES,
        layout::FAVORITES_CSV,
        layout::FAVORITES_TABLE,
        layout::TASTES,
        layout::USERS,
        layout::USERS_TABLE,
        layout::DUPLICATES,
        layout::DUPLICATES_TABLE,
        layout::RECOMMENDATIONS,
        layout::RECOMMENDATIONS_TABLE,
        layout::EVALUATION,
        layout::REJECTED,
    ];
    [&tables[..], &layout::LABEL_TABLES].concat()
}

/// One hash of the charts that the report shows, and of how many there are.
pub fn charts_hash(layout: &Layout) -> String {
    let hashes = CHARTS.map(|(name, _)| fsio::hash_file(&layout.chart(name, "svg")));
    format!("{hashes:?} {}", drawn(layout))
}

/// How many charts there are.
fn drawn(layout: &Layout) -> usize {
    let charts = chart::CHARTS.iter();
    charts
        .filter(|chart| layout.chart(chart.name, "png").is_file())
        .count()
}

/// Runs the stage.
///
/// # Errors
/// There are no images or labels, a file cannot be read or written, or the pages cannot be set.
pub fn step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    open::sound(layout, &[shape::IMAGES])?;
    open::sound(layout, &LIKES)?;
    let has = |names: [&str; 2]| names.iter().any(|name| layout.find(name).is_some());
    let labels = open::labels(layout)?;
    let has_favorites = open::has_favorites(layout);
    let favorites = match has_favorites {
        true => Some(open::distinct_favorites(layout)?),
        false => None,
    };
    let users = open::users_if_any(layout)?;
    let duplicates = open::duplicates_if_any(layout)?;
    let recommended = match has([layout::RECOMMENDATIONS, layout::RECOMMENDATIONS_TABLE]) {
        true => Some(recommendations::frame(&open::recommendations(layout)?)?),
        false => None,
    };
    let evaluation = open::evaluation_if_any(layout)?;
    let rejected = open::rejected(layout)?;
    let charts = CHARTS.into_iter().filter_map(|(name, caption)| {
        let svg = fs::read(layout.chart(name, "svg")).ok()?;
        Some(Chart { name, caption, svg })
    });
    let inputs = Inputs {
        images: open::images(layout)?,
        labels: &labels,
        simulated: has_favorites && likes::are_simulated(layout)?,
        favorites,
        users,
        duplicates,
        recommendations: recommended.map(polars::prelude::IntoLazy::lazy),
        evaluation: evaluation.as_ref(),
        rejected: &rejected,
        model: &plan.spec.recommend.model,
        charts: charts.collect(),
        charts_drawn: drawn(layout),
    };
    let (pdf, done) = done(report::run(&inputs, &plan.spec.report, context)?);
    steps::save(layout, layout::REPORT, &pdf)?;
    Ok(done)
}

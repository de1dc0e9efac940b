//! The stage `report`: which tables it is given, and where the report and the page go.

use std::fs;

use anyhow::Result;
use polars::prelude::{DataFrame, IntoLazy, LazyFrame};

use super::layout::{self, Layout};
use super::likes;
use super::open;
use super::pictures::Pictures;
use super::plan::Plan;
use super::steps::{self, Done, LIKES, done};
use crate::chart::{self, Questions};
use crate::fsio;
use crate::language::{self, Language};
use crate::page;
use crate::report::{self, CHARTS, Chart, Inputs};
use crate::stage::Context;
use crate::tables::images::with_all_exif;
use crate::tables::shape::{self, Shape};

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

/// One hash of all charts, of which the report shows some and the page all.
pub fn charts_hash(layout: &Layout) -> String {
    let charts = chart::CHARTS.iter();
    let hashes: Vec<Option<String>> = charts
        .map(|chart| fsio::hash_file(&layout.chart(chart.name, "svg")))
        .collect();
    fsio::hash(format!("{hashes:?} {}", drawn(layout)).as_bytes())
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
    let labels = open::labels(layout)?;
    let has_favorites = open::has_favorites(layout);
    let favorites = match has_favorites {
        true => Some(open::distinct_favorites(layout)?),
        false => None,
    };
    let users = open::users_if_any(layout)?;
    let duplicates = open::duplicates_if_any(layout)?;
    let recommended = open::recommendations_if_any(layout)?;
    let evaluation = open::evaluation_if_any(layout)?;
    let rejected = open::rejected(layout)?;
    let images = open::images(layout)?;
    let language = Language::of(&plan.spec.report.language)?;
    let charts = charts_in(&language, layout, || {
        Questions::new(
            images.clone(),
            labels.clone(),
            open::distinct_favorites(layout)?,
        )
    })?;
    let pictures = Pictures(layout);
    let thumbnail = |hash: &str| pictures.thumbnail(hash);
    let inputs = Inputs {
        images: images.clone(),
        labels: &labels,
        simulated: has_favorites && likes::are_simulated(layout)?,
        favorites: favorites.clone(),
        users: users.clone(),
        duplicates,
        recommendations: recommended.clone(),
        evaluation: evaluation.as_ref(),
        rejected: &rejected,
        model: &plan.spec.recommend.model,
        thumbnails: &thumbnail,
        charts,
        charts_drawn: drawn(layout),
    };
    let (pdf, done) = done(report::run(&inputs, &plan.spec.report, context)?);
    steps::save(layout, layout::REPORT, &pdf)?;
    let rows = |table: Option<LazyFrame>, shape: Shape| match table {
        Some(table) => table,
        None => DataFrame::empty_with_schema(&shape.schema()).lazy(),
    };
    let page = page::page(&page::Inputs {
        images: with_all_exif(images)?,
        labels: &labels,
        favorites: rows(favorites, shape::FAVORITES),
        users: rows(users, shape::USERS),
        recommendations: rows(recommended, shape::RECOMMENDATIONS),
        charts: page_charts(layout),
        thumbnails: &thumbnail,
        title: plan.spec.report.title.as_deref().unwrap_or(page::TITLE),
        images_beside: layout.images().is_dir(),
    })?;
    steps::save(layout, layout::PAGE, page.as_bytes())?;
    Ok(Done {
        made: format!("{}, {}", done.made, layout::PAGE),
        ..done
    })
}

/// The charts of the report that were drawn: as they are in English, and once more in any other
/// language.
fn charts_in(
    language: &Language,
    layout: &Layout,
    questions: impl FnOnce() -> Result<Questions>,
) -> Result<Vec<Chart>> {
    let drawn = CHARTS.into_iter().filter_map(|name| {
        let svg = fs::read(layout.chart(name, "svg")).ok()?;
        Some(Chart { name, svg })
    });
    let mut charts: Vec<Chart> = drawn.collect();
    if language.code == language::DEFAULT || charts.is_empty() {
        return Ok(charts);
    }
    let questions = questions()?;
    for chart in &mut charts {
        if let Some(svg) = chart::svg_in(chart.name, &questions, language)? {
            chart.svg = svg;
        }
    }
    Ok(charts)
}

/// The charts that there are, in their order.
fn page_charts(layout: &Layout) -> Vec<page::Chart> {
    let charts = chart::CHARTS.iter();
    charts
        .filter_map(|chart| page_chart(fs::read(layout.chart(chart.name, "svg")).ok()?))
        .collect()
}

/// A chart with what its own document says of it.
fn page_chart(svg: Vec<u8>) -> Option<page::Chart> {
    let text = std::str::from_utf8(&svg).ok()?;
    let document = roxmltree::Document::parse(text).ok()?;
    let root = document.root_element();
    let side = |name: &str| root.attribute(name)?.parse().ok();
    let (words, size) = (
        root.attribute("aria-label")?.to_owned(),
        (side("width")?, side("height")?),
    );
    drop(document);
    Some(page::Chart { words, size, svg })
}

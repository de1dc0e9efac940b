//! One function a stage: open what it needs, call it, save what it gives back.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::edits;
use super::fresh::Watched;
use super::layout::{self, Layout};
use super::open;
use super::parquet;
use super::plan::{Plan, Stage};
use crate::chart::{self, CHARTS, Questions};
use crate::check::{self, Evidence, Stored};
use crate::domain::Skip;
use crate::fsio::{self, Journal};
use crate::stage::{Context, Outcome};
use crate::tables::checks::CheckResult;
use crate::tables::tastes::Taste;
use crate::tables::{
    checks, duplicates, favorites, labels, patterns, recommendations, rejected, tastes, users,
};
use crate::{imaging, label, profile, recommend};

/// What a stage did.
#[derive(Default)]
pub struct Done {
    /// What was made, in a few words.
    pub made: String,
    /// How many items were taken over from an earlier run.
    pub reused: usize,
    /// What it rejected.
    pub skips: Vec<Skip>,
    /// What came of the checks, from the stage that checks.
    pub checks: Vec<CheckResult>,
    /// Why the work has failed although all that was met is told: nothing came of it.
    pub in_vain: Option<String>,
}

pub(super) fn done<T>(outcome: Outcome<T>) -> (T, Done) {
    let Outcome {
        tables,
        skips,
        made,
        reused,
    } = outcome;
    (
        tables,
        Done {
            made,
            reused,
            skips,
            ..Done::default()
        },
    )
}

/// The files of a stage by which it is known whether it must run again; none for those that
/// always look: what is new in a source, and whether all is well.
pub fn watched(stage: Stage, plan: &Plan, layout: &Layout) -> Option<Watched> {
    let spec = &plan.spec;
    let out = |names: &[&str]| {
        names
            .iter()
            .map(|name| layout.out(name))
            .collect::<Vec<_>>()
    };
    let labels = || [vec![layout::LABELS], layout::LABEL_TABLES.to_vec()].concat();
    let favorites = [
        layout::FAVORITES,
        layout::FAVORITES_CSV,
        layout::FAVORITES_TABLE,
    ];
    let (settings, inputs, outputs) = match stage {
        Stage::Acquire | Stage::Check => return None,
        Stage::Label => (
            // A file that was lost, or that is there again, is no change of the metadata.
            format!("{:?} {}", spec.label, layout.image_count()),
            vec![layout::METADATA, layout::TAG_EDITS],
            out(&[layout::LABELS, layout::DUPLICATES]),
        ),
        Stage::Profile => (
            format!("{:?}", spec.profile),
            [labels(), favorites.to_vec(), vec![layout::TASTES]].concat(),
            out(&[layout::USERS, layout::PATTERNS]),
        ),
        Stage::Recommend => (
            format!("{:?}", spec.recommend),
            [labels(), favorites.to_vec()].concat(),
            out(&[layout::RECOMMENDATIONS]),
        ),
        Stage::Chart => (
            String::new(),
            [
                vec![layout::METADATA, layout::IMAGES_TABLE],
                labels(),
                favorites.to_vec(),
            ]
            .concat(),
            chart_files(layout),
        ),
    };
    Some(Watched {
        stage: stage.name(),
        plan: format!("{settings} {}", plan.seed.value()),
        inputs,
        outputs,
    })
}

fn chart_files(layout: &Layout) -> Vec<PathBuf> {
    CHARTS
        .iter()
        .flat_map(|chart| ["png", "svg"].map(|extension| layout.chart(chart.name, extension)))
        .collect()
}

/// Runs one stage.
///
/// # Errors
/// A file that cannot be read or written, or a table that is not what it should be.
pub fn step(stage: Stage, plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    match stage {
        Stage::Acquire => super::acquisition::step(plan, layout, context),
        Stage::Label => label_step(plan, layout, context),
        Stage::Profile => profile_step(plan, layout, context),
        Stage::Recommend => recommend_step(plan, layout, context),
        Stage::Chart => chart_step(layout, context),
        Stage::Check => check_step(plan, layout, context),
    }
}

/// Writes a file only where its bytes change, so that what did not change keeps its date; a table
/// in Parquet that it supersedes is removed after it.
pub(super) fn save(layout: &Layout, name: &str, bytes: &[u8]) -> Result<()> {
    let path = layout.out(name);
    if !fs::read(&path).is_ok_and(|old| old == bytes) {
        fsio::write_atomic(&path, bytes)?;
    }
    parquet::remove_twins_of(layout, name)
}

fn label_step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    if open::labels_came_along(layout)? {
        edits::save_edited(layout, &open::tag_edits(layout)?)?;
        return Ok(Done {
            made: "nothing: the data set has its labels".to_owned(),
            ..Done::default()
        });
    }
    let settings = plan.spec.label.check()?;
    let table = open::images(layout)?;
    // How near near-duplicates are changes nothing that is seen in one image.
    let fingerprint = format!(
        "{} {:?} {}",
        env!("CARGO_PKG_VERSION"),
        settings.palette,
        plan.seed.value()
    );
    let journal = Journal::open(&layout.state().join("label.ndjson"), &fingerprint)?;
    let read = |filename: &str| {
        let path = layout
            .find_image(filename)
            .with_context(|| format!("images/{filename} is missing"))?;
        fsio::read(&path)
    };
    let (tables, done) = done(label::run(&table, &read, settings, journal, context)?);
    save(
        layout,
        layout::DUPLICATES,
        &duplicates::to_json(&tables.duplicates)?,
    )?;
    let edited = label::tags::edited(&tables.labels, &open::tag_edits(layout)?)?;
    save(layout, layout::LABELS, &labels::to_json(&edited)?)?;
    Ok(done)
}

fn profile_step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    use polars::prelude::IntoLazy;
    let labels = open::labels(layout)?;
    let (likes, origin) = open::likes_and_origin(layout)?;
    let before = likes.tastes.clone();
    let (profiles, done) = done(profile::run(&labels, likes, &plan.spec.profile, context)?);
    let favorites = favorites::to_json(&profiles.favorites.clone().lazy())?;
    save_likes(layout, origin, &favorites, before, &profiles.tastes)?;
    save(
        layout,
        layout::USERS,
        &users::to_json(&profiles.users.frame()?)?,
    )?;
    save(
        layout,
        layout::PATTERNS,
        &patterns::to_json(&profiles.patterns)?,
    )?;
    Ok(done)
}

/// Saves favourites and tastes so that simulated users stay known as such, wherever the program is
/// stopped: while the favourites change, the tastes of before and after both stand in the file.
/// Where everybody is a person there is nothing to save: their file is the truth as it is.
fn save_likes(
    layout: &Layout,
    origin: open::Origin,
    favorites: &[u8],
    mut tastes: Vec<Taste>,
    after: &[Taste],
) -> Result<()> {
    if origin == open::Origin::Handed {
        // What was simulated before is gone with the first table that a person hands over.
        fsio::remove_if_present(&layout.out(layout::FAVORITES))?;
    }
    if after.is_empty() {
        return fsio::remove_if_present(&layout.out(layout::TASTES));
    }
    if tastes != after {
        tastes.extend(after.iter().cloned());
        save(layout, layout::TASTES, &tastes::to_json(&tastes)?)?;
    }
    save(layout, layout::FAVORITES, favorites)?;
    save(layout, layout::TASTES, &tastes::to_json(after)?)
}

fn recommend_step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    let labels = open::labels(layout)?;
    let favorites = open::favorites(layout)?;
    let (lists, done) = done(recommend::run(
        &labels,
        &favorites,
        &plan.spec.recommend,
        None,
        context,
    )?);
    save(
        layout,
        layout::RECOMMENDATIONS,
        &recommendations::to_json(&lists)?,
    )?;
    Ok(done)
}

fn chart_step(layout: &Layout, context: Context<'_>) -> Result<Done> {
    let questions = Questions::new(
        open::images(layout)?,
        open::labels(layout)?,
        open::favorites(layout)?,
    )?;
    let (charts, done) = done(chart::run(&questions, context)?);
    for drawn in charts {
        fsio::write_atomic(&layout.chart(drawn.name, "png"), &drawn.png)?;
        fsio::write_atomic(&layout.chart(drawn.name, "svg"), &drawn.svg)?;
    }
    Ok(done)
}

fn check_step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    let words = |error: anyhow::Error| format!("{error:#}");
    let stored = |filename: &str| {
        let bytes = fs::read(layout.find_image(filename)?).ok()?;
        Some(Stored {
            bytes: bytes.len() as u64,
            content_hash: fsio::hash(&bytes),
            header: imaging::inspect(&bytes).ok(),
        })
    };
    let evidence = Evidence {
        images: open::images(layout).map_err(words),
        labels: open::labels(layout).map_err(words),
        tag_edits: open::tag_edits(layout).map_err(words),
        duplicates: open::duplicates(layout).map_err(words),
        favorites: open::favorites(layout).map_err(words),
        users: open::users(layout).map_err(words),
        patterns: open::patterns(layout).map_err(words),
        recommendations: open::recommendations(layout).map_err(words),
        rejected: open::rejected(layout).map_err(words),
        stored: &stored,
        chart: &|name| fs::read(layout.charts.join(name)).ok(),
        charts_wanted: plan.stages.contains(&Stage::Chart),
        min_images: plan.min_images(),
        duplicate_distance: plan.duplicate_distance(),
    };
    let (results, mut done) = done(check::run(&evidence, context));
    save(layout, layout::CHECK_RESULTS, &checks::to_json(&results)?)?;
    done.checks = results;
    Ok(done)
}

/// Puts what `stage` rejected this time in the place of what it rejected before.
///
/// # Errors
/// `rejected.json` cannot be read or written.
pub fn save_rejected(layout: &Layout, stage: Stage, skips: &[Skip]) -> Result<()> {
    let mut all = open::rejected(layout)?;
    all.retain(|skip| skip.stage != stage.name());
    all.extend(skips.iter().cloned());
    save(layout, layout::REJECTED, &rejected::to_json(&all)?)
}

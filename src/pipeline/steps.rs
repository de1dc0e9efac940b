//! One function a stage: open what it needs, call it, save what it gives back.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use polars::prelude::{LazyFrame, col};

use super::alone;
use super::damage;
use super::edits;
use super::evaluation;
use super::fresh::Watched;
use super::layout::{self, Layout};
use super::likes;
use super::open;
use super::parquet;
use super::pictures::Pictures;
use super::plan::{Plan, Stage};
use super::recommender;
use super::reporting;
use crate::chart::{self, CHARTS, Questions};
use crate::check::{self, Evidence, Stored};
use crate::domain::Skip;
use crate::evaluate::Times;
use crate::fsio::{self, Journal};
use crate::stage::{Context, Outcome};
use crate::tables::checks::CheckResult;
use crate::tables::format::Format;
use crate::tables::shape::{self, Shape};
use crate::tables::{
    checks, duplicates, images, labels, patterns, recommendations, rejected, text_values, users,
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
    /// How long each model took, from the stage that measures them.
    pub times: Vec<Times>,
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
    let made = |format, names: &[&str]| files(layout, format, names);
    let labels = || [vec![layout::LABELS], layout::LABEL_TABLES.to_vec()].concat();
    let favorites = [
        layout::FAVORITES,
        layout::FAVORITES_CSV,
        layout::FAVORITES_TABLE,
    ];
    let handed = [layout::TAGS_CSV, layout::COLORS_CSV];
    // Which tables count depends on what else is there.
    let alone = || alone::is_alone(layout);
    // Who has none from an earlier version gets them.
    let thumbnails = format!("thumbnails of {} px", label::THUMBNAIL_SIDE_PX);
    let (settings, inputs, outputs) = match stage {
        Stage::Acquire | Stage::Check => return None,
        Stage::Label => (
            // A file that was lost, or that is there again, is no change of the metadata.
            format!("{:?} {} {thumbnails}", spec.label, layout.image_count()),
            vec![layout::METADATA, layout::IMAGES_TABLE, layout::TAG_EDITS],
            made(spec.label.format, &[layout::LABELS, layout::DUPLICATES]),
        ),
        Stage::Profile => (
            format!("{:?}", spec.profile),
            [labels(), favorites.to_vec(), vec![layout::TASTES]].concat(),
            made(spec.profile.format, &[layout::USERS, layout::PATTERNS]),
        ),
        Stage::Recommend => (
            format!("{:?} {}", spec.recommend, alone()),
            recommender::inputs(),
            made(spec.recommend.format, &[layout::RECOMMENDATIONS]),
        ),
        Stage::Evaluate => {
            let mut files = made(Format::Json, &[layout::EVALUATION]);
            files.0.extend(spec.evaluate.lists.clone());
            (
                format!("{} {}", evaluation::fingerprint(plan), alone()),
                [labels(), handed.to_vec(), favorites.to_vec()].concat(),
                files,
            )
        }
        Stage::Chart => (
            thumbnails.clone(),
            [
                vec![layout::METADATA, layout::IMAGES_TABLE],
                labels(),
                favorites.to_vec(),
                vec![layout::USERS, layout::USERS_TABLE, layout::EVALUATION],
            ]
            .concat(),
            (chart_files(layout), Vec::new()),
        ),
        Stage::Report => (
            // Charts lie in a folder of their own.
            format!(
                "{:?} {} {} {thumbnails}",
                spec.report,
                spec.recommend.model,
                reporting::charts_hash(layout)
            ),
            reporting::inputs(),
            (
                [layout::REPORT, layout::PAGE]
                    .map(|name| layout.out(name))
                    .to_vec(),
                Vec::new(),
            ),
        ),
    };
    let (outputs, superseded) = outputs;
    Some(Watched {
        stage: stage.name(),
        plan: format!("{settings} {}", plan.seed.value()),
        inputs,
        outputs,
        superseded,
    })
}

/// The files that a stage writes, and those in whose place it does, by the names of its JSON files.
fn files(layout: &Layout, format: Format, names: &[&str]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut written, mut superseded) = (Vec::new(), Vec::new());
    for name in names {
        let tables: Vec<PathBuf> = parquet::twins_of(name)
            .map(|file| layout.out(&file))
            .collect();
        let json = vec![layout.out(name)];
        match format {
            Format::Parquet if !tables.is_empty() => {
                written.extend(tables);
                superseded.extend(json);
            }
            _ => {
                written.extend(json);
                superseded.extend(tables);
            }
        }
    }
    (written, superseded)
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
        Stage::Evaluate => evaluation::step(plan, layout, context),
        Stage::Chart => chart_step(layout, context),
        Stage::Report => reporting::step(plan, layout, context),
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
        edits::save_in_tables(layout, &open::tag_edits(layout)?)?;
        return Ok(Done {
            made: "nothing: the data set has its labels".to_owned(),
            ..Done::default()
        });
    }
    let settings = plan.spec.label.check()?;
    open::sound(layout, &[shape::IMAGES])?;
    let table = open::images(layout)?;
    // How near near-duplicates are changes nothing that is seen in one image.
    let fingerprint = format!(
        "{} {:?} {}",
        env!("CARGO_PKG_VERSION"),
        settings.palette,
        plan.seed.value()
    );
    let journal = Journal::open(&layout.state().join("label.ndjson"), &fingerprint)?;
    let pictures = Pictures(layout);
    let (tables, done) = done(label::run(&table, &pictures, settings, journal, context)?);
    let hashes = table.select([col(images::CONTENT_HASH)]).collect()?;
    let hashes = text_values(&hashes, images::CONTENT_HASH)?;
    pictures.forget_others(&hashes.into_iter().collect());
    let edited = label::tags::edited(&tables.labels, &open::tag_edits(layout)?)?;
    match plan.spec.label.format {
        Format::Json => {
            let alike = duplicates::to_json(&tables.duplicates)?;
            save(layout, layout::DUPLICATES, &alike)?;
            save(layout, layout::LABELS, &labels::to_json(&edited)?)?;
        }
        Format::Parquet => {
            let alike = vec![(shape::DUPLICATES, tables.duplicates)];
            parquet::save_labels(layout, edited, alike)?;
        }
    }
    Ok(done)
}

fn profile_step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    open::sound(layout, &LIKES)?;
    let labels = open::labels(layout)?;
    let (likes, origin) = open::likes_and_origin(layout)?;
    let before = likes.tastes.clone();
    let (profiles, done) = done(profile::run(&labels, likes, &plan.spec.profile, context)?);
    let format = plan.spec.profile.format;
    likes::save(layout, origin, before, &profiles, format)?;
    match format {
        Format::Json => save(
            layout,
            layout::USERS,
            &users::to_json(&profiles.users.frame()?)?,
        )?,
        Format::Parquet => parquet::save_rows(layout, shape::USERS, profiles.users.rows())?,
    }
    save(
        layout,
        layout::PATTERNS,
        &patterns::to_json(&profiles.patterns)?,
    )?;
    Ok(done)
}

/// The tables of labels and favourites.
pub(super) const LIKES: [Shape; 4] = [shape::LABELS, shape::COLORS, shape::TAGS, shape::FAVORITES];

fn recommend_step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    let settings = &plan.spec.recommend;
    let outcome = recommender::with(plan, layout, context, |prepared, model| {
        recommend::everybody(prepared, model, settings, context)
    });
    let (lists, done) = done(outcome?);
    match plan.spec.recommend.format {
        Format::Json => {
            let lists = recommendations::to_json(&lists)?;
            save(layout, layout::RECOMMENDATIONS, &lists)?;
        }
        Format::Parquet => {
            let table = recommendations::frame(&lists)?;
            parquet::save(layout, vec![(shape::RECOMMENDATIONS, table)])?;
        }
    }
    Ok(done)
}

fn chart_step(layout: &Layout, context: Context<'_>) -> Result<Done> {
    open::sound(layout, &[shape::IMAGES])?;
    open::sound(layout, &LIKES)?;
    let users = open::users_if_any(layout)?;
    let evaluation = open::evaluation_if_any(layout)?;
    let questions = Questions::new(
        open::images(layout)?,
        open::labels(layout)?,
        open::distinct_favorites(layout)?,
    )?;
    let questions = questions.and(users, evaluation.as_ref())?;
    let pictures = Pictures(layout);
    let thumbnail = |hash: &str| pictures.thumbnail(hash);
    let (charts, done) = done(chart::run(&questions, &thumbnail, context)?);
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
    // A check tells what is wrong with a file, and does not stumble over it.
    let whole = |shapes: &[Shape]| {
        let mut all = shapes.iter();
        all.try_for_each(|shape| damage::whole(layout, shape))
            .map_err(words)
    };
    let of = |shape: Shape, open: fn(&Layout) -> Result<LazyFrame>| {
        whole(&[shape])?;
        open(layout).map_err(words)
    };
    let labels = || {
        whole(&[shape::LABELS, shape::COLORS, shape::TAGS])?;
        open::labels(layout).map_err(words)
    };
    let lists = || {
        whole(&[shape::RECOMMENDATIONS])?;
        open::recommendations(layout).map_err(words)
    };
    let evidence = Evidence {
        images: of(shape::IMAGES, open::images),
        labels: labels(),
        tag_edits: open::tag_edits(layout).map_err(words),
        duplicates: of(shape::DUPLICATES, open::duplicates),
        favorites: of(shape::FAVORITES, open::distinct_favorites),
        users: of(shape::USERS, open::users),
        patterns: open::patterns(layout).map_err(words),
        recommendations: lists(),
        rejected: open::rejected(layout).map_err(words),
        stored: &stored,
        chart: &|name| fs::read(layout.charts.join(name)).ok(),
        charts_wanted: plan.stages.contains(&Stage::Chart),
        report: fs::read(layout.out(layout::REPORT)).ok(),
        page: fs::read(layout.out(layout::PAGE)).ok(),
        report_wanted: plan.stages.contains(&Stage::Report),
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

//! The stages of a plan one after the other, and what to tell at the end.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use super::damage;
use super::layout::Layout;
use super::open;
use super::plan::{Plan, Stage};
use super::recommender;
use super::sound;
use super::steps;
use crate::domain::Skip;
use crate::evaluate::Times;
use crate::fsio::{self, FolderLock};
use crate::progress::Progress;
use crate::recommend;
use crate::stage::Context;
use crate::tables::checks::CheckResult;
use crate::tables::evaluation::Evaluation;
use crate::tables::recommendations::UserRecommendations;

/// What one stage did.
pub struct StageReport {
    /// The stage.
    pub stage: Stage,
    /// What was made, in a few words.
    pub made: String,
    /// Whether nothing had changed, so that the stage did not run.
    pub fresh: bool,
    /// How many items it took over from an earlier run.
    pub reused: usize,
    /// How many items it rejected.
    pub rejected: usize,
    /// How long it took.
    pub duration: Duration,
}

/// What a run did.
pub struct RunReport {
    /// The stages in their order.
    pub stages: Vec<StageReport>,
    /// All that is in `rejected.json` now.
    pub rejected: Vec<Skip>,
    /// What came of the checks, if there was that stage.
    pub checks: Vec<CheckResult>,
    /// The figures of the models, if there was the stage that measures them.
    pub evaluation: Option<Evaluation>,
    /// How long each model took, where they were measured this time.
    pub times: Vec<Times>,
    /// The first of the users, if there are any.
    pub first_user: Option<String>,
}

/// Runs the stages of `plan`.
///
/// # Errors
/// A stage failed; what the stages before it made stays. A check that fails is no error.
pub fn run(plan: &Plan, layout: &Layout, progress: &dyn Progress) -> Result<RunReport> {
    let _data = if plan.stages.contains(&Stage::Acquire) || plan.brings_tables() {
        FolderLock::take(&layout.state().join("lock"))?
    } else {
        lock(layout)?
    };
    let mut folders = vec![layout.output.clone(), layout.images(), layout.state()];
    // Two data folders may share the folder of the charts.
    let _charts = if plan.stages.contains(&Stage::Chart) {
        folders.push(layout.charts.clone());
        Some(FolderLock::take(&layout.charts.join(".pixrec.lock"))?)
    } else {
        None
    };
    for folder in &folders {
        fsio::clear_leftovers(folder);
    }
    let context = Context {
        seed: plan.seed,
        progress,
    };
    let mut report = RunReport {
        stages: Vec::new(),
        rejected: Vec::new(),
        checks: Vec::new(),
        evaluation: None,
        times: Vec::new(),
        first_user: None,
    };
    for stage in &plan.stages {
        let started = Instant::now();
        let mut told = one(*stage, plan, layout, context, &mut report)
            .with_context(|| format!("stage {}", stage.name()))?;
        told.duration = started.elapsed();
        report.stages.push(told);
    }
    sound::forget_others(layout);
    if plan.stages.contains(&Stage::Evaluate) {
        report.evaluation = open::evaluation_if_any(layout)?;
    }
    report.rejected = open::rejected(layout)?;
    report.first_user = open::first_user(layout);
    Ok(report)
}

/// Takes the lock of a data folder that is there.
///
/// # Errors
/// There is no such folder, or another process holds it.
pub(super) fn lock(layout: &Layout) -> Result<FolderLock> {
    ensure!(
        layout.output.is_dir() || layout.input.is_dir(),
        "there is no folder {}; run `pixrec acquire` first, or name another with -d",
        layout.output.display()
    );
    FolderLock::take(&layout.state().join("lock"))
}

fn one(
    stage: Stage,
    plan: &Plan,
    layout: &Layout,
    context: Context<'_>,
    report: &mut RunReport,
) -> Result<StageReport> {
    let watched = steps::watched(stage, plan, layout);
    if let Some((made, rejected)) = watched.as_ref().and_then(|files| files.fresh(layout)) {
        // Somebody may have removed the file that says so.
        steps::save_rejected(layout, stage, &rejected)?;
        return Ok(StageReport {
            stage,
            made,
            fresh: true,
            reused: 0,
            rejected: rejected.len(),
            duration: Duration::ZERO,
        });
    }
    let done = damage::blaming(layout, || steps::step(stage, plan, layout, context))?;
    if stage != Stage::Check {
        steps::save_rejected(layout, stage, &done.skips)?;
    }
    if let Some(reason) = done.in_vain {
        bail!(reason);
    }
    if let Some(files) = watched {
        files.record(layout, &done.made, &done.skips)?;
    }
    report.checks.extend(done.checks);
    report.times.extend(done.times);
    Ok(StageReport {
        stage,
        made: done.made,
        fresh: false,
        reused: done.reused,
        rejected: done.skips.len(),
        duration: Duration::ZERO,
    })
}

/// The recommendations for one user, who need not be known. No table is written.
///
/// # Errors
/// Labels or favourites cannot be read.
pub fn recommend_one(
    plan: &Plan,
    layout: &Layout,
    user: &str,
    progress: &dyn Progress,
) -> Result<UserRecommendations> {
    let context = Context {
        seed: plan.seed,
        progress,
    };
    damage::blaming(layout, || {
        recommender::with(plan, layout, context, |prepared, model| {
            recommend::one(prepared, model, &plan.spec.recommend, user)
        })
    })
}

/// What the score of one image for one user is made of.
///
/// # Errors
/// Labels or favourites cannot be read, or they know nothing of the user or the image.
pub fn why(
    plan: &Plan,
    layout: &Layout,
    user: &str,
    image: &str,
    progress: &dyn Progress,
) -> Result<recommend::Why> {
    let context = Context {
        seed: plan.seed,
        progress,
    };
    damage::blaming(layout, || {
        recommender::with(plan, layout, context, |prepared, model| {
            recommend::why(prepared, model, &prepared.guest(user), image)
        })
    })
}

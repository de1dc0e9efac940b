//! Stage `check`: is what stands in the data folder whole and right? Each check is a sentence
//! that is true when it passes, one file each. A file that cannot be read fails the checks that
//! need it, with its own error as the detail.

mod charts_drawn;
mod collection_size;
mod duplicates_valid;
mod favorites_known;
mod images_exist;
mod labels_complete;
mod labels_valid;
mod metadata_valid;
mod patterns_match;
mod profiles_match;
mod recommendations_explained;
mod recommendations_new;
mod report_whole;

use std::sync::Arc;

use anyhow::{Result, anyhow, ensure};
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cluster::MAX_CLUSTERS;
use crate::domain::Skip;
use crate::imaging::Header;
use crate::interactions::Interactions;
use crate::profile::{self, UserTable};
use crate::stage::{Context, Outcome};
use crate::tables::checks::CheckResult;
use crate::tables::labels::LabelTables;
use crate::tables::patterns::Patterns;
use crate::tables::recommendations::UserRecommendations;
use crate::tables::tag_edits::TagEdits;
use crate::tables::{text_values, users};

/// The stage's name.
pub const STAGE: &str = "check";

/// How many offenders a detail names.
const NAMED: usize = 3;

/// The table `[check]`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The fewest images that a collection may have. Where none is given: 100 for a gallery of
    /// as many or more, 1 for anything else.
    pub min_images: Option<u64>,
}

impl Settings {
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<()> {
        ensure!(
            self.min_images != Some(0),
            "check.min_images is 0; it can be 1 and more"
        );
        Ok(())
    }
}

/// A stored image, as the data folder has it.
pub struct Stored {
    /// How many bytes it has.
    pub bytes: u64,
    /// Their hash.
    pub content_hash: String,
    /// What they say of themselves, if they are an image.
    pub header: Option<Header>,
}

/// All that can be looked at. What could not be read is an error in words.
pub struct Evidence<'a> {
    /// The table `images`.
    pub images: Result<LazyFrame, String>,
    /// The tables of the labels.
    pub labels: Result<LabelTables, String>,
    /// What people edited of the tags, in their one spelling.
    pub tag_edits: Result<TagEdits, String>,
    /// The table `duplicates`.
    pub duplicates: Result<LazyFrame, String>,
    /// The table `favorites`.
    pub favorites: Result<LazyFrame, String>,
    /// The table `users`.
    pub users: Result<LazyFrame, String>,
    /// The bytes of the patterns.
    pub patterns: Result<Vec<u8>, String>,
    /// The recommendations.
    pub recommendations: Result<Vec<UserRecommendations>, String>,
    /// What was rejected, by any stage.
    pub rejected: Result<Vec<Skip>, String>,
    /// Looks at a stored image; called from many threads at once.
    pub stored: &'a (dyn Fn(&str) -> Option<Stored> + Sync),
    /// The bytes of a chart's file, by its name with extension.
    pub chart: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
    /// Whether there must be charts; where not, there may be all or none.
    pub charts_wanted: bool,
    /// The bytes of the report, if there is one, and of the page.
    pub report: Option<Vec<u8>>,
    #[allow(missing_docs, reason = "see above")]
    pub page: Option<Vec<u8>>,
    /// Whether there must be both.
    pub report_wanted: bool,
    /// The fewest images that the collection may have.
    pub min_images: u64,
    /// How many bits near-duplicates may differ in.
    pub duplicate_distance: u32,
}

/// What can be read, or the reason why it can't as an error of the check.
fn readable<T: Clone>(table: &Result<T, String>) -> Result<T> {
    table.clone().map_err(|reason| anyhow!(reason))
}

/// What the stage `profile` would make of labels and favourites as they are, with the users in the
/// clusters in which they are.
struct Recount {
    interactions: Arc<Interactions>,
    clusters: Vec<Option<u32>>,
}

impl Recount {
    fn of(evidence: &Evidence<'_>) -> Result<Self> {
        let labels = readable(&evidence.labels)?;
        let interactions = Interactions::of(readable(&evidence.favorites)?, &labels)?;
        let table = readable(&evidence.users)?
            .select([col(users::USER_ID), col(users::CLUSTER)])
            .drop_nulls(None)
            .collect()?;
        let mut clusters = vec![None; interactions.favorites.users.len()];
        let names = text_values(&table, users::USER_ID)?;
        let numbers = table.column(users::CLUSTER)?.u32()?;
        for (name, cluster) in names.into_iter().zip(numbers.iter()) {
            // Never so many: a file that says so has another table made of it than it has itself.
            let cluster = cluster.filter(|cluster| (*cluster as usize) < MAX_CLUSTERS);
            if let Some(user) = interactions.favorites.users.number(name) {
                clusters[user as usize] = cluster;
            }
        }
        Ok(Self {
            interactions: Arc::new(interactions),
            clusters,
        })
    }

    fn profiles(self) -> Result<DataFrame> {
        UserTable::new(self.interactions, Arc::new(self.clusters)).frame()
    }

    fn patterns(self) -> Result<Patterns> {
        profile::patterns(&self.interactions, &self.clusters)
    }
}

/// What came out of one check.
pub struct Verdict {
    passed: bool,
    detail: String,
}

impl Verdict {
    /// The check passes where `passed`.
    fn when(passed: bool, detail: String) -> Self {
        Self { passed, detail }
    }

    /// The check passes where nothing offends; else the detail names the first few offenders.
    fn unless(offenders: &[String], what: &str, looked_at: String) -> Self {
        if offenders.is_empty() {
            return Self {
                passed: true,
                detail: looked_at,
            };
        }
        let named: Vec<&str> = offenders.iter().take(NAMED).map(String::as_str).collect();
        let more = if offenders.len() > NAMED { ", ..." } else { "" };
        Self {
            passed: false,
            detail: format!("{} {what}: {}{more}", offenders.len(), named.join(", ")),
        }
    }
}

/// One check.
pub struct CheckDefinition {
    /// A sentence that is true when it passes.
    pub name: &'static str,
    /// Looks; an error fails the check.
    pub run: fn(&Evidence<'_>) -> Result<Verdict>,
}

/// All checks, in the order in which they are told.
pub const CHECKS: &[CheckDefinition] = &[
    collection_size::DEFINITION,
    images_exist::DEFINITION,
    metadata_valid::DEFINITION,
    labels_complete::DEFINITION,
    labels_valid::DEFINITION,
    duplicates_valid::DEFINITION,
    favorites_known::DEFINITION,
    profiles_match::DEFINITION,
    patterns_match::DEFINITION,
    recommendations_new::DEFINITION,
    recommendations_explained::DEFINITION,
    charts_drawn::DEFINITION,
    report_whole::DEFINITION,
];

/// Runs all checks; one that fails is a result and no error.
pub fn run(evidence: &Evidence<'_>, context: Context<'_>) -> Outcome<Vec<CheckResult>> {
    context.progress.begin(STAGE, CHECKS.len() as u64);
    let results: Vec<CheckResult> = CHECKS
        .iter()
        .map(|check| {
            let verdict = (check.run)(evidence)
                .unwrap_or_else(|error| Verdict::when(false, format!("{error:#}")));
            context.progress.advance(1);
            CheckResult {
                name: check.name.to_owned(),
                passed: verdict.passed,
                detail: verdict.detail,
            }
        })
        .collect();
    context.progress.end();
    let passed = results.iter().filter(|result| result.passed).count();
    Outcome {
        made: format!("{passed} of {} checks passed", results.len()),
        tables: results,
        skips: Vec::new(),
        reused: 0,
    }
}

/// The values of one text column, each once, sorted: the rows that offend.
fn offenders(rows: LazyFrame, column: &str) -> Result<Vec<String>> {
    let rows = rows
        .select([col(column)])
        .unique(None, UniqueKeepStrategy::Any)
        .sort([column], SortMultipleOptions::default())
        .collect()?;
    Ok(text_values(&rows, column)?
        .into_iter()
        .map(str::to_owned)
        .collect())
}

fn height(rows: LazyFrame) -> Result<usize> {
    Ok(rows.collect()?.height())
}

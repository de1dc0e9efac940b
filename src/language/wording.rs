//! What a language's file holds: each sentence by where it is said. `en.toml` shows what each is.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{List, Numbers, Sentence};

/// All that can be said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    /// The title of a report that is given none.
    pub title: String,
    pub numbers: Numbers,
    pub list: List,
    pub names: Names,
    pub others: Others,
    pub summary: Summary,
    pub collection: Collection,
    pub collected: Collected,
    pub images: Images,
    pub users: Users,
    pub recommended: Recommended,
    pub reason: Reason,
    pub quality: Quality,
    pub limitations: Limitations,
    pub future: Future,
    pub conclusion: Conclusion,
    pub rubric: Rubric,
    pub charts: Charts,
    pub color_chart: ColorChart,
    pub user_chart: UserChart,
    /// What the two charts of the report show.
    pub captions: BTreeMap<String, String>,
    /// What stands in every report, in Typst's markup.
    pub template: BTreeMap<String, String>,
}

/// Words of the tables in this language; those that are not here are the same in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Names {
    pub colors: BTreeMap<String, String>,
    pub orientations: BTreeMap<String, String>,
    pub sizes: BTreeMap<String, String>,
    pub sources: BTreeMap<String, String>,
    pub stages: BTreeMap<String, String>,
}

/// The parts of a whole that are not named one by one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Others {
    pub named_sources: Sentence,
    pub sources: Sentence,
    pub licenses: Sentence,
    pub formats: Sentence,
    pub orientations: Sentence,
    pub sizes: Sentence,
    pub stages: Sentence,
}

/// What it is all about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Summary {
    pub images: Sentence,
    pub favorites: Sentence,
    pub color: Sentence,
    pub recommended: Sentence,
}

/// How images were collected.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Collection {
    pub no_source: Sentence,
    pub one_source: Sentence,
    pub sources: Sentence,
    pub no_license: Sentence,
    pub one_license: Sentence,
    pub licenses: Sentence,
    pub licenses_and_unknown: Sentence,
    pub authors: Sentence,
    pub files: Sentence,
    pub no_exif: Sentence,
    pub exif: Sentence,
    pub none_rejected: Sentence,
    pub rejected: Sentence,
}

/// The heads of the table of what was collected.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Collected {
    pub none: String,
    pub images: String,
    pub bytes: String,
    pub sources: String,
    pub licenses: String,
    pub authors: String,
    pub exif: String,
    pub rejected: String,
    pub formats: String,
    pub orientations: String,
    pub sizes: String,
    pub tags: String,
    pub alike: String,
    pub users: String,
    pub favorites: String,
}

/// What was found out about the images.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Images {
    pub no_color: Sentence,
    pub one_color: Sentence,
    pub first_color: Sentence,
    pub last_color: Sentence,
    pub all_of_orientation: Sentence,
    pub orientation: Sentence,
    pub no_tag: Sentence,
    pub tags: Sentence,
}

/// What was found out about the users.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Users {
    pub none: Sentence,
    pub favorites_each: Sentence,
    pub favorites_between: Sentence,
    pub all_liked: Sentence,
    pub unliked: Sentence,
    pub color: Sentence,
    pub color_and_tag: Sentence,
    pub groups: Sentence,
}

/// What was recommended.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recommended {
    pub hybrid: Sentence,
    pub model: Sentence,
    pub lists: Sentence,
}

/// Why an image is recommended: the clauses of [`crate::recommend`], told once more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    pub people: Sentence,
    pub kinds: Sentence,
    pub popularity: Sentence,
    pub unlike: Sentence,
    pub color: Sentence,
    pub tag: Sentence,
    pub orientation: Sentence,
    pub size: Sentence,
    pub like_the_only: Sentence,
    pub like_all: Sentence,
    pub like_some: Sentence,
    pub and_like_the_only: Sentence,
    pub and_like_all: Sentence,
    pub and_like_some: Sentence,
}

/// How good the models are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Quality {
    pub none: Sentence,
    pub note: Sentence,
    pub few_users: Sentence,
}

/// Where the results end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limitations {
    pub simulated: Sentence,
    pub no_users: Sentence,
    pub few_users: Sentence,
    pub one_source: Sentence,
    pub untagged: Sentence,
    pub names: Sentence,
}

/// What could come next.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Future {
    pub next: Sentence,
    pub people: String,
    pub more_people: String,
    pub places: String,
    pub comparison: String,
    pub tags: String,
}

/// What it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Conclusion {
    pub program: Sentence,
    pub popular_best: Sentence,
    pub best: Sentence,
    pub best_by_chance: Sentence,
}

/// The task's points.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rubric {
    pub yes: String,
    pub no: String,
    pub images: String,
    pub images_shown: Sentence,
    pub labels: String,
    pub labels_shown: Sentence,
    pub profiles: String,
    pub profiles_shown: Sentence,
    pub charts: String,
    pub charts_shown: Sentence,
    pub recommendations: String,
    pub recommendations_shown: Sentence,
    pub quality: String,
    pub quality_shown: Sentence,
    pub quality_not_measured: Sentence,
}

/// What figures say beside the data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Charts {
    pub source: String,
    pub no_data: String,
    pub not_a_number: String,
    pub percent: Sentence,
    pub rows_shown: Sentence,
    pub panels_shown: Sentence,
    pub more_series: Sentence,
}

/// The chart `color_frequencies`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColorChart {
    pub title: Sentence,
    pub none: String,
    pub measure: String,
    pub images: String,
    pub color: String,
}

/// The chart `user_comparison`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChart {
    pub between: Sentence,
    pub each: Sentence,
    pub none: String,
    pub measure: String,
    pub measure_and_rest: Sentence,
    pub user: String,
    pub favorites: String,
    pub images: String,
    pub orientation: String,
    pub size: String,
    pub share: String,
}

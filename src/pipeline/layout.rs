//! Every path that the program knows.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::domain::is_safe_name;

/// The folder of the images inside a data folder.
pub const IMAGES: &str = "images";
/// The table `images`.
pub const METADATA: &str = "images_metadata.json";
/// The tables of the labels.
pub const LABELS: &str = "images_labels.json";
/// What people added to the tags and took away from them.
pub const TAG_EDITS: &str = "tag_edits.json";
/// The table `duplicates`.
pub const DUPLICATES: &str = "duplicates.json";
/// The table `favorites`.
pub const FAVORITES: &str = "favorites.json";
/// The table `favorites`, as somebody may hand it over.
pub const FAVORITES_CSV: &str = "favorites.csv";
/// The images that users do not want to be shown again, in the shape of `favorites.json`.
pub const DISMISSED: &str = "dismissed.json";
/// The tastes of simulated users.
pub const TASTES: &str = "tastes.json";
/// The table `users`.
pub const USERS: &str = "users.json";
/// The patterns.
pub const PATTERNS: &str = "patterns.json";
/// The recommendations.
pub const RECOMMENDATIONS: &str = "recommendations.json";
/// The figures of the models.
pub const EVALUATION: &str = "evaluation.json";
/// The table `tags`, as somebody may hand it over where there are no labels.
pub const TAGS_CSV: &str = "tags.csv";
/// The table `colors`, likewise.
pub const COLORS_CSV: &str = "colors.csv";
/// The table `images` in Parquet.
pub const IMAGES_TABLE: &str = "images.parquet";
/// The tables of the labels in Parquet.
pub const LABEL_TABLES: [&str; 3] = ["labels.parquet", "colors.parquet", "tags.parquet"];
/// The table `duplicates` in Parquet.
pub const DUPLICATES_TABLE: &str = "duplicates.parquet";
/// The table `favorites` in Parquet.
pub const FAVORITES_TABLE: &str = "favorites.parquet";
/// The table `users` in Parquet.
pub const USERS_TABLE: &str = "users.parquet";
/// The table `recommendations` in Parquet.
pub const RECOMMENDATIONS_TABLE: &str = "recommendations.parquet";
/// The report.
pub const REPORT: &str = "summary_report.pdf";
/// The collection as a page.
pub const PAGE: &str = "index.html";
/// One credit line an image, for a page in Markdown.
pub const ATTRIBUTION: &str = "ATTRIBUTION.md";
/// The same as a web page.
pub const ATTRIBUTION_PAGE: &str = "attribution.html";
/// What was met and not used.
pub const REJECTED: &str = "rejected.json";
/// What came of the checks.
pub const CHECK_RESULTS: &str = "check_results.json";

/// What only the program itself reads: journals, manifests, the lock.
const STATE: &str = ".pixrec";

/// Where a run reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Where tables and images are looked for that the output folder does not have.
    pub input: PathBuf,
    /// Where tables and images are written.
    pub output: PathBuf,
    /// Where charts are written.
    pub charts: PathBuf,
}

impl Layout {
    /// The same without the input folder.
    pub fn of_output(&self) -> Self {
        Self {
            input: self.output.clone(),
            ..self.clone()
        }
    }

    /// Where the file `name` is written.
    pub fn out(&self, name: &str) -> PathBuf {
        self.output.join(name)
    }

    /// Where the file `name` is read: in the output folder if it is there, else in the input
    /// folder if it is there.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        [&self.output, &self.input]
            .map(|folder| folder.join(name))
            .into_iter()
            .find(|path| path.is_file())
    }

    /// The folder that images are written to.
    pub fn images(&self) -> PathBuf {
        self.output.join(IMAGES)
    }

    /// Where the image `filename` is read; nowhere where the name is not safe, and may lead
    /// anywhere.
    pub fn find_image(&self, filename: &str) -> Option<PathBuf> {
        if !is_safe_name(filename) {
            return None;
        }
        self.find(&Path::new(IMAGES).join(filename).to_string_lossy())
    }

    /// The folders that images are read from.
    pub fn image_folders(&self) -> [PathBuf; 2] {
        [&self.output, &self.input].map(|folder| folder.join(IMAGES))
    }

    /// How many files there are in the folders that images are read from.
    pub fn image_count(&self) -> usize {
        self.image_folders()
            .iter()
            .map(|folder| files(folder).count())
            .sum()
    }

    /// The names of the files in the folders that images are read from.
    pub fn image_names(&self) -> BTreeSet<String> {
        let folders = self.image_folders();
        let names = folders.iter().flat_map(|folder| files(folder));
        names.filter_map(|name| name.into_string().ok()).collect()
    }

    /// The file of a chart.
    pub fn chart(&self, name: &str, extension: &str) -> PathBuf {
        self.charts.join(format!("{name}.{extension}"))
    }

    /// The folder of the program's own notes.
    pub fn state(&self) -> PathBuf {
        self.output.join(STATE)
    }

    /// The same of a run that wrote to the input folder.
    pub fn input_state(&self) -> PathBuf {
        self.input.join(STATE)
    }

    /// The files and folders that are the program's own: no source may read its images there.
    pub fn own_paths(&self) -> Vec<PathBuf> {
        let tables = [
            METADATA,
            LABELS,
            TAG_EDITS,
            DUPLICATES,
            FAVORITES,
            FAVORITES_CSV,
            TAGS_CSV,
            COLORS_CSV,
            DISMISSED,
            TASTES,
            USERS,
            PATTERNS,
            RECOMMENDATIONS,
            EVALUATION,
            REPORT,
            PAGE,
            ATTRIBUTION,
            ATTRIBUTION_PAGE,
            REJECTED,
            CHECK_RESULTS,
            IMAGES,
            STATE,
        ];
        let tables = || {
            let parquet = [
                IMAGES_TABLE,
                DUPLICATES_TABLE,
                FAVORITES_TABLE,
                USERS_TABLE,
                RECOMMENDATIONS_TABLE,
            ];
            tables.into_iter().chain(LABEL_TABLES).chain(parquet)
        };
        [&self.output, &self.input]
            .into_iter()
            .flat_map(|folder| tables().map(|name| folder.join(name)))
            .chain([self.charts.clone()])
            .collect()
    }

    /// The journal of what `acquire` finished under one fingerprint.
    pub fn acquire_journal(&self, fingerprint_hash: &str) -> PathBuf {
        self.state().join(format!(
            "acquire-{}.ndjson",
            &fingerprint_hash[..16.min(fingerprint_hash.len())]
        ))
    }

    /// What the last acquisition met under one fingerprint, to ask again for what failed of it.
    pub fn acquire_listing(&self, fingerprint_hash: &str) -> PathBuf {
        self.acquire_journal(fingerprint_hash)
            .with_extension("listing.json")
    }
}

/// The names of the files in a folder; none where there is no such folder.
fn files(folder: &Path) -> impl Iterator<Item = OsString> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files.map(|entry| entry.file_name())
}

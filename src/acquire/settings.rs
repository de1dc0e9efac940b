//! What a user can set about this stage: the table `[acquire]`, and the flags of the same names.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::license::AllowList;
use super::source::{SOURCES, SourceDefinition};
use crate::tables::format::Format;

/// The most images that the gallery draws and that a source may be asked for.
const MAX_COUNT: u64 = 1_000_000;
/// The most files at once from one host.
const MAX_PARALLEL: usize = 64;
/// The longest that a time may be set to, in seconds: a day.
const MAX_SECONDS: f64 = 86_400.0;
/// More requests a second than any network carries.
const MAX_REQUESTS_PER_SECOND: f64 = 1e6;
/// The largest file that may be allowed, in MiB.
const MAX_MEGABYTES: u64 = 4096;
/// Where a contact may also be given.
const CONTACT_VARIABLE: &str = "PIXREC_CONTACT";

/// Keys that every source takes.
const COMMON: &[&str] = &[
    "source",
    "count",
    "allow_licenses",
    "extend",
    "retry_failed",
    "format",
];
/// Keys that every source on the web takes.
const WEB: &[&str] = &[
    "contact",
    "parallel",
    "requests_per_second",
    "megabits_per_second",
    "retries",
    "retry_wait_s",
    "patience_s",
    "idle_s",
    "timeout_s",
    "max_megabytes",
    "proxy",
];

/// How a file that is there already gets into `images/`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreMode {
    /// A copy: whatever happens to it, the original stays as it is.
    #[default]
    Copy,
    /// A second name of the same file: no space, and both change together.
    Hardlink,
    /// A pointer to the original: no space, and it is lost with the original.
    Symlink,
}

/// The table `[acquire]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where images come from; where none is named, `folder` if there is a path, else `gallery`.
    pub source: Option<String>,
    /// How many images at most, 1 to 1,000,000; each source has its own default.
    pub count: Option<u64>,
    /// Licences that are allowed: SPDX ids, `LicenseRef-...`, patterns as `CC-BY-*`, `open`, `any`.
    /// Open licences where none are named, and all of a folder's files.
    pub allow_licenses: Option<Vec<String>>,
    /// Whether to keep what earlier runs brought from other sources.
    pub extend: bool,
    /// Whether to ask only for what failed the last time.
    pub retry_failed: bool,
    /// How the table is written; a data set's tables are always Parquet.
    pub format: Format,
    /// The folder of the source `folder`, or of a data set.
    pub path: Option<PathBuf>,
    /// Copies or links for files that are there already.
    pub store: StoreMode,
    /// The table of licences; `licenses.csv` in the folder where none is named.
    pub licenses: Option<PathBuf>,
    /// Whether a data set's images are fetched, too.
    pub download: bool,
    /// A category of the site, with or without `Category:`.
    pub category: Option<String>,
    /// How many levels of sub-categories are looked at, 0 to 20.
    pub depth: u32,
    /// Words to search for.
    pub search: Option<String>,
    /// A file with a SPARQL query that gives `?image`.
    pub sparql: Option<PathBuf>,
    /// A class of Wikidata (`Q5113`) whose members' images are wanted.
    pub wikidata_class: Option<String>,
    /// The longer side in px above which a scaled rendition is fetched.
    pub max_side: Option<u32>,
    /// Another address of the site's API.
    pub api_url: Option<String>,
    /// Another address of the SPARQL endpoint.
    pub sparql_url: Option<String>,
    /// Who runs the program: a mail address or a link.
    pub contact: Option<String>,
    /// Files at the same time from one host, 1 to 64.
    pub parallel: Option<usize>,
    /// Requests a second to one host; 0 for no limit.
    pub requests_per_second: Option<f64>,
    /// Megabits a second from one host; 0 for no limit.
    pub megabits_per_second: Option<f64>,
    /// How often what failed is asked for again.
    pub retries: u32,
    /// Seconds before the first of these attempts; twice as long before each other.
    pub retry_wait_s: f64,
    /// Seconds to put up with a site that asks for patience.
    pub patience_s: f64,
    /// Seconds without a byte after which the fetching of a file has failed; questions get 75 at
    /// least.
    pub idle_s: f64,
    /// Seconds that one attempt may take in all.
    pub timeout_s: f64,
    /// The largest file that is fetched, in MiB.
    pub max_megabytes: u64,
    /// A proxy for all requests.
    pub proxy: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            source: None,
            count: None,
            allow_licenses: None,
            extend: false,
            retry_failed: false,
            format: Format::default(),
            path: None,
            store: StoreMode::default(),
            licenses: None,
            download: false,
            category: None,
            depth: 0,
            search: None,
            sparql: None,
            wikidata_class: None,
            max_side: None,
            api_url: None,
            sparql_url: None,
            contact: None,
            parallel: None,
            requests_per_second: None,
            megabits_per_second: None,
            retries: 5,
            retry_wait_s: 1.0,
            patience_s: 600.0,
            idle_s: 30.0,
            timeout_s: 300.0,
            max_megabytes: 200,
            proxy: None,
        }
    }
}

impl Settings {
    /// The source that is named, once all values are known to be right.
    ///
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<&'static SourceDefinition> {
        let definition = super::source::find(self.source_name())?;
        self.check_options(definition)?;
        self.check_ranges()?;
        self.allow_list(&[])?;
        if definition.import.is_some() && !self.download && self.count.is_some() {
            bail!(
                "acquire.count means something for the source '{}' with acquire.download only: its tables have all photos",
                definition.name
            );
        }
        if definition.reads_a_folder && self.path.is_none() {
            bail!(
                "the source '{}' needs the folder: --path DIR, or acquire.path in a pipeline file",
                definition.name
            );
        }
        Ok(definition)
    }

    /// The source that is named; where none is, a path means the folder, and nothing the gallery.
    fn source_name(&self) -> &str {
        let fitting = SOURCES
            .iter()
            .find(|source| source.reads_a_folder == self.path.is_some());
        let implied = fitting.map_or("", |source| source.name);
        self.source.as_deref().unwrap_or(implied)
    }

    /// Whether each key that is set means something to the source.
    fn check_options(&self, definition: &SourceDefinition) -> Result<()> {
        let set = self.table()?;
        let unset = Self::default().table()?;
        for (key, value) in &set {
            let takes = |source: &SourceDefinition| {
                source.options.contains(&key.as_str()) || source.web && WEB.contains(&key.as_str())
            };
            let is_common = COMMON.contains(&key.as_str());
            if is_common || unset.get(key) == Some(value) || takes(definition) {
                continue;
            }
            let takers: Vec<&str> = SOURCES
                .iter()
                .filter(|source| takes(source))
                .map(|source| source.name)
                .collect();
            bail!(
                "acquire.{key} is set, but the source '{}' has no use for it; set acquire.source to {}",
                definition.name,
                one_of(&takers)
            );
        }
        Ok(())
    }

    fn table(&self) -> Result<Table> {
        match Value::try_from(self).context("the settings of acquire")? {
            Value::Table(table) => Ok(table),
            _ => bail!("the settings of acquire are no table"),
        }
    }

    fn check_ranges(&self) -> Result<()> {
        if let Some(count) = self.count {
            ensure!(
                (1..=MAX_COUNT).contains(&count),
                "acquire.count is {count}; it can be 1 to {MAX_COUNT}"
            );
        }
        if let Some(parallel) = self.parallel {
            ensure!(
                (1..=MAX_PARALLEL).contains(&parallel),
                "acquire.parallel is {parallel}; it can be 1 to {MAX_PARALLEL}"
            );
        }
        ensure!(
            self.depth <= 20,
            "acquire.depth is {}; it can be 0 to 20",
            self.depth
        );
        ensure!(
            self.max_side.is_none_or(|side| side > 0),
            "acquire.max_side is 0; it must be a number of pixels"
        );
        ensure!(
            (1..=MAX_MEGABYTES).contains(&self.max_megabytes),
            "acquire.max_megabytes is {}; it can be 1 to {MAX_MEGABYTES}",
            self.max_megabytes
        );
        let from_zero = [
            (
                "megabits_per_second",
                self.megabits_per_second.unwrap_or(0.0),
            ),
            ("patience_s", self.patience_s),
        ];
        for (key, value) in from_zero {
            ensure!(
                (0.0..=MAX_SECONDS).contains(&value),
                "acquire.{key} is {value}; it can be 0 to {MAX_SECONDS}"
            );
        }
        if let Some(rate) = self.requests_per_second {
            ensure!(
                rate == 0.0 || (1.0 / MAX_SECONDS..=MAX_REQUESTS_PER_SECOND).contains(&rate),
                "acquire.requests_per_second is {rate}; it can be 0 for no limit, or from one a day (0.0000116) to {MAX_REQUESTS_PER_SECOND}"
            );
        }
        let above_zero = [
            ("idle_s", self.idle_s),
            ("timeout_s", self.timeout_s),
            ("retry_wait_s", self.retry_wait_s),
        ];
        for (key, value) in above_zero {
            ensure!(
                (0.01..=MAX_SECONDS).contains(&value),
                "acquire.{key} is {value}; it can be 0.01 to {MAX_SECONDS}"
            );
        }
        Ok(())
    }

    /// Who runs the program, from the settings or the environment.
    pub fn contact(&self) -> Option<String> {
        let own = self.contact.clone();
        let contact = own.or_else(|| std::env::var(CONTACT_VARIABLE).ok())?;
        (!contact.trim().is_empty()).then(|| contact.trim().to_owned())
    }

    /// The licences that are allowed; where none are named the open ones, and those of `own`.
    ///
    /// # Errors
    /// A name that is none of a licence; the message names the nearest.
    pub fn allow_list(&self, own: &[&str]) -> Result<AllowList> {
        match &self.allow_licenses {
            Some(names) => AllowList::parse(names).context("acquire.allow_licenses"),
            None => Ok(AllowList::open().and(own)),
        }
    }
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn one_of(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => String::new(),
    }
}

//! The flags of `pixrec acquire`: the keys of `[acquire]`, in groups as `--help` shows them.

use clap::Args;
use pixrec::pipeline::Setting;
use toml::Value;

use super::args::{FORMATS, given, number};

/// Where from, how many, and what may be used.
#[derive(Debug, Args)]
pub struct AcquireFlags {
    /// Where images come from: gallery, folder, commons, openverse, flickr, pexels, unsplash, met,
    /// artic or unsplash-dataset
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// How many images at most
    #[arg(long, value_name = "N")]
    count: Option<u32>,
    /// Licences that may be used: SPDX ids, CC-BY-*, LicenseRef-..., open, any [default: open; any
    /// for a folder]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    allow_licenses: Vec<String>,
    /// Keep what was brought from other sources before
    #[arg(long)]
    extend: bool,
    /// Ask again only for what failed the last time
    #[arg(long)]
    retry_failed: bool,
    /// How the table is written: json, or parquet for large collections [default: json]
    #[arg(long, value_name = "FORMAT", value_parser = FORMATS)]
    format: Option<String>,
    #[command(flatten)]
    local: LocalFlags,
    #[command(flatten)]
    question: QuestionFlags,
    #[command(flatten)]
    web: WebFlags,
}

/// For files that are there already.
#[derive(Debug, Args)]
#[command(next_help_heading = "Folders and data sets")]
struct LocalFlags {
    /// The folder of the source 'folder' or 'unsplash-dataset'
    #[arg(long, value_name = "DIR")]
    path: Option<String>,
    /// How files get into images/: copy, hardlink or symlink
    #[arg(long, value_name = "HOW")]
    store: Option<String>,
    /// What is known about the files (pattern,license,author,title,...)
    #[arg(long, value_name = "FILE")]
    licenses: Option<String>,
    /// Fetch the images of a data set, too
    #[arg(long)]
    download: bool,
}

/// What to ask a site for.
#[derive(Debug, Args)]
#[command(next_help_heading = "What to ask a web site for")]
struct QuestionFlags {
    /// A category (commons)
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Levels of sub-categories [default: 0]
    #[arg(long, value_name = "N")]
    depth: Option<u32>,
    /// Words to search for
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// A SPARQL query that gives ?image, and may give ?label (commons)
    #[arg(long, value_name = "FILE.rq")]
    sparql: Option<String>,
    /// A class of Wikidata whose members' images are wanted (commons)
    #[arg(long, value_name = "Q...")]
    wikidata_class: Option<String>,
    /// Fetch smaller renditions of images whose longer side is above this, in px
    #[arg(long, value_name = "PX")]
    max_side: Option<u32>,
    /// Another address of the site's API
    #[arg(long, value_name = "URL")]
    api_url: Option<String>,
    /// Another SPARQL endpoint
    #[arg(long, value_name = "URL")]
    sparql_url: Option<String>,
}

/// How to ask.
#[derive(Debug, Args)]
#[command(next_help_heading = "How to ask a web site")]
struct WebFlags {
    /// Your mail address or link, sent to the site with each request [env: PIXREC_CONTACT]
    #[arg(long, value_name = "WHO")]
    contact: Option<String>,
    /// Files at the same time from one host [default: as the site wants it]
    #[arg(long, value_name = "N")]
    parallel: Option<u32>,
    /// Requests a second to one host, 0 for no limit [default: as the site wants it]
    #[arg(long, value_name = "N")]
    requests_per_second: Option<f64>,
    /// Megabits a second from one host, 0 for no limit [default: as the site wants it]
    #[arg(long, value_name = "N")]
    megabits_per_second: Option<f64>,
    /// How often what failed is asked for again [default: 5]
    #[arg(long, value_name = "N")]
    retries: Option<u32>,
    /// Seconds before the first of these attempts, twice as long before each other [default: 1]
    #[arg(long, value_name = "S")]
    retry_wait_s: Option<f64>,
    /// Seconds to put up with a site that asks for patience [default: 600]
    #[arg(long, value_name = "S")]
    patience_s: Option<f64>,
    /// Seconds without a byte after which the fetching of a file has failed; questions get 75 at
    /// least [default: 30]
    #[arg(long, value_name = "S")]
    idle_s: Option<f64>,
    /// Seconds that one attempt may take [default: 300]
    #[arg(long, value_name = "S")]
    timeout_s: Option<f64>,
    /// The largest file that is fetched, in MiB [default: 200]
    #[arg(long, value_name = "N")]
    max_megabytes: Option<u32>,
    /// A proxy for all requests
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
}

impl AcquireFlags {
    /// The settings that were given.
    pub fn settings(self) -> Vec<Setting> {
        let allowed: Vec<Value> = self.allow_licenses.into_iter().map(Value::String).collect();
        let own = given(
            "acquire",
            [
                ("source", self.source.map(Value::String)),
                ("count", self.count.map(number)),
                (
                    "allow_licenses",
                    (!allowed.is_empty()).then_some(Value::Array(allowed)),
                ),
                ("extend", switch(self.extend)),
                ("retry_failed", switch(self.retry_failed)),
                ("format", self.format.map(Value::String)),
            ],
        );
        [
            own,
            self.local.settings(),
            self.question.settings(),
            self.web.settings(),
        ]
        .concat()
    }
}

impl LocalFlags {
    fn settings(self) -> Vec<Setting> {
        given(
            "acquire",
            [
                ("path", self.path.map(Value::String)),
                ("store", self.store.map(Value::String)),
                ("licenses", self.licenses.map(Value::String)),
                ("download", switch(self.download)),
            ],
        )
    }
}

impl QuestionFlags {
    fn settings(self) -> Vec<Setting> {
        given(
            "acquire",
            [
                ("category", self.category.map(Value::String)),
                ("depth", self.depth.map(number)),
                ("search", self.search.map(Value::String)),
                ("sparql", self.sparql.map(Value::String)),
                ("wikidata_class", self.wikidata_class.map(Value::String)),
                ("max_side", self.max_side.map(number)),
                ("api_url", self.api_url.map(Value::String)),
                ("sparql_url", self.sparql_url.map(Value::String)),
            ],
        )
    }
}

impl WebFlags {
    fn settings(self) -> Vec<Setting> {
        given(
            "acquire",
            [
                ("contact", self.contact.map(Value::String)),
                ("parallel", self.parallel.map(number)),
                (
                    "requests_per_second",
                    self.requests_per_second.map(Value::Float),
                ),
                (
                    "megabits_per_second",
                    self.megabits_per_second.map(Value::Float),
                ),
                ("retries", self.retries.map(number)),
                ("retry_wait_s", self.retry_wait_s.map(Value::Float)),
                ("patience_s", self.patience_s.map(Value::Float)),
                ("idle_s", self.idle_s.map(Value::Float)),
                ("timeout_s", self.timeout_s.map(Value::Float)),
                ("max_megabytes", self.max_megabytes.map(number)),
                ("proxy", self.proxy.map(Value::String)),
            ],
        )
    }
}

fn switch(on: bool) -> Option<Value> {
    on.then_some(Value::Boolean(true))
}

//! What can be typed. Each stage's flags are the keys of its table in a pipeline file, and become
//! values of it, so that both mean the same and are checked in one place.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgAction, Args, Parser, Subcommand};
use pixrec::domain::printable;
use pixrec::language;
use pixrec::pipeline::{Layout, Setting};
use pixrec::recommend::MODELS;
use toml::Value;

pub use super::acquire_args::AcquireFlags;
pub use super::evaluate_args::EvaluateFlags;
use super::{query, serve, spark};

/// Image collections: what is in them, who likes what, and what to show next.
#[derive(Debug, Parser)]
#[command(name = "pixrec", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  pixrec run                                             the whole work on a built-in gallery
  pixrec run --set acquire.source=folder --set acquire.path=photos
                                                         the same on a folder of your own
  pixrec recommend user_001 -n 10                        what to show one user, and why
  pixrec query --tables                                  what can be asked about in SQL
  pixrec check                                           is everything whole and right?

Exit codes: 0 done, 1 the work or a check failed, 2 wrong usage.";

#[derive(Debug, Args)]
pub struct Common {
    /// The folder of tables and images, for reading and writing [default: data]
    #[arg(short, long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Where tables are read that the output folder does not have [env: INPUT_DIR]
    #[arg(long, global = true, value_name = "DIR")]
    input_dir: Option<PathBuf>,
    /// Where tables and images are written [env: OUTPUT_DIR]
    #[arg(long, global = true, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    /// Where charts are written [env: CHARTS_DIR] [default: charts]
    #[arg(long, global = true, value_name = "DIR")]
    charts_dir: Option<PathBuf>,
    /// Where all chance comes from: the same seed, the same bytes
    #[arg(long, global = true, value_name = "N", default_value_t = 42)]
    pub seed: u64,
    /// How many threads work [default: one a processor]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Tell nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// How tables can be written.
pub(super) const FORMATS: [&str; 2] = ["json", "parquet"];

/// The folders where none are named.
const DATA: &str = "data";
const CHARTS: &str = "charts";

/// The folder that an environment variable names; an empty one names none, as in compose files.
fn from_environment(variable: &str) -> Option<PathBuf> {
    let value = std::env::var_os(variable)?;
    (!value.is_empty()).then(|| value.into())
}

impl Common {
    /// Where to read and write: a flag for one folder is stronger than the flag for both, and
    /// that is stronger than the environment.
    pub fn layout(&self) -> Layout {
        let folder = |own: &Option<PathBuf>, variable| {
            let named = own.clone().or_else(|| self.data_dir.clone());
            named
                .or_else(|| from_environment(variable))
                .unwrap_or_else(|| PathBuf::from(DATA))
        };
        Layout {
            input: folder(&self.input_dir, "INPUT_DIR"),
            output: folder(&self.output_dir, "OUTPUT_DIR"),
            charts: (self.charts_dir.clone())
                .or_else(|| from_environment("CHARTS_DIR"))
                .unwrap_or_else(|| PathBuf::from(CHARTS)),
        }
    }

    /// The flags that name the folders again, for a command to try next.
    pub fn folder_flags(&self) -> String {
        let folders = [
            ("-d", &self.data_dir),
            ("--input-dir", &self.input_dir),
            ("--output-dir", &self.output_dir),
            ("--charts-dir", &self.charts_dir),
        ];
        let given = folders.into_iter().filter_map(|(flag, folder)| {
            let folder = folder.as_ref()?.display().to_string();
            Some(format!(" {flag} {}", quoted(&folder)))
        });
        given.collect()
    }
}

/// A word as a shell reads it back.
pub fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "/._-~".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", printable(word).replace('\'', "'\\''"))
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the stages of a pipeline file, in order
    #[command(after_help = "\
Examples:
  pixrec run
  pixrec run pipelines/default.toml -d /tmp/gallery --charts-dir /tmp/charts
  pixrec run --set acquire.count=500 --set recommend.model=k-means")]
    Run {
        /// The pipeline file [default: pipelines/default.toml, which is built in]
        pipeline: Option<PathBuf>,
        /// Set a single value over the file's
        #[arg(long, value_name = "STAGE.OPTION=VALUE", value_parser = setting)]
        set: Vec<Setting>,
    },
    /// Bring images in, with what is known about them
    #[command(after_help = "\
Examples:
  pixrec acquire --count 500
  pixrec acquire --source folder --path ~/Pictures --store symlink
  pixrec acquire --source commons --category Sunsets --depth 1 --count 200 --max-side 1280 --contact you@example.org
  pixrec acquire --source commons --wikidata-class Q5113 --contact you@example.org
  pixrec acquire --source openverse --search lighthouse --extend
  pixrec acquire --source commons --category Sunsets --contact you@example.org --retry-failed")]
    Acquire(Box<AcquireFlags>),
    /// See what is in each image: palette, colour names, orientation, size, tags, near-duplicates
    #[command(after_help = "\
Examples:
  pixrec label --colors 4
  find photos -name '*.jpg' | pixrec label --stream > labels.ndjson")]
    Label(LabelFlags),
    /// Learn what each user likes, and who is alike
    #[command(after_help = "Example:\n  pixrec profile --users 20")]
    Profile(ProfileFlags),
    /// Recommend images: to one user on the terminal, or to all into recommendations.json
    #[command(after_help = "\
Examples:
  pixrec recommend user_001 -n 10
  pixrec recommend user_001 --diversity 0.3
  pixrec recommend user_001 --why reef.jpg
  pixrec recommend --model als
  pixrec recommend --stream < users.txt > lists.ndjson")]
    Recommend {
        /// The user to recommend to; without one, the stage for all users
        user_id: Option<String>,
        /// Show what the score of this image is made of, for the user
        #[arg(long, value_name = "IMAGE", requires = "user_id")]
        why: Option<String>,
        /// Make the lists of the users who come on stdin, one a line or as JSON objects with the
        /// field user_id; one JSON object a line goes to stdout, in the same order
        #[arg(long, conflicts_with_all = ["user_id", "format"])]
        stream: bool,
        #[command(flatten)]
        flags: RecommendFlags,
    },
    /// Hold favourites out, and measure how well each model finds them again
    #[command(after_help = "\
Examples:
  pixrec evaluate
  pixrec evaluate --model popular --leave-one-out
  pixrec evaluate --train train.csv --test test.csv --model als --lists lists.csv

The figures go to evaluation.json. The tables are CSV or Parquet with the columns user_id,filename
(or user_id,image). No images are needed: a data folder with favorites.csv alone will do, and
tags.csv (filename,tag) and colors.csv (filename,name,share) are used where they are there.")]
    Evaluate(EvaluateFlags),
    /// Add tags to images, or remove some, for good
    #[command(after_help = "\
Examples:
  pixrec tag reef.jpg --add coral --remove sea
  pixrec tag data/images/beach-*.jpg --add 'summer holiday'")]
    Tag(TagFlags),
    /// Make images favourites of a user, or take them from the favourites
    #[command(after_help = "\
Examples:
  pixrec favorite ana reef.jpg dune.jpg
  pixrec favorite ana dune.jpg --remove")]
    Favorite {
        /// The user; a new one is added, a simulated one is a person from then on
        user_id: String,
        /// The images: names in images/, or paths to them
        #[arg(required = true, value_name = "IMAGE")]
        images: Vec<String>,
        /// Take them from the favourites
        #[arg(long)]
        remove: bool,
    },
    /// Ask a question in SQL over the tables
    #[command(after_help = query::EXAMPLES)]
    Query(query::QueryFlags),
    /// Do the work on a Spark cluster, or ask a question there
    #[command(after_help = spark::EXAMPLES)]
    Spark(Box<spark::SparkFlags>),
    /// Show the collection as a web page: browse, tag, favourite, and see what is recommended
    #[command(after_help = serve::EXAMPLES)]
    Serve(serve::ServeFlags),
    /// Draw the charts
    #[command(after_help = "Example:\n  pixrec chart --charts-dir /tmp/charts")]
    Chart,
    /// Set the report: four pages about what the tables hold, as a PDF
    #[command(after_help = "\
Examples:
  pixrec report
  pixrec report --title 'Our Holidays' --author 'Ana Example' --author 'Bo Example'
  pixrec report --language de")]
    Report(ReportFlags),
    /// Check that everything is whole and right; exits 1 when it is not
    #[command(after_help = "Example:\n  pixrec check --min-images 100")]
    Check(CheckFlags),
}

#[derive(Debug, Args)]
pub struct ReportFlags {
    /// The title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Who it is by; can be given again
    #[arg(long = "author", value_name = "NAME")]
    authors: Vec<String>,
    /// The language of the text [default: en]
    #[arg(long, value_name = "CODE", value_parser = PossibleValuesParser::new(language::codes()))]
    language: Option<String>,
}

impl ReportFlags {
    pub fn settings(self) -> Vec<Setting> {
        let authors: Vec<Value> = self.authors.into_iter().map(Value::String).collect();
        given(
            "report",
            [
                ("title", self.title.map(Value::String)),
                (
                    "authors",
                    (!authors.is_empty()).then_some(Value::Array(authors)),
                ),
                ("language", self.language.map(Value::String)),
            ],
        )
    }
}

#[derive(Debug, Args)]
pub struct LabelFlags {
    /// The most colours in a palette, 3 to 5
    #[arg(long, value_name = "N")]
    colors: Option<u32>,
    /// In how many of 64 bits the hashes of near-duplicates may differ, 0 to 16
    #[arg(long, value_name = "N")]
    duplicate_distance: Option<u32>,
    /// How the tables are written: json, or parquet for large collections [default: json]
    #[arg(long, value_name = "FORMAT", value_parser = FORMATS)]
    format: Option<String>,
    /// Label the images whose paths come on stdin, one a line or as JSON objects with the field
    /// path; one JSON object a line goes to stdout, in the same order
    #[arg(long, conflicts_with_all = ["duplicate_distance", "format", "data_dir", "input_dir", "output_dir", "charts_dir"])]
    pub stream: bool,
}

impl LabelFlags {
    pub fn settings(self) -> Vec<Setting> {
        given(
            "label",
            [
                ("colors", self.colors.map(number)),
                ("duplicate_distance", self.duplicate_distance.map(number)),
                ("format", self.format.map(Value::String)),
            ],
        )
    }
}

#[derive(Debug, Args)]
pub struct TagFlags {
    /// The images: names in images/, or paths to them
    #[arg(required = true, value_name = "IMAGE")]
    pub images: Vec<String>,
    /// A tag that they shall have; can be given again
    #[arg(long, value_name = "TAG", required_unless_present = "remove")]
    pub add: Vec<String>,
    /// A tag that they shall not have; can be given again
    #[arg(long, value_name = "TAG")]
    pub remove: Vec<String>,
}

#[derive(Debug, Args)]
pub struct ProfileFlags {
    /// How many users are simulated where nobody has favourites
    #[arg(long, value_name = "N")]
    users: Option<u32>,
    /// How the tables are written: json, or parquet for large collections [default: json]
    #[arg(long, value_name = "FORMAT", value_parser = FORMATS)]
    format: Option<String>,
}

impl ProfileFlags {
    pub fn settings(self) -> Vec<Setting> {
        given(
            "profile",
            [
                ("users", self.users.map(number)),
                ("format", self.format.map(Value::String)),
            ],
        )
    }
}

/// What lists of recommendations are like.
#[derive(Debug, Clone, Args)]
pub struct ListFlags {
    /// Images for each user
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    count: Option<u32>,
    /// The model
    #[arg(long, value_name = "NAME", value_parser = model_names())]
    model: Option<String>,
    /// How much unlikeness within a list counts beside the scores, 0 to 1 [default: 0]
    #[arg(long, value_name = "0..1")]
    diversity: Option<f64>,
}

impl ListFlags {
    pub fn settings(self) -> Vec<Setting> {
        given(
            "recommend",
            [
                ("count", self.count.map(number)),
                ("model", self.model.map(Value::String)),
                ("diversity", self.diversity.map(Value::Float)),
            ],
        )
    }
}

#[derive(Debug, Args)]
pub struct RecommendFlags {
    #[command(flatten)]
    lists: ListFlags,
    /// How the table is written: json, or parquet for large collections [default: json]
    #[arg(long, value_name = "FORMAT", value_parser = FORMATS)]
    format: Option<String>,
}

impl RecommendFlags {
    pub fn settings(self) -> Vec<Setting> {
        let format = [("format", self.format.map(Value::String))];
        let mut settings = self.lists.settings();
        settings.extend(given("recommend", format));
        settings
    }
}

/// The models with what each of them is, for `--help`.
pub(super) fn model_names() -> PossibleValuesParser {
    let names = MODELS
        .iter()
        .map(|model| PossibleValue::new(model.name).help(model.help));
    PossibleValuesParser::new(names)
}

#[derive(Debug, Args)]
pub struct CheckFlags {
    /// The fewest images that the collection may have
    #[arg(long, value_name = "N")]
    min_images: Option<u32>,
}

impl CheckFlags {
    pub fn settings(self) -> Vec<Setting> {
        given("check", [("min_images", self.min_images.map(number))])
    }
}

pub(super) fn number(value: u32) -> Value {
    Value::Integer(i64::from(value))
}

pub(super) fn given<const N: usize>(
    stage: &str,
    values: [(&str, Option<Value>); N],
) -> Vec<Setting> {
    values
        .into_iter()
        .filter_map(|(key, value)| Some(Setting::new(format!("{stage}.{key}"), value?)))
        .collect()
}

/// `stage.option=value`; the value is TOML where it can be read so (a number, true, "text", a
/// list), and plain text otherwise.
fn setting(text: &str) -> Result<Setting, String> {
    let (key, typed) = text
        .split_once('=')
        .ok_or_else(|| "write it as stage.option=value, like acquire.count=100".to_owned())?;
    let parsed = format!("value = {typed}").parse::<toml::Table>().ok();
    let value = parsed
        .and_then(|mut table| table.remove("value"))
        .unwrap_or_else(|| Value::String(typed.to_owned()));
    Ok(Setting {
        key: key.trim().to_owned(),
        value,
        text: Some(typed.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_of_the_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_setting_is_toml_where_it_can_be_and_text_otherwise() {
        let value = |text| setting(text).map(|setting| (setting.key, setting.value));
        let count = ("acquire.count".to_owned(), Value::Integer(5));
        assert_eq!(value("acquire.count=5"), Ok(count));
        let path = Value::String("my photos".to_owned());
        assert_eq!(
            value("acquire.path=my photos"),
            Ok(("acquire.path".to_owned(), path))
        );
        assert!(setting("acquire.count").is_err());
    }
}

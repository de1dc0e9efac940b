//! `pixrec spark`: the same work on a Spark cluster, in one line.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use pixrec::domain::{Seed, nearest};
use pixrec::fsio;
use pixrec::pipeline::{self, Cluster, Layout, Left, Plan, Setting, Task, Workspace};
use pixrec::progress::Progress;
use pixrec::spark::{Answer, Installation, SCRIPTS, Script};
use pixrec::sql::{BuiltIn, MAX_BYTES, Param, QUESTIONS};

use super::Misused;
use super::args::{ListFlags, given, number};
use super::query::{AnswerFlags, Target, param, params, written};

pub const EXAMPLES: &str = "\
Examples:
  pixrec spark label -o labels.ndjson                    the labels of all images, on this machine's cores
  pixrec spark label --master spark://host:7077          the same on a cluster
  pixrec spark profiles                                  the profile of every user, by SQL
  pixrec spark recommend --model hybrid -n 10            lists for all users
  pixrec spark popular_colors                            a question of `pixrec query --questions`
  pixrec spark liked_together --param image=reef.jpg --format csv
  pixrec spark mine.sql                                  a script in Spark's own SQL, over the same tables

Needs Spark 3.5 or 4 and Java on this machine; on the workers nothing but the data folder at the same
path: the program is sent along.";

/// What is done, and where.
#[derive(Debug, Args)]
pub struct SparkFlags {
    /// label, recommend or profiles; a built-in question; or a file whose name ends in .sql
    #[arg(value_name = "NAME")]
    name: String,
    /// Whom the work is given to: local[N], spark://HOST:PORT, yarn, k8s://... [env: SPARK_MASTER]
    /// [default: local[*]]
    #[arg(long, value_name = "URL")]
    master: Option<String>,
    /// The folder of Spark [env: SPARK_HOME] [default: that of the spark-sql on the path]
    #[arg(long, value_name = "DIR")]
    spark_home: Option<PathBuf>,
    /// Where the workers have this program, in place of sending it to them
    #[arg(long, value_name = "PATH")]
    program: Option<PathBuf>,
    /// Into how many parts the work is cut [default: by its size]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    parts: Option<u64>,
    /// A setting of Spark; can be given again
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    conf: Vec<(String, String)>,
    /// A value for $NAME in a question, as in `pixrec query`
    #[arg(long, value_name = "NAME=VALUE", value_parser = param)]
    param: Vec<(String, Param)>,
    /// The most colours in a palette, 3 to 5, for label
    #[arg(long, value_name = "N")]
    colors: Option<u32>,
    #[command(flatten)]
    lists: ListFlags,
    #[command(flatten)]
    answer: AnswerFlags,
}

fn setting(typed: &str) -> Result<(String, String), String> {
    let (key, value) = typed.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

/// Does the work and hands out what came of it.
///
/// # Errors
/// There is no such script, no Spark, no Java; or the work failed.
pub fn run(
    flags: SparkFlags,
    layout: &Layout,
    seed: Seed,
    quiet: bool,
    progress: &dyn Progress,
) -> Result<()> {
    polars::error::set_warning_function(|_, _| ());
    let task = task(&flags, layout)?;
    let plan = plan(&flags, seed)?;
    // Before Spark starts, so that what was typed wrongly is told at once; lines need no format.
    let target = match task.answer() {
        Answer::Table => Some(Target::of(&flags.answer)?),
        _ => None,
    };
    let from_environment = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let home = flags.spark_home.clone();
    let home = home.or_else(|| from_environment("SPARK_HOME").map(PathBuf::from));
    let java = from_environment("JAVA_HOME").map(PathBuf::from);
    let path = from_environment("PATH");
    let master = flags.master.clone().or_else(|| {
        let named = from_environment("SPARK_MASTER")?;
        named.into_string().ok()
    });
    let cluster = Cluster {
        spark: Installation::find(home.as_deref(), java.as_deref(), path.as_deref())?,
        master: master.unwrap_or_else(|| "local[*]".to_owned()),
        program: flags.program.clone(),
        sent: std::env::current_exe().context("this program cannot find itself")?,
        parts: flags.parts,
        settings: flags.conf.clone(),
    };
    let left = pipeline::on_cluster(&task, &cluster, &plan, layout, progress)?;
    match (left.answer, target) {
        (Answer::Lines, _) => lines(&left, flags.answer.output.as_deref()),
        (_, Some(target)) => target.frame(left.table()?, quiet),
        (_, None) => Ok(()),
    }
}

/// What the name stands for.
fn task(flags: &SparkFlags, layout: &Layout) -> Result<Task> {
    let name = &flags.name;
    let path = Path::new(name);
    if path.is_file() {
        let bytes = fsio::read_regular(path, MAX_BYTES as u64)?;
        let sql = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8 text"))?;
        return Ok(Task::Own(sql));
    }
    if let Some(script) = Script::of(name) {
        if script.answer == Answer::Lines && flags.answer.format.is_some() {
            let told = format!("{name} gives lines of JSON, and --format is for tables");
            return Err(Misused(anyhow!(told)).into());
        }
        return Ok(Task::BuiltIn(script));
    }
    let question = BuiltIn::of(name).ok_or_else(|| unknown(name))?;
    let workspace = Workspace::of(layout.clone());
    let params = params(&flags.param)?;
    let questions = workspace.questions(question.sql, &params);
    let mut questions = questions.context(question.file)?.into_iter();
    let question = questions.next().context("there is no question in it")?;
    Ok(Task::Ask(Box::new(question)))
}

fn unknown(name: &str) -> anyhow::Error {
    let names = SCRIPTS.iter().map(|script| script.name);
    let names = names.chain(QUESTIONS.iter().map(|question| question.file));
    let stem = name.strip_suffix(".sql").unwrap_or(name);
    let stems = names.map(|name| name.strip_suffix(".sql").unwrap_or(name));
    Misused(match nearest(stem, stems) {
        Some(near) => anyhow!("there is no script or question '{name}'; did you mean '{near}'?"),
        None => anyhow!(
            "there is no script or question '{name}', and no such file; label, recommend and profiles are there, and what `pixrec query --questions` lists"
        ),
    })
    .into()
}

fn plan(flags: &SparkFlags, seed: Seed) -> Result<Plan> {
    let mut settings: Vec<Setting> = flags.lists.clone().settings();
    settings.extend(given("label", [("colors", flags.colors.map(number))]));
    super::stage_plan("recommend", settings, seed)
}

/// Writes the lines of all parts one after the other.
fn lines(left: &Left, output: Option<&Path>) -> Result<()> {
    written(output, |out| {
        let mut out = out.bytes()?;
        for file in left.files()? {
            let mut lines = std::fs::File::open(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            std::io::copy(&mut lines, &mut out)?;
        }
        Ok(out.flush()?)
    })
}

//! Work on a Spark cluster: tables are put where Spark can read them, a script is run, and what it
//! leaves is handed back. The data folder must be at the same path on all machines.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use polars::prelude::*;
use tempfile::TempDir;

use super::layout::Layout;
use super::plan::Plan;
use super::table::{file_of, sound, table};
use super::workspace::Workspace;
use super::{asked, damage, recommender};
use crate::fsio::{FolderLock, write_atomic};
use crate::progress::Progress;
use crate::spark::{Answer, Installation, Job, Script, check_path, sent_as, views};
use crate::sql::Question;
use crate::stage::Context;
use crate::tables::parquet::{row_count, scan, sink};
use crate::tables::shape::{FAVORITES, Shape, TABLES};

/// So many images are labelled by one start of the program: some seconds' work.
const IMAGES_A_PART: u64 = 256;
/// So many users get their lists from one start, which opens the model.
const USERS_A_PART: u64 = 4_096;
/// Parts there are at least, so that several workers have something to do, and at most.
const PARTS: std::ops::RangeInclusive<u64> = 8..=20_000;
/// How the folders of jobs begin in the program's own folder.
const FOLDER: &str = "spark-";

/// What is to be done.
pub enum Task {
    /// A built-in script.
    BuiltIn(Script),
    /// A question, as the tables of a workspace answer it.
    Ask(Box<Question>),
    /// A script of a person's own, in the SQL of Spark.
    Own(String),
}

/// How it is to be done.
pub struct Cluster {
    /// The Spark of this machine.
    pub spark: Installation,
    /// Whom the job is given to.
    pub master: String,
    /// Where the workers have the program; without it, `sent` is sent along.
    pub program: Option<PathBuf>,
    /// The program of this machine.
    pub sent: PathBuf,
    /// Into how many parts work is cut; by the size of the tables where it is not said.
    pub parts: Option<u64>,
    /// Settings of Spark.
    pub settings: Vec<(String, String)>,
}

/// What a job left. Its files are gone when this is.
pub struct Left {
    /// What kind of answer it is.
    pub answer: Answer,
    out: PathBuf,
    _folder: Folder,
}

/// Does a task on a cluster.
///
/// # Errors
/// A table is missing or cannot be used; a path is not for Spark; or the job failed: why, and what
/// to do.
pub fn on_cluster(
    task: &Task,
    cluster: &Cluster,
    plan: &Plan,
    layout: &Layout,
    progress: &dyn Progress,
) -> Result<Left> {
    let layout = &absolute(layout)?;
    let folder = Folder::new(layout)?;
    let script = folder.path.join("script.sql");
    write_atomic(&script, task.script()?.as_bytes())?;
    let tables = tables(task, layout, &folder)?;
    let named = tables.iter().map(|(name, file)| (*name, file.as_path()));
    write_atomic(&folder.path.join("tables.sql"), views(named)?.as_bytes())?;
    if task.name() == "recommend" {
        learn(plan, layout, progress)?;
    }
    let out = folder.path.join("out");
    let job = job(task, cluster, plan, layout, &folder, parts(task, &tables)?)?;
    job.run(&cluster.spark, progress)?;
    Ok(Left {
        answer: task.answer(),
        out,
        _folder: folder,
    })
}

impl Task {
    /// What the job is called.
    fn name(&self) -> &str {
        match self {
            Self::BuiltIn(script) => script.name,
            Self::Ask(_) => "question",
            Self::Own(_) => "script",
        }
    }

    /// What it leaves.
    pub fn answer(&self) -> Answer {
        match self {
            Self::BuiltIn(script) => script.answer,
            Self::Ask(_) => Answer::Table,
            Self::Own(_) => Answer::Printed,
        }
    }

    fn script(&self) -> Result<String> {
        Ok(match self {
            Self::BuiltIn(script) => script.sql.to_owned(),
            Self::Ask(question) => format!(
                "INSERT OVERWRITE DIRECTORY '${{out}}' USING parquet\n{};\n",
                question.in_spark()?
            ),
            Self::Own(script) => script.clone(),
        })
    }

    /// The tables that it names; of a script of somebody's own, all that are there.
    fn shapes(&self, layout: &Layout) -> Vec<Shape> {
        let are_named = |names: BTreeSet<&str>| -> Vec<Shape> {
            let shapes = TABLES.into_iter();
            shapes.filter(|shape| names.contains(shape.name)).collect()
        };
        match self {
            Self::BuiltIn(script) => are_named(script.tables.iter().copied().collect()),
            Self::Ask(question) => are_named(question.tables.iter().map(String::as_str).collect()),
            Self::Own(_) => {
                let shapes = TABLES.into_iter();
                shapes
                    .filter(|shape| asked::is_there(layout, shape))
                    .collect()
            }
        }
    }
}

/// The same folders by their full paths, which mean the same to every worker.
fn absolute(layout: &Layout) -> Result<Layout> {
    let full = |path: &Path| -> Result<PathBuf> {
        let path = path.canonicalize().with_context(|| {
            format!(
                "there is no folder {}; run `pixrec acquire` first, or name another with -d",
                path.display()
            )
        })?;
        check_path(&path)?;
        Ok(path)
    };
    Ok(Layout {
        input: full(&layout.input).or_else(|_| full(&layout.output))?,
        output: full(&layout.output)?,
        charts: layout.charts.clone(),
    })
}

/// The tables of a task, each with the Parquet file that Spark reads: the one in the data folder
/// where that has the types of the table, else a copy that has them.
fn tables(task: &Task, layout: &Layout, folder: &Folder) -> Result<Vec<(&'static str, PathBuf)>> {
    let shapes = task.shapes(layout);
    sound(layout, &shapes)?;
    // Tables that stand in one file of JSON are read from it once.
    let workspace = Workspace::of(layout.clone());
    let with_file = shapes.into_iter().map(|shape| {
        let file = match file_of(layout, &shape)? {
            Some(file) if is_exact(&file, &shape)? => file,
            _ => copy(layout, &workspace, &shape, folder)?,
        };
        Ok((shape.name, file))
    });
    with_file.collect()
}

/// Whether a file has all columns of a table in their own types.
fn is_exact(file: &Path, shape: &Shape) -> Result<bool> {
    let columns = scan(file)?.collect_schema()?;
    let schema = shape.schema();
    let mut wanted = schema.iter();
    Ok(wanted.all(|(name, dtype)| columns.get(name) == Some(dtype)))
}

/// A copy of a table as questions see it; of favourites with the rows of those who like nothing.
fn copy(layout: &Layout, workspace: &Workspace, shape: &Shape, folder: &Folder) -> Result<PathBuf> {
    let frame = match shape.name == FAVORITES.name {
        true => table(layout, shape)?,
        false => workspace.table(shape.name)?,
    };
    let file = folder.path.join(shape.parquet());
    damage::blaming(layout, || sink(frame, &file))?;
    Ok(file)
}

/// Learns the model of a plan here, where it is not yet kept: else every worker would.
fn learn(plan: &Plan, layout: &Layout, progress: &dyn Progress) -> Result<()> {
    let context = Context {
        seed: plan.seed,
        progress,
    };
    damage::blaming(layout, || {
        recommender::with(plan, layout, context, |_, _| Ok(()))
    })
}

/// Into how many parts the work of a task is cut.
fn parts(task: &Task, tables: &[(&'static str, PathBuf)]) -> Result<u64> {
    let size = match task.name() {
        "label" => IMAGES_A_PART,
        _ => USERS_A_PART,
    };
    let first = tables.first().map(|(_, file)| scan(file)).transpose()?;
    let rows = first.as_ref().map_or(Ok(0), row_count)? as u64;
    Ok((rows / size).clamp(*PARTS.start(), *PARTS.end()))
}

fn job(
    task: &Task,
    cluster: &Cluster,
    plan: &Plan,
    layout: &Layout,
    folder: &Folder,
    parts: u64,
) -> Result<Job> {
    let seed = plan.seed.value();
    let program = match &cluster.program {
        Some(program) => format!("\"{}\"", check_path(program)?),
        None => sent_as(&cluster.sent)?,
    };
    let parts = cluster.parts.unwrap_or(parts);
    let text = |path: &Path| Ok::<_, anyhow::Error>(check_path(path)?.to_owned());
    let recommend = &plan.spec.recommend;
    let options = format!(
        "--model {} -n {} --diversity {}",
        plan.model.name, recommend.count, recommend.diversity
    );
    Ok(Job {
        name: format!("pixrec {}", task.name()),
        master: cluster.master.clone(),
        files: match cluster.program {
            Some(_) => Vec::new(),
            None => vec![cluster.sent.clone()],
        },
        variables: vec![
            ("data", text(&layout.output)?),
            ("out", text(&folder.path.join("out"))?),
            ("parts", parts.to_string()),
            // A worker's core has one part at a time.
            ("pixrec", format!("{program} -j 1 --seed {seed}")),
            ("colors", plan.spec.label.colors.to_string()),
            ("options", options),
        ],
        settings: cluster.settings.clone(),
        tables: folder.path.join("tables.sql"),
        script: folder.path.join("script.sql"),
        scratch: folder.path.clone(),
    })
}

impl Left {
    /// The files of the answer, in their order.
    ///
    /// # Errors
    /// Their folder cannot be read.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let listed = fs::read_dir(&self.out)
            .with_context(|| format!("cannot read {}", self.out.display()))?;
        let paths = listed.map(|entry| Ok(entry?.path()));
        let mut paths = paths.collect::<std::io::Result<Vec<_>>>()?;
        let is_part = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("part-"))
        };
        paths.retain(is_part);
        paths.sort();
        Ok(paths)
    }

    /// The answer as a table, in its order.
    ///
    /// # Errors
    /// It is none, or cannot be read.
    pub fn table(&self) -> Result<LazyFrame> {
        let files = self.files()?;
        ensure!(!files.is_empty(), "Spark left no answer");
        let parts: Vec<LazyFrame> = files.iter().map(|file| scan(file)).collect::<Result<_>>()?;
        Ok(concat(parts, UnionArgs::default())?)
    }
}

/// The folder of one job, below the data folder, where all machines see it.
struct Folder {
    path: PathBuf,
    // In this order: a folder that is removed while its lock is held is nobody else's to remove.
    _folder: TempDir,
    _lock: FolderLock,
}

impl Folder {
    /// Makes one, and removes those of jobs that were killed.
    fn new(layout: &Layout) -> Result<Self> {
        let state = layout.state();
        fs::create_dir_all(&state)
            .with_context(|| format!("cannot make {}: is it read-only?", state.display()))?;
        clear_killed(&state);
        let mut builder = tempfile::Builder::new();
        builder.prefix(FOLDER);
        // Workers may be another user's.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755));
        let folder = builder
            .tempdir_in(&state)
            .with_context(|| format!("cannot write in {}: is it read-only?", state.display()))?;
        let path = folder.path().to_owned();
        Ok(Self {
            _lock: FolderLock::take(&path.join("lock"))?,
            path,
            _folder: folder,
        })
    }
}

fn clear_killed(state: &Path) {
    let entries = fs::read_dir(state).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| {
        let name = entry.file_name();
        name.to_string_lossy().starts_with(FOLDER) && entry.path().is_dir()
    });
    for folder in folders.map(|entry| entry.path()) {
        let lock = folder.join("lock");
        // One that was just made has no lock yet; whoever holds one is at work.
        if lock.is_file() && FolderLock::take(&lock).is_ok() {
            // What stays does no harm, and the next job tries again.
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

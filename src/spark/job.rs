//! One script, run by `spark-sql`: started, watched, and told of.

use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead, BufReader};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use super::installation::Installation;
use super::progress_line::Reached;
use super::trouble;
use crate::progress::Progress;

/// So many of the last lines are kept, to tell what went wrong.
const LINES_KEPT: usize = 2_000;
/// The longest line that is kept, in bytes.
const MAX_LINE_BYTES: usize = 16 << 10;
/// How long a master may take to take a call: Spark itself would try for a minute.
const PATIENCE: Duration = Duration::from_secs(5);
/// How the address of a standalone master begins.
const STANDALONE: &str = "spark://";

/// A job for Spark.
#[derive(Debug, Clone)]
pub struct Job {
    /// What it is called in Spark's own pages.
    pub name: String,
    /// Whom it is given to: `local[*]`, `spark://host:7077`, `yarn`.
    pub master: String,
    /// Files that are sent to every worker.
    pub files: Vec<PathBuf>,
    /// What stands for `${name}` in the scripts.
    pub variables: Vec<(&'static str, String)>,
    /// Settings of Spark.
    pub settings: Vec<(String, String)>,
    /// The script that names the tables.
    pub tables: PathBuf,
    /// The script.
    pub script: PathBuf,
    /// A folder for what Spark leaves about.
    pub scratch: PathBuf,
}

impl Job {
    /// Runs the job to its end; what the script prints goes to stdout.
    ///
    /// # Errors
    /// The master does not answer, Spark cannot be started, or the job failed: why, and what to do.
    pub fn run(&self, spark: &Installation, progress: &dyn Progress) -> Result<()> {
        self.call_master()?;
        let program = spark.program();
        let mut child = self
            .command(spark)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let said = watch(&mut child, progress);
        let status = child.wait().context("Spark cannot be waited for")?;
        if status.success() {
            return Ok(());
        }
        let said = Vec::from(said?);
        bail!("Spark failed ({status}): {}", trouble::fatal(&said));
    }

    /// The command that runs the job, as a person can type it.
    pub fn command(&self, spark: &Installation) -> Command {
        let mut command = Command::new(spark.program());
        command.env("SPARK_HOME", &spark.home);
        command.args(["--master", &self.master, "--name", &self.name]);
        let warehouse = self.scratch.join("warehouse");
        let own = [
            // No Hive, and no database of it in the current folder.
            ("spark.sql.catalogImplementation", "in-memory"),
            ("spark.sql.warehouse.dir", &warehouse.to_string_lossy()),
            ("spark.ui.showConsoleProgress", "true"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()));
        for (key, value) in own.iter().chain(&self.settings) {
            command.arg("--conf").arg(format!("{key}={value}"));
        }
        if !self.files.is_empty() {
            let files = self.files.iter().map(|file| file.to_string_lossy());
            command.args(["--files", &files.collect::<Vec<_>>().join(",")]);
        }
        for (name, value) in &self.variables {
            command.arg("-d").arg(format!("{name}={value}"));
        }
        command.arg("-i").arg(&self.tables);
        command.arg("-f").arg(&self.script);
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// Fails soon where nobody is at the address of a standalone master.
    fn call_master(&self) -> Result<()> {
        let Some(addresses) = self.master.strip_prefix(STANDALONE) else {
            return Ok(());
        };
        // Of several, one is the leader, and any may be down.
        let answers = |address: &str| {
            let mut found = address.to_socket_addrs().ok().into_iter().flatten();
            found.any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
        };
        ensure!(
            addresses.split(',').any(answers),
            "nobody answers at {}: is the master running, and is its address right? (its page and its log name it)",
            self.master
        );
        Ok(())
    }
}

/// Reads what Spark says to its end, tells of it, and gives the last of it.
fn watch(child: &mut Child, progress: &dyn Progress) -> Result<VecDeque<String>> {
    let stderr = child.stderr.take().context("Spark's words are not heard")?;
    let mut watched = Watched::new(progress);
    for line in lines(BufReader::new(stderr)) {
        watched.hear(line?);
    }
    watched.end();
    Ok(watched.said)
}

/// The lines of what Spark says; those that it draws over with the next, too.
fn lines(input: impl BufRead) -> impl Iterator<Item = std::io::Result<String>> {
    let mut bytes = input.bytes();
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        loop {
            match bytes.next() {
                Some(Ok(b'\n' | b'\r')) => break,
                Some(Ok(byte)) if line.len() < MAX_LINE_BYTES => line.push(byte),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Some(Err(error)),
                None if line.is_empty() => return None,
                None => break,
            }
        }
        Some(Ok(String::from_utf8_lossy(&line).into_owned()))
    })
}

struct Watched<'a> {
    progress: &'a dyn Progress,
    said: VecDeque<String>,
    told: BTreeSet<&'static str>,
    reached: Option<Reached>,
    /// Whether Spark is still starting.
    starts: bool,
}

impl<'a> Watched<'a> {
    fn new(progress: &'a dyn Progress) -> Self {
        progress.begin("starting", 1);
        Self {
            progress,
            said: VecDeque::new(),
            told: BTreeSet::new(),
            reached: None,
            starts: true,
        }
    }

    fn hear(&mut self, line: String) {
        if let Some(reached) = Reached::of(&line) {
            return self.reach(reached);
        }
        if let Some(told) = trouble::passing(&line)
            && self.told.insert(told)
        {
            self.progress.warn(told);
        }
        if line.trim().is_empty() {
            return;
        }
        if self.said.len() == LINES_KEPT {
            self.said.pop_front();
        }
        self.said.push_back(line);
    }

    fn reach(&mut self, reached: Reached) {
        let before = match self.reached {
            Some(before) if before.stage == reached.stage && before.done <= reached.done => before,
            _ => {
                self.end();
                let name = format!("stage {}", reached.stage);
                self.progress.begin(&name, reached.total);
                Reached { done: 0, ..reached }
            }
        };
        self.progress.advance(reached.done - before.done);
        self.reached = Some(reached);
    }

    /// The end of what was begun, if anything was.
    fn end(&mut self) {
        if self.starts || self.reached.is_some() {
            self.progress.end();
        }
        self.starts = false;
        self.reached = None;
    }
}

/// The name by which a file that is sent along is found on a worker.
///
/// # Errors
/// It has none that a shell takes as it is.
pub fn sent_as(file: &Path) -> Result<String> {
    let name = file.file_name().and_then(|name| name.to_str());
    let plain = |name: &&str| {
        let mut characters = name.chars();
        characters.all(|character| character.is_ascii_alphanumeric() || "._-".contains(character))
    };
    let name = name
        .filter(plain)
        .with_context(|| format!("{} needs a plain name", file.display()))?;
    Ok(format!("./{name}"))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_line_ends_where_it_is_drawn_over() {
        let said = "first\r[Stage 0:> (0 + 1) / 1]\rlast";
        let heard: Result<Vec<String>, _> = lines(said.as_bytes()).collect();
        let heard = heard.expect("bytes in memory are read");
        assert_eq!(heard, ["first", "[Stage 0:> (0 + 1) / 1]", "last"]);
    }
}

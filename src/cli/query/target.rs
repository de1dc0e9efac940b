//! Where answers go, and how they are written.

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use pixrec::fsio::Pending;
use pixrec::pipeline::Workspace;
use pixrec::sql::Question;
use polars::prelude::*;

use super::flags::{AnswerFlags, Format};
use super::out::Out;
use super::{sink, table};
use crate::cli::Misused;

/// Rows of a table on a terminal, as DuckDB has it.
const TABLE_ROWS: u32 = 40;

/// Where answers go, and how.
pub struct Target<'a> {
    format: Format,
    file: Option<&'a Path>,
    /// How many rows are given at most.
    limit: Option<u32>,
    /// Whether the limit is asked for, or that of every table.
    asked_limit: bool,
}

impl<'a> Target<'a> {
    /// What the flags say.
    ///
    /// # Errors
    /// No format can be told, or it is not for a terminal.
    pub fn of(flags: &'a AnswerFlags) -> Result<Self> {
        let file = flags.output.as_deref();
        let format = match (flags.format, file) {
            (Some(format), _) => format,
            (None, None) => Format::Table,
            (None, Some(file)) => {
                let extension = file.extension().and_then(|extension| extension.to_str());
                extension.and_then(Format::of_extension).ok_or_else(|| {
                    Misused(anyhow!(
                        "{}: no format has this extension; give --format",
                        file.display()
                    ))
                })?
            }
        };
        if format == Format::Parquet && file.is_none() && std::io::stdout().is_terminal() {
            let told = "parquet is not for a terminal; write it to a file with -o FILE";
            return Err(Misused(anyhow!(told)).into());
        }
        let limit = match flags.limit {
            Some(0) => None,
            None if format == Format::Table && file.is_none() => Some(TABLE_ROWS),
            limit => limit,
        };
        Ok(Self {
            format,
            file,
            limit,
            asked_limit: flags.limit.is_some(),
        })
    }

    /// Writes a list that is at hand, whole.
    pub fn listed(&self, list: DataFrame) -> Result<()> {
        let limit = self.limit.filter(|_| self.asked_limit);
        self.written(|out| match self.format {
            Format::Table => print(out, &limited(list, limit).0, self.width()),
            format => Ok(sink::write(list.lazy(), format, out.bytes()?)?),
        })
    }

    /// Answers questions, and writes what they give as it is found.
    ///
    /// # Errors
    /// A question cannot be answered, or the answer cannot be written.
    pub fn answers(
        &self,
        workspace: &Workspace,
        questions: &[Question],
        quiet: bool,
    ) -> Result<()> {
        match (self.format, questions) {
            (Format::Table, questions) => self.written(|out| {
                for (at, question) in questions.iter().enumerate() {
                    if at > 0 {
                        out.write_all(b"\n")?;
                    }
                    self.table(workspace, question, out, quiet)?;
                }
                Ok(())
            }),
            (format, [question]) => self
                .written(|out| workspace.answer(question, |frame| self.rows(frame, format, out))),
            (_, several) => {
                let count = several.len();
                Err(Misused(anyhow!("{count} statements have {count} answers, and only tables can stand one after the other; ask one at a time")).into())
            }
        }
    }

    /// Writes the answer that `frame` gives, to whatever asked it.
    ///
    /// # Errors
    /// It cannot be had, or cannot be written.
    pub fn frame(&self, frame: LazyFrame, quiet: bool) -> Result<()> {
        self.written(|out| match self.format {
            Format::Table => self.shown(self.first(frame)?, out, quiet),
            format => self.rows(frame, format, out),
        })
    }

    fn rows(&self, frame: LazyFrame, format: Format, out: &Out) -> Result<()> {
        let frame = match self.limit {
            Some(rows) => frame.limit(rows),
            None => frame,
        };
        Ok(sink::write(frame, format, out.bytes()?)?)
    }

    fn table(
        &self,
        workspace: &Workspace,
        question: &Question,
        out: &mut Out,
        quiet: bool,
    ) -> Result<()> {
        let frame = workspace.answer(question, |frame| self.first(frame))?;
        self.shown(frame, out, quiet)
    }

    /// The rows that are shown, and one more, which tells whether there are more.
    fn first(&self, frame: LazyFrame) -> Result<DataFrame> {
        let frame = match self.limit {
            Some(rows) => frame.limit(rows.saturating_add(1)),
            None => frame,
        };
        let answer = frame.collect_with_engine(Engine::Streaming)?;
        Ok(answer.unwrap_single())
    }

    fn shown(&self, frame: DataFrame, out: &mut Out, quiet: bool) -> Result<()> {
        let (shown, more) = limited(frame, self.limit);
        print(out, &shown, self.width())?;
        out.flush()?;
        if more && !quiet {
            eprintln!("… more than {} rows; --limit 0 shows all", shown.height());
        }
        Ok(())
    }

    /// How wide a table may be: what a terminal has, or the environment says; a pipe takes all.
    fn width(&self) -> Option<usize> {
        if self.file.is_some() {
            return None;
        }
        let said = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        said.filter(|columns| *columns > 0).or_else(|| {
            let is_terminal = std::io::stdout().is_terminal();
            is_terminal.then(|| comfy_table::Table::new().width().unwrap_or(100).into())
        })
    }

    fn written(&self, write: impl FnOnce(&mut Out) -> Result<()>) -> Result<()> {
        written(self.file, write)
    }
}

/// Writes to stdout, or to the file, whole or not at all.
///
/// # Errors
/// Those of `write`, or the file cannot be written.
pub fn written(file: Option<&Path>, write: impl FnOnce(&mut Out) -> Result<()>) -> Result<()> {
    match file {
        None => write(&mut Out::stdout()),
        // A device or a pipe stays what it is.
        Some(path) if path.exists() && !path.is_file() && !path.is_dir() => {
            let file = File::options().write(true).open(path);
            let cannot_write = || format!("cannot write {}", path.display());
            write(&mut Out::file(file.with_context(cannot_write)?))
        }
        Some(path) => {
            let pending = Pending::new(path)?;
            let file = File::options().write(true).open(pending.temporary())?;
            write(&mut Out::file(file))?;
            pending.keep()
        }
    }
}

/// `frame` with `rows` rows at most, and whether it had more.
fn limited(frame: DataFrame, rows: Option<u32>) -> (DataFrame, bool) {
    match rows.map(|rows| rows as usize) {
        Some(rows) if frame.height() > rows => (frame.head(Some(rows)), true),
        _ => (frame, false),
    }
}

fn print(out: &mut Out, frame: &DataFrame, width: Option<usize>) -> Result<()> {
    // One write for all: stdout writes a line at a time.
    let mut text = Vec::new();
    table::write(&mut text, frame, width)?;
    out.write_all(&text)?;
    Ok(out.flush()?)
}

//! `pixrec query`: questions in SQL over the tables, and their answers on the terminal or for other
//! programs.

mod asked;
mod cell;
mod flags;
mod list;
mod out;
mod sink;
mod table;
mod target;

use std::io::Write;

use anyhow::{Context, Result, anyhow};
use pixrec::domain::printable;
use pixrec::pipeline::{Layout, Workspace};
use pixrec::sql::{Mistake, Param, Params, Question};

use super::Misused;
pub use flags::{AnswerFlags, EXAMPLES, QueryFlags, param};
pub use target::{Target, written};

/// Room for plans: Polars walks through them level by level.
const STACK_BYTES: usize = 256 << 20;

/// Asks and answers.
///
/// # Errors
/// The question is wrong, its tables cannot be used, or the answer cannot be written.
pub fn run(flags: &QueryFlags, layout: &Layout, quiet: bool) -> Result<()> {
    // What is told of are functions of Polars that a person who asks in SQL never called.
    polars::error::set_warning_function(|_, _| ());
    let workspace = Workspace::of(layout.clone());
    std::thread::scope(|threads| {
        let work = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(threads, || answer(flags, &workspace, quiet))
            .context("no thread can be started")?;
        work.join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn answer(flags: &QueryFlags, workspace: &Workspace, quiet: bool) -> Result<()> {
    let target = Target::of(&flags.answer)?;
    if flags.tables {
        let (list, missing) = list::tables(workspace)?;
        for table in missing.iter().filter(|_| !quiet) {
            eprintln!(
                "pixrec: there is no {} yet; `pixrec {}` makes it",
                table.name, table.maker
            );
        }
        return target.listed(list);
    }
    if flags.questions {
        return target.listed(list::questions()?);
    }
    let asked = asked::read(flags.question.as_deref()).context("query")?;
    let placed = |error: anyhow::Error| match &asked.file {
        Some(file) => error.context(file.clone()).context("query"),
        None => error.context("query"),
    };
    let questions = workspace
        .questions(&asked.sql, &params(&flags.param)?)
        .map_err(placed)?;
    if flags.explain {
        return explain(workspace, &questions).map_err(placed);
    }
    target
        .answers(workspace, &questions, quiet)
        .map_err(|error| match error.is::<Mistake>() {
            true => placed(error),
            false => error,
        })
}

/// Parameters as they are typed.
///
/// # Errors
/// One is given twice.
pub fn params(typed: &[(String, Param)]) -> Result<Params> {
    let mut params = Params::new();
    for (name, value) in typed {
        if params.insert(name.clone(), value.clone()).is_some() {
            return Err(Misused(anyhow!("the parameter '{name}' is given twice")).into());
        }
    }
    Ok(params)
}

fn explain(workspace: &Workspace, questions: &[Question]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    for (at, question) in questions.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let plan = workspace.answer(question, |frame| Ok(frame.describe_optimized_plan()?))?;
        for line in plan.lines() {
            writeln!(out, "{}", printable(line))?;
        }
    }
    Ok(out.flush()?)
}

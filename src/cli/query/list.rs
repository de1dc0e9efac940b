//! What can be asked about, and what is asked often.

use anyhow::{Context, Result};
use pixrec::pipeline::Workspace;
use pixrec::sql::{Params, QUESTIONS};
use pixrec::tables::shape::{Shape, TABLES, in_words};
use polars::prelude::*;

/// The columns of the tables that are there, one a row; and the tables that are not.
///
/// # Errors
/// A table cannot be used.
pub fn tables(workspace: &Workspace) -> Result<(DataFrame, Vec<Shape>)> {
    let (mut tables, mut rows, mut columns, mut types) = (vec![], vec![], vec![], vec![]);
    let (there, missing): (Vec<Shape>, Vec<Shape>) =
        TABLES.into_iter().partition(|table| workspace.has(table));
    for shape in there {
        let count = rows_of(workspace, &shape)?;
        let schema = workspace.table(shape.name)?.collect_schema()?;
        for (name, dtype) in schema.iter() {
            tables.push(shape.name);
            rows.push(count);
            columns.push(name.to_string());
            types.push(in_words(dtype));
        }
    }
    let list = df!("table" => tables, "rows" => rows, "column" => columns, "type" => types)?;
    Ok((list, missing))
}

fn rows_of(workspace: &Workspace, shape: &Shape) -> Result<u64> {
    let sql = format!("SELECT COUNT(*) AS rows FROM {}", shape.name);
    let questions = workspace.questions(&sql, &Params::new())?;
    let question = questions.first().context("there is no question")?;
    workspace.answer(question, |frame| {
        let count = frame.collect()?;
        Ok(count.column("rows")?.get(0)?.try_extract()?)
    })
}

/// The built-in questions.
///
/// # Errors
/// Never; the columns are equally long.
pub fn questions() -> Result<DataFrame> {
    let files: Vec<&str> = QUESTIONS.iter().map(|question| question.file).collect();
    let asks: Vec<&str> = QUESTIONS.iter().map(|question| question.asks()).collect();
    Ok(df!("file" => files, "question" => asks)?)
}

//! Questions in SQL, as a person types them or keeps them in a file. A text is read into
//! statements, with values bound to its parameters; a guard lets through what only asks, over
//! tables that are known; and Polars plans the rest, over the tables that the statement names and
//! no others. What is wrong is told with its line and column.
//!
//! Polars' SQL can also read any file and change what tables a name stands for. So nothing is
//! handed to it that was not read here first, by the same parser, and found harmless.

mod blame;
mod clauses;
mod guard;
mod mistake;
mod params;
mod questions;
mod spark;
mod text;

use polars::prelude::*;
use polars::sql::SQLContext;

use blame::{Known, Name, Suspects, blame, names};
pub use mistake::{Mistake, Place};
pub use params::{Param, Params};
pub use questions::{BuiltIn, QUESTIONS};
pub use spark::literal as spark_literal;
pub use text::MAX_BYTES;

/// Room for the trees of the longest statement that is read: they are taken apart level by level.
const STACK_BYTES: usize = 64 << 20;

/// A question that may be asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// Which statement of its text it is, from 1.
    pub number: usize,
    /// The tables that it reads, each once.
    pub tables: Vec<String>,
    start: Place,
    text: String,
    names: Vec<Name>,
    aliases: Vec<(String, String)>,
}

/// The questions in `text`, with the values `params`, over tables of the names `known`.
///
/// # Errors
/// The text is no SQL; a statement does more than ask, or asks for a table that is not known; a
/// parameter has no value, or a value is not asked for.
pub fn questions(text: &str, params: &Params, known: &[&str]) -> Result<Vec<Question>, Mistake> {
    std::thread::scope(|threads| {
        let reader = std::thread::Builder::new().stack_size(STACK_BYTES);
        let read = reader.spawn_scoped(threads, || read(text, params, known));
        let read = read.map_err(|error| {
            Mistake::anywhere(format!("no thread can be started to read it: {error}"))
        })?;
        read.join()
            .unwrap_or_else(|_| Err(Mistake::anywhere("the text cannot be read")))
    })
}

fn read(text: &str, params: &Params, known: &[&str]) -> Result<Vec<Question>, Mistake> {
    let words = text::words(text)?;
    let mut questions = Vec::new();
    let mut used = Vec::new();
    for (index, statement) in text::statements(&words).into_iter().enumerate() {
        let (start, _) = text::extent(statement);
        let read = text::parse(statement)?;
        let bound = params::bind(statement, &read, params)?;
        let tree = text::parse(&bound.words)?;
        let named = guard::check(&tree, &bound.words, known)?;
        used.extend(bound.used);
        questions.push(Question {
            number: index + 1,
            tables: named.tables,
            start,
            text: bound.text,
            names: names(&bound.words),
            aliases: named.aliases,
        });
    }
    if questions.is_empty() {
        return Err(Mistake::anywhere("there is no statement in it"));
    }
    params::all_used(params, &used)?;
    Ok(questions)
}

impl Question {
    /// The question as a lazy frame over `tables`, which hold those that it reads. No row is read.
    ///
    /// # Errors
    /// Names the column, function or clause that cannot be, and where it is.
    pub fn plan(&self, tables: Vec<(String, LazyFrame)>) -> Result<LazyFrame, Mistake> {
        let mut context = SQLContext::new();
        let mut known = Vec::with_capacity(tables.len());
        for (name, mut frame) in tables {
            known.push(Known::new(&name, &mut frame));
            context.register(&name, frame);
        }
        let planned = context.execute(&self.text).and_then(|mut frame| {
            frame.collect_schema()?;
            Ok(frame)
        });
        planned.map_err(|error| self.blame(&error, &known))
    }

    /// What went wrong while Polars worked on the question. What is not at one place of it may be
    /// in the rows of its tables.
    pub fn mistake(&self, error: &PolarsError) -> Mistake {
        let mistake = self.blame(error, &[]);
        if mistake.place == Some(self.start) && !self.tables.is_empty() {
            let tables = self.tables.join(", ");
            return Mistake::anywhere(format!("{} (while {tables} was read)", mistake.told));
        }
        mistake
    }

    fn blame(&self, error: &PolarsError, tables: &[Known]) -> Mistake {
        let suspects = Suspects {
            names: &self.names,
            aliases: &self.aliases,
            tables,
            start: self.start,
        };
        blame(error, &suspects)
    }
}

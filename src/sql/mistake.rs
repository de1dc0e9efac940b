//! What is wrong with a question, and where.

use std::fmt;

use sqlparser::parser::ParserError;
use sqlparser::tokenizer::Location;

/// A place in a text: line and column, from 1, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The character in it.
    pub column: u64,
}

impl From<Location> for Place {
    fn from(Location { line, column }: Location) -> Self {
        Self { line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "line {}, column {}", self.line, self.column)
    }
}

/// What is wrong with a question, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where it is, if it is at one place.
    pub place: Option<Place>,
    /// What it is, and what to do.
    pub told: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(to, "{place}: {}", self.told),
            None => to.write_str(&self.told),
        }
    }
}

impl std::error::Error for Mistake {}

impl Mistake {
    pub(super) fn at(place: impl Into<Place>, told: impl Into<String>) -> Self {
        Self {
            place: Some(place.into()),
            told: told.into(),
        }
    }

    pub(super) fn anywhere(told: impl Into<String>) -> Self {
        Self {
            place: None,
            told: told.into(),
        }
    }

    /// What the parser says, with its place in front. One without a place is at the end, as what
    /// is missing there is found by going there.
    pub(super) fn of_parser(error: ParserError, start: Place, end: Place) -> Self {
        let (ParserError::TokenizerError(told) | ParserError::ParserError(told)) = error else {
            return Self::at(start, "the statement is nested too deeply");
        };
        let (told, place) = placed(&told);
        if told.to_lowercase().starts_with("no infix parser") {
            return Self::at(place.unwrap_or(end), "this operator is not understood");
        }
        let told = told
            .replace("Expected: ", "expected ")
            .replace("an SQL statement", "SELECT or WITH")
            .replace("found: EOF", "found the end");
        let told = told.replace("found: ", "found ");
        Self::at(place.unwrap_or(end), lower(&told))
    }
}

/// The parser's message and the place that stands at its end.
fn placed(told: &str) -> (&str, Option<Place>) {
    let Some((before, place)) = told.rsplit_once(" at Line: ") else {
        return (told, None);
    };
    let Some((line, column)) = place.split_once(", Column: ") else {
        return (told, None);
    };
    match (line.parse(), column.trim().parse()) {
        (Ok(line), Ok(column)) => (before, Some(Place { line, column })),
        _ => (told, None),
    }
}

/// The message as it stands after a colon.
fn lower(told: &str) -> String {
    let mut characters = told.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

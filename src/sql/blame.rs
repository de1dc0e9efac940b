//! What Polars says of a question, said of the text: the place of the name that it speaks of, and
//! the name that may be meant.

use polars::prelude::{LazyFrame, PolarsError};
use polars::sql::keywords::all_functions;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::mistake::{Mistake, Place};
use crate::domain::nearest;

/// The most characters of a message that are told.
const MAX_TOLD: usize = 300;

/// A name in a statement.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub name: String,
    pub place: Place,
    /// The name before it and a dot: a table's.
    pub of: Option<String>,
    /// Whether it is given here, behind AS.
    pub given: bool,
    /// Whether it is called: a bracket opens behind it.
    pub called: bool,
}

/// A table of a statement, with its columns.
pub(super) struct Known {
    pub table: String,
    pub columns: Vec<String>,
}

impl Known {
    pub fn new(table: &str, frame: &mut LazyFrame) -> Self {
        let columns = frame.collect_schema().map_or_else(
            |_| Vec::new(),
            |schema| schema.iter_names().map(ToString::to_string).collect(),
        );
        Self {
            table: table.to_owned(),
            columns,
        }
    }
}

/// The names among the words of a statement.
pub(super) fn names(words: &[super::text::Word<'_>]) -> Vec<Name> {
    let words: Vec<_> = words.iter().filter(|word| word.counts()).collect();
    let mut names = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Token::Word(name) = &word.token.token else {
            continue;
        };
        let before = |back: usize| at.checked_sub(back).map(|at| &words[at].token.token);
        let next = words.get(at + 1).map(|word| &word.token.token);
        let of = match (before(2), before(1)) {
            (Some(Token::Word(of)), Some(Token::Period)) => Some(of.value.clone()),
            _ => None,
        };
        let given = matches!(before(1), Some(Token::Word(before)) if before.keyword == Keyword::AS);
        names.push(Name {
            name: name.value.clone(),
            place: word.place(),
            of,
            given,
            called: matches!(next, Some(Token::LParen)),
        });
    }
    names
}

/// What a statement is, for those who look for a mistake in it.
pub(super) struct Suspects<'a> {
    pub names: &'a [Name],
    pub aliases: &'a [(String, String)],
    pub tables: &'a [Known],
    /// Where it starts.
    pub start: Place,
}

/// The mistake that made Polars fail.
pub(super) fn blame(error: &PolarsError, suspects: &Suspects<'_>) -> Mistake {
    let error = innermost(error);
    let told = first_line(&error.to_string());
    let quoted = quoted(&told);
    if told.starts_with("group_by keys contained duplicate")
        && let Some(name) = quoted.first()
    {
        let told = format!(
            "two columns '{name}' are grouped by; name both with AS in SELECT, and group by the names"
        );
        return Mistake::at(suspects.place(name).unwrap_or(suspects.start), told);
    }
    if told.starts_with("unsupported function")
        && let Some(name) = quoted.first()
        && let Some(mistake) = suspects.function(name).or_else(|| suspects.column(name))
    {
        return mistake;
    }
    let of_column = matches!(error, PolarsError::ColumnNotFound(_))
        || told.starts_with("no column named")
        || told.starts_with("unable to find column");
    if of_column
        && let Some(name) = quoted.first()
        && let Some(mistake) = suspects.column(name)
    {
        return mistake;
    }
    match quoted.iter().find_map(|name| suspects.place(name)) {
        Some(place) => Mistake::at(place, told),
        None => Mistake::at(suspects.start, told),
    }
}

fn innermost(error: &PolarsError) -> &PolarsError {
    match error {
        PolarsError::Context { error, .. } | PolarsError::ExprContext { error, .. } => {
            innermost(error)
        }
        error => error,
    }
}

/// The first line of a message, without Polars' word for its kind, its words to programmers and its
/// view of the statement as a tree.
fn first_line(told: &str) -> String {
    if told == "unexpected subquery" {
        return "a subquery that gives one value cannot stand here; join it under a name"
            .to_owned();
    }
    let line = told.lines().next().unwrap_or_default();
    let line = KINDS
        .iter()
        .find_map(|kind| line.strip_prefix(kind))
        .unwrap_or(line);
    let line = line.split(". It's possible").next().unwrap_or(line);
    let tree = TREES.iter().filter_map(|tree| line.find(tree)).min();
    match tree.and_then(|at| line.get(..at)) {
        Some(before) => {
            let before = before
                .trim_end_matches(" found ")
                .trim_end_matches([',', ';', ' ']);
            format!("{before}: Polars' SQL does not know this")
        }
        None => line.trim_end_matches(':').chars().take(MAX_TOLD).collect(),
    }
}

/// How a tree begins in a message.
const TREES: [&str; 4] = ["Identifier(", "([", " {", "Value("];

/// How Polars says what kind an error is of.
const KINDS: [&str; 3] = ["not found: ", "field not found: ", "duplicate: "];

/// What stands in quotes in a message.
fn quoted(told: &str) -> Vec<String> {
    let mut found = Vec::new();
    for quote in ['\'', '"', '`'] {
        let inside = told.split(quote).skip(1).step_by(2);
        found.extend(inside.map(ToOwned::to_owned));
    }
    found
}

impl Suspects<'_> {
    /// Where `name` is used, or else where it is given.
    fn place(&self, name: &str) -> Option<Place> {
        self.find(name).map(|name| name.place)
    }

    fn find(&self, name: &str) -> Option<&Name> {
        let mut found = self.names.iter().filter(|known| known.name == name);
        found.clone().find(|name| !name.given).or(found.next())
    }

    fn function(&self, name: &str) -> Option<Mistake> {
        let same = |known: &&Name| known.called && known.name.eq_ignore_ascii_case(name);
        let place = self.names.iter().find(same)?.place;
        let known = all_functions();
        let known = known.into_iter().filter(|name| !name.starts_with("read_"));
        let told = match nearest(&name.to_lowercase(), known) {
            Some(near) => format!("there is no function '{name}'; did you mean '{near}'?"),
            None => format!("there is no function '{name}'"),
        };
        Some(Mistake::at(place, told))
    }

    fn column(&self, name: &str) -> Option<Mistake> {
        let found = self.find(name)?;
        let table = found.of.as_ref().map(|of| {
            let alias = self.aliases.iter().find(|(alias, _)| alias == of);
            alias.map_or(of, |(_, table)| table)
        });
        let asked = |known: &&Known| table.is_none_or(|table| known.table == *table);
        let tables: Vec<&Known> = self.tables.iter().filter(asked).collect();
        let columns = || tables.iter().flat_map(|table| &table.columns);
        if columns().any(|column| column == name) {
            let last = self.names.iter().rev().find(|known| known.name == name);
            let told = format!("the column '{name}' is not known here; select it in a subquery");
            return Some(Mistake::at(last.unwrap_or(found).place, told));
        }
        let known = columns();
        let given = self
            .names
            .iter()
            .filter(|known| known.given && found.of.is_none());
        let known = known.chain(given.map(|given| &given.name));
        let known = known.map(String::as_str).filter(|known| *known != name);
        let place = match tables.as_slice() {
            [] => String::new(),
            tables => {
                let names: Vec<&str> = tables.iter().map(|known| known.table.as_str()).collect();
                format!(" in {}", names.join(" or "))
            }
        };
        let told = match nearest(name, known) {
            Some(near) => format!("there is no column '{name}'{place}; did you mean '{near}'?"),
            None => format!("there is no column '{name}'{place}{}", has(&tables)),
        };
        Some(Mistake::at(found.place, told))
    }
}

/// What columns a table has.
fn has(tables: &[&Known]) -> String {
    match tables {
        [table] => format!("; it has {}", table.columns.join(", ")),
        _ => String::new(),
    }
}

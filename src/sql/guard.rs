//! What may be asked: questions over known tables, and nothing else. The tree of a statement is
//! walked to its leaves, wherever a query is nested, and what is not known to be harmless is
//! refused: statements that change something, functions that read files, tables that are not there.

use std::ops::ControlFlow;

use sqlparser::ast::{
    DescribeAlias, Expr, Ident, ObjectName, ObjectNamePart, Query, Select, Spanned, Statement,
    TableFactor, Value, ValueWithSpan, Visit, Visitor,
};
use sqlparser::tokenizer::Token;

use super::clauses;
use super::mistake::{Mistake, Place};
use super::text::{Word, extent};
use crate::domain::nearest;

/// The deepest tree of expressions: so much fits on the stack of every thread that works on it, and
/// is planned in less than a second.
const MAX_DEPTH: usize = 256;

/// What a harmless statement names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The tables that it reads, each once, in the order of their first use.
    pub tables: Vec<String>,
    /// Other names for them in the statement: alias and table.
    pub aliases: Vec<(String, String)>,
}

/// What the statement names, if it is a question over `known` tables.
///
/// # Errors
/// Names what is not allowed or not known, and where it is.
pub(super) fn check(
    statement: &Statement,
    words: &[Word<'_>],
    known: &[&str],
) -> Result<Named, Mistake> {
    let mut guard = Guard {
        start: extent(words).0,
        words,
        known,
        named: Named::default(),
        scopes: Vec::new(),
        heads: Vec::new(),
        statements: 0,
        depth: 0,
    };
    match statement.visit(&mut guard) {
        ControlFlow::Break(mistake) => Err(mistake),
        ControlFlow::Continue(()) => Ok(guard.named),
    }
}

struct Guard<'k> {
    start: Place,
    words: &'k [Word<'k>],
    known: &'k [&'k str],
    named: Named,
    /// The names that WITH gives, innermost last.
    scopes: Vec<Vec<String>>,
    /// The queries of WITH, which may have a WITH of their own.
    heads: Vec<*const Query>,
    /// How many statements the walk is inside of.
    statements: usize,
    depth: usize,
}

type Verdict = ControlFlow<Mistake>;

impl Visitor for Guard<'_> {
    type Break = Mistake;

    fn pre_visit_statement(&mut self, statement: &Statement) -> Verdict {
        self.statements += 1;
        match statement {
            // The second one is that of EXPLAIN.
            Statement::Query(_) if self.statements <= 2 => ControlFlow::Continue(()),
            Statement::Explain {
                describe_alias: DescribeAlias::Explain,
                analyze: false,
                verbose: false,
                query_plan: false,
                estimate: false,
                statement,
                format: None,
                options: None,
            } if self.statements == 1 && matches!(**statement, Statement::Query(_)) => {
                ControlFlow::Continue(())
            }
            Statement::ShowTables { .. } | Statement::ExplainTable { .. } => self.refuse(
                "this is no SELECT; `pixrec query --tables` lists the tables and their columns",
            ),
            _ => self.refuse(ONLY_QUESTIONS),
        }
    }

    fn post_visit_statement(&mut self, _: &Statement) -> Verdict {
        self.statements -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> Verdict {
        if let Err(told) = clauses::check(query) {
            return self.refuse(&told);
        }
        if let Some(place) = clauses::aggregate_in_order(query) {
            return at(
                place,
                "ORDER BY takes no aggregate; name it with AS in SELECT, and order by that name",
            );
        }
        let mut scope = Vec::new();
        if let Some(with) = &query.with {
            // Polars forgets the WITH of a query inside another one, but for those of a WITH.
            if !self.scopes.is_empty() && !self.heads.contains(&std::ptr::from_ref(query)) {
                return at(
                    with.span().start.into(),
                    "WITH stands at the head of a statement only; move it there",
                );
            }
            for table in &with.cte_tables {
                let name = &table.alias.name;
                self.own_name(name)?;
                self.heads.push(std::ptr::from_ref(&*table.query));
                scope.push(name.value.clone());
            }
        }
        self.scopes.push(scope);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> Verdict {
        self.scopes.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> Verdict {
        match &select.into {
            Some(into) => at(
                into.name.span().start.into(),
                "SELECT INTO makes a table; only questions are allowed",
            ),
            None => ControlFlow::Continue(()),
        }
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> Verdict {
        match factor {
            TableFactor::Table {
                name,
                args: Some(_),
                ..
            } => at(
                name.span().start.into(),
                format!("'{name}' is no table: functions that give tables are not allowed"),
            ),
            TableFactor::Table { name, alias, .. } => {
                if let (Some(alias), Some(table)) = (alias, single(name)) {
                    if alias.name.value != table.value {
                        self.own_name(&alias.name)?;
                    }
                    let names = (alias.name.value.clone(), table.value.clone());
                    self.named.aliases.push(names);
                }
                ControlFlow::Continue(())
            }
            TableFactor::Derived { alias, .. }
            | TableFactor::UNNEST { alias, .. }
            | TableFactor::NestedJoin { alias, .. } => match alias {
                Some(alias) => self.own_name(&alias.name),
                None => ControlFlow::Continue(()),
            },
            _ => at(
                factor.span().start.into(),
                "only tables, subqueries and UNNEST can stand here",
            ),
        }
    }

    fn pre_visit_relation(&mut self, name: &ObjectName) -> Verdict {
        let Some(table) = single(name) else {
            return at(
                name.span().start.into(),
                format!("'{name}' is no table; tables have names of one word"),
            );
        };
        if self.in_scope(&table.value) {
            return ControlFlow::Continue(());
        }
        if table.quote_style == Some('\'') {
            return at(
                self.quoted(&table.value),
                format!(
                    "'{}' is a text; files cannot be asked, only tables",
                    table.value
                ),
            );
        }
        if !self.known.contains(&table.value.as_str()) {
            return at(table.span.start.into(), self.unknown(&table.value));
        }
        if !self.named.tables.contains(&table.value) {
            self.named.tables.push(table.value.clone());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> Verdict {
        self.depth += 1;
        if let Some(place) = clauses::aggregate_of_aggregate(expression) {
            return at(
                place,
                "an aggregate of aggregates; count in a subquery, and go on with its rows",
            );
        }
        if self.depth > MAX_DEPTH {
            return self.refuse(
                "the expressions are nested too deeply; write a long list as IN ('a', 'b', ...)",
            );
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, _: &Expr) -> Verdict {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_value(&mut self, value: &ValueWithSpan) -> Verdict {
        match &value.value {
            Value::Placeholder(name) => at(
                value.span.start.into(),
                format!("a parameter cannot stand here: '{name}'"),
            ),
            _ => ControlFlow::Continue(()),
        }
    }
}

pub(super) const ONLY_QUESTIONS: &str = "this is no question, and only questions are allowed: SELECT ..., WITH ... SELECT, EXPLAIN SELECT";

fn at(place: Place, told: impl Into<String>) -> Verdict {
    ControlFlow::Break(Mistake::at(place, told))
}

/// The one word of a name.
pub(super) fn single(name: &ObjectName) -> Option<&Ident> {
    match name.0.as_slice() {
        [ObjectNamePart::Identifier(name)] => Some(name),
        _ => None,
    }
}

impl Guard<'_> {
    fn refuse(&self, told: &str) -> Verdict {
        at(self.start, told)
    }

    /// A name that the statement gives may not be a table's: the table would be read in its place.
    fn own_name(&self, name: &Ident) -> Verdict {
        let taken = self.known.contains(&name.value.as_str()) || self.in_scope(&name.value);
        if taken {
            let told = format!("'{}' is a table; choose another name here", name.value);
            return at(name.span.start.into(), told);
        }
        ControlFlow::Continue(())
    }

    fn in_scope(&self, name: &str) -> bool {
        self.scopes.iter().flatten().any(|own| own == name)
    }

    /// Where a text in quotes stands; the parser forgets it where a name is expected.
    fn quoted(&self, text: &str) -> Place {
        let is_it = |word: &&Word| matches!(&word.token.token, Token::SingleQuotedString(found) if found == text);
        self.words
            .iter()
            .find(is_it)
            .map_or(self.start, Word::place)
    }

    fn unknown(&self, name: &str) -> String {
        let own = self.scopes.iter().flatten().map(String::as_str);
        match nearest(name, own.chain(self.known.iter().copied())) {
            Some(near) => format!("there is no table '{name}'; did you mean '{near}'?"),
            None => format!(
                "there is no table '{name}'; the tables are {}",
                self.known.join(", ")
            ),
        }
    }
}

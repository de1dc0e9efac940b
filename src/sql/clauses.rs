//! The clauses of a query that are allowed, beside the tables and expressions in it.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Function, Query, SetExpr, Visit, Visitor};

use super::guard::{ONLY_QUESTIONS, single};
use super::mistake::Place;

/// The most queries that UNION, INTERSECT and EXCEPT put together at one level.
const MAX_SET: usize = 100;

/// Whether all clauses of a query are allowed.
///
/// # Errors
/// Names the one that is not.
pub(super) fn check(query: &Query) -> Result<(), String> {
    match odd_clause(query) {
        Some(clause) => Err(format!("{clause} cannot be asked")),
        None => check_set(&query.body),
    }
}

/// A clause of other dialects, or one that locks.
fn odd_clause(query: &Query) -> Option<&'static str> {
    let clauses = [
        (!query.locks.is_empty(), "FOR UPDATE"),
        (query.for_clause.is_some(), "FOR XML or FOR JSON"),
        (query.settings.is_some(), "SETTINGS"),
        (query.format_clause.is_some(), "FORMAT"),
        (!query.pipe_operators.is_empty(), "a pipe"),
    ];
    clauses
        .into_iter()
        .find_map(|(there, clause)| there.then_some(clause))
}

/// What a query is put together from by set operations: SELECTs, in a chain that is not long.
fn check_set(body: &SetExpr) -> Result<(), String> {
    let mut open = vec![body];
    let mut count = 0;
    while let Some(part) = open.pop() {
        count += 1;
        match part {
            SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::Values(_) => {}
            SetExpr::SetOperation { left, right, .. } => open.extend([&**left, &**right]),
            SetExpr::Table(_) => {
                return Err("TABLE is not understood; write SELECT * FROM the table".to_owned());
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                return Err(ONLY_QUESTIONS.to_owned());
            }
        }
    }
    if count > 2 * MAX_SET {
        return Err(format!("more than {MAX_SET} queries are put together"));
    }
    Ok(())
}

/// Where rows are ordered by an aggregate. Polars takes that of all rows, which is the same for
/// each, and orders nothing; by the name of an aggregate it orders rightly.
pub(super) fn aggregate_in_order(query: &Query) -> Option<Place> {
    match query.order_by.as_ref()?.visit(&mut Aggregates) {
        ControlFlow::Break(place) => Some(place),
        ControlFlow::Continue(()) => None,
    }
}

/// Where an aggregate is part of another one, or of a window. Polars takes the outer one of each
/// group alone.
pub(super) fn aggregate_of_aggregate(expression: &Expr) -> Option<Place> {
    let Expr::Function(function) = expression else {
        return None;
    };
    let takes_many = function.over.is_some() || is_aggregate(function).is_some();
    match function.args.visit(&mut Aggregates) {
        ControlFlow::Break(place) if takes_many => Some(place),
        _ => None,
    }
}

/// The place of an aggregate over the rows of a group, and not of a window.
fn is_aggregate(function: &Function) -> Option<Place> {
    let name = single(&function.name)?;
    let known = AGGREGATES.contains(&&*name.value.to_lowercase());
    (known && function.over.is_none()).then(|| name.span.start.into())
}

/// Functions that make one value of many.
const AGGREGATES: [&str; 27] = [
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "corr",
    "count",
    "covar",
    "covar_pop",
    "covar_samp",
    "first",
    "last",
    "max",
    "mean",
    "median",
    "min",
    "quantile_cont",
    "quantile_disc",
    "stddev",
    "stddev_samp",
    "stdev",
    "stdev_samp",
    "string_agg",
    "sum",
    "var",
    "var_samp",
    "variance",
];

/// Finds an aggregate.
struct Aggregates;

impl Visitor for Aggregates {
    type Break = Place;

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<Place> {
        let place = match expression {
            Expr::Function(function) => is_aggregate(function),
            _ => None,
        };
        place.map_or(ControlFlow::Continue(()), ControlFlow::Break)
    }
}

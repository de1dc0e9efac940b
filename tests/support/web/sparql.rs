//! Plays a SPARQL endpoint that gives the same table to every query.

use std::ops::Range;

use serde_json::{Value, json};

use super::answer::{Answer, Fault};
use super::request::Request;
use super::turns::Turns;

const RESULTS: &str = "application/sparql-results+json";
/// What Blazegraph says when a query takes too long.
const STACK_TRACE: &str = "SPARQL-QUERY: queryStr=SELECT ...\n\
    java.util.concurrent.TimeoutException\n\
    \tat java.util.concurrent.FutureTask.get(FutureTask.java:205)\n\
    \tat com.bigdata.rdf.sail.webapp.BigdataServlet.submitApiTask(BigdataServlet.java:292)\n";

/// An endpoint at `/sparql` and its switches.
///
/// Of a query it heeds `LIMIT`, `OFFSET` and a filter `STR(?first) > "text"`, by looking for these
/// words: a stand-in for paging, not for the language.
pub struct Sparql {
    variables: Vec<String>,
    bindings: Vec<Value>,
    cut_off: Turns,
    failing: Turns,
}

impl Sparql {
    /// Rows with these variables, each an object of bound values, ordered by the first variable.
    pub fn new(variables: &[&str], bindings: Vec<Value>) -> Self {
        Self {
            variables: variables.iter().map(|&name| name.to_owned()).collect(),
            bindings,
            cut_off: Turns::default(),
            failing: Turns::default(),
        }
    }

    /// Breaks off these of its answers, counted from 0, under a status of 200.
    pub fn cut_off(mut self, answers: Range<usize>) -> Self {
        self.cut_off = Turns::at(answers);
        self
    }

    /// Fails these of its answers, counted from 0, with a 500 and a stack trace.
    pub fn failing(mut self, answers: Range<usize>) -> Self {
        self.failing = Turns::at(answers);
        self
    }

    pub fn site(self) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
        move |request| self.answer(request)
    }

    fn answer(&self, request: &Request) -> Answer {
        if request.path != "/sparql" {
            return Answer::status(404);
        }
        let accepted = request.header("accept").unwrap_or_default();
        if !accepted.contains(RESULTS) {
            return Answer::text(406, &format!("Only {RESULTS} can be had here."));
        }
        let Some(query) = query(request).filter(|query| query.contains("SELECT")) else {
            return Answer::text(400, "error at 1:1: expected SELECT");
        };
        // Each switch counts every answer.
        let (failing, cut_off) = (self.failing.take(), self.cut_off.take());
        if failing {
            return Answer::text(500, STACK_TRACE);
        }
        let value = json!({
            "head": { "vars": self.variables },
            "results": { "bindings": self.rows(&query) },
        });
        let answer = Answer::new(RESULTS, value.to_string().into_bytes()).gzip();
        answer.fault(if cut_off { Fault::Garbled } else { Fault::None })
    }

    fn rows(&self, query: &str) -> Vec<&Value> {
        let first = self.variables.first().map_or("", String::as_str);
        let after = after(query, first);
        let beyond = |row: &&Value| {
            let value = row[first]["value"].as_str();
            after.is_none_or(|after| value.is_some_and(|value| value > after))
        };
        let rows = self.bindings.iter().filter(beyond);
        let rows = rows.skip(number(query, "OFFSET").unwrap_or(0));
        rows.take(number(query, "LIMIT").unwrap_or(usize::MAX))
            .collect()
    }
}

/// The query, in whichever of the protocol's three ways it came.
fn query(request: &Request) -> Option<String> {
    let mime = request.header("content-type").unwrap_or_default();
    if mime.starts_with("application/sparql-query") {
        return String::from_utf8(request.body.clone()).ok();
    }
    request.with_form().value("query").map(str::to_owned)
}

/// The number after the last occurrence of a word.
fn number(query: &str, word: &str) -> Option<usize> {
    let (_, rest) = query.rsplit_once(word)?;
    let digits = rest.trim_start();
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// What the variable's text has to come after.
fn after<'a>(query: &'a str, variable: &str) -> Option<&'a str> {
    let (_, rest) = query.split_once(&format!("STR(?{variable}) > \""))?;
    rest.split_once('"').map(|(text, _)| text)
}

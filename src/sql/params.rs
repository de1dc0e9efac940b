//! Parameters: values that a question asks for by name, `$user` or `:user`. A value becomes a word
//! of its own in the statement, which is proven by reading the text again: whatever stands in it
//! can be nothing but a value.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Fetch, LimitClause, Query, Statement, Value, ValueWithSpan, Visit, Visitor,
};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

use super::mistake::{Mistake, Place};
use super::text::{Word, words};
use crate::domain::nearest;

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// A text, whatever stands in it.
    Text(String),
    /// A number as JSON writes it.
    Number(serde_json::Number),
    /// Yes or no.
    Bool(bool),
    /// No value.
    Null,
}

/// Values by their names.
pub type Params = BTreeMap<String, Param>;

/// Where a statement asks for a value.
struct Asked {
    /// Its name, with the sign in front.
    name: String,
    place: Place,
    end: Location,
    /// Whether only a whole number can stand there.
    whole: bool,
}

#[derive(Default)]
struct Finder {
    asked: Vec<Asked>,
    whole: Vec<Place>,
}

impl Visitor for Finder {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let (limit, offset) = match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                (limit.as_ref(), offset.as_ref().map(|offset| &offset.value))
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => (Some(limit), Some(offset)),
            None => (None, None),
        };
        let fetch = query
            .fetch
            .as_ref()
            .and_then(|Fetch { quantity, .. }| quantity.as_ref());
        for expression in [limit, offset, fetch].into_iter().flatten() {
            if let Expr::Value(value) = expression {
                self.whole.push(value.span.start.into());
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_value(&mut self, value: &ValueWithSpan) -> ControlFlow<()> {
        if let Value::Placeholder(name) = &value.value {
            let place = value.span.start.into();
            self.asked.push(Asked {
                name: name.clone(),
                place,
                end: value.span.end,
                whole: self.whole.contains(&place),
            });
        }
        ControlFlow::Continue(())
    }
}

/// A statement without parameters: its words, and its text with the values in it.
pub(super) struct Bound<'a> {
    pub words: Vec<Word<'a>>,
    pub text: String,
    /// The parameters that it asked for.
    pub used: Vec<String>,
}

/// Puts values in the place of the parameters of a statement that was read as `read`.
pub(super) fn bind<'a>(
    statement: &[Word<'a>],
    read: &Statement,
    params: &Params,
) -> Result<Bound<'a>, Mistake> {
    let mut finder = Finder::default();
    let _ = read.visit(&mut finder);
    let mut bound = Bound {
        words: Vec::with_capacity(statement.len()),
        text: String::new(),
        used: Vec::new(),
    };
    let mut skip_until = None;
    for word in statement {
        let place = word.place();
        if skip_until.is_some_and(|end| place < end) {
            continue;
        }
        match finder.asked.iter().find(|asked| asked.place == place) {
            Some(asked) if word.counts() => {
                let value = value_of(asked, params)?;
                skip_until = Some(asked.end.into());
                bound.text.push_str(&value.text);
                let span = word.token.span;
                let tokens = value.tokens.into_iter();
                bound.words.extend(tokens.map(|token| Word {
                    token: TokenWithSpan { token, span },
                    source: word.source,
                }));
                bound.used.push(asked.name[1..].to_owned());
            }
            _ => {
                bound.text.push_str(word.source);
                bound.words.push(word.clone());
            }
        }
    }
    proven(&bound)?;
    Ok(bound)
}

/// Fails unless the text is read as the very words that the guard sees.
fn proven(bound: &Bound<'_>) -> Result<(), Mistake> {
    let again = words(&bound.text)?;
    let seen = bound.words.iter().filter(|word| word.counts());
    let read = again.iter().filter(|word| word.counts());
    if seen
        .map(|word| &word.token.token)
        .eq(read.map(|word| &word.token.token))
    {
        Ok(())
    } else {
        Err(Mistake::anywhere(
            "a parameter's value cannot be written in SQL",
        ))
    }
}

struct Written {
    tokens: Vec<Token>,
    text: String,
}

fn value_of(asked: &Asked, params: &Params) -> Result<Written, Mistake> {
    let Some(name) = asked
        .name
        .strip_prefix(['$', ':'])
        .filter(|name| !name.is_empty())
    else {
        let told = format!("'{}' is no parameter; write $name", asked.name);
        return Err(Mistake::at(asked.place, told));
    };
    let value = params.get(name).ok_or_else(|| {
        let told = match nearest(name, params.keys().map(String::as_str)) {
            Some(near) => format!("the parameter '{name}' has no value; did you mean '{near}'?"),
            None => format!("the parameter '{name}' has no value; give it with --param {name}=..."),
        };
        Mistake::at(asked.place, told)
    })?;
    if asked.whole {
        return whole(value).ok_or_else(|| {
            let told = format!("the parameter '{name}' must be a whole number here");
            Mistake::at(asked.place, told)
        });
    }
    Ok(match value {
        Param::Text(text) => Written {
            tokens: vec![Token::SingleQuotedString(text.clone())],
            text: format!(" '{}' ", text.replace('\'', "''")),
        },
        Param::Number(number) => written_number(&number.to_string()),
        Param::Bool(yes) => keyword(if *yes { "TRUE" } else { "FALSE" }),
        Param::Null => keyword("NULL"),
    })
}

/// A whole number, not below 0, as LIMIT takes it; a text may hold one too, as command lines have
/// nothing but texts.
fn whole(value: &Param) -> Option<Written> {
    let number: u32 = match value {
        Param::Text(text) => text.parse().ok()?,
        Param::Number(number) => number.as_u64()?.try_into().ok()?,
        Param::Bool(_) | Param::Null => return None,
    };
    Some(written_number(&number.to_string()))
}

/// A number; one below 0 is in brackets, so that no minus before it makes a comment of both.
fn written_number(number: &str) -> Written {
    match number.strip_prefix('-') {
        Some(size) => Written {
            tokens: vec![
                Token::LParen,
                Token::Minus,
                Token::Number(size.to_owned(), false),
                Token::RParen,
            ],
            text: format!(" (-{size}) "),
        },
        None => Written {
            tokens: vec![Token::Number(number.to_owned(), false)],
            text: format!(" {number} "),
        },
    }
}

fn keyword(word: &str) -> Written {
    Written {
        tokens: vec![Token::make_keyword(word)],
        text: format!(" {word} "),
    }
}

/// Fails on a value that no statement asks for: its name is mistyped, or the statement's is.
pub(super) fn all_used(params: &Params, used: &[String]) -> Result<(), Mistake> {
    let Some(left) = params.keys().find(|name| !used.contains(name)) else {
        return Ok(());
    };
    Err(Mistake::anywhere(
        match nearest(left, used.iter().map(String::as_str)) {
            Some(near) => {
                format!("no statement asks for the parameter '{left}'; did you mean '{near}'?")
            }
            None => format!("no statement asks for the parameter '{left}'; write ${left} in one"),
        },
    ))
}

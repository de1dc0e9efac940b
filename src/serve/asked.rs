//! What the pairs of an address ask for, and addresses that ask for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::response::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::catalog::{Catalog, Choice, Cursor, Filter, Kind, Order, parse_color};

/// Images on a page where nothing is said, and at most.
pub const LIMIT: usize = 60;
pub const MOST: usize = 200;

/// The longest text that is looked for, in bytes.
const MOST_WORDS: usize = 200;
/// The most things that are chosen at once.
const MOST_CHOSEN: usize = 16;

/// What a list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Which images.
    pub filter: Filter,
    /// In which order; by nearness where a colour is named and nothing else said.
    pub order: Order,
    /// After which image.
    pub after: Option<Cursor>,
    /// How many at once.
    pub limit: usize,
    /// Whether the further choices are asked for too.
    pub choices: bool,
}

impl Asked {
    /// What the part of an address after `?` asks for.
    ///
    /// # Errors
    /// A pair that means nothing, or a value that cannot be.
    pub fn of(query: Option<&str>) -> Result<Self, Problem> {
        let mut asked = Self {
            limit: LIMIT,
            ..Self::default()
        };
        let mut order = None;
        let query = query.unwrap_or_default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            // A form sends its empty fields too.
            if value.is_empty() {
                continue;
            }
            match &*name {
                "q" if value.len() <= MOST_WORDS => asked.filter.words = value.trim().to_owned(),
                "near" => {
                    asked.filter.near = Some(
                        parse_color(&value).ok_or_else(|| wrong("near", "a colour like 1e90ff"))?,
                    )
                }
                "order" => {
                    order = Some(
                        Order::parse(&value)
                            .ok_or_else(|| wrong("order", "name, likes or near"))?,
                    )
                }
                "after" => {
                    asked.after = Some(
                        Cursor::parse(&value)
                            .ok_or_else(|| wrong("after", "what `next` of the page before says"))?,
                    )
                }
                "limit" => {
                    let limit = value
                        .parse()
                        .ok()
                        .filter(|limit| (1..=MOST).contains(limit));
                    asked.limit = limit.ok_or_else(|| wrong("limit", "1 to 200"))?;
                }
                "choices" => asked.choices = value == "true",
                "q" => return Err(wrong("q", "at most 200 bytes")),
                name => {
                    let kind = Kind::parse(name).ok_or_else(|| {
                        Problem::wrong(format!(
                            "'{}' means nothing here; there are q, near, order, after, limit, choices, {}",
                            crate::domain::printable(name),
                            Kind::ALL.map(Kind::name).join(", ")
                        ))
                    })?;
                    asked.filter.choose(kind, &value);
                }
            }
        }
        if asked.filter.chosen.len() > MOST_CHOSEN {
            return Err(Problem::wrong(format!(
                "at most {MOST_CHOSEN} things can be chosen at once"
            )));
        }
        asked.order = order.unwrap_or(match asked.filter.near {
            Some(_) => Order::Near,
            None => Order::Name,
        });
        Ok(asked)
    }

    /// The part of an address after `?` that asks for this, from the first page on.
    pub fn query(&self) -> String {
        let mut pairs = self.filter.pairs();
        let own = match self.filter.near {
            Some(_) => Order::Near,
            None => Order::Name,
        };
        if self.order != own {
            pairs.push(("order", self.order.name().to_owned()));
        }
        if self.limit != LIMIT {
            pairs.push(("limit", self.limit.to_string()));
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        query.finish()
    }

    /// The same for another filter.
    pub fn with(&self, filter: Filter) -> Self {
        let order = match (filter.near, self.filter.near) {
            (None, Some(_)) if self.order == Order::Near => Order::Name,
            (Some(_), None) => Order::Near,
            _ => self.order,
        };
        Self {
            filter,
            order,
            after: None,
            ..self.clone()
        }
    }
}

fn wrong(name: &str, expected: &str) -> Problem {
    Problem::wrong(format!("'{name}' can be {expected}"))
}

/// The parts of an address that its route names.
pub struct At<T>(pub T);

impl<T, S> FromRequestParts<S> for At<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(named)) => Ok(Self(named)),
            Err(error) => {
                let problem = Problem::new(error.status(), error.body_text());
                Err(problem.answer(&parts.uri))
            }
        }
    }
}

/// What a form of a page says, in a body or in the address.
pub struct Filled<T>(pub T);

impl<T, S> FromRequest<S> for Filled<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let asked = request.uri().clone();
        match Form::from_request(request, state).await {
            Ok(Form(said)) => Ok(Self(said)),
            Err(error) => {
                let problem = Problem::new(error.status(), error.body_text());
                Err(problem.answer(&asked))
            }
        }
    }
}

/// A part of an address between slashes.
pub fn segment(text: &str) -> String {
    const PLAIN: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    utf8_percent_encode(text, &PLAIN).to_string()
}

/// The further choices of filters, as they were counted last: counting them for a large collection
/// takes longer than all else, and most people look at the same.
#[derive(Default)]
pub struct Choices(Mutex<VecDeque<(u64, Filter, Counted)>>);

/// The choices of every kind.
pub type Counted = Arc<Vec<(Kind, Vec<Choice>)>>;

/// So many filters are kept.
const KEPT: usize = 64;

impl Choices {
    /// The choices of a filter in this edition of the collection.
    pub fn of(&self, catalog: &Catalog, edition: u64, filter: &Filter) -> Counted {
        let known = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let mut found = kept.iter();
            found
                .find(|(of, which, _)| *of == edition && which == filter)
                .map(|(_, _, counted)| Arc::clone(counted))
        };
        known.unwrap_or_else(|| {
            let counted = Arc::new(filter.choices(catalog));
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.truncate(KEPT - 1);
            kept.push_front((edition, filter.clone(), Arc::clone(&counted)));
            counted
        })
    }
}

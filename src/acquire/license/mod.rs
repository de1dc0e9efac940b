//! Licences as data: the SPDX id of what people write, where its text stands, and which of them
//! may be used.
//!
//! A source *claims* a licence up to three times: by a link, by a code for machines, and by a name
//! for people. Each claim is read into one or more readings (more where one of several licences
//! may be chosen), and the claims are one licence only if all of them can be read and agree.
//! Whatever cannot be read is not free.

mod allow;
mod known;
mod link;
mod reading;
mod words;

use thiserror::Error;

use crate::domain::printable;
use reading::Reading;

pub use allow::AllowList;
pub use known::{PEXELS, UNSPLASH, in_words};

/// The longest piece of a source's own words that is quoted, in characters.
const QUOTED: usize = 80;

/// A licence that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// Its SPDX id, or `LicenseRef-...` where SPDX lists none.
    pub id: String,
    /// Where its text stands, for a ported licence the text of that port; nothing for works in the
    /// public domain.
    pub url: Option<String>,
}

/// What a source says of the licence of an image. Empty texts claim nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claims<'a> {
    /// A link to the licence's text.
    pub url: Option<&'a str>,
    /// A code for machines, such as `cc-by-sa-4.0`.
    pub code: Option<&'a str>,
    /// A name for people, such as `CC BY-SA 4.0`, as plain text.
    pub name: Option<&'a str>,
}

/// Why an image is not free to use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotFree {
    /// The source claims nothing.
    #[error("it has no licence: the source names none")]
    Unclaimed,
    /// A claim is not understood.
    #[error("its licence is not a known one: \"{words}\"")]
    Unknown {
        /// The claim, made safe to print and cut to 80 characters.
        words: String,
    },
    /// The licence has several versions and no claim says which.
    #[error("its licence is named without its version: \"{words}\"")]
    Unversioned {
        /// The claim, made safe to print and cut to 80 characters.
        words: String,
    },
    /// Two claims are not the same licence.
    #[error(
        "its licence is contradicting: {first} by its {first_from}, {second} by its {second_from}"
    )]
    Contradicting {
        /// What the first claim says.
        first: String,
        /// `link`, `code` or `name`.
        first_from: &'static str,
        /// What the second claim says.
        second: String,
        /// `link`, `code` or `name`.
        second_from: &'static str,
    },
}

/// One claim, read: every licence that may be chosen.
struct Statement<'a> {
    from: &'static str,
    words: &'a str,
    readings: Vec<Reading>,
}

/// The licence that all claims together name. A vaguer claim (`CC BY`, `pd`) agrees with a closer
/// one (`CC BY 4.0`, the Public Domain Mark). Where one of several licences may be chosen it is the
/// first open one, or else the first.
///
/// # Errors
/// Nothing is claimed, a claim is not understood or lacks its version, or two claims contradict
/// each other.
pub fn resolve(claims: &Claims<'_>) -> Result<License, NotFree> {
    let mut statements = Vec::new();
    for (from, words) in [
        ("link", claims.url),
        ("code", claims.code),
        ("name", claims.name),
    ] {
        let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) else {
            continue;
        };
        let read = if from == "link" {
            link::read(words)
        } else {
            words::read(words)
        };
        let readings = read.ok_or_else(|| NotFree::Unknown {
            words: quoted(words),
        })?;
        statements.push(Statement {
            from,
            words,
            readings,
        });
    }
    let choices = agreed(&statements)?;
    choose(&choices).ok_or_else(|| unnamed(&statements))
}

/// What all statements have in common, each as close as the closest of them says it.
fn agreed(statements: &[Statement<'_>]) -> Result<Vec<Reading>, NotFree> {
    let mut rest = statements.iter();
    let mut common = rest.next().ok_or(NotFree::Unclaimed)?.readings.clone();
    for (at, statement) in rest.enumerate() {
        let met = meet(&common, &statement.readings);
        if met.is_empty() {
            // The one that contradicts most plainly is named; all earlier ones agree.
            let earlier = statements[..=at].iter();
            let against = earlier
                .rev()
                .find(|earlier| meet(&earlier.readings, &statement.readings).is_empty());
            let against = against.unwrap_or(&statements[0]);
            return Err(NotFree::Contradicting {
                first: listed(&against.readings),
                first_from: against.from,
                second: listed(&statement.readings),
                second_from: statement.from,
            });
        }
        common = met;
    }
    Ok(common)
}

fn meet(some: &[Reading], others: &[Reading]) -> Vec<Reading> {
    let pairs = some
        .iter()
        .flat_map(|one| others.iter().map(move |other| (one, other)));
    pairs.filter_map(|(one, other)| one.meet(other)).collect()
}

fn choose(choices: &[Reading]) -> Option<License> {
    let named = || {
        choices.iter().filter_map(|reading| {
            let id = reading.id()?;
            let url = reading.url();
            Some((reading.is_open(), License { id, url }))
        })
    };
    let open = named().find(|(is_open, _)| *is_open);
    open.or_else(|| named().next()).map(|(_, license)| license)
}

/// Why claims that agree still name no licence.
fn unnamed(statements: &[Statement<'_>]) -> NotFree {
    let words = quoted(statements.first().map_or("", |statement| statement.words));
    let mut readings = statements.iter().flat_map(|statement| &statement.readings);
    if readings.all(|reading| reading.version.is_none()) {
        NotFree::Unversioned { words }
    } else {
        NotFree::Unknown { words }
    }
}

fn listed(readings: &[Reading]) -> String {
    let names: Vec<String> = readings.iter().map(Reading::label).collect();
    quoted(&names.join(" or "))
}

/// A source's own words, short and safe to print.
fn quoted(words: &str) -> String {
    // White space can be collapsed only within what is looked at, so a little more is.
    let start: String = words.chars().take(10 * QUOTED).collect();
    let plain = printable(&start)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if plain.chars().count() <= QUOTED {
        return plain;
    }
    let cut: String = plain.chars().take(QUOTED - 1).collect();
    format!("{cut}…")
}

/// The SPDX id that `words` mean (`CC BY-SA 4.0`, `cc0`), or the words themselves where they mean
/// none, or several.
pub fn spdx_id(words: &str) -> String {
    let words = words.trim();
    let id = match words::read(words).as_deref() {
        Some([reading]) => reading.id(),
        _ => None,
    };
    id.filter(|id| spdx::license_id(id).is_some())
        .unwrap_or_else(|| words.to_owned())
}

/// Where the text of the licence with this SPDX id or `LicenseRef-...` stands, if it is known.
pub fn license_url(id: &str) -> Option<String> {
    Reading::of_id(id)?.url()
}

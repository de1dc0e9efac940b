//! Languages: the words, the numbers and the lists of what is told to people.
//!
//! A language is one file, `<code>.toml`, and its line in `FILES`; `en.toml` explains how one is
//! written. What is said when is decided where it is said (see [`report`](crate::report)): here
//! are the words alone, so that the same is true in every language.

mod numbers;
mod sentence;
pub(crate) mod wording;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};

use numbers::{List, Numbers};
pub(crate) use sentence::{Sentence, Value};
pub(crate) use wording::Wording;

/// The language where none is named.
pub const DEFAULT: &str = "en";

/// All languages, by their codes of two letters (ISO 639-1).
const FILES: [(&str, &str); 3] = [
    ("en", include_str!("en.toml")),
    ("de", include_str!("de.toml")),
    ("es", include_str!("es.toml")),
];

/// The codes of all languages.
pub fn codes() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(code, _)| *code)
}

/// What most of the program speaks.
static ENGLISH: LazyLock<Language> =
    LazyLock::new(|| Language::of(DEFAULT).expect("English, which every test reads"));

/// A language, ready to be spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Its code, of two letters.
    pub code: &'static str,
    words: Arc<Wording>,
}

impl Language {
    /// The language of a code.
    ///
    /// # Errors
    /// There is none of this code.
    pub fn of(code: &str) -> Result<Self> {
        let file = FILES.iter().find(|(known, _)| *known == code);
        let (code, text) = file.with_context(|| format!("there is no language '{code}'"))?;
        let words = toml::from_str(text).with_context(|| format!("the language {code}"))?;
        let words = Arc::new(words);
        Ok(Self { code, words })
    }

    /// English.
    pub fn english() -> Self {
        ENGLISH.clone()
    }

    /// All that can be said.
    pub(crate) fn words(&self) -> &Wording {
        &self.words
    }

    /// A sentence with its values.
    pub(crate) fn say(&self, sentence: &Sentence, values: &[(&str, Value)]) -> String {
        sentence.with(values, &self.words.numbers)
    }

    /// `12,345`.
    pub(crate) fn number(&self, number: u64) -> String {
        self.words.numbers.whole(number)
    }

    /// The digits of a number, `1234.5`, as the language writes them: `1,234.5`.
    pub(crate) fn digits(&self, digits: &str) -> String {
        self.words.numbers.written(digits)
    }

    /// A number with so many decimals: `1,234.5`.
    pub(crate) fn decimal(&self, number: f64, decimals: usize) -> String {
        self.words.numbers.decimal(number, decimals)
    }

    /// A part of a whole in whole per cent; never 0 or 100 for what is not.
    pub(crate) fn percent(&self, part: u64, whole: u64) -> String {
        let numbers = &self.words.numbers;
        let share = 100.0 * part as f64 / whole.max(1) as f64;
        match share.round() as u64 {
            0 if part > 0 => numbers.least.clone(),
            100 if part < whole => numbers.most.clone(),
            rounded => self.say(&numbers.percent, &[("share", rounded.into())]),
        }
    }

    /// `a`, `a and b`, `a, b and c`.
    pub(crate) fn list(&self, items: &[String]) -> String {
        self.words.list.of(items)
    }
}

/// A word of the tables in this language; as it is where there is none, as of what is from outside.
pub(crate) fn named<'a>(names: &'a BTreeMap<String, String>, word: &'a str) -> &'a str {
    names.get(word).map_or(word, String::as_str)
}

#[cfg(test)]
mod tests;

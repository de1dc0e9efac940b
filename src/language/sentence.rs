//! Sentences with places for values.

use serde::Deserialize;

use super::Numbers;

/// A sentence with places: `{color} leads`, `{images|# image|# images}`.
///
/// `{name}` is a text, or a number as the language writes it. `{name|one|many}` chooses by a
/// number, `{name|none|one|many}` has words for 0 as well; `#` in the words is the number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Sentence(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    /// A value, and how it is worded; without forms as it is.
    Place(String, Vec<String>),
}

/// What stands in a place. A text is from anywhere, and never read as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Number(u64),
    Text(String),
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl TryFrom<String> for Sentence {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (place, after) = after
                .split_once('}')
                .ok_or_else(|| format!("a brace is not closed: {text}"))?;
            let mut parts = place.split('|').map(str::to_owned);
            let name = parts.next().unwrap_or_default();
            let forms: Vec<String> = parts.collect();
            if forms.len() == 1 || forms.len() > 3 {
                return Err(format!("'{name}' is to have two or three forms: {text}"));
            }
            pieces.push(Piece::Words(before.to_owned()));
            pieces.push(Piece::Place(name, forms));
            rest = after;
        }
        pieces.push(Piece::Words(rest.to_owned()));
        Ok(Self(pieces))
    }
}

impl Sentence {
    /// The sentence with its values.
    pub fn with(&self, values: &[(&str, Value)], numbers: &Numbers) -> String {
        let value = |wanted: &str| values.iter().find(|(name, _)| *name == wanted);
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.clone(),
                Piece::Place(name, forms) => match value(name) {
                    Some((_, Value::Text(text))) => text.clone(),
                    Some((_, Value::Number(number))) => worded(*number, forms, numbers),
                    None => format!("{{{name}}}"),
                },
            })
            .collect()
    }

    /// The names of its places.
    #[cfg(test)]
    pub fn places(&self) -> std::collections::BTreeSet<&str> {
        let names = self.0.iter().filter_map(|piece| match piece {
            Piece::Place(name, _) => Some(name.as_str()),
            Piece::Words(_) => None,
        });
        names.collect()
    }
}

fn worded(number: u64, forms: &[String], numbers: &Numbers) -> String {
    let digits = || numbers.whole(number);
    let form = match (forms, number) {
        ([none, _, _], 0) => none,
        ([.., one, _], 1) => one,
        ([.., many], _) => many,
        ([], _) => return digits(),
    };
    form.replace('#', &digits())
}

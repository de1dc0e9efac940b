//! How numbers and lists are written.

use serde::Deserialize;

use super::Sentence;

/// How numbers are written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Numbers {
    /// Between thousands.
    group: String,
    /// From how many digits on there is something between thousands.
    group_from: usize,
    /// Before decimals.
    decimal: String,
    /// A share of a whole: `{share} %`.
    pub percent: Sentence,
    /// A share that would be rounded to 0 %, and one that would be to 100 %.
    pub least: String,
    pub most: String,
}

impl Numbers {
    /// `12,345`.
    pub fn whole(&self, number: u64) -> String {
        self.grouped(&number.to_string())
    }

    /// `1,234.5`.
    pub fn decimal(&self, number: f64, decimals: usize) -> String {
        self.written(&format!("{number:.decimals$}"))
    }

    /// Digits with a point before decimals, as the language writes them.
    pub fn written(&self, digits: &str) -> String {
        match digits.split_once('.') {
            Some((whole, fraction)) => {
                format!("{}{}{fraction}", self.grouped(whole), self.decimal)
            }
            None => self.grouped(digits),
        }
    }

    fn grouped(&self, digits: &str) -> String {
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            let left = digits.len() - at;
            if at > 0 && left.is_multiple_of(3) && digits.len() >= self.group_from {
                text.push_str(&self.group);
            }
            text.push(digit);
        }
        text
    }
}

/// How a list is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    /// Between items.
    between: String,
    /// Before the last one.
    last: String,
    /// Before the last one where it begins with the sound of i: Spanish `e` for `y`.
    #[serde(default)]
    last_before_i: Option<String>,
}

impl List {
    /// `a`, `a and b`, `a, b and c`.
    pub fn of(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => {
                let and = match &self.last_before_i {
                    Some(and) if sounds_of_i(last) => and,
                    _ => &self.last,
                };
                format!("{}{and}{last}", first.join(&self.between))
            }
        }
    }
}

/// Whether a Spanish word begins with the sound of i: `imagen`, `hilo`, not `hielo`.
fn sounds_of_i(word: &str) -> bool {
    let word = word.to_lowercase();
    let spoken = word.strip_prefix('h').unwrap_or(&word);
    let mut letters = spoken.chars();
    let first = letters.next();
    matches!(first, Some('i' | 'í')) && !(spoken.len() < word.len() && letters.next() == Some('e'))
}

//! The one spelling of a tag.

use unicode_normalization::UnicodeNormalization;

use super::singular::singular;
use crate::domain::{is_filing_word, printable};

/// The longest tag, in characters; longer ones are descriptions.
const MAX_TAG_CHARS: usize = 48;

/// Words that say nothing about an image: a tag of nothing else is none. Articles and the like,
/// what every image is, and what cameras and programs write for want of a name.
const STOP_WORDS: [&str; 51] = [
    "a",
    "an",
    "and",
    "at",
    "bmp",
    "by",
    "de",
    "der",
    "die",
    "dsc",
    "dscf",
    "dscn",
    "el",
    "for",
    "from",
    "gif",
    "image",
    "img",
    "in",
    "is",
    "it",
    "jpeg",
    "jpg",
    "keyword",
    "la",
    "le",
    "misc",
    "my",
    "none",
    "null",
    "of",
    "on",
    "or",
    "our",
    "photo",
    "photograph",
    "pic",
    "picture",
    "png",
    "tag",
    "that",
    "the",
    "this",
    "tif",
    "tiff",
    "to",
    "unnamed",
    "untitled",
    "webp",
    "with",
    "your",
];

/// The one spelling of a tag, as a source has it; none also where it says nothing about an image:
/// folder names like `DCIM`, and nothing but stop words. See [`spelled`].
pub fn spelling(raw: &str) -> Option<String> {
    let plain = plain(raw);
    let tag = spelled(raw)?;
    let says_something = tag
        .split([' ', '-'])
        .any(|word| STOP_WORDS.binary_search(&singular(word).as_str()).is_err());
    (says_something && !is_filing_word(&plain) && !is_filing_word(&tag)).then_some(tag)
}

/// The one spelling of a tag, whatever it says: composed Unicode, lower case, single spaces, no
/// control characters, the last word in the singular. None where nothing is left, where it is only
/// digits and signs (a size, a date), and where it is longer than 48 characters.
pub fn spelled(raw: &str) -> Option<String> {
    let tag = singular(&plain(raw));
    let words = tag.chars().any(char::is_alphabetic);
    let size = tag
        .split_once('x')
        .is_some_and(|(width, height)| is_number(width) && is_number(height));
    let fits = tag.chars().count() <= MAX_TAG_CHARS;
    (words && !size && fits).then_some(tag)
}

fn plain(raw: &str) -> String {
    let composed: String = raw.nfkc().collect();
    let lower = printable(&composed).replace(['_', '+'], " ").to_lowercase();
    let spaced = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced
        .trim_matches(|character: char| !character.is_alphanumeric())
        .to_owned()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::STOP_WORDS;

    #[test]
    fn stop_words_are_in_order_for_the_search() {
        assert!(STOP_WORDS.is_sorted());
    }
}

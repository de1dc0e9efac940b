//! Which images speak of a word? Titles, authors, descriptions, file names and tags, cut into terms.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::DataFrame;
use roaring::RoaringBitmap;
use unicode_normalization::UnicodeNormalization;

use super::facet::Facet;
use crate::interactions::Words;
use crate::tables::images::{AUTHOR, DESCRIPTION, FILENAME, TITLE};

/// A term is known by so many characters: no word is longer, and nobody types more.
const MOST_CHARACTERS: usize = 40;

/// Terms in the order of the alphabet, and the images that have each.
pub(super) struct Terms {
    terms: Words,
    images: Vec<RoaringBitmap>,
}

impl Terms {
    /// The terms of what the table `images` says.
    ///
    /// # Errors
    /// The frame is not the table `images`.
    pub fn of_images(images: &DataFrame) -> Result<Self> {
        let mut met = Met::default();
        for column in [FILENAME, TITLE, AUTHOR, DESCRIPTION] {
            for (image, text) in images.column(column)?.str()?.iter().enumerate() {
                met.add(image as u32, text.unwrap_or_default())?;
            }
        }
        met.into_terms()
    }

    /// The terms of the tags.
    ///
    /// # Errors
    /// There are more terms than numbers.
    pub fn of_tags(tags: &Facet) -> Result<Self> {
        let mut met: BTreeMap<String, RoaringBitmap> = BTreeMap::new();
        for (tag, images) in tags.all() {
            for term in of_text(tag) {
                *met.entry(term).or_default() |= images;
            }
        }
        let mut terms = Words::default();
        for term in met.keys() {
            terms.add(term)?;
        }
        Ok(Self {
            terms,
            images: met.into_values().collect(),
        })
    }

    /// The images that have a term which begins with this word.
    pub fn beginning_with(&self, word: &str) -> RoaringBitmap {
        let (mut low, mut high) = (0, self.images.len());
        while low < high {
            let middle = (low + high) / 2;
            match self.terms.text(middle as u32) < word {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let from = (low..self.images.len()).zip(&self.images[low..]);
        let mut found = RoaringBitmap::new();
        for (_, images) in from.take_while(|(at, _)| self.terms.text(*at as u32).starts_with(word))
        {
            found |= images;
        }
        found
    }
}

/// Terms as they are met.
#[derive(Default)]
struct Met {
    terms: Words,
    /// The upper half is the term, the lower half the image.
    pairs: Vec<u64>,
}

impl Met {
    fn add(&mut self, image: u32, text: &str) -> Result<()> {
        for term in of_text(text) {
            let term = u64::from(self.terms.add(&term)?);
            self.pairs.push(term << 32 | u64::from(image));
        }
        Ok(())
    }

    fn into_terms(mut self) -> Result<Terms> {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let (terms, ranks) = self.terms.by_alphabet()?;
        let mut images = vec![RoaringBitmap::new(); ranks.len()];
        for pair in self.pairs {
            images[ranks[(pair >> 32) as usize] as usize].insert(pair as u32);
        }
        Ok(Terms { terms, images })
    }
}

/// The terms of a text: runs of letters and digits in lower case, each character alone in the
/// scripts that are written without spaces.
pub(super) fn of_text(text: &str) -> impl Iterator<Item = String> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut found = Vec::new();
    let mut word = String::new();
    let mut length = 0;
    for character in folded.chars() {
        let alone = is_without_spaces(character);
        if alone || !(character.is_alphanumeric() || is_mark(character)) {
            if !word.is_empty() {
                found.push(std::mem::take(&mut word));
            }
            length = 0;
            if alone {
                found.push(character.to_string());
            }
        } else if length < MOST_CHARACTERS {
            word.push(character);
            length += 1;
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found.into_iter()
}

/// Whether a character is of a script that sets no spaces between words.
fn is_without_spaces(character: char) -> bool {
    matches!(character,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
        && character.is_alphanumeric()
}

/// Whether a character only changes the one before it, as vowels do in Hindi.
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

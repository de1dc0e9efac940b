//! English plurals: `beaches` and `beach` are one tag.
//!
//! Own rules, because the crates there are (`pluralizer`, `cruet`) take the s of *lens*, *texas*,
//! *canvas* and *athens* for a plural, and stems are no words. Here a doubt leaves the word as it
//! is: two tags for one thing do less harm than a word that nobody writes.

use super::plurals::{IRREGULAR, KEPT};

/// The fewest letters of a word that may be a plural by its ending: *gas*, *bus*, *los* are none.
const MIN_LETTERS: usize = 4;

/// The words with the last of them in the singular, if it is an English plural. The last one
/// counts: *palm trees* are trees. Words with other letters than a to z stay as they are.
pub fn singular(words: &str) -> String {
    let last = words.rfind([' ', '-']).map_or(0, |at| at + 1);
    let (before, word) = words.split_at(last);
    format!("{before}{}", of_word(word))
}

fn of_word(word: &str) -> String {
    if let Ok(at) = IRREGULAR.binary_search_by_key(&word, |(plural, _)| plural) {
        return IRREGULAR[at].1.to_owned();
    }
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_plain || word.len() < MIN_LETTERS || KEPT.binary_search(&word).is_ok() {
        return word.to_owned();
    }
    // What is left may itself be a plural that no rule makes: emuses, emus, emu.
    by_ending(word).map_or_else(|| word.to_owned(), |shorter| of_word(&shorter))
}

/// The singular that the ending tells, if it tells a plural.
fn by_ending(word: &str) -> Option<String> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    // glass, cactus, iris
    if !word.ends_with('s') || ends(&["ss", "us", "is"]) {
        return None;
    }
    // berries, but pies
    if let (Some(stem), true) = (word.strip_suffix("ies"), word.len() > MIN_LETTERS) {
        return Some(format!("{stem}y"));
    }
    // boxes, beaches, bushes, glasses, tomatoes; buses and viruses, but houses and causes
    let is_us = ends(&["uses"]) && !ends(&["auses", "euses", "ouses"]);
    if ends(&["xes", "ches", "shes", "sses", "zzes", "oes"]) || is_us {
        return word.strip_suffix("es").map(str::to_owned);
    }
    word.strip_suffix('s').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{IRREGULAR, KEPT, singular};

    #[test]
    fn the_lists_are_in_order_for_the_search() {
        assert!(IRREGULAR.is_sorted_by_key(|(plural, _)| *plural));
        assert!(KEPT.is_sorted());
    }

    #[test]
    fn a_plural_of_a_plural_is_one_thing_all_the_same() {
        assert_eq!(singular("emuses"), "emu");
    }

    #[test]
    fn the_singular_of_a_singular_is_itself() {
        let singulars = IRREGULAR.iter().map(|(_, singular)| *singular);
        for word in singulars.chain(KEPT) {
            assert_eq!(singular(word), word);
        }
    }
}

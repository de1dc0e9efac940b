//! Texts that repeat, each kept once and known by its number.

use std::collections::HashMap;

/// Words in the order in which they were met, by the texts that mean them.
#[derive(Default)]
pub(super) struct Words {
    meanings: HashMap<Box<str>, Option<u32>>,
    numbers: HashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
}

impl Words {
    /// The number of the word that `raw` means by `spelling`; none where it means none. Each
    /// distinct text is spelled once.
    pub fn number(&mut self, raw: &str, spelling: fn(&str) -> Option<String>) -> Option<u32> {
        if let Some(known) = self.meanings.get(raw) {
            return *known;
        }
        let number = spelling(raw).and_then(|word| self.numbered(word.into_boxed_str()));
        self.meanings.insert(raw.into(), number);
        number
    }

    fn numbered(&mut self, word: Box<str>) -> Option<u32> {
        if let Some(number) = self.numbers.get(&word) {
            return Some(*number);
        }
        let number = u32::try_from(self.words.len()).ok()?;
        self.words.push(word.clone());
        self.numbers.insert(word, number);
        Some(number)
    }

    /// The words in the order of the alphabet, and the place in it of each number.
    pub fn sorted(self) -> (Vec<Box<str>>, Vec<u32>) {
        let mut order: Vec<u32> = (0_u32..).take(self.words.len()).collect();
        order.sort_unstable_by_key(|number| self.words.get(*number as usize));
        let mut places = vec![0; order.len()];
        for (place, number) in (0_u32..).zip(&order) {
            if let Some(slot) = places.get_mut(*number as usize) {
                *slot = place;
            }
        }
        let mut words = self.words;
        words.sort_unstable();
        (words, places)
    }
}

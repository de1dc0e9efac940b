//! Why an image is shown, in words: what the model's contributions say, as long as it is true of
//! the tables that everybody can count.

use std::collections::BTreeSet;

use super::model::{Cause, Contribution};
use super::{Collection, Content};
use crate::interactions::Rows;
use crate::query::traits::kind;

/// The reason where an image shares nothing that has a name with the user's favourites.
pub const UNLIKE: &str = "unlike your favourites: a change from what you know";

/// How many traits a reason names.
const NAMED: usize = 2;
/// What contributes less than this part of the strongest is not worth a word.
const WORTH_A_WORD: f32 = 0.25;
/// Between the clauses of a reason.
const AND: &str = "; ";

/// What the sentences are counted from.
struct Evidence<'a> {
    content: &'a Content,
    fans: &'a Rows,
    users: usize,
    favorites: &'a [u32],
    image: u32,
}

/// The reason for an image, from what its score is made of: the strongest clauses first, at most
/// two.
pub fn sentence(
    collection: &Collection,
    favorites: &[u32],
    image: u32,
    contributions: &[Contribution],
) -> String {
    let evidence = Evidence::of(collection, favorites, image);
    let mut clauses = evidence.clauses(contributions);
    clauses.sort_by(|a, b| b.0.total_cmp(&a.0));
    let strongest = clauses.first().map_or(0.0, |(amount, _)| *amount);
    clauses.retain(|(amount, _)| *amount >= strongest * WORTH_A_WORD);
    clauses.truncate(NAMED);
    if clauses.is_empty() {
        // Nothing that the model went by has words; what is shared has.
        return evidence.shared().unwrap_or_else(|| UNLIKE.to_owned());
    }
    let words: Vec<String> = clauses.into_iter().map(|(_, words)| words).collect();
    words.join(AND)
}

/// Whether a reason says what the tables say: counted anew.
pub fn is_true(collection: &Collection, favorites: &[u32], image: u32, reason: &str) -> bool {
    let evidence = Evidence::of(collection, favorites, image);
    let is_true = |clause: &str| {
        clause == evidence.popularity()
            || (clause == UNLIKE && evidence.shared().is_none())
            || evidence.is_true_of_traits(clause)
            || evidence.is_true_of_people(clause)
            || evidence.is_true_of_kinds(clause)
    };
    // A name or a tag may hold what stands between clauses.
    is_true(reason)
        || reason
            .match_indices(AND)
            .any(|(place, _)| is_true(&reason[..place]) && is_true(&reason[place + AND.len()..]))
}

impl<'a> Evidence<'a> {
    fn of(collection: &'a Collection, favorites: &'a [u32], image: u32) -> Self {
        Self {
            content: &collection.content,
            fans: &collection.fans,
            users: collection.users(),
            favorites,
            image,
        }
    }

    /// What can be said, with what it contributes.
    fn clauses(&self, contributions: &[Contribution]) -> Vec<(f32, String)> {
        let positive = || contributions.iter().filter(|part| part.amount > 0.0);
        let ranked = |wanted: &dyn Fn(Cause) -> Option<u32>| {
            let mut found: Vec<(u32, f32)> = positive()
                .filter_map(|part| Some((wanted(part.cause)?, part.amount)))
                .collect();
            found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            found
        };
        let sum = |found: &[(u32, f32)]| found.iter().map(|(_, amount)| amount).sum::<f32>();
        let mut clauses = Vec::new();
        let mut people = ranked(&|cause| match cause {
            Cause::Favorite(favorite) => Some(favorite),
            _ => None,
        });
        people.retain(|(favorite, _)| self.have_fans_in_common(*favorite));
        if let Some((first, _)) = people.first() {
            clauses.push((sum(&people), self.people(*first, people.len() - 1)));
        }
        let kinds = ranked(&|cause| match cause {
            Cause::OfOneKind(favorite) => Some(favorite),
            _ => None,
        });
        if let Some((first, _)) = kinds.first() {
            clauses.push((sum(&kinds), self.kinds(*first, kinds.len() - 1)));
        }
        let mut traits = ranked(&|cause| match cause {
            Cause::Has(number) => Some(number),
            _ => None,
        });
        traits.retain(|(number, _)| self.has(self.image, *number) && self.sharing(*number) > 0);
        if !traits.is_empty() {
            let amount = sum(&traits);
            // What is spoken of first; the format and the size only where they lead.
            let named = traits.iter().map(|(number, _)| *number).take(NAMED);
            clauses.push((amount, self.traits(&named.collect::<Vec<_>>())));
        }
        let popularity: f32 = positive()
            .filter(|part| part.cause == Cause::Popularity)
            .map(|part| part.amount)
            .sum();
        if popularity > 0.0 && !self.fans.row(self.image as usize).is_empty() {
            clauses.push((popularity, self.popularity()));
        }
        clauses
    }

    /// What the image shares with most favourites, beyond what is common everywhere; nothing where
    /// it shares nothing.
    fn shared(&self) -> Option<String> {
        let images = self.content.traits.images.len() as i64;
        let totals = |number: u32| self.content.counts()[number as usize] as i64;
        let excess = |number: &u32| {
            self.sharing(*number) as i64 * images - totals(*number) * self.favorites.len() as i64
        };
        let own = self.content.traits.rows.row(self.image as usize);
        let mut shared: Vec<u32> = own
            .iter()
            .copied()
            .filter(|number| self.sharing(*number) > 0)
            .collect();
        shared.sort_by_key(|number| (std::cmp::Reverse(excess(number)), *number));
        shared.truncate(NAMED);
        (!shared.is_empty()).then(|| self.traits(&shared))
    }

    fn name(&self, image: u32) -> &str {
        self.content.traits.images.text(image)
    }

    fn has(&self, image: u32, number: u32) -> bool {
        let row = self.content.traits.rows.row(image as usize);
        row.binary_search(&number).is_ok()
    }

    /// How many favourites have a trait.
    fn sharing(&self, number: u32) -> usize {
        let favorites = self.favorites.iter();
        favorites
            .filter(|favorite| self.has(**favorite, number))
            .count()
    }

    /// Whether anybody likes both the image and a favourite.
    fn have_fans_in_common(&self, favorite: u32) -> bool {
        let (mut a, mut b) = (
            self.fans.row(self.image as usize),
            self.fans.row(favorite as usize),
        );
        if a.len() > b.len() {
            std::mem::swap(&mut a, &mut b);
        }
        a.iter().any(|fan| b.binary_search(fan).is_ok())
    }

    /// `people who like reef.jpg and 3 more of your favourites like it too`.
    fn people(&self, first: u32, more: usize) -> String {
        format!("people who like {} like it too", self.named(first, more))
    }

    /// `of one kind with reef.jpg and 3 more of your favourites`.
    fn kinds(&self, first: u32, more: usize) -> String {
        format!("of one kind with {}", self.named(first, more))
    }

    fn named(&self, first: u32, more: usize) -> String {
        match more {
            0 => self.name(first).to_owned(),
            _ => format!("{} and {more} more of your favourites", self.name(first)),
        }
    }

    /// `61 of 150 users like it`.
    fn popularity(&self) -> String {
        match self.fans.row(self.image as usize).len() {
            1 => format!("1 of {} users likes it", self.users),
            likes => format!("{likes} of {} users like it", self.users),
        }
    }

    /// `blue, like 9 of your 12 favourites, and tagged sea, like 7 of the 12`.
    fn traits(&self, numbers: &[u32]) -> String {
        let mut words = String::new();
        for (place, number) in numbers.iter().enumerate() {
            words += &match place {
                0 => self.first_trait(*number),
                _ => self.next_trait(*number),
            };
        }
        words
    }

    fn first_trait(&self, number: u32) -> String {
        let all = self.favorites.len();
        let counted = match self.sharing(number) {
            _ if all == 1 => "your one favourite".to_owned(),
            count if count == all => format!("all {count} of your favourites"),
            count => format!("{count} of your {all} favourites"),
        };
        format!("{}, like {counted}", self.described(number))
    }

    fn next_trait(&self, number: u32) -> String {
        let all = self.favorites.len();
        let counted = match self.sharing(number) {
            _ if all == 1 => "it".to_owned(),
            count if count == all => format!("all {count}"),
            count => format!("{count} of the {all}"),
        };
        format!(", and {}, like {counted}", self.described(number))
    }

    fn described(&self, number: u32) -> String {
        described(self.content, number)
    }

    fn is_true_of_traits(&self, clause: &str) -> bool {
        let own = self.content.traits.rows.row(self.image as usize);
        let shared: Vec<u32> = own
            .iter()
            .copied()
            .filter(|number| self.sharing(*number) > 0)
            .collect();
        shared.iter().any(|first| {
            clause
                .strip_prefix(self.first_trait(*first).as_str())
                .is_some_and(|rest| {
                    rest.is_empty() || shared.iter().any(|next| rest == self.next_trait(*next))
                })
        })
    }

    fn is_true_of_people(&self, clause: &str) -> bool {
        let inner = clause.strip_prefix("people who like ");
        let Some(inner) = inner.and_then(|rest| rest.strip_suffix(" like it too")) else {
            return false;
        };
        let liked: BTreeSet<u32> = self
            .favorites
            .iter()
            .copied()
            .filter(|favorite| self.have_fans_in_common(*favorite))
            .collect();
        self.names_some_of(inner, &liked)
    }

    fn is_true_of_kinds(&self, clause: &str) -> bool {
        let favorites = self.favorites.iter().copied().collect();
        clause
            .strip_prefix("of one kind with ")
            .is_some_and(|inner| self.names_some_of(inner, &favorites))
    }

    /// Whether `words` name one of `images`, and at most all others as `more`.
    fn names_some_of(&self, words: &str, images: &BTreeSet<u32>) -> bool {
        images.iter().any(|image| {
            words.strip_prefix(self.name(*image)).is_some_and(|rest| {
                rest.is_empty()
                    || rest
                        .strip_prefix(" and ")
                        .and_then(|rest| rest.strip_suffix(" more of your favourites"))
                        .and_then(|count| count.parse::<usize>().ok())
                        .is_some_and(|count| (1..images.len()).contains(&count))
            })
        })
    }
}

/// `blue`, `tagged sea`, `in portrait format`, `large in size`.
pub(super) fn described(content: &Content, number: u32) -> String {
    let (kind, value) = content.traits.value(number);
    match kind {
        kind::TAG => format!("tagged {value}"),
        kind::ORIENTATION => format!("in {value} format"),
        kind::SIZE => format!("{value} in size"),
        _ => value.to_owned(),
    }
}

//! Titles, descriptions, tags and authors.

use rand::seq::SliceRandom;

use super::Dice;
use super::scene::{Mood, Prop};

/// The painters of the gallery; all invented.
const AUTHORS: &[&str] = &[
    "Ada Quillfeather",
    "Bruno Saltmarsh",
    "Celia Ottoline Brisk",
    "Dov Lanternby",
    "Esme Thistlewick",
    "Fenno Harrowgate",
    "Greta Pallindrome",
    "Hollis Umberly",
    "Ione Vermillion",
    "Jasper Inkwell-Moss",
];

/// More tags than this say nothing more.
const MOST_TAGS: usize = 9;

/// One of the mood's titles.
pub(super) fn title(mood: &Mood, dice: &mut Dice) -> String {
    mood.titles
        .choose(dice)
        .copied()
        .unwrap_or("Untitled")
        .to_owned()
}

/// An author.
pub(super) fn author(dice: &mut Dice) -> String {
    AUTHORS
        .choose(dice)
        .copied()
        .unwrap_or("Unknown")
        .to_owned()
}

/// One sentence: what the mood always shows, and what came in by chance.
pub(super) fn description(mood: &Mood, props: &[Prop]) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for prop in props.iter().filter(|prop| !prop.says.is_empty()) {
        if !seen.contains(&prop.says) {
            seen.push(prop.says);
        }
    }
    let says = mood.says;
    match seen.as_slice() {
        [] => format!("{says}."),
        [one] => format!("{says}, with {one}."),
        [first @ .., last] => format!("{says}, with {} and {last}.", first.join(", ")),
    }
}

/// The tags of the mood and of what came in by chance: sorted, unique.
pub(super) fn tags(mood: &Mood, props: &[Prop]) -> Vec<String> {
    let own = mood.tags.iter().copied();
    // A mood's own tags come first, so that a crowd of chance finds never drives them out.
    let mut tags: Vec<String> = Vec::new();
    for tag in own.chain(props.iter().map(|prop| prop.tag)) {
        if tags.len() < MOST_TAGS && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags.sort();
    tags
}

/// A title as a part of a file name: `[a-z0-9-]`, no two dashes in a row, none at the ends.
pub(super) fn slug(title: &str) -> String {
    let parts: Vec<String> = title
        .replace('\'', "")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_slug_keeps_letters_and_figures_only() {
        assert_eq!(
            slug("Winter's end, No. 4 - again"),
            "winters-end-no-4-again"
        );
        assert_eq!(slug("..."), "");
    }
}

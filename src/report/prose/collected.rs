//! The table of what was collected.

use std::collections::BTreeMap;

use super::{Facts, most};
use crate::language::Language;

/// The rows: names and values.
pub fn rows(facts: &Facts, language: &Language) -> Vec<[String; 2]> {
    let words = language.words();
    let (heads, names, others) = (&words.collected, &words.names, &words.others);
    let as_they_are = BTreeMap::new();
    let or_none = |text: String| match text.is_empty() {
        true => heads.none.clone(),
        false => text,
    };
    let row = |head: &String, value: String| [head.clone(), value];
    let number = |count: u64| language.number(count);
    let parts = |parts, names, others| or_none(most(parts, names, others, language));
    let known = [facts.with_camera, facts.with_date, facts.with_place].map(number);
    let sources = parts(&facts.sources, &names.sources, &others.sources);
    let licenses = parts(&facts.licenses, &as_they_are, &others.licenses);
    let formats = parts(&facts.formats, &as_they_are, &others.formats);
    let orientations = (&names.orientations, &others.orientations);
    let orientations = parts(&facts.orientations, orientations.0, orientations.1);
    let mut rows = vec![
        row(&heads.images, number(facts.images)),
        row(
            &heads.bytes,
            format!("{} MiB", language.decimal(facts.mebibytes, 1)),
        ),
        row(&heads.sources, sources),
        row(&heads.licenses, licenses),
        row(&heads.authors, number(facts.authors)),
        row(&heads.exif, known.join(", ")),
        row(&heads.rejected, number(facts.all_rejected())),
        row(&heads.formats, formats),
        row(&heads.orientations, orientations),
        row(
            &heads.sizes,
            parts(&facts.sizes, &names.sizes, &others.sizes),
        ),
        row(&heads.tags, number(facts.tags.len() as u64)),
    ];
    if let Some(alike) = facts.alike {
        rows.push(row(&heads.alike, number(alike)));
    }
    rows.push(row(&heads.users, number(facts.users)));
    rows.push(row(&heads.favorites, number(facts.favorites)));
    rows
}

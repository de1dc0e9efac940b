//! Answers `src/query/traits.rs`.

use anyhow::Result;
use pixrec::query::traits::{counts, image_counts, kind, of_kind, traits};
use proptest::prelude::*;

use crate::frames::{Picture, any_pictures, labels, most_first, rows, shuffled_labels};

proptest! {
    #[test]
    fn an_image_has_each_of_its_traits_once(pictures in any_pictures(), seed in 0_u64..100) {
        let mut found = rows(traits(&shuffled_labels(&labels(&pictures), seed))?, &["filename", "kind", "value"]);
        found.sort();
        let mut expected: Vec<Vec<String>> = pictures
            .iter()
            .flat_map(|picture| {
                let each = picture.traits().into_iter();
                each.map(|(kind, value)| vec![picture.filename.clone(), kind, value])
            })
            .collect();
        expected.sort();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn counts_are_most_first_and_ties_go_to_the_alphabet(pictures in any_pictures(), seed in 0_u64..100) {
        let tables = shuffled_labels(&labels(&pictures), seed);
        let columns = ["kind", "value", "count"];
        let counted = rows(counts(&tables)?, &columns);
        let counts = image_counts(traits(&tables)?);
        prop_assert_eq!(counted, rows(counts.clone(), &columns));
        let naive = most_first(pictures.iter().flat_map(Picture::traits));
        let expected: Vec<Vec<String>> = naive
            .iter()
            .map(|((kind, value), count)| vec![kind.clone(), value.clone(), count.to_string()])
            .collect();
        prop_assert_eq!(rows(counts.clone(), &["kind", "value", "count"]), expected);
        let tags: Vec<Vec<String>> = naive
            .into_iter()
            .filter(|((kind, _), _)| kind == kind::TAG)
            .map(|((_, value), count)| vec![value, count.to_string()])
            .collect();
        prop_assert_eq!(rows(of_kind(counts, kind::TAG), &["value", "count"]), tags);
    }
}

#[test]
fn a_colour_counts_once_for_each_image() -> Result<()> {
    let mut doubled = Picture::new("a.jpg", &["blue", "blue", "red"], &["sea"]);
    doubled.size = "large";
    let tables = labels(&[doubled, Picture::new("b.jpg", &["blue"], &["sea"])]);
    let counts = rows(image_counts(traits(&tables)?), &["kind", "value", "count"]);
    for (kind, value) in [("color", "blue"), ("tag", "sea")] {
        let row = [kind, value, "2"].map(str::to_owned).to_vec();
        assert!(counts.contains(&row), "{counts:?}");
    }
    Ok(())
}

#[test]
fn the_four_kinds_do_not_mix() -> Result<()> {
    // A tag that is spelled as a colour, an orientation and a size are.
    let picture = Picture::new("a.jpg", &["orange"], &["landscape", "medium", "orange"]);
    let counts = image_counts(traits(&labels(&[picture]))?);
    for (kind, values) in [
        (kind::COLOR, vec!["orange"]),
        (kind::TAG, vec!["landscape", "medium", "orange"]),
        (kind::ORIENTATION, vec!["landscape"]),
        (kind::SIZE, vec!["medium"]),
    ] {
        assert_eq!(
            rows(of_kind(counts.clone(), kind), &["value"]).concat(),
            values
        );
    }
    Ok(())
}

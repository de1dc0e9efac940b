//! Answers `src/label/tags/edits.rs`.

use std::collections::BTreeSet;

use anyhow::Result;
use pixrec::label::tags::{apply, change, checked, edited};
use pixrec::tables::tag_edits::{TagEdit, TagEdits};
use proptest::prelude::*;

use crate::frames::{Picture, any_pictures, labels, owned, rows};

fn images(names: &[&str]) -> BTreeSet<String> {
    owned(names).into_iter().collect()
}

fn words(words: &[&str]) -> BTreeSet<String> {
    images(words)
}

#[test]
fn a_later_edit_of_a_tag_overrules_the_earlier() -> Result<()> {
    let mut edits = TagEdits::new();
    let both = images(&["a.jpg", "b.jpg"]);
    let (edit, changed) = change(&mut edits, &both, &owned(&["Beaches", "photo"]), &[])?;
    assert_eq!((edit.add, changed), (words(&["beach", "photo"]), 2));
    let (_, changed) = change(
        &mut edits,
        &images(&["a.jpg"]),
        &[],
        &owned(&["BEACH", "sea"]),
    )?;
    assert_eq!(changed, 1);
    let expected = TagEdit {
        add: words(&["photo"]),
        remove: words(&["beach", "sea"]),
    };
    assert_eq!(edits["a.jpg"], expected);
    let (_, changed) = change(&mut edits, &both, &owned(&["beach"]), &[])?;
    assert_eq!(changed, 1, "b.jpg has it already");
    assert_eq!(edits["a.jpg"].add, words(&["beach", "photo"]));
    assert_eq!(edits["a.jpg"].remove, words(&["sea"]));
    Ok(())
}

#[test]
fn what_cannot_be_a_tag_or_is_wanted_both_ways_changes_nothing() {
    let mut edits = TagEdits::new();
    let one = images(&["a.jpg"]);
    for wrong in ["2023", "", "🐟", &"long".repeat(13)] {
        let error = change(&mut edits, &one, &owned(&["sea", wrong]), &[]).expect_err(wrong);
        assert!(error.to_string().contains("at least one letter"), "{error}");
    }
    let error = change(&mut edits, &one, &owned(&["Sea"]), &owned(&["seas"])).expect_err("both");
    assert!(error.to_string().contains("'sea'"), "{error}");
    assert!(edits.is_empty());
}

#[test]
fn edits_written_by_hand_are_brought_into_their_one_spelling() -> Result<()> {
    let found = |add: &[&str], remove: &[&str]| {
        let edit = TagEdit {
            add: words(add),
            remove: words(remove),
        };
        checked(TagEdits::from([("a.jpg".to_owned(), edit)]))
    };
    let edits = found(&["Dunes", "dune"], &["THE SEA"])?;
    assert_eq!(edits["a.jpg"].add, words(&["dune"]));
    assert_eq!(edits["a.jpg"].remove, words(&["the sea"]));
    for (add, remove) in [
        (&["Dunes"][..], &["dune"][..]),
        (&["12"], &[]),
        (&[], &["12"]),
    ] {
        let error = format!("{:#}", found(add, remove).expect_err("cannot be"));
        assert!(error.contains("a.jpg"), "{error}");
    }
    Ok(())
}

#[test]
fn edits_are_laid_over_the_tags_of_labelled_images_only() -> Result<()> {
    let tables = labels(&[
        Picture::new("a.jpg", &["blue"], &["sea", "sky"]),
        Picture::new("b.jpg", &["blue"], &["sea"]),
        Picture::new("c.jpg", &["blue"], &[]),
    ]);
    let mut edits = TagEdits::new();
    change(
        &mut edits,
        &images(&["a.jpg"]),
        &owned(&["sky", "boat"]),
        &owned(&["sea", "zoo"]),
    )?;
    change(
        &mut edits,
        &images(&["c.jpg", "gone.jpg"]),
        &owned(&["dune"]),
        &[],
    )?;
    let expected = [
        ["a.jpg", "boat"],
        ["a.jpg", "sky"],
        ["b.jpg", "sea"],
        ["c.jpg", "dune"],
    ];
    let once = edited(&tables, &edits)?;
    assert_eq!(rows(once.tags.clone(), &["filename", "tag"]), expected);
    let twice = edited(&once, &edits)?;
    assert_eq!(rows(twice.tags, &["filename", "tag"]), expected);
    let none = edited(&tables, &TagEdits::new())?;
    assert_eq!(rows(none.tags, &["tag"]).concat(), ["sea", "sky", "sea"]);
    Ok(())
}

const TAGS: [&str; 6] = ["autumn", "beach", "cat", "zoo", "new", "Ärger"];

fn some() -> impl Strategy<Value = BTreeSet<String>> {
    prop::collection::btree_set(
        prop::sample::select(TAGS.to_vec()).prop_map(str::to_owned),
        0..4,
    )
}

proptest! {
    #[test]
    fn an_image_is_edited_as_its_table_is(
        pictures in any_pictures(),
        edits in prop::collection::btree_map(0_usize..12, (some(), some()), 0..6),
    ) {
        let edits: TagEdits = edits
            .into_iter()
            .map(|(image, (add, mut remove))| {
                remove.retain(|tag| !add.contains(tag));
                (format!("p{image}.jpg"), TagEdit { add, remove })
            })
            .collect();
        let table = edited(&labels(&pictures), &edits).expect("it can be edited");
        let mut expected = Vec::new();
        for picture in &pictures {
            let mut tags = picture.tags.clone();
            if let Some(edit) = edits.get(&picture.filename) {
                let changed = apply(edit, &mut tags);
                prop_assert_eq!(changed, tags != picture.tags);
            }
            expected.extend(tags.into_iter().map(|tag| vec![picture.filename.clone(), tag]));
        }
        expected.sort();
        prop_assert_eq!(rows(table.tags, &["filename", "tag"]), expected);
    }
}

//! Answers `src/tables/labels.rs`.

use std::collections::BTreeMap;

use anyhow::Result;
use pixrec::tables::labels::{
    LabelTables, PaletteRecord, colors_frame, from_json, retagged, to_json,
};
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{Picture, any_pictures, labels, rows, shuffled_labels};

const COLORS: [&str; 7] = ["filename", "rank", "r", "g", "b", "name", "share"];

fn all_rows(tables: &LabelTables) -> [Vec<Vec<String>>; 3] {
    [
        rows(
            tables.labels.clone(),
            &["filename", "orientation", "size_category"],
        ),
        rows(tables.colors.clone(), &COLORS),
        rows(tables.tags.clone(), &["filename", "tag"]),
    ]
}

proptest! {
    #[test]
    fn any_labels_are_the_same_after_a_round_trip(pictures in any_pictures(), seed in 0_u64..100) {
        let tables = labels(&pictures);
        let json = to_json(&tables).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        let again = from_json(&json).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        prop_assert_eq!(all_rows(&again), all_rows(&tables));
        // The file does not tell in which order the rows were made.
        prop_assert_eq!(to_json(&shuffled_labels(&tables, seed)).ok(), Some(json));
    }

    #[test]
    fn images_may_stand_in_any_order(pictures in any_pictures(), seed in 0_usize..100) {
        prop_assume!(!pictures.is_empty());
        let json = to_json(&labels(&pictures)).expect("it can be written");
        let text = String::from_utf8(json).expect("text");
        let mut lines: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
        let by = seed % lines.len();
        lines.rotate_left(by);
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end_matches(',')).collect();
        let other = format!("{{\n{}\n}}\n", lines.join(",\n"));
        let again = from_json(other.as_bytes()).expect("it is the same");
        prop_assert_eq!(all_rows(&again), all_rows(&labels(&pictures)));
        // Nothing is changed, and all stays as it is written.
        let mut same = Vec::new();
        retagged(other.as_bytes(), &mut same, |_| true, |_, _| Ok(false)).expect("it can be copied");
        prop_assert_eq!(String::from_utf8(same).expect("text"), other);
    }

    #[test]
    fn some_images_are_retagged_as_if_all_were_written_anew(
        pictures in any_pictures(),
        chosen in proptest::collection::vec(any::<bool>(), 40),
    ) {
        let is_chosen = |name: &str| chosen[name.bytes().map(usize::from).sum::<usize>() % chosen.len()];
        let mut after = pictures.clone();
        for picture in after.iter_mut().filter(|picture| is_chosen(&picture.filename)) {
            picture.tags = vec!["another \"one\"".to_owned()];
        }
        let before = to_json(&labels(&pictures)).expect("it can be written");
        let after = to_json(&labels(&after)).expect("it can be written");
        let mut edited = Vec::new();
        let copied = retagged(&*before, &mut edited, is_chosen, |_, tags| {
            *tags = vec!["another \"one\"".to_owned()];
            Ok(true)
        });
        prop_assert!(copied.is_ok());
        prop_assert_eq!(edited, after);
    }

    #[test]
    fn shares_are_kept_to_the_last_bit(shares in proptest::collection::vec(0.0..1.0_f64, 1..5)) {
        let palette = PaletteRecord {
            colors: vec![[1, 2, 3]; shares.len()],
            names: vec!["black".to_owned(); shares.len()],
            shares: shares.clone(),
        };
        let mut tables = labels(&[Picture::new("a.jpg", &[], &[])]);
        let palettes = BTreeMap::from([("a.jpg".to_owned(), palette)]);
        tables.colors = colors_frame(&palettes)
            .map_err(|error| TestCaseError::fail(error.to_string()))?
            .lazy();
        let json = to_json(&tables).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        let again = from_json(&json).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        let texts: Vec<String> = shares.iter().map(f64::to_string).collect();
        prop_assert_eq!(rows(again.colors, &["share"]).concat(), texts);
    }
}

#[test]
fn the_file_is_an_object_keyed_by_file_name() -> Result<()> {
    let pictures = [
        Picture::new("b.jpg", &["blue", "red"], &["sea"]),
        Picture::new("a.jpg", &["green"], &[]),
    ];
    let json: serde_json::Value = serde_json::from_slice(&to_json(&labels(&pictures))?)?;
    let expected = serde_json::json!({
        "a.jpg": {
            "predominant_colors": [[120, 100, 200]], "color_names": ["green"],
            "color_shares": [1.0], "orientation": "landscape", "size_category": "medium",
            "tags": [],
        },
        "b.jpg": {
            "predominant_colors": [[140, 100, 200], [60, 100, 200]],
            "color_names": ["blue", "red"], "color_shares": [2.0 / 3.0, 1.0 / 3.0],
            "orientation": "landscape", "size_category": "medium", "tags": ["sea"],
        },
    });
    assert_eq!(json, expected);
    Ok(())
}

#[test]
fn images_without_palettes_or_tags_have_empty_lists() -> Result<()> {
    let tables = labels(&[
        Picture::new("a.jpg", &[], &[]),
        Picture::new("b.jpg", &[], &[]),
    ]);
    let json: serde_json::Value = serde_json::from_slice(&to_json(&tables)?)?;
    for name in ["a.jpg", "b.jpg"] {
        for list in ["predominant_colors", "color_names", "color_shares", "tags"] {
            assert_eq!(json[name][list], serde_json::json!([]), "{name} {list}");
        }
    }
    Ok(())
}

#[test]
fn no_images_are_an_empty_object() -> Result<()> {
    let tables = from_json(b"{}")?;
    assert_eq!(to_json(&tables)?, b"{}\n");
    assert_eq!(to_json(&labels(&[]))?, b"{}\n");
    assert!(all_rows(&tables).concat().is_empty());
    Ok(())
}

const VALID: &str = r#"{"predominant_colors":[[1,2,3]],"color_names":["black"],"color_shares":[1.0],"orientation":"square","size_category":"medium","tags":[]}"#;

fn error_of(json: &str) -> String {
    let error = from_json(json.as_bytes()).err().expect("the file is wrong");
    format!("{error:#}")
}

#[test]
fn a_wrong_file_says_where_and_what() {
    let missing = VALID.replace(",\"tags\":[]", "");
    let cases = [
        (
            format!("{{\n\"a.jpg\":{VALID},\n}}"),
            "trailing comma",
            "line 3 column 1",
        ),
        (
            format!("{{\n\"a.jpg\":{missing}}}"),
            "missing field `tags`",
            "line 2 column",
        ),
        (
            format!("{{\n\"a.jpg\":{}}}", VALID.replace("[1,2,3]", "[1,2,300]")),
            "300",
            "line 2 column",
        ),
        (
            format!("{{\n\"a.jpg\":{}}}", VALID.replace("[1,2,3]", "[1,2]")),
            "invalid length 2",
            "line 2 column",
        ),
        ("[]".to_owned(), "not an object of labels", "line 1 column"),
    ];
    for (json, what, place) in cases {
        let error = error_of(&json);
        assert!(error.contains(what) && error.contains(place), "{error}");
    }
}

#[test]
fn an_image_that_stands_twice_is_named() {
    let error = error_of(&format!("{{\n\"a.jpg\":{VALID},\n\"a.jpg\":{VALID}}}"));
    assert!(error.contains("'a.jpg' stands twice"), "{error}");
    assert!(error.contains("record 2"), "{error}");
}

#[test]
fn palettes_whose_lists_differ_in_length_name_the_image() {
    let json = format!("{{\"reef.jpg\":{}}}", VALID.replace("[1.0]", "[0.5,0.5]"));
    let error = error_of(&json);
    assert!(error.contains("reef.jpg"), "{error}");
    assert!(error.contains("1 colours, 1 names and 2 shares"), "{error}");
}

#[test]
fn what_cannot_be_retagged_says_why() {
    let cut = format!("{{\n\"a.jpg\": {VALID},\n\"b.jpg\": ");
    let broken = "{\"a.jpg\": {\"tags\": 1}}".to_owned();
    let array = "[]".to_owned();
    for (text, told) in [
        (cut, "line 3"),
        (broken, "'a.jpg'"),
        (array, "not an object of labels"),
    ] {
        let error = retagged(text.as_bytes(), Vec::new(), |_| true, |_, _| Ok(false));
        let error = format!("{:#}", error.expect_err("it is wrong"));
        assert!(error.contains(told), "{error}");
    }
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let text = format!("{{\"a.jpg\": {VALID}}}");
    let error = retagged(text.as_bytes(), Full, |_| true, |_, _| Ok(false));
    let error = error.expect_err("nothing can be written");
    let kind = error
        .downcast_ref::<std::io::Error>()
        .map(std::io::Error::kind);
    assert_eq!(kind, Some(std::io::ErrorKind::StorageFull));
}

#[test]
fn tags_that_are_written_by_hand_are_sorted_and_stand_once() -> Result<()> {
    let text = VALID.replace("[]}", r#"["zoo","sea","zoo"]}"#);
    let tables = from_json(format!("{{\"a.jpg\": {text}}}").as_bytes())?;
    assert_eq!(rows(tables.tags, &["tag"]).concat(), ["sea", "zoo"]);
    Ok(())
}

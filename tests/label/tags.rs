//! Answers `src/label/tags.rs`.

use anyhow::Result;
use pixrec::label::tags::{spelling, tags};
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{rows, shuffled};

#[test]
fn a_tag_has_one_spelling() {
    let cases = [
        ("Sea", "sea"),
        ("  New   York ", "new york"),
        ("snow_covered+hills", "snow covered hills"),
        ("#sunset!", "sunset"),
        ("rock'n'roll", "rock'n'roll"),
        ("black-and-white", "black-and-white"),
        ("CAFE\u{301}", "café"),
        ("ＦＵＬＬ", "full"),
        ("ﬁre", "fire"),
        ("Straße", "straße"),
        ("ΑΘΗΝΑ", "αθηνα"),
        ("山", "山"),
        ("a\u{1b}[2Jb", "a [2jb"),
        ("left\u{202e}right", "left right"),
        ("1990s", "1990s"),
        ("3d", "3d"),
        ("4x4 cars", "4x4 cars"),
        ("xmas", "xmas"),
        ("photographs", "photographs"),
    ];
    for (raw, tag) in cases {
        assert_eq!(spelling(raw).as_deref(), Some(tag), "of {raw:?}");
    }
}

#[test]
fn what_says_nothing_about_an_image_is_no_tag() {
    let long = "long".repeat(13);
    let cases = [
        "",
        "   ",
        "...",
        "2023",
        "2023-05-17",
        "1920x1080",
        "5120x2880",
        "5120X2880",
        "12_34",
        "\u{200b}",
        "🐟",
        "DCIM",
        "Photos",
        "wallpapers",
        "_images_",
        "contents_dark",
        "Contents-Dark",
        &long,
    ];
    for raw in cases {
        assert_eq!(spelling(raw), None, "of {raw:?}");
    }
}

#[test]
fn forty_eight_characters_are_a_tag_and_one_more_is_a_description() {
    for letter in ["a", "é", "字"] {
        assert_eq!(spelling(&letter.repeat(48)), Some(letter.repeat(48)));
        assert_eq!(spelling(&letter.repeat(49)), None);
    }
}

proptest! {
    #[test]
    fn a_spelling_is_clean_and_stays_as_it_is_the_second_time(raw in any::<String>()) {
        if let Some(tag) = spelling(&raw) {
            prop_assert!(!tag.is_empty() && tag.chars().count() <= 48);
            prop_assert!(!tag.chars().any(char::is_control));
            prop_assert!(tag.trim() == tag && !tag.contains("  "), "{tag:?}");
            prop_assert_eq!(spelling(&tag), Some(tag.clone()), "of {:?}", tag);
        }
    }
}

fn table(images: &[(&str, &[&str])]) -> Result<LazyFrame> {
    let names: Vec<&str> = images.iter().map(|(name, _)| *name).collect();
    let lists: Vec<Series> = images
        .iter()
        .map(|(_, tags)| Series::new(PlSmallStr::EMPTY, *tags))
        .collect();
    Ok(df!["filename" => names, "source_tags" => lists]?.lazy())
}

#[test]
fn each_image_has_each_tag_once_sorted() -> Result<()> {
    let images = table(&[
        ("b.jpg", &["Sea", "sea ", "SEA", "boat", "2023"]),
        ("a.jpg", &[]),
        ("c.jpg", &["DCIM", "zoo", "Äpfel"]),
    ])?;
    let expected = [
        ["b.jpg", "boat"],
        ["b.jpg", "sea"],
        ["c.jpg", "zoo"],
        ["c.jpg", "äpfel"],
    ];
    for seed in 0..4 {
        let found = tags(shuffled(&images, seed))?.lazy();
        assert_eq!(rows(found, &["filename", "tag"]), expected);
    }
    Ok(())
}

#[test]
fn images_without_a_single_tag_give_an_empty_table_of_texts() -> Result<()> {
    for images in [
        table(&[("a.jpg", &[]), ("b.jpg", &["2023"])])?,
        table(&[])?.limit(0),
    ] {
        let images =
            images.with_column(col("source_tags").cast(DataType::List(Box::new(DataType::String))));
        let found = tags(images)?;
        assert_eq!((found.height(), found.width()), (0, 2));
        assert_eq!(found.column("tag")?.dtype(), &DataType::String);
    }
    Ok(())
}

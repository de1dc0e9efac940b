//! Answers `src/label/tags.rs` and `src/label/tags/spelling.rs`.

mod calendar;
mod camera;
mod edits;
mod mood;
mod singular;

use std::collections::BTreeMap;

use anyhow::Result;
use pixrec::label::tags::{spelled, spelling, tags};
use pixrec::tables::images::{self, ExifRecord, ImageRecord};
use pixrec::tables::labels::{PaletteRecord, colors_frame};
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{rows, shuffled};
use crate::tables::images::record;

#[test]
fn a_tag_has_one_spelling() {
    let cases = [
        ("Sea", "sea"),
        ("  New   York ", "new york"),
        ("snow_covered+hills", "snow covered hill"),
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
        ("4x4 cars", "4x4 car"),
        ("xmas", "xmas"),
        ("Beaches", "beach"),
        ("PALM_TREES", "palm tree"),
        ("the beach", "the beach"),
        ("photo of the year", "photo of the year"),
        ("img 1234 dune", "img 1234 dune"),
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
        "the",
        "The Photo",
        "pictures of the",
        "IMG",
        "dsc",
        "photographs",
        "jpg",
        "untitled",
        &long,
    ];
    for raw in cases {
        assert_eq!(spelling(raw), None, "of {raw:?}");
    }
    // A person who gives such a word knows why; what is no word stays none.
    for (raw, tag) in [
        ("DCIM", "dcim"),
        ("The Photos", "the photo"),
        ("IMG", "img"),
    ] {
        assert_eq!(spelled(raw).as_deref(), Some(tag));
    }
    for raw in ["", "2023", "1920x1080", "🐟", &long] {
        assert_eq!(spelled(raw), None, "of {raw:?}");
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
            prop_assert_eq!(spelled(&raw), Some(tag));
        }
    }

    #[test]
    fn english_looking_words_too_stay_as_they_are_the_second_time(
        raw in "([a-z]{1,3}[ -])?[a-z]{0,4}(s|es|ies|oes|ses|uses|xes|ves|zzes|i|en)"
    ) {
        if let Some(tag) = spelling(&raw) {
            prop_assert_eq!(spelling(&tag), Some(tag.clone()), "of {:?}", raw);
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

fn no_colors() -> Result<LazyFrame> {
    Ok(colors_frame(&BTreeMap::new())?.lazy())
}

/// The tags of one image with this EXIF.
fn of_exif(exif: ExifRecord) -> Result<Vec<String>> {
    let record = ImageRecord {
        exif: Some(exif),
        source_tags: Vec::new(),
        ..record("a.jpg")
    };
    let found = tags(images::frame(vec![record])?.lazy(), no_colors()?)?;
    Ok(rows(found.lazy(), &["tag"]).concat())
}

/// The tags of one palette.
fn of_palette(swatches: &[([u8; 3], f64)]) -> Result<Vec<String>> {
    let palette = PaletteRecord {
        colors: swatches.iter().map(|(color, _)| *color).collect(),
        names: swatches.iter().map(|_| "gray".to_owned()).collect(),
        shares: swatches.iter().map(|(_, share)| *share).collect(),
    };
    let colors = colors_frame(&BTreeMap::from([("a.jpg".to_owned(), palette)]))?;
    let none = table(&[("a.jpg", &[])])?
        .with_column(col("source_tags").cast(DataType::List(Box::new(DataType::String))));
    Ok(rows(tags(none, colors.lazy())?.lazy(), &["tag"]).concat())
}

#[test]
fn what_the_source_says_and_what_follows_is_one_tag() -> Result<()> {
    let record = ImageRecord {
        exif: Some(ExifRecord {
            date_taken: Some("2024-07-14T12:30:00".to_owned()),
            ..ExifRecord::default()
        }),
        source_tags: vec!["Summer".to_owned(), "dunes".to_owned()],
        ..record("a.jpg")
    };
    let found = tags(images::frame(vec![record])?.lazy(), no_colors()?)?;
    assert_eq!(
        rows(found.lazy(), &["tag"]).concat(),
        ["afternoon", "dune", "summer"]
    );
    Ok(())
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
        let found = tags(shuffled(&images, seed), no_colors()?)?.lazy();
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
        let found = tags(images, no_colors()?)?;
        assert_eq!((found.height(), found.width()), (0, 2));
        assert_eq!(found.column("tag")?.dtype(), &DataType::String);
    }
    Ok(())
}

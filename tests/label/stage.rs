//! Answers `src/label/mod.rs`: the stage over images that are made in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use pixrec::domain::Skip;
use pixrec::fsio::{self, Journal};
use pixrec::label::{self, Labelled, Pictures, Seen, Settings};
use pixrec::stage::Outcome;
use pixrec::tables::duplicates;
use pixrec::tables::images::{self, ImageRecord};
use pixrec::tables::labels;
use polars::prelude::*;
use tempfile::tempdir;

use crate::frames::{context, rows, shuffled, with_threads};
use crate::tables::images::record;

type Files = BTreeMap<String, Vec<u8>>;

/// A picture of one colour with a large corner of another.
fn picture(width: u32, height: u32, colors: [[u8; 3]; 2]) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        Rgb(colors[usize::from(y * 5 >= height && x * 6 >= width)])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels)
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("a picture can be encoded");
    bytes.into_inner()
}

fn files() -> Files {
    let blue_white = [[0, 0, 255], [255, 255, 255]];
    let mut files = BTreeMap::from([
        ("wide.png".to_owned(), picture(60, 30, blue_white)),
        (
            "tall.png".to_owned(),
            picture(30, 60, [[255, 0, 0], [0, 0, 0]]),
        ),
        ("flat.png".to_owned(), picture(20, 20, [[0, 128, 0]; 2])),
        ("text.png".to_owned(), b"this is no image".to_vec()),
    ]);
    files.insert("copy.png".to_owned(), files["wide.png"].clone());
    files
}

fn table(files: &Files) -> Result<LazyFrame> {
    let records = files.iter().map(|(name, bytes)| {
        let header = pixrec::imaging::inspect(bytes).ok();
        ImageRecord {
            width: header.as_ref().map_or(1, |header| header.width_px),
            height: header.as_ref().map_or(1, |header| header.height_px),
            source_tags: vec!["Test".to_owned()],
            content_hash: fsio::hash(bytes),
            ..record(name)
        }
    });
    Ok(images::frame(records.collect())?.lazy())
}

/// Files in memory, which count how often they are read, and the thumbnails that are kept.
struct Memory<'a> {
    files: &'a Files,
    reads: AtomicUsize,
    folder: &'a Path,
}

impl Memory<'_> {
    fn thumbnail(&self, hash: &str) -> PathBuf {
        self.folder.join(hash)
    }
}

impl Pictures for Memory<'_> {
    fn read(&self, filename: &str) -> Result<Vec<u8>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let bytes = self.files.get(filename).cloned();
        bytes.with_context(|| format!("{filename} is missing"))
    }

    fn has_thumbnail(&self, hash: &str) -> bool {
        self.thumbnail(hash).is_file()
    }

    fn keep_thumbnail(&self, hash: &str, jpeg: &[u8]) -> Result<()> {
        fsio::write_atomic(&self.thumbnail(hash), jpeg)
    }
}

/// What the stage gives, and how often it asked for a file.
fn run(files: &Files, table: &LazyFrame, folder: &Path) -> Result<(Outcome<Labelled>, usize)> {
    let memory = Memory {
        files,
        reads: AtomicUsize::new(0),
        folder,
    };
    let journal = Journal::<Seen>::open(&folder.join("label.ndjson"), "plan")?;
    let outcome = label::run(
        table,
        &memory,
        Settings::default().check()?,
        journal,
        context(42),
    )?;
    Ok((outcome, memory.reads.into_inner()))
}

#[test]
fn a_thumbnail_is_kept_of_each_content_and_made_again_where_it_is_lost() -> Result<()> {
    let (mut files, folder) = (files(), tempdir()?);
    files.insert(
        "large.png".to_owned(),
        picture(400, 100, [[0, 90, 200], [250; 3]]),
    );
    let table = table(&files)?;
    run(&files, &table, folder.path())?;
    let path = |name: &str| folder.path().join(fsio::hash(&files[name]));
    for (name, size) in [("wide.png", (60, 30)), ("large.png", (160, 40))] {
        let small = image::load_from_memory_with_format(&fs::read(path(name))?, ImageFormat::Jpeg)?;
        assert_eq!((small.width(), small.height()), size, "{name}");
        let Rgb([red, _, blue]) = *small.to_rgb8().get_pixel(4, 4);
        assert!(blue > 150 && red < 60, "{name}");
    }
    assert!(!path("text.png").exists());
    let (_, reads) = run(&files, &table, folder.path())?;
    assert_eq!(reads, 0, "all is known");
    let kept = fs::read(path("large.png"))?;
    fs::remove_file(path("large.png"))?;
    let (again, reads) = run(&files, &table, folder.path())?;
    assert_eq!((reads, again.reused), (1, files.len() - 1));
    assert!(fs::read(path("large.png"))? == kept);
    Ok(())
}

#[test]
fn what_can_be_seen_is_labelled_and_the_rest_is_skipped_with_its_reason() -> Result<()> {
    let (files, folder) = (files(), tempdir()?);
    let (outcome, _) = run(&files, &table(&files)?, folder.path())?;
    let found = rows(
        outcome.tables.labels.labels.clone(),
        &["filename", "orientation", "size_category"],
    );
    let expected = [
        ["copy.png", "landscape", "thumbnail"],
        ["flat.png", "square", "thumbnail"],
        ["tall.png", "portrait", "thumbnail"],
        ["wide.png", "landscape", "thumbnail"],
    ];
    assert_eq!(found, expected);
    let colors = rows(
        outcome.tables.labels.colors.clone(),
        &["filename", "rank", "name"],
    );
    let of = |name: &str| -> Vec<String> {
        let own = colors.iter().filter(|row| row[0] == name);
        own.map(|row| row[2].clone()).collect()
    };
    assert_eq!(of("wide.png"), ["white", "blue"]);
    assert_eq!(of("tall.png"), ["black", "red"]);
    assert_eq!(of("flat.png"), ["green"]);
    let tags = rows(outcome.tables.labels.tags.clone(), &["filename", "tag"]);
    let of = |name: &str| -> Vec<String> {
        let own = tags.iter().filter(|row| row[0] == name);
        own.map(|row| row[1].clone()).collect()
    };
    assert_eq!(of("flat.png"), ["monochrome", "test", "vivid"]);
    assert_eq!(of("tall.png"), ["dark", "high-contrast", "test"]);
    assert_eq!(of("text.png"), [""; 0]);
    assert_eq!(
        (outcome.made.as_str(), outcome.reused),
        ("4 labels, 1 near-duplicate pair", 0)
    );
    // The plain green one is like nothing; the red and black one is another picture.
    assert_eq!(
        rows(
            outcome.tables.duplicates.lazy(),
            &["filename", "other", "distance"]
        ),
        [["copy.png", "wide.png", "0"]]
    );
    let [
        Skip {
            source,
            reason,
            stage,
        },
    ] = outcome.skips.as_slice()
    else {
        panic!("one skip, not {:?}", outcome.skips);
    };
    assert_eq!((source.as_str(), stage.as_str()), ("text.png", "label"));
    assert!(!reason.is_empty());
    Ok(())
}

#[test]
fn an_image_seen_before_is_known_by_its_bytes_and_not_by_its_name() -> Result<()> {
    let (mut files, folder) = (files(), tempdir()?);
    let (first, reads) = run(&files, &table(&files)?, folder.path())?;
    assert_eq!(reads, 5);
    let (again, reads) = run(&files, &table(&files)?, folder.path())?;
    assert_eq!((reads, again.reused), (0, 5));
    assert_eq!(
        labels::to_json(&again.tables.labels)?,
        labels::to_json(&first.tables.labels)?
    );
    assert_eq!(again.skips, first.skips);
    assert_eq!(again.tables.duplicates, first.tables.duplicates);
    assert_eq!(again.tables.duplicates.height(), 1);

    let wide = files.remove("wide.png").unwrap_or_default();
    files.insert("renamed.png".to_owned(), wide);
    files.insert("tall.png".to_owned(), picture(30, 60, [[255, 255, 0]; 2]));
    let (third, reads) = run(&files, &table(&files)?, folder.path())?;
    // Only the one whose bytes changed is looked at again, and its colours are the new ones.
    assert_eq!((reads, third.reused), (1, 4));
    let colors = rows(third.tables.labels.colors.clone(), &["filename", "name"]);
    assert!(
        colors.contains(&["tall.png", "yellow"].map(str::to_owned).to_vec()),
        "{colors:?}"
    );
    assert!(
        colors.contains(&["renamed.png", "blue"].map(str::to_owned).to_vec()),
        "{colors:?}"
    );
    Ok(())
}

#[test]
fn a_file_that_was_missing_is_looked_for_again() -> Result<()> {
    let (files, folder) = (files(), tempdir()?);
    let table = table(&files)?;
    let mut fewer = files.clone();
    fewer.remove("tall.png");
    let (without, _) = run(&fewer, &table, folder.path())?;
    let missing = without.skips.iter().find(|skip| skip.source == "tall.png");
    assert_eq!(
        missing.map(|skip| skip.reason.as_str()),
        Some("tall.png is missing")
    );
    let (with, reads) = run(&files, &table, folder.path())?;
    assert_eq!(reads, 1);
    let names = rows(with.tables.labels.labels, &["filename"]).concat();
    assert!(names.contains(&"tall.png".to_owned()), "{names:?}");
    Ok(())
}

#[test]
fn a_run_that_was_killed_goes_on_with_the_rest() -> Result<()> {
    let (files, folder) = (files(), tempdir()?);
    let table = table(&files)?;
    let (whole, _) = run(&files, &table, folder.path())?;
    let path = folder.path().join("label.ndjson");
    let journal = std::fs::read(&path)?;
    // The journal holds a fingerprint and four lines, as two files have the same bytes.
    let ends: Vec<usize> = (0..journal.len())
        .filter(|at| journal[*at] == b'\n')
        .collect();
    assert_eq!(ends.len(), 5);
    for (line, end) in ends.iter().enumerate() {
        std::fs::write(&path, &journal[..=*end])?;
        let (outcome, reads) = run(&files, &table, folder.path())?;
        assert!(reads <= 5 - line, "{reads} reads after {line} lines");
        assert_eq!(
            labels::to_json(&outcome.tables.labels)?,
            labels::to_json(&whole.tables.labels)?
        );
        assert_eq!(std::fs::read(&path)?, journal);
    }
    Ok(())
}

#[test]
fn labels_do_not_depend_on_threads_or_the_order_of_rows() -> Result<()> {
    let mut files = files();
    for number in 0..24_u8 {
        let colors = [[number * 10, 255 - number, 40], [7, number * 5, 200]];
        files.insert(
            format!("n{number:02}.png"),
            picture(40 + u32::from(number), 50, colors),
        );
    }
    let table = table(&files)?;
    let mut results = Vec::new();
    for (threads, table) in [
        (1, table.clone()),
        (4, table.clone()),
        (4, shuffled(&table, 5)),
    ] {
        let folder = tempdir()?;
        let (outcome, _) = with_threads(threads, || run(&files, &table, folder.path()))?;
        let journal = std::fs::read(folder.path().join("label.ndjson"))?;
        results.push((
            labels::to_json(&outcome.tables.labels)?,
            duplicates::to_json(&outcome.tables.duplicates)?,
            outcome.skips,
            journal,
        ));
    }
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0], results[2]);
    Ok(())
}

#[test]
fn no_images_are_no_labels() -> Result<()> {
    let folder = tempdir()?;
    let (outcome, reads) = run(&Files::new(), &table(&Files::new())?, folder.path())?;
    assert_eq!((reads, outcome.skips.len()), (0, 0));
    assert_eq!(labels::to_json(&outcome.tables.labels)?, b"{}\n");
    Ok(())
}

#[test]
fn settings_name_the_key_and_what_it_can_be() {
    let defaults = Settings::default;
    let with_colors = |colors| Settings {
        colors,
        ..defaults()
    };
    let with_distance = |duplicate_distance| Settings {
        duplicate_distance,
        ..defaults()
    };
    for right in [3, 4, 5]
        .map(with_colors)
        .into_iter()
        .chain([0, 8, 16].map(with_distance))
    {
        assert!(right.check().is_ok(), "{right:?}");
    }
    let wrong = [0, 2, 6, u32::MAX].map(|colors| ("label.colors", with_colors(colors)));
    let far = [17, u32::MAX].map(|bits| ("label.duplicate_distance", with_distance(bits)));
    for (key, settings) in wrong.into_iter().chain(far) {
        let error = settings.check().expect_err("out of range");
        assert!(format!("{error:#}").contains(key), "{error:#}");
    }
}

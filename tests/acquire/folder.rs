//! Answers `src/acquire/source/folder.rs` and `sidecar.rs`, and how names stay apart in the stage.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use image::{ImageFormat, Rgb, RgbImage};
use pixrec::acquire::{
    About, Finished, ImageStore, Order, SOURCES, Settings, Source, StoreMode, run,
};
use pixrec::domain::{MAX_NAME_BYTES, Seed};
use pixrec::fsio::Journal;
use polars::prelude::*;
use tempfile::{TempDir, tempdir};

use crate::support::sources::{fetched, listed};

use crate::frames::{context, rows};

/// A picture that no other shade gives, as a file of a format that its name need not tell.
fn save(folder: &Path, name: &str, shade: u8, format: ImageFormat) -> Result<()> {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap_or(folder))?;
    RgbImage::from_pixel(12, 8, Rgb([shade, 0, 255])).save_with_format(path, format)?;
    Ok(())
}

fn png(folder: &Path, name: &str, shade: u8) -> Result<()> {
    save(folder, name, shade, ImageFormat::Png)
}

fn settings(folder: &Path) -> Settings {
    Settings {
        source: Some("folder".to_owned()),
        path: Some(folder.to_owned()),
        ..Settings::default()
    }
}

fn open(settings: &Settings, own: &[PathBuf]) -> Result<Box<dyn Source>> {
    let definition = SOURCES.iter().find(|source| source.name == "folder");
    let definition = definition.expect("the source is there");
    (definition.open)(settings, Seed::new(42), own)
}

fn keys(source: &dyn Source) -> Result<Vec<String>> {
    Ok(listed(source)?
        .items
        .into_iter()
        .map(|item| item.key)
        .collect())
}

#[test]
fn files_are_listed_in_the_order_of_their_names_with_all_below() -> Result<()> {
    let folder = tempdir()?;
    for (shade, name) in ["b.png", "a/z.png", "a/b/c.png", "c.png", "B.png"]
        .iter()
        .enumerate()
    {
        png(folder.path(), name, shade as u8)?;
    }
    fs::write(folder.path().join("notes.txt"), "no image")?;
    let source = open(&settings(folder.path()), &[])?;
    let expected = [
        "B.png",
        "a/b/c.png",
        "a/z.png",
        "b.png",
        "c.png",
        "notes.txt",
    ];
    assert_eq!(keys(source.as_ref())?, expected);
    Ok(())
}

#[test]
fn tags_are_the_folders_and_stems_leave_out_those_that_say_nothing() -> Result<()> {
    let folder = tempdir()?;
    png(folder.path(), "Photos/Sea side/2023/Reef 1.png", 1)?;
    let source = open(&settings(folder.path()), &[])?;
    let items = listed(source.as_ref())?.items;
    // What is left out is stood for by a part of the path's hash.
    let (stem, hash) = items[0].stem.rsplit_once('-').expect("a hash");
    assert_eq!((stem, hash.len()), ("Sea_side.2023.Reef_1", 8));
    assert_eq!(items[0].claimed_extension.as_deref(), Some(".png"));
    assert_eq!(
        fetched(source.as_ref(), &items[0])?.about.tags,
        ["Photos", "Sea side", "2023"]
    );
    Ok(())
}

#[test]
fn claimed_extensions_are_spelled_as_the_contract_spells_them() -> Result<()> {
    let folder = tempdir()?;
    let cases = [
        ("a.JPEG", Some(".jpg")),
        ("b.jfif", Some(".jpg")),
        ("c.TIF", Some(".tiff")),
        ("d.webp", Some(".webp")),
        ("e", None),
        ("f.txt", None),
    ];
    for (name, _) in cases {
        fs::write(folder.path().join(name), "")?;
    }
    let items = listed(open(&settings(folder.path()), &[])?.as_ref())?.items;
    for (item, (name, extension)) in items.iter().zip(cases) {
        assert_eq!(
            (item.key.as_str(), item.claimed_extension.as_deref()),
            (name, extension)
        );
    }
    Ok(())
}

#[test]
fn what_the_program_writes_itself_and_the_sidecar_are_not_read() -> Result<()> {
    let folder = tempdir()?;
    png(folder.path(), "data/images/own.png", 1)?;
    png(folder.path(), "data/mine.png", 2)?;
    fs::write(
        folder.path().join("licenses.csv"),
        "pattern,license\n*,CC0\n",
    )?;
    let own = [
        folder.path().join("data/images"),
        folder.path().join("missing"),
    ];
    let source = open(&settings(folder.path()), &own)?;
    assert_eq!(keys(source.as_ref())?, ["data/mine.png"]);
    Ok(())
}

#[test]
fn a_stamp_changes_with_the_file() -> Result<()> {
    let folder = tempdir()?;
    fs::write(folder.path().join("a.png"), "one")?;
    let source = open(&settings(folder.path()), &[])?;
    let before = listed(source.as_ref())?.items.remove(0).stamp;
    fs::write(folder.path().join("a.png"), "another")?;
    assert_ne!(listed(source.as_ref())?.items.remove(0).stamp, before);
    Ok(())
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_links_to_nothing_are_skips() -> Result<()> {
    use std::os::unix::fs::symlink;
    let folder = tempdir()?;
    png(folder.path(), "a.png", 1)?;
    symlink(folder.path(), folder.path().join("round"))?;
    symlink("nowhere", folder.path().join("dead.png"))?;
    let listing = listed(open(&settings(folder.path()), &[])?.as_ref())?;
    assert_eq!(listing.items.len(), 1);
    let mut sources: Vec<&str> = listing
        .skips
        .iter()
        .map(|skip| skip.source.as_str())
        .collect();
    sources.sort_unstable();
    assert_eq!(sources, ["dead.png", "round"]);
    Ok(())
}

#[test]
fn a_folder_that_is_not_named_or_not_there_says_what_to_do() -> Result<()> {
    let none = Settings {
        path: None,
        ..settings(Path::new(""))
    };
    let error = open(&none, &[]).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("--path")));
    let error = open(&settings(Path::new("no/such")), &[])
        .err()
        .map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("no/such") && error.contains("--path")));
    Ok(())
}

/// What the sidecar knows about the file at `path`.
fn about(sidecar: &str, path: &str) -> Result<About> {
    let folder = tempdir()?;
    png(folder.path(), path, 1)?;
    fs::write(folder.path().join("licenses.csv"), sidecar)?;
    let source = open(&settings(folder.path()), &[])?;
    let item = listed(source.as_ref())?.items.remove(0);
    Ok(fetched(source.as_ref(), &item)?.about)
}

#[test]
fn a_later_row_overrules_an_earlier_one_in_what_it_knows() -> Result<()> {
    let sidecar = "pattern,license,author,title,source_url\n\
        *,CC BY-SA 4.0,Ana Petrović,All,\n\
        2023/reef*.png,cc0,,\"The reef, at noon\",https://example.org/reef\n\
        other*,mine,Nobody,No,\n";
    let reef = about(sidecar, "2023/reef-1.png")?;
    assert_eq!(reef.license.as_deref(), Some("CC0-1.0"));
    assert_eq!(reef.author.as_deref(), Some("Ana Petrović"));
    assert_eq!(reef.title.as_deref(), Some("The reef, at noon"));
    assert_eq!(reef.source_url.as_deref(), Some("https://example.org/reef"));
    let plain = about(sidecar, "plain.png")?;
    assert_eq!(plain.license.as_deref(), Some("CC-BY-SA-4.0"));
    assert_eq!(
        (plain.title.as_deref(), plain.source_url),
        (Some("All"), None)
    );
    Ok(())
}

#[test]
fn a_pattern_with_a_slash_stays_in_its_folder_and_one_without_goes_below() -> Result<()> {
    let knows = |pattern: &str, path: &str| {
        about(&format!("pattern,author\n\"{pattern}\",ana\n"), path)
            .map(|about| about.author.is_some())
    };
    let cases = [
        ("*.png", "a/b/c.png", true),
        ("a/*.png", "a/c.png", true),
        ("a/*.png", "a/b/c.png", false),
        ("a/**/*.png", "a/b/c.png", true),
        ("a/**", "a/b/c.png", true),
        ("*.jpg", "a/c.png", false),
        ("a/{b,c}.png", "a/c.png", true),
        ("c.png", "c.png", true),
    ];
    for (pattern, path, expected) in cases {
        assert_eq!(knows(pattern, path)?, expected, "{pattern} on {path}");
    }
    Ok(())
}

#[test]
fn a_sidecar_that_cannot_be_used_names_the_file_and_the_line() {
    let error = |sidecar| match about(sidecar, "a.png") {
        Ok(_) => String::new(),
        Err(error) => format!("{error:#}"),
    };
    let bad_glob = error("pattern,license\n*,CC0\n[a,CC0\n");
    assert!(
        bad_glob.contains("licenses.csv") && bad_glob.contains("line 3"),
        "{bad_glob}"
    );
    let no_pattern = error("file,license\n*,CC0\n");
    assert!(no_pattern.contains("no column 'pattern'"), "{no_pattern}");
    assert!(error("").contains("no column 'pattern'"));
}

#[test]
fn a_sidecar_may_be_short_of_columns_spaced_and_marked_as_utf_8() -> Result<()> {
    let known = about(
        "\u{feff}pattern , author\n *.png , Ana \n\n*.jpg\n",
        "a.png",
    )?;
    assert_eq!(known.author.as_deref(), Some("Ana"));
    assert_eq!(known.license, None);
    Ok(())
}

/// The file names that the stage gives to what is in a folder, in the order of the table.
fn acquired(folder: &TempDir) -> Result<Vec<String>> {
    let data = tempdir()?;
    let store = ImageStore::new(
        &data.path().join("images"),
        StoreMode::Copy,
        BTreeSet::new(),
    );
    let journal = Journal::<Finished>::open(&data.path().join("journal"), "plan")?;
    let source = open(&settings(folder.path()), &[])?;
    let order = Order {
        source: source.as_ref(),
        count: None,
        store: &store,
        journal,
        doubtful: false,
        others: Vec::new(),
        prunable: BTreeSet::new(),
        allowed: None,
        retry_failed: false,
        again: None,
    };
    let outcome = run(order, context(42))?;
    assert_eq!(outcome.skips, []);
    let names = rows(outcome.tables.images.lazy(), &["filename"]).concat();
    let stored: BTreeSet<String> = fs::read_dir(data.path().join("images"))?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(stored, names.iter().cloned().collect());
    Ok(names)
}

#[test]
fn files_that_would_have_one_name_are_told_apart_also_without_case() -> Result<()> {
    let folder = tempdir()?;
    let names = [
        "Reef.png",
        "reef.PNG",
        "reef",
        "reef.txt",
        "reef.2019",
        "sea/x.png",
        "sea_x.png",
    ];
    for (shade, name) in names.iter().enumerate() {
        png(folder.path(), name, shade as u8)?;
    }
    save(folder.path(), "reef.jpg", 99, ImageFormat::Png)?;
    let found = acquired(&folder)?;
    let folded: BTreeSet<String> = found.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), names.len() + 1, "{found:?}");
    assert!(found.iter().all(|name| name.ends_with(".png")), "{found:?}");
    Ok(())
}

#[test]
fn one_file_alone_keeps_its_plain_name() -> Result<()> {
    let folder = tempdir()?;
    png(folder.path(), "Reef 1.png", 1)?;
    png(folder.path(), "lone", 2)?;
    assert_eq!(acquired(&folder)?, ["Reef_1.png", "lone.png"]);
    Ok(())
}

#[test]
fn the_longest_names_that_clash_in_every_way_still_fit() -> Result<()> {
    let folder = tempdir()?;
    let long = "n".repeat(200);
    // The same beginning, and another format than the name says.
    png(folder.path(), &format!("{long}1.webp"), 1)?;
    png(folder.path(), &format!("{long}2.webp"), 2)?;
    save(folder.path(), &format!("{long}3.png"), 3, ImageFormat::WebP)?;
    save(folder.path(), &format!("{long}4.png"), 4, ImageFormat::WebP)?;
    let found = acquired(&folder)?;
    assert_eq!(found.len(), 4);
    assert!(
        found.iter().all(|name| name.len() <= MAX_NAME_BYTES),
        "{found:?}"
    );
    Ok(())
}

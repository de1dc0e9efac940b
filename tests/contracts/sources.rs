//! What every source promises, asked of each in `acquire::SOURCES`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;
use image::{ImageFormat, Rgb, RgbImage};
use pixrec::acquire::{SOURCES, Settings, Source};
use pixrec::domain::{Seed, is_safe_name};
use pixrec::imaging;
use tempfile::tempdir;

use crate::support::sources::{fetched, listed};

/// Some images with difficult names, in folders.
fn fill(folder: &Path) -> Result<()> {
    let names = [
        "sea/Reef 1.png",
        "sea/reef_1.png",
        "a b/ü.png",
        "-x.png",
        ".hidden.png",
    ];
    for (index, name) in names.into_iter().enumerate() {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let picture = RgbImage::from_pixel(8 + index as u32, 8, Rgb([0, 0, 255]));
        picture.save_with_format(path, ImageFormat::Png)?;
    }
    Ok(())
}

/// Each source, small and offline.
fn every(folder: &Path, seed: u64) -> Result<Vec<Box<dyn Source>>> {
    SOURCES
        .iter()
        .filter(|definition| !definition.web)
        .map(|definition| {
            let settings = Settings {
                source: Some(definition.name.to_owned()),
                count: Some(3),
                path: definition.reads_a_folder.then(|| folder.to_owned()),
                ..Settings::default()
            };
            assert_eq!(settings.check()?.name, definition.name);
            (definition.open)(&settings, Seed::new(seed), &[])
        })
        .collect()
}

#[test]
fn a_listing_is_the_same_every_time_with_keys_and_stems_that_can_be_used() -> Result<()> {
    let folder = tempdir()?;
    fill(folder.path())?;
    for (source, again) in every(folder.path(), 42)?
        .iter()
        .zip(every(folder.path(), 42)?)
    {
        let listing = listed(source.as_ref())?;
        assert_eq!(
            listing.items,
            listed(source.as_ref())?.items,
            "{}",
            source.name()
        );
        assert_eq!(
            listing.items,
            listed(again.as_ref())?.items,
            "{}",
            source.name()
        );
        assert_eq!(source.fingerprint(), again.fingerprint());
        assert!(listing.items.len() >= 3, "{}", source.name());
        assert!(listing.skips.is_empty(), "{:?}", listing.skips);
        let keys: BTreeSet<&String> = listing.items.iter().map(|item| &item.key).collect();
        assert_eq!(keys.len(), listing.items.len(), "{}", source.name());
        for item in &listing.items {
            assert!(is_safe_name(&format!("{}.jpg", item.stem)), "{}", item.stem);
        }
    }
    Ok(())
}

#[test]
fn every_item_is_an_image_and_the_same_bytes_every_time() -> Result<()> {
    let folder = tempdir()?;
    fill(folder.path())?;
    for source in every(folder.path(), 42)? {
        for item in listed(source.as_ref())?.items {
            let first = fetched(source.as_ref(), &item)?;
            let header = imaging::inspect(&first.bytes);
            assert!(
                header.is_ok(),
                "{} {}: {:?}",
                source.name(),
                item.key,
                header.err()
            );
            let again = fetched(source.as_ref(), &item)?;
            assert!(again.bytes == first.bytes, "{} {}", source.name(), item.key);
            assert_eq!(again.about, first.about);
        }
    }
    Ok(())
}

#[test]
fn an_item_that_is_not_there_is_an_error_and_no_panic() -> Result<()> {
    let folder = tempdir()?;
    fill(folder.path())?;
    for source in every(folder.path(), 42)? {
        let mut item = listed(source.as_ref())?.items.remove(0);
        item.key = "no such thing".to_owned();
        assert!(
            fetched(source.as_ref(), &item).is_err(),
            "{}",
            source.name()
        );
    }
    Ok(())
}

#[test]
fn sources_have_their_own_names_and_the_first_is_the_default() -> Result<()> {
    let mut names: Vec<&str> = SOURCES.iter().map(|source| source.name).collect();
    assert_eq!(Settings::default().check()?.name, names[0]);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), SOURCES.len());
    assert!(SOURCES.iter().all(|source| source.help.len() > 10));
    Ok(())
}

#[test]
fn settings_name_the_key_and_what_it_can_be() {
    let error = |settings: Settings| settings.check().err().map(|error| error.to_string());
    for count in [0, 1_000_001] {
        let settings = Settings {
            count: Some(count),
            ..Settings::default()
        };
        assert!(error(settings).is_some_and(|error| error.contains("acquire.count")));
    }
    let unknown = error(Settings {
        source: Some("galery".to_owned()),
        ..Settings::default()
    });
    let unknown = unknown.unwrap_or_default();
    assert!(unknown.contains("acquire.source is 'galery'"), "{unknown}");
    assert!(
        SOURCES.iter().all(|source| unknown.contains(source.name)),
        "{unknown}"
    );
}

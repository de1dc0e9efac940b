//! Answers `src/label/tags/camera.rs`.

use anyhow::Result;
use pixrec::tables::images::ExifRecord;

use super::of_exif;

#[test]
fn an_exposure_of_a_second_is_long() -> Result<()> {
    let exposed = |exposure_time_s| {
        of_exif(ExifRecord {
            exposure_time_s: Some(exposure_time_s),
            ..ExifRecord::default()
        })
    };
    for long in [1.0, 30.0] {
        assert_eq!(exposed(long)?, ["long-exposure"]);
    }
    assert!(exposed(0.99)?.is_empty());
    Ok(())
}

#[test]
fn how_wide_a_lens_looks_is_told_by_the_focal_length_on_film() -> Result<()> {
    let with = |real, film| {
        of_exif(ExifRecord {
            focal_length_mm: real,
            focal_length_35mm: film,
            ..ExifRecord::default()
        })
    };
    let none: [&str; 0] = [];
    assert_eq!(with(Some(1.5), Some(13))?, ["wide-angle"]);
    assert_eq!(with(Some(16.0), Some(23))?, ["wide-angle"]);
    assert_eq!(with(Some(16.0), Some(24))?, none);
    assert_eq!(with(Some(9.0), Some(120))?, ["telephoto"]);
    assert_eq!(with(Some(100.0), None)?, ["telephoto"]);
    assert_eq!(with(Some(99.0), None)?, none);
    // A long lens before a large sensor is not long.
    assert_eq!(with(Some(120.0), Some(95))?, none);
    // The 4 mm of a phone are no wide angle.
    assert_eq!(with(Some(4.2), None)?, none);
    Ok(())
}

#[test]
fn only_the_cameras_own_word_makes_a_macro() -> Result<()> {
    let at = |range| {
        of_exif(ExifRecord {
            subject_distance_range: Some(range),
            ..ExifRecord::default()
        })
    };
    assert_eq!(at(1)?, ["macro"]);
    for far in [0, 2, 3] {
        assert!(at(far)?.is_empty());
    }
    Ok(())
}

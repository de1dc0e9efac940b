//! Answers `src/imaging/header.rs`, and the refusals of `format.rs`, `limits.rs` and
//! `complete.rs` behind it.

use pixrec::imaging::{Unreadable, inspect, upright_thumbnail};

use super::make::{Field, KINDS, encode, exif_block, red_left_blue_right, speckled, with_exif};
use image::ImageFormat as Kind;

#[test]
fn every_format_reports_its_extension_and_size() {
    for (kind, extension) in KINDS {
        let bytes = encode(&red_left_blue_right(40, 20), kind);
        let header = inspect(&bytes).expect("a sound picture");
        assert_eq!(header.format.extension(), extension);
        assert_eq!((header.width_px, header.height_px), (40, 20), "{extension}");
        assert_eq!(header.exif, None, "{extension}");
        assert!(header.keywords.is_empty(), "{extension}");
    }
}

#[test]
fn the_size_is_the_one_displayed() {
    let plain = encode(&red_left_blue_right(40, 20), Kind::Jpeg);
    for orientation in 0..=9 {
        let block = exif_block(&[Field::Short(0x0112, orientation)], &[], &[]);
        let header = inspect(&with_exif(&plain, &block)).expect("a sound picture");
        let expected = if (5..=8).contains(&orientation) {
            (20, 40)
        } else {
            (40, 20)
        };
        assert_eq!(
            (header.width_px, header.height_px),
            expected,
            "{orientation}"
        );
    }
}

#[test]
fn what_is_no_picture_is_named() {
    assert_eq!(inspect(b""), Err(Unreadable::Empty));
    for (bytes, word) in [
        (&b"The quick brown fox"[..], "text"),
        (b"BMW makes cars, and this is a text about them", "text"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "HTML"),
        (b"\n<html lang=en>", "HTML"),
        (
            b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
            "SVG",
        ),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04\x14\0", "ZIP"),
        (b"\x01\x02\x03\x04", "no format that is known"),
    ] {
        let error = inspect(bytes).expect_err("no picture");
        assert!(matches!(error, Unreadable::NotAnImage { .. }), "{error}");
        assert!(error.to_string().contains(word), "{error}");
        assert_eq!(upright_thumbnail(bytes, 64), Err(error));
    }
}

#[test]
fn picture_formats_that_are_not_read_are_unsupported() {
    for (bytes, word) in [
        (&b"\0\0\0\x1cftypavif\0\0\0\0"[..], "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\xff\x0a\x01\x02", "JPEG XL"),
        (b"8BPS\0\x01", "Photoshop"),
    ] {
        let error = inspect(bytes).expect_err("an unsupported picture");
        assert!(matches!(error, Unreadable::Unsupported { .. }), "{error}");
        let message = error.to_string();
        assert!(
            message.contains(word) && message.contains("convert"),
            "{message}"
        );
    }
}

/// Headers of 60,000 x 60,000 px with little or nothing behind them.
fn giants() -> Vec<(&'static str, Vec<u8>)> {
    let side = 60_000_u32;
    let mut png = encode(&red_left_blue_right(2, 2), Kind::Png);
    png[16..20].copy_from_slice(&side.to_be_bytes());
    png[20..24].copy_from_slice(&side.to_be_bytes());
    let mut bmp = encode(&red_left_blue_right(2, 2), Kind::Bmp);
    bmp[18..22].copy_from_slice(&side.to_le_bytes());
    bmp[22..26].copy_from_slice(&side.to_le_bytes());
    let short = (side as u16).to_le_bytes();
    let mut gif = encode(&red_left_blue_right(2, 2), Kind::Gif);
    gif[6..8].copy_from_slice(&short);
    gif[8..10].copy_from_slice(&short);
    let mut jpeg = encode(&red_left_blue_right(2, 2), Kind::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .expect("a frame header");
    jpeg[frame + 5..frame + 7].copy_from_slice(&(side as u16).to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&(side as u16).to_be_bytes());
    let mut tiff = encode(&red_left_blue_right(2, 2), Kind::Tiff);
    set_tiff_side(&mut tiff, 256, side);
    set_tiff_side(&mut tiff, 257, side);
    vec![
        ("png", png),
        ("bmp", bmp),
        ("gif", gif),
        ("jpeg", jpeg),
        ("tiff", tiff),
    ]
}

/// Overwrites a number in the only directory of a little-endian TIFF.
fn set_tiff_side(tiff: &mut [u8], tag: u16, value: u32) {
    let at = u32::from_le_bytes(tiff[4..8].try_into().expect("four bytes")) as usize;
    let count = u16::from_le_bytes(tiff[at..at + 2].try_into().expect("two bytes"));
    for entry in 0..usize::from(count) {
        let at = at + 2 + 12 * entry;
        if tiff[at..at + 2] == tag.to_le_bytes() {
            // Type 4 is a 32-bit number.
            tiff[at + 2..at + 4].copy_from_slice(&4_u16.to_le_bytes());
            tiff[at + 8..at + 12].copy_from_slice(&value.to_le_bytes());
        }
    }
}

#[test]
fn a_giant_is_refused_from_its_header() {
    for (name, bytes) in giants() {
        let error = inspect(&bytes).expect_err("a giant");
        assert!(
            matches!(
                error,
                Unreadable::TooLarge {
                    width_px: 60_000,
                    height_px: 60_000,
                    ..
                }
            ),
            "{name}: {error}"
        );
        assert_eq!(upright_thumbnail(&bytes, 64), Err(error), "{name}");
    }
    // The header alone is enough, where its place is fixed.
    for (name, bytes) in giants().into_iter().take(3) {
        let error = inspect(&bytes[..32]).expect_err("a giant");
        assert!(
            matches!(error, Unreadable::TooLarge { .. }),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_cut_file_is_truncated_wherever_it_is_cut() {
    for (kind, extension) in KINDS {
        let whole = encode(&speckled(24, 16), kind);
        assert!(inspect(&whole).is_ok(), "{extension}");
        for length in 0..whole.len() {
            let cut = &whole[..length];
            let (header, picture) = (inspect(cut), upright_thumbnail(cut, 8));
            let at = format!("{extension} at {length} of {}", whole.len());
            assert_eq!(header.is_ok(), picture.is_ok(), "{at}");
            if let Err(error) = header {
                let says_so = matches!(error, Unreadable::Truncated { .. });
                // Behind its signature a cut file is known for what it is.
                assert!(says_so || length < 18, "{at}: {error}");
            } else {
                // Only an end mark without pixels may be missing.
                assert!(whole.len() - length <= 4, "{at}");
            }
        }
    }
}

#[test]
fn what_follows_the_end_mark_is_ignored() {
    let mut bytes = encode(&speckled(24, 16), Kind::Jpeg);
    bytes.extend([0, 0, 0xff, 0xd8, 0xff, 0xe1, 7, 7, 7]);
    assert!(inspect(&bytes).is_ok());
    assert!(upright_thumbnail(&bytes, 8).is_ok());
}

#[test]
fn a_jpeg_that_lacks_only_its_end_mark_is_read() {
    let whole = encode(&speckled(24, 16), Kind::Jpeg);
    let bare = &whole[..whole.len() - 2];
    assert!(inspect(bare).is_ok());
    assert_eq!(upright_thumbnail(bare, 8), upright_thumbnail(&whole, 8));
}

#[test]
fn a_cut_progressive_jpeg_is_truncated_even_between_two_scans() {
    let whole = include_bytes!("../fixtures/images/progressive_red_left_blue_right.jpg");
    // The fixture is what its name says: it has a progressive frame header.
    assert!(whole.windows(2).any(|pair| pair == [0xff, 0xc2]));
    assert!(upright_thumbnail(whole, 8).is_ok());
    for length in 18..whole.len() {
        let error = upright_thumbnail(&whole[..length], 8).expect_err("a cut file");
        let says_so = matches!(error, Unreadable::Truncated { .. });
        assert!(says_so, "{length} of {}: {error}", whole.len());
    }
}

#[test]
fn a_cut_jpeg_with_an_end_mark_put_on_is_truncated() {
    let whole = encode(&speckled(160, 160), Kind::Jpeg);
    let mut patched = whole[..whole.len() / 2].to_vec();
    patched.extend([0xff, 0xd9]);
    let refused = matches!(
        upright_thumbnail(&patched, 64),
        Err(Unreadable::Truncated { .. })
    );
    assert!(refused);
}

#[test]
fn a_plain_or_striped_jpeg_is_not_taken_for_a_cut_one() {
    for height in [0, 90] {
        let stripe = |x, _| image::Rgb([128 + (x / 4 % 2 * height) as u8; 3]);
        let picture = image::RgbImage::from_fn(160, 64, stripe);
        let bytes = encode(&image::DynamicImage::ImageRgb8(picture), Kind::Jpeg);
        assert!(upright_thumbnail(&bytes, 8).is_ok(), "{height}");
    }
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_and_messages_are_one_clean_line(
        kind in 0_usize..6,
        keep in 0_usize..64,
        noise in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
    ) {
        let sound = encode(&red_left_blue_right(3, 2), KINDS[kind].0);
        let mut bytes = sound[..keep.min(sound.len())].to_vec();
        bytes.extend(noise);
        for error in [inspect(&bytes).err(), upright_thumbnail(&bytes, 8).err()].into_iter().flatten() {
            let message = error.to_string();
            proptest::prop_assert!(!message.is_empty() && !message.chars().any(char::is_control));
        }
    }

    #[test]
    fn a_changed_byte_never_panics(
        kind in 0_usize..6,
        place in proptest::num::usize::ANY,
        value in proptest::num::u8::ANY,
    ) {
        let mut bytes = encode(&speckled(9, 7), KINDS[kind].0);
        let place = place % bytes.len();
        bytes[place] = value;
        let _ = inspect(&bytes);
        let _ = upright_thumbnail(&bytes, 4);
    }
}

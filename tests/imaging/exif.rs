//! Answers `src/imaging/exif.rs`.

use image::ImageFormat as Kind;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use pixrec::imaging::{ExifFields, inspect};

use super::make::{Field, encode, exif_block, red_left_blue_right, with_exif};

fn fields(block: &[u8]) -> Option<ExifFields> {
    let plain = encode(&red_left_blue_right(4, 2), Kind::Jpeg);
    let header = inspect(&with_exif(&plain, block)).expect("EXIF never rejects a picture");
    header.exif
}

fn full_block() -> Vec<u8> {
    exif_block(
        &[
            Field::Ascii(0x010f, b" Canon \0"),
            Field::Ascii(0x0110, b"EOS\x07 5D\0"),
            Field::Short(0x0112, 6),
        ],
        &[
            Field::Rational(0x829a, vec![(1, 250)]),
            Field::Rational(0x829d, vec![(28, 10)]),
            Field::Short(0x8827, 400),
            Field::Ascii(0x9003, b"2021:06:30 18:05:09\0"),
            Field::Rational(0x920a, vec![(50, 1)]),
            Field::Short(0xa405, 80),
            Field::Short(0xa40c, 2),
        ],
        &[
            Field::Ascii(1, b"S\0"),
            Field::Rational(2, vec![(33, 1), (51, 1), (3600, 100)]),
            Field::Ascii(3, b"E\0"),
            Field::Rational(4, vec![(151, 1), (12, 1), (0, 1)]),
        ],
    )
}

fn assert_full(fields: Option<ExifFields>) {
    let fields = fields.expect("fields");
    assert_eq!(fields.camera_make.as_deref(), Some("Canon"));
    assert_eq!(fields.camera_model.as_deref(), Some("EOS 5D"));
    assert_eq!(fields.date_taken.as_deref(), Some("2021-06-30T18:05:09"));
    assert_eq!(fields.orientation, Some(6));
    assert_eq!(fields.exposure_time_s, Some(0.004));
    assert_eq!(fields.f_number, Some(2.8));
    assert_eq!(fields.iso, Some(400));
    assert_eq!(fields.focal_length_mm, Some(50.0));
    assert_eq!(fields.focal_length_35mm, Some(80));
    assert_eq!(fields.subject_distance_range, Some(2));
    let (latitude, longitude) = (fields.latitude, fields.longitude);
    assert!(latitude.is_some_and(|value| (value + 33.86).abs() < 1e-9));
    assert!(longitude.is_some_and(|value| (value - 151.2).abs() < 1e-9));
}

#[test]
fn every_field_of_a_jpeg_is_read() {
    assert_full(fields(&full_block()));
}

#[test]
fn png_and_webp_carry_the_same_block() {
    let picture = red_left_blue_right(4, 2).into_rgb8();
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder
        .set_exif_metadata(full_block())
        .expect("PNG holds EXIF");
    encoder
        .write_image(&picture, 4, 2, ExtendedColorType::Rgb8)
        .expect("the picture is encoded");
    let mut webp = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder
        .set_exif_metadata(full_block())
        .expect("WebP holds EXIF");
    encoder
        .write_image(&picture, 4, 2, ExtendedColorType::Rgb8)
        .expect("the picture is encoded");
    for bytes in [png, webp] {
        let header = inspect(&bytes).expect("a sound picture");
        assert_eq!((header.width_px, header.height_px), (2, 4));
        assert_full(header.exif);
    }
}

#[test]
fn a_tiff_is_its_own_block() {
    let block = encode(&red_left_blue_right(4, 2), Kind::Tiff);
    // The directory of a TIFF holds no camera; it must not be taken for one.
    assert_eq!(inspect(&block).expect("a sound picture").exif, None);
}

#[test]
fn nonsense_is_absent_field_by_field() {
    let block = exif_block(
        &[
            Field::Ascii(0x010f, b"   \0"),
            Field::Ascii(0x0110, b"caf\xe9\0"),
            Field::Short(0x0112, 77),
        ],
        &[
            Field::Rational(0x829a, vec![(1, 0)]),
            Field::Rational(0x829d, vec![(0, 1)]),
            Field::Short(0x8827, 0),
            Field::Ascii(0x9003, b"2021:02:30 18:05:09\0"),
            Field::Rational(0x920a, vec![(0, 0)]),
            Field::Short(0xa405, 0),
            Field::Short(0xa40c, 4),
        ],
        &[
            Field::Ascii(1, b"N\0"),
            Field::Rational(2, vec![(91, 1), (0, 1), (0, 1)]),
            Field::Rational(4, vec![(10, 1), (0, 1), (0, 1)]),
        ],
    );
    let expected = ExifFields {
        camera_model: Some("caf\u{fffd}".to_owned()),
        ..ExifFields::default()
    };
    assert_eq!(fields(&block), Some(expected));
}

#[test]
fn a_block_without_a_known_field_is_none() {
    assert_eq!(fields(&exif_block(&[], &[], &[])), None);
    assert_eq!(fields(b"no block at all"), None);
}

#[test]
fn a_block_cut_anywhere_never_rejects_the_picture() {
    let block = full_block();
    for length in 0..block.len() {
        let _ = fields(&block[..length]);
    }
}

proptest::proptest! {
    #[test]
    fn a_damaged_block_never_rejects_and_never_leaves_the_ranges(
        place in proptest::num::usize::ANY,
        noise in proptest::collection::vec(proptest::num::u8::ANY, 1..8),
    ) {
        let mut block = full_block();
        let start = place % (block.len() - noise.len());
        block[start..start + noise.len()].copy_from_slice(&noise);
        let fields = fields(&block).unwrap_or_default();
        proptest::prop_assert!(fields.latitude.is_none_or(|value| (-90.0..=90.0).contains(&value)));
        proptest::prop_assert!(fields.longitude.is_none_or(|value| (-180.0..=180.0).contains(&value)));
        proptest::prop_assert!(fields.orientation.is_none_or(|value| (1..=8).contains(&value)));
        proptest::prop_assert!(fields.f_number.is_none_or(|value| value.is_finite() && value > 0.0));
    }
}

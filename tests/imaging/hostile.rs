//! Files made to do harm, and what torture sets and fuzzing found: each is read or refused for a
//! reason, with little memory, and none brings the program down.

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use image::{DynamicImage, ImageBuffer, ImageFormat as Kind, Rgba};
use pixrec::imaging::{ImageFormat, Unreadable, inspect, upright_thumbnail};

use super::make::{Field, encode, exif_block, red_left_blue_right, speckled, with_exif};

/// Where the frame header of a JPEG begins.
fn frame_at(jpeg: &[u8]) -> usize {
    let is_frame = |pair: &[u8]| pair[0] == 0xff && matches!(pair[1], 0xc0..=0xc2);
    jpeg.windows(2)
        .position(is_frame)
        .expect("a JPEG has a frame header")
}

/// Where the header of the first scan begins, and the place behind it.
fn scan_at(jpeg: &[u8]) -> (usize, usize) {
    let at = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xda])
        .expect("a JPEG has a scan");
    (at, at + 2 + usize::from(jpeg[at + 3]))
}

/// A PNG with a chunk put in behind its header.
fn with_chunk(png: &[u8], kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    const HEADER_END: usize = 8 + 25;
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(content);
    let length = (content.len() as u32).to_be_bytes();
    let chunk = [&length[..], kind, content, &crc.sum().to_be_bytes()].concat();
    [&png[..HEADER_END], &chunk, &png[HEADER_END..]].concat()
}

fn deflated_zeros(count: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 16];
    for _ in 0..count >> 16 {
        encoder.write_all(&zeros).expect("memory takes it");
    }
    encoder.finish().expect("memory takes it")
}

#[test]
fn sides_of_65000_and_more_are_refused_from_the_header_alone() {
    let side = 65_500_u16;
    let mut png = encode(&red_left_blue_right(2, 2), Kind::Png);
    png[16..20].copy_from_slice(&u32::from(side).to_be_bytes());
    png[20..24].copy_from_slice(&u32::from(side).to_be_bytes());
    png.truncate(33);
    let mut jpeg = encode(&red_left_blue_right(2, 2), Kind::Jpeg);
    let at = frame_at(&jpeg);
    jpeg[at + 5..at + 7].copy_from_slice(&side.to_be_bytes());
    jpeg[at + 7..at + 9].copy_from_slice(&side.to_be_bytes());
    for bytes in [png, jpeg] {
        for error in [inspect(&bytes).err(), upright_thumbnail(&bytes, 64).err()] {
            let is_large = matches!(
                error,
                Some(Unreadable::TooLarge {
                    width_px: 65_500,
                    ..
                })
            );
            assert!(is_large, "{error:?}");
        }
    }
}

#[test]
fn a_thousand_scans_are_read_or_refused() {
    let whole = include_bytes!("../fixtures/images/progressive_red_left_blue_right.jpg");
    let (end, _) = whole
        .windows(2)
        .enumerate()
        .rfind(|(_, pair)| *pair == [0xff, 0xd9])
        .expect("a JPEG has an end mark");
    let (start, _) = scan_at(whole);
    let next = whole[start + 2..]
        .windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7))
        .map_or(end, |at| start + 2 + at);
    let scan = &whole[start..next];
    let bytes = [&whole[..next], &scan.repeat(1000), &whole[next..]].concat();
    assert!(inspect(&bytes).is_ok());
    for max_side_px in [1, 8, 1000] {
        if let Err(error) = upright_thumbnail(&bytes, max_side_px) {
            assert!(matches!(error, Unreadable::Corrupt { .. }), "{error}");
        }
    }
}

#[test]
fn of_a_gif_of_many_frames_only_the_first_is_decoded() {
    let mut gif = encode(&red_left_blue_right(4, 2), Kind::Gif);
    let trailer = gif.pop();
    assert_eq!(trailer, Some(0x3b));
    // A frame of one colour in its own table that no other frame has.
    let frame = b"\x2c\0\0\0\0\x01\0\x01\0\x80\0\0\0\xff\xff\xff\x02\x02\x44\x01\0";
    gif.extend(frame.repeat(50_000));
    gif.push(0x3b);
    let small = upright_thumbnail(&gif, 4).expect("a sound picture");
    assert_eq!(small.get_pixel(0, 0).0, [255, 0, 0]);
}

#[test]
fn exif_that_leads_to_itself_or_claims_billions_of_values_is_absent() {
    let plain = encode(&red_left_blue_right(4, 2), Kind::Jpeg);
    // A directory whose camera and next directories are itself.
    let mut endless = exif_block(&[Field::Short(0x0112, 1)], &[], &[]);
    let pointer = endless
        .windows(2)
        .position(|pair| pair == [0x87, 0x69])
        .expect("a pointer to the camera's directory");
    endless[pointer + 8..pointer + 12].copy_from_slice(&8_u32.to_be_bytes());
    let next = 8 + 2 + 3 * 12;
    endless[next..next + 4].copy_from_slice(&8_u32.to_be_bytes());
    // Counts whose product with the size of a value overflows 32 bits, or nearly.
    let claims = [u32::MAX, 0x8000_0001, 0x2000_0001].map(|count| {
        let mut block = exif_block(&[Field::Ascii(0x010f, b"Canon\0")], &[], &[]);
        block[8 + 2 + 2..8 + 2 + 4].copy_from_slice(&12_u16.to_be_bytes());
        block[8 + 2 + 4..8 + 2 + 8].copy_from_slice(&count.to_be_bytes());
        block
    });
    for block in claims.iter().chain([&endless]) {
        let header = inspect(&with_exif(&plain, block)).expect("EXIF never refuses a picture");
        assert_eq!(header.exif.and_then(|fields| fields.camera_make), None);
    }
}

#[test]
fn text_of_a_png_that_unpacks_to_a_giant_is_never_unpacked_whole() {
    let plain = encode(&red_left_blue_right(4, 2), Kind::Png);
    let zeros = deflated_zeros(512 << 20);
    let compressed = [&b"Comment\0\0"[..], &zeros].concat();
    let packet = [&b"XML:com.adobe.xmp\0\x01\0\0\0"[..], &zeros].concat();
    let profile = [&b"sRGB\0\0"[..], &zeros].concat();
    for (kind, content) in [(b"zTXt", compressed), (b"iTXt", packet), (b"iCCP", profile)] {
        let bytes = with_chunk(&plain, kind, &content);
        if let Ok(header) = inspect(&bytes) {
            assert!(header.keywords.is_empty());
        }
        if let Ok(small) = upright_thumbnail(&bytes, 4) {
            assert_eq!(small.get_pixel(0, 0).0, [255, 0, 0]);
        }
    }
}

#[test]
fn pixels_that_unpack_to_more_than_the_header_says_do_no_harm() {
    let plain = encode(&red_left_blue_right(4, 2), Kind::Png);
    let bytes = with_chunk(&plain[..33], b"IDAT", &deflated_zeros(512 << 20));
    let bytes = [&bytes, b"\0\0\0\0IEND\xae\x42\x60\x82".as_slice()].concat();
    let _ = upright_thumbnail(&bytes, 4);
}

#[test]
fn one_pixel_and_nothing_to_be_seen_are_pictures() {
    for (kind, bytes) in [Kind::Png, Kind::WebP, Kind::Tiff].map(|kind| {
        let picture = ImageBuffer::from_pixel(1, 1, Rgba([9_u8, 9, 9, 0]));
        (kind, encode(&DynamicImage::ImageRgba8(picture), kind))
    }) {
        let small = upright_thumbnail(&bytes, 256).expect("a sound picture");
        assert_eq!(small.dimensions(), (1, 1), "{kind:?}");
        assert_eq!(small.get_pixel(0, 0).0, [255; 3], "{kind:?}");
    }
}

#[test]
fn a_jpeg_of_a_rare_kind_is_unsupported_and_not_damaged() {
    let plain = encode(&speckled(24, 16), Kind::Jpeg);
    let at = frame_at(&plain);
    for (marker, bits, kind) in [
        (0xc3, 8, "lossless"),
        (0xc5, 8, "hierarchical"),
        (0xc9, 8, "arithmetic"),
        (0xca, 8, "arithmetic"),
        (0xc1, 12, "12 bits"),
    ] {
        let mut bytes = plain.clone();
        bytes[at + 1] = marker;
        bytes[at + 4] = bits;
        for error in [inspect(&bytes).err(), upright_thumbnail(&bytes, 8).err()] {
            let error = error.expect("a kind that is not read");
            assert!(matches!(error, Unreadable::Unsupported { .. }), "{error}");
            assert!(error.to_string().contains(kind), "{error}");
        }
    }
}

#[test]
fn header_and_pixels_of_a_jpeg_get_one_answer() {
    let plain = encode(&speckled(64, 48), Kind::Jpeg);
    let (scan, behind) = scan_at(&plain);
    let mut band = plain.clone();
    band[behind - 2] = 80;
    let mut bits = plain.clone();
    bits[behind - 1] = 0x0e;
    // Bytes between two segments, among them what looks like a marker to some.
    let stray = [&plain[..scan], &[7, 0xff, 0, 0xff, 2, 9], &plain[scan..]].concat();
    for (name, bytes) in [("band", band), ("bits", bits), ("stray", stray)] {
        for max_side_px in [1, 8, 16, 32, 64] {
            let (header, picture) = (inspect(&bytes), upright_thumbnail(&bytes, max_side_px));
            assert!(header.is_ok() || picture.is_err(), "{name} {max_side_px}");
        }
    }
}

#[test]
fn colors_of_a_tiff_that_are_multiplied_by_alpha_are_not_multiplied_again() {
    let picture = ImageBuffer::from_pixel(2, 2, Rgba([60_u8, 0, 0, 60]));
    let mut tiff = encode(&DynamicImage::ImageRgba8(picture), Kind::Tiff);
    let unit = [296_u16.to_le_bytes(), 3_u16.to_le_bytes()].concat();
    let at = tiff
        .windows(4)
        .position(|bytes| bytes == unit)
        .expect("the directory has a unit of resolution");
    // In its place: what the fourth sample is, alpha that colours do not know of.
    tiff[at..at + 2].copy_from_slice(&338_u16.to_le_bytes());
    tiff[at + 8] = 2;
    let straight = upright_thumbnail(&tiff, 2).expect("a sound picture");
    assert_eq!(straight.get_pixel(0, 0).0, [209, 195, 195]);
    // Alpha that colours are multiplied by already: this is red, and shines with 60 of 255.
    tiff[at + 8] = 1;
    let multiplied = upright_thumbnail(&tiff, 2).expect("a sound picture");
    assert_eq!(multiplied.get_pixel(0, 0).0, [255, 195, 195]);
}

#[test]
fn the_article_fits_the_kind() {
    let error = ImageFormat::of(b"\0\0\0\x1cftypavif").expect_err("not read here");
    assert!(error.to_string().starts_with("an AVIF picture"), "{error}");
}

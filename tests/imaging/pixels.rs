//! Answers `src/imaging/pixels.rs` and `downscale.rs` behind it.

use image::{DynamicImage, ImageBuffer, ImageFormat as Kind, Luma, LumaA, Rgb, RgbImage, Rgba};
use pixrec::imaging::{inspect, upright_thumbnail};

use super::make::{
    BLUE, Field, KINDS, RED, encode, exif_block, red_left_blue_right, speckled, with_exif,
};

/// How far a lossy codec may shift a channel.
const LOSS: u8 = 12;

fn assert_near(actual: [u8; 3], expected: [u8; 3], what: &str) {
    let is_near = (actual.iter().zip(expected)).all(|(a, e)| a.abs_diff(e) <= LOSS);
    assert!(is_near, "{what}: {actual:?} is not near {expected:?}");
}

#[test]
fn every_format_keeps_left_red_and_right_blue() {
    for (kind, extension) in KINDS {
        let bytes = encode(&red_left_blue_right(64, 32), kind);
        let small = upright_thumbnail(&bytes, 16).expect("a sound picture");
        assert_eq!(small.dimensions(), (16, 8), "{extension}");
        assert_near(small.get_pixel(2, 4).0, RED, extension);
        assert_near(small.get_pixel(13, 4).0, BLUE, extension);
    }
}

#[test]
fn the_longer_side_is_bounded_and_nothing_is_enlarged_or_lost() {
    for (width, height, max_side_px, expected) in [
        (300, 200, 150, (150, 100)),
        (200, 300, 150, (100, 150)),
        (30, 20, 150, (30, 20)),
        (1000, 2, 100, (100, 1)),
        (1, 1, 100, (1, 1)),
        (7, 5, 0, (1, 1)),
    ] {
        let bytes = encode(&speckled(width, height), Kind::Png);
        let small = upright_thumbnail(&bytes, max_side_px).expect("a sound picture");
        assert_eq!(small.dimensions(), expected, "{width} x {height}");
    }
}

#[test]
fn every_orientation_is_turned_upright() {
    let plain = encode(&red_left_blue_right(64, 32), Kind::Jpeg);
    // Where the stored left half, red, is seen: at which of left, right, top, bottom.
    for (orientation, red_at) in [
        (1, "left"),
        (2, "right"),
        (3, "right"),
        (4, "left"),
        (5, "top"),
        (6, "top"),
        (7, "bottom"),
        (8, "bottom"),
    ] {
        let block = exif_block(&[Field::Short(0x0112, orientation)], &[], &[]);
        let bytes = with_exif(&plain, &block);
        let small = upright_thumbnail(&bytes, 16).expect("a sound picture");
        let header = inspect(&bytes).expect("a sound picture");
        let is_wide = header.width_px > header.height_px;
        assert_eq!(small.width() > small.height(), is_wide, "{orientation}");
        let (width, height) = small.dimensions();
        let (x, y) = match red_at {
            "left" => (1, height / 2),
            "right" => (width - 2, height / 2),
            "top" => (width / 2, 1),
            _ => (width / 2, height - 2),
        };
        assert_near(small.get_pixel(x, y).0, RED, red_at);
        let opposite = small.get_pixel(width - 1 - x, height - 1 - y).0;
        assert_near(opposite, BLUE, red_at);
    }
}

#[test]
fn transparency_lies_on_white_whatever_color_it_hides() {
    let mut picture = ImageBuffer::from_pixel(4, 2, Rgba([0_u8, 0, 0, 0]));
    for y in 0..2 {
        picture.put_pixel(0, y, Rgba([255, 0, 0, 255]));
        picture.put_pixel(1, y, Rgba([255, 0, 0, 128]));
    }
    for kind in [Kind::Png, Kind::WebP, Kind::Tiff] {
        let bytes = encode(&DynamicImage::ImageRgba8(picture.clone()), kind);
        let whole = upright_thumbnail(&bytes, 4).expect("a sound picture");
        assert_eq!(whole.get_pixel(0, 0).0, [255, 0, 0]);
        assert_eq!(whole.get_pixel(1, 0).0, [255, 127, 127]);
        assert_eq!(whole.get_pixel(3, 0).0, [255, 255, 255]);
        // Averaged after it was put on white: a mean of red and pale red, then white.
        let small = upright_thumbnail(&bytes, 2).expect("a sound picture");
        assert_eq!(small.get_pixel(0, 0).0, [255, 64, 64]);
        assert_eq!(small.get_pixel(1, 0).0, [255, 255, 255]);
    }
}

#[test]
fn gray_and_sixteen_bits_keep_their_brightness() {
    let gray = DynamicImage::ImageLuma8(ImageBuffer::from_pixel(3, 3, Luma([77])));
    let gray16 = DynamicImage::ImageLuma16(ImageBuffer::from_pixel(3, 3, Luma([77 * 257])));
    let alpha16 =
        DynamicImage::ImageLumaA16(ImageBuffer::from_pixel(3, 3, LumaA([77 * 257, 65_535])));
    let rgb16 = DynamicImage::ImageRgb16(ImageBuffer::from_pixel(3, 3, Rgb([77 * 257; 3])));
    let rgba16 =
        DynamicImage::ImageRgba16(ImageBuffer::from_pixel(3, 3, Rgba([0, 0, 0, 65_535 / 2])));
    for picture in [gray, gray16, alpha16, rgb16] {
        let small = upright_thumbnail(&encode(&picture, Kind::Png), 1).expect("a sound picture");
        assert_eq!(small.get_pixel(0, 0).0, [77; 3], "{:?}", picture.color());
    }
    let half = upright_thumbnail(&encode(&rgba16, Kind::Png), 1).expect("a sound picture");
    assert_near(half.get_pixel(0, 0).0, [128; 3], "half black");
}

#[test]
fn a_cmyk_jpeg_gives_its_colors() {
    let bytes = include_bytes!("../fixtures/images/cmyk_red_left_blue_right.jpg");
    // The fixture is what its name says: four components in the frame header.
    let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]);
    assert_eq!(frame.map(|at| bytes[at + 9]), Some(4));
    let small = upright_thumbnail(bytes, 16).expect("a sound picture");
    assert_near(small.get_pixel(2, 4).0, RED, "left");
    assert_near(small.get_pixel(13, 4).0, BLUE, "right");
}

#[test]
fn of_an_animation_the_first_frame_is_taken() {
    let frame = |color: [u8; 4]| image::Frame::new(ImageBuffer::from_pixel(8, 8, Rgba(color)));
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder
        .encode_frames([frame([255, 0, 0, 255]), frame([0, 0, 255, 255])])
        .expect("the animation is encoded");
    drop(encoder);
    let small = upright_thumbnail(&bytes, 1).expect("a sound picture");
    assert_eq!(small.get_pixel(0, 0).0, RED);
}

#[test]
fn shrinking_averages_areas() {
    let checks = RgbImage::from_fn(8, 8, |x, y| Rgb([((x + y) % 2 * 200) as u8; 3]));
    let bytes = encode(&DynamicImage::ImageRgb8(checks), Kind::Png);
    let small = upright_thumbnail(&bytes, 2).expect("a sound picture");
    assert!(small.pixels().all(|pixel| pixel.0 == [100; 3]));
}

#[test]
fn a_picture_that_fits_is_not_touched() {
    let picture = speckled(31, 17);
    let same = upright_thumbnail(&encode(&picture, Kind::Png), 31).expect("a sound picture");
    assert_eq!(DynamicImage::ImageRgb8(same), picture);
}

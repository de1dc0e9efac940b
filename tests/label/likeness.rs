//! Answers `src/label/likeness.rs`, on pictures of the gallery and on what has no structure.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use pixrec::imaging::upright_thumbnail;
use pixrec::label::Settings;
use pixrec::label::likeness::likeness;

/// A landscape: a sky, a sun, hills of this number's form, and grain.
fn picture(number: u32) -> RgbImage {
    let phase = number as f32 * 1.7;
    RgbImage::from_fn(320, 240, |x, y| {
        let (u, v) = (x as f32 / 320.0, y as f32 / 240.0);
        let waves = 4.0 + (number * 5 % 12) as f32;
        let hill = 0.55 + 0.3 * (u * waves + phase).sin() + 0.1 * (u * 17.0 + 2.0 * phase).sin();
        let sun = (u - 0.5 - 0.3 * phase.cos()).hypot(v - 0.25) < 0.12;
        let grain = ((x * 7919 + y * 104_729 + number) % 23) as f32;
        let gray = match (sun, v > hill) {
            (_, true) => 60.0 + 40.0 * v,
            (true, _) => 240.0,
            _ => 190.0 - 90.0 * v,
        };
        Rgb([gray, gray * 0.9, 255.0 - gray].map(|value| (value + grain * 0.5) as u8))
    })
}

fn jpeg(image: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    image.write_with_encoder(encoder).expect("a JPEG");
    bytes
}

fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image
        .into()
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("a PNG");
    bytes.into_inner()
}

fn of(bytes: &[u8]) -> Option<u64> {
    likeness(&upright_thumbnail(bytes, 256).expect("it can be read"))
}

fn changed(image: &RgbImage, change: impl Fn(u8) -> f32) -> RgbImage {
    let mut copy = image.clone();
    for value in copy.iter_mut() {
        *value = change(*value).clamp(0.0, 255.0) as u8;
    }
    copy
}

fn distance(one: &[u8], other: &[u8]) -> u32 {
    let hash = |bytes| of(bytes).expect("it has structure");
    (hash(one) ^ hash(other)).count_ones()
}

#[test]
fn altered_copies_are_alike() {
    let limit = Settings::default().duplicate_distance;
    for number in 0..12 {
        let image = picture(number);
        let resized = |width, height| imageops::resize(&image, width, height, FilterType::Lanczos3);
        let copies = [
            ("recompressed", jpeg(&image, 30)),
            ("shrunk", jpeg(&resized(120, 90), 80)),
            ("enlarged", jpeg(&resized(640, 480), 80)),
            (
                "brighter",
                jpeg(&changed(&image, |value| f32::from(value) + 12.0), 85),
            ),
            (
                "darker",
                jpeg(&changed(&image, |value| f32::from(value) * 0.7), 85),
            ),
            (
                "paler",
                jpeg(&changed(&image, |value| f32::from(value) * 0.7 + 38.0), 85),
            ),
            ("gray", png(imageops::grayscale(&image))),
            ("blurred", png(imageops::blur(&image, 2.0))),
            (
                "cut",
                png(imageops::crop_imm(&image, 2, 2, 316, 236).to_image()),
            ),
        ];
        let original = png(image.clone());
        for (how, copy) in copies {
            let distance = distance(&original, &copy);
            assert!(distance <= limit, "{number}, {how}: {distance}");
        }
    }
}

#[test]
fn other_pictures_and_mirrored_ones_are_not_alike() {
    let limit = Settings::default().duplicate_distance;
    let files: Vec<Vec<u8>> = (0..12).map(|number| png(picture(number))).collect();
    for (number, file) in files.iter().enumerate() {
        for other in &files[..number] {
            assert!(distance(file, other) > limit);
        }
        let mirrored = png(imageops::flip_horizontal(&picture(number as u32)));
        assert!(distance(file, &mirrored) > limit);
    }
}

#[test]
fn what_has_no_structure_has_no_hash() {
    for color in [[0, 0, 0], [255, 255, 255], [200, 30, 90]] {
        let flat = RgbImage::from_pixel(200, 150, Rgb(color));
        assert_eq!(of(&png(flat.clone())), None);
        assert_eq!(of(&jpeg(&flat, 10)), None);
        let grain = RgbImage::from_fn(200, 150, |x, y| {
            Rgb(color.map(|value| value ^ ((x * 31 + y * 17) % 3) as u8))
        });
        assert_eq!(of(&jpeg(&grain, 30)), None, "{color:?}");
    }
    assert_eq!(likeness(&RgbImage::new(0, 0)), None);
}

#[test]
fn stripes_and_gradients_have_no_hash() {
    let gradient = RgbImage::from_fn(200, 150, |_, y| Rgb([y as u8, y as u8 / 2, 200]));
    let stripes = RgbImage::from_fn(200, 150, |x, _| Rgb([(x / 25 % 2 * 200) as u8; 3]));
    for image in [gradient, stripes] {
        assert_eq!(of(&png(image.clone())), None);
        assert_eq!(of(&jpeg(&image, 60)), None);
    }
}

#[test]
fn transparency_is_white_whatever_its_hidden_colour() {
    let image = picture(3);
    let cut_out = |hidden: u8| {
        RgbaImage::from_fn(320, 240, |x, y| match image.get_pixel(x, y).0 {
            [red, green, blue] if y > 100 => Rgba([red, green, blue, 255]),
            _ => Rgba([hidden, 0, hidden, 0]),
        })
    };
    let on_white = RgbImage::from_fn(320, 240, |x, y| match y > 100 {
        true => *image.get_pixel(x, y),
        false => Rgb([255; 3]),
    });
    let hash = of(&png(on_white));
    assert!(hash.is_some());
    assert_eq!(of(&png(cut_out(0))), hash);
    assert_eq!(of(&png(cut_out(255))), hash);
}

#[test]
fn an_image_of_any_size_is_looked_at() {
    for (width, height) in [(1, 1), (2, 1), (1, 256), (256, 1), (3, 2), (7, 5), (33, 31)] {
        let image = RgbImage::from_fn(width, height, |x, y| Rgb([((x + y) % 2 * 255) as u8; 3]));
        assert_eq!(likeness(&image), likeness(&image));
    }
    let corner = RgbImage::from_fn(2, 2, |x, y| Rgb([(x * y * 255) as u8; 3]));
    assert!(likeness(&corner).is_some());
}

//! From pixels to the bytes of a file: turns the picture as a camera would have stored it, writes
//! the EXIF and encodes.

use std::io::Cursor;

use anyhow::Context;
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::codecs::bmp::BmpEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage, imageops};
use rand::Rng;
use rand::seq::SliceRandom;

use super::exposure::exposure;
use super::plan::{Format, Plan};

/// No visible loss on smooth skies, about 1.5 bits a pixel.
const JPEG_QUALITY: u8 = 88;
/// How far from a scene's place a picture may be taken, degrees (some 50 km).
const WANDER_DEGREES: f64 = 0.5;

/// What is said about the picture inside its file.
pub(super) struct About<'a> {
    pub description: &'a str,
    pub author: &'a str,
}

/// Encodes displayed RGB pixels as the plan says.
///
/// # Errors
/// If the pixels do not fill the planned size or the encoder refuses them.
pub(super) fn encode(rgb: Vec<u8>, plan: &Plan, about: &About) -> anyhow::Result<Vec<u8>> {
    let upright = RgbImage::from_raw(plan.width, plan.height, rgb)
        .context("the painted pixels do not fill the planned size")?;
    let stored = turned(upright, plan.orientation);
    let (width, height) = stored.dimensions();
    let pixels = stored.as_raw();
    let mut bytes = Vec::new();
    match plan.format {
        Format::Jpeg => {
            let mut encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            encoder.set_exif_metadata(exif_of(plan, about)?)?;
            encoder.write_image(pixels, width, height, ExtendedColorType::Rgb8)?;
        }
        Format::Png => {
            PngEncoder::new(&mut bytes).write_image(
                pixels,
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
        }
        Format::WebP => {
            WebPEncoder::new_lossless(&mut bytes).write_image(
                pixels,
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
        }
        Format::Bmp => {
            BmpEncoder::new(&mut bytes).write_image(
                pixels,
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
        }
    }
    Ok(bytes)
}

/// The pixels as stored, so that a viewer that obeys the EXIF orientation shows them upright.
fn turned(upright: RgbImage, orientation: u8) -> RgbImage {
    match orientation {
        3 => imageops::rotate180(&upright),
        6 => imageops::rotate270(&upright),
        8 => imageops::rotate90(&upright),
        _ => upright,
    }
}

/// The EXIF block of a JPEG: who and what always, the camera where the plan has one.
fn exif_of(plan: &Plan, about: &About) -> anyhow::Result<Vec<u8>> {
    let mut fields = vec![
        text(Tag::ImageDescription, about.description),
        text(Tag::Artist, about.author),
        text(Tag::Copyright, "CC0 1.0"),
    ];
    if plan.has_camera {
        fields.extend(camera_fields(plan));
    }
    if plan.has_gps {
        fields.extend(gps_fields(plan));
    }
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut block = Cursor::new(Vec::new());
    writer
        .write(&mut block, false)
        .context("writing the EXIF block")?;
    Ok(block.into_inner())
}

fn camera_fields(plan: &Plan) -> Vec<Field> {
    let (_, mood) = plan.subject();
    let shot = exposure(mood.light, mood.season, &mut plan.dice("exposure"));
    let ratio = |num, denom| Value::Rational(vec![Rational { num, denom }]);
    vec![
        text(Tag::Make, shot.make),
        text(Tag::Model, shot.model),
        field(
            Tag::Orientation,
            Value::Short(vec![u16::from(plan.orientation)]),
        ),
        text(Tag::DateTimeOriginal, &shot.taken),
        field(Tag::ExposureTime, ratio(shot.time.0, shot.time.1)),
        field(Tag::FNumber, ratio(shot.f_tenths, 10)),
        field(Tag::PhotographicSensitivity, Value::Short(vec![shot.iso])),
        field(Tag::FocalLength, ratio(shot.focal_mm, 1)),
    ]
}

fn gps_fields(plan: &Plan) -> Vec<Field> {
    let mut dice = plan.dice("place");
    let (latitude, longitude) = plan
        .subject()
        .0
        .places
        .choose(&mut dice)
        .copied()
        .unwrap_or((0.0, 0.0));
    let latitude = latitude + dice.gen_range(-WANDER_DEGREES..WANDER_DEGREES);
    let longitude = longitude + dice.gen_range(-WANDER_DEGREES..WANDER_DEGREES);
    vec![
        text(Tag::GPSLatitudeRef, if latitude < 0.0 { "S" } else { "N" }),
        field(Tag::GPSLatitude, degrees(latitude)),
        text(
            Tag::GPSLongitudeRef,
            if longitude < 0.0 { "W" } else { "E" },
        ),
        field(Tag::GPSLongitude, degrees(longitude)),
    ]
}

/// An angle as degrees, minutes and hundredths of seconds.
fn degrees(angle: f64) -> Value {
    let hundredths = (angle.abs() * 360_000.0).round() as u32;
    Value::Rational(vec![
        Rational {
            num: hundredths / 360_000,
            denom: 1,
        },
        Rational {
            num: hundredths / 6_000 % 60,
            denom: 1,
        },
        Rational {
            num: hundredths % 6_000,
            denom: 100,
        },
    ])
}

fn field(tag: Tag, value: Value) -> Field {
    Field {
        tag,
        ifd_num: In::PRIMARY,
        value,
    }
}

fn text(tag: Tag, text: &str) -> Field {
    field(tag, Value::Ascii(vec![text.as_bytes().to_vec()]))
}

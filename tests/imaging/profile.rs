//! Answers `src/imaging/profile.rs`.

use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat as Kind, Rgb, RgbImage};
use moxcms::ColorProfile;
use pixrec::imaging::upright_thumbnail;

use super::make::{encode, with_segment};

const COLOR: [u8; 3] = [200, 100, 60];

fn picture() -> RgbImage {
    RgbImage::from_pixel(64, 64, Rgb(COLOR))
}

fn jpeg(profile: &[u8]) -> Vec<u8> {
    let plain = encode(&DynamicImage::ImageRgb8(picture()), Kind::Jpeg);
    with_segment(&plain, 0xe2, &[b"ICC_PROFILE\0\x01\x01", profile].concat())
}

fn png(profile: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder
        .set_icc_profile(profile.to_vec())
        .expect("PNG holds a profile");
    encoder
        .write_image(&picture(), 64, 64, ExtendedColorType::Rgb8)
        .expect("the picture is encoded");
    bytes
}

/// The colour of the small picture from a part of a JPEG, from all of it, and from a PNG.
fn colors(profile: &[u8]) -> Vec<[u8; 3]> {
    [(jpeg(profile), 8), (jpeg(profile), 64), (png(profile), 8)]
        .iter()
        .map(|(bytes, side)| {
            let small = upright_thumbnail(bytes, *side).expect("a sound picture");
            small.get_pixel(4, 4).0
        })
        .collect()
}

fn assert_colors(profile: &ColorProfile, expected: [u8; 3]) {
    let profile = profile.encode().expect("the profile is encoded");
    // Twice: the second time the conversion is known.
    for color in colors(&profile).into_iter().chain(colors(&profile)) {
        let is_near = color
            .iter()
            .zip(expected)
            .all(|(one, other)| one.abs_diff(other) <= 3);
        assert!(is_near, "{color:?} is not near {expected:?}");
    }
}

#[test]
fn wide_spaces_are_made_srgb() {
    // Worked out from the primaries, white points and curves of each space (Bradford adaptation).
    assert_colors(&ColorProfile::new_display_p3(), [215, 93, 47]);
    assert_colors(&ColorProfile::new_adobe_rgb(), [227, 100, 55]);
    assert_colors(&ColorProfile::new_pro_photo_rgb(), [255, 80, 64]);
}

#[test]
fn a_profile_of_srgb_changes_nothing() {
    let profile = ColorProfile::new_srgb()
        .encode()
        .expect("the profile is encoded");
    let plain = encode(&DynamicImage::ImageRgb8(picture()), Kind::Jpeg);
    assert_eq!(
        upright_thumbnail(&jpeg(&profile), 8),
        upright_thumbnail(&plain, 8)
    );
}

#[test]
fn profiles_of_gray_and_broken_ones_are_ignored() {
    let gray = ColorProfile::new_gray_with_gamma(1.0);
    assert_colors(&gray, COLOR);
    let sound = ColorProfile::new_display_p3()
        .encode()
        .expect("the profile is encoded");
    let plain = encode(&DynamicImage::ImageRgb8(picture()), Kind::Jpeg);
    for broken in [&b"no profile"[..], &sound[..sound.len() / 2], &[0; 128]] {
        assert_eq!(
            upright_thumbnail(&jpeg(broken), 8),
            upright_thumbnail(&plain, 8)
        );
    }
    // The first of two parts, without the second.
    let half = with_segment(
        &plain,
        0xe2,
        &[b"ICC_PROFILE\0\x01\x02", &sound[..]].concat(),
    );
    assert_eq!(upright_thumbnail(&half, 8), upright_thumbnail(&plain, 8));
}

#[test]
fn a_profile_may_lie_in_parts() {
    let profile = ColorProfile::new_display_p3()
        .encode()
        .expect("the profile is encoded");
    let (one, two) = profile.split_at(100);
    let plain = encode(&DynamicImage::ImageRgb8(picture()), Kind::Jpeg);
    let part = |number: u8, content: &[u8]| [b"ICC_PROFILE\0", &[number, 2][..], content].concat();
    // Each is put in front: the second part stands first in the file.
    let bytes = with_segment(&plain, 0xe2, &part(1, one));
    let bytes = with_segment(&bytes, 0xe2, &part(2, two));
    assert_eq!(
        upright_thumbnail(&bytes, 8),
        upright_thumbnail(&jpeg(&profile), 8)
    );
}

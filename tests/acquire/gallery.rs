//! The built-in source `gallery`: determinism, variety, true tags, and what its files say of
//! themselves.

use std::collections::BTreeSet;
use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, RgbImage, imageops};
use pixrec::acquire::source::gallery::{Format, Picture, Plan, picture, plan, scenes};
use pixrec::domain::Seed;

/// The size of the collection that the program makes by default.
const COLLECTION: u64 = 150;
const SEED: u64 = 42;
/// Painting is dear: only plans whose longer side is at most this long are painted by the tests
/// that look at many pictures.
const CHEAP_SIDE_PX: u32 = 800;

/// Moods in which the ground may be as bright as the sky.
const BACKLIT: [&str; 4] = ["dusk", "night", "snow", "sunset"];

fn plans(seed: u64) -> Vec<Plan> {
    (0..COLLECTION)
        .map(|index| plan(Seed::new(seed), index))
        .collect()
}

fn painted(index: u64) -> Picture {
    picture(Seed::new(SEED), index).expect("a picture of the gallery can always be painted")
}

/// The first picture of the collection, in order, whose plan is cheap and meets a condition.
fn first_where(condition: impl Fn(&Plan) -> bool) -> (Plan, Picture) {
    let found = plans(SEED)
        .into_iter()
        .enumerate()
        .find(|(_, plan)| is_cheap(plan) && condition(plan));
    let (index, plan) = found.expect("the collection holds such a picture");
    (plan, painted(index as u64))
}

fn is_cheap(plan: &Plan) -> bool {
    plan.width.max(plan.height) <= CHEAP_SIDE_PX
}

fn decoded(picture: &Picture) -> DynamicImage {
    image::load_from_memory(&picture.bytes).expect("the gallery writes files that decode")
}

/// The picture as a viewer that obeys the EXIF orientation shows it.
fn displayed(plan: &Plan, picture: &Picture) -> RgbImage {
    let mut image = decoded(picture);
    image.apply_orientation(Orientation::from_exif(plan.orientation).expect("1 to 8"));
    image.to_rgb8()
}

/// Mean luminance, 0 to 255.
fn brightness(image: &RgbImage) -> f64 {
    let sum: f64 = image
        .pixels()
        .map(|p| 0.2126 * f64::from(p[0]) + 0.7152 * f64::from(p[1]) + 0.0722 * f64::from(p[2]))
        .sum();
    sum / f64::from(image.width() * image.height())
}

fn exif(picture: &Picture) -> exif::Exif {
    exif::Reader::new()
        .read_from_container(&mut Cursor::new(&picture.bytes))
        .expect("a JPEG of the gallery has EXIF")
}

#[test]
fn the_same_seed_and_index_give_the_same_bytes() {
    let (index, _) = plans(SEED)
        .into_iter()
        .enumerate()
        .find(|(_, plan)| is_cheap(plan))
        .expect("the collection holds small pictures");
    let here = painted(index as u64);
    let elsewhere = std::thread::spawn(move || painted(index as u64))
        .join()
        .expect("no panic");
    assert_eq!(here, elsewhere);
    let other = picture(Seed::new(SEED + 1), index as u64).expect("painted");
    assert_ne!(here.bytes, other.bytes);
}

#[test]
fn one_collection_holds_every_scene_size_shape_format_and_turn() {
    for seed in [SEED, 1, 7] {
        let plans = plans(seed);
        let longer = |plan: &Plan| plan.width.max(plan.height);
        let drawn: BTreeSet<&str> = plans.iter().map(Plan::scene).collect();
        assert_eq!(drawn, scenes().collect(), "seed {seed}");
        assert!(drawn.len() >= 12);
        let sizes: BTreeSet<u8> = plans
            .iter()
            .map(|plan| u8::from(longer(plan) >= 500) + u8::from(longer(plan) > 1500))
            .collect();
        assert_eq!(sizes.len(), 3, "seed {seed}");
        let shapes: BTreeSet<_> = plans
            .iter()
            .map(|plan| plan.width.cmp(&plan.height))
            .collect();
        assert_eq!(shapes.len(), 3, "seed {seed}");
        let formats: BTreeSet<Format> = plans.iter().map(|plan| plan.format).collect();
        assert_eq!(formats.len(), 4, "seed {seed}");
        let turns: BTreeSet<u8> = plans.iter().map(|plan| plan.orientation).collect();
        assert_eq!(turns, BTreeSet::from([1, 3, 6, 8]), "seed {seed}");
        assert!(plans.iter().any(|plan| plan.has_gps), "seed {seed}");
    }
}

#[test]
fn sides_lie_between_320_and_2400_px_and_no_picture_is_almost_square() {
    for plan in plans(SEED) {
        let (long, short) = (plan.width.max(plan.height), plan.width.min(plan.height));
        assert!((320..=2400).contains(&long), "{plan:?}");
        assert!(
            long == short || f64::from(long) >= 1.2 * f64::from(short),
            "{plan:?}"
        );
    }
}

#[test]
fn a_picture_does_not_depend_on_how_many_are_asked_for() {
    let all = plans(SEED);
    for index in [149_u64, 0, 77] {
        assert_eq!(plan(Seed::new(SEED), index), all[index as usize]);
    }
}

#[test]
fn files_decode_to_the_planned_size_in_every_format() {
    for format in [Format::Jpeg, Format::Png, Format::WebP, Format::Bmp] {
        let (plan, picture) = first_where(|plan| plan.format == format && plan.orientation == 1);
        assert_eq!(decoded(&picture).dimensions(), (plan.width, plan.height));
        assert_eq!(picture.extension, format.extension());
        let sniffed = image::guess_format(&picture.bytes).expect("a known format");
        assert!(sniffed.extensions_str().contains(&picture.extension));
    }
}

#[test]
fn turned_pictures_are_stored_with_exchanged_sides_and_say_so() {
    for turn in [6, 8] {
        let (plan, picture) = first_where(|plan| plan.orientation == turn);
        assert_eq!(decoded(&picture).dimensions(), (plan.height, plan.width));
        let exif = exif(&picture);
        let field = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY);
        assert_eq!(
            field.and_then(|field| field.value.get_uint(0)),
            Some(u32::from(turn))
        );
        assert_eq!(
            displayed(&plan, &picture).dimensions(),
            (plan.width, plan.height)
        );
    }
}

#[test]
fn a_turned_forest_or_sky_is_shown_upright() {
    // Scenes with a bright sky above dark ground, by day, whatever way they are stored.
    let mut seen = 0;
    for (index, plan) in plans(SEED).into_iter().enumerate() {
        let sky_above = matches!(
            plan.scene(),
            "forest" | "beach" | "sea" | "field" | "lake" | "desert"
        );
        if plan.orientation == 1 || !sky_above {
            continue;
        }
        let picture = painted(index as u64);
        if picture
            .tags
            .iter()
            .any(|tag| BACKLIT.contains(&tag.as_str()))
        {
            continue;
        }
        let image = displayed(&plan, &picture);
        let third = plan.height / 3;
        let part = |y: u32| imageops::crop_imm(&image, 0, y, plan.width, third).to_image();
        let (top, bottom) = (brightness(&part(0)), brightness(&part(plan.height - third)));
        assert!(top > bottom, "{index} {}: {top} {bottom}", picture.title);
        seen += 1;
    }
    assert!(
        seen > 0,
        "the collection holds a turned picture of such a scene"
    );
}

#[test]
fn a_camera_leaves_a_complete_and_plausible_exif() {
    let (_, picture) = first_where(|plan| plan.has_camera && plan.has_gps);
    let exif = exif(&picture);
    for tag in [
        exif::Tag::Make,
        exif::Tag::Model,
        exif::Tag::DateTimeOriginal,
        exif::Tag::ExposureTime,
        exif::Tag::FNumber,
        exif::Tag::PhotographicSensitivity,
        exif::Tag::FocalLength,
        exif::Tag::GPSLatitude,
        exif::Tag::GPSLongitude,
        exif::Tag::Artist,
        exif::Tag::Copyright,
    ] {
        assert!(exif.get_field(tag, exif::In::PRIMARY).is_some(), "{tag}");
    }
    let taken = exif.get_field(exif::Tag::DateTimeOriginal, exif::In::PRIMARY);
    let taken = taken
        .map(|field| field.display_value().to_string())
        .unwrap_or_default();
    let year: u32 = taken
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or(0);
    assert!((2019..=2025).contains(&year), "{taken}");
}

#[test]
fn words_are_complete_and_tags_are_four_to_nine_sorted_and_unique() {
    for (index, _) in plans(SEED)
        .iter()
        .enumerate()
        .filter(|(_, plan)| is_cheap(plan))
    {
        let picture = painted(index as u64);
        assert!(
            (4..=9).contains(&picture.tags.len()),
            "{index}: {:?}",
            picture.tags
        );
        let unique: BTreeSet<&String> = picture.tags.iter().collect();
        assert!(
            unique.into_iter().eq(picture.tags.iter()),
            "{index}: {:?}",
            picture.tags
        );
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(
            !picture.slug.is_empty() && picture.slug.chars().all(plain),
            "{}",
            picture.slug
        );
        assert!(picture.tags.iter().all(|tag| tag.chars().all(plain)));
        assert!(!picture.title.is_empty() && !picture.author.is_empty());
        assert!(
            picture.description.ends_with('.'),
            "{}",
            picture.description
        );
    }
}

#[test]
fn night_is_dark_and_white_is_bright_and_no_two_pictures_are_alike() {
    let mut hashes = BTreeSet::new();
    let (mut nights, mut whites) = (0, 0);
    for (index, plan) in plans(SEED)
        .iter()
        .enumerate()
        .filter(|(_, plan)| is_cheap(plan))
    {
        let picture = painted(index as u64);
        assert!(
            hashes.insert(blake3::hash(&picture.bytes).to_hex()),
            "{index} came before"
        );
        let has = |tag: &str| picture.tags.iter().any(|own| own == tag);
        let light = brightness(&displayed(plan, &picture));
        if has("night") {
            assert!(light < 70.0, "{index} {}: {light}", picture.title);
            nights += 1;
        }
        if has("white") || (has("snow") && has("winter") && !has("night") && !has("dusk")) {
            assert!(light > 130.0, "{index} {}: {light}", picture.title);
            whites += 1;
        }
    }
    assert!(
        nights >= 3 && whites >= 3,
        "{nights} nights, {whites} bright winters"
    );
}

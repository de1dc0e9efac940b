//! Answers `src/label/palette.rs`.

use image::{Rgb as Pixel, RgbImage, imageops};
use pixrec::domain::{Rgb, Seed, Swatch};
use pixrec::label::palette::{PaletteSettings, palette};
use proptest::prelude::*;

fn of(image: &RgbImage) -> Vec<Swatch> {
    palette(image, PaletteSettings::default(), Seed::new(42))
}

/// Vertical stripes of the given colours and widths.
fn stripes(parts: &[([u8; 3], u32)]) -> RgbImage {
    let columns: Vec<[u8; 3]> = parts
        .iter()
        .flat_map(|&(color, width)| std::iter::repeat_n(color, width as usize))
        .collect();
    RgbImage::from_fn(columns.len() as u32, 10, |x, _| Pixel(columns[x as usize]))
}

fn colors(swatches: &[Swatch]) -> Vec<[u8; 3]> {
    swatches.iter().map(|swatch| swatch.rgb.0).collect()
}

#[test]
fn a_flat_image_gives_its_one_color() {
    let swatches = of(&stripes(&[([200, 10, 99], 8)]));
    assert_eq!(colors(&swatches), [[200, 10, 99]]);
    assert!((swatches[0].share - 1.0).abs() < 1e-12);
}

#[test]
fn two_colors_give_two_swatches_with_their_shares() {
    let swatches = of(&stripes(&[([255, 0, 0], 3), ([0, 0, 255], 7)]));
    assert_eq!(colors(&swatches), [[0, 0, 255], [255, 0, 0]]);
    assert!((swatches[0].share - 0.7).abs() < 1e-12);
}

#[test]
fn five_plain_colors_are_found_exactly() {
    let parts = [
        ([255, 255, 255], 50),
        ([0, 0, 0], 20),
        ([200, 30, 30], 15),
        ([20, 120, 40], 10),
        ([30, 60, 200], 5),
    ];
    assert_eq!(colors(&of(&stripes(&parts))), parts.map(|(color, _)| color));
}

#[test]
fn three_nearly_equal_colors_stay_three() {
    let parts = [
        ([100, 100, 100], 5),
        ([101, 100, 100], 4),
        ([102, 100, 100], 3),
    ];
    assert_eq!(colors(&of(&stripes(&parts))), parts.map(|(color, _)| color));
}

#[test]
fn near_equal_colors_are_merged_down_to_three() {
    let parts = [
        ([250, 250, 250], 10),
        ([246, 250, 250], 10),
        ([250, 246, 250], 10),
        ([10, 10, 10], 10),
        ([200, 0, 0], 10),
    ];
    let swatches = of(&stripes(&parts));
    assert_eq!(swatches.len(), 3);
    assert!((swatches[0].share - 0.6).abs() < 1e-12);
}

#[test]
fn a_faint_gradient_shows_three_distinct_colors() {
    let image = RgbImage::from_fn(64, 8, |x, _| Pixel([100 + (x / 8) as u8; 3]));
    assert_eq!(of(&image).len(), 3);
}

#[test]
fn equal_shares_stand_in_the_order_of_their_colors() {
    let parts = [([9, 200, 9], 5), ([9, 9, 200], 5), ([200, 9, 9], 5)];
    let expected = [[9, 9, 200], [9, 200, 9], [200, 9, 9]];
    assert_eq!(colors(&of(&stripes(&parts))), expected);
}

#[test]
fn an_image_without_pixels_has_no_colors() {
    assert!(of(&RgbImage::new(0, 0)).is_empty());
}

#[test]
fn only_three_to_five_colors_may_be_asked_for() {
    for count in [0, 1, 2, 6, 100] {
        let error = PaletteSettings::new(count).expect_err("a wrong number");
        assert!(error.to_string().contains("3, 4 or 5"), "{error}");
    }
    for count in 3..=5 {
        let settings = PaletteSettings::new(count).expect("a right number");
        assert_eq!(settings.max_colors(), count);
    }
}

fn any_image() -> impl Strategy<Value = RgbImage> {
    let color = prop_oneof![
        // A few colours, many colours, and colours a step apart.
        prop::sample::select(vec![
            [0, 0, 0],
            [255, 255, 255],
            [200, 30, 30],
            [201, 30, 30]
        ]),
        prop::array::uniform3(0_u8..),
        prop::array::uniform3(100_u8..104),
    ];
    (1_u32..12, 1_u32..12)
        .prop_flat_map(move |(width, height)| {
            let pixels = prop::collection::vec(color.clone(), (width * height) as usize);
            (Just(width), Just(height), pixels)
        })
        .prop_filter_map("the pixels fill the image", |(width, height, pixels)| {
            RgbImage::from_raw(width, height, pixels.concat())
        })
}

proptest! {
    #[test]
    fn a_palette_is_sound(image in any_image(), max_colors in 3_usize..=5, seed: u64) {
        let settings = PaletteSettings::new(max_colors).expect("a right number");
        let swatches = palette(&image, settings, Seed::new(seed));
        let mut distinct: Vec<_> = image.pixels().map(|pixel| pixel.0).collect();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert!(swatches.len() <= max_colors);
        prop_assert!(swatches.len() >= distinct.len().min(3));
        prop_assert!((swatches.iter().map(|s| s.share).sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert!(swatches.iter().all(|s| s.share > 0.0));
        let order = |s: &Swatch| (std::cmp::Reverse((s.share * 1e12) as u64), s.rgb);
        prop_assert!(swatches.is_sorted_by_key(order));
        let mut shown: Vec<Rgb> = swatches.iter().map(|s| s.rgb).collect();
        shown.sort_unstable();
        shown.dedup();
        prop_assert_eq!(shown.len(), swatches.len());
    }

    #[test]
    fn turning_the_image_changes_nothing(image in any_image()) {
        prop_assert_eq!(of(&image), of(&imageops::rotate90(&image)));
    }
}

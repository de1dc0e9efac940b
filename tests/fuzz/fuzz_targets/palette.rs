//! Any bytes as pixels: width, number of colours and seed, then red, green and blue.

#![no_main]

use std::collections::BTreeSet;

use image::RgbImage;
use libfuzzer_sys::{Corpus, fuzz_target};
use pixrec_fuzz::domain::Seed;
use pixrec_fuzz::label::color_names::color_name;
use pixrec_fuzz::label::likeness::likeness;
use pixrec_fuzz::label::palette::{MIN_COLORS, PaletteSettings, palette};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let [width, colors, seed, pixels @ ..] = bytes else {
        return Corpus::Reject;
    };
    let width = u32::from(*width).max(1);
    let height = (pixels.len() / 3) as u32 / width;
    let used = (width * height * 3) as usize;
    let picture = RgbImage::from_raw(width, height, pixels[..used].to_vec())
        .expect("the pixels fill the picture");
    check(
        &picture,
        MIN_COLORS + usize::from(*colors) % 3,
        Seed::new(u64::from(*seed)),
    );
    Corpus::Keep
});

fn check(picture: &RgbImage, max_colors: usize, seed: Seed) {
    let settings = PaletteSettings::new(max_colors).expect("3 to 5 colours");
    let swatches = palette(picture, settings, seed);
    let distinct: BTreeSet<[u8; 3]> = picture.pixels().map(|pixel| pixel.0).collect();
    let fewest = MIN_COLORS.min(distinct.len());
    assert!(
        (fewest..=max_colors).contains(&swatches.len()),
        "{swatches:?}"
    );
    let shown: BTreeSet<_> = swatches.iter().map(|swatch| swatch.rgb).collect();
    assert_eq!(shown.len(), swatches.len(), "{swatches:?}");
    assert!(
        swatches.iter().all(|swatch| swatch.share > 0.0),
        "{swatches:?}"
    );
    assert!(
        swatches.is_sorted_by(|one, other| one.share >= other.share),
        "{swatches:?}"
    );
    let sum: f64 = swatches.iter().map(|swatch| swatch.share).sum();
    assert!(swatches.is_empty() || (sum - 1.0).abs() < 1e-9, "{sum}");
    if distinct.len() <= MIN_COLORS {
        assert!(
            swatches
                .iter()
                .all(|swatch| distinct.contains(&swatch.rgb.0)),
            "{swatches:?}"
        );
    }
    assert_eq!(palette(picture, settings, seed), swatches);
    swatches.iter().for_each(|swatch| {
        color_name(swatch.rgb);
    });
    likeness(picture);
}

//! What the palette as a whole feels like, from the table `colors`: sums over the swatches of an
//! image in OKLab (Ottosson, *A perceptual color space for image processing*, 2020), each weighted
//! by its share.
//!
//! The thresholds were set by eye on the gallery and on 79 photographs and wallpapers, so that a
//! mood is plain to see and only a minority has it.

use polars::prelude::*;

use super::tag_where;
use crate::tables::labels::{BLUE, FILENAME, GREEN, RED, SHARE};

const LIGHTNESS: &str = "lightness";
const CHROMA: &str = "chroma";
const A: &str = "a";
const B: &str = "b";
const SPREAD: &str = "spread";
const SOFT: &str = "soft";
const HUES: &str = "hues";
const COLORED: &str = "colored";
const STRONG: &str = "strong";

/// The mean chroma up to which the eye sees gray.
const GRAY_TO: f64 = 0.02;
/// The part of an image that has a colour where it is of one hue: a red car before a white wall is
/// not.
const COLORED_FROM: f64 = 0.5;
/// From here on all chroma points to one hue: the length of its mean direction, which is 1 for a
/// single hue and this where hues spread by some 4 degrees.
const ONE_HUE_FROM: f64 = 0.998;
/// The mean chroma from which an image is vivid: the purest sRGB colours have 0.15 (cyan) to 0.32
/// (magenta), photographs 0.07 on the whole.
const VIVID_FROM: f64 = 0.1;
/// The lightness and the chroma of a soft colour, and the part of the image that has it.
const SOFT_FROM: f64 = 0.75;
const SOFT_CHROMA: [f64; 2] = [0.02, 0.11];
const PASTEL_FROM: f64 = 0.5;
/// The chroma from which a colour is strong, and the part of a pastel image that may have it.
const STRONG_FROM: f64 = 0.14;
const PASTEL_STRONG_TO: f64 = 0.1;
/// The mean lightness up to which an image is dark, and from which it is bright; a gray in the
/// middle of the scale of sRGB bytes has 0.6.
const DARK_TO: f64 = 0.35;
const BRIGHT_FROM: f64 = 0.75;
/// The standard deviation of the lightness from which contrasts are high; half black and half
/// white has 0.5.
const CONTRAST_FROM: f64 = 0.2;

/// The sums, one row an image.
pub fn by_image(colors: LazyFrame) -> LazyFrame {
    let [lightness, a, b] = oklab();
    let share = || col(SHARE);
    let squares = |name: &str| col(name) * col(name);
    let is_soft = col(LIGHTNESS)
        .gt_eq(lit(SOFT_FROM))
        .and(col(CHROMA).gt_eq(lit(SOFT_CHROMA[0])))
        .and(col(CHROMA).lt_eq(lit(SOFT_CHROMA[1])));
    let is_colored = col(CHROMA).gt(lit(GRAY_TO));
    let is_strong = col(CHROMA).gt_eq(lit(STRONG_FROM));
    let mean = |of: Expr| (of * share()).sum();
    colors
        .select([
            col(FILENAME),
            share(),
            lightness.alias(LIGHTNESS),
            a.alias(A),
            b.alias(B),
        ])
        .with_column((squares(A) + squares(B)).sqrt().alias(CHROMA))
        .group_by([col(FILENAME)])
        .agg([
            mean(col(LIGHTNESS)).alias(LIGHTNESS),
            mean(squares(LIGHTNESS)).alias(SPREAD),
            mean(col(CHROMA)).alias(CHROMA),
            mean(col(A)).alias(A),
            mean(col(B)).alias(B),
            mean(is_soft.cast(DataType::Float64)).alias(SOFT),
            mean(is_strong.cast(DataType::Float64)).alias(STRONG),
            mean(is_colored.cast(DataType::Float64)).alias(COLORED),
        ])
        .with_columns([
            (col(SPREAD) - squares(LIGHTNESS)).alias(SPREAD),
            ((squares(A) + squares(B)).sqrt() / col(CHROMA)).alias(HUES),
        ])
}

/// The moods of the sums of [`by_image`], each null where it does not hold.
pub fn tags() -> Vec<Expr> {
    let is_gray = col(CHROMA).lt_eq(lit(GRAY_TO));
    let is_one_hue = col(HUES)
        .gt_eq(lit(ONE_HUE_FROM))
        .and(col(COLORED).gt_eq(lit(COLORED_FROM)));
    let is_pastel = col(SOFT)
        .gt_eq(lit(PASTEL_FROM))
        .and(col(STRONG).lt_eq(lit(PASTEL_STRONG_TO)));
    vec![
        tag_where(is_gray.or(is_one_hue), "monochrome"),
        tag_where(col(CHROMA).gt_eq(lit(VIVID_FROM)), "vivid"),
        tag_where(is_pastel, "pastel"),
        tag_where(col(LIGHTNESS).lt_eq(lit(DARK_TO)), "dark"),
        tag_where(col(LIGHTNESS).gt_eq(lit(BRIGHT_FROM)), "bright"),
        // No root: of what rounding leaves below zero it is NaN, which is above everything.
        tag_where(
            col(SPREAD).gt_eq(lit(CONTRAST_FROM * CONTRAST_FROM)),
            "high-contrast",
        ),
    ]
}

/// Lightness, and the two axes of colour.
fn oklab() -> [Expr; 3] {
    let [red, green, blue] = [RED, GREEN, BLUE].map(linear);
    let sum = |[one, two, three]: [&Expr; 3], [x, y, z]: [f64; 3]| {
        one.clone() * lit(x) + two.clone() * lit(y) + three.clone() * lit(z)
    };
    let cone = |weights| sum([&red, &green, &blue], weights).cbrt();
    let cones = [
        cone([0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9]),
        cone([0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6]),
        cone([0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5]),
    ];
    let axis = |weights| sum([&cones[0], &cones[1], &cones[2]], weights);
    [
        axis([0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8]),
        axis([1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9]),
        axis([0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0]),
    ]
}

/// Linear light of a channel of sRGB (IEC 61966-2-1).
fn linear(channel: &str) -> Expr {
    let value = || col(channel).cast(DataType::Float64) / lit(255.0);
    when(value().lt_eq(lit(0.04045)))
        .then(value() / lit(12.92))
        .otherwise(((value() + lit(0.055)) / lit(1.055)).pow(lit(2.4)))
}

//! The basic colour term that a person would use for a colour.
//!
//! A colour gets the term of the nearest of some six hundred prototypes. Nearness is measured in
//! OKLab (Ottosson, 2020), with lightness counting less than hue and chroma: people call a light
//! and a dark green both green, but nothing gray green.
//!
//! The prototypes are of three kinds: four hundred colours of a survey, under the term that their
//! names end with (see `color_survey.rs`); named colours of CSS, under the term that their own
//! name holds or that people gloss them with (navy *blue*, olive *green*); and around them the
//! light, dark and dull fringes of each term, set by eye where the terms of Berlin and Kay
//! (*Basic Color Terms*, 1969) change on a chart of hues, and checked on photographs: surveys of
//! names have few of those. Of the 141 names of the survey that mix two hues ("greenish blue",
//! "brown orange") 136 get one of the two.
//!
//! Where people differ, this is the choice: olive, teal and yellowish khaki in the dark are
//! green; maroon is red; beige is brown until it is nearly white; turquoise and cyan are blue;
//! lavender is purple; salmon and magenta are pink; tomato and coral are orange.

use std::sync::LazyLock;

use ::palette::{FromColor, LinSrgb, Oklab, Srgb};

use super::color_survey::SURVEY;
use crate::domain::{ColorName, Rgb};

/// What a difference of lightness weighs against the same difference of hue or chroma.
const LIGHTNESS_WEIGHT: f32 = 0.55;

/// Prototypes of each term as `0xRRGGBB`.
const PROTOTYPES: [(ColorName, &[u32]); 11] = [
    (
        ColorName::Black,
        &[
            0x000000, 0x0a0a0a, 0x1a1a1a, 0x14100e, 0x0d1116, 0x0e120d, 0x160d12,
        ],
    ),
    (
        ColorName::White,
        &[
            0xe4dccb, 0xffffff, 0xf2f2f2, 0xe8e8e8, 0xf0ead6, 0xece8d8, 0xfaf6ec, 0xf3f6fa,
            0xfff5ee, 0xf2f8f0, 0xfbf2f4,
        ],
    ),
    (
        ColorName::Gray,
        &[
            0x323232, 0x464646, 0x5a5a5a, 0x707070, 0x888888, 0xa0a0a0, 0xb8b8b8, 0xc8c8c8,
            0xd3d3d3, 0x778899, 0x708090, 0x2f363d, 0x4a525a, 0x9aa3ab, 0xa89098, 0x7d8c7b,
            0x9aa898, 0x3c444e, 0x8f8a84, 0x5c5853, 0x37332f, 0xb9b5ad, 0x6b706a, 0x9a9e98,
            0x3a3f3a, 0x756f75, 0xbfc5cc, 0x2f4f4f,
        ],
    ),
    (
        ColorName::Red,
        &[
            0xff0000, 0xdc143c, 0xb22222, 0x8b0000, 0x800000, 0xcd2a2a, 0xe34234, 0xff3020,
            0x600008, 0x803a4c, 0xcd5c5c, 0xa03040, 0x4a0508,
        ],
    ),
    (
        ColorName::Orange,
        &[
            0xff8000, 0xffa500, 0xff8c00, 0xfcc480, 0xffc890, 0xdc7e4e, 0xd9913f, 0xdca040,
            0xff7f50, 0xff6a1e, 0xe66a10, 0xd2700f, 0xffa860, 0xe89030, 0xcc5a10, 0xf4a460,
            0xf0a848, 0xff6347,
        ],
    ),
    (
        ColorName::Yellow,
        &[
            0xffff00, 0xffd700, 0xffe135, 0xfff44f, 0xffee88, 0xf0e68c, 0xe6c619, 0xd4b81e,
            0xfff3a0, 0xc8b400, 0xdaa520, 0xe0cc60, 0xfffacd,
        ],
    ),
    (
        ColorName::Green,
        &[
            0x008000, 0x00ff00, 0x228b22, 0x006400, 0x808000, 0x9acd32, 0x7fff00, 0x90ee90,
            0x98fb98, 0x8fbc8f, 0x2e8b57, 0x556b2f, 0x6b8e23, 0x00fa9a, 0x3cb371, 0x008080,
            0x66cdaa, 0x004d40, 0x0b3d0b, 0x203018, 0x4a6a4a, 0x7a9070, 0xadff2f, 0xbfd8a8,
            0x5f6b30, 0x35401c, 0xbdb76b, 0xa8b070, 0x18301f, 0xc8e6c0, 0x20b2aa, 0x7fffd4,
        ],
    ),
    (
        ColorName::Blue,
        &[
            0x0000ff, 0x0064c8, 0x000080, 0x4169e1, 0x1e90ff, 0x87ceeb, 0x00bfff, 0xadd8e6,
            0x4682b4, 0x6495ed, 0x00ffff, 0x00ced1, 0x40e0d0, 0x5f9ea0, 0x191970, 0xb0e0e6,
            0x0a1a3a, 0x1c2c44, 0x34506e, 0x5a7896, 0x8aa8c4, 0xb0c4de, 0xc8dcf0, 0x0f5c70,
            0x10303c, 0x28424a, 0x40708c, 0x000040, 0xafeeee, 0x6a8caf,
        ],
    ),
    (
        ColorName::Purple,
        &[
            0x800080, 0x9370db, 0x4b0082, 0x8a2be2, 0x9932cc, 0xba55d3, 0xe6e6fa, 0xd8bfd8,
            0xdda0dd, 0xee82ee, 0x663399, 0x301040, 0x5a4070, 0x8878a8, 0x6a5acd, 0xb8a0d8,
            0x6a2a5a, 0x48304c, 0xc8a2c8, 0x7b68ee, 0x24102c,
        ],
    ),
    (
        ColorName::Pink,
        &[
            0xffc0cb, 0xffb6c1, 0xff69b4, 0xff1493, 0xff00ff, 0xfa8072, 0xf08080, 0xdb7093,
            0xe75480, 0xf4a6b8, 0xffd8de, 0xd8a0a8, 0xc71585, 0xe9a0a0, 0xff91a4, 0xffe4e1,
            0xc098a8, 0xc8808c,
        ],
    ),
    (
        ColorName::Brown,
        &[
            0x8b4513, 0xa0522d, 0x654321, 0x5c4033, 0xd2b48c, 0xd2691e, 0xcd853f, 0xbc8f8f,
            0x3d2210, 0x4a3626, 0x7a5c40, 0x9c7a54, 0xb8976a, 0xc8ad7f, 0xdec4a0, 0xe8d8bc,
            0x2a1a10, 0x6b4a2a, 0xb87333, 0x8a6f5a, 0xa89078, 0x6f5020, 0x8b6914, 0xb8860b,
            0xdeb887, 0x5a2a18, 0x806048, 0xa52a2a,
        ],
    ),
];

/// How many prototypes there are.
const COUNT: usize = count(&PROTOTYPES) + count(&SURVEY);

const fn count(terms: &[(ColorName, &[u32])]) -> usize {
    let (mut count, mut term) = (0, 0);
    while term < terms.len() {
        count += terms[term].1.len();
        term += 1;
    }
    count
}

/// The prototypes in OKLab with lightness already weighed, one list for each axis, so that the
/// distances from all are worked out side by side.
struct Prototypes {
    axes: [[f32; COUNT]; 3],
    names: [ColorName; COUNT],
}

/// The basic colour term for a colour. Every colour has one.
pub fn color_name(rgb: Rgb) -> ColorName {
    static TABLE: LazyLock<Prototypes> = LazyLock::new(Prototypes::new);
    TABLE.nearest(place(rgb))
}

impl Prototypes {
    fn new() -> Self {
        let mut table = Self {
            axes: [[0.0; COUNT]; 3],
            names: [ColorName::Gray; COUNT],
        };
        let named = PROTOTYPES
            .iter()
            .chain(&SURVEY)
            .flat_map(|&(name, colors)| colors.iter().map(move |&color| (name, color)));
        for (slot, (name, color)) in named.enumerate() {
            let [_, r, g, b] = color.to_be_bytes();
            for (axis, value) in table.axes.iter_mut().zip(place(Rgb([r, g, b]))) {
                axis[slot] = value;
            }
            table.names[slot] = name;
        }
        table
    }

    /// The term of the nearest; of the first where some are equally near.
    fn nearest(&self, place: [f32; 3]) -> ColorName {
        let mut distances = [0.0_f32; COUNT];
        for (axis, value) in self.axes.iter().zip(place) {
            for (distance, own) in distances.iter_mut().zip(axis) {
                *distance += (own - value) * (own - value);
            }
        }
        // Numbers from 0 up sort as their bits do, and whole numbers are compared side by side.
        let bits = distances.map(|distance| distance.to_bits().cast_signed());
        let least = bits.iter().copied().fold(i32::MAX, i32::min);
        let slot = bits.iter().position(|bits| *bits == least);
        slot.map_or(ColorName::Gray, |slot| self.names[slot])
    }
}

fn place(Rgb(rgb): Rgb) -> [f32; 3] {
    let linear: LinSrgb<f32> = Srgb::from(rgb).into_linear();
    let lab = Oklab::from_color(linear);
    [lab.l * LIGHTNESS_WEIGHT, lab.a, lab.b]
}

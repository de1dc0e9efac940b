//! Answers `src/imaging/jpeg`: the small picture that is made from a part of a file agrees with
//! the one that is made from all pixels of what was stored. (Not with what the full decoder makes
//! of the file: it gets rare samplings wrong.)

use image::{DynamicImage, ImageFormat as Kind, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use pixrec::imaging::{Unreadable, inspect, upright_thumbnail};

use super::make::{encode, speckled, with_segment};

/// How far two small pictures may lie apart on average, in steps of 255.
const MEAN_LOSS: f64 = 3.0;
/// How far one sample may be off: at edges what a coefficient that was left out gave is missing.
const MOST_LOSS: u8 = 24;

const SAMPLINGS: [SamplingFactor; 8] = [
    SamplingFactor::F_1_1,
    SamplingFactor::F_2_1,
    SamplingFactor::F_1_2,
    SamplingFactor::F_2_2,
    SamplingFactor::F_4_1,
    SamplingFactor::F_4_2,
    SamplingFactor::F_1_4,
    SamplingFactor::F_2_4,
];

/// A way to store a picture.
#[derive(Debug, Clone, Copy)]
struct Manner {
    sampling: SamplingFactor,
    is_progressive: bool,
    is_optimized: bool,
    restart_interval: u16,
}

const PLAIN: Manner = Manner {
    sampling: SamplingFactor::F_2_2,
    is_progressive: false,
    is_optimized: false,
    restart_interval: 0,
};

/// A picture of slow changes of colour and quicker ones of brightness, none so quick that a small
/// one would lose it.
fn waves(width: u32, height: u32) -> RgbImage {
    let wave = |at: u32, length: f64| (f64::from(at) / length).sin();
    RgbImage::from_fn(width, height, |x, y| {
        let light = 128.0 + 40.0 * wave(x, 17.0) + 30.0 * wave(y, 13.0);
        let tint = 50.0 * wave(x + y, 60.0);
        Rgb([light + tint, light, light - tint / 2.0].map(|value| value as u8))
    })
}

/// A picture so slow that it does not matter where in it a sample is taken.
fn ramp(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([90 + x / 2, 150 - y / 2, 60 + (x + y) / 3].map(|value| value as u8))
    })
}

fn stored(picture: &RgbImage, manner: Manner) -> Vec<u8> {
    stored_as(
        ColorType::Rgb,
        picture.as_raw(),
        picture.dimensions(),
        manner,
    )
}

fn stored_as(
    color: ColorType,
    samples: &[u8],
    (width, height): (u32, u32),
    manner: Manner,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    encoder.set_sampling_factor(manner.sampling);
    encoder.set_progressive(manner.is_progressive);
    encoder.set_optimized_huffman_tables(manner.is_optimized);
    encoder.set_restart_interval(manner.restart_interval);
    encoder
        .encode(samples, width as u16, height as u16, color)
        .expect("the picture is encoded");
    bytes
}

fn assert_agrees(bytes: &[u8], picture: &RgbImage, max_side_px: u32, what: &str) {
    let small = upright_thumbnail(bytes, max_side_px).expect("a sound picture");
    let longer = small.width().max(small.height());
    assert!(
        longer <= max_side_px && longer * 8 >= max_side_px * 5,
        "{what}: {longer} px"
    );
    // Pictures of other formats are decoded in full.
    let bitmap = encode(&DynamicImage::ImageRgb8(picture.clone()), Kind::Bmp);
    let expected = upright_thumbnail(&bitmap, longer).expect("a sound picture");
    assert_eq!(small.dimensions(), expected.dimensions(), "{what}");
    let losses = small.as_raw().iter().zip(expected.as_raw());
    let losses: Vec<u8> = losses.map(|(one, other)| one.abs_diff(*other)).collect();
    let mean = losses.iter().map(|&loss| f64::from(loss)).sum::<f64>() / losses.len() as f64;
    let most = losses.iter().max().copied().unwrap_or_default();
    assert!(
        mean <= MEAN_LOSS && most <= MOST_LOSS,
        "{what}: mean {mean:.2}, most {most}"
    );
}

#[test]
fn every_manner_of_storing_gives_the_means_of_all_pixels() {
    let picture = waves(331, 203);
    // Whether scans come one after the other, whether each component has its own, and the units
    // between two restart marks. (The encoder gets them wrong where it optimizes.)
    let manners = [
        (false, false, 0),
        (false, false, 1),
        (false, false, 7),
        (false, true, 0),
        (true, false, 0),
        (true, false, 7),
        (true, true, 0),
    ];
    for sampling in SAMPLINGS {
        for (is_progressive, is_optimized, restart_interval) in manners {
            let manner = Manner {
                sampling,
                is_progressive,
                is_optimized,
                restart_interval,
            };
            let bytes = stored(&picture, manner);
            // At 1/8, 1/4 and 1/2 of the size.
            for max_side_px in [40, 82, 160] {
                let what = format!("{manner:?} at {max_side_px}");
                assert_agrees(&bytes, &picture, max_side_px, &what);
            }
        }
    }
}

#[test]
fn every_size_gives_the_means_of_all_pixels() {
    for width in [8, 9, 15, 16, 17, 31, 33, 64, 65] {
        for height in [1, 7, 8, 15, 16, 17, 40] {
            let picture = ramp(width, height);
            for is_progressive in [false, true] {
                let bytes = stored(
                    &picture,
                    Manner {
                        is_progressive,
                        ..PLAIN
                    },
                );
                let longer = width.max(height);
                for part in [8, 4, 2] {
                    let what = format!("{width} x {height}, 1/{part}, {is_progressive}");
                    assert_agrees(&bytes, &picture, longer.div_ceil(part), &what);
                }
            }
        }
    }
}

#[test]
fn every_kind_of_colors_gives_the_means_of_all_pixels() {
    let picture = waves(160, 96);
    let gray: Vec<u8> = picture.pixels().map(|pixel| pixel.0[1]).collect();
    let grays = RgbImage::from_fn(160, 96, |x, y| Rgb([picture.get_pixel(x, y).0[1]; 3]));
    // Half of the black ink everywhere; the encoder inverts, as Adobe's programs do.
    let inks: Vec<u8> = picture
        .pixels()
        .flat_map(|&Rgb([r, g, b])| [255 - r, 255 - g, 255 - b, 127])
        .collect();
    let dark = RgbImage::from_fn(160, 96, |x, y| {
        Rgb(picture.get_pixel(x, y).0.map(|v| v / 2))
    });
    for (color, samples, expected) in [
        (ColorType::Luma, &gray, &grays),
        (ColorType::Cmyk, &inks, &dark),
        (ColorType::CmykAsYcck, &inks, &dark),
    ] {
        for is_progressive in [false, true] {
            let manner = Manner {
                sampling: SamplingFactor::F_1_1,
                is_progressive,
                ..PLAIN
            };
            let bytes = stored_as(color, samples, picture.dimensions(), manner);
            for max_side_px in [20, 40, 80] {
                let what = format!("{color:?} at {max_side_px}");
                assert_agrees(&bytes, expected, max_side_px, &what);
            }
        }
    }
}

#[test]
fn components_that_adobe_calls_rgb_are_rgb() {
    let picture = waves(160, 96);
    let manner = Manner {
        sampling: SamplingFactor::F_1_1,
        ..PLAIN
    };
    // The encoder stores what it takes for YCbCr as it is.
    let plain = stored_as(
        ColorType::Ycbcr,
        picture.as_raw(),
        picture.dimensions(),
        manner,
    );
    let bytes = with_segment(&plain, 0xee, b"Adobe\0\x64\0\0\0\0\0");
    for max_side_px in [20, 40, 80] {
        assert_agrees(&bytes, &picture, max_side_px, &format!("at {max_side_px}"));
    }
}

#[test]
fn a_progressive_picture_is_the_ordinary_one() {
    let picture = waves(331, 203);
    for sampling in SAMPLINGS {
        let ordinary = stored(&picture, Manner { sampling, ..PLAIN });
        let progressive = stored(
            &picture,
            Manner {
                sampling,
                is_progressive: true,
                ..PLAIN
            },
        );
        for max_side_px in [40, 80, 160] {
            let is_same = upright_thumbnail(&progressive, max_side_px)
                == upright_thumbnail(&ordinary, max_side_px);
            assert!(is_same, "{sampling:?} at {max_side_px}");
        }
    }
}

#[test]
fn coefficients_that_come_bit_by_bit_are_joined() {
    for bytes in [
        &include_bytes!("../fixtures/images/progressive_refined_420.jpg")[..],
        include_bytes!("../fixtures/images/progressive_refined_restarts_422.jpg"),
    ] {
        // The fixture is what its name says: some scan refines what one before gave.
        let refines = |scan: &[u8]| scan.starts_with(&[0xff, 0xda]) && scan[9] >> 4 > 0;
        assert!(bytes.windows(10).any(refines));
        for max_side_px in [26, 51, 102] {
            let what = format!("at {max_side_px}");
            assert_agrees(bytes, &waves(203, 117), max_side_px, &what);
        }
    }
}

/// A name for what came of a file, without its details.
fn outcome<T>(result: &Result<T, Unreadable>) -> &'static str {
    match result {
        Ok(_) => "read",
        Err(Unreadable::Truncated { .. }) => "truncated",
        Err(Unreadable::Corrupt { .. }) => "corrupt",
        Err(_) => "other",
    }
}

#[test]
fn a_file_cut_anywhere_is_answered_as_if_all_pixels_were_read() {
    let picture = speckled(40, 24).into_rgb8();
    for is_progressive in [false, true] {
        let whole = stored(
            &picture,
            Manner {
                is_progressive,
                ..PLAIN
            },
        );
        for length in 18..whole.len() {
            let cut = &whole[..length];
            let small = upright_thumbnail(cut, 8);
            assert_eq!(outcome(&small), outcome(&inspect(cut)), "{length}");
            assert_eq!(
                outcome(&small),
                outcome(&upright_thumbnail(cut, 40)),
                "{length}"
            );
            // Tools that repair a cut file put an end mark on.
            let patched = [cut, &[0xff, 0xd9]].concat();
            let small = upright_thumbnail(&patched, 8);
            assert_eq!(
                outcome(&small),
                outcome(&upright_thumbnail(&patched, 40)),
                "{length}"
            );
        }
    }
}

#[test]
fn a_thousand_scans_are_refused() {
    let whole = stored(
        &waves(64, 64),
        Manner {
            is_progressive: true,
            ..PLAIN
        },
    );
    let end = whole.len() - 2;
    // One more bit of the DC coefficients of the first component, none of which is there.
    let scan = [0xff, 0xda, 0, 8, 1, 0, 0, 0, 0, 0x10];
    let mut bytes = whole[..end].to_vec();
    for _ in 0..1000 {
        bytes.extend(scan);
        bytes.extend([0; 8]);
    }
    bytes.extend([0xff, 0xd9]);
    assert_ne!(outcome(&upright_thumbnail(&bytes, 8)), "read");
}

proptest::proptest! {
    #[test]
    fn changed_bytes_never_panic_and_are_answered_as_if_all_pixels_were_read(
        is_progressive in proptest::bool::ANY,
        is_optimized in proptest::bool::ANY,
        restart_interval in 0_u16..3,
        places in proptest::collection::vec((proptest::num::usize::ANY, proptest::num::u8::ANY), 1..5),
    ) {
        let manner = Manner { is_progressive, is_optimized, restart_interval, ..PLAIN };
        let mut bytes = stored(&speckled(40, 24).into_rgb8(), manner);
        for (place, value) in places {
            let place = 2 + place % (bytes.len() - 2);
            bytes[place] = value;
        }
        for max_side_px in [5, 10, 20] {
            let small = upright_thumbnail(&bytes, max_side_px);
            // What all pixels give is no error here: damage that no small picture sees is none.
            if upright_thumbnail(&bytes, u32::MAX).is_ok() {
                proptest::prop_assert!(small.is_ok());
            }
        }
    }
}

//! Answers `src/label/tags/mood.rs`.

use anyhow::Result;

use super::of_palette;

#[test]
fn plain_palettes_have_the_moods_that_everybody_sees() -> Result<()> {
    type Swatches<'a> = &'a [([u8; 3], f64)];
    let cases: [(&str, Swatches, &[&str]); 12] = [
        ("black", &[([0, 0, 0], 1.0)], &["dark", "monochrome"]),
        (
            "white",
            &[([255, 255, 255], 1.0)],
            &["bright", "monochrome"],
        ),
        ("gray", &[([119, 119, 119], 1.0)], &["monochrome"]),
        (
            "black and white",
            &[([0, 0, 0], 0.5), ([255, 255, 255], 0.5)],
            &["high-contrast", "monochrome"],
        ),
        (
            "blues",
            &[([20, 60, 120], 0.6), ([58, 98, 166], 0.4)],
            &["monochrome", "vivid"],
        ),
        (
            "red car, white wall",
            &[([255, 255, 255], 0.6), ([200, 30, 30], 0.4)],
            &["bright", "high-contrast"],
        ),
        (
            "Mondrian on cream",
            &[
                ([235, 225, 205], 0.6),
                ([215, 45, 25], 0.25),
                ([30, 70, 160], 0.15),
            ],
            &["bright"],
        ),
        (
            "flag",
            &[([220, 30, 40], 0.5), ([20, 130, 60], 0.5)],
            &["vivid"],
        ),
        (
            "cherry blossom",
            &[([245, 215, 225], 0.6), ([200, 225, 245], 0.4)],
            &["bright", "pastel"],
        ),
        (
            "night sky",
            &[([10, 14, 40], 0.9), ([120, 100, 60], 0.1)],
            &["dark"],
        ),
        (
            "meadow in dull light",
            &[([110, 125, 90], 0.6), ([150, 155, 165], 0.4)],
            &[],
        ),
        ("nothing", &[], &[]),
    ];
    for (name, swatches, moods) in cases {
        assert_eq!(of_palette(swatches)?, moods, "{name}");
    }
    Ok(())
}

#[test]
fn every_gray_is_of_one_lightness_and_none_has_a_contrast() -> Result<()> {
    for level in 0..=255 {
        let moods = of_palette(&[([level; 3], 0.7), ([level; 3], 0.3)])?;
        assert!(
            moods.contains(&"monochrome".to_owned()),
            "{level}: {moods:?}"
        );
        assert!(!moods.contains(&"high-contrast".to_owned()), "{level}");
        assert!(!moods.contains(&"vivid".to_owned()), "{level}");
    }
    Ok(())
}

//! What a picture will be, before a single pixel is painted.
//!
//! Scenes, sizes, shapes and formats are *dealt*: each is a deck of cards that is shuffled anew for
//! every round, so that every stretch of the collection holds the planned mixture, while each
//! picture still depends on (seed, index) alone.

use rand::Rng;
use rand::seq::SliceRandom;

use super::Dice;
use super::scene::{Light, Mood, SCENES, Scene};
use crate::domain::Seed;

/// Image formats of the gallery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JPEG, the only one with EXIF.
    Jpeg,
    /// PNG.
    Png,
    /// WebP, lossless.
    WebP,
    /// BMP, uncompressed and therefore small pictures only.
    Bmp,
}

impl Format {
    /// The usual extension, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Bmp => "bmp",
        }
    }
}

/// The decisions on one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Width as displayed, px.
    pub width: u32,
    /// Height as displayed, px.
    pub height: u32,
    /// File format.
    pub format: Format,
    /// EXIF orientation, 1, 3, 6 or 8; with 6 and 8 the stored sides are exchanged.
    pub orientation: u8,
    /// Whether a camera's EXIF is written.
    pub has_camera: bool,
    /// Whether that EXIF holds a position.
    pub has_gps: bool,
    scene: usize,
    mood: usize,
    seed: Seed,
}

/// Longer sides in px that cards stand for: below 500 (4 of 20), up to 1500 (10), above (6).
const SIDES: [u32; 20] = [
    320, 360, 400, 480, // thumbnails
    600, 640, 720, 800, 900, 1024, 1080, 1200, 1280, 1440, // medium
    1600, 1600, 1800, 1920, 2048, 2400, // large
];

/// Longer side over shorter side, and whether the picture stands upright. A square is exact, all
/// others are far from one, so that rounding never moves a picture from one class to another.
const SHAPES: [((u32, u32), bool); 20] = [
    ((3, 2), false),
    ((3, 2), false),
    ((3, 2), false),
    ((3, 2), false),
    ((4, 3), false),
    ((4, 3), false),
    ((4, 3), false),
    ((16, 9), false),
    ((16, 9), false),
    ((16, 9), false),
    ((5, 4), false),
    ((3, 2), true),
    ((3, 2), true),
    ((4, 3), true),
    ((4, 3), true),
    ((5, 4), true),
    ((16, 9), true),
    ((1, 1), false),
    ((1, 1), false),
    ((1, 1), false),
];

/// Formats by size: JPEG for the large, the lossless ones where their files stay small.
const SMALL_FORMATS: [Format; 4] = [Format::Jpeg, Format::Png, Format::WebP, Format::Bmp];
const MEDIUM_FORMATS: [Format; 10] = [
    Format::Jpeg,
    Format::Jpeg,
    Format::Jpeg,
    Format::Jpeg,
    Format::Jpeg,
    Format::Jpeg,
    Format::Png,
    Format::Png,
    Format::WebP,
    Format::WebP,
];
/// Longest side of a lossless picture, px; above it grain makes the files too large.
const LOSSLESS_LIMIT_PX: u32 = 1100;

/// Decides what picture number `index` (from 0) of a seed will be.
pub fn plan(seed: Seed, index: u64) -> Plan {
    let own = seed.derive("gallery", &index.to_string());
    let scenes = SCENES.len() as u64;
    let scene = deal(seed, "scene", index, scenes);
    let moods = SCENES
        .get(scene)
        .map_or(1, |scene| scene.moods.len().max(1)) as u64;
    let mood = deal(seed, &format!("mood of {scene}"), index / scenes, moods);

    let long = SIDES[deal(seed, "side", index, SIDES.len() as u64)];
    let ((a, b), upright) = SHAPES[deal(seed, "shape", index, SHAPES.len() as u64)];
    let short = (long * b + a / 2) / a;
    let (width, height) = if upright {
        (short, long)
    } else {
        (long, short)
    };

    let mut dice = own.derive("file", "").rng();
    let format = match long {
        0..500 => *SMALL_FORMATS.choose(&mut dice).unwrap_or(&Format::Jpeg),
        500..=LOSSLESS_LIMIT_PX => *MEDIUM_FORMATS.choose(&mut dice).unwrap_or(&Format::Jpeg),
        _ => Format::Jpeg,
    };
    let mut plan = Plan {
        width,
        height,
        format,
        orientation: 1,
        has_camera: false,
        has_gps: false,
        scene,
        mood,
        seed: own,
    };
    let (scene, mood) = plan.subject();
    let outdoors = !scene.places.is_empty();
    // Nine in ten photographs keep their EXIF; a drawing never had a camera.
    plan.has_camera = format == Format::Jpeg && mood.light != Light::Drawn && dice.gen_bool(0.9);
    plan.has_gps = plan.has_camera && outdoors && dice.gen_bool(0.4);
    if plan.has_camera {
        // People turn the camera for upright pictures; some hold it upside down.
        let turns: &[u8] = if upright {
            &[1, 1, 6, 6, 8]
        } else {
            &[1, 1, 1, 1, 1, 1, 1, 3]
        };
        plan.orientation = *turns.choose(&mut dice).unwrap_or(&1);
    }
    plan
}

/// The names of all scenes.
pub fn scenes() -> impl Iterator<Item = &'static str> {
    SCENES.iter().map(|scene| scene.name)
}

impl Plan {
    /// The name of the scene.
    pub fn scene(&self) -> &'static str {
        self.subject().0.name
    }

    /// The scene and the mood to paint.
    pub(super) fn subject(&self) -> (&'static Scene, &'static Mood) {
        let scene = &SCENES[self.scene % SCENES.len()];
        (scene, &scene.moods[self.mood % scene.moods.len()])
    }

    /// Dice of its own for one part of the work.
    pub(super) fn dice(&self, part: &str) -> Dice {
        self.seed.derive(part, "").rng()
    }

    /// Grain in levels of 255: as much as hides banding, less where the format is lossless.
    pub(super) fn grain(&self) -> f32 {
        if self.format == Format::Jpeg {
            2.2
        } else {
            1.1
        }
    }
}

/// Which of `cards` cards lies on place `index` of a pile of decks, each shuffled for itself.
fn deal(seed: Seed, deck: &str, index: u64, cards: u64) -> usize {
    let mut pile: Vec<usize> = (0..cards as usize).collect();
    let round = seed.derive("gallery deck", &format!("{deck} {}", index / cards));
    pile.shuffle(&mut round.rng());
    pile[(index % cards) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_of_a_deck_deals_every_card_once() {
        for round in 0..5 {
            let mut cards: Vec<usize> = (0..7)
                .map(|i| deal(Seed::new(3), "test", round * 7 + i, 7))
                .collect();
            cards.sort_unstable();
            assert_eq!(cards, (0..7).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_scene_has_moods_with_titles_inks_and_four_to_nine_tags() {
        for scene in SCENES {
            assert!(!scene.moods.is_empty(), "{}", scene.name);
            for mood in scene.moods {
                assert!(
                    !mood.titles.is_empty() && !mood.inks.is_empty(),
                    "{}",
                    scene.name
                );
                assert!(
                    (4..=9).contains(&mood.tags.len()),
                    "{}: {:?}",
                    scene.name,
                    mood.tags
                );
            }
        }
    }
}

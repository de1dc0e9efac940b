//! How a camera would have been set, and when: both follow from the light and the season.

use rand::Rng;
use rand::seq::SliceRandom;

use super::Dice;
use super::scene::{Light, Season};

/// Makes and models; all invented.
const CAMERAS: &[(&str, &str)] = &[
    ("Aldis", "Aldis M2"),
    ("Aldis", "Aldis Compact 60"),
    ("Brennweit", "BW-7 Mark III"),
    ("Halden", "Halden Field 4"),
    ("Norvik Optik", "Fjord 35"),
    ("Sunwren", "SR-1000"),
];

/// The settings of one shot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Exposure {
    pub make: &'static str,
    pub model: &'static str,
    /// Exposure time in seconds, as a fraction.
    pub time: (u32, u32),
    /// Ten times the f-number.
    pub f_tenths: u32,
    pub iso: u16,
    pub focal_mm: u32,
    /// `YYYY:MM:DD HH:MM:SS`, local time, as EXIF writes it.
    pub taken: String,
}

/// Settings that suit a light and a season.
pub(super) fn exposure(light: Light, season: Season, dice: &mut Dice) -> Exposure {
    let (times, stops, isos): (&[(u32, u32)], &[u32], &[u16]) = match light {
        Light::Day => (
            &[(1, 250), (1, 400), (1, 500), (1, 1000)],
            &[56, 63, 80, 110],
            &[100, 125, 200],
        ),
        Light::Dull => (
            &[(1, 100), (1, 125), (1, 200)],
            &[40, 56, 71],
            &[200, 320, 400],
        ),
        Light::Dawn | Light::Sunset => (
            &[(1, 30), (1, 60), (1, 125), (1, 200)],
            &[56, 80, 90, 110],
            &[100, 160, 200, 400],
        ),
        Light::Dusk => (
            &[(1, 4), (1, 8), (1, 15), (1, 30)],
            &[28, 40, 56],
            &[400, 640, 800],
        ),
        Light::Night => (
            &[(2, 1), (8, 1), (15, 1), (20, 1), (30, 1)],
            &[14, 18, 28],
            &[800, 1600, 3200, 6400],
        ),
        Light::Indoor | Light::Drawn => (
            &[(1, 15), (1, 30), (1, 60)],
            &[28, 40, 56],
            &[400, 640, 800],
        ),
    };
    let (make, model) = pick(CAMERAS, ("Aldis", "Aldis M2"), dice);
    Exposure {
        make,
        model,
        time: pick(times, (1, 125), dice),
        f_tenths: pick(stops, 56, dice),
        iso: pick(isos, 200, dice),
        focal_mm: pick(&[18, 24, 28, 35, 50, 70, 85, 135], 35, dice),
        taken: taken(light, season, dice),
    }
}

/// A moment from 2019 to 2025 in the season and at the hour of the light.
fn taken(light: Light, season: Season, dice: &mut Dice) -> String {
    let months: &[u32] = match season {
        Season::Spring => &[3, 4, 5],
        Season::Summer => &[6, 7, 8],
        Season::Autumn => &[9, 10, 11],
        Season::Winter => &[12, 1, 2],
        Season::Any => &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    };
    let month = pick(months, 6, dice);
    // Hours of sunrise and sunset at some 45 degrees north, clock time.
    let (rise, set) = match month {
        5..=8 => (5, 20),
        3 | 4 | 9 | 10 => (6, 18),
        _ => (7, 16),
    };
    let hour = match light {
        Light::Dawn => rise,
        Light::Day | Light::Dull | Light::Indoor | Light::Drawn => dice.gen_range(10..=14),
        Light::Sunset => set,
        Light::Dusk => set + 1,
        Light::Night => pick(&[22, 23, 0, 1, 2], 23, dice),
    };
    let (year, day) = (dice.gen_range(2019..=2025), dice.gen_range(1..=28));
    let (minute, second) = (dice.gen_range(0..60), dice.gen_range(0..60));
    format!("{year}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}")
}

fn pick<T: Copy>(choices: &[T], otherwise: T, dice: &mut Dice) -> T {
    choices.choose(dice).copied().unwrap_or(otherwise)
}

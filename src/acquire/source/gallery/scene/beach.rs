//! A beach: sky, sea, wet sand, often a palm. Inks: sky from top to horizon (0 to 3), sun or
//! moon (4), its halo (5), clouds lit (6) and shaded (7), sea (8), sand (9), silhouettes (10).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::{Canvas, Water};
use super::super::ink::{WHITE, ink};
use super::super::noise::Noise;
use super::super::paint::{sky, things, trees, water};
use super::super::shape::Shape;
use super::{BIRDS, BOAT, Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "beach",
    places: &[(21.3, -157.9), (7.9, 98.3), (36.4, 25.4)],
    moods: &[
        Mood {
            titles: &[
                "Last light over the bay",
                "The sun goes home",
                "Evening swim",
                "Embers on the water",
            ],
            says: "The sun sinks into the sea in front of an empty beach",
            tags: &["beach", "nature", "sea", "sky", "sun", "sunset", "water"],
            light: Light::Sunset,
            season: Season::Summer,
            inks: &[
                0x2b3567, 0x8b4a7d, 0xf0784a, 0xffc267, 0xfff0c0, 0xff9a3c, 0xffb36b, 0x8f4a6e,
                0x5a3a5e, 0x8a5c4a, 0x1c1426,
            ],
        },
        Mood {
            titles: &["Pink hour", "Rose tide", "A quiet close"],
            says: "A pink evening sky over the sea and its smooth wet sand",
            tags: &[
                "beach", "nature", "pink", "sea", "sky", "sun", "sunset", "water",
            ],
            light: Light::Sunset,
            season: Season::Summer,
            inks: &[
                0x8f7fc0, 0xe08ab8, 0xf7a8bb, 0xffd3c4, 0xfff4dc, 0xffa0b4, 0xffc6d2, 0xb87fae,
                0xb070a0, 0xd9a3a6, 0x4a2a4c,
            ],
        },
        Mood {
            titles: &[
                "Noon at the lagoon",
                "Barefoot weather",
                "Postcard to nobody",
                "Salt and light",
            ],
            says: "A bright day by a turquoise sea with pale sand",
            tags: &["beach", "nature", "sea", "sky", "summer", "water"],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x1f7fd0, 0x4aa3e4, 0x8fcdf2, 0xd6f0f8, 0xffffff, 0xffffff, 0xffffff, 0xb4cbe0,
                0x12a0b0, 0xf0dfb8, 0x2c5a34,
            ],
        },
        Mood {
            titles: &["Moonlit shore", "The tide at midnight", "Silver path"],
            says: "A full moon lays its path on a calm sea at night",
            tags: &["beach", "moon", "nature", "night", "sea", "sky", "water"],
            light: Light::Night,
            season: Season::Any,
            inks: &[
                0x050a1e, 0x0b1738, 0x16295a, 0x2c4676, 0xf0f2e4, 0x9fb4e0, 0x45578a, 0x10193a,
                0x0a1430, 0x1c2338, 0x02040c,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let mut props = Vec::new();
    let horizon = c.h * dice.gen_range(0.5..0.58);
    let side = if dice.gen_bool(0.5) { -1.0 } else { 1.0 };
    let night = mood.light == Light::Night;
    let low = if night {
        0.3
    } else {
        dice.gen_range(0.03..0.08)
    };
    let light = (
        c.w * (0.5 + side * dice.gen_range(0.05..0.2)),
        horizon - low,
    );

    heavens(c, horizon, light, mood, noise, dice);
    sea(c, horizon, mood, dice);
    if mood.light != Light::Day {
        water::glitter(c, light.0, horizon, mood.ink(4).mix(mood.ink(5), 0.4), dice);
    }
    if dice.gen_bool(0.45) {
        let at = (
            c.w * (0.5 - side * dice.gen_range(0.1..0.3)),
            horizon + 0.012,
        );
        let backlit = mood.ink(10).mix(mood.ink(2), 0.18);
        let sail = if mood.light == Light::Day {
            WHITE
        } else {
            backlit
        };
        things::sailboat(c, at, dice.gen_range(0.05..0.09), mood.ink(10), sail);
        props.push(BOAT);
    }
    sand(c, horizon, mood, noise);
    if dice.gen_bool(0.6) {
        palms(c, side, mood, dice);
        props.push(Prop {
            tag: "palm",
            says: "palms at the edge of the beach",
        });
    }
    if !night && dice.gen_bool(0.5) {
        let at = (c.w * (0.5 + side * 0.2), horizon - 0.2);
        things::birds(c, at, 6, mood.ink(10), dice);
        props.push(BIRDS);
    }
    props
}

/// The sky with its clouds and, at `light`, its sun or moon.
fn heavens(
    c: &mut Canvas,
    horizon: f32,
    light: (f32, f32),
    mood: &Mood,
    noise: Noise,
    dice: &mut Dice,
) {
    sky::backdrop(
        c,
        horizon,
        &[mood.ink(0), mood.ink(1), mood.ink(2), mood.ink(3)],
    );
    if mood.light == Light::Night {
        sky::stars(c, horizon, 500, dice);
    }
    let look = sky::Clouds {
        lit: mood.ink(6),
        shade: mood.ink(7),
        cover: dice.gen_range(0.35..0.7),
        alpha: 0.9,
        grain: 1.0,
    };
    let from = if mood.light == Light::Day {
        (c.w * 0.5, -0.5)
    } else {
        light
    };
    sky::clouds(c, horizon, from, &look, noise);
    match mood.light {
        Light::Sunset => {
            sky::sun(
                c,
                light,
                dice.gen_range(0.035..0.05),
                mood.ink(4),
                mood.ink(5),
            );
        }
        Light::Night => sky::moon(c, light, 0.045, mood.ink(4), dice),
        _ => {}
    }
}

/// Two palms on the side away from the light.
fn palms(c: &mut Canvas, side: f32, mood: &Mood, dice: &mut Dice) {
    let x = c.w * (0.5 - side * 0.42);
    let bark = if mood.light == Light::Day {
        ink(0x6e5238)
    } else {
        mood.ink(10)
    };
    for (aside, height) in [(0.0, 0.62), (0.09, 0.46)] {
        let foot = (x + side * aside, c.h + 0.02);
        let lean = side * dice.gen_range(0.08..0.18);
        trees::palm(
            c,
            foot,
            height * (0.6 + 0.4 * c.h),
            lean,
            bark,
            mood.ink(10),
            dice,
        );
    }
}

/// The open sea with long swells that lighten towards the shore.
fn sea(c: &mut Canvas, horizon: f32, mood: &Mood, dice: &mut Dice) {
    let day = mood.light == Light::Day;
    let sheet = Water {
        ink: mood.ink(8),
        sink: if day { (0.75, 0.9) } else { (0.25, 0.7) },
        ripple: 0.12,
        shine: 0.35,
        stretch: 1.1,
        seed: dice.r#gen(),
    };
    c.mirror(horizon, &sheet);
    if day {
        let deep = mood.ink(8).mix(mood.ink(0), 0.75).darker(0.1);
        let stops = [
            (0.0, deep, 0.9),
            (0.35, deep, 0.35),
            (0.8, mood.ink(8).lighter(0.35), 0.5),
        ];
        c.wash(horizon, c.h, &stops);
        water::streaks(c, (horizon, c.h), WHITE, 0.28, dice);
    }
}

/// Wet sand along a curved line, with lines of foam where the waves run out.
fn sand(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise) {
    let shore = horizon + (c.h - horizon) * 0.6;
    let (w, h) = (c.w, c.h);
    let edge = |x: f32, level: f32| {
        let wave = noise.other(5).fractal(x * 2.2, level * 3.0, 3) - 0.5;
        shore + (x / w - 0.5) * 0.09 + level * (h - shore) * 0.5 + wave * 0.09
    };
    let foam = mood.ink(3).lighter(0.45);
    for (level, ink, alpha) in [
        (-0.22, foam, 0.3),
        (0.0, foam, 0.85),
        (0.05, mood.ink(9).darker(0.28).mix(mood.ink(2), 0.25), 1.0),
        (0.28, foam, 0.4),
        (0.31, mood.ink(9).darker(0.12), 1.0),
        (0.6, mood.ink(9), 0.7),
    ] {
        let mut points: Vec<(f32, f32)> = (0..=160)
            .map(|i| i as f32 / 160.0 * c.w)
            .map(|x| (x, edge(x, level)))
            .collect();
        if level < 0.0 {
            let back: Vec<_> = points
                .iter()
                .rev()
                .map(|(x, y)| (*x, y + 0.012 * noise.at(x * 9.0, 1.0)))
                .collect();
            points.extend(back);
        } else {
            points.extend([(c.w + 0.02, c.h + 0.02), (-0.02, c.h + 0.02)]);
        }
        let mut shape = Shape::new();
        shape.polygon(&points);
        c.fill(shape, &Brush::sheer(ink, alpha));
    }
}

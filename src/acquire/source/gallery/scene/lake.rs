//! A lake that mirrors hills and trees. Inks: sky from top to horizon (0 to 2), far ridge (3), near
//! ridge (4), shore trees dark (5) and light (6), water (7), clouds lit (8) and shaded (9), boat or
//! reeds (10).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::{Canvas, Water};
use super::super::ink::ink;
use super::super::noise::Noise;
use super::super::paint::land::{self, Ridge};
use super::super::paint::{peaks, plants, sky, things, trees, water};
use super::super::shape::Shape;
use super::{BIRDS, BOAT, Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "lake",
    places: &[(46.4, 13.8), (61.9, 8.6), (51.4, -116.2)],
    moods: &[
        Mood {
            titles: &["Two skies", "Mirror lake", "Still water in July"],
            says: "A mountain lake mirrors green shores and the sky",
            tags: &[
                "forest",
                "lake",
                "mountain",
                "nature",
                "reflection",
                "water",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x3a86cc, 0x7fbae6, 0xe0f0f4, 0x8fb0c4, 0x4f7f78, 0x17402c, 0x3f7a3c, 0x1c5a6c,
                0xffffff, 0xc0d2e0, 0x2f4a20,
            ],
        },
        Mood {
            titles: &[
                "Mist on the lake",
                "Five in the morning",
                "Nobody awake yet",
            ],
            says: "Morning mist hangs over a calm lake",
            tags: &["dawn", "fog", "lake", "nature", "reflection", "water"],
            light: Light::Dawn,
            season: Season::Autumn,
            inks: &[
                0x9fb4cc, 0xd4c8d0, 0xfce4d0, 0xb4b4c4, 0x7a8698, 0x3c4858, 0x5c6a74, 0x8898a8,
                0xfcece0, 0xc4bcc8, 0x2c343c,
            ],
        },
        Mood {
            titles: &[
                "October twice",
                "The lake in its autumn coat",
                "Copper shore",
            ],
            says: "Autumn trees burn orange along a lake and again in its water",
            tags: &[
                "autumn",
                "forest",
                "lake",
                "nature",
                "orange",
                "reflection",
                "water",
            ],
            light: Light::Day,
            season: Season::Autumn,
            inks: &[
                0x5f8fc0, 0xa0bcd4, 0xf4e8d4, 0x9a9aac, 0x9a6a4a, 0xa8441c, 0xf09a30, 0x3a4a58,
                0xffffff, 0xd0ccd0, 0x6a3a18,
            ],
        },
        Mood {
            titles: &["Evening on the jetty side", "Afterglow", "The day folds up"],
            says: "The evening sky glows orange over a dark lake",
            tags: &["dusk", "lake", "nature", "reflection", "sky", "water"],
            light: Light::Dusk,
            season: Season::Summer,
            inks: &[
                0x1c2450, 0x7a4470, 0xff9a58, 0x5c4468, 0x2c2444, 0x0c0c1c, 0x181830, 0x141830,
                0xf08a70, 0x5a3a68, 0x06060e,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let shore = c.h * dice.gen_range(0.5..0.58);
    sky::backdrop(c, shore, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    let look = sky::Clouds {
        lit: mood.ink(8),
        shade: mood.ink(9),
        cover: 0.5,
        alpha: 0.85,
        grain: 1.0,
    };
    sky::clouds(c, shore, (c.w * 0.5, shore), &look, noise);
    land_behind(c, shore, mood, noise, dice);
    wood(c, shore, mood, noise, dice);
    if mood.has("fog") {
        sky::fog(
            c,
            (shore - 0.16, shore + 0.04),
            mood.ink(2),
            0.85,
            noise.other(6),
        );
    }
    let sheet = Water {
        ink: mood.ink(7),
        sink: (0.12, 0.6),
        ripple: 0.035,
        shine: 0.25,
        stretch: 1.02,
        seed: dice.r#gen(),
    };
    c.mirror(shore, &sheet);
    water::streaks(c, (shore + 0.005, c.h), mood.ink(2), 0.14, dice);
    if mood.has("fog") {
        sky::fog(
            c,
            (shore - 0.05, shore + 0.1),
            mood.ink(2),
            0.7,
            noise.other(7),
        );
    }
    let mut props = Vec::new();
    if dice.gen_bool(0.35) {
        let at = (c.w * dice.gen_range(0.25..0.7), shore + 0.07);
        things::sailboat(
            c,
            at,
            dice.gen_range(0.07..0.11),
            mood.ink(10),
            mood.ink(2).lighter(0.6),
        );
        props.push(BOAT);
    }
    if dice.gen_bool(0.35) {
        things::birds(c, (c.w * 0.6, shore * 0.35), 5, mood.ink(10), dice);
        props.push(BIRDS);
    }
    if dice.gen_bool(0.7) {
        reeds(c, mood, dice);
        props.push(Prop {
            tag: "plants",
            says: "reeds in the foreground",
        });
    }
    props
}

/// Mountains or hills behind the far shore.
fn land_behind(c: &mut Canvas, shore: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    for layer in 0..3_u32 {
        let t = layer as f32 / 2.0;
        let line = Ridge {
            base: shore + 0.01,
            rise: c.h * (0.36 - 0.18 * t),
            pace: 1.3 + t * 0.7,
            rocky: layer == 0 && mood.has("mountain"),
            noise: noise.other(10 + layer),
        };
        if layer == 0 && mood.has("mountain") {
            let [lit, shade, rock] = [ink(0xf6f8fc), mood.ink(3).lighter(0.3), mood.ink(4)]
                .map(|ink| ink.mix(mood.ink(2), 0.2));
            let range = peaks::Range {
                base: shore + 0.01,
                rise: line.rise,
                pace: 1.8,
                light_from_left: true,
                snow_line: 0.4,
            };
            peaks::range(c, &range, &peaks::Snow { lit, shade, rock }, dice);
        } else {
            let rock = mood.ink(3).mix(mood.ink(4), t);
            land::ridge(c, &line, rock, rock.mix(mood.ink(2), 0.4));
        }
        sky::haze(c, shore, c.h * 0.12, mood.ink(2), 0.4);
    }
}

/// The trees of the far shore: firs in summer and mist, round crowns in autumn.
fn wood(c: &mut Canvas, shore: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    for layer in 0..3_u32 {
        let t = layer as f32 / 2.0;
        let shade = mood
            .ink(5)
            .mix(mood.ink(6), 0.7 - 0.6 * t)
            .mix(mood.ink(2), 0.3 * (1.0 - t));
        let mut shapes = [Shape::new(), Shape::new(), Shape::new()];
        for i in 0..95 {
            let x = dice.gen_range(-0.02..c.w + 0.02);
            let swell = 0.3 + noise.other(30 + layer).fractal(x * 2.2, 0.0, 3);
            let height = 0.085 * swell * dice.gen_range(0.65..1.15);
            let Some(shape) = shapes.get_mut(i % 3) else {
                continue;
            };
            if mood.has("autumn") {
                crown(shape, (x, shore), height, dice);
            } else {
                trees::fir(shape, (x, shore + 0.004), height, dice);
            }
        }
        for (i, shape) in shapes.into_iter().enumerate() {
            let tone = shade.mix(mood.ink(6), 0.22 * i as f32);
            c.fill(
                shape,
                &Brush::fade(shore - 0.12, shore, tone, tone.darker(0.35)),
            );
        }
    }
    let mut bank = Shape::new();
    bank.rect(-0.01, shore - 0.006, c.w + 0.02, 0.012);
    c.fill(bank, &Brush::flat(mood.ink(5).darker(0.3)));
}

/// The round crown of a leafy tree, of several lumps.
fn crown(shape: &mut Shape, (x, shore): (f32, f32), height: f32, dice: &mut Dice) {
    shape.blob(
        (x, shore - height * 0.38),
        (height * 0.3, height * 0.4),
        0.15,
        dice,
    );
    for _ in 0..6 {
        let (aside, lift) = (dice.gen_range(-0.3..0.3), dice.gen_range(0.3..0.8_f32));
        let puff = height * dice.gen_range(0.12..0.22);
        let at = (x + aside * height * (1.25 - lift), shore - lift * height);
        shape.blob(at, (puff * 1.1, puff), 0.2, dice);
    }
}

/// Reeds in one of the lower corners.
fn reeds(c: &mut Canvas, mood: &Mood, dice: &mut Dice) {
    let mut shape = Shape::new();
    let left = dice.gen_bool(0.5);
    for _ in 0..46 {
        let aside = c.w * 0.34 * dice.gen_range(0.0..1.0_f32).powf(1.8);
        let x = if left { aside } else { c.w - aside };
        let height = dice.gen_range(0.07..0.2_f32) * (1.0 - aside / c.w);
        plants::tuft(&mut shape, (x, c.h + 0.01), height, dice);
    }
    c.fill(shape, &Brush::flat(mood.ink(10)));
}

//! A village in the snow. Inks: sky from top to horizon (0 to 2), hills (3), snow lit (4) and
//! shaded (5), walls (6, 7), trees (8), window light (9).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::ink;
use super::super::noise::Noise;
use super::super::paint::land::{self, Ridge};
use super::super::paint::{sky, things, trees};
use super::super::shape::Shape;
use super::{Light, MOON, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "village",
    places: &[(47.3, 11.4), (46.5, 11.9), (50.7, 15.6)],
    moods: &[
        Mood {
            titles: &[
                "Windows in the snow",
                "Supper time",
                "The warm side of winter",
            ],
            says: "Windows glow in a snowy village on a blue winter evening",
            tags: &[
                "architecture",
                "blue",
                "dusk",
                "house",
                "snow",
                "village",
                "winter",
            ],
            light: Light::Dusk,
            season: Season::Winter,
            inks: &[
                0x1c2c5c, 0x4a64a0, 0xa8b0d4, 0x6478a8, 0x9cb4dc, 0x5474ac, 0x6c5048, 0x54444c,
                0x182440, 0xffc860,
            ],
        },
        Mood {
            titles: &["Snow day", "White roofs", "School is out"],
            says: "Houses stand deep in white snow under a pale sky",
            tags: &[
                "architecture",
                "house",
                "snow",
                "village",
                "white",
                "winter",
            ],
            light: Light::Day,
            season: Season::Winter,
            inks: &[
                0xc4d8ea, 0xdce8f2, 0xf8fafc, 0xd0dce8, 0xffffff, 0xd4e0ec, 0xb8543c, 0xd8b478,
                0x46605c, 0xfff0c8,
            ],
        },
        Mood {
            titles: &[
                "Holy night, plain night",
                "Lamps and stars",
                "The last one awake",
            ],
            says: "A few windows are lit in a snowy village at night",
            tags: &[
                "architecture",
                "house",
                "night",
                "snow",
                "star",
                "village",
                "winter",
            ],
            light: Light::Night,
            season: Season::Winter,
            inks: &[
                0x040818, 0x0a1634, 0x1c2c54, 0x14244a, 0x34487a, 0x14224a, 0x2c2428, 0x241e2c,
                0x050a1a, 0xffc050,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let mut props = Vec::new();
    let horizon = c.h * dice.gen_range(0.5..0.56);
    let day = mood.light == Light::Day;
    sky::backdrop(c, horizon, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    if mood.light == Light::Night {
        sky::stars(c, horizon, 800, dice);
    }
    if !day && dice.gen_bool(0.5) {
        sky::moon(
            c,
            (c.w * dice.gen_range(0.2..0.8), horizon * 0.3),
            0.035,
            ink(0xf4f0e0),
            dice,
        );
        props.push(MOON);
    }
    for layer in 0..4_u32 {
        let t = layer as f32 / 3.0;
        let hill = Ridge {
            base: horizon + (c.h - horizon) * 0.3 * t + 0.02,
            rise: 0.22 - 0.1 * t,
            pace: 1.1 + 0.3 * t,
            rocky: false,
            noise: noise.other(layer + 1),
        };
        let tone = mood.ink(3).mix(mood.ink(4), 0.25 + 0.6 * t);
        land::ridge(c, &hill, tone, tone.mix(mood.ink(5), 0.5));
        woods(c, &hill, t, mood, noise, dice);
    }
    ground(c, horizon, mood, noise);
    let rows = 3;
    for row in 0..rows {
        let t = row as f32 / (rows - 1) as f32;
        houses(c, horizon, t, mood, dice);
    }
    if dice.gen_bool(0.55) {
        things::snowfall(c, 340, dice);
        props.push(Prop {
            tag: "weather",
            says: "snow in the air",
        });
    }
    props
}

fn woods(c: &mut Canvas, hill: &Ridge, t: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    let mut firs = Shape::new();
    for _ in 0..60 {
        let x = dice.gen_range(0.0..c.w);
        if noise.other(31).at(x * 4.0, t * 5.0) > 0.5 {
            trees::fir(
                &mut firs,
                (x, hill.top(x) + 0.01),
                (0.03 + 0.05 * t) * dice.gen_range(0.6..1.2),
                dice,
            );
        }
    }
    c.fill(
        firs,
        &Brush::flat(mood.ink(8).mix(mood.ink(3), 0.65 - 0.5 * t)),
    );
}

/// Snow with soft hollows.
fn ground(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise) {
    for layer in 0..3_u32 {
        let t = layer as f32 / 2.0;
        let drift = Ridge {
            base: horizon + (c.h - horizon) * (0.38 + 0.5 * t),
            rise: 0.07,
            pace: 1.0,
            rocky: false,
            noise: noise.other(40 + layer),
        };
        let shape = land::below(c, &land::crest(c, &drift));
        let (top, low) = (drift.base - drift.rise, drift.base + 0.2);
        c.fill(shape, &Brush::fade(top, low, mood.ink(4), mood.ink(5)));
    }
}

/// A loose row of houses with firs between them; `t` 0 far, 1 near.
fn houses(c: &mut Canvas, horizon: f32, t: f32, mood: &Mood, dice: &mut Dice) {
    let size = 0.065 + 0.1 * t * t + 0.02 * t;
    let y = horizon + (c.h - horizon) * (0.3 + 0.46 * t);
    let mut x = dice.gen_range(-0.05..0.12);
    while x < c.w + 0.05 {
        let foot = y + dice.gen_range(-0.02..0.02);
        let wall = mood
            .ink(6)
            .mix(mood.ink(7), dice.gen_range(0.0..1.0))
            .mix(mood.ink(5), 0.25 * (1.0 - t));
        let dark = mood.light != Light::Day;
        let lit = (dark && dice.gen_bool(0.75)).then(|| mood.ink(9));
        let mut fir = Shape::new();
        trees::fir(
            &mut fir,
            (x + size * 0.95, foot + 0.005),
            size * dice.gen_range(1.2..2.0),
            dice,
        );
        c.fill(
            fir,
            &Brush::flat(mood.ink(8).mix(mood.ink(5), 0.3 * (1.0 - t))),
        );
        things::shadow(
            c,
            (x + size * 0.1, foot + size * 0.05),
            (size * 0.65, size * 0.08),
            mood.ink(5).darker(0.3),
            0.6,
        );
        things::house(c, (x, foot), size, wall, mood.ink(4).lighter(0.2), lit);
        x += size * dice.gen_range(2.0..4.2);
    }
}

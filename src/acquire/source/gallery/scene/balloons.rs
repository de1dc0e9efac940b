//! Hot-air balloons over hills. Inks: sky from top to horizon (0 to 2), clouds lit (3) and shaded
//! (4), hills far (5) and near (6), balloon cloths (7 to 12).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::{Ink, WHITE, ink};
use super::super::noise::Noise;
use super::super::paint::land::{self, Ridge};
use super::super::paint::sky;
use super::super::shape::Shape;
use super::{Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "balloons",
    places: &[(38.6, 34.8), (35.1, -106.6)],
    moods: &[
        Mood {
            titles: &["Up before breakfast", "Quiet traffic", "Basket weather"],
            says: "Hot-air balloons rise over misty hills at dawn",
            tags: &["balloon", "dawn", "mountain", "nature", "sky", "travel"],
            light: Light::Dawn,
            season: Season::Spring,
            inks: &[
                0x7c9cd8, 0xf0c0c8, 0xfff0c8, 0xfff4e4, 0xd8a8b8, 0xc8b0c0, 0x5c5478, 0xd83c34,
                0xf8b830, 0x3c6cb8, 0xf4f0e4, 0x8c4c9c, 0xf07c34,
            ],
        },
        Mood {
            titles: &[
                "Festival colours",
                "Nine balloons, one sky",
                "Lighter than a summer day",
            ],
            says: "Colourful hot-air balloons float in a blue sky over green hills",
            tags: &["balloon", "blue", "nature", "sky", "summer", "travel"],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x2c80d4, 0x6cb4ec, 0xd8f0fc, 0xffffff, 0xbcd4e8, 0x9cc8b8, 0x3c7c3c, 0xe83c2c,
                0xfcc828, 0x2c50b0, 0xffffff, 0x9c3c94, 0xf88c24,
            ],
        },
        Mood {
            titles: &[
                "Drifting towards evening",
                "The valley from a basket",
                "Gold above the rocks",
            ],
            says: "Hot-air balloons hang in a golden evening sky over bare hills",
            tags: &[
                "balloon", "mountain", "nature", "orange", "sky", "sunset", "travel",
            ],
            light: Light::Sunset,
            season: Season::Autumn,
            inks: &[
                0x8c5c84, 0xf09858, 0xffdc8c, 0xffd49c, 0xb46c6c, 0xd88c5c, 0x5c2c2c, 0xa82c2c,
                0xf0a028, 0x3c3c74, 0xf8e4c4, 0x6c2c5c, 0xd8602c,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let horizon = c.h * dice.gen_range(0.7..0.76);
    sky::backdrop(c, horizon, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    let sun = (c.w * dice.gen_range(0.2..0.8), horizon - 0.07);
    let look = sky::Clouds {
        lit: mood.ink(3),
        shade: mood.ink(4),
        cover: 0.5,
        alpha: 0.85,
        grain: 1.0,
    };
    sky::clouds(
        c,
        horizon,
        if mood.light == Light::Day {
            (0.2, -0.4)
        } else {
            sun
        },
        &look,
        noise,
    );
    let mut props = Vec::new();
    if mood.light != Light::Day {
        sky::sun(c, sun, 0.035, ink(0xfff4d0), mood.ink(2));
        props.push(Prop {
            tag: "sun",
            says: "the sun low behind them",
        });
    }
    for layer in 0..5_u32 {
        let t = layer as f32 / 4.0;
        let hill = Ridge {
            base: horizon + (c.h * 1.04 - horizon) * t.powf(1.3),
            rise: 0.2 - 0.06 * t,
            pace: 1.5,
            rocky: mood.light == Light::Sunset && layer < 3,
            noise: noise.other(layer + 5),
        };
        let tone = mood.ink(5).mix(mood.ink(6), t);
        land::ridge(
            c,
            &hill,
            tone,
            tone.mix(mood.ink(2), 0.35 * (1.0 - 0.5 * t)),
        );
        if layer < 4 {
            sky::haze(c, hill.base, 0.07, mood.ink(2), 0.4 * (1.0 - t));
        }
    }
    flight(c, horizon, mood, dice);
    props
}

/// The balloons: small pale ones first, at last a large one; none hides another.
fn flight(c: &mut Canvas, horizon: f32, mood: &Mood, dice: &mut Dice) {
    let mut placed: Vec<(f32, f32, f32)> = Vec::new();
    let sizes = [0.022, 0.026, 0.032, 0.036, 0.045, 0.056, 0.07, 0.09, 0.135];
    // The large ones choose their places first, yet are painted last.
    for size in sizes.into_iter().rev() {
        for _ in 0..40 {
            let x = dice.gen_range(size * 1.2..(c.w - size * 1.2).max(size * 1.3));
            let y = dice.gen_range(size * 1.4..(horizon - size * 1.2).max(size * 1.5));
            let free = placed
                .iter()
                .all(|(px, py, other)| (x - px).hypot((y - py) * 0.75) > (size + other) * 1.35);
            if free {
                placed.push((x, y, size));
                break;
            }
        }
    }
    for (x, y, size) in placed.into_iter().rev() {
        let far = (1.0 - size / 0.09).clamp(0.0, 1.0) * 0.45;
        balloon(c, (x, y), size, far, mood, dice);
    }
}

/// One balloon: gores of two cloths, shaded as a ball, with ropes and a basket.
fn balloon(c: &mut Canvas, (x, y): (f32, f32), size: f32, far: f32, mood: &Mood, dice: &mut Dice) {
    let haze = mood.ink(1).mix(mood.ink(2), 0.5);
    let first = dice.gen_range(0..6);
    let cloths: [Ink; 2] =
        [7 + first, 7 + (first + dice.gen_range(1..6)) % 6].map(|i| mood.ink(i).mix(haze, far));
    let at = |u: f32, v: f32| (x + u * size, y + v * size);
    // Half the width of the envelope at a height from -1 (top) to 1.25 (mouth).
    let girth = |v: f32| {
        if v < 0.1 {
            (1.0 - (v - 0.1).powi(2) / 1.21).max(0.0).sqrt()
        } else {
            1.0 - 0.78 * ((v - 0.1) / 1.15).powf(1.7)
        }
    };
    let gores = 10;
    for gore in 0..gores {
        let edge = |i: usize| (std::f32::consts::PI * (i as f32 / gores as f32 - 0.5)).sin();
        let (left, right) = (edge(gore), edge(gore + 1));
        let levels = (0..=24).map(|i| -1.0 + 2.25 * i as f32 / 24.0);
        let mut points: Vec<(f32, f32)> = levels
            .clone()
            .map(|v| at(left * girth(v) - 0.004, v))
            .collect();
        points.extend(levels.rev().map(|v| at(right * girth(v) + 0.004, v)));
        let mut shape = Shape::new();
        shape.polygon(&points);
        c.fill(shape, &Brush::flat(cloths[gore % 2]));
    }
    let mut ball = Shape::new();
    let levels = (0..=24).map(|i| -1.0 + 2.25 * i as f32 / 24.0);
    let mut points: Vec<(f32, f32)> = levels.clone().map(|v| at(-girth(v), v)).collect();
    points.extend(levels.rev().map(|v| at(girth(v), v)));
    ball.polygon(&points);
    let dark = mood.ink(6).darker(0.5);
    let stops = [
        (0.0, WHITE, 0.3),
        (0.35, WHITE, 0.0),
        (0.6, dark, 0.08),
        (1.0, dark, 0.55),
    ];
    c.fill(ball, &Brush::round(at(-0.4, -0.45), size * 1.9, &stops));
    let mut ropes = Shape::new();
    for side in [-1.0, 1.0] {
        ropes.limb(
            at(side * 0.2, 1.24),
            at(side * 0.18, 1.4),
            at(side * 0.15, 1.62),
            (size * 0.02, size * 0.02),
        );
    }
    c.fill(ropes, &Brush::flat(dark.mix(haze, far)));
    let mut basket = Shape::new();
    basket.polygon(&[
        at(-0.17, 1.6),
        at(0.17, 1.6),
        at(0.14, 1.86),
        at(-0.14, 1.86),
    ]);
    c.fill(basket, &Brush::flat(ink(0x6c4424).mix(haze, far)));
}

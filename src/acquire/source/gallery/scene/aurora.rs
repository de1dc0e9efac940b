//! The night sky of the north. Inks: sky from top to horizon (0 to 2), curtain low (3) and high
//! (4), far land (5), snow (6), silhouettes (7).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::{Canvas, Lay, Water};
use super::super::ink::{WHITE, ink};
use super::super::noise::{Noise, ramp};
use super::super::paint::land::{self, Ridge};
use super::super::paint::{sky, things, trees};
use super::super::shape::Shape;
use super::{Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "aurora",
    places: &[(69.6, 18.9), (64.8, -147.7), (65.6, -18.1)],
    moods: &[
        Mood {
            titles: &["Green fire", "The sky is up late", "North of everything"],
            says: "A green aurora waves over snowy land at night",
            tags: &[
                "aurora", "green", "nature", "night", "sky", "snow", "winter",
            ],
            light: Light::Night,
            season: Season::Winter,
            inks: &[
                0x030814, 0x06182a, 0x0c3038, 0x30f090, 0x2080a0, 0x0c2430, 0x24485a, 0x02060a,
            ],
        },
        Mood {
            titles: &["Violet curtain", "Solar wind", "A quiet storm above"],
            says: "A violet aurora hangs in the night sky over snowy land",
            tags: &[
                "aurora", "nature", "night", "purple", "sky", "snow", "winter",
            ],
            light: Light::Night,
            season: Season::Winter,
            inks: &[
                0x080418, 0x140a34, 0x2c1854, 0x60e8b0, 0xc040e0, 0x1c1440, 0x3c3470, 0x04020c,
            ],
        },
        Mood {
            titles: &[
                "River of stars",
                "Long exposure",
                "All the old light",
                "Milky Way, no moon",
            ],
            says: "The Milky Way stands above dark hills",
            tags: &["black", "milky-way", "nature", "night", "sky", "star"],
            light: Light::Night,
            season: Season::Summer,
            inks: &[
                0x020308, 0x060a18, 0x141c34, 0xc8b8e8, 0x6888d8, 0x080c18, 0x0a0e1a, 0x010103,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let horizon = c.h * dice.gen_range(0.66..0.74);
    sky::backdrop(c, horizon, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    if mood.has("aurora") {
        sky::stars(c, horizon, 900, dice);
        curtains(c, horizon, mood, noise);
    } else {
        milky_way(c, horizon, mood, noise, dice);
    }
    for layer in 0..2_u32 {
        let t = layer as f32;
        let line = Ridge {
            base: horizon + 0.01,
            rise: c.h * (0.2 - 0.08 * t),
            pace: 1.6,
            rocky: true,
            noise: noise.other(layer + 3),
        };
        let ink = mood.ink(5).mix(mood.ink(2), 0.4 * (1.0 - t));
        land::ridge(c, &line, ink.mix(mood.ink(6), 0.35), ink);
    }
    let mut props = if dice.gen_bool(0.5) {
        lake(c, horizon, mood, dice)
    } else {
        plain(c, horizon, mood, noise, dice)
    };
    let mut firs = Shape::new();
    for _ in 0..26 {
        let edge: f32 = dice.gen_range(0.0..1.0_f32).powf(1.5) * 0.36;
        let x = c.w * if dice.gen_bool(0.5) { edge } else { 1.0 - edge };
        let height = (0.4 - edge * 0.75) * dice.gen_range(0.6..1.1);
        trees::fir(&mut firs, (x, c.h + 0.02), height, dice);
    }
    c.fill(firs, &Brush::flat(mood.ink(7)));
    props.push(Prop {
        tag: "tree",
        says: "dark firs in the foreground",
    });
    props
}

/// A lake that mirrors the sky.
fn lake(c: &mut Canvas, horizon: f32, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let sheet = Water {
        ink: mood.ink(0),
        sink: (0.15, 0.5),
        ripple: 0.03,
        shine: 0.2,
        stretch: 1.2,
        seed: dice.r#gen(),
    };
    c.mirror(horizon, &sheet);
    vec![
        Prop {
            tag: "lake",
            says: "a still lake below",
        },
        Prop {
            tag: "reflection",
            says: "",
        },
    ]
}

/// Open land, sometimes with a hut in the snow.
fn plain(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise, dice: &mut Dice) -> Vec<Prop> {
    let ground = Ridge {
        base: horizon + 0.04,
        rise: 0.04,
        pace: 1.2,
        rocky: false,
        noise: noise.other(8),
    };
    land::ridge(c, &ground, mood.ink(6), mood.ink(6).mix(mood.ink(5), 0.5));
    let (top, bottom) = (c.h * 0.8, c.h);
    c.wash(
        top,
        bottom,
        &[(0.0, mood.ink(0), 0.0), (1.0, mood.ink(0), 0.7)],
    );
    if !mood.has("snow") || dice.gen_bool(0.4) {
        return Vec::new();
    }
    let at = (c.w * dice.gen_range(0.3..0.7), horizon + 0.085);
    let (wall, roof, window) = (ink(0x3a2418), mood.ink(6).lighter(0.35), ink(0xffc860));
    things::house(c, at, 0.085, wall, roof, Some(window));
    vec![Prop {
        tag: "house",
        says: "a hut with lit windows",
    }]
}

/// Curtains of light: bright along a folded lower edge, fading upwards in rays.
fn curtains(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise) {
    for curtain in 0..3_u32 {
        let own = noise.other(curtain + 20);
        let level = horizon * (0.78 - 0.2 * curtain as f32);
        let strength = 0.85 - 0.2 * curtain as f32;
        c.veil((0.0, horizon), 320, Lay::Add, |x, y| {
            let fold = x + 0.1 * own.fractal(x * 3.0, 8.0, 2);
            let edge = level - 0.3 * (own.fractal(fold * 1.3, 0.0, 3) - 0.45);
            let up = (edge - y) / horizon;
            if up < -0.04 {
                return (mood.ink(3), 0.0);
            }
            let ray = 0.25 + 0.75 * own.fractal(fold * 22.0, 2.0 + y * 0.6, 2);
            let gap = ramp(0.3, 0.6, own.fractal(fold * 1.7, 5.0, 2));
            let rise = ramp(-0.04, 0.03, up);
            let fall = (-up.max(0.0) * 4.2).exp();
            let ink = mood.ink(3).mix(mood.ink(4), ramp(0.05, 0.4, up));
            (ink, strength * ray * gap * rise * fall)
        });
    }
}

/// The band of the galaxy with its dark lanes and many stars.
fn milky_way(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    let lean = dice.gen_range(0.25..0.5) * if dice.gen_bool(0.5) { -1.0 } else { 1.0 };
    let middle = c.w * 0.5;
    let aside = |x: f32, y: f32| x - middle - lean * (y - horizon * 0.55);
    c.veil((0.0, horizon), 300, Lay::Add, |x, y| {
        let away = aside(x, y) + 0.09 * (noise.fractal(x * 3.0, y * 3.0, 3) - 0.5);
        let band = (-(away / 0.13).powi(2)).exp();
        let cloud = noise.other(2).fractal(x * 6.0, y * 6.0, 5);
        let lane = ramp(0.45, 0.62, noise.other(3).fractal(x * 5.0, y * 5.0, 5))
            * (-(away / 0.06).powi(2)).exp();
        let ink = mood.ink(4).mix(mood.ink(3), band * cloud * 1.5);
        (
            ink,
            band * (0.1 + 0.75 * cloud * cloud) * (1.0 - 0.75 * lane),
        )
    });
    sky::stars(c, horizon, 2600, dice);
    for alpha in [0.35, 0.7] {
        let mut dust = Shape::new();
        for _ in 0..700 {
            let y = dice.gen_range(0.0..horizon);
            let spread = dice.gen_range(-1.0..1.0_f32) + dice.gen_range(-1.0..1.0_f32);
            let x = middle + lean * (y - horizon * 0.55) + spread * 0.1;
            dust.circle(x, y, 0.0007 + 0.0008 * dice.gen_range(0.0..1.0_f32).powi(3));
        }
        c.fill(dust, &Brush::sheer(WHITE, alpha));
    }
}

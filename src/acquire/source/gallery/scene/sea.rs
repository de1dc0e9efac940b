//! The open sea under a lighthouse. Inks: sky from top to horizon (0 to 2), clouds lit (3) and
//! shaded (4), waves far (5) and near (6), foam (7), rock (8), lamp (9).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::noise::Noise;
use super::super::paint::{sky, things, tower};
use super::super::shape::Shape;
use super::{BIRDS, BOAT, Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "sea",
    places: &[(48.4, -5.1), (57.5, -7.4), (43.6, -70.2)],
    moods: &[
        Mood {
            titles: &["Gale warning", "Grey water", "The North Sea says no"],
            says: "Grey waves roll under a heavy sky",
            tags: &["gray", "nature", "sea", "storm", "water", "wave", "weather"],
            light: Light::Dull,
            season: Season::Winter,
            inks: &[
                0x4a535c, 0x78828a, 0xb4bcc0, 0xa4acb2, 0x50585f, 0x7c8a90, 0x2c3a42, 0xe8eef0,
                0x24292e, 0xfff4c8,
            ],
        },
        Mood {
            titles: &[
                "Trade wind",
                "Blue all the way",
                "Out past the breakers",
                "Fair weather, moderate swell",
            ],
            says: "Blue waves with white crests run under a clear sky",
            tags: &["blue", "nature", "sea", "sky", "summer", "water", "wave"],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x2a7ccc, 0x6fb2e8, 0xdcf0f8, 0xffffff, 0xb8d0e4, 0x4a9cc8, 0x0c3c78, 0xffffff,
                0x4a4038, 0xffffff,
            ],
        },
        Mood {
            titles: &[
                "Red sky at night",
                "The sailors' delight",
                "Sun on the swell",
            ],
            says: "The sun sets behind rolling waves",
            tags: &["nature", "sea", "sky", "sun", "sunset", "water", "wave"],
            light: Light::Sunset,
            season: Season::Autumn,
            inks: &[
                0x3a2050, 0xb03c48, 0xff9c4c, 0xff9068, 0x5c2c50, 0xd8704c, 0x1c1438, 0xffd8a8,
                0x120a18, 0xfff0b0,
            ],
        },
        Mood {
            titles: &["Keeper of the dark", "Every eight seconds", "The long beam"],
            says: "A lighthouse sends its beam over the sea at night",
            tags: &[
                "architecture",
                "lighthouse",
                "night",
                "sea",
                "sky",
                "star",
                "water",
                "wave",
            ],
            light: Light::Night,
            season: Season::Any,
            inks: &[
                0x03060f, 0x081228, 0x1c3050, 0x26344e, 0x0a1226, 0x14283e, 0x02060e, 0x6a88a4,
                0x020306, 0xfff0b0,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let mut props = Vec::new();
    let horizon = c.h * dice.gen_range(0.42..0.52);
    let side = if dice.gen_bool(0.5) { -1.0 } else { 1.0 };
    heavens(c, horizon, side, mood, noise, dice);
    // What stands in the sea hides the far waves and is hidden by the near ones.
    waves(c, horizon, 0..4, mood, noise);
    if mood.has("lighthouse") || dice.gen_bool(0.4) {
        let at = (
            c.w * (0.5 + side * dice.gen_range(0.24..0.34)),
            horizon - 0.02,
        );
        tower::lighthouse(c, at, side, &tower_look(mood), noise);
        if !mood.has("lighthouse") {
            props.push(Prop {
                tag: "lighthouse",
                says: "a lighthouse on its rock",
            });
        }
    } else if dice.gen_bool(0.6) {
        let at = (c.w * (0.5 + side * 0.2), horizon + 0.05);
        let sail = mood.ink(7).mix(mood.ink(2), 0.2);
        things::sailboat(c, at, 0.11, mood.ink(8), sail);
        props.push(BOAT);
    }
    waves(c, horizon, 4..WAVES, mood, noise);
    if mood.light != Light::Night && dice.gen_bool(0.6) {
        let at = (c.w * (0.5 + side * 0.15), horizon * 0.5);
        let backlit = mood.light == Light::Sunset;
        let colour = if backlit { mood.ink(8) } else { mood.ink(7) };
        things::birds(c, at, 6, colour, dice);
        props.push(BIRDS);
    }
    props
}

/// The sky with its clouds; at sunset the sun stands on the side away from `side`.
fn heavens(c: &mut Canvas, horizon: f32, side: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    let sun = (c.w * (0.5 - side * 0.18), horizon - 0.05);
    sky::backdrop(c, horizon, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    if mood.light == Light::Night {
        sky::stars(c, horizon, 700, dice);
    }
    let look = sky::Clouds {
        lit: mood.ink(3),
        shade: mood.ink(4),
        cover: if mood.has("storm") { 0.95 } else { 0.5 },
        alpha: 0.9,
        grain: 0.9,
    };
    let from = if mood.light == Light::Sunset {
        sun
    } else {
        (c.w * 0.3, -0.3)
    };
    sky::clouds(c, horizon, from, &look, noise);
    if mood.light == Light::Sunset {
        sky::sun(c, sun, 0.055, mood.ink(9), mood.ink(2));
    }
}

fn tower_look(mood: &Mood) -> tower::Look {
    let (dusk, dim) = match mood.light {
        Light::Night => (mood.ink(6), 0.72),
        Light::Day => (mood.ink(4), 0.0),
        _ => (mood.ink(4), 0.45),
    };
    let night = mood.light == Light::Night;
    tower::Look {
        rock: mood.ink(8),
        lamp: mood.ink(9),
        dusk,
        dim,
        night,
    }
}

/// Waves between the horizon and the viewer.
const WAVES: u32 = 13;

/// A run of waves: each a curved back with a lighter crest and some foam.
fn waves(c: &mut Canvas, horizon: f32, run: std::ops::Range<u32>, mood: &Mood, noise: Noise) {
    let (w, h) = (c.w, c.h);
    let rough = if mood.has("storm") { 1.5 } else { 1.0 };
    for wave in run {
        let t = wave as f32 / (WAVES - 1) as f32;
        let near = t.powf(1.6);
        let base = horizon + (h - horizon) * near * 0.94;
        let rise = (0.004 + 0.085 * near) * rough;
        let own = noise.other(wave + 100);
        let pace = 9.0 / (0.25 + near * 2.2);
        let crest = |x: f32| {
            let n = own.fractal(x * pace, 0.0, 3);
            base - rise * (n * n * 1.6 - 0.35)
        };
        let line: Vec<(f32, f32)> = (0..=200)
            .map(|i| i as f32 / 200.0 * (w + 0.04) - 0.02)
            .map(|x| (x, crest(x)))
            .collect();
        let mut body = line.clone();
        body.extend([(w + 0.02, h + 0.02), (-0.02, h + 0.02)]);
        let mut shape = Shape::new();
        shape.polygon(&body);
        let tone = mood.ink(5).mix(mood.ink(6), t);
        let top = tone.mix(mood.ink(2), 0.3 * (1.0 - t) + 0.12);
        c.fill(
            shape,
            &Brush::fade(
                base - rise,
                base + rise * 1.8 + 0.01,
                top,
                tone.mix(mood.ink(6), 0.35),
            ),
        );
        foam(c, &line, (base, rise), mood, own);
    }
}

/// White water along the higher parts of a crest, running down its face.
fn foam(c: &mut Canvas, line: &[(f32, f32)], (base, rise): (f32, f32), mood: &Mood, noise: Noise) {
    let depth = |x: f32, y: f32| {
        let high = ((base - y) / rise + 0.15).max(0.0);
        rise * high * (0.08 + 0.5 * noise.other(9).fractal(x * 24.0, 1.0, 2).powi(2))
    };
    let mut points = line.to_vec();
    points.extend(line.iter().rev().map(|(x, y)| (*x, y + depth(*x, *y))));
    let mut shape = Shape::new();
    shape.polygon(&points);
    c.fill(
        shape,
        &Brush::sheer(
            mood.ink(7),
            if mood.light == Light::Night { 0.3 } else { 0.7 },
        ),
    );
}

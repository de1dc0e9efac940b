//! Sand dunes. Inks: sky from top to horizon (0 to 2), sand in the light (3) and in shade (4), far
//! dunes (5), sun or moon (6), halo (7), silhouettes (8).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::{Canvas, Lay};
use super::super::noise::{Noise, smooth};
use super::super::paint::{sky, things};
use super::super::shape::Shape;
use super::{BIRDS, Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "desert",
    places: &[(31.1, -4.0), (24.2, 55.4), (36.6, -117.1)],
    moods: &[
        Mood {
            titles: &[
                "The long shadow",
                "Dunes at seven",
                "Where the caravan slept",
            ],
            says: "A low sun draws long shadows over orange dunes",
            tags: &[
                "desert", "dune", "nature", "orange", "sand", "sky", "sun", "sunset",
            ],
            light: Light::Sunset,
            season: Season::Any,
            inks: &[
                0x4a5a9a, 0xe8906a, 0xffd08a, 0xf08a3c, 0x7a3420, 0xd88a5c, 0xfff2cc, 0xffa850,
                0x2a120c,
            ],
        },
        Mood {
            titles: &["Nothing but sand", "Heat", "A sea without water"],
            says: "Golden dunes under a hot blue sky",
            tags: &["desert", "dune", "nature", "sand", "sky", "summer"],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x2f86cc, 0x7dbce4, 0xe8eedc, 0xf2c878, 0xb57a3c, 0xe4c394, 0xffffff, 0xfff4d8,
                0x5a3a1c,
            ],
        },
        Mood {
            titles: &["Cold sand", "Under a thousand stars", "Desert watch"],
            says: "A starry night over dark dunes",
            tags: &["desert", "dune", "nature", "night", "sand", "sky", "star"],
            light: Light::Night,
            season: Season::Any,
            inks: &[
                0x03050f, 0x0b1230, 0x2a2a55, 0x3a3350, 0x0d0b18, 0x2a2846, 0xf0f0e8, 0xa8b4d8,
                0x020208,
            ],
        },
        Mood {
            titles: &["Brown study", "Dust in the wind", "The old road south"],
            says: "Brown dunes lie under a dusty sky",
            tags: &["brown", "desert", "dune", "nature", "sand", "weather"],
            light: Light::Dull,
            season: Season::Any,
            inks: &[
                0xa8896a, 0xc8a988, 0xdcc4a4, 0x9a6a42, 0x4e2f1c, 0xa88260, 0xffffff, 0xf0dcc0,
                0x2a180e,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let mut props = Vec::new();
    let horizon = c.h * dice.gen_range(0.4..0.52);
    let side = if dice.gen_bool(0.5) { -1.0 } else { 1.0 };
    let sun = (
        c.w * (0.5 + side * dice.gen_range(0.15..0.3)),
        horizon - dice.gen_range(0.03..0.12),
    );

    sky::backdrop(c, horizon, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    match mood.light {
        Light::Sunset => sky::sun(c, sun, 0.04, mood.ink(6), mood.ink(7)),
        Light::Night => sky::stars(c, horizon + 0.03, 1500, dice),
        Light::Dull => sky::fog(c, (0.0, horizon), mood.ink(2), 0.6, noise.other(8)),
        _ => {}
    }
    if mood.light != Light::Night && dice.gen_bool(0.3) {
        things::birds(c, (c.w * 0.5, horizon * 0.45), 4, mood.ink(8), dice);
        props.push(BIRDS);
    }
    let dunes = 6;
    for dune in 0..dunes {
        let t = (dune as f32 + 0.5) / dunes as f32;
        let top = horizon + (c.h - horizon) * (t.powf(1.5) * 0.95 - 0.06);
        let pale = (1.0 - t).powi(2) * 0.85;
        paint_dune(
            c,
            &Dune {
                top,
                t,
                pale,
                side,
                noise: noise.other(dune),
            },
            mood,
            dice,
        );
    }
    ripples(c, horizon, mood, noise);
    if dice.gen_bool(0.4) {
        camels(c, horizon + (c.h - horizon) * 0.3, mood, dice);
        props.push(Prop {
            tag: "camel",
            says: "a row of camels",
        });
    }
    props
}

struct Dune {
    top: f32,
    t: f32,
    pale: f32,
    side: f32,
    noise: Noise,
}

/// A dune: a swung crest line, its lee side in shade.
fn paint_dune(c: &mut Canvas, dune: &Dune, mood: &Mood, dice: &mut Dice) {
    let (w, h) = (c.w, c.h);
    let rise = 0.05 + 0.16 * dune.t;
    let pace = 2.6 - 1.7 * dune.t;
    let crest = |x: f32| {
        let n = dune.noise.fractal(x * pace, 0.3, 2);
        dune.top - rise * smooth(n * 1.5 - 0.25) + rise * 0.5
    };
    let line: Vec<(f32, f32)> = (0..=240)
        .map(|i| i as f32 / 240.0 * (w + 0.04) - 0.02)
        .map(|x| (x, crest(x)))
        .collect();
    let mut body = line.clone();
    body.extend([(w + 0.02, h + 0.02), (-0.02, h + 0.02)]);
    let lit = mood
        .ink(3)
        .mix(mood.ink(5), dune.pale)
        .mix(mood.ink(2), dune.pale * 0.5);
    let dark = mood
        .ink(4)
        .mix(mood.ink(5), dune.pale)
        .mix(mood.ink(2), dune.pale * 0.4);
    let mut shape = Shape::new();
    shape.polygon(&body);
    let foot = dune.top + rise * 2.6;
    c.fill(
        shape,
        &Brush::fade(
            dune.top - rise,
            foot,
            lit.lighter(0.08),
            lit.mix(dark, 0.45),
        ),
    );
    // The shaded face hangs below the parts of the crest that fall away from the sun.
    let mut lee = Shape::new();
    let reach = dice.gen_range(1.0..1.7);
    let mut upper: Vec<(f32, f32)> = Vec::new();
    let mut lower: Vec<(f32, f32)> = Vec::new();
    for (x, y) in line {
        let slope = (crest(x + 0.01) - crest(x - 0.01)) / 0.02 * -dune.side;
        let face = smooth(slope * 2.4 + 0.12) * rise * reach;
        if face > 0.001 {
            upper.push((x, y));
            lower.push((x - dune.side * face * 0.7, y + face));
        } else if !upper.is_empty() {
            upper.extend(lower.drain(..).rev());
            lee.polygon(&upper);
            upper.clear();
        }
    }
    upper.extend(lower.into_iter().rev());
    lee.polygon(&upper);
    let stops = [(0.0, dark, 0.95), (0.5, dark, 0.8), (1.0, dark, 0.25)];
    c.fill(
        lee,
        &Brush::down(dune.top - rise, dune.top + rise * 1.8, &stops),
    );
}

/// The fine waves of the wind in the near sand.
fn ripples(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise) {
    let (h, dark) = (c.h, mood.ink(4));
    let start = horizon + (h - horizon) * 0.55;
    c.veil((start, h), 420, Lay::Over, |x, y| {
        let near = (y - start) / (h - start);
        let bend = noise.fractal(x * 2.0, y * 2.0, 2) * 9.0;
        let wave = ((y / (0.3 + near) * 70.0 + x * 6.0 + bend * 2.0).sin() * 0.5 + 0.5).powi(2);
        (dark, wave * 0.16 * near)
    });
}

/// A small caravan on a crest.
fn camels(c: &mut Canvas, y: f32, mood: &Mood, dice: &mut Dice) {
    let mut shape = Shape::new();
    let (mut x, size) = (c.w * dice.gen_range(0.25..0.5), 0.034);
    for _ in 0..dice.gen_range(3..6) {
        let at = |dx: f32, dy: f32| (x + dx * size, y + dy * size);
        let humps = [
            (-0.62, -0.5),
            (-0.56, -0.86),
            (-0.34, -0.78),
            (-0.24, -1.16),
            (-0.04, -1.12),
            (0.02, -0.78),
            (0.2, -1.14),
            (0.38, -1.08),
            (0.44, -0.76),
            (0.6, -0.72),
            (0.62, -1.2),
            (0.78, -1.3),
            (1.02, -1.18),
            (0.98, -1.06),
            (0.8, -1.06),
            (0.82, -0.6),
            (0.56, -0.4),
            (0.0, -0.42),
            (-0.46, -0.36),
        ];
        shape.soft(&humps.map(|(u, v)| at(u, v)));
        for leg in [-0.5, -0.38, 0.4, 0.52] {
            let swing = dice.gen_range(-0.08..0.08);
            let (hip, foot) = (at(leg, -0.5), at(leg + swing, 0.0));
            let width = size * 0.09;
            shape.polygon(&[
                hip,
                (hip.0 + width, hip.1),
                (foot.0 + width * 0.8, foot.1),
                foot,
            ]);
        }
        x += size * dice.gen_range(1.9..2.5);
    }
    c.fill(shape, &Brush::flat(mood.ink(8)));
}

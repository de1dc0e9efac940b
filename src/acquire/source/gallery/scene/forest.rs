//! A forest in layers of mist. Inks: light of the sky (0) and of the mist (1), trees far (2) and
//! near (3), ground (4), rays (5).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::WHITE;
use super::super::noise::Noise;
use super::super::paint::land::{self, Ridge};
use super::super::paint::{plants, sky, things, trees};
use super::super::shape::Shape;
use super::{BIRDS, Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "forest",
    places: &[(48.3, 8.2), (47.8, -123.9), (62.6, 27.0)],
    moods: &[
        Mood {
            titles: &[
                "Green cathedral",
                "Where the light comes in",
                "Morning among firs",
            ],
            says: "Sunbeams fall through the mist of a green fir forest",
            tags: &[
                "forest", "green", "morning", "nature", "plants", "sunbeam", "tree",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[0xf0f6c8, 0xc8dc9c, 0x88b070, 0x163a1c, 0x24481e, 0xfff6c0],
        },
        Mood {
            titles: &["The forest keeps quiet", "Fog in the firs", "Grey wood"],
            says: "Fir trees disappear into grey fog",
            tags: &[
                "fog", "forest", "gray", "nature", "plants", "tree", "weather",
            ],
            light: Light::Dull,
            season: Season::Autumn,
            inks: &[0xdfe3e6, 0xc8ced2, 0xa4adb2, 0x2a3236, 0x3a4244, 0xffffff],
        },
        Mood {
            titles: &["Snow on every branch", "White woods", "The quietest road"],
            says: "Snow falls on a white winter forest",
            tags: &["forest", "nature", "snow", "tree", "white", "winter"],
            light: Light::Dull,
            season: Season::Winter,
            inks: &[0xf0f4f8, 0xe4eaf0, 0xc4d0dc, 0x6a7c8e, 0xffffff, 0xffffff],
        },
        Mood {
            titles: &["Deep green", "No path", "The old wood"],
            says: "Dark green firs stand in a deep forest",
            tags: &["forest", "green", "nature", "plants", "tree"],
            light: Light::Dull,
            season: Season::Summer,
            inks: &[0x8fb49a, 0x6f9a80, 0x4a7a5c, 0x0a2014, 0x0e2616, 0xd0f0d0],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let mut props = Vec::new();
    let sun = (c.w * dice.gen_range(0.2..0.8), c.h * 0.06);
    let bottom = c.h;
    sky::backdrop(c, bottom, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    let beams = mood.has("sunbeam");
    if beams {
        sky::sun(c, sun, 0.03, mood.ink(0), mood.ink(5));
    }
    if dice.gen_bool(0.35) && !mood.has("snow") {
        things::birds(c, (c.w * 0.5, c.h * 0.14), 6, mood.ink(3), dice);
        props.push(BIRDS);
    }
    let layers = 6;
    for layer in 0..layers {
        let t = layer as f32 / (layers - 1) as f32;
        rank(c, t, mood, noise.other(layer), dice);
        let mist = mood.ink(1);
        sky::fog(
            c,
            (c.h * (0.3 + 0.45 * t), c.h * (0.72 + 0.4 * t)),
            mist,
            0.75 * (1.0 - t),
            noise.other(50 + layer),
        );
        if beams && layer == 3 {
            sky::rays(c, sun, mood.ink(5), 0.55, noise);
        }
    }
    undergrowth(c, mood, dice);
    if mood.has("snow") {
        things::snowfall(c, 380, dice);
    }
    props
}

/// One rank of firs on its own rise of ground.
fn rank(c: &mut Canvas, t: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    let hill = Ridge {
        base: c.h * (0.55 + 0.5 * t),
        rise: c.h * 0.12,
        pace: 1.4,
        rocky: false,
        noise,
    };
    let colour = mood
        .ink(2)
        .mix(mood.ink(1), 0.25)
        .mix(mood.ink(3), t.powf(1.2));
    let ground = if mood.has("snow") {
        mood.ink(4).mix(mood.ink(1), 0.6 * (1.0 - t))
    } else {
        colour
    };
    land::ridge(c, &hill, ground, ground.mix(mood.ink(1), 0.2));
    let (mut firs, mut snow) = (Shape::new(), Shape::new());
    let count = (c.w * (44.0 - 35.0 * t)) as u32;
    for i in 0..=count {
        // The last ranks leave a clearing in the middle, so that one sees into the wood.
        let x = c.w * (i as f32 + dice.gen_range(-0.4..0.4)) / count as f32;
        let middle = (x / c.w - 0.5).abs();
        if t > 0.7 && middle < 0.24 {
            continue;
        }
        let height = c.h.max(0.8) * (0.16 + 0.5 * t * t) * dice.gen_range(0.7..1.2);
        let foot = (x, hill.top(x) + 0.015);
        trees::fir(&mut firs, foot, height, dice);
        if mood.has("snow") {
            cap(&mut snow, foot, height, dice);
        }
    }
    c.fill(firs, &Brush::flat(colour));
    c.fill(
        snow,
        &Brush::sheer(WHITE.mix(mood.ink(1), 0.5 * (1.0 - t)), 0.9),
    );
}

/// Snow that lies on the boughs of a fir.
fn cap(snow: &mut Shape, (x, y): (f32, f32), height: f32, dice: &mut Dice) {
    for tier in 1..9 {
        let t = tier as f32 / 9.0;
        let reach = height * 0.17 * t;
        let level = y - height * (1.0 - t * 0.9);
        for _ in 0..2 {
            let aside = dice.gen_range(-0.8..0.8_f32) * reach;
            let fall = aside.abs() * 0.3;
            snow.blob(
                (x + aside, level + fall - height * 0.01),
                (reach * 0.42, height * 0.018),
                0.25,
                dice,
            );
        }
    }
}

fn undergrowth(c: &mut Canvas, mood: &Mood, dice: &mut Dice) {
    let snow = mood.has("snow");
    for (rise, t) in [(0.06, 0.0), (0.02, 1.0)] {
        let mut shape = Shape::new();
        for _ in 0..120 {
            let x = dice.gen_range(-0.02..c.w + 0.02);
            let y = c.h + 0.02 - rise * dice.gen_range(0.0..1.0_f32);
            if snow {
                shape.blob((x, y + 0.02), (0.05, 0.02), 0.15, dice);
            } else {
                plants::tuft(&mut shape, (x, y), dice.gen_range(0.03..0.075), dice);
            }
        }
        c.fill(
            shape,
            &Brush::flat(
                mood.ink(4)
                    .mix(mood.ink(3), 0.6 * t * f32::from(u8::from(!snow))),
            ),
        );
    }
}

//! A skyline over water. Inks: sky from top to horizon (0 to 2), towers far (3) and near (4),
//! lit windows (5, 6), water (7), clouds (8), lamps along the quay (9).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::{Canvas, Water};
use super::super::ink::ink;
use super::super::noise::Noise;
use super::super::paint::{sky, things, water};
use super::super::shape::Shape;
use super::{BIRDS, Light, MOON, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "city",
    places: &[(40.7, -74.0), (50.1, 8.7), (35.6, 139.7)],
    moods: &[
        Mood {
            titles: &[
                "The city does not sleep",
                "Ten thousand windows",
                "Night shift",
                "Across the river",
            ],
            says: "The lit windows of a city at night are mirrored in the river",
            tags: &[
                "architecture",
                "city",
                "night",
                "reflection",
                "skyline",
                "water",
            ],
            light: Light::Night,
            season: Season::Any,
            inks: &[
                0x04060f, 0x0a1230, 0x24305c, 0x1a2244, 0x05070f, 0xffd890, 0xfff2cc, 0x04060e,
                0x2a3358, 0xffb04c,
            ],
        },
        Mood {
            titles: &["Between day and neon", "Violet hour downtown", "Lights on"],
            says: "Windows light up in a skyline under a violet evening sky",
            tags: &[
                "architecture",
                "city",
                "dusk",
                "purple",
                "reflection",
                "skyline",
                "water",
            ],
            light: Light::Dusk,
            season: Season::Any,
            inks: &[
                0x2a2060, 0x7a4a9c, 0xf09ca0, 0x7a5490, 0x241a44, 0xffd48a, 0xffe8b8, 0x2a1c50,
                0xc078a8, 0xffc060,
            ],
        },
        Mood {
            titles: &["Office weather", "Concrete and cloud", "Monday, all grey"],
            says: "Grey towers stand in the haze of an overcast day",
            tags: &[
                "architecture",
                "city",
                "fog",
                "gray",
                "reflection",
                "skyline",
                "water",
            ],
            light: Light::Dull,
            season: Season::Any,
            inks: &[
                0x8a9098, 0xa8aeb4, 0xd0d4d8, 0xb0b6bc, 0x4e555c, 0xc4ccd4, 0xe0e6ea, 0x6f777e,
                0xc8ccd0, 0xd8dce0,
            ],
        },
        Mood {
            titles: &["Harbour morning", "Glass and sky", "The far bank at noon"],
            says: "A skyline of glass and stone stands under a blue sky",
            tags: &[
                "architecture",
                "blue",
                "city",
                "reflection",
                "skyline",
                "water",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x2f7cc8, 0x7cb6e4, 0xe4f0f4, 0xa4bcd0, 0x4a6480, 0xd4ecf8, 0xbcdcf0, 0x2c6490,
                0xffffff, 0xe8e4d4,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let mut props = Vec::new();
    let quay = c.h * dice.gen_range(0.68..0.74);
    sky::backdrop(c, quay, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    if mood.light == Light::Night {
        sky::stars(c, quay * 0.7, 260, dice);
    }
    let look = sky::Clouds {
        lit: mood.ink(8),
        shade: mood.ink(1),
        cover: 0.5,
        alpha: 0.7,
        grain: 1.0,
    };
    sky::clouds(c, quay * 0.9, (c.w * 0.5, quay), &look, noise);
    if mood.light == Light::Night && dice.gen_bool(0.5) {
        let at = (
            c.w * dice.gen_range(0.2..0.8),
            quay * dice.gen_range(0.16..0.28),
        );
        sky::moon(c, at, 0.035, ink(0xf4f0dc), dice);
        props.push(MOON);
    }
    for layer in 0..3 {
        towers(c, quay, layer as f32 / 2.0, mood, noise, dice);
        sky::haze(
            c,
            quay,
            0.22,
            mood.ink(2),
            if layer < 2 { 0.45 } else { 0.12 },
        );
    }
    lamps(c, quay, mood, dice);
    let sheet = Water {
        ink: mood.ink(7),
        sink: (0.25, 0.62),
        ripple: 0.09,
        shine: 0.3,
        stretch: 1.15,
        seed: dice.r#gen(),
    };
    c.mirror(quay, &sheet);
    water::streaks(c, (quay + 0.004, c.h), mood.ink(2), 0.12, dice);
    if mood.light != Light::Night && dice.gen_bool(0.4) {
        things::birds(
            c,
            (c.w * 0.3, quay * 0.25),
            5,
            mood.ink(4).darker(0.3),
            dice,
        );
        props.push(BIRDS);
    }
    props
}

/// One row of towers, `t` 0 far to 1 near: bodies first, then the windows in two tones.
fn towers(c: &mut Canvas, quay: f32, t: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    let body = mood.ink(3).mix(mood.ink(4), t);
    let tall = (0.46 - 0.2 * t) * (0.55 + 0.45 * c.h);
    let (mut bodies, mut sides) = (Shape::new(), Shape::new());
    let mut windows = [Shape::new(), Shape::new()];
    let mut x = -0.02;
    while x < c.w + 0.02 {
        let wide = dice.gen_range(0.03..0.075) * (0.8 + 0.5 * t);
        // The centre of a city is higher than its edge.
        let centre = 1.0 - ((x / c.w - 0.5) * 1.5).powi(2);
        let height = tall
            * (0.25 + centre * noise.other((t * 9.0) as u32).at(x * 14.0, 1.0))
            * dice.gen_range(0.75..1.1);
        let top = quay - height;
        bodies.rect(x, top, wide, height + 0.01);
        sides.rect(x + wide * 0.68, top, wide * 0.32, height + 0.01);
        crown(&mut bodies, x, top, wide, dice);
        glaze(&mut windows, (x, top, wide, height), t, mood, dice);
        x += wide * dice.gen_range(0.8..1.25);
    }
    let foot = body.mix(mood.ink(2), 0.4 - 0.2 * t);
    c.fill(bodies, &Brush::fade(quay - tall, quay, body, foot));
    c.fill(sides, &Brush::sheer(mood.ink(4), 0.22));
    let night = matches!(mood.light, Light::Night | Light::Dusk);
    let alpha = if night {
        0.5 + 0.45 * t
    } else {
        0.28 + 0.2 * t
    };
    for (i, shape) in windows.into_iter().enumerate() {
        c.fill(
            shape,
            &Brush::sheer(mood.ink(5 + i).mix(body, 0.25 * (1.0 - t)), alpha),
        );
    }
}

/// What stands on a roof: a set-back storey, a spire or nothing.
fn crown(bodies: &mut Shape, x: f32, top: f32, wide: f32, dice: &mut Dice) {
    match dice.gen_range(0..5) {
        0 | 1 => bodies.rect(x + wide * 0.2, top - wide * 0.3, wide * 0.6, wide * 0.32),
        2 => {
            bodies.rect(x + wide * 0.25, top - wide * 0.4, wide * 0.5, wide * 0.42);
            bodies.rect(x + wide * 0.48, top - wide * 1.3, wide * 0.04, wide);
        }
        _ => {}
    }
}

fn glaze(
    windows: &mut [Shape; 2],
    (x, top, wide, height): (f32, f32, f32, f32),
    t: f32,
    mood: &Mood,
    dice: &mut Dice,
) {
    let step = 0.0075 + 0.0025 * t;
    let lit = if mood.light == Light::Day || mood.light == Light::Dull {
        0.75
    } else {
        dice.gen_range(0.2..0.5)
    };
    let columns = ((wide * 0.84) / step) as u32;
    for row in 0..((height - step) / (step * 1.25)).max(0.0) as u32 {
        for column in 0..columns {
            if dice.gen_range(0.0..1.0) < lit {
                let px = x + wide * 0.08 + column as f32 * step;
                let py = top + step * 0.7 + row as f32 * step * 1.25;
                if let Some(shape) = windows.get_mut(dice.gen_range(0..2)) {
                    shape.rect(px, py, step * 0.55, step * 0.62);
                }
            }
        }
    }
}

fn lamps(c: &mut Canvas, quay: f32, mood: &Mood, dice: &mut Dice) {
    let mut wall = Shape::new();
    wall.rect(-0.01, quay - 0.008, c.w + 0.02, 0.012);
    c.fill(wall, &Brush::flat(mood.ink(4).darker(0.2)));
    if !matches!(mood.light, Light::Night | Light::Dusk) {
        return;
    }
    let mut x = dice.gen_range(0.0..0.05);
    while x < c.w {
        let mut light = Shape::new();
        light.circle(x, quay - 0.014, 0.024);
        c.fill(
            light,
            &Brush::glow((x, quay - 0.014), 0.024, mood.ink(9), 0.9),
        );
        x += 0.055;
    }
}

//! A reef under water. Inks: water from surface to depth (0 to 2), light (3), rock (4), corals (5 to
//! 8), fish (9, 10).

use rand::Rng;
use std::f32::consts::FRAC_PI_2;

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
    name: "reef",
    places: &[(27.8, 34.3), (-16.9, 145.9), (5.0, 73.0)],
    moods: &[
        Mood {
            titles: &[
                "Twelve metres down",
                "The blue room",
                "Rush hour on the reef",
            ],
            says: "Fish swim over a coral reef in blue water",
            tags: &[
                "blue",
                "coral",
                "fish",
                "nature",
                "sea",
                "underwater",
                "water",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x8ce0f4, 0x1c90c8, 0x0a3c74, 0xd8fcff, 0x0c2c4c, 0xf06c64, 0xf8a84c, 0xc05ca8,
                0xf0d8a0, 0xfcc434, 0xf4704c,
            ],
        },
        Mood {
            titles: &["Green deep", "Below the lagoon", "Where the turtles sleep"],
            says: "Fish swim over a coral reef in green water",
            tags: &[
                "coral",
                "fish",
                "green",
                "nature",
                "sea",
                "underwater",
                "water",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0xb4f4d0, 0x2ca890, 0x0a4c4c, 0xecffe8, 0x0a3434, 0xe85c7c, 0xf0c050, 0x7c5cb0,
                0xb4e08c, 0xf88434, 0xfce4a0,
            ],
        },
        Mood {
            titles: &["The edge of the light", "Deep blue", "Thirty fathoms"],
            says: "Dark blue water deepens below a reef where fish swim",
            tags: &[
                "blue",
                "coral",
                "dark",
                "fish",
                "nature",
                "sea",
                "underwater",
                "water",
            ],
            light: Light::Dusk,
            season: Season::Any,
            inks: &[
                0x2c6cb0, 0x0c3070, 0x040c2c, 0x8cc8f0, 0x02081c, 0x7c3c94, 0x345ca8, 0x9c3c6c,
                0x3c84a8, 0x84d0f0, 0xd0a8e8,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let bottom = c.h;
    sky::backdrop(c, bottom, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    let light = (c.w * dice.gen_range(0.25..0.75), -0.12);
    let mut shine = Shape::new();
    shine.circle(light.0, light.1, 0.75);
    c.fill(shine, &Brush::glow(light, 0.75, mood.ink(3), 0.8));
    sky::rays(c, light, mood.ink(3), 0.75, noise);
    for layer in 0..3_u32 {
        let t = layer as f32 / 2.0;
        let rock = Ridge {
            base: c.h * (0.86 + 0.2 * t),
            rise: c.h * 0.34,
            pace: 1.6,
            rocky: false,
            noise: noise.other(layer + 7),
        };
        let murk = 0.75 * (1.0 - t);
        let tone = mood.ink(4).mix(mood.ink(1), murk);
        land::ridge(c, &rock, tone.lighter(0.06), tone.darker(0.25));
        for _ in 0..11 {
            let x = dice.gen_range(0.0..c.w);
            let size = (0.05 + 0.07 * t) * dice.gen_range(0.6..1.2);
            let colour = mood.ink(dice.gen_range(5..9)).mix(mood.ink(1), murk);
            coral(c, (x, rock.top(x) + 0.012), size, colour, dice);
        }
        school(c, t, murk, mood, dice);
    }
    bubbles(c, dice)
}

/// A coral of one of three kinds: a fan of branches, a dome, a bunch of tubes.
fn coral(c: &mut Canvas, (x, y): (f32, f32), size: f32, colour: Ink, dice: &mut Dice) {
    let brush = Brush::fade(
        y - size,
        y + size * 0.2,
        colour.lighter(0.15),
        colour.darker(0.35),
    );
    let mut shape = Shape::new();
    match dice.gen_range(0..3) {
        0 => fan(
            &mut shape,
            (x, y),
            -FRAC_PI_2,
            size * 0.42,
            size * 0.15,
            5,
            dice,
        ),
        1 => {
            shape.blob((x, y - size * 0.1), (size * 0.6, size * 0.42), 0.1, dice);
            c.fill(shape, &brush);
            shape = Shape::new();
            for _ in 0..26 {
                let at = (
                    x + dice.gen_range(-0.45..0.45) * size,
                    y - dice.gen_range(-0.1..0.4) * size,
                );
                shape.circle(at.0, at.1, size * 0.03);
            }
            c.fill(shape, &Brush::sheer(colour.lighter(0.5), 0.4));
            return;
        }
        _ => {
            for tube in 0..6 {
                let aside = (tube as f32 - 2.5) * size * 0.17;
                let top = (x + aside * 1.5, y - size * dice.gen_range(0.5..1.0));
                shape.limb(
                    (x + aside, y),
                    (x + aside, y - size * 0.3),
                    top,
                    (size * 0.13, size * 0.17),
                );
            }
        }
    }
    c.fill(shape, &brush);
}

fn fan(
    shape: &mut Shape,
    from: (f32, f32),
    angle: f32,
    length: f32,
    width: f32,
    levels: u32,
    dice: &mut Dice,
) {
    let to = (from.0 + angle.cos() * length, from.1 + angle.sin() * length);
    shape.limb(
        from,
        ((from.0 + to.0) * 0.5, (from.1 + to.1) * 0.5),
        to,
        (width, width * 0.75),
    );
    if levels > 0 {
        for side in [-1.0, 1.0] {
            let turn = angle + side * dice.gen_range(0.25..0.6_f32);
            fan(
                shape,
                to,
                turn,
                length * 0.72,
                width * 0.7,
                levels - 1,
                dice,
            );
        }
    }
}

/// A school that swims one way; the nearest are the largest.
fn school(c: &mut Canvas, t: f32, murk: f32, mood: &Mood, dice: &mut Dice) {
    let heading = if dice.gen_bool(0.5) { 1.0 } else { -1.0 };
    let centre = (
        c.w * dice.gen_range(0.25..0.75),
        c.h * dice.gen_range(0.3..0.55),
    );
    let size = 0.014 + 0.034 * t * t;
    for i in 0..(16 - (9.0 * t) as u32) {
        let x = centre.0 + dice.gen_range(-0.28..0.28_f32);
        let y = centre.1 + dice.gen_range(-0.12..0.12_f32);
        let long = size * dice.gen_range(0.8..1.25) * heading;
        let tall = long.abs() * 0.42;
        let colour = mood
            .ink(9 + (i as usize + (t * 2.0) as usize) % 2)
            .mix(mood.ink(1), murk);
        let mut body = Shape::new();
        body.soft(&[
            (x + long, y),
            (x + long * 0.3, y - tall),
            (x - long * 0.7, y - tall * 0.25),
            (x - long * 0.7, y + tall * 0.25),
            (x + long * 0.3, y + tall),
        ]);
        c.fill(
            body,
            &Brush::fade(y - tall, y + tall, colour, colour.lighter(0.35)),
        );
        let mut fins = Shape::new();
        fins.polygon(&[
            (x - long * 0.55, y),
            (x - long * 1.15, y - tall * 0.75),
            (x - long * 0.95, y),
            (x - long * 1.15, y + tall * 0.75),
        ]);
        fins.polygon(&[
            (x + long * 0.3, y - tall * 0.7),
            (x - long * 0.35, y - tall * 1.1),
            (x - long * 0.3, y - tall * 0.4),
        ]);
        c.fill(fins, &Brush::flat(colour.darker(0.15)));
        let mut eye = Shape::new();
        eye.circle(x + long * 0.55, y - tall * 0.12, tall * 0.12);
        c.fill(eye, &Brush::flat(ink(0x101018)));
    }
}

fn bubbles(c: &mut Canvas, dice: &mut Dice) -> Vec<Prop> {
    if dice.gen_bool(0.4) {
        return Vec::new();
    }
    let x = c.w * dice.gen_range(0.15..0.85);
    for step in 0..22 {
        let rise = step as f32 / 22.0;
        let at = (x + dice.gen_range(-0.025..0.025), c.h * (0.75 - 0.7 * rise));
        let radius = (0.003 + 0.008 * rise) * dice.gen_range(0.6..1.2);
        let mut bubble = Shape::new();
        bubble.circle(at.0, at.1, radius);
        let stops = [(0.0, WHITE, 0.05), (0.7, WHITE, 0.15), (1.0, WHITE, 0.55)];
        c.fill(bubble, &Brush::round(at, radius, &stops));
    }
    vec![Prop {
        tag: "bubble",
        says: "a string of bubbles",
    }]
}

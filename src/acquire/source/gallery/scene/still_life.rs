//! Fruit and flowers on a table. Inks: wall lit (0) and shaded (1), table lit (2) and shaded (3),
//! cloth or bowl (4), vase (5), leaves (6), blossoms (7, 8).

use rand::Rng;
use rand::seq::SliceRandom;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::{Canvas, Lay};
use super::super::ink::BLACK;
use super::super::noise::Noise;
use super::super::paint::table::{self, FRUITS, Fruit};
use super::super::paint::things;
use super::super::shape::Shape;
use super::{Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "still-life",
    places: &[],
    moods: &[
        Mood {
            titles: &["Fruit at the window", "Table for none", "After the market"],
            says: "Ripe fruit lies on a wooden table in warm light",
            tags: &["brown", "food", "fruit", "indoor", "still-life"],
            light: Light::Indoor,
            season: Season::Autumn,
            inks: &[
                0xb88a5c, 0x4a2c1c, 0xa86c3c, 0x4c2814, 0xe8dcc4, 0x5c3a2c, 0x4c6a2c, 0xe8c070,
                0xd86a3c,
            ],
        },
        Mood {
            titles: &[
                "In the manner of the old masters",
                "Out of the dark",
                "Candle hour",
            ],
            says: "Fruit glows out of a black background",
            tags: &["black", "dark", "food", "fruit", "indoor", "still-life"],
            light: Light::Indoor,
            season: Season::Any,
            inks: &[
                0x2a2018, 0x060404, 0x3c2818, 0x0c0604, 0x7c6a50, 0x2c3438, 0x2c3c1c, 0xd8c4a0,
                0xa83c34,
            ],
        },
        Mood {
            titles: &["White kitchen", "Breakfast light", "Lemon morning"],
            says: "Fresh fruit lies on a white table against a pale wall",
            tags: &["bright", "food", "fruit", "indoor", "still-life", "white"],
            light: Light::Indoor,
            season: Season::Summer,
            inks: &[
                0xfcfcfa, 0xdcdee0, 0xf8f6f2, 0xc4c2c0, 0xffffff, 0xe4ecf0, 0x7ca45c, 0xf8f0f4,
                0xf4b8c8,
            ],
        },
        Mood {
            titles: &[
                "Blue cloth",
                "Against a blue wall",
                "Kitchen in Delft colours",
            ],
            says: "Fruit lies before a deep blue wall",
            tags: &["blue", "food", "fruit", "indoor", "still-life"],
            light: Light::Indoor,
            season: Season::Any,
            inks: &[
                0x3c6ca8, 0x14284c, 0x9cb4cc, 0x3c4c6c, 0xf0f4f8, 0xf4f4ee, 0x3c6c4c, 0xffffff,
                0xf0c848,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let edge = c.h * dice.gen_range(0.56..0.64);
    room(c, edge, mood, noise);
    let mut props = Vec::new();
    let left = dice.gen_bool(0.5);
    if dice.gen_bool(0.7) {
        let x = c.w * if left { 0.3 } else { 0.7 };
        let blossoms = [mood.ink(7), mood.ink(8)];
        let inks = table::Bunch {
            glaze: mood.ink(5),
            leaf: mood.ink(6),
            blossoms,
        };
        table::vase(c, (x, edge + 0.07), &inks, dice);
        props.push(Prop {
            tag: "flower",
            says: "flowers in a vase",
        });
        props.push(Prop {
            tag: "vase",
            says: "",
        });
    }
    let mut kinds: Vec<&Fruit> = FRUITS.iter().collect();
    kinds.shuffle(dice);
    kinds.truncate(2);
    let centre = (c.w * if left { 0.62 } else { 0.38 }, edge + 0.16);
    bowl(c, centre, &kinds, mood, dice);
    for (i, aside) in [-0.33, 0.3, 0.42].into_iter().enumerate() {
        let x = (centre.0 + aside + dice.gen_range(-0.03..0.03)).clamp(0.08, c.w - 0.08);
        let at = (
            x,
            edge + 0.16 + 0.07 * (i % 2) as f32 + dice.gen_range(-0.015..0.015),
        );
        let radius = dice.gen_range(0.046..0.056);
        if let Some(kind) = kinds.choose(dice) {
            let rest = (at.0 + radius * 0.5, at.1 + radius * 0.9);
            things::shadow(c, rest, (radius * 1.2, radius * 0.28), BLACK, 0.6);
            table::fruit(c, at, radius, kind, gloom(mood));
        }
    }
    props.extend(kinds.iter().map(|kind| Prop {
        tag: kind.tag,
        says: kind.says,
    }));
    props
}

/// Wall and table, lit from the upper left.
fn room(c: &mut Canvas, edge: f32, mood: &Mood, noise: Noise) {
    let (w, h) = (c.w, c.h);
    let light = (w * 0.18, h * 0.1);
    let reach = w.hypot(h) * 0.95;
    let wall = [
        (0.0, mood.ink(0).lighter(0.12), 1.0),
        (0.45, mood.ink(0).mix(mood.ink(1), 0.35), 1.0),
        (1.0, mood.ink(1), 1.0),
    ];
    c.pool((0.0, edge), light, reach, &wall);
    let table = [
        (0.0, mood.ink(2).lighter(0.1), 1.0),
        (0.5, mood.ink(2), 1.0),
        (1.0, mood.ink(3), 1.0),
    ];
    c.pool((edge, h), (w * 0.3, edge), reach * 0.95, &table);
    c.veil((0.0, edge), 110, Lay::Over, |x, y| {
        (mood.ink(1), 0.35 * noise.fractal(x * 3.0, y * 3.0, 4))
    });
    c.veil((edge, h), 200, Lay::Over, |x, y| {
        let vein = noise
            .other(4)
            .fractal(x * 2.2 / (0.4 + y - edge), y * 40.0, 3);
        (mood.ink(3), 0.45 * (vein - 0.3).max(0.0))
    });
    let mut rim = Shape::new();
    rim.rect(-0.01, edge - 0.001, w + 0.02, 0.004);
    c.fill(rim, &Brush::sheer(mood.ink(2).lighter(0.4), 0.6));
}

/// A bowl heaped with fruit.
fn bowl(c: &mut Canvas, (x, y): (f32, f32), kinds: &[&Fruit], mood: &Mood, dice: &mut Dice) {
    let (rx, ry, deep) = (0.21, 0.045, 0.12);
    let body = mood.ink(4);
    things::shadow(c, (x + 0.05, y + deep), (rx * 0.95, 0.03), BLACK, 0.55);
    let mut inside = Shape::new();
    inside.oval(x, y, rx, ry);
    c.fill(
        inside,
        &Brush::fade(y - ry, y + ry, body.darker(0.5), body.darker(0.15)),
    );
    for (row, count) in [(0, 4), (1, 3), (2, 2)] {
        for i in 0..count {
            let place = i as f32 - (count - 1) as f32 / 2.0;
            let aside = place * 0.086 + dice.gen_range(-0.006..0.006);
            let at = (x + aside, y + 0.012 - 0.06 * row as f32);
            if let Some(kind) = kinds.choose(dice) {
                table::fruit(c, at, dice.gen_range(0.046..0.053), kind, gloom(mood));
            }
        }
    }
    let arc =
        |angle: f32, tall: f32, wide: f32| (x + angle.cos() * rx * wide, y + angle.sin() * tall);
    let angles = (0..=40).map(|i| std::f32::consts::PI * i as f32 / 40.0);
    let mut outline: Vec<(f32, f32)> = angles.clone().map(|angle| arc(angle, ry, 1.0)).collect();
    outline.extend(angles.rev().map(|angle| arc(angle, deep, 1.0)));
    let mut front = Shape::new();
    front.polygon(&outline);
    let stops = [
        (0.0, body.darker(0.12), 1.0),
        (0.3, body.lighter(0.3), 1.0),
        (1.0, body.darker(0.55), 1.0),
    ];
    c.fill(
        front,
        &Brush::along((x - rx, y), (x + rx, y + 0.06), &stops),
    );
    let rim: Vec<(f32, f32)> = (0..=40)
        .map(|i| arc(std::f32::consts::PI * i as f32 / 40.0, ry, 1.0))
        .collect();
    let mut edge = Shape::new();
    edge.open(&rim);
    c.stroke(edge, 0.004, &Brush::sheer(body.lighter(0.6), 0.8));
}

/// How dark the shaded sides are in a mood, 0 to 1.
fn gloom(mood: &Mood) -> f32 {
    if mood.has("dark") { 0.45 } else { 0.0 }
}

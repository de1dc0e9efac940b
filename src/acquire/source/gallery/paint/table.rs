//! Things on a table: fruit, a vase with flowers.

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::{BLACK, Ink, WHITE, ink};
use super::super::shape::Shape;
use super::{plants, things};

/// A kind of fruit.
pub struct Fruit {
    /// Its tag.
    pub tag: &'static str,
    /// How several of it are spoken of.
    pub says: &'static str,
    /// Ink in the light, `0xRRGGBB`.
    lit: u32,
    /// Ink in the shade, `0xRRGGBB`.
    shade: u32,
    /// Height over width.
    tall: f32,
}

/// Every kind of fruit.
pub const FRUITS: &[Fruit] = &[
    Fruit {
        tag: "apple",
        says: "apples",
        lit: 0xd83428,
        shade: 0x6c0c14,
        tall: 0.94,
    },
    Fruit {
        tag: "orange",
        says: "oranges",
        lit: 0xf89428,
        shade: 0xa84c0c,
        tall: 0.97,
    },
    Fruit {
        tag: "lemon",
        says: "lemons",
        lit: 0xf8dc3c,
        shade: 0xb08414,
        tall: 0.82,
    },
    Fruit {
        tag: "plum",
        says: "plums",
        lit: 0x7c4c94,
        shade: 0x2c1440,
        tall: 1.0,
    },
    Fruit {
        tag: "pear",
        says: "pears",
        lit: 0xc8cc54,
        shade: 0x6c7420,
        tall: 1.35,
    },
];

/// One fruit around a point; `gloom` darkens its shaded side, 0 to 1.
pub fn fruit(c: &mut Canvas, (x, y): (f32, f32), radius: f32, kind: &Fruit, gloom: f32) {
    let (lit, shade) = (ink(kind.lit), ink(kind.shade).darker(gloom));
    let tall = radius * kind.tall;
    let body = outline((x, y), radius, kind);
    let core = (x - radius * 0.35, y - tall * 0.4);
    let stops = [
        (0.0, lit.lighter(0.35), 1.0),
        (0.3, lit, 1.0),
        (0.75, lit.mix(shade, 0.7), 1.0),
        (1.0, shade, 1.0),
    ];
    c.fill(body, &Brush::round(core, radius * 1.75, &stops));
    let mut gleam = Shape::new();
    gleam.oval(core.0, core.1, radius * 0.2, radius * 0.13);
    c.fill(
        gleam,
        &Brush::sheer(WHITE, if kind.tag == "plum" { 0.3 } else { 0.5 }),
    );
    if matches!(kind.tag, "apple" | "pear" | "plum") {
        let mut stalk = Shape::new();
        let top = y - tall * if kind.tag == "pear" { 0.95 } else { 0.86 };
        stalk.limb(
            (x, top),
            (x, top - radius * 0.2),
            (x + radius * 0.16, top - radius * 0.42),
            (radius * 0.1, radius * 0.06),
        );
        c.fill(stalk, &Brush::flat(ink(0x3c2814)));
    }
}

/// The outline of a fruit.
fn outline((x, y): (f32, f32), radius: f32, kind: &Fruit) -> Shape {
    let tall = radius * kind.tall;
    let mut body = Shape::new();
    match kind.tag {
        "pear" => body.soft(&[
            (x - radius * 1.1, y + radius * 0.4),
            (x - radius * 0.75, y - radius * 0.4),
            (x - radius * 0.5, y - tall),
            (x + radius * 0.2, y - tall * 1.2),
            (x + radius * 0.6, y - tall * 0.7),
            (x + radius * 0.9, y - radius * 0.2),
            (x + radius * 1.15, y + radius * 0.6),
            (x + radius * 0.4, y + radius * 1.05),
            (x - radius * 0.7, y + radius * 1.05),
        ]),
        "lemon" => body.soft(&[
            (x - radius * 1.35, y + 0.1 * radius),
            (x - radius * 0.8, y - tall * 0.9),
            (x + radius * 0.4, y - tall * 1.05),
            (x + radius * 1.05, y - tall * 0.55),
            (x + radius * 1.4, y),
            (x + radius * 0.9, y + tall * 0.9),
            (x - radius * 0.5, y + tall * 1.1),
        ]),
        _ => body.oval(x, y, radius, tall),
    }
    body
}

/// The inks of a vase with flowers.
pub struct Bunch {
    pub glaze: Ink,
    pub leaf: Ink,
    pub blossoms: [Ink; 2],
}

/// A vase with a bunch of flowers; it stands on `y`.
pub fn vase(c: &mut Canvas, (x, y): (f32, f32), inks: &Bunch, dice: &mut Dice) {
    let size = 0.2;
    let at = |dx: f32, dy: f32| (x + dx * size, y + dy * size);
    things::shadow(c, (x + 0.05, y - 0.002), (0.1, 0.018), BLACK, 0.5);
    let mut stems = Shape::new();
    let mut heads: Vec<(f32, f32)> = Vec::new();
    for i in 0..13 {
        let lean = (i as f32 / 12.0 - 0.5) * 1.7;
        let tip = at(
            lean * dice.gen_range(0.7..1.2),
            -1.3 - dice.gen_range(0.15..1.0) * (1.0 - lean.abs() * 0.55),
        );
        stems.limb(
            at(lean * 0.1, -0.8),
            at(lean * 0.25, -1.2),
            tip,
            (0.006, 0.003),
        );
        heads.push(tip);
        if i % 3 == 0 {
            let angle = (tip.1 - y).atan2(tip.0 - x) + 0.5 * lean.signum();
            stems.leaf(at(lean * 0.3, -1.2), angle, 0.085, 0.017);
        }
    }
    c.fill(stems, &Brush::flat(inks.leaf));
    for (i, at) in heads.into_iter().enumerate() {
        daisy(c, at, inks.blossoms[i % 2], dice);
    }
    let mut body = Shape::new();
    body.soft(&[
        at(-0.2, -1.0),
        at(-0.12, -0.8),
        at(-0.4, -0.5),
        at(-0.38, -0.1),
        at(-0.2, 0.05),
        at(0.2, 0.05),
        at(0.38, -0.1),
        at(0.4, -0.5),
        at(0.12, -0.8),
        at(0.2, -1.0),
    ]);
    let glaze = inks.glaze;
    let stops = [
        (0.0, glaze.darker(0.1), 1.0),
        (0.3, glaze.lighter(0.35), 1.0),
        (1.0, glaze.darker(0.6), 1.0),
    ];
    c.fill(body, &Brush::along(at(-0.4, 0.0), at(0.4, 0.0), &stops));
}

/// A flower head of three rings of petals.
fn daisy(c: &mut Canvas, (x, y): (f32, f32), tone: Ink, dice: &mut Dice) {
    let radius = dice.gen_range(0.036..0.052);
    for (ring, count, dark) in [(1.0, 13, 0.14), (0.76, 11, 0.04), (0.5, 9, 0.0)] {
        let mut petals = Shape::new();
        plants::petals(&mut petals, (x, y), radius * ring, count, 0.85, dice);
        c.fill(
            petals,
            &Brush::flat(tone.darker(dark).lighter(0.12 * (1.0 - ring))),
        );
    }
    let mut heart = Shape::new();
    heart.circle(x, y, radius * 0.17);
    c.fill(heart, &Brush::flat(tone.darker(0.4)));
}

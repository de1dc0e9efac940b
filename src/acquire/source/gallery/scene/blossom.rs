//! Branches in bloom close up. Inks: background light (0) and deep (1), blurred lights (2, 3), bark
//! (4), petals in shade (5), between (6) and in the light (7), hearts (8), leaves (9).

use rand::Rng;
use std::f32::consts::PI;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::shape::Shape;
use super::{Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "blossom",
    places: &[(35.7, 139.8), (50.7, 7.1), (38.9, -77.0)],
    moods: &[
        Mood {
            titles: &["Cherry, close", "Sakura week", "Pink against blue"],
            says: "Pink cherry blossoms open on their branches before a blue sky",
            tags: &[
                "blossom", "flower", "nature", "pink", "plants", "sky", "spring",
            ],
            light: Light::Day,
            season: Season::Spring,
            inks: &[
                0xb4dcf4, 0x5ca8e0, 0xe4f4fc, 0xfcd4e4, 0x3c2824, 0xe878a8, 0xf8a8c8, 0xffdce8,
                0xc43c6c, 0x8cb45c,
            ],
        },
        Mood {
            titles: &["Rose light", "All blossom, no leaf", "A softer pink"],
            says: "Blossoms crowd the branches against a soft pink background",
            tags: &[
                "blossom", "bokeh", "flower", "nature", "pink", "plants", "spring",
            ],
            light: Light::Day,
            season: Season::Spring,
            inks: &[
                0xffdce4, 0xf098b4, 0xffffff, 0xfcb8cc, 0x54302c, 0xe0608c, 0xf490b0, 0xffd0dc,
                0xf8d860, 0x98b868,
            ],
        },
        Mood {
            titles: &["Apple bough", "White for a week", "The orchard opens"],
            says: "White apple blossoms open on their branches in a green garden",
            tags: &[
                "blossom", "bokeh", "flower", "green", "nature", "plants", "spring", "white",
            ],
            light: Light::Day,
            season: Season::Spring,
            inks: &[
                0xc4e094, 0x4c8c3c, 0xf0fcc8, 0x8cc45c, 0x3c3024, 0xe4c8d0, 0xfce8ec, 0xffffff,
                0xf0c83c, 0x5c9c3c,
            ],
        },
        Mood {
            titles: &[
                "Winter plum",
                "First red of the year",
                "Too early, too bright",
            ],
            says: "Red plum blossoms open on bare branches in grey winter light",
            tags: &["blossom", "flower", "nature", "plants", "red", "winter"],
            light: Light::Dull,
            season: Season::Winter,
            inks: &[
                0xe4e6ea, 0xb4bac4, 0xf4f4f6, 0xd0d4da, 0x241c1c, 0x980c24, 0xd02038, 0xf45464,
                0xfcd45c, 0x5c4434,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let bottom = c.h;
    let reach = c.w.hypot(c.h);
    let light = (c.w * dice.gen_range(0.2..0.8), c.h * 0.2);
    let stops = [
        (0.0, mood.ink(0).lighter(0.3), 1.0),
        (0.45, mood.ink(0), 1.0),
        (1.0, mood.ink(1), 1.0),
    ];
    c.pool((0.0, bottom), light, reach, &stops);
    bokeh(c, mood, dice);
    let left = dice.gen_bool(0.5);
    let place = |u: f32, c: &Canvas| if left { u * c.w } else { (1.0 - u) * c.w };
    let course = if left { 0.0 } else { PI };
    // Out of focus behind, sharp in front.
    for (depth, at) in [(0.0, 0.2), (0.25, 0.55), (1.0, 0.34), (1.0, 0.8)] {
        let mut buds = Vec::new();
        let mut wood = Shape::new();
        let from = (place(-0.04, c), c.h * (at + dice.gen_range(-0.06..0.06)));
        let tilt = if left { -0.25 } else { 0.25 };
        bough(
            &mut wood,
            from,
            course + tilt,
            c.w * dice.gen_range(0.24..0.32),
            0.03 * (0.5 + 0.5 * depth),
            5,
            &mut buds,
            dice,
        );
        let haze = 0.55 * (1.0 - depth);
        c.fill(
            wood,
            &Brush::sheer(mood.ink(4).mix(mood.ink(0), haze), 1.0 - 0.25 * haze),
        );
        leaves(c, &buds, haze, mood, dice);
        let size = 0.024 + 0.013 * depth;
        for (i, bud) in buds.into_iter().enumerate() {
            // Blossoms stand thick, yet most of a third layer would be hidden.
            if i % 4 != 3 {
                flower(c, bud, size * dice.gen_range(0.7..1.15), haze, mood, dice);
            }
        }
    }
    adrift(c, mood, dice)
}

/// Discs of light, as a wide-open lens makes them of a far background.
fn bokeh(c: &mut Canvas, mood: &Mood, dice: &mut Dice) {
    for i in 0..34 {
        let (x, y) = (
            dice.gen_range(-0.05..c.w + 0.05),
            dice.gen_range(-0.05..c.h + 0.05),
        );
        let radius = dice.gen_range(0.02..0.11);
        let mut disc = Shape::new();
        disc.circle(x, y, radius);
        let tone = mood.ink(2 + i % 2);
        let alpha = dice.gen_range(0.08..0.26);
        let stops = [
            (0.0, tone, alpha * 0.6),
            (0.85, tone, alpha),
            (1.0, tone, 0.0),
        ];
        c.fill(disc, &Brush::round((x, y), radius, &stops));
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "one step of a recursion that carries its state"
)]
fn bough(
    wood: &mut Shape,
    from: (f32, f32),
    angle: f32,
    length: f32,
    width: f32,
    levels: u32,
    buds: &mut Vec<(f32, f32)>,
    dice: &mut Dice,
) {
    let to = (from.0 + angle.cos() * length, from.1 + angle.sin() * length);
    let sag = dice.gen_range(-0.12..0.16_f32) * length;
    let via = ((from.0 + to.0) * 0.5, (from.1 + to.1) * 0.5 + sag);
    wood.limb(from, via, to, (width, width * 0.7));
    // The thick end of a bough is bare.
    let steps = if levels > 4 { 1 } else { 4 };
    for step in 1..=steps {
        let u = step as f32 / steps as f32;
        let spread = 0.034;
        let at = (
            from.0 + (to.0 - from.0) * u,
            from.1 + (to.1 - from.1) * u + sag * u * (1.0 - u) * 2.0,
        );
        for _ in 0..2 {
            buds.push((
                at.0 + dice.gen_range(-spread..spread),
                at.1 + dice.gen_range(-spread..spread),
            ));
        }
    }
    if levels == 0 {
        return;
    }
    bough(
        wood,
        to,
        angle + dice.gen_range(-0.3..0.25_f32),
        length * 0.74,
        width * 0.7,
        levels - 1,
        buds,
        dice,
    );
    if levels > 1 || dice.gen_bool(0.5) {
        let turn = dice.gen_range(0.5..0.95_f32) * if dice.gen_bool(0.5) { 1.0 } else { -1.0 };
        bough(
            wood,
            to,
            angle + turn,
            length * 0.5,
            width * 0.5,
            levels.saturating_sub(2),
            buds,
            dice,
        );
    }
}

fn leaves(c: &mut Canvas, buds: &[(f32, f32)], haze: f32, mood: &Mood, dice: &mut Dice) {
    let mut shape = Shape::new();
    for bud in buds.iter().step_by(3) {
        let long = dice.gen_range(0.03..0.06);
        shape.leaf(*bud, dice.gen_range(0.0..6.2), long, long * 0.28);
    }
    c.fill(shape, &Brush::flat(mood.ink(9).mix(mood.ink(0), haze)));
}

/// Five petals, shaded from the heart outwards, with stamens.
fn flower(c: &mut Canvas, (x, y): (f32, f32), size: f32, haze: f32, mood: &Mood, dice: &mut Dice) {
    let squash = dice.gen_range(0.6..1.0);
    let turn = dice.gen_range(0.0..1.2_f32);
    let [shade, mid, lit] = [5, 6, 7].map(|i| mood.ink(i).mix(mood.ink(0), haze));
    let mut petals = Shape::new();
    for i in 0..5 {
        let angle = turn + i as f32 * PI * 0.4;
        let reach = size * 0.56;
        let at = (x + angle.cos() * reach, y + angle.sin() * reach * squash);
        petals.blob(
            at,
            (size * 0.47, size * 0.47 * (0.4 + 0.6 * squash)),
            0.08,
            dice,
        );
    }
    // A thin shadow sets it off from the blossoms behind it.
    let mut rim = Shape::new();
    rim.blob(
        (x, y + size * 0.1),
        (size * 1.06, size * 1.06 * squash.max(0.75)),
        0.05,
        dice,
    );
    c.fill(rim, &Brush::sheer(shade.darker(0.3), 0.22 * (1.0 - haze)));
    let stops = [(0.0, shade, 1.0), (0.35, mid, 1.0), (1.0, lit, 1.0)];
    c.fill(petals, &Brush::round((x, y), size * 1.05, &stops));
    if haze > 0.3 {
        return;
    }
    let mut stamens = Shape::new();
    for i in 0..9 {
        let angle = i as f32 * 0.7 + turn;
        let tip = (
            x + angle.cos() * size * 0.36,
            y + angle.sin() * size * 0.36 * squash,
        );
        stamens.limb((x, y), (x, y), tip, (size * 0.03, size * 0.02));
        stamens.blob(tip, (size * 0.05, size * 0.05), 0.0, dice);
    }
    c.fill(stamens, &Brush::flat(mood.ink(8).mix(mood.ink(0), haze)));
}

/// Loose petals in the air, now and then.
fn adrift(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    if dice.gen_bool(0.5) {
        return Vec::new();
    }
    let mut shape = Shape::new();
    for _ in 0..26 {
        let size = dice.gen_range(0.008..0.02_f32);
        let at = (dice.gen_range(0.0..c.w), dice.gen_range(0.2..1.0) * c.h);
        shape.leaf(at, dice.gen_range(0.0..6.2), size, size * 0.45);
    }
    c.fill(shape, &Brush::sheer(mood.ink(7), 0.85));
    vec![Prop {
        tag: "wind",
        says: "petals adrift in the wind",
    }]
}

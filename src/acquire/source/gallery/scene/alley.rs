//! An alley of trees that meet overhead. Inks: light at its end (0) and above (1), path light (2)
//! and dark (3), ground (4), trunks (5), foliage in shade (6), between (7) and in the light (8).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::noise::Noise;
use super::super::paint::{sky, things, trees};
use super::super::shape::Shape;
use super::{Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "alley",
    places: &[(48.8, 2.3), (52.5, 13.4), (35.0, 135.8)],
    moods: &[
        Mood {
            titles: &[
                "Walk under copper",
                "October avenue",
                "Leaves on the way home",
                "A carpet of amber",
            ],
            says: "A path leads through an avenue of autumn trees",
            tags: &[
                "autumn", "nature", "orange", "park", "path", "plants", "tree",
            ],
            light: Light::Day,
            season: Season::Autumn,
            inks: &[
                0xfff0c4, 0xf8d890, 0xd8a868, 0x8a5a34, 0xb8622c, 0x3a2418, 0x9a3c14, 0xd8701c,
                0xf8b03c,
            ],
        },
        Mood {
            titles: &[
                "Cherry avenue",
                "Petals on the path",
                "A pink ceiling",
                "One week in April",
            ],
            says: "Cherry trees in full blossom line a path in spring",
            tags: &[
                "blossom", "nature", "park", "path", "pink", "plants", "spring", "tree",
            ],
            light: Light::Day,
            season: Season::Spring,
            inks: &[
                0xfff4f4, 0xdcecf8, 0xf4d0d4, 0xb88a94, 0x9ab884, 0x4a343a, 0xd86a98, 0xf49cbc,
                0xffd4e0,
            ],
        },
        Mood {
            titles: &["Shade for everyone", "Linden walk", "The green tunnel"],
            says: "A shady path runs between leafy green trees",
            tags: &[
                "green", "nature", "park", "path", "plants", "summer", "tree",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0xfcffd8, 0xd4ecc0, 0xd8cca0, 0x7a6c4c, 0x4f8a34, 0x33281c, 0x1c4c1c, 0x3c8428,
                0x90c848,
            ],
        },
        Mood {
            titles: &[
                "Red leaves, slow steps",
                "Maple crossing",
                "The burning walk",
            ],
            says: "Maples with deep red leaves stand along a path",
            tags: &[
                "autumn", "maple", "nature", "park", "path", "plants", "red", "tree",
            ],
            light: Light::Day,
            season: Season::Autumn,
            inks: &[
                0xffe8d4, 0xf0c4b0, 0xc89484, 0x6f3c34, 0x9a2c20, 0x2c1814, 0x7a0c10, 0xb81c1c,
                0xec4434,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let end = (
        c.w * dice.gen_range(0.42..0.58),
        c.h * dice.gen_range(0.54..0.6),
    );
    let bottom = c.h;
    sky::backdrop(c, bottom, &[mood.ink(1), mood.ink(0), mood.ink(0)]);
    copse(c, end, mood, dice);
    let (far, near) = (mood.ink(4).mix(mood.ink(0), 0.5), mood.ink(4).darker(0.25));
    c.wash(end.1, c.h, &[(0.0, far, 1.0), (1.0, near, 1.0)]);
    path(c, end, mood, dice);
    litter(c, end, mood, dice);
    let ranks = 8;
    for rank in 0..ranks {
        let t = (rank as f32 + 0.35) / ranks as f32;
        for side in [-1.0, 1.0] {
            tree(c, end, t, side, mood, dice);
        }
        if rank == 4 {
            sky::rays(c, (end.0, end.1 - c.h * 0.25), mood.ink(0), 0.2, noise);
        }
    }
    let mut glow = Shape::new();
    glow.circle(end.0, end.1, 0.4);
    c.fill(glow, &Brush::glow(end, 0.4, mood.ink(0), 0.55));
    let mut props = Vec::new();
    if dice.gen_bool(0.4) {
        bench(c, end, mood, dice);
        props.push(Prop {
            tag: "bench",
            says: "an empty bench",
        });
    }
    falling(c, mood, dice);
    props
}

/// Pale trees far behind the end of the path.
fn copse(c: &mut Canvas, end: (f32, f32), mood: &Mood, dice: &mut Dice) {
    for (t, pale) in [(0.0, 0.75), (0.5, 0.6), (1.0, 0.45)] {
        let mut shape = Shape::new();
        for _ in 0..40 {
            let x = dice.gen_range(-0.02..c.w + 0.02);
            let away = ((x - end.0) / c.w).abs();
            let y = end.1 - dice.gen_range(0.0..0.12_f32) - away * 0.22;
            shape.blob((x, y), (0.06, 0.045 + 0.03 * (1.0 - t)), 0.25, dice);
        }
        c.fill(
            shape,
            &Brush::sheer(mood.ink(7).mix(mood.ink(0), pale), 0.8),
        );
    }
}

fn path(c: &mut Canvas, end: (f32, f32), mood: &Mood, dice: &mut Dice) {
    let mut way = Shape::new();
    let (near, foot) = (c.w * 0.34, c.h + 0.02);
    way.polygon(&[
        (end.0 - 0.012, end.1),
        (end.0 + 0.012, end.1),
        (c.w * 0.5 + near, foot),
        (c.w * 0.5 - near, foot),
    ]);
    c.fill(
        way,
        &Brush::fade(
            end.1,
            c.h,
            mood.ink(2).mix(mood.ink(0), 0.6),
            mood.ink(2).mix(mood.ink(3), 0.4),
        ),
    );
    for step in 0..7 {
        let t = (step as f32 + 0.6) / 7.0;
        let y = end.1 + (c.h - end.1) * t * t;
        let mut shade = Shape::new();
        let middle = c.w * 0.5 + (end.0 - c.w * 0.5) * (1.0 - t);
        for _ in 0..14 {
            let x = middle + dice.gen_range(-1.0..1.0_f32) * c.w * (0.08 + 0.6 * t);
            shade.blob((x, y), (0.02 + 0.1 * t, 0.003 + 0.014 * t), 0.3, dice);
        }
        c.fill(shade, &Brush::sheer(mood.ink(3).darker(0.35), 0.2));
    }
}

/// Leaves or petals on the ground.
fn litter(c: &mut Canvas, end: (f32, f32), mood: &Mood, dice: &mut Dice) {
    for tone in 6..9 {
        let mut shape = Shape::new();
        for _ in 0..420 {
            let near = dice.gen_range(0.0..1.0_f32).powf(1.4);
            let (x, y) = (
                dice.gen_range(0.0..c.w),
                end.1 + 0.01 + (c.h - end.1) * near,
            );
            let size = 0.002 + 0.012 * near;
            shape.leaf((x, y), dice.gen_range(-0.7..0.7), size, size * 0.4);
        }
        c.fill(shape, &Brush::sheer(mood.ink(tone), 0.85));
    }
}

/// Puffs of leaves on a bough.
const LEAFINGS: u32 = 22;

/// A tree of the row on one side; `t` 0 is at the far end.
fn tree(c: &mut Canvas, end: (f32, f32), t: f32, side: f32, mood: &Mood, dice: &mut Dice) {
    let near = t.powf(1.9);
    let foot = (
        end.0 + (c.w * 0.5 - end.0) * near + side * (0.03 + c.w * 0.5 * near),
        end.1 + (c.h - end.1) * near * 0.8,
    );
    let height = 0.12 + (c.h * 0.7 + 0.25) * near;
    let haze = 0.5 * (1.0 - t);
    things::shadow(c, foot, (height * 0.1, height * 0.018), mood.ink(5), 0.5);
    let mut trunk = Shape::new();
    let fork = (foot.0 - side * height * 0.06, foot.1 - height * 0.62);
    let flare = (foot.0, foot.1 - height * 0.07);
    trunk.limb(foot, flare, flare, (height * 0.095, height * 0.066));
    trunk.limb(
        (flare.0, flare.1 + 0.002),
        (flare.0, foot.1 - height * 0.3),
        fork,
        (height * 0.066, height * 0.045),
    );
    let mut twigs = Vec::new();
    for bough in 0..5 {
        let reach = height * (0.62 - 0.22 * bough as f32);
        let tip = (
            fork.0 - side * reach + dice.gen_range(-0.05..0.05),
            fork.1 - height * dice.gen_range(0.18..0.5),
        );
        let via = (fork.0 - side * reach * 0.3, fork.1 - height * 0.2);
        trunk.limb(fork, via, tip, (height * 0.035, height * 0.008));
        for leafing in 0..LEAFINGS {
            let u = 0.25 + 0.85 * leafing as f32 / (LEAFINGS - 1) as f32;
            let at = (fork.0 + (tip.0 - fork.0) * u, fork.1 + (tip.1 - fork.1) * u);
            twigs.push((
                at.0 + dice.gen_range(-0.13..0.13) * height,
                at.1 - dice.gen_range(-0.06..0.24) * height,
            ));
        }
    }
    c.fill(trunk, &Brush::flat(mood.ink(5).mix(mood.ink(0), haze)));
    let inks = [6, 7, 8].map(|i| mood.ink(i).mix(mood.ink(0), haze * 0.8));
    trees::foliage(c, &twigs, 0.008 + height * 0.034, inks, -side * 0.6, dice);
}

fn bench(c: &mut Canvas, end: (f32, f32), mood: &Mood, dice: &mut Dice) {
    let size = 0.13;
    let side = if dice.gen_bool(0.5) { -1.0 } else { 1.0 };
    let (x, y) = (c.w * 0.5 + side * c.w * 0.27, end.1 + (c.h - end.1) * 0.5);
    things::shadow(c, (x, y + 0.003), (size * 0.6, 0.012), mood.ink(5), 0.5);
    let mut planks = Shape::new();
    for (dy, tall) in [(-0.62, 0.1), (-0.48, 0.1), (-0.26, 0.07)] {
        planks.rect(x - size * 0.5, y + dy * size, size, tall * size);
    }
    for dx in [-0.42, 0.36] {
        planks.rect(x + dx * size, y - 0.6 * size, size * 0.06, size * 0.6);
    }
    c.fill(planks, &Brush::flat(mood.ink(5).lighter(0.06)));
}

/// Leaves or petals in the air.
fn falling(c: &mut Canvas, mood: &Mood, dice: &mut Dice) {
    let mut shape = Shape::new();
    for _ in 0..(if mood.has("summer") { 0 } else { 60 }) {
        let size = dice.gen_range(0.005..0.014_f32);
        let at = (dice.gen_range(0.0..c.w), dice.gen_range(0.1..1.0) * c.h);
        shape.leaf(at, dice.gen_range(0.0..6.2), size, size * 0.45);
    }
    c.fill(shape, &Brush::sheer(mood.ink(8), 0.9));
}

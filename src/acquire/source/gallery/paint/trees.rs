//! Trees: conifers, leafy trees, palms, bare ones.

use rand::Rng;
use std::f32::consts::{FRAC_PI_2, TAU};

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::Ink;
use super::super::shape::Shape;

/// Adds the outline of a fir standing at (x, y) to a shape.
pub fn fir(shape: &mut Shape, (x, y): (f32, f32), height: f32, dice: &mut Dice) {
    // Near firs show more boughs than far ones.
    let tiers = 9 + (height * 14.0) as u32;
    let girth = height * dice.gen_range(0.17..0.25);
    let lean = height * dice.gen_range(-0.02..0.02);
    let mut right = vec![(x + lean, y - height)];
    let mut left = Vec::new();
    for tier in 1..=tiers {
        let t = tier as f32 / tiers as f32;
        let level = y - height * (1.0 - t * 0.93);
        let reach = girth * t.powf(0.85);
        let mut bough = |side: f32, points: &mut Vec<(f32, f32)>| {
            let long = reach * dice.gen_range(0.78..1.12);
            let droop = height * dice.gen_range(0.012..0.035);
            points.push((x + side * long, level + droop));
            points.push((x + side * long * 0.45, level - height * 0.012));
        };
        bough(1.0, &mut right);
        bough(-1.0, &mut left);
    }
    let stem = height * 0.018;
    right.extend([
        (x + stem, y - height * 0.07),
        (x + stem, y),
        (x - stem, y),
        (x - stem, y - height * 0.07),
    ]);
    left.reverse();
    // Each bough was noted as tip, then inner corner; backwards the inner corner comes first.
    right.extend(left);
    shape.polygon(&right);
}

/// Where a twig of a leafy tree ends.
pub type Twig = (f32, f32);

/// Grows a trunk with branches at (x, y) into a shape and tells where its twigs end.
pub fn branches(shape: &mut Shape, (x, y): (f32, f32), height: f32, dice: &mut Dice) -> Vec<Twig> {
    let mut twigs = Vec::new();
    grow(
        shape,
        (x, y),
        -FRAC_PI_2,
        height * 0.36,
        height * 0.075,
        6,
        dice,
        &mut twigs,
    );
    twigs
}

#[allow(
    clippy::too_many_arguments,
    reason = "one step of a recursion that carries its state"
)]
fn grow(
    shape: &mut Shape,
    from: (f32, f32),
    angle: f32,
    length: f32,
    width: f32,
    levels: u32,
    dice: &mut Dice,
    twigs: &mut Vec<Twig>,
) {
    let long = length * dice.gen_range(0.8..1.15);
    let to = (from.0 + angle.cos() * long, from.1 + angle.sin() * long);
    let bend = dice.gen_range(-0.14..0.14_f32) * long;
    let via = (
        (from.0 + to.0) * 0.5 - angle.sin() * bend,
        (from.1 + to.1) * 0.5 + angle.cos() * bend,
    );
    shape.limb(from, via, to, (width, width * 0.66));
    if levels == 0 {
        twigs.push(to);
        return;
    }
    let forks = if dice.gen_range(0.0..1.0) < 0.3 { 3 } else { 2 };
    for fork in 0..forks {
        let spread = (fork as f32 / (forks - 1) as f32 - 0.5) * dice.gen_range(0.8..1.35);
        // Boughs strive upwards a little.
        let up = (-FRAC_PI_2 - angle) * 0.12;
        let turn = angle + spread + up + dice.gen_range(-0.12..0.12_f32);
        grow(
            shape,
            to,
            turn,
            length * 0.74,
            width * 0.62,
            levels - 1,
            dice,
            twigs,
        );
    }
}

/// The inks of foliage: in shade, between, in the light.
pub type Foliage = [Ink; 3];

/// Covers twigs with leaves: dark ones first, light ones on the side of the light.
pub fn foliage(
    c: &mut Canvas,
    twigs: &[Twig],
    size: f32,
    inks: Foliage,
    light_dx: f32,
    dice: &mut Dice,
) {
    let middle = twigs
        .iter()
        .fold((0.0, 0.0), |sum, twig| (sum.0 + twig.0, sum.1 + twig.1));
    let count = twigs.len().max(1) as f32;
    let middle = (middle.0 / count, middle.1 / count);
    for (layer, colour) in inks.into_iter().enumerate() {
        let mut leaves = Shape::new();
        for (x, y) in twigs {
            let lit = (x - middle.0) * light_dx - (y - middle.1);
            if layer == 2 && lit < dice.gen_range(-0.05..0.08) {
                continue;
            }
            let shift = size * (0.5 * layer as f32 - 0.4);
            for _ in 0..3 {
                let puff = size * dice.gen_range(0.35..0.8) * (1.15 - 0.28 * layer as f32);
                let at = (
                    x + dice.gen_range(-1.0..1.0) * size + shift * light_dx * 0.6,
                    y + dice.gen_range(-0.9..0.9) * size - shift * 0.6,
                );
                leaves.blob(at, (puff, puff * 0.85), 0.3, dice);
            }
        }
        c.fill(leaves, &Brush::sheer(colour, 0.93));
    }
}

/// A palm whose trunk leaves the ground at (x, y) and leans by `lean` units at its top.
pub fn palm(
    c: &mut Canvas,
    (x, y): (f32, f32),
    height: f32,
    lean: f32,
    trunk: Ink,
    frond: Ink,
    dice: &mut Dice,
) {
    let crown = (x + lean, y - height);
    let mut stem = Shape::new();
    stem.limb(
        (x, y),
        (x + lean * 0.25, y - height * 0.55),
        crown,
        (height * 0.06, height * 0.026),
    );
    c.fill(stem, &Brush::flat(trunk));
    let mut green = Shape::new();
    let count = 11;
    for i in 0..count {
        let angle = -FRAC_PI_2
            + (i as f32 / (count - 1) as f32 - 0.5) * TAU * 0.72
            + dice.gen_range(-0.12..0.12_f32);
        let long = height * dice.gen_range(0.36..0.5);
        let sag = long * (0.25 + 0.45 * angle.cos().abs());
        let along = |t: f32| {
            (
                crown.0 + angle.cos() * long * t,
                crown.1 + angle.sin() * long * t * 0.8 + sag * t * t,
            )
        };
        for blade in 1..16 {
            let t = blade as f32 / 16.0;
            let (at, next) = (along(t), along(t + 0.05));
            let course = (next.1 - at.1).atan2(next.0 - at.0);
            let leaf = long * 0.34 * (1.0 - t * 0.55);
            green.leaf(at, course + 0.75, leaf, leaf * 0.09);
            green.leaf(at, course - 0.75, leaf, leaf * 0.09);
        }
        green.limb(crown, along(0.5), along(1.0), (long * 0.03, long * 0.008));
    }
    c.fill(green, &Brush::flat(frond));
}

//! Small plants: grass, flowers of several kinds.

use rand::Rng;
use std::f32::consts::{FRAC_PI_2, TAU};

use super::super::Dice;
use super::super::shape::Shape;

/// Adds a tuft of grass growing from (x, y).
pub fn tuft(shape: &mut Shape, (x, y): (f32, f32), height: f32, dice: &mut Dice) {
    for _ in 0..5 {
        let lean = dice.gen_range(-0.5..0.5_f32);
        let long = height * dice.gen_range(0.6..1.15);
        let at = (x + dice.gen_range(-0.2..0.2) * height, y);
        let tip = (at.0 + lean * long, at.1 - long);
        let via = (at.0 + lean * long * 0.25, at.1 - long * 0.6);
        shape.limb(at, via, tip, (height * 0.05, height * 0.006));
    }
}

/// Adds a wheel of petals around (x, y), seen at a slant: `squash` 1 is face on.
pub fn petals(
    shape: &mut Shape,
    (x, y): (f32, f32),
    size: f32,
    count: u32,
    squash: f32,
    dice: &mut Dice,
) {
    let turn = dice.gen_range(0.0..TAU);
    for i in 0..count {
        let angle = turn + TAU * i as f32 / count as f32;
        let (dx, dy) = (angle.cos(), angle.sin() * squash);
        let long = size * dx.hypot(dy) * dice.gen_range(0.88..1.08);
        shape.leaf((x, y), dy.atan2(dx), long, size * 2.1 / count as f32);
    }
}

/// Adds the open cup of a poppy or a tulip standing on (x, y).
pub fn cup(shape: &mut Shape, (x, y): (f32, f32), size: f32, dice: &mut Dice) {
    let wide = size * dice.gen_range(0.8..1.1);
    let tilt = dice.gen_range(-0.25..0.25_f32) * size;
    shape.soft(&[
        (x, y),
        (x + wide * 0.62, y - size * 0.25),
        (x + wide * 0.55 + tilt, y - size),
        (x + wide * 0.2 + tilt, y - size * 0.78),
        (x + tilt, y - size * 1.05),
        (x - wide * 0.25 + tilt, y - size * 0.78),
        (x - wide * 0.55 + tilt, y - size * 0.98),
        (x - wide * 0.62, y - size * 0.25),
    ]);
}

/// Adds the spike of a lavender: small florets along a stalk upwards from (x, y).
pub fn spike(shape: &mut Shape, (x, y): (f32, f32), height: f32, dice: &mut Dice) {
    let lean = dice.gen_range(-0.18..0.18_f32);
    for step in 0..7 {
        let t = step as f32 / 6.0;
        let size = height * (0.17 - 0.1 * t);
        let at = (x + lean * height * t, y - height * t);
        let angle = -FRAC_PI_2 + lean + if step % 2 == 0 { 0.7 } else { -0.7 };
        shape.leaf(at, angle, size * 2.0, size * 0.8);
    }
}

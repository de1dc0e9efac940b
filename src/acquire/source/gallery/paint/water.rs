//! Light and foam on water.

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::Ink;
use super::super::shape::Shape;

/// The glittering path that a low light at `x` lays on the water below `horizon`.
pub fn glitter(c: &mut Canvas, x: f32, horizon: f32, ink: Ink, dice: &mut Dice) {
    let depth = c.h - horizon;
    for alpha in [0.28, 0.5, 0.85] {
        let mut sparks = Shape::new();
        for _ in 0..230 {
            let near = dice.gen_range(0.0..1.0_f32).powf(1.6);
            let spread = 0.02 + near * 0.14;
            let aside = (dice.gen_range(-1.0..1.0_f32) + dice.gen_range(-1.0..1.0_f32)) * spread;
            let long = (0.003 + near * 0.022) * dice.gen_range(0.4..1.3_f32);
            let y = horizon + 0.002 + depth * near;
            sparks.oval(x + aside * (1.2 - alpha), y, long, 0.0006 + near * 0.0024);
        }
        c.fill(sparks, &Brush::sheer(ink, alpha));
    }
}

/// Streaks of a lighter or darker ink on a sheet of water: wind on it.
pub fn streaks(c: &mut Canvas, (y0, y1): (f32, f32), ink: Ink, alpha: f32, dice: &mut Dice) {
    let mut shape = Shape::new();
    for _ in 0..110 {
        let near = dice.gen_range(0.0..1.0_f32).powf(1.5);
        let long = 0.015 + 0.12 * near * dice.gen_range(0.3..1.0_f32);
        shape.oval(
            dice.gen_range(0.0..c.w),
            y0 + (y1 - y0) * near,
            long,
            0.0007 + 0.0022 * near,
        );
    }
    c.fill(shape, &Brush::sheer(ink, alpha));
}

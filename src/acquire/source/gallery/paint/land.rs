//! Land: ridges one behind the other, each paler the farther it lies.

use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::Ink;
use super::super::noise::Noise;
use super::super::shape::Shape;

/// Corners of a ridge line across the canvas.
const STEPS: usize = 420;

/// The line of a ridge: `y` of its crest for every `x`.
#[derive(Debug, Clone, Copy)]
pub struct Ridge {
    /// `y` of its foot.
    pub base: f32,
    /// How high its tops rise over the foot.
    pub rise: f32,
    /// Tops per unit of width.
    pub pace: f32,
    /// True for rock with sharp crests, false for round hills.
    pub rocky: bool,
    /// Its shape.
    pub noise: Noise,
}

impl Ridge {
    /// `y` of the crest above `x`.
    pub fn top(&self, x: f32) -> f32 {
        let height = if self.rocky {
            self.noise.crests(x * self.pace * 0.5, 0.5, 7) * 1.25 - 0.1
        } else {
            self.noise.fractal(x * self.pace, 0.5, 3)
        };
        self.base - self.rise * height
    }
}

/// The crest of a ridge as points from left to right.
pub fn crest(c: &Canvas, ridge: &Ridge) -> Vec<(f32, f32)> {
    (0..=STEPS)
        .map(|step| {
            let x = -0.02 + (c.w + 0.04) * step as f32 / STEPS as f32;
            (x, ridge.top(x))
        })
        .collect()
}

/// Everything below a line of points, down to the lower edge of the canvas.
pub fn below(c: &Canvas, line: &[(f32, f32)]) -> Shape {
    let mut points = line.to_vec();
    points.extend([(c.w + 0.02, c.h + 0.02), (-0.02, c.h + 0.02)]);
    let mut shape = Shape::new();
    shape.polygon(&points);
    shape
}

/// A ridge filled with a gradient from `crest_ink` at its tops to `foot_ink` at its foot.
pub fn ridge(c: &mut Canvas, ridge: &Ridge, crest_ink: Ink, foot_ink: Ink) {
    let brush = Brush::fade(ridge.base - ridge.rise, ridge.base, crest_ink, foot_ink);
    let shape = below(c, &crest(c, ridge));
    c.fill(shape, &brush);
}

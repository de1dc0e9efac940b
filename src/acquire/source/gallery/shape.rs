//! Outlines: a list of closed figures that one brush fills in one go.

use rand::Rng;
use tiny_skia::{Path, PathBuilder, Rect};

use super::Dice;

/// One or many closed figures, in canvas units.
pub(super) struct Shape(PathBuilder);

impl Shape {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(PathBuilder::new())
    }

    /// The outline, if there is any.
    pub fn finish(self) -> Option<Path> {
        self.0.finish()
    }

    /// Adds a rectangle from its upper left corner.
    pub fn rect(&mut self, x: f32, y: f32, w: f32, h: f32) {
        if let Some(rect) = Rect::from_xywh(x, y, w, h) {
            self.0.push_rect(rect);
        }
    }

    /// Adds a circle.
    pub fn circle(&mut self, x: f32, y: f32, radius: f32) {
        self.0.push_circle(x, y, radius.max(0.0));
    }

    /// Adds an oval from its centre and half axes.
    pub fn oval(&mut self, x: f32, y: f32, rx: f32, ry: f32) {
        if let Some(rect) = Rect::from_xywh(x - rx, y - ry, rx * 2.0, ry * 2.0) {
            self.0.push_oval(rect);
        }
    }

    /// A closed figure with straight sides.
    pub fn polygon(&mut self, points: &[(f32, f32)]) {
        self.open(points);
        self.0.close();
    }

    /// A line with straight parts, for [`super::canvas::Canvas::stroke`].
    pub fn open(&mut self, points: &[(f32, f32)]) {
        for (i, (x, y)) in points.iter().enumerate() {
            if i == 0 {
                self.0.move_to(*x, *y);
            } else {
                self.0.line_to(*x, *y);
            }
        }
    }

    /// A closed figure whose sides are rounded at every point.
    pub fn soft(&mut self, points: &[(f32, f32)]) {
        let middle = |a: (f32, f32), b: (f32, f32)| ((a.0 + b.0) * 0.5, (a.1 + b.1) * 0.5);
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return;
        };
        let start = middle(*last, *first);
        self.0.move_to(start.0, start.1);
        for (i, point) in points.iter().enumerate() {
            let next = points.get(i + 1).unwrap_or(first);
            let end = middle(*point, *next);
            self.0.quad_to(point.0, point.1, end.0, end.1);
        }
        self.0.close();
    }

    /// A round thing that is not quite round: `rough` 0 is an oval, 0.4 a lump.
    pub fn blob(&mut self, (x, y): (f32, f32), (rx, ry): (f32, f32), rough: f32, dice: &mut Dice) {
        let corners = 9;
        let points: Vec<(f32, f32)> = (0..corners)
            .map(|i| {
                let angle = std::f32::consts::TAU * i as f32 / corners as f32;
                let reach = 1.08 + dice.gen_range(-1.0..1.0_f32) * rough;
                (x + angle.cos() * rx * reach, y + angle.sin() * ry * reach)
            })
            .collect();
        self.soft(&points);
    }

    /// A leaf or a petal from a point outwards: `angle` in radians, 0 to the right.
    pub fn leaf(&mut self, (x, y): (f32, f32), angle: f32, length: f32, width: f32) {
        let (dx, dy) = (angle.cos(), angle.sin());
        let tip = (x + dx * length, y + dy * length);
        let side = |along: f32, aside: f32| {
            (
                x + dx * length * along - dy * aside,
                y + dy * length * along + dx * aside,
            )
        };
        let (a, b) = (side(0.45, width), side(0.45, -width));
        self.0.move_to(x, y);
        self.0.quad_to(a.0, a.1, tip.0, tip.1);
        self.0.quad_to(b.0, b.1, x, y);
        self.0.close();
    }

    /// A stroke that narrows from `w0` to `w1` on a curve bent through `via`.
    pub fn limb(
        &mut self,
        from: (f32, f32),
        via: (f32, f32),
        to: (f32, f32),
        (w0, w1): (f32, f32),
    ) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(1e-6);
        let (nx, ny) = (-dy / length * 0.5, dx / length * 0.5);
        let mid = (w0 + w1) * 0.5;
        self.0.move_to(from.0 + nx * w0, from.1 + ny * w0);
        self.0.quad_to(
            via.0 + nx * mid,
            via.1 + ny * mid,
            to.0 + nx * w1,
            to.1 + ny * w1,
        );
        self.0.line_to(to.0 - nx * w1, to.1 - ny * w1);
        self.0.quad_to(
            via.0 - nx * mid,
            via.1 - ny * mid,
            from.0 - nx * w0,
            from.1 - ny * w0,
        );
        self.0.close();
    }
}

//! Small things that give a scene its scale: birds, boats, houses.

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::{Ink, WHITE, ink};
use super::super::shape::Shape;

/// A loose flock around a point.
pub fn birds(c: &mut Canvas, (x, y): (f32, f32), count: usize, colour: Ink, dice: &mut Dice) {
    let mut shape = Shape::new();
    for _ in 0..count {
        let (bx, by) = (
            x + dice.gen_range(-0.16..0.16),
            y + dice.gen_range(-0.07..0.07),
        );
        let (size, lift) = (
            dice.gen_range(0.009..0.02_f32),
            dice.gen_range(0.3..0.75_f32),
        );
        for side in [-1.0, 1.0] {
            let tip = (bx + side * size, by - size * lift * 0.6);
            let elbow = (bx + side * size * 0.5, by - size * lift);
            shape.limb((bx, by), elbow, tip, (size * 0.16, size * 0.03));
        }
    }
    c.fill(shape, &Brush::flat(colour));
}

/// A sailing boat whose water line is at `y`; `size` is the height of its mast.
pub fn sailboat(c: &mut Canvas, (x, y): (f32, f32), size: f32, hull: Ink, sail: Ink) {
    let at = |dx: f32, dy: f32| (x + dx * size, y + dy * size);
    let mut cloth = Shape::new();
    let main = [
        at(0.02, -1.0),
        at(0.12, -0.55),
        at(0.4, -0.16),
        at(0.02, -0.16),
    ];
    cloth.polygon(&main);
    c.fill(
        cloth,
        &Brush::along(
            at(0.0, 0.0),
            at(0.4, 0.0),
            &[(0.0, sail, 1.0), (1.0, sail.darker(0.18), 1.0)],
        ),
    );
    let mut jib = Shape::new();
    jib.polygon(&[at(-0.02, -0.94), at(-0.02, -0.16), at(-0.36, -0.14)]);
    c.fill(jib, &Brush::flat(sail.darker(0.1)));
    let mut body = Shape::new();
    body.polygon(&[
        at(-0.42, -0.12),
        at(0.46, -0.12),
        at(0.34, 0.02),
        at(-0.3, 0.02),
    ]);
    body.polygon(&[
        at(-0.012, -1.02),
        at(0.012, -1.02),
        at(0.012, -0.1),
        at(-0.012, -0.1),
    ]);
    c.fill(body, &Brush::flat(hull));
}

/// A small house with a pitched roof standing on `y`; `glow` lights its windows.
pub fn house(
    c: &mut Canvas,
    (x, y): (f32, f32),
    size: f32,
    wall: Ink,
    roof: Ink,
    glow: Option<Ink>,
) {
    let at = |dx: f32, dy: f32| (x + dx * size, y + dy * size);
    let mut walls = Shape::new();
    walls.polygon(&[
        at(-0.5, 0.03),
        at(-0.5, -0.42),
        at(0.5, -0.42),
        at(0.5, 0.03),
    ]);
    c.fill(
        walls,
        &Brush::along(
            at(-0.5, 0.0),
            at(0.5, 0.0),
            &[(0.0, wall, 1.0), (1.0, wall.darker(0.25), 1.0)],
        ),
    );
    let mut top = Shape::new();
    top.polygon(&[
        at(-0.6, -0.38),
        at(-0.36, -0.82),
        at(0.36, -0.82),
        at(0.6, -0.38),
    ]);
    top.polygon(&[
        at(0.14, -0.7),
        at(0.14, -1.0),
        at(0.25, -1.0),
        at(0.25, -0.7),
    ]);
    c.fill(top, &Brush::flat(roof));
    windows(
        c,
        (x, y),
        size,
        glow.unwrap_or(ink(0x3a4654)),
        wall.darker(0.45),
    );
    if let Some(light) = glow {
        let mut halo = Shape::new();
        halo.circle(x, y - size * 0.2, size * 1.3);
        c.fill(
            halo,
            &Brush::glow((x, y - size * 0.2), size * 1.3, light, 0.45),
        );
    }
}

/// Windows and door of a house.
fn windows(c: &mut Canvas, (x, y): (f32, f32), size: f32, pane: Ink, frame: Ink) {
    let at = |dx: f32, dy: f32| (x + dx * size, y + dy * size);
    let mut panes = Shape::new();
    for dx in [-0.36, -0.06, 0.24] {
        let (px, py) = at(dx, -0.28);
        panes.rect(px, py, size * 0.13, size * 0.16);
    }
    c.fill(panes, &Brush::flat(pane));
    let mut frames = Shape::new();
    for dx in [-0.36, -0.06, 0.24] {
        let (px, py) = at(dx, -0.28);
        frames.rect(px + size * 0.058, py, size * 0.014, size * 0.16);
        frames.rect(px, py + size * 0.073, size * 0.13, size * 0.014);
    }
    let (px, py) = at(0.4, -0.27);
    frames.rect(px, py, size * 0.085, size * 0.3);
    c.fill(frames, &Brush::flat(frame));
}

/// A soft shadow on the ground under a thing: an oval that fades out towards its rim.
pub fn shadow(c: &mut Canvas, at: (f32, f32), (rx, ry): (f32, f32), colour: Ink, alpha: f32) {
    let half_axes = (rx * 1.4, ry * 1.4);
    let mut shape = Shape::new();
    shape.oval(at.0, at.1, half_axes.0, half_axes.1);
    let stops = [
        (0.0, colour, alpha),
        (0.45, colour, alpha * 0.75),
        (0.75, colour, alpha * 0.25),
        (1.0, colour, 0.0),
    ];
    c.fill(shape, &Brush::oval(at, half_axes, &stops));
}

/// Snow in the air: flakes of three distances.
pub fn snowfall(c: &mut Canvas, count: usize, dice: &mut Dice) {
    for (size, alpha, share) in [(0.0016, 0.55, 1.0), (0.003, 0.7, 0.5), (0.0052, 0.55, 0.16)] {
        let mut flakes = Shape::new();
        for _ in 0..(count as f32 * share) as usize {
            let (x, y) = (dice.gen_range(0.0..c.w), dice.gen_range(0.0..c.h));
            flakes.circle(x, y, size * dice.gen_range(0.6..1.3));
        }
        c.fill(flakes, &Brush::sheer(WHITE, alpha));
    }
}

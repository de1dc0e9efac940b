//! A lighthouse.

use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::{Ink, ink};
use super::super::noise::Noise;
use super::super::shape::Shape;

/// Height of the lamp in sizes of the tower, upwards negative.
const LAMP: f32 = -0.93;

/// How a lighthouse looks.
pub struct Look {
    pub rock: Ink,
    pub lamp: Ink,
    /// The ink of the air, which its bands sink into by a share `dim` (0 by day to 1).
    pub dusk: Ink,
    pub dim: f32,
    /// Whether its beam is seen.
    pub night: bool,
}

/// A banded tower on a rock at (x, foot), its beam turned away from `side` (-1 left, 1 right).
pub fn lighthouse(c: &mut Canvas, (x, foot): (f32, f32), side: f32, look: &Look, noise: Noise) {
    let size = 0.3;
    let at = |dx: f32, dy: f32| (x + dx * size, foot + dy * size);
    let lamp = at(0.0, LAMP);
    if look.night {
        beam(c, lamp, side, look.lamp);
    }
    rock(c, (x, foot), size, look.rock, noise);
    let (white, red) = (ink(0xf0ece4), ink(0xc03028));
    let dim = |ink: Ink| ink.mix(look.dusk, look.dim);
    for band in 0..5 {
        let (low, high) = (-0.05 - 0.15 * band as f32, -0.05 - 0.15 * (band + 1) as f32);
        let half = |dy: f32| 0.085 + dy * 0.035;
        let mut ring = Shape::new();
        ring.polygon(&[
            at(-half(low), low),
            at(half(low), low),
            at(half(high), high),
            at(-half(high), high),
        ]);
        let ink = dim(if band % 2 == 0 { white } else { red });
        c.fill(
            ring,
            &Brush::along(
                at(-0.09, 0.0),
                at(0.09, 0.0),
                &[
                    (0.0, ink, 1.0),
                    (0.4, ink.lighter(0.08), 1.0),
                    (1.0, ink.darker(0.4), 1.0),
                ],
            ),
        );
    }
    lantern(c, (x, foot), size, look, dim(red).darker(0.35));
}

/// Gallery, glass and roof at the top, with the glow of the lamp.
fn lantern(c: &mut Canvas, (x, foot): (f32, f32), size: f32, look: &Look, roof: Ink) {
    let at = |dx: f32, dy: f32| (x + dx * size, foot + dy * size);
    let lamp = at(0.0, LAMP);
    let mut top = Shape::new();
    top.polygon(&[
        at(-0.09, -0.8),
        at(0.09, -0.8),
        at(0.09, -0.83),
        at(-0.09, -0.83),
    ]);
    top.polygon(&[at(-0.07, -0.99), at(0.07, -0.99), at(0.0, -1.1)]);
    c.fill(top, &Brush::flat(roof));
    let mut glass = Shape::new();
    glass.polygon(&[
        at(-0.05, -0.83),
        at(0.05, -0.83),
        at(0.05, -0.99),
        at(-0.05, -0.99),
    ]);
    c.fill(glass, &Brush::flat(look.lamp));
    let mut halo = Shape::new();
    halo.circle(lamp.0, lamp.1, 0.14);
    c.fill(
        halo,
        &Brush::glow(
            lamp,
            0.14,
            look.lamp,
            if look.dim == 0.0 { 0.2 } else { 0.9 },
        ),
    );
}

/// The beam of the lamp towards one side, fading out over the sea.
fn beam(c: &mut Canvas, lamp: (f32, f32), side: f32, light: Ink) {
    let mut beam = Shape::new();
    let reach = 1.3 * c.w;
    beam.polygon(&[
        lamp,
        (lamp.0 - side * reach, lamp.1 - 0.16),
        (lamp.0 - side * reach, lamp.1 + 0.06),
    ]);
    let far = (lamp.0 - side * reach * 0.7, lamp.1);
    c.fill(
        beam,
        &Brush::along(lamp, far, &[(0.0, light, 0.75), (1.0, light, 0.0)]),
    );
}

/// The rock at its foot.
fn rock(c: &mut Canvas, (x, foot): (f32, f32), size: f32, stone: Ink, noise: Noise) {
    let at = |dx: f32, dy: f32| (x + dx * size, foot + dy * size);
    let mut rock = Shape::new();
    let mut outline: Vec<(f32, f32)> = (0..=40)
        .map(|i| {
            let u = i as f32 / 20.0 - 1.0;
            at(
                u * 0.75,
                0.05 - 0.12 * (1.0 - u * u) * (0.5 + noise.fractal(u * 5.0, 4.0, 4)),
            )
        })
        .collect();
    outline.extend([at(0.75, 0.5), at(-0.75, 0.5)]);
    rock.polygon(&outline);
    c.fill(
        rock,
        &Brush::fade(foot - 0.05, foot + 0.1, stone.lighter(0.12), stone),
    );
}

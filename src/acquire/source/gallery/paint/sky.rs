//! Skies: gradients, sun, moon, stars, clouds, rays and haze.

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::{Canvas, Lay};
use super::super::ink::{Ink, WHITE};
use super::super::noise::{Noise, ramp};
use super::super::shape::Shape;

/// Fills the canvas down to `horizon` (and a little below) with inks from top to bottom.
pub fn backdrop(c: &mut Canvas, horizon: f32, inks: &[Ink]) {
    let last = inks.len().saturating_sub(1).max(1) as f32;
    let stops: Vec<_> = inks
        .iter()
        .enumerate()
        .map(|(i, ink)| (i as f32 / last, *ink, 1.0))
        .collect();
    let bottom = c.h;
    c.wash(0.0, horizon, &stops);
    if let Some(last) = stops.last() {
        c.wash(horizon - 0.01, bottom + 0.01, &[*last]);
    }
}

/// A sun with its glow. `core` is the ink of the disc, `halo` that of the light around it.
pub fn sun(c: &mut Canvas, (x, y): (f32, f32), radius: f32, core: Ink, halo: Ink) {
    for (reach, strength) in [
        (radius * 16.0, 0.55),
        (radius * 6.0, 0.5),
        (radius * 2.4, 0.7),
    ] {
        let mut light = Shape::new();
        light.circle(x, y, reach);
        c.fill(light, &Brush::glow((x, y), reach, halo, strength));
    }
    let mut disc = Shape::new();
    disc.circle(x, y, radius);
    let rim = core.mix(halo, 0.25);
    let stops = [
        (0.0, core.lighter(0.4), 1.0),
        (0.8, core, 1.0),
        (1.0, rim, 1.0),
    ];
    c.fill(disc, &Brush::round((x, y), radius, &stops));
}

/// A full moon with its seas and a faint glow.
pub fn moon(c: &mut Canvas, (x, y): (f32, f32), radius: f32, ink: Ink, dice: &mut Dice) {
    for (reach, strength) in [(radius * 9.0, 0.28), (radius * 2.6, 0.4)] {
        let mut light = Shape::new();
        light.circle(x, y, reach);
        c.fill(light, &Brush::glow((x, y), reach, ink, strength));
    }
    let mut disc = Shape::new();
    disc.circle(x, y, radius);
    let stops = [(0.0, ink.lighter(0.5), 1.0), (1.0, ink.darker(0.08), 1.0)];
    c.fill(
        disc,
        &Brush::round((x - radius * 0.3, y - radius * 0.3), radius * 1.6, &stops),
    );
    let mut seas = Shape::new();
    for _ in 0..6 {
        let (angle, reach) = (
            dice.gen_range(0.0..std::f32::consts::TAU),
            radius * dice.gen_range(0.1..0.62),
        );
        let size = radius * dice.gen_range(0.1..0.3);
        let at = (x + angle.cos() * reach, y + angle.sin() * reach);
        seas.blob(at, (size, size * 0.8), 0.25, dice);
    }
    c.fill(seas, &Brush::sheer(ink.darker(0.45), 0.22));
}

/// Stars down to `bottom`, thinning out towards it; `count` for a canvas that is all sky.
pub fn stars(c: &mut Canvas, bottom: f32, count: usize, dice: &mut Dice) {
    let tints = [
        WHITE,
        Ink {
            r: 0.78,
            g: 0.86,
            b: 1.0,
        },
        Ink {
            r: 1.0,
            g: 0.9,
            b: 0.75,
        },
    ];
    for (group, alpha) in [(0, 0.35), (1, 0.6), (2, 0.95), (0, 0.9)] {
        let mut shape = Shape::new();
        for _ in 0..count / 4 {
            let x = dice.gen_range(0.0..c.w);
            let y = bottom * dice.gen_range(0.0..1.0_f32).powf(1.3);
            let size = 0.0006 + 0.0014 * dice.gen_range(0.0..1.0_f32).powi(5);
            shape.circle(x, y, size);
        }
        c.fill(
            shape,
            &Brush::sheer(tints.get(group).copied().unwrap_or(WHITE), alpha),
        );
    }
}

/// A layer of clouds, flattened towards the horizon as a real ceiling of clouds is.
pub struct Clouds {
    /// Ink of the side in the light.
    pub lit: Ink,
    /// Ink of the belly.
    pub shade: Ink,
    /// Share of the sky that they cover, 0 to 1.
    pub cover: f32,
    /// How opaque they are, 0 to 1.
    pub alpha: f32,
    /// Size of the puffs: 1 is usual, 2 twice as fine.
    pub grain: f32,
}

/// Hangs clouds between the top and `horizon`, lit from `light` (a point on the canvas).
pub fn clouds(c: &mut Canvas, horizon: f32, light: (f32, f32), look: &Clouds, noise: Noise) {
    let middle = c.w * 0.5;
    let density = |x: f32, y: f32| {
        let above = ((horizon - y) / horizon).max(0.0);
        let far = 1.0 / (0.22 + above);
        noise.fractal(
            (x - middle) * far * 1.1 * look.grain,
            far * 2.6 * look.grain,
            5,
        )
    };
    let open = 0.72 - look.cover * 0.45;
    c.veil((0.0, horizon), 260, Lay::Over, |x, y| {
        let here = density(x, y);
        let alpha = ramp(open, open + 0.22, here) * look.alpha;
        if alpha <= 0.0 {
            return (look.lit, 0.0);
        }
        let (dx, dy) = (light.0 - x, light.1 - y);
        let away = dx.hypot(dy).max(1e-3);
        let towards = density(x + dx / away * 0.02, y + dy / away * 0.02);
        let lit = (0.5 + (here - towards) * 5.0 - (here - open) * 0.9).clamp(0.0, 1.0);
        let above = ((horizon - y) / horizon).clamp(0.0, 1.0);
        (
            look.shade.mix(look.lit, lit),
            alpha * ramp(0.0, 0.16, above),
        )
    });
}

/// Shafts of light that fan out from a point.
pub fn rays(c: &mut Canvas, (x, y): (f32, f32), ink: Ink, strength: f32, noise: Noise) {
    let (w, h) = (c.w, c.h);
    let reach = w.hypot(h);
    c.veil((0.0, h), 220, Lay::Add, |px, py| {
        let (dx, dy) = (px - x, py - y);
        let away = dx.hypot(dy) / reach;
        let angle = dy.atan2(dx);
        // All beams would meet in one white spot at their source.
        let near = ramp(0.02, 0.3, away);
        let beam = ramp(0.45, 0.8, noise.fractal(angle * 5.0, 3.0, 3));
        (ink, beam * strength * near * (1.0 - away).max(0.0).powi(2))
    });
}

/// A band of haze that is thickest at `y` and gone `spread` units above and below it.
pub fn haze(c: &mut Canvas, y: f32, spread: f32, ink: Ink, strength: f32) {
    let stops = [
        (0.0, ink, 0.0),
        (0.3, ink, strength * 0.4),
        (0.5, ink, strength),
        (0.7, ink, strength * 0.4),
        (1.0, ink, 0.0),
    ];
    c.wash(y - spread, y + spread, &stops);
}

/// Drifting fog of uneven thickness from `y0` down to `y1`.
pub fn fog(c: &mut Canvas, (y0, y1): (f32, f32), ink: Ink, strength: f32, noise: Noise) {
    let middle = (y0 + y1) * 0.5;
    let half = (y1 - y0) * 0.5;
    c.veil((y0, y1), 140, Lay::Over, |x, y| {
        let fall = 1.0 - ((y - middle) / half).powi(2);
        (
            ink,
            fall.max(0.0) * strength * (0.25 + 1.1 * noise.fractal(x * 1.6, y * 7.0, 4)),
        )
    });
}

//! What a shape is filled with: one ink, a gradient, a glow.

use tiny_skia::{
    BlendMode, GradientStop, LinearGradient, Paint, Point, RadialGradient, Shader, SpreadMode,
    Transform,
};

use super::ink::Ink;

/// A filling.
pub(super) struct Brush(pub Paint<'static>);

/// A stop of a gradient: where (0 to 1), which ink, how opaque (0 to 1).
pub(super) type Stop = (f32, Ink, f32);

impl Brush {
    /// One opaque ink.
    pub fn flat(ink: Ink) -> Self {
        Self::sheer(ink, 1.0)
    }

    /// One ink, see-through.
    pub fn sheer(ink: Ink, alpha: f32) -> Self {
        Self::of(Shader::SolidColor(ink.color(alpha)))
    }

    /// Top to bottom, from `y0` to `y1`.
    pub fn down(y0: f32, y1: f32, stops: &[Stop]) -> Self {
        Self::along((0.0, y0), (0.0, y1), stops)
    }

    /// Top to bottom from one ink to another.
    pub fn fade(y0: f32, y1: f32, top: Ink, bottom: Ink) -> Self {
        Self::down(y0, y1, &[(0.0, top, 1.0), (1.0, bottom, 1.0)])
    }

    /// From one point to another.
    pub fn along(from: (f32, f32), to: (f32, f32), stops: &[Stop]) -> Self {
        let (from, to) = (Point::from_xy(from.0, from.1), Point::from_xy(to.0, to.1));
        let plain = Shader::SolidColor(first(stops));
        let gradient = LinearGradient::new(
            from,
            to,
            ranged(stops),
            SpreadMode::Pad,
            Transform::identity(),
        );
        Self::of(gradient.unwrap_or(plain))
    }

    /// Outwards from a centre to a radius.
    pub fn round(centre: (f32, f32), radius: f32, stops: &[Stop]) -> Self {
        let radius = radius.max(1e-4);
        Self::oval(centre, (radius, radius), stops)
    }

    /// Outwards from a centre to the rim of an oval with the given half axes.
    pub fn oval((x, y): (f32, f32), (rx, ry): (f32, f32), stops: &[Stop]) -> Self {
        let centre = Point::from_xy(0.0, 0.0);
        let plain = Shader::SolidColor(first(stops));
        let to_oval = Transform::from_row(rx, 0.0, 0.0, ry, x, y);
        let gradient = RadialGradient::new(
            centre,
            0.0,
            centre,
            1.0,
            ranged(stops),
            SpreadMode::Pad,
            to_oval,
        );
        Self::of(gradient.unwrap_or(plain))
    }

    /// Light around a centre that is gone at the radius; it brightens what it falls on.
    pub fn glow(centre: (f32, f32), radius: f32, ink: Ink, strength: f32) -> Self {
        let stops: Vec<Stop> = (0..=6)
            .map(|step| {
                let t = step as f32 / 6.0;
                (t, ink, strength * (1.0 - t).powf(2.2))
            })
            .collect();
        Self::round(centre, radius, &stops).blended(BlendMode::Screen)
    }

    /// The same filling, laid on in another way.
    pub fn blended(mut self, mode: BlendMode) -> Self {
        self.0.blend_mode = mode;
        self
    }

    fn of(shader: Shader<'static>) -> Self {
        Self(Paint {
            shader,
            ..Paint::default()
        })
    }
}

fn first(stops: &[Stop]) -> tiny_skia::Color {
    stops
        .first()
        .map_or(tiny_skia::Color::TRANSPARENT, |(_, ink, alpha)| {
            ink.color(*alpha)
        })
}

fn ranged(stops: &[Stop]) -> Vec<GradientStop> {
    stops
        .iter()
        .map(|(at, ink, alpha)| GradientStop::new(*at, ink.color(*alpha)))
        .collect()
}

//! Ink: the colours that scenes are mixed from.

use tiny_skia::Color;

/// An opaque sRGB colour, each channel 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ink {
    pub r: f32,
    pub g: f32,
    pub b: f32,
}

/// The ink written as `0xRRGGBB`.
pub(super) const fn ink(hex: u32) -> Ink {
    Ink {
        r: ((hex >> 16) & 0xff) as f32 / 255.0,
        g: ((hex >> 8) & 0xff) as f32 / 255.0,
        b: (hex & 0xff) as f32 / 255.0,
    }
}

/// White, for light that is laid over something.
pub(super) const WHITE: Ink = ink(0xff_ff_ff);
/// Black, for shade that is laid over something.
pub(super) const BLACK: Ink = ink(0);

impl Ink {
    /// This ink with a share `t` (0 to 1, clamped) of another in it.
    pub fn mix(self, other: Self, t: f32) -> Self {
        let t = t.clamp(0.0, 1.0);
        Self {
            r: self.r + (other.r - self.r) * t,
            g: self.g + (other.g - self.g) * t,
            b: self.b + (other.b - self.b) * t,
        }
    }

    /// Nearer to white by a share `t`.
    pub fn lighter(self, t: f32) -> Self {
        self.mix(WHITE, t)
    }

    /// Nearer to black by a share `t`.
    pub fn darker(self, t: f32) -> Self {
        self.mix(BLACK, t)
    }

    /// As the rasteriser wants it, with an opacity of 0 to 1.
    pub fn color(self, alpha: f32) -> Color {
        let unit = |value: f32| value.clamp(0.0, 1.0);
        Color::from_rgba(unit(self.r), unit(self.g), unit(self.b), unit(alpha))
            .unwrap_or(Color::TRANSPARENT)
    }
}

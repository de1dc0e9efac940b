//! Smooth random fields: value noise on a lattice and its fractal sum, from which ridges, clouds
//! and ripples take their irregular shapes. After the lattice noise of Perlin (*An Image
//! Synthesizer*, 1985), with plain values at the corners.

/// A field of its own for each seed; pure, so the order of questions does not matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise(u32);

impl Noise {
    /// The field of a seed.
    pub fn new(seed: u32) -> Self {
        Self(seed)
    }

    /// A field that has nothing to do with this one.
    pub fn other(self, salt: u32) -> Self {
        Self(mixed(self.0 ^ salt.wrapping_mul(0x9e37_79b9)))
    }

    /// Value noise at a point, 0 to 1; features are about one unit wide.
    pub fn at(self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let (u, v) = (smooth(x - left), smooth(y - top));
        let (ix, iy) = (left as i32 as u32, top as i32 as u32);
        let row = |iy: u32| {
            let (a, b) = (self.corner(ix, iy), self.corner(ix.wrapping_add(1), iy));
            a + (b - a) * u
        };
        let (a, b) = (row(iy), row(iy.wrapping_add(1)));
        a + (b - a) * v
    }

    /// Fractal noise, 0 to 1: each octave is twice as fine and half as strong.
    pub fn fractal(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut total) = (0.0, 1.0, 0.0);
        let (mut x, mut y) = (x, y);
        for octave in 0..octaves {
            sum += weight * self.other(octave).at(x, y);
            total += weight;
            weight *= 0.5;
            // Off the lattice, so that the corners of two octaves never coincide.
            (x, y) = (x * 2.0 + 17.3, y * 2.0 + 5.7);
        }
        sum / f32::max(total, f32::EPSILON)
    }

    /// Fractal noise folded at its middle, 0 to 1: sharp crests, as mountains have them.
    pub fn crests(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut total) = (0.0, 1.0, 0.0);
        let (mut x, mut y) = (x, y);
        for octave in 0..octaves {
            let fold = 1.0 - (2.0 * self.other(octave).at(x, y) - 1.0).abs();
            sum += weight * fold * fold;
            total += weight;
            weight *= 0.5;
            (x, y) = (x * 2.0 + 17.3, y * 2.0 + 5.7);
        }
        sum / f32::max(total, f32::EPSILON)
    }

    fn corner(self, ix: u32, iy: u32) -> f32 {
        let hash = mixed(ix.wrapping_mul(0x85eb_ca6b) ^ mixed(iy.wrapping_add(self.0)));
        (hash >> 8) as f32 / (1 << 24) as f32
    }
}

/// Scrambles the bits of a number (the finaliser of MurmurHash3).
pub(super) fn mixed(mut bits: u32) -> u32 {
    bits ^= bits >> 16;
    bits = bits.wrapping_mul(0x85eb_ca6b);
    bits ^= bits >> 13;
    bits = bits.wrapping_mul(0xc2b2_ae35);
    bits ^ (bits >> 16)
}

/// 0 to 1 with flat ends; the argument is clamped.
pub(super) fn smooth(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// How far `value` is on its way from `from` to `to`, with flat ends, 0 to 1.
pub(super) fn ramp(from: f32, to: f32, value: f32) -> f32 {
    smooth((value - from) / (to - from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_stays_within_zero_and_one_and_repeats() {
        let noise = Noise::new(7);
        for step in 0..400 {
            let (x, y) = (step as f32 * 0.37 - 60.0, step as f32 * -0.21);
            for value in [
                noise.at(x, y),
                noise.fractal(x, y, 5),
                noise.crests(x, y, 5),
            ] {
                assert!((0.0..=1.0).contains(&value));
            }
            assert_eq!(noise.fractal(x, y, 4), Noise::new(7).fractal(x, y, 4));
        }
    }
}

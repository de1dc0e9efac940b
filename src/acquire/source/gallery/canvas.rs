//! The canvas: a picture measured in units of its own, so that a scene is drawn alike at every
//! size and shape. Its area is always 1: a square is 1 by 1, a 3:2 landscape about 1.22 by 0.82.
//! `x` runs right from 0 to [`Canvas::w`], `y` down from 0 to [`Canvas::h`].

use anyhow::Context;
use tiny_skia::{FillRule, LineCap, LineJoin, Pixmap, Stroke, Transform};

use super::brush::{Brush, Stop};
use super::ink::{Ink, WHITE};
use super::noise::{Noise, mixed};
use super::shape::Shape;

/// Grid cells across a pool of light; it is smooth, so that few are enough.
const POOL_CELLS: usize = 96;

/// How a veil meets what lies under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lay {
    /// Covers it, as fog does.
    Over,
    /// Adds its light, as a glow does.
    Add,
}

/// A picture in the making; always opaque.
pub(super) struct Canvas {
    pixels: Pixmap,
    scale: f32,
    /// Width in units.
    pub w: f32,
    /// Height in units.
    pub h: f32,
}

impl Canvas {
    /// An empty white canvas of so many pixels. Fails where a side is zero or too long to hold.
    pub fn new(width_px: u32, height_px: u32) -> anyhow::Result<Self> {
        let mut pixels = Pixmap::new(width_px, height_px)
            .with_context(|| format!("no canvas of {width_px} x {height_px} px can be made"))?;
        pixels.fill(WHITE.color(1.0));
        let scale = (width_px as f32 * height_px as f32).sqrt();
        Ok(Self {
            pixels,
            scale,
            w: width_px as f32 / scale,
            h: height_px as f32 / scale,
        })
    }

    /// Fills a shape; an empty one leaves no trace.
    pub fn fill(&mut self, shape: Shape, brush: &Brush) {
        if let Some(path) = shape.finish() {
            let scaled = Transform::from_scale(self.scale, self.scale);
            self.pixels
                .fill_path(&path, &brush.0, FillRule::Winding, scaled, None);
        }
    }

    /// Draws the outline of a shape with a round pen so many units wide.
    pub fn stroke(&mut self, shape: Shape, width: f32, brush: &Brush) {
        if let Some(path) = shape.finish() {
            let pen = Stroke {
                width,
                line_cap: LineCap::Round,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            let scaled = Transform::from_scale(self.scale, self.scale);
            self.pixels.stroke_path(&path, &brush.0, &pen, scaled, None);
        }
    }

    /// Lays a vertical gradient over everything from `y0` down to `y1`, row by row: the same as
    /// a rectangle filled with [`Brush::down`], for a fraction of its time.
    pub fn wash(&mut self, y0: f32, y1: f32, stops: &[Stop]) {
        let (width, height) = (self.pixels.width() as usize, self.pixels.height() as usize);
        let row_of = |y: f32| ((y * self.scale).max(0.0) as usize).min(height);
        let (top, bottom) = (row_of(y0), row_of(y1));
        let rows = self.pixels.data_mut().chunks_exact_mut(width * 4);
        for (y, row) in rows.enumerate().take(bottom).skip(top) {
            let t = ((y as f32 + 0.5) / self.scale - y0) / (y1 - y0).max(f32::EPSILON);
            let (ink, alpha) = blended(stops, t);
            let keep = (256.0 * (1.0 - alpha)) as u32;
            let light = [ink.r, ink.g, ink.b].map(|v| (v * alpha * 65_280.0) as u32 + 128);
            for pixel in row.chunks_exact_mut(4) {
                for (value, light) in pixel.iter_mut().zip(light) {
                    *value = ((u32::from(*value) * keep + light) >> 8).min(255) as u8;
                }
            }
        }
    }

    /// Lays a soft texture from `y0` down to `y1`: `texture` gives ink and opacity at a point and
    /// is asked on a coarse grid only, `cells` across, with straight lines between its answers.
    pub fn veil(
        &mut self,
        (y0, y1): (f32, f32),
        cells: usize,
        lay: Lay,
        texture: impl Fn(f32, f32) -> (Ink, f32),
    ) {
        let (width, height) = (self.pixels.width() as usize, self.pixels.height() as usize);
        let top = ((y0 * self.scale).max(0.0) as usize).min(height);
        let bottom = ((y1 * self.scale).max(0.0).ceil() as usize).min(height);
        let step_px = (width as f32 / cells.max(1) as f32).max(1.0);
        let row_at = |grid_y: usize| -> Vec<[f32; 4]> {
            let y = (top as f32 + grid_y as f32 * step_px) / self.scale;
            let columns = (width as f32 / step_px).ceil() as usize + 2;
            (0..columns)
                .map(|column| {
                    let (ink, alpha) = texture(column as f32 * step_px / self.scale, y);
                    let alpha = alpha.clamp(0.0, 1.0);
                    [
                        ink.r * alpha * 255.0,
                        ink.g * alpha * 255.0,
                        ink.b * alpha * 255.0,
                        alpha,
                    ]
                })
                .collect()
        };
        let mut rows = (row_at(0), row_at(1));
        let mut grid_row = 0;
        let mut line = rows.0.clone();
        for y in top..bottom {
            let position = (y - top) as f32 / step_px;
            while grid_row < position as usize {
                grid_row += 1;
                rows = (rows.1, row_at(grid_row + 1));
            }
            let share = position.fract();
            for (mid, (a, b)) in line.iter_mut().zip(rows.0.iter().zip(&rows.1)) {
                *mid = std::array::from_fn(|i| a[i] + (b[i] - a[i]) * share);
            }
            let data = self.pixels.data_mut();
            if let Some(target) = data.get_mut(y * width * 4..(y + 1) * width * 4) {
                lay_row(target, &line, 1.0 / step_px, lay);
            }
        }
    }

    /// Lays a pool of light or shade that spreads from a centre to a radius over everything from
    /// `y0` down to `y1`: a large soft [`Brush::round`] for a fraction of its time.
    pub fn pool(&mut self, rows: (f32, f32), (x, y): (f32, f32), radius: f32, stops: &[Stop]) {
        self.veil(rows, POOL_CELLS, Lay::Over, |px, py| {
            blended(stops, (px - x).hypot(py - y) / radius)
        });
    }

    /// Paints water below `horizon`: what stands above is mirrored, broken by ripples, and sinks
    /// into the colour of the water towards the viewer.
    pub fn mirror(&mut self, horizon: f32, water: &Water) {
        let (width, height) = (self.pixels.width() as usize, self.pixels.height() as usize);
        let shore = ((horizon * self.scale) as usize).clamp(1, height);
        let (above, below) = self.pixels.data_mut().split_at_mut(shore * width * 4);
        let noise = Noise::new(water.seed);
        let depth_px = (height - shore).max(1) as f32;
        for (row, target) in below.chunks_exact_mut(width * 4).enumerate() {
            let near = row as f32 / depth_px;
            // Under perspective a ripple covers ever more of the picture as it comes nearer.
            let far = 1.0 / (near + 0.07);
            let reach = water.ripple * (near + 0.04) * self.scale;
            let sink = water.sink.0 + (water.sink.1 - water.sink.0) * near.powf(0.7);
            for start in (0..width).step_by(RIPPLE_STEP_PX) {
                let probe = |px: usize| {
                    let x = px as f32 / self.scale - self.w * 0.5;
                    noise.fractal(x * far * 1.6, far * 9.0, 2) - 0.5
                };
                let (from, to) = (probe(start), probe(start + RIPPLE_STEP_PX));
                for px in start..(start + RIPPLE_STEP_PX).min(width) {
                    let t = (px - start) as f32 / RIPPLE_STEP_PX as f32;
                    let wave = from + (to - from) * t;
                    let up = (row as f32 * water.stretch + wave * reach * 2.0).max(0.0) as usize;
                    let source = (shore - 1).saturating_sub(up) * width + px;
                    let shine = 1.0 + wave * water.shine;
                    let deep = [water.ink.r, water.ink.g, water.ink.b];
                    for (channel, deep) in deep.into_iter().enumerate() {
                        let seen = above
                            .get(source * 4 + channel)
                            .map_or(0.0, |v| f32::from(*v));
                        let value = (seen + (deep * 255.0 - seen) * sink) * shine;
                        if let Some(cell) = target.get_mut(px * 4 + channel) {
                            *cell = value.clamp(0.0, 255.0) as u8;
                        }
                    }
                }
            }
        }
    }

    /// The finished pixels, RGB, row by row: darkened a little towards the corners and covered
    /// with a fine grain of `grain` levels of 255, which also breaks up the bands that smooth
    /// gradients would show in 8 bits.
    pub fn finish(self, vignette: f32, grain: f32, seed: u32) -> Vec<u8> {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let mut bytes = Vec::with_capacity(width as usize * height as usize * 3);
        let across: Vec<f32> = (0..width)
            .map(|x| (x as f32 / width as f32 * 2.0 - 1.0).powi(2))
            .collect();
        let rows = self.pixels.data().chunks_exact(width as usize * 4);
        for (y, row) in rows.enumerate() {
            let down = (y as f32 / height as f32 * 2.0 - 1.0).powi(2);
            let mut state = mixed(seed ^ mixed(y as u32)) | 1;
            for (pixel, across) in row.chunks_exact(4).zip(&across) {
                // xorshift32 (Marsaglia, 2003); two of its bytes make a triangular distribution.
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                let dust = ((state & 0xff) as f32 + ((state >> 8) & 0xff) as f32) / 255.0 - 1.0;
                let corner = (down + across) * 0.5;
                let light = 1.0 - vignette * corner * corner;
                for value in &pixel[..3] {
                    bytes.push((f32::from(*value) * light + dust * grain + 0.5) as u8);
                }
            }
        }
        bytes
    }
}

/// Pixels between two probes of the ripples; between them the wave is a straight line.
const RIPPLE_STEP_PX: usize = 8;

/// A sheet of water for [`Canvas::mirror`].
pub(super) struct Water {
    /// Its own colour.
    pub ink: Ink,
    /// Share of that colour at the far shore and at the near edge, 0 to 1 each.
    pub sink: (f32, f32),
    /// How far ripples break the mirror image: 0 is glass, 0.1 a breeze.
    pub ripple: f32,
    /// How much brighter and darker the flanks of ripples are, 0 to 1.
    pub shine: f32,
    /// Rows of the scene per row of its image; above 1 the image is compressed.
    pub stretch: f32,
    /// Of the ripples.
    pub seed: u32,
}

/// Ink and opacity of a gradient at `t`; before the first and after the last stop it is constant.
fn blended(stops: &[Stop], t: f32) -> (Ink, f32) {
    let after = stops
        .iter()
        .position(|stop| stop.0 >= t)
        .unwrap_or(stops.len());
    match (
        after.checked_sub(1).and_then(|i| stops.get(i)),
        stops.get(after),
    ) {
        (Some(a), Some(b)) => {
            let share = (t - a.0) / (b.0 - a.0).max(f32::EPSILON);
            (a.1.mix(b.1, share), a.2 + (b.2 - a.2) * share)
        }
        (Some(stop), None) | (None, Some(stop)) => (stop.1, stop.2),
        (None, None) => (WHITE, 0.0),
    }
}

/// Lays one line of grid cells (premultiplied, 0 to 255, and opacity) over a row of pixels.
fn lay_row(target: &mut [u8], line: &[[f32; 4]], cells_per_px: f32, lay: Lay) {
    for (x, pixel) in target.chunks_exact_mut(4).enumerate() {
        let position = x as f32 * cells_per_px;
        let cell = position as usize;
        let (Some(a), Some(b)) = (line.get(cell), line.get(cell + 1)) else {
            continue;
        };
        let share = position - cell as f32;
        let alpha = a[3] + (b[3] - a[3]) * share;
        let keep = if lay == Lay::Over { 1.0 - alpha } else { 1.0 };
        for (i, value) in pixel[..3].iter_mut().enumerate() {
            let light = a[i] + (b[i] - a[i]) * share;
            *value = (f32::from(*value) * keep + light + 0.5).min(255.0) as u8;
        }
    }
}

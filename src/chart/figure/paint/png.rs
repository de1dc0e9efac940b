//! The PNG: text as dots of the embedded font, on any machine the same.

use anyhow::{Result, anyhow};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use plotters::backend::{BitMapBackend, DrawingBackend, RGBPixel};
use plotters::style::{Color, ShapeStyle};

use crate::chart::theme::{self, Lettering};
use crate::domain::Rgb;

use super::super::lettering;
use super::super::picture::Picture;
use super::super::sheet::{Anchor, Sheet, Text};
use super::{Canvas, paint, plain, polygon, size, within};

/// The sheet as a PNG with [`theme::DENSITY`] pixels per logical pixel.
pub(super) fn picture(sheet: &Sheet) -> Result<Vec<u8>> {
    let (width, height) = size(sheet);
    let (width, height) = (width * theme::DENSITY, height * theme::DENSITY);
    let mut pixels = vec![0; width as usize * height as usize * 3];
    let backend = BitMapBackend::<RGBPixel>::with_buffer_and_format(&mut pixels, (width, height))
        .map_err(|error| anyhow!("{error}"))?;
    let mut canvas = Bitmap(backend);
    paint(sheet, &mut canvas)?;
    canvas.0.present().map_err(|error| anyhow!("{error}"))?;
    drop(canvas);
    let mut bytes = Vec::new();
    // Letters on flat areas repeat themselves: unfiltered, the compressor finds them again.
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::NoFilter)
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

struct Bitmap<'a>(BitMapBackend<'a, RGBPixel>);

impl Bitmap<'_> {
    /// Lays ink on a pixel; `coverage` is 0 to 1. Pixels outside the picture are left alone.
    fn dot(&mut self, at: (i32, i32), coverage: f64, color: Rgb) -> Result<()> {
        let (width, height) = self.0.get_size();
        let column = u32::try_from(at.0).is_ok_and(|column| column < width);
        let row = u32::try_from(at.1).is_ok_and(|row| row < height);
        if !(column && row) {
            return Ok(());
        }
        let ink = plain(color).mix(coverage).to_backend_color();
        self.0
            .draw_pixel(at, ink)
            .map_err(|error| anyhow!("{error}"))
    }
}

impl Canvas for Bitmap<'_> {
    fn rect(&mut self, edges: [f64; 4], color: Rgb) -> Result<()> {
        let [left, top, right, bottom] = edges.map(|edge| pixels(edge).round() as i32);
        if left >= right || top >= bottom {
            return Ok(());
        }
        let style: ShapeStyle = plain(color).filled();
        self.0
            .draw_rect((left, top), (right, bottom), &style, true)
            .map_err(|error| anyhow!("{error}"))
    }

    fn polygon(&mut self, points: &[(f64, f64)], color: Rgb) -> Result<()> {
        let points: Vec<_> = points
            .iter()
            .map(|(x, y)| (pixels(*x), pixels(*y)))
            .collect();
        let size = self.0.get_size();
        polygon::fill(&points, size, |x, y, coverage| {
            self.dot((x, y), coverage, color)
        })
    }

    fn picture(&mut self, edges: [f64; 4], picture: &Picture) -> Result<()> {
        let [left, top, right, bottom] = edges.map(|edge| pixels(edge).round() as i32);
        let side = |from: i32, to: i32| u32::try_from(to - from).unwrap_or_default();
        let (width, height) = (side(left, right), side(top, bottom));
        if width == 0 || height == 0 {
            return Ok(());
        }
        for (x, y, pixel) in picture.scaled((width, height)).enumerate_pixels() {
            self.dot((left + x as i32, top + y as i32), 1.0, Rgb(pixel.0))?;
        }
        Ok(())
    }

    fn text(&mut self, text: &Text) -> Result<()> {
        let large = Lettering {
            em: pixels(text.lettering.em),
            ..text.lettering
        };
        let before = match text.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => lettering::width(&text.text, &large) / 2.0,
            Anchor::End => lettering::width(&text.text, &large),
        };
        let start = (pixels(text.at.0) - before, pixels(text.at.1).round());
        let mut outcome = Ok(());
        lettering::dots(&text.text, &large, start, |x, y, coverage| {
            if outcome.is_ok() {
                outcome = self.dot((x, y), coverage, large.color);
            }
        });
        outcome
    }
}

/// Logical to device pixels.
fn pixels(length: f64) -> f64 {
    within(length) * f64::from(theme::DENSITY)
}

//! From a sheet to bytes, through plotters' backends. Rectangles of both fall on the same grid of
//! device pixels, and letters have the same metrics, so that the SVG and the PNG are the same
//! picture.

mod png;
mod polygon;
mod svg;

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, Result, anyhow};
use plotters::style::RGBColor;

use crate::chart::theme;
use crate::domain::Rgb;

use super::picture::Picture;
use super::sheet::{Mark, Sheet, Text};

/// No mark lies farther out (logical pixels): keeps a wild coordinate within a backend's integers.
const FARTHEST: f64 = 1e4;

/// Something that marks can be painted on, in logical pixels.
trait Canvas {
    /// Fills a rectangle: left, top, right, bottom.
    fn rect(&mut self, edges: [f64; 4], color: Rgb) -> Result<()>;
    /// Fills a polygon.
    fn polygon(&mut self, points: &[(f64, f64)], color: Rgb) -> Result<()>;
    /// Shows a picture that fills a rectangle: left, top, right, bottom.
    fn picture(&mut self, edges: [f64; 4], picture: &Picture) -> Result<()>;
    /// Writes a line of text.
    fn text(&mut self, text: &Text) -> Result<()>;
}

/// The sheet as an SVG document (UTF-8), `width` and `height` in logical pixels.
///
/// # Errors
/// If plotters fails or panics.
pub(super) fn svg(sheet: &Sheet) -> Result<Vec<u8>> {
    guarded("SVG", || svg::document(sheet))
}

/// The sheet as a PNG with [`theme::DENSITY`] pixels per logical pixel.
///
/// # Errors
/// If plotters or the encoder fails or panics.
pub(super) fn png(sheet: &Sheet) -> Result<Vec<u8>> {
    guarded("PNG", || png::picture(sheet))
}

/// Runs one painter; a panic inside plotters becomes an error.
fn guarded(kind: &str, painter: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    catch_unwind(AssertUnwindSafe(painter))
        .unwrap_or_else(|_| Err(anyhow!("plotters panicked")))
        .with_context(|| format!("cannot draw a chart as {kind}"))
}

/// Paints the paper and then the marks, in their order.
fn paint(sheet: &Sheet, canvas: &mut impl Canvas) -> Result<()> {
    let (width, height) = size(sheet);
    let paper = [0.0, 0.0, f64::from(width), f64::from(height)];
    canvas.rect(paper, theme::PAPER)?;
    for mark in &sheet.marks {
        match mark {
            Mark::Rect { edges, color } => canvas.rect(edges.map(snapped), *color)?,
            Mark::Polygon { points, color } => canvas.polygon(points, *color)?,
            Mark::Picture { edges, picture } => canvas.picture(edges.map(snapped), picture)?,
            Mark::Text(text) => canvas.text(text)?,
        }
    }
    Ok(())
}

/// Width and height of a sheet in whole logical pixels.
fn size(sheet: &Sheet) -> (u32, u32) {
    [theme::WIDTH, sheet.height]
        .map(|length| length.ceil().clamp(1.0, FARTHEST) as u32)
        .into()
}

/// A coordinate that a backend can hold; what is no number goes to the origin.
fn within(length: f64) -> f64 {
    if length.is_finite() {
        length.clamp(-FARTHEST, FARTHEST)
    } else {
        0.0
    }
}

/// The nearest edge between two device pixels, in logical pixels: edges there are sharp.
fn snapped(length: f64) -> f64 {
    let density = f64::from(theme::DENSITY);
    (within(length) * density).round() / density
}

/// A colour in plotters' words.
fn plain(Rgb([red, green, blue]): Rgb) -> RGBColor {
    RGBColor(red, green, blue)
}

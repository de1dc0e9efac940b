//! The SVG: text stays text, lettered by the reader's machine.

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, ShapeStyle};

use crate::chart::theme;
use crate::domain::Rgb;

use super::super::lettering::clean;
use super::super::picture::Picture;
use super::super::sheet::{Anchor, Sheet, Text};
use super::{Canvas, paint, plain, size, within};

/// Units of the document per logical pixel: plotters knows only whole units, and the rim of a pie
/// must not wobble.
const UNITS: u32 = 10;
/// plotters divides the size of a font by this before it names it.
const FONT_SIZE: f64 = 1.24;
/// plotters puts the baseline of a text held at its top this many ems below it.
const BASELINE: f64 = 0.76;

/// The sheet as an SVG document in UTF-8.
pub(super) fn document(sheet: &Sheet) -> Result<Vec<u8>> {
    let (width, height) = size(sheet);
    let view = (width * UNITS, height * UNITS);
    let (drawn, pictures) = parts(sheet, view)?;
    // plotters opens the document with one size for the units and for the page.
    let (_, body) = drawn
        .split_once('\n')
        .context("plotters wrote an SVG without a first line")?;
    let body = body
        .trim_end()
        .strip_suffix("</svg>")
        .context("plotters wrote an SVG without an end")?;
    let summary = escaped(&sheet.summary);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{summary}\">\n{body}{pictures}</svg>\n",
        view.0, view.1
    )
    .into_bytes())
}

/// What plotters writes, and the pictures that belong at its end.
fn parts(sheet: &Sheet, view: (u32, u32)) -> Result<(String, String)> {
    let mut drawn = String::new();
    let mut canvas = Svg {
        backend: SVGBackend::with_string(&mut drawn, view),
        pictures: String::new(),
    };
    paint(sheet, &mut canvas)?;
    canvas
        .backend
        .present()
        .map_err(|error| anyhow!("{error}"))?;
    let pictures = std::mem::take(&mut canvas.pictures);
    drop(canvas);
    Ok((drawn, pictures))
}

struct Svg<'a> {
    backend: SVGBackend<'a>,
    /// plotters writes pictures pixel by pixel; these are elements that follow what it writes.
    pictures: String,
}

impl Canvas for Svg<'_> {
    fn rect(&mut self, edges: [f64; 4], color: Rgb) -> Result<()> {
        let [left, top, right, bottom] = edges.map(units);
        if left >= right || top >= bottom {
            return Ok(());
        }
        let style: ShapeStyle = plain(color).filled();
        self.backend
            .draw_rect((left, top), (right, bottom), &style, true)
            .map_err(|error| anyhow!("{error}"))
    }

    fn polygon(&mut self, points: &[(f64, f64)], color: Rgb) -> Result<()> {
        let points = points.iter().map(|(x, y)| (units(*x), units(*y)));
        self.backend
            .fill_polygon(points, &plain(color))
            .map_err(|error| anyhow!("{error}"))
    }

    fn picture(&mut self, edges: [f64; 4], picture: &Picture) -> Result<()> {
        let [left, top, right, bottom] = edges.map(units);
        let (width, height) = (right - left, bottom - top);
        let data = STANDARD.encode(&picture.jpeg);
        self.pictures.push_str(&format!(
            "<image x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" \
             preserveAspectRatio=\"none\" href=\"data:image/jpeg;base64,{data}\"/>\n"
        ));
        Ok(())
    }

    fn text(&mut self, text: &Text) -> Result<()> {
        let like = text.lettering;
        let style = if like.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let held = match text.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let size = like.em * f64::from(UNITS) * FONT_SIZE;
        let style = FontDesc::new(FontFamily::Name(theme::FAMILIES), size, style)
            .color(&plain(like.color))
            .pos(Pos::new(held, VPos::Top));
        let at = (units(text.at.0), units(text.at.1 - like.em * BASELINE));
        self.backend
            .draw_text(&text.text, &style, at)
            .map_err(|error| anyhow!("{error}"))
    }
}

/// Logical pixels to whole units of the document.
fn units(length: f64) -> i32 {
    (within(length) * f64::from(UNITS)).round() as i32
}

/// A text as the value of an XML attribute (plotters escapes all that it writes itself).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

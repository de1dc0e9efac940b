//! Palettes: the colours of each image, as wide as their share of it.

use crate::chart::theme;
use crate::domain::Swatch;
use crate::language::Language;

use super::Heading;
use super::axis::{self, ABOVE, BELOW, PAD, Plot};
use super::lettering::{clean, shorten, width};
use super::number::{drawable, number, percent};
use super::page::{LEFT, Page, RIGHT};
use super::picture::Picture;
use super::sheet::{Anchor, Sheet};

/// A strip of colours for each image, in one to three columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Palettes {
    /// Finding and measure.
    pub heading: Heading,
    /// What the strips show along their length ("share of the image").
    pub x_label: String,
    /// What the rows are ("image").
    pub y_label: String,
    /// One row an image, from top to bottom and then to the next column; at most 90 are drawn.
    pub rows: Vec<PaletteRow>,
    /// Images that the caller left out, which the foot of the figure mentions.
    pub more: usize,
}

/// The palette of one image.
#[derive(Debug, Clone, PartialEq)]
pub struct PaletteRow {
    /// The image's name.
    pub label: String,
    /// The hash of its content, by which its thumbnail is found.
    pub content: Option<String>,
    /// Its thumbnail, where there is one.
    pub picture: Option<Picture>,
    /// Its colours, drawn from left to right. Shares that sum to more than 1 are scaled down to 1;
    /// where they sum to less, the strip ends early.
    pub swatches: Vec<Swatch>,
}

/// Up to how many rows one column holds, then two, then three.
const COLUMN_STEPS: [(usize, usize); 2] = [(12, 1), (40, 2)];
/// Columns beyond these steps.
const MOST_COLUMNS: usize = 3;
/// Rows of a column at most.
const MOST_ROWS: usize = 30;
/// Least room of a row.
const ROW: f64 = 28.0;
/// The same of a row with a thumbnail.
const ROW_WITH_PICTURE: f64 = 48.0;
/// Part of a row that its thumbnail takes.
const PICTURE: f64 = 0.9;
/// Width of the room for a thumbnail, times its height: most photographs are 3 by 2.
const PICTURE_RATIO: f64 = 1.5;
/// Part of a row that its strip takes.
const THICKNESS: f64 = 0.74;
/// Strips are not thicker than this.
const THICKEST: f64 = 64.0;
/// Between two columns.
const GUTTER: f64 = 36.0;
/// Part of a column that its labels may take.
const LABEL_PART: f64 = 0.42;
/// And at most this much.
const WIDEST_LABEL: f64 = 270.0;
/// Letters of a percent on a swatch.
const SHARE_EM: f64 = 12.0;

impl Palettes {
    /// See [`super::Figure::illustrated`].
    pub(super) fn illustrated(mut self, find: &dyn Fn(&str) -> Option<Vec<u8>>) -> Self {
        for row in &mut self.rows {
            row.picture = row.content.as_deref().and_then(find).and_then(Picture::of);
        }
        self
    }

    fn has_pictures(&self) -> bool {
        self.rows.iter().any(|row| row.picture.is_some())
    }

    pub(super) fn sheet(&self) -> Sheet {
        let columns = COLUMN_STEPS
            .iter()
            .find(|(most, _)| self.rows.len() <= *most)
            .map_or(MOST_COLUMNS, |step| step.1);
        let rows = self.rows.len().div_ceil(columns).clamp(1, MOST_ROWS);
        let shown = self.rows.len().min(rows * columns);
        let mut row = ROW;
        let mut page = Page::open(&self.heading, |usual| {
            let least = match self.has_pictures() {
                true => ROW_WITH_PICTURE,
                false => ROW,
            };
            row = ((usual - ABOVE - BELOW) / rows as f64).max(least);
            row * rows as f64 + ABOVE + BELOW
        });
        let more = self.more.saturating_add(self.rows.len() - shown);
        if more > 0 {
            let plural = if more == 1 { "image is" } else { "images are" };
            page.note(format!(
                "{} more {plural} not shown.",
                number(more as f64, &self.heading.language)
            ));
        }
        if shown == 0 {
            return page.no_data();
        }
        let wide = (RIGHT - LEFT - GUTTER * (columns - 1) as f64) / columns as f64;
        let top = page.top;
        for (index, rows) in self.rows.chunks(rows).take(columns).enumerate() {
            let left = LEFT + index as f64 * (wide + GUTTER);
            self.draw_column(&mut page.sheet, rows, row, [left, top, left + wide]);
        }
        page.finish()
    }

    /// One column of rows, from `top` on and between `left` and `right`, with an axis of its own.
    fn draw_column(
        &self,
        sheet: &mut Sheet,
        rows: &[PaletteRow],
        row: f64,
        [left, top, right]: [f64; 3],
    ) {
        let room = ((right - left) * LABEL_PART).min(WIDEST_LABEL);
        let labels: Vec<String> = (rows.iter())
            .map(|row| shorten(&clean(&row.label), &theme::LABEL, room))
            .collect();
        let thick = (row * PICTURE).min(THICKEST);
        let shown = match self.has_pictures() {
            true => thick * PICTURE_RATIO + PAD,
            false => 0.0,
        };
        let widths = labels.iter().map(|label| width(label, &theme::LABEL));
        let like = theme::TICK;
        let name = shorten(&clean(&self.y_label), &like, room);
        sheet.text(&name, (left, top + like.em - 2.0), Anchor::Start, like);
        let plot = Plot {
            left: left + widths.fold(0.0, f64::max) + PAD + shown,
            right,
            top: top + ABOVE,
            bottom: top + ABOVE + row * rows.len() as f64,
        };
        let ticks = axis::share_ticks(plot.right - plot.left, &self.heading.language);
        // The last label would reach beyond the column.
        let inset = Plot {
            right: right - axis::TICK_HALF,
            ..plot
        };
        axis::rightward(sheet, inset, &ticks, &self.x_label);
        for (index, (one, label)) in rows.iter().zip(&labels).enumerate() {
            let middle = plot.top + (index as f64 + 0.5) * row;
            let at = (plot.left - shown - PAD, middle);
            sheet.text_beside(label, at, Anchor::End, theme::LABEL);
            if let Some(picture) = &one.picture {
                let (start, end) = (plot.left - shown, plot.left - PAD);
                let half = thick / 2.0;
                sheet.picture([start, middle - half, end, middle + half], picture);
            }
            let half = (row * THICKNESS).min(THICKEST) / 2.0;
            let edges = [inset.left, middle - half, inset.right, middle + half];
            draw_strip(sheet, &one.swatches, edges, &self.heading.language);
        }
    }
}

/// The swatches side by side within `[left, top, right, bottom]`, all in one outline: a strip may
/// start or end white.
fn draw_strip(
    sheet: &mut Sheet,
    swatches: &[Swatch],
    [left, top, right, bottom]: [f64; 4],
    language: &Language,
) {
    let sum: f64 = swatches.iter().map(|swatch| drawable(swatch.share)).sum();
    if sum == 0.0 {
        return;
    }
    let unit = (right - left) / sum.max(1.0);
    let mut x = left;
    sheet.rect([left, top, left + unit * sum, bottom], theme::OUTLINE);
    for swatch in swatches {
        let end = x + drawable(swatch.share) * unit;
        let inner = [
            x.max(left + 0.5),
            top + 0.5,
            end.min(left + unit * sum - 0.5),
            bottom - 0.5,
        ];
        sheet.rect(inner, swatch.rgb);
        let like = theme::TICK
            .sized(SHARE_EM)
            .in_color(theme::ink_on(swatch.rgb));
        let text = percent(swatch.share, language);
        if end - x > width(&text, &like) + PAD {
            let middle = ((x + end) / 2.0, (top + bottom) / 2.0);
            sheet.text_beside(&text, middle, Anchor::Middle, like);
        }
        x = end;
    }
}

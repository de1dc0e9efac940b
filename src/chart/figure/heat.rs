//! A heat map of a relation that goes both ways: how often each two of some things come together.
//! Half of a square, so that no pair is shown twice; each name stands once, at the end of its row,
//! which is the head of its column.

use crate::chart::theme;
use crate::domain::Rgb;
use crate::language::Language;

use super::Heading;
use super::lettering::{clean, shorten, width};
use super::number::{drawable, number};
use super::page::{LEFT, Page, RIGHT};
use super::sheet::{Anchor, Sheet};

/// How often things come together.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// Finding and measure.
    pub heading: Heading,
    /// What the cells count, for the scale of colours.
    pub unit: String,
    /// The things.
    pub names: Vec<String>,
    /// For each thing after the first how often it comes together with each one before it.
    pub cells: Vec<Vec<f64>>,
}

/// Room of a row.
const ROW: f64 = 40.0;
/// Widest cell.
const WIDEST: f64 = 92.0;
/// Room right of the last cell for the last name.
const NAME_ROOM: f64 = 170.0;
/// Room for the scale of colours below the cells, and its height.
const SCALE_ROOM: f64 = 52.0;
const SCALE: f64 = 12.0;
/// Steps of the scale.
const STEPS: usize = 48;
/// Between cells.
const GAP: f64 = 2.0;
/// Between a cell and the name beside it.
const PAD: f64 = 8.0;
/// Narrowest cell in which its number is written.
const NUMBER_ROOM: f64 = 8.0;

impl Heat {
    pub(super) fn sheet(&self) -> Sheet {
        let rows = self.names.len();
        if rows < 2 {
            return Page::new(&self.heading).no_data();
        }
        let mut page = Page::open(&self.heading, |_| rows as f64 * ROW + SCALE_ROOM);
        let cell = ((RIGHT - LEFT - NAME_ROOM) / (rows - 1) as f64).min(WIDEST);
        let values = self.cells.iter().flatten().copied().map(drawable);
        let most = values.fold(0.0, f64::max).max(1.0);
        let top = page.top;
        for (row, name) in self.names.iter().enumerate() {
            let middle = top + (row as f64 + 0.5) * ROW;
            let own = row.checked_sub(1).and_then(|row| self.cells.get(row));
            let own = own.map(Vec::as_slice).unwrap_or_default();
            for (column, value) in own.iter().enumerate().take(row) {
                let left = LEFT + column as f64 * cell;
                let edges = [
                    left,
                    middle - ROW / 2.0 + GAP,
                    left + cell - GAP,
                    middle + ROW / 2.0,
                ];
                draw_cell(&mut page.sheet, edges, *value, most, &self.heading.language);
            }
            let at = LEFT + row as f64 * cell + if row > 0 { PAD } else { 0.0 };
            let like = theme::LABEL;
            let text = shorten(&clean(name), &like, RIGHT - at);
            page.sheet
                .text_beside(&text, (at, middle), Anchor::Start, like);
        }
        self.draw_scale(&mut page, most);
        page.finish()
    }

    fn draw_scale(&self, page: &mut Page, most: f64) {
        /// Part of the width that the scale takes.
        const PART: f64 = 0.3;
        let (top, wide) = (page.bottom - SCALE_ROOM / 2.0, (RIGHT - LEFT) * PART);
        let step = wide / STEPS as f64;
        for place in 0..STEPS {
            let left = LEFT + place as f64 * step;
            let part = (place as f64 + 0.5) / STEPS as f64;
            page.sheet
                .rect([left, top, left + step, top + SCALE], shade(part));
        }
        let like = theme::TICK;
        let baseline = top + SCALE + like.em + 3.0;
        page.sheet.text("0", (LEFT, baseline), Anchor::Start, like);
        page.sheet.text(
            &number(most, &self.heading.language),
            (LEFT + wide, baseline),
            Anchor::End,
            like,
        );
        let unit = shorten(&clean(&self.unit), &like, RIGHT - LEFT - wide - 2.0 * PAD);
        let beside = (LEFT + wide + 2.0 * PAD, top + SCALE / 2.0);
        page.sheet.text_beside(&unit, beside, Anchor::Start, like);
    }
}

fn draw_cell(sheet: &mut Sheet, edges: [f64; 4], value: f64, most: f64, language: &Language) {
    let color = shade(drawable(value) / most);
    sheet.rect(edges, color);
    let text = number(value, language);
    let like = theme::LABEL.in_color(theme::ink_on(color));
    let [left, top, right, bottom] = edges;
    if value > 0.0 && width(&text, &like) + NUMBER_ROOM <= right - left {
        let middle = ((left + right) / 2.0, (top + bottom) / 2.0);
        sheet.text_beside(&text, middle, Anchor::Middle, like);
    }
}

/// The colour of a part of the most, 0 to 1: from the light of the grid to the accent's dark.
fn shade(part: f64) -> Rgb {
    let (Rgb(light), Rgb(dark)) = (theme::LEAST, theme::CLOUD[0]);
    let part = part.clamp(0.0, 1.0);
    let between = |channel: usize| {
        let (from, to) = (f64::from(light[channel]), f64::from(dark[channel]));
        (from + (to - from) * part).round() as u8
    };
    Rgb([between(0), between(1), between(2)])
}

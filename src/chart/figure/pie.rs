//! The pie: what a whole is made of, where the parts are few.

use std::f64::consts::TAU;

use crate::chart::theme;
use crate::domain::Rgb;
use crate::language::Language;

use super::Heading;
use super::axis::PAD;
use super::legend::{self, CHIP, CHIP_GAP};
use super::lettering::{clean, shorten, width};
use super::number::{drawable, number, percent};
use super::page::{LEFT, Page, RIGHT};
use super::sheet::{Anchor, Sheet};

/// A pie with a legend that gives the count and the percent of each slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Pie {
    /// Finding and measure.
    pub heading: Heading,
    /// What the slices are ("format"), above their names.
    pub part_label: String,
    /// What the values count ("images"), above the counts.
    pub value_label: String,
    /// The slices, clockwise from the top; of more than seven, the seventh and all after it are
    /// drawn as one, "other".
    pub slices: Vec<Slice>,
}

/// One slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// What it stands for.
    pub label: String,
    /// How much; negative or not finite counts as 0.
    pub value: f64,
}

/// A slice as it is drawn.
struct Part {
    label: String,
    value: f64,
    color: Rgb,
}

/// Slices told apart by colour; the others share one grey.
const MOST: usize = theme::SERIES.len();
/// Radius of the pie and where its centre is, as parts of the body.
const RADIUS: f64 = 0.48;
const CENTRE: f64 = 0.30;
/// Height of an entry of the legend.
const ENTRY: f64 = 36.0;
/// Room of the percents at the right of the legend, and of the head above the counts.
const PERCENT: f64 = 64.0;
/// See [`PERCENT`].
const COUNT_HEAD: f64 = 110.0;
/// Angle between two points of the rim: at this radius, less than a fifth of a pixel off a circle.
const RIM_STEP: f64 = TAU / 180.0;
/// Half the white line between two slices.
const HALF_GAP: f64 = 1.0;
/// A slice of at least this share has its percent written on it.
const LABELLED: f64 = 0.06;
/// How far from the centre, as a part of the radius: slices are wide enough for letters there.
const LABEL_REACH: f64 = 0.66;
/// Between the pie and its legend.
const LEGEND_GAP: f64 = 64.0;

impl Pie {
    pub(super) fn sheet(&self) -> Sheet {
        let mut page = Page::new(&self.heading);
        let parts = self.parts();
        let total: f64 = parts.iter().map(|part| part.value).sum();
        if total == 0.0 {
            return page.no_data();
        }
        let radius = (page.bottom - page.top) * RADIUS;
        let centre = (
            LEFT + (RIGHT - LEFT) * CENTRE,
            (page.top + page.bottom) / 2.0,
        );
        draw_slices(
            &mut page.sheet,
            &parts,
            total,
            centre,
            radius,
            &self.heading.language,
        );
        let column = [centre.0 + radius + LEGEND_GAP, RIGHT];
        self.draw_legend(&mut page.sheet, &parts, total, column, centre.1);
        page.finish()
    }

    /// The slices with their colours, the last ones taken together.
    fn parts(&self) -> Vec<Part> {
        let named = if self.slices.len() > MOST {
            MOST - 1
        } else {
            MOST
        };
        let mut parts: Vec<Part> = (self.slices.iter().take(named).enumerate())
            .map(|(index, slice)| Part {
                label: clean(&slice.label),
                value: drawable(slice.value),
                color: theme::series(index),
            })
            .collect();
        let rest = self.slices.get(named..).unwrap_or_default();
        if !rest.is_empty() {
            parts.push(Part {
                label: format!(
                    "other ({})",
                    number(rest.len() as f64, &self.heading.language)
                ),
                value: rest.iter().map(|slice| drawable(slice.value)).sum(),
                color: theme::REST,
            });
        }
        parts
    }

    /// Chip, name, count and percent of every part, in columns with heads.
    fn draw_legend(
        &self,
        sheet: &mut Sheet,
        parts: &[Part],
        total: f64,
        [left, right]: [f64; 2],
        middle: f64,
    ) {
        let counts: Vec<String> = parts
            .iter()
            .map(|part| number(part.value, &self.heading.language))
            .collect();
        let head = shorten(&clean(&self.value_label), &theme::TICK, COUNT_HEAD);
        let widths = counts.iter().map(|count| width(count, &theme::VALUE));
        let count_width = widths.fold(width(&head, &theme::TICK), f64::max);
        let count_end = right - PERCENT;
        let name = left + CHIP + CHIP_GAP;
        let room = count_end - count_width - PAD - name;
        let first = middle - (parts.len() as f64 - 1.0) * ENTRY / 2.0;
        let above = first - ENTRY * 0.85;
        let part_head = shorten(&clean(&self.part_label), &theme::TICK, room);
        sheet.text_beside(&part_head, (name, above), Anchor::Start, theme::TICK);
        sheet.text_beside(&head, (count_end, above), Anchor::End, theme::TICK);
        sheet.text_beside("share", (right, above), Anchor::End, theme::TICK);
        for (index, (part, count)) in parts.iter().zip(&counts).enumerate() {
            let y = first + index as f64 * ENTRY;
            let line = y - ENTRY / 2.0;
            sheet.rect([left, line - 0.5, right, line + 0.5], theme::GRID);
            legend::chip(sheet, (left, y), part.color);
            let label = shorten(&part.label, &theme::LABEL, room);
            sheet.text_beside(&label, (name, y), Anchor::Start, theme::LABEL);
            sheet.text_beside(count, (count_end, y), Anchor::End, theme::VALUE);
            let share = percent(part.value / total, &self.heading.language);
            let like = theme::LABEL.in_color(theme::GREY);
            sheet.text_beside(&share, (right, y), Anchor::End, like);
        }
    }
}

fn draw_slices(
    sheet: &mut Sheet,
    parts: &[Part],
    total: f64,
    centre: (f64, f64),
    radius: f64,
    language: &Language,
) {
    let mut sum = 0.0;
    for part in parts.iter().filter(|part| part.value > 0.0) {
        let (from, share) = (sum / total, part.value / total);
        sum += part.value;
        sheet.polygon(wedge(centre, radius, from, from + share), part.color);
        if share >= LABELLED {
            let reach = if share < 1.0 {
                radius * LABEL_REACH
            } else {
                0.0
            };
            let at = on_rim(centre, reach, from + share / 2.0);
            let like = theme::VALUE.in_color(theme::ink_on(part.color));
            sheet.text_beside(&percent(share, language), at, Anchor::Middle, like);
        }
    }
    draw_gaps(sheet, parts, total, centre, radius);
}

/// White lines between slices, so that neighbours are told apart without their colours.
fn draw_gaps(sheet: &mut Sheet, parts: &[Part], total: f64, centre: (f64, f64), radius: f64) {
    if parts.iter().filter(|part| part.value > 0.0).count() < 2 {
        return;
    }
    let mut sum = 0.0;
    for part in parts.iter().filter(|part| part.value > 0.0) {
        let angle = sum / total;
        sum += part.value;
        let (x, y) = on_rim((0.0, 0.0), HALF_GAP, angle + 0.25);
        let end = on_rim(centre, radius + 1.0, angle);
        let line = [
            (centre.0 - x, centre.1 - y),
            (centre.0 + x, centre.1 + y),
            (end.0 + x, end.1 + y),
            (end.0 - x, end.1 - y),
        ];
        sheet.polygon(line.to_vec(), theme::PAPER);
    }
}

/// The outline of a slice between two parts (0 to 1) of a turn.
fn wedge(centre: (f64, f64), radius: f64, from: f64, to: f64) -> Vec<(f64, f64)> {
    let steps = ((to - from) * TAU / RIM_STEP).ceil().max(1.0) as usize;
    let part = |step: usize| from + (to - from) * step as f64 / steps as f64;
    let rim = (0..=steps).map(|step| on_rim(centre, radius, part(step)));
    std::iter::once(centre).chain(rim).collect()
}

/// The point at a part (0 to 1) of a turn, clockwise from the top.
fn on_rim((x, y): (f64, f64), radius: f64, part: f64) -> (f64, f64) {
    let (sine, cosine) = (part * TAU).sin_cos();
    (x + radius * sine, y - radius * cosine)
}

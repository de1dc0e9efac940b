//! Stacked bars: what the total of each of a few rows is made of.

use crate::chart::theme;

use super::Heading;
use super::axis::{self, ABOVE, BELOW, PAD, Plot};
use super::legend::{Legend, Series};
use super::lettering::width;
use super::number::{drawable, number};
use super::page::{LEFT, Page, RIGHT, fit_rows, row_letters, rows_note};
use super::sheet::{Anchor, Sheet};

/// Lying bars, one a row, each a stack of the same series; zero-based, with totals.
#[derive(Debug, Clone, PartialEq)]
pub struct Stacked {
    /// Finding and measure.
    pub heading: Heading,
    /// What the values count.
    pub x_label: String,
    /// What the rows are.
    pub y_label: String,
    /// What the series are.
    pub legend_title: String,
    /// The parts of every bar, from left to right.
    pub series: Vec<Series>,
    /// The bars, from top to bottom.
    pub groups: Vec<Group>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What it stands for.
    pub label: String,
    /// One value a series; a missing, negative or not finite one counts as 0.
    pub values: Vec<f64>,
}

impl Group {
    /// The values of the first `count` series, fit to be drawn.
    fn drawable(&self, count: usize) -> impl Iterator<Item = f64> {
        self.values.iter().take(count).map(|value| drawable(*value))
    }

    /// Their sum.
    fn total(&self, count: usize) -> f64 {
        self.drawable(count).sum()
    }
}

/// Part of its room that a bar takes.
const THICKNESS: f64 = 0.7;
/// Bars are not thicker than this.
const THICKEST: f64 = 64.0;

impl Stacked {
    pub(super) fn sheet(&self) -> Sheet {
        if self.groups.is_empty() || self.series.is_empty() {
            return Page::new(&self.heading).no_data();
        }
        let legend = Legend::new(
            &self.legend_title,
            &self.series,
            RIGHT - LEFT,
            &self.heading.language,
        );
        let (mut shown, mut row) = (0, 0.0);
        let chrome = legend.height + ABOVE + BELOW;
        let mut page = Page::open(&self.heading, |usual| {
            (shown, row) = fit_rows(self.groups.len(), usual - chrome);
            shown as f64 * row + chrome
        });
        rows_note(&mut page, shown, self.groups.len());
        legend.draw(&mut page.sheet, (LEFT, page.top));
        let groups = self.groups.get(..shown).unwrap_or_default();
        let plot = [page.top + legend.height + ABOVE, page.bottom - BELOW];
        self.draw_bars(&mut page.sheet, groups, row, plot);
        page.finish()
    }

    fn draw_bars(&self, sheet: &mut Sheet, groups: &[Group], row: f64, [top, bottom]: [f64; 2]) {
        let count = self.series.len();
        let (label, value) = (
            row_letters(theme::LABEL, row),
            row_letters(theme::VALUE, row),
        );
        let names = groups.iter().map(|group| group.label.as_str());
        let (column, labels) = axis::label_column(names, label);
        let totals = groups.iter().map(|group| group.total(count));
        let widths = totals
            .clone()
            .map(|total| width(&number(total, &self.heading.language), &value));
        let plot = Plot {
            left: LEFT + column + PAD,
            right: RIGHT - widths.fold(0.0, f64::max) - PAD,
            top,
            bottom,
        };
        let whole = groups.iter().flat_map(|group| group.drawable(count));
        let whole = whole.into_iter().all(|value| value.fract() == 0.0);
        let (ticks, end) =
            axis::value_ticks(totals.fold(0.0, f64::max), whole, &self.heading.language);
        axis::rightward(sheet, plot, &ticks, &self.x_label);
        axis::name_of_rows(sheet, plot, &self.y_label);
        let half = (row * THICKNESS).min(THICKEST) / 2.0;
        for (index, (group, text)) in groups.iter().zip(&labels).enumerate() {
            let middle = plot.top + (index as f64 + 0.5) * row;
            sheet.text_beside(text, (plot.left - PAD, middle), Anchor::End, label);
            let bar = [plot.left, middle - half, plot.right, middle + half];
            let parts: Vec<f64> = group.drawable(count).map(|value| value / end).collect();
            let texts = group
                .drawable(count)
                .map(|value| number(value, &self.heading.language))
                .collect::<Vec<_>>();
            let tip = draw_stack(sheet, &self.series, &parts, &texts, bar);
            let total = number(group.total(count), &self.heading.language);
            sheet.value(&total, (tip + PAD * 0.7, middle), Anchor::Start, value);
        }
    }
}

/// Draws parts of the width of `[left, top, right, bottom]` side by side, each with its text where
/// there is room for it; returns where the last one ends.
pub(super) fn draw_stack(
    sheet: &mut Sheet,
    series: &[Series],
    parts: &[f64],
    texts: &[String],
    [left, top, right, bottom]: [f64; 4],
) -> f64 {
    /// Between two parts, if both are wide enough to spare it.
    const GAP: f64 = 1.0;
    /// A text needs its width and this much.
    const AIR: f64 = 8.0;
    let mut x = left;
    for ((one, part), text) in series.iter().zip(parts).zip(texts) {
        let end = x + part * (right - left);
        let gap = if end - x > 4.0 * GAP { GAP } else { 0.0 };
        sheet.block([x, top, end - gap, bottom], one.color);
        let like = theme::TICK.in_color(theme::ink_on(one.color));
        let fits = end - x > width(text, &like) + AIR && bottom - top > like.em;
        if fits {
            let middle = ((x + end - gap) / 2.0, (top + bottom) / 2.0);
            sheet.text_beside(text, middle, Anchor::Middle, like);
        }
        x = end;
    }
    x
}

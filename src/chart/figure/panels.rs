//! Panels: the same rows, measured in several ways side by side.

use crate::chart::theme;
use crate::language::Language;

use super::Heading;
use super::axis::{self, ABOVE, BELOW, PAD, Plot};
use super::legend::{Legend, Series};
use super::lettering::{clean, shorten, width};
use super::number::{drawable, number, percent, scientific};
use super::page::{LEFT, Page, RIGHT, fit_rows, row_letters, rows_note};
use super::sheet::{Anchor, Sheet};
use super::stacked::draw_stack;

/// One row a user and one column a question; all panels share the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Panels {
    /// Finding and measure.
    pub heading: Heading,
    /// What the rows are ("user").
    pub y_label: String,
    /// The rows' names, from top to bottom.
    pub rows: Vec<String>,
    /// The columns, from left to right; at most 5 are drawn.
    pub panels: Vec<Panel>,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What is measured ("Orientation").
    pub title: String,
    /// The unit, below the column ("share of favourites").
    pub x_label: String,
    /// How values become lengths.
    pub scale: Scale,
    /// The parts of each bar. A single series needs no legend.
    pub series: Vec<Series>,
    /// `values[row][series]`; a missing, negative or not finite one counts as 0.
    pub values: Vec<Vec<f64>>,
}

/// How the values of a panel become lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// As they are, from zero, with each row's total at the end of its bar.
    Count,
    /// As parts of their row's total: every bar is 100% long. A row of zeros has no bar.
    Share,
}

/// Panels beyond these would be too narrow.
const MOST_PANELS: usize = 5;
/// Room for the name of the rows, however short their labels are.
const LEAST_NAME: f64 = 60.0;
/// Between two panels.
const GUTTER: f64 = 34.0;
/// Room for a panel's title.
const TITLE: f64 = 26.0;
/// Width of a panel with one series, against one with several.
const SLIM: f64 = 0.62;
/// Part of its room that a bar takes.
const THICKNESS: f64 = 0.66;
/// Bars are not thicker than this.
const THICKEST: f64 = 64.0;

/// A panel with its place and its legend.
struct Column<'a> {
    panel: &'a Panel,
    language: &'a Language,
    legend: Legend,
    left: f64,
    right: f64,
}

impl Panels {
    pub(super) fn sheet(&self) -> Sheet {
        if self.rows.is_empty() || self.panels.is_empty() {
            return Page::new(&self.heading).no_data();
        }
        let (column, _) = axis::label_column(self.rows.iter().map(String::as_str), theme::LABEL);
        let named = width(&clean(&self.y_label), &theme::TICK).min(column.max(LEAST_NAME));
        let columns = self.columns(LEFT + column.max(named) + PAD);
        let legends = columns.iter().map(|column| column.legend.height);
        let chrome = TITLE + legends.fold(0.0, f64::max) + BELOW;
        let (mut shown, mut row) = (0, 0.0);
        let mut page = Page::open(&self.heading, |usual| {
            (shown, row) = fit_rows(self.rows.len(), usual - chrome);
            shown as f64 * row + chrome
        });
        rows_note(&mut page, shown, self.rows.len());
        if columns.len() < self.panels.len() {
            let language = &self.heading.language;
            let counts = [
                ("shown", (MOST_PANELS as u64).into()),
                ("count", (self.panels.len() as u64).into()),
            ];
            page.note(language.say(&language.words().charts.panels_shown, &counts));
        }
        let top = page.top;
        let bottom = page.bottom - BELOW;
        let plot_top = bottom - shown as f64 * row;
        for column in &columns {
            let plot = Plot {
                left: column.left,
                right: column.right,
                top: plot_top,
                bottom,
            };
            column.draw(&mut page.sheet, top, plot, row);
        }
        self.draw_names(&mut page.sheet, shown, row, plot_top, LEFT + column);
        page.finish()
    }

    /// The panels side by side from `left` on, slim ones for single series.
    fn columns(&self, left: f64) -> Vec<Column<'_>> {
        let panels = self.panels.get(..MOST_PANELS).unwrap_or(&self.panels);
        let weight = |panel: &Panel| if panel.series.len() > 1 { 1.0 } else { SLIM };
        let weights: f64 = panels.iter().map(weight).sum();
        let room = RIGHT - left - GUTTER * (panels.len() - 1) as f64;
        let mut next = left;
        let place = |panel| {
            let right = next + room * weight(panel) / weights;
            let series = if panel.series.len() > 1 {
                panel.series.as_slice()
            } else {
                &[]
            };
            let legend = Legend::new("", series, right - next, &self.heading.language);
            let column = Column {
                panel,
                language: &self.heading.language,
                legend,
                left: next,
                right,
            };
            next = right + GUTTER;
            column
        };
        panels.iter().map(place).collect()
    }

    fn draw_names(&self, sheet: &mut Sheet, shown: usize, row: f64, top: f64, right: f64) {
        let like = row_letters(theme::LABEL, row);
        let names = self.rows.iter().take(shown).map(String::as_str);
        let (_, names) = axis::label_column(names, like);
        for (index, name) in names.iter().enumerate() {
            let middle = top + (index as f64 + 0.5) * row;
            sheet.text_beside(name, (right, middle), Anchor::End, like);
        }
        let name = shorten(
            &clean(&self.y_label),
            &theme::TICK,
            (right - LEFT).max(LEAST_NAME),
        );
        let at = (LEFT, top - ABOVE + theme::TICK.em - 2.0);
        sheet.text(&name, at, Anchor::Start, theme::TICK);
    }
}

impl Column<'_> {
    /// Title and legend from `top` on, and the bars in the plot.
    fn draw(&self, sheet: &mut Sheet, top: f64, plot: Plot, row: f64) {
        let title = shorten(
            &clean(&self.panel.title),
            &theme::HEAD,
            plot.right - plot.left,
        );
        let baseline = top + theme::HEAD.em;
        sheet.text(&title, (plot.left, baseline), Anchor::Start, theme::HEAD);
        self.legend.draw(sheet, (plot.left, top + TITLE));
        let rows = ((plot.bottom - plot.top) / row).round() as usize;
        match self.panel.scale {
            Scale::Count => self.draw_counts(sheet, plot, row, rows),
            Scale::Share => self.draw_shares(sheet, plot, row, rows),
        }
    }

    /// The values of a row, one a series, fit to be drawn.
    fn values(&self, row: usize) -> Vec<f64> {
        let values = self.panel.values.get(row).map_or(&[][..], Vec::as_slice);
        let padded = values.iter().copied().chain(std::iter::repeat(0.0));
        padded.take(self.panel.series.len()).map(drawable).collect()
    }

    fn draw_counts(&self, sheet: &mut Sheet, plot: Plot, row: f64, rows: usize) {
        let like = row_letters(theme::VALUE, row);
        let totals: Vec<f64> = (0..rows).map(|row| self.values(row).iter().sum()).collect();
        let whole = (0..rows).all(|row| self.values(row).iter().all(|value| value.fract() == 0.0));
        let (ticks, end) = axis::value_ticks(
            totals.iter().copied().fold(0.0, f64::max),
            whole,
            self.language,
        );
        let room = (plot.right - plot.left) / 2.0 - PAD;
        let written = |total: &f64| match number(*total, self.language) {
            text if width(&text, &like) <= room => text,
            _ => scientific(*total, self.language),
        };
        let tips: Vec<String> = totals.iter().map(written).collect();
        let widths = tips.iter().map(|text| width(text, &like));
        let plot = Plot {
            right: plot.right - widths.fold(0.0, f64::max) - PAD,
            ..plot
        };
        axis::rightward(sheet, plot, &ticks, &self.panel.x_label);
        for (index, text) in tips.iter().enumerate() {
            let bar = bar_of(plot, index, row);
            let values = self.values(index);
            let parts: Vec<f64> = values.iter().map(|value| value / end).collect();
            // A single series has its value at the end of the bar, once.
            let single = values.len() == 1;
            let texts: Vec<String> = (values.iter())
                .map(|value| {
                    if single {
                        String::new()
                    } else {
                        number(*value, self.language)
                    }
                })
                .collect();
            let tip = draw_stack(sheet, &self.panel.series, &parts, &texts, bar);
            let at = (tip + PAD * 0.7, (bar[1] + bar[3]) / 2.0);
            sheet.value(text, at, Anchor::Start, like);
        }
    }

    fn draw_shares(&self, sheet: &mut Sheet, plot: Plot, row: f64, rows: usize) {
        // The last tick's label is centred on the end of the axis.
        let plot = Plot {
            right: plot.right - axis::TICK_HALF,
            ..plot
        };
        let ticks = axis::share_ticks(plot.right - plot.left, self.language);
        axis::rightward(sheet, plot, &ticks, &self.panel.x_label);
        for index in 0..rows {
            let values = self.values(index);
            let total: f64 = values.iter().sum();
            let share = |value: &f64| if total > 0.0 { value / total } else { 0.0 };
            let parts: Vec<f64> = values.iter().map(share).collect();
            let texts: Vec<String> = parts
                .iter()
                .map(|part| percent(*part, self.language))
                .collect();
            let bar = bar_of(plot, index, row);
            draw_stack(sheet, &self.panel.series, &parts, &texts, bar);
        }
    }
}

/// The edges of the bar of a row: left, top, right, bottom.
fn bar_of(plot: Plot, index: usize, row: f64) -> [f64; 4] {
    let middle = plot.top + (index as f64 + 0.5) * row;
    let half = (row * THICKNESS).min(THICKEST) / 2.0;
    [plot.left, middle - half, plot.right, middle + half]
}

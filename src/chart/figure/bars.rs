//! Bars: how often each of a few things occurs.

use crate::chart::theme;
use crate::domain::Rgb;

use super::Heading;
use super::axis::{self, ABOVE, BELOW, PAD, Plot};
use super::lettering::{clean, shorten, width};
use super::number::{drawable, number};
use super::page::{LEFT, Page, RIGHT, fit_rows, row_letters, rows_note};
use super::sheet::{Anchor, Sheet};

/// A bar chart, zero-based, with the value at the end of each bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// Finding and measure.
    pub heading: Heading,
    /// What the values count (the axis along which bars grow) when `horizontal`; else what the
    /// bars are.
    pub x_label: String,
    /// What the bars are when `horizontal`; else what the values count.
    pub y_label: String,
    /// The bars, in the order in which they are drawn.
    pub bars: Vec<Bar>,
    /// Whether bars lie, which leaves room for long labels. Standing bars lie down too when there
    /// are too many of them, or names too long, for labels below.
    pub horizontal: bool,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How much; not finite is drawn as 0 and written "n/a", negative is drawn as 0.
    pub value: f64,
    /// Its colour, where the subject has one.
    pub color: Option<Rgb>,
    /// Between what the value lies, where that is known: a line over the end of a lying bar.
    pub interval: Option<[f64; 2]>,
}

impl Bar {
    /// How far it reaches, with its interval.
    fn reach(&self) -> f64 {
        let high = self.interval.map_or(0.0, |[_, high]| drawable(high));
        drawable(self.value).max(high)
    }
}

/// Part of its room that a bar takes.
const THICKNESS: f64 = 0.66;
/// Bars are not thicker than this, lying or standing.
const THICKEST: [f64; 2] = [64.0, 120.0];
/// Room of a standing bar below which a row of them is a thicket.
const LEAST_SLOT: f64 = 46.0;
/// Room left of standing bars for the ticks of values that fit above a bar.
const AXIS_ROOM: f64 = 100.0;

impl Bars {
    pub(super) fn sheet(&self) -> Sheet {
        if self.bars.is_empty() {
            return Page::new(&self.heading).no_data();
        }
        if self.horizontal {
            self.lying(&self.x_label, &self.y_label)
        } else if self.can_stand() {
            self.standing()
        } else {
            self.lying(&self.y_label, &self.x_label)
        }
    }

    /// Whether labels and values have room below and above standing bars.
    fn can_stand(&self) -> bool {
        let room = (RIGHT - LEFT - AXIS_ROOM) / self.bars.len() as f64 - PAD;
        room >= LEAST_SLOT
            && self.bars.iter().all(|bar| {
                width(&clean(&bar.label), &theme::LABEL) <= room
                    && width(&number(bar.value, &self.heading.language), &theme::VALUE) <= room
            })
    }

    /// Ticks and the value at the end of the axis, with ticks at whole numbers for whole values.
    fn ticks(&self, shown: &[Bar]) -> (axis::Ticks, f64) {
        let values = shown.iter().map(Bar::reach);
        let whole = values.clone().all(|value| value.fract() == 0.0);
        axis::value_ticks(values.fold(0.0, f64::max), whole, &self.heading.language)
    }

    fn lying(&self, value_name: &str, row_name: &str) -> Sheet {
        let mut row = 0.0;
        let mut shown = 0;
        let mut page = Page::open(&self.heading, |usual| {
            (shown, row) = fit_rows(self.bars.len(), usual - ABOVE - BELOW);
            shown as f64 * row + ABOVE + BELOW
        });
        rows_note(&mut page, shown, self.bars.len());
        let bars = self.bars.get(..shown).unwrap_or_default();
        let (label, value) = (
            row_letters(theme::LABEL, row),
            row_letters(theme::VALUE, row),
        );
        let (column, labels) = axis::label_column(bars.iter().map(|bar| bar.label.as_str()), label);
        let widths = bars
            .iter()
            .map(|bar| width(&number(bar.value, &self.heading.language), &value));
        let plot = Plot {
            left: LEFT + column + PAD,
            right: RIGHT - widths.fold(0.0, f64::max) - PAD,
            top: page.top + ABOVE,
            bottom: page.bottom - BELOW,
        };
        let (ticks, end) = self.ticks(bars);
        let sheet = &mut page.sheet;
        axis::rightward(sheet, plot, &ticks, value_name);
        axis::name_of_rows(sheet, plot, row_name);
        let half = (row * THICKNESS).min(THICKEST[0]) / 2.0;
        for (index, (bar, text)) in bars.iter().zip(&labels).enumerate() {
            let middle = plot.top + (index as f64 + 0.5) * row;
            let tip = plot.left + drawable(bar.value) / end * (plot.right - plot.left);
            let color = bar.color.unwrap_or(theme::ACCENT);
            sheet.block([plot.left, middle - half, tip, middle + half], color);
            sheet.text_beside(text, (plot.left - PAD, middle), Anchor::End, label);
            let mut end_of_bar = tip;
            if let Some(interval) = bar.interval {
                let at = |value: f64| plot.left + drawable(value) / end * (plot.right - plot.left);
                let [low, high] = interval.map(at);
                whisker(sheet, [low, high], middle, half / 3.0);
                end_of_bar = tip.max(high);
            }
            let at = (end_of_bar + PAD * 0.7, middle);
            sheet.value(
                &number(bar.value, &self.heading.language),
                at,
                Anchor::Start,
                value,
            );
        }
        page.finish()
    }

    fn standing(&self) -> Sheet {
        let mut page = Page::new(&self.heading);
        let (ticks, end) = self.ticks(&self.bars);
        let widths = ticks.iter().map(|tick| width(&tick.1, &theme::TICK));
        let plot = Plot {
            left: LEFT + widths.fold(0.0, f64::max) + PAD,
            right: RIGHT,
            top: page.top + ABOVE + theme::VALUE.line(),
            bottom: page.bottom - BELOW,
        };
        let sheet = &mut page.sheet;
        axis::upward(sheet, plot, &ticks, "");
        let above = Plot {
            top: page.top + ABOVE,
            ..plot
        };
        axis::name_of_rows(sheet, above, &self.y_label);
        let slot = (plot.right - plot.left) / self.bars.len() as f64;
        let half = (slot * THICKNESS).min(THICKEST[1]) / 2.0;
        for (index, bar) in self.bars.iter().enumerate() {
            let middle = plot.left + (index as f64 + 0.5) * slot;
            let tip = plot.bottom - drawable(bar.value) / end * (plot.bottom - plot.top);
            let color = bar.color.unwrap_or(theme::ACCENT);
            sheet.block([middle - half, tip, middle + half, plot.bottom], color);
            let value = number(bar.value, &self.heading.language);
            let above = tip - 7.0 - theme::VALUE.half_capital();
            sheet.value(&value, (middle, above), Anchor::Middle, theme::VALUE);
            let at = (middle, plot.bottom + PAD / 2.0 + theme::LABEL.em);
            sheet.text(&bar.label, at, Anchor::Middle, theme::LABEL);
        }
        let foot = plot.bottom;
        sheet.rect([plot.left, foot - 0.5, plot.right, foot + 0.5], theme::AXIS);
        let name = shorten(&clean(&self.x_label), &theme::TICK, plot.right - plot.left);
        let at = ((plot.left + plot.right) / 2.0, page.bottom - 2.0);
        sheet.text(&name, at, Anchor::Middle, theme::TICK);
        page.finish()
    }
}

/// A line from one end of an interval to the other, with a stroke at both ends.
fn whisker(sheet: &mut Sheet, [low, high]: [f64; 2], middle: f64, half: f64) {
    /// Half the width of the line.
    const LINE: f64 = 0.75;
    sheet.rect([low, middle - LINE, high, middle + LINE], theme::INK);
    for end in [low, high] {
        sheet.rect(
            [end - LINE, middle - half, end + LINE, middle + half],
            theme::INK,
        );
    }
}

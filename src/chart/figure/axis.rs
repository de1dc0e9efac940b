//! Axes: a plot's frame, its light grid, its ticks and its names. Zero is always at the left or
//! at the bottom.

use crate::chart::theme;
use crate::language::Language;

use super::lettering::{clean, shorten, width};
use super::number::number;
use super::page::LEFT;
use super::sheet::{Anchor, Sheet};

/// Room below a plot for ticks and the name of the axis.
pub(super) const BELOW: f64 = 46.0;
/// Room above a plot for the name of the vertical axis.
pub(super) const ABOVE: f64 = 24.0;
/// Half the width of the tick "100%", which is centred on the end of its axis.
pub(super) const TICK_HALF: f64 = 20.0;
/// Between a label and the plot.
pub(super) const PAD: f64 = 10.0;
/// The column of labels takes at most this much; longer labels lose their middle.
const WIDEST_LABEL: f64 = 230.0;

/// The rectangle in which data is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plot {
    /// Left end: zero, where values run to the right.
    pub(super) left: f64,
    /// Right end.
    pub(super) right: f64,
    /// Upper end.
    pub(super) top: f64,
    /// Lower end: zero, where values run upwards.
    pub(super) bottom: f64,
}

/// The ticks of an axis: where, from 0 to 1, and what they say.
pub(super) type Ticks = Vec<(f64, String)>;

/// Ticks at round values, as parts of the last one, which is returned too.
pub(super) fn value_ticks(largest: f64, whole: bool, language: &Language) -> (Ticks, f64) {
    let values = super::number::ticks(largest, whole);
    let end = values.last().copied().unwrap_or(1.0);
    let ticks = values.iter();
    let ticks = ticks.map(|value| (value / end, number(*value, language)));
    (ticks.collect(), end)
}

/// Ticks from 0% to 100%, in quarters or, where there is little room, in halves.
pub(super) fn share_ticks(room: f64, language: &Language) -> Ticks {
    /// Room in which quarters are read.
    const QUARTERS: f64 = 230.0;
    let parts = if room < QUARTERS { 2 } else { 4 };
    (0..=parts)
        .map(|part| f64::from(part) / f64::from(parts))
        .map(|share| (share, super::number::percent(share, language)))
        .collect()
}

/// Grid, ticks and name of an axis whose values run to the right.
pub(super) fn rightward(sheet: &mut Sheet, plot: Plot, ticks: &Ticks, name: &str) {
    let like = theme::TICK;
    let baseline = plot.bottom + PAD / 2.0 + like.em;
    let mut free = f64::NEG_INFINITY;
    for (part, text) in ticks {
        let x = plot.left + part * (plot.right - plot.left);
        let color = if *part == 0.0 {
            theme::AXIS
        } else {
            theme::GRID
        };
        sheet.rect([x - 0.5, plot.top, x + 0.5, plot.bottom], color);
        let half = width(text, &like) / 2.0;
        if x - half > free {
            sheet.text(text, (x, baseline), Anchor::Middle, like);
            free = x + half + PAD;
        }
    }
    let middle = (plot.left + plot.right) / 2.0;
    let name = shorten(&clean(name), &like, plot.right - plot.left);
    let at = (middle, baseline + like.line());
    sheet.text(&name, at, Anchor::Middle, like);
}

/// Grid, ticks and name of an axis whose values run upwards; its labels stand left of the plot.
pub(super) fn upward(sheet: &mut Sheet, plot: Plot, ticks: &Ticks, name: &str) {
    let like = theme::TICK;
    for (part, text) in ticks {
        let y = plot.bottom - part * (plot.bottom - plot.top);
        if *part > 0.0 {
            sheet.rect([plot.left, y - 0.5, plot.right, y + 0.5], theme::GRID);
        }
        sheet.text_beside(text, (plot.left - PAD, y), Anchor::End, like);
    }
    name_of_rows(sheet, plot, name);
}

/// The name of what a plot's rows are, above its labels.
pub(super) fn name_of_rows(sheet: &mut Sheet, plot: Plot, name: &str) {
    let like = theme::TICK;
    let name = shorten(&clean(name), &like, plot.right - LEFT);
    let at = (LEFT, plot.top - ABOVE + like.em - 2.0);
    sheet.text(&name, at, Anchor::Start, like);
}

/// The width of a column that holds these labels, and the labels as they fit it.
pub(super) fn label_column<'a>(
    labels: impl Iterator<Item = &'a str>,
    like: theme::Lettering,
) -> (f64, Vec<String>) {
    let fitted: Vec<String> = labels
        .map(|label| shorten(&clean(label), &like, WIDEST_LABEL))
        .collect();
    let widths = fitted.iter().map(|label| width(label, &like));
    (widths.fold(0.0, f64::max), fitted)
}

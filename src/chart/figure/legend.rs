//! Legends: chips of colour and the names of what they stand for, in lines.

use crate::chart::theme;
use crate::domain::Rgb;
use crate::language::Language;

use super::lettering::{clean, shorten, width};
use super::sheet::{Anchor, Sheet};

/// A named and coloured part of every bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name, as the legend shows it.
    pub name: String,
    /// Its colour.
    pub color: Rgb,
}

/// Side of a chip of colour.
pub(super) const CHIP: f64 = 13.0;
/// Between a chip and its name.
pub(super) const CHIP_GAP: f64 = 6.0;
/// Between two entries.
const ENTRY_GAP: f64 = 18.0;
/// Height of a line of entries.
const LINE: f64 = 23.0;
/// Lines after which a legend ends with the number of series that it does not name.
const MOST_LINES: usize = 5;
/// A name takes at most this much of the legend's width.
const NAME_PART: f64 = 0.5;

/// A legend laid out: its entries, by line and place.
pub(super) struct Legend {
    entries: Vec<Entry>,
    /// Its height, with a little room below; 0 if it has no entries.
    pub(super) height: f64,
}

struct Entry {
    x: f64,
    line: usize,
    color: Option<Rgb>,
    text: String,
}

impl Legend {
    /// Lays a title (may be empty) and the series out in lines of a width.
    pub(super) fn new(title: &str, series: &[Series], room: f64, language: &Language) -> Self {
        let like = theme::TICK;
        let mut legend = Self {
            entries: Vec::new(),
            height: 0.0,
        };
        let (mut x, mut line) = (0.0, 0);
        let title = shorten(&clean(title), &like, room * NAME_PART);
        if !title.is_empty() {
            x = width(&title, &like) + ENTRY_GAP;
            legend.entries.push(Entry {
                x: 0.0,
                line,
                color: None,
                text: title,
            });
        }
        for (index, one) in series.iter().enumerate() {
            let text = shorten(&clean(&one.name), &like, room * NAME_PART);
            let wide = CHIP + CHIP_GAP + width(&text, &like);
            if x > 0.0 && x + wide > room {
                (x, line) = (0.0, line + 1);
            }
            if line >= MOST_LINES {
                let more = [("more", ((series.len() - index) as u64).into())];
                let text = language.say(&language.words().charts.more_series, &more);
                legend.entries.push(Entry {
                    x,
                    line,
                    color: None,
                    text,
                });
                break;
            }
            legend.entries.push(Entry {
                x,
                line,
                color: Some(one.color),
                text,
            });
            x += wide + ENTRY_GAP;
        }
        if !legend.entries.is_empty() {
            legend.height = (line + 1) as f64 * LINE + 6.0;
        }
        legend
    }

    /// Draws it with its upper left corner at `(left, top)`.
    pub(super) fn draw(&self, sheet: &mut Sheet, (left, top): (f64, f64)) {
        for entry in &self.entries {
            let middle = top + (entry.line as f64 + 0.5) * LINE;
            let mut x = left + entry.x;
            let mut like = theme::TICK;
            if let Some(color) = entry.color {
                chip(sheet, (x, middle), color);
                x += CHIP + CHIP_GAP;
                like = like.in_color(theme::INK);
            }
            sheet.text_beside(&entry.text, (x, middle), Anchor::Start, like);
        }
    }
}

/// A chip of colour with its left end at `x`, centred on the height `middle`.
pub(super) fn chip(sheet: &mut Sheet, (x, middle): (f64, f64), color: Rgb) {
    let half = CHIP / 2.0;
    sheet.block([x, middle - half, x + CHIP, middle + half], color);
}

//! The page around every figure: the finding in bold, the measure in grey, the source at the
//! foot, and in between a body that belongs to the form.

use crate::chart::theme::{self, MARGIN, WIDTH};
use crate::language::Language;

use super::Heading;
use super::lettering::{clean, shorten, width, wrap};
use super::sheet::{Anchor, Sheet};

/// Left and right ends of the body.
pub(super) const LEFT: f64 = MARGIN;
/// See [`LEFT`].
pub(super) const RIGHT: f64 = WIDTH - MARGIN;
/// Lines that a title or a subtitle may take.
const HEADING_LINES: usize = 2;
/// Between the heading and the body.
const GAP: f64 = 20.0;
/// From the end of the body to the lower edge: room for the source.
const FOOT: f64 = 58.0;
/// From the end of the body to the line above the source.
const FOOT_LINE: f64 = 22.0;

/// Room of a row at which its label is still read with ease.
const ROW: f64 = 30.0;
/// Room below which a label is no longer read at all.
const NARROW_ROW: f64 = 19.0;
/// Rows that a figure shows at most: a page more than a metre high helps nobody.
const MOST_ROWS: usize = 60;
/// Up to this many rows get their full room.
const EASY_ROWS: usize = 40;

/// A sheet with its heading, and the body that is still free.
pub(super) struct Page {
    /// What is drawn so far.
    pub(super) sheet: Sheet,
    /// Upper end of the body.
    pub(super) top: f64,
    /// Lower end of the body.
    pub(super) bottom: f64,
    notes: Vec<String>,
    language: Language,
}

impl Page {
    /// A page of the usual height.
    pub(super) fn new(heading: &Heading) -> Self {
        Self::open(heading, |usual| usual)
    }

    /// A page with a body of the height that `fit` makes of the usual one.
    pub(super) fn open(heading: &Heading, fit: impl FnOnce(f64) -> f64) -> Self {
        let [title, subtitle] = [&heading.title, &heading.subtitle].map(|text| clean(text));
        let mut page = Self {
            sheet: Sheet {
                summary: [title.as_str(), subtitle.as_str()].join(". "),
                height: theme::HEIGHT,
                marks: Vec::new(),
            },
            top: MARGIN - 8.0,
            bottom: 0.0,
            notes: Vec::new(),
            language: heading.language.clone(),
        };
        for (text, like) in [(title, theme::TITLE), (subtitle, theme::SUBTITLE)] {
            for line in wrap(&text, &like, RIGHT - LEFT, HEADING_LINES) {
                let baseline = page.top + like.em;
                page.sheet
                    .text(&line, (LEFT, baseline), Anchor::Start, like);
                page.top += like.line();
            }
        }
        page.top += GAP;
        page.bottom = page.top + fit(theme::HEIGHT - FOOT - page.top);
        page.sheet.height = (page.bottom + FOOT).ceil();
        page
    }

    /// Says something beside the source.
    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Says in the middle of the body that there is nothing to show.
    pub(super) fn no_data(mut self) -> Sheet {
        let middle = ((LEFT + RIGHT) / 2.0, (self.top + self.bottom) / 2.0);
        let like = theme::SUBTITLE;
        let words = &self.language.words().charts.no_data;
        self.sheet.text_beside(words, middle, Anchor::Middle, like);
        self.finish()
    }

    /// The sheet with its source line.
    pub(super) fn finish(mut self) -> Sheet {
        let line = self.sheet.height - FOOT + FOOT_LINE;
        self.sheet
            .rect([LEFT, line, RIGHT, line + 1.0], theme::GRID);
        let like = theme::SOURCE;
        let baseline = line + 1.4 * like.em;
        let source = &self.language.words().charts.source;
        self.sheet
            .text(source, (LEFT, baseline), Anchor::Start, like);
        let room = RIGHT - LEFT - width(source, &like) - GAP;
        let notes = shorten(&clean(&self.notes.join(" ")), &like, room);
        self.sheet
            .text(&notes, (RIGHT, baseline), Anchor::End, like);
        self.sheet
    }
}

/// How many of `count` rows are shown, and the room of each, in a body with `room` for them.
pub(super) fn fit_rows(count: usize, room: f64) -> (usize, f64) {
    let shown = count.min(MOST_ROWS);
    let rows = shown.max(1) as f64;
    let least = (ROW * EASY_ROWS as f64 / rows).clamp(NARROW_ROW, ROW);
    (shown, (room / rows).max(least))
}

/// The letters of labels in rows of this room: the usual ones, or smaller where rows are narrow.
pub(super) fn row_letters(like: theme::Lettering, row: f64) -> theme::Lettering {
    /// Part of a row that its letters may take.
    const PART: f64 = 0.66;
    like.sized(like.em.min(row * PART))
}

/// The note on rows that are not shown, if any are not.
pub(super) fn rows_note(page: &mut Page, shown: usize, count: usize) {
    if shown < count {
        let language = page.language.clone();
        let counts = [
            ("shown", (shown as u64).into()),
            ("count", (count as u64).into()),
        ];
        page.note(language.say(&language.words().charts.rows_shown, &counts));
    }
}

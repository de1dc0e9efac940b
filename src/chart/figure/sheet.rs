//! A sheet: what a form has decided to draw, before any backend sees it. A list of rectangles,
//! polygons and texts in logical pixels, origin at the top left.

use crate::chart::theme::{self, Lettering};
use crate::domain::Rgb;

use super::lettering;
use super::picture::Picture;

/// Where a text is held by its position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    /// At its left end.
    Start,
    /// At its middle.
    Middle,
    /// At its right end.
    End,
}

/// One thing drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A filled rectangle: left, top, right, bottom.
    Rect { edges: [f64; 4], color: Rgb },
    /// A filled polygon.
    Polygon { points: Vec<(f64, f64)>, color: Rgb },
    /// A picture that fills a rectangle: left, top, right, bottom.
    Picture { edges: [f64; 4], picture: Picture },
    /// One line of text.
    Text(Text),
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    /// What it says; clean.
    pub(super) text: String,
    /// Where on its baseline it is held.
    pub(super) at: (f64, f64),
    /// By which part of it.
    pub(super) anchor: Anchor,
    /// How it is lettered.
    pub(super) lettering: Lettering,
}

/// A list of marks on paper, in the order in which they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sheet {
    /// What the sheet says, for those who cannot see it.
    pub(super) summary: String,
    /// Height in logical pixels; the width is that of the theme.
    pub(super) height: f64,
    /// The marks, lowest first.
    pub(super) marks: Vec<Mark>,
}

impl Sheet {
    /// A filled rectangle.
    pub(super) fn rect(&mut self, edges: [f64; 4], color: Rgb) {
        self.marks.push(Mark::Rect { edges, color });
    }

    /// A rectangle that is data: pale colours get an outline, so that they are seen.
    pub(super) fn block(&mut self, [left, top, right, bottom]: [f64; 4], color: Rgb) {
        /// Width of the outline.
        const LINE: f64 = 1.0;
        let room = (right - left).min(bottom - top) > 3.0 * LINE;
        if theme::is_pale(color) && room {
            self.rect([left, top, right, bottom], theme::OUTLINE);
            let inner = [left + LINE, top + LINE, right - LINE, bottom - LINE];
            self.rect(inner, color);
        } else {
            self.rect([left, top, right, bottom], color);
        }
    }

    /// A filled polygon.
    pub(super) fn polygon(&mut self, points: Vec<(f64, f64)>, color: Rgb) {
        self.marks.push(Mark::Polygon { points, color });
    }

    /// A picture as large as has room in a rectangle, in its middle. Nothing else may be drawn
    /// there: an SVG has its pictures on top.
    pub(super) fn picture(&mut self, [left, top, right, bottom]: [f64; 4], picture: &Picture) {
        let (width, height) = picture.fit(right - left, bottom - top);
        let (x, y) = ((left + right - width) / 2.0, (top + bottom - height) / 2.0);
        // A pale picture ends somewhere too.
        self.rect(
            [x - 1.0, y - 1.0, x + width + 1.0, y + height + 1.0],
            theme::GRID,
        );
        self.marks.push(Mark::Picture {
            edges: [x, y, x + width, y + height],
            picture: picture.clone(),
        });
    }

    /// A line of text with its baseline at `at`; nothing if the text is empty.
    pub(super) fn text(&mut self, text: &str, at: (f64, f64), anchor: Anchor, like: Lettering) {
        let text = lettering::clean(text);
        if !text.is_empty() {
            self.marks.push(Mark::Text(Text {
                text,
                at,
                anchor,
                lettering: like,
            }));
        }
    }

    /// A line of text whose capitals are centred on the height `middle`.
    pub(super) fn text_beside(
        &mut self,
        text: &str,
        (x, middle): (f64, f64),
        anchor: Anchor,
        like: Lettering,
    ) {
        self.text(text, (x, middle + like.half_capital()), anchor, like);
    }

    /// A value beside its bar, on a patch of paper that keeps the grid from striking it through.
    pub(super) fn value(&mut self, text: &str, at: (f64, f64), anchor: Anchor, like: Lettering) {
        /// Paper around the letters.
        const AIR: f64 = 3.0;
        let wide = lettering::width(text, &like);
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - wide / 2.0,
            Anchor::End => at.0 - wide,
        };
        let half = like.half_capital() + AIR;
        let patch = [left - AIR, at.1 - half, left + wide + AIR, at.1 + half];
        self.rect(patch, theme::PAPER);
        self.text_beside(text, at, anchor, like);
    }
}

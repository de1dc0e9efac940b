//! The tag cloud: words as large as they are frequent. Words are placed one after another, the
//! most frequent in the middle, each at the first free place on a spiral outwards.

use std::cmp::Reverse;

use crate::chart::theme::{self, Lettering};

use super::Heading;
use super::lettering::{clean, shorten, width};
use super::number::number;
use super::page::{LEFT, Page, RIGHT};
use super::sheet::{Anchor, Sheet};

/// A tag cloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Cloud {
    /// Finding and measure.
    pub heading: Heading,
    /// The words, in any order; those without a visible letter are not drawn.
    pub words: Vec<Word>,
}

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// How often it occurs.
    pub count: u64,
}

/// A word in its place. Lengths are logical pixels from the figure's upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedWord {
    /// The word as it is drawn: cleaned, and shortened in the middle if it is very long.
    pub text: String,
    /// How often it occurs.
    pub count: u64,
    /// Left end of its box.
    pub left: f64,
    /// Upper end of its box.
    pub top: f64,
    /// Width of its box.
    pub width: f64,
    /// Height of its box, from above the ascenders to below the descenders.
    pub height: f64,
    /// The em of its letters.
    pub em: f64,
}

/// Words that are tried at most: more would be dust.
const MOST: usize = 120;
/// The em of the most frequent word, at first. If words do not fit, it shrinks, and all are placed
/// anew.
const LARGEST: f64 = 150.0;
/// The part of itself to which it shrinks.
const SHRINK: f64 = 0.9;
/// The em of the rarest word, as a part of the largest one, and its bounds.
const RAREST_PART: f64 = 0.24;
/// See [`RAREST_PART`].
const RAREST: [f64; 2] = [14.0, 26.0];
/// The largest em does not shrink below this; then the rarest words are left out.
const LEAST_LARGEST: f64 = 30.0;
/// Boxes do not pack tighter than this part of the area; trying would only cost time.
const FULL: f64 = 0.78;
/// Words that may find no place before the rest is left out.
const PATIENCE: usize = 10;
/// Free space kept beside a word (more than a blank, or two words would read as one) and above it.
const AIR: [f64; 2] = [14.0, 1.0];
/// Ascent and descent of a word's box, in ems.
const ASCENT: f64 = 0.78;
/// See [`ASCENT`].
const DESCENT: f64 = 0.24;
/// Between two tries along the spiral, and between two of its turns.
const STRIDE: f64 = 7.0;

/// The last turn of the spiral passes the corners: half a diagonal of a square, and a little.
const CORNER: f64 = 0.72;

/// Left, top, right and bottom of a box.
type Edges = [f64; 4];

impl Cloud {
    /// Where each word is drawn, the most frequent first; no two boxes overlap and none leaves the
    /// figure. Words that found no place are missing.
    pub fn layout(&self) -> Vec<PlacedWord> {
        let page = Page::new(&self.heading);
        self.place([LEFT, page.top, RIGHT, page.bottom])
    }

    pub(super) fn sheet(&self) -> Sheet {
        let mut page = Page::new(&self.heading);
        let placed = self.place([LEFT, page.top, RIGHT, page.bottom]);
        let (Some(first), Some(last)) = (placed.first(), placed.last()) else {
            return page.no_data();
        };
        let [least, most] =
            [last, first].map(|word| number(word.count as f64, &self.heading.language));
        page.note(match least == most {
            true => format!("Every word counts {most}."),
            false => format!("Size shows the count, from {least} to {most}."),
        });
        let left_out = self.words.len() - placed.len();
        if left_out > 0 {
            let plural = if left_out == 1 {
                "word is"
            } else {
                "words are"
            };
            let left_out = number(left_out as f64, &self.heading.language);
            page.note(format!("{left_out} more {plural} left out."));
        }
        for word in &placed {
            let like = lettering_of(word.em, first.em);
            let at = (word.left + word.width / 2.0, word.top + ASCENT * word.em);
            page.sheet.text(&word.text, at, Anchor::Middle, like);
        }
        page.finish()
    }

    /// The words to place: cleaned, the most frequent first, equals in the order of the alphabet.
    fn ranked(&self) -> Vec<(String, u64)> {
        let mut ranked: Vec<&Word> = self.words.iter().collect();
        ranked.sort_by(|a, b| (Reverse(a.count), &a.text).cmp(&(Reverse(b.count), &b.text)));
        let cleaned = ranked
            .into_iter()
            .map(|word| (clean(&word.text), word.count));
        let visible = cleaned.filter(|(text, _)| !text.is_empty());
        visible.take(MOST).collect()
    }

    /// Places the words as large as they all fit.
    fn place(&self, area: Edges) -> Vec<PlacedWord> {
        let ranked = self.ranked();
        let mut largest = LARGEST;
        loop {
            let sized = sized(&ranked, largest, area);
            if largest * SHRINK < LEAST_LARGEST {
                return place_all(&sized, area, PATIENCE);
            }
            if filling(&sized, area) < FULL {
                let placed = place_all(&sized, area, 0);
                if placed.len() == sized.len() {
                    return placed;
                }
            }
            largest *= SHRINK;
        }
    }
}

/// The words with their boxes' sizes, not yet placed, for a largest em.
fn sized(ranked: &[(String, u64)], largest: f64, area: Edges) -> Vec<PlacedWord> {
    let counts = ranked.iter().map(|(_, count)| *count as f64);
    let most = counts.clone().fold(0.0, f64::max);
    let fewest = counts.fold(f64::INFINITY, f64::min);
    let size = |(text, count): &(String, u64)| {
        let em = em_of(*count as f64, fewest, most, largest);
        let (text, em) = fit_width(text, em, area[2] - area[0]);
        PlacedWord {
            width: width(&text, &theme::VALUE.sized(em)),
            height: (ASCENT + DESCENT) * em,
            text,
            count: *count,
            left: 0.0,
            top: 0.0,
            em,
        }
    };
    ranked.iter().map(size).collect()
}

/// The part of the area that the words' boxes and the air around them take.
fn filling(words: &[PlacedWord], area: Edges) -> f64 {
    let boxes = words.iter();
    let boxes = boxes.map(|word| (word.width + AIR[0]) * (word.height + AIR[1]));
    boxes.sum::<f64>() / ((area[2] - area[0]) * (area[3] - area[1]))
}

/// Places words, the largest first, until more than `patience` of them have found no place.
fn place_all(words: &[PlacedWord], area: Edges, patience: usize) -> Vec<PlacedWord> {
    let mut placed = Vec::with_capacity(words.len());
    let mut taken: Vec<Edges> = Vec::with_capacity(words.len());
    let mut missed = 0;
    for word in words {
        match free_place((word.width, word.height), area, &mut taken) {
            Some([left, top, ..]) => placed.push(PlacedWord {
                left,
                top,
                ..word.clone()
            }),
            None => missed += 1,
        }
        if missed > patience {
            break;
        }
    }
    placed
}

/// The em of a count: the square root keeps rare words legible beside frequent ones. Words that
/// are all equally frequent get a middling size.
fn em_of(count: f64, fewest: f64, most: f64, largest: f64) -> f64 {
    let span = most.sqrt() - fewest.sqrt();
    let part = if span > 0.0 {
        (count.sqrt() - fewest.sqrt()) / span
    } else {
        0.4
    };
    let rarest = rarest_em(largest);
    rarest + part * (largest - rarest)
}

/// The em of the rarest word beside a largest one.
fn rarest_em(largest: f64) -> f64 {
    (largest * RAREST_PART).clamp(RAREST[0], RAREST[1])
}

/// Letters small enough for the word to fit the width, or its middle left out if even the smallest
/// are too large.
fn fit_width(text: &str, em: f64, room: f64) -> (String, f64) {
    let needed = width(text, &theme::VALUE.sized(em));
    // A hair of the room is kept for rounding.
    let em = (em * (0.98 * room / needed).min(1.0)).max(RAREST[0]);
    (shorten(text, &theme::VALUE.sized(em), room * 0.98), em)
}

/// Letters and ink of a word: frequent words are darker and bluer.
fn lettering_of(em: f64, largest: f64) -> Lettering {
    let part = ((largest - em) / (largest - rarest_em(largest) + 1.0)).clamp(0.0, 0.99);
    let index = (part * theme::CLOUD.len() as f64) as usize;
    let color = theme::CLOUD.get(index).copied().unwrap_or(theme::INK);
    theme::VALUE.sized(em).in_color(color)
}

/// The first free box of a size on a spiral from the middle of the area; it is then taken.
fn free_place(size: (f64, f64), area: Edges, taken: &mut Vec<Edges>) -> Option<Edges> {
    let middle = ((area[0] + area[2]) / 2.0, (area[1] + area[3]) / 2.0);
    let flat = (area[3] - area[1]) / (area[2] - area[0]);
    let reach = (area[2] - area[0]) * CORNER;
    let (mut angle, mut radius) = (0.0_f64, 0.0_f64);
    // Neighbours on the spiral mostly meet the same box: it is asked first.
    let mut blocker = 0;
    while radius < reach {
        let (sine, cosine) = angle.sin_cos();
        let left = middle.0 + radius * cosine - size.0 / 2.0;
        let top = middle.1 + radius * sine * flat - size.1 / 2.0;
        let edges = [left, top, left + size.0, top + size.1];
        let inside = edges[0] >= area[0]
            && edges[1] >= area[1]
            && edges[2] <= area[2]
            && edges[3] <= area[3];
        if inside && !taken.get(blocker).is_some_and(|one| meet(one, &edges)) {
            match taken.iter().position(|one| meet(one, &edges)) {
                Some(found) => blocker = found,
                None => {
                    taken.push(edges);
                    return Some(edges);
                }
            }
        }
        let turn = STRIDE / radius.max(STRIDE);
        angle += turn;
        radius += STRIDE * turn / std::f64::consts::TAU;
    }
    None
}

/// Whether two boxes are nearer than the air kept around words.
fn meet(a: &Edges, b: &Edges) -> bool {
    a[0] - AIR[0] < b[2] && b[0] - AIR[0] < a[2] && a[1] - AIR[1] < b[3] && b[1] - AIR[1] < a[3]
}

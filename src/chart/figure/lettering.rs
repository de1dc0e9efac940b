//! Letters: how wide a text is, how it is cleaned, shortened and broken, and its dots. The same
//! metrics serve the SVG and the PNG, so that both look the same.
//!
//! Text is set here and not by plotters, whose ab_glyph door drops each glyph's side bearing and
//! counts advances in whole pixels, and whose SVG letters are a tenth larger than its bitmap ones.

use ab_glyph::{Font, GlyphId, PxScale, point};

use super::shaping::{self, Typeface};
use crate::chart::theme::Lettering;

/// Longer texts lose their middle before anything is measured: no figure has room for more.
const LONGEST: usize = 400;
/// Shades of an edge between letter and paper: more are not seen, and a PNG of fewer is smaller.
const SHADES: f64 = 10.0;
/// Stands for what was left out.
const ELLIPSIS: char = '…';
/// Width in ems kept for a character that no font here has: that of an emoji, which an SVG's
/// reader takes from another font.
pub(super) const FOREIGN: f64 = 1.0;

/// A text that is safe to draw: without control, bidi-control and XML-illegal characters, with
/// single spaces, and with at most 400 characters.
pub(super) fn clean(text: &str) -> String {
    let mut kept: Vec<char> = Vec::new();
    for letter in text.chars() {
        if letter.is_whitespace() {
            if kept.last().is_some_and(|last| *last != ' ') {
                kept.push(' ');
            }
        } else if !is_unsafe(letter) {
            kept.push(letter);
        }
    }
    while kept.last() == Some(&' ') {
        kept.pop();
    }
    if kept.len() > LONGEST {
        kept.splice(LONGEST / 2..kept.len() - LONGEST / 2 + 1, [ELLIPSIS]);
    }
    kept.into_iter().collect()
}

/// Characters that draw nothing and change how their neighbours are read, or that XML forbids.
fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
        || (letter as u32) & 0xFFFE == 0xFFFE
}

/// Joiners and variation selectors take no room.
pub(super) fn is_silent(letter: char) -> bool {
    matches!(letter, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// The width of a text in logical pixels.
pub(super) fn width(text: &str, lettering: &Lettering) -> f64 {
    walk(text, lettering, |_, _, _| ())
}

/// Calls `visit(typeface, glyph, at)` for every glyph of a text, with its origin in ems times `em`
/// from where the text starts, and gives the width in the same.
fn walk(
    text: &str,
    lettering: &Lettering,
    mut visit: impl FnMut(&'static Typeface, GlyphId, (f64, f64)),
) -> f64 {
    let Some(own) = shaping::own(lettering.bold) else {
        return 0.0;
    };
    if text.chars().any(|letter| shaping::is_foreign(letter, own)) {
        let (placed, width) = shaping::shaped(text, own);
        for one in placed {
            let at = (one.at.0 * lettering.em, one.at.1 * lettering.em);
            visit(one.face, one.glyph, at);
        }
        return width * lettering.em;
    }
    // Letters of the font itself need kerning and nothing else, and most texts have no others.
    let font = &own.drawn;
    let ems = lettering.em / f64::from(font.units_per_em().unwrap_or(2048.0));
    let mut pen = 0.0;
    let mut previous = None;
    for letter in text.chars().filter(|letter| !is_silent(*letter)) {
        let glyph = font.glyph_id(letter);
        if let Some(before) = previous.replace(glyph) {
            pen += f64::from(font.kern_unscaled(before, glyph)) * ems;
        }
        visit(own, glyph, (pen, 0.0));
        pen += f64::from(font.h_advance_unscaled(glyph)) * ems;
    }
    pen
}

/// Calls `dot(x, y, coverage)` for every pixel of a text whose baseline starts at `(x, y)`, all in
/// device pixels, with coverage from 0 to 1. `lettering.em` is in device pixels here.
pub(super) fn dots(
    text: &str,
    lettering: &Lettering,
    (x, y): (f64, f64),
    mut dot: impl FnMut(i32, i32, f64),
) {
    walk(text, lettering, |face, glyph, at| {
        let font = &face.drawn;
        // ab_glyph counts a size from ascender to descender, not in ems.
        let height = font.height_unscaled() / font.units_per_em().unwrap_or(2048.0);
        let scale = PxScale::from(lettering.em as f32 * height);
        let origin = point((x + at.0) as f32, (y + at.1) as f32);
        if let Some(outline) = font.outline_glyph(glyph.with_scale_and_position(scale, origin)) {
            let corner = outline.px_bounds().min;
            outline.draw(|across, down, coverage| {
                dot(
                    corner.x as i32 + across as i32,
                    corner.y as i32 + down as i32,
                    (f64::from(coverage.clamp(0.0, 1.0)) * SHADES).round() / SHADES,
                );
            });
        }
    });
}

/// A text no wider than `room`, shortened in the middle (`very-long-na…-end.jpg`): a name's end
/// tells as much as its start. Empty if not even the ellipsis has room.
pub(super) fn shorten(text: &str, lettering: &Lettering, room: f64) -> String {
    /// Of the letters kept, the part taken from the start.
    const FROM_START: f64 = 0.6;
    fit(text, lettering, room, FROM_START)
}

/// A text no wider than `room`; of the letters kept, a part (0 to 1) is taken from the start.
fn fit(text: &str, lettering: &Lettering, room: f64, from_start: f64) -> String {
    if width(text, lettering) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let sums = running_widths(&letters, lettering);
    let total = sums.last().copied().unwrap_or(0.0);
    let dots = width(&ELLIPSIS.to_string(), lettering);
    for kept in (1..letters.len()).rev() {
        let head = (kept as f64 * from_start).ceil() as usize;
        let tail = letters.len() - (kept - head);
        let (Some(start), Some(end)) = (sums.get(head), sums.get(tail)) else {
            continue;
        };
        if start + dots + (total - end) <= room {
            let head: String = letters.iter().take(head).collect();
            let tail: String = letters.iter().skip(tail).collect();
            let short = format!("{}{ELLIPSIS}{}", head.trim_end(), tail.trim_start());
            // Letters that join or lean on others are not as wide as each by itself.
            if width(&short, lettering) <= room {
                return short;
            }
        }
    }
    if dots <= room {
        ELLIPSIS.to_string()
    } else {
        String::new()
    }
}

/// The width of the first 0, 1, 2 … letters, without kerning.
fn running_widths(letters: &[char], lettering: &Lettering) -> Vec<f64> {
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    let mut letter_bytes = [0; 4];
    for letter in letters {
        sum += width(letter.encode_utf8(&mut letter_bytes), lettering);
        sums.push(sum);
    }
    sums
}

/// A text broken between words into at most `most` lines no wider than `room`; a word that is too
/// wide for a line and a last line with too many words lose their end.
pub(super) fn wrap(text: &str, lettering: &Lettering, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if full || width(&format!("{line} {word}"), lettering) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
        .iter()
        .map(|line| fit(line, lettering, room, 1.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{clean, shorten, width, wrap};
    use crate::chart::theme::LABEL;

    #[test]
    fn control_and_bidi_characters_are_removed() {
        assert_eq!(clean(" a\u{0}\u{202E}b\n\tc\u{FFFF} "), "ab c");
        assert_eq!(clean(&"x".repeat(500)).chars().count(), 400);
    }

    #[test]
    fn a_long_name_keeps_its_start_and_its_end_and_fits() {
        let short = shorten("a-very-long-name-of-an-image.jpg", &LABEL, 120.0);
        assert!(short.starts_with("a-very") && short.ends_with(".jpg"));
        assert!(width(&short, &LABEL) <= 120.0);
        assert_eq!(shorten("name", &LABEL, 1.0), "");
    }

    #[test]
    fn lines_fit_their_room_and_their_number() {
        let lines = wrap(&"some words to break ".repeat(20), &LABEL, 200.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line, &LABEL) <= 200.0));
    }
}

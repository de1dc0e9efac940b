//! Scripts that need more than one glyph a letter, from left to right: Hebrew and Arabic run from
//! right to left, letters of Arabic join, those of Devanagari and Thai stand above each other, and
//! none of them is in the font of the theme. The order is that of the Unicode bidirectional
//! algorithm (UAX #9) in a line that runs to the right, as an SVG's reader takes it.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, GlyphId};
use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};

use crate::chart::theme;

/// A font, as one library draws it and as the other sets it.
pub(super) struct Typeface {
    /// Draws glyphs.
    pub(super) drawn: FontRef<'static>,
    set: rustybuzz::Face<'static>,
}

/// A glyph in its place.
pub(super) struct Placed {
    /// The font that has it.
    pub(super) face: &'static Typeface,
    /// Its number in that font; 0 where no font has the letter.
    pub(super) glyph: GlyphId,
    /// Its origin in ems, to the right and downwards from where the text starts.
    pub(super) at: (f64, f64),
}

/// All fonts: that of the theme, regular and bold, and those for other scripts.
fn typefaces() -> &'static [Typeface] {
    static FACES: OnceLock<Vec<Typeface>> = OnceLock::new();
    FACES.get_or_init(|| {
        let files = [theme::REGULAR, theme::BOLD].into_iter();
        let faces = files.chain(theme::OTHER_SCRIPTS).filter_map(|bytes| {
            Some(Typeface {
                drawn: FontRef::try_from_slice(bytes).ok()?,
                set: rustybuzz::Face::from_slice(bytes, 0)?,
            })
        });
        faces.collect()
    })
}

/// The font of the theme in a weight; `None` only if the embedded file were broken.
pub(super) fn own(bold: bool) -> Option<&'static Typeface> {
    typefaces().get(usize::from(bold))
}

/// Whether a letter's glyphs follow from the letters around it, or another font has it.
pub(super) fn is_foreign(letter: char, own: &Typeface) -> bool {
    letter > '\u{02FF}' && own.drawn.glyph_id(letter).0 == 0
}

/// The glyphs of a text and its width in ems. A letter that no font has is the glyph 0, one em
/// wide: an SVG's reader may have it.
pub(super) fn shaped(text: &str, own: &'static Typeface) -> (Vec<Placed>, f64) {
    let bidi = BidiInfo::new(text, Some(Level::ltr()));
    let (mut placed, mut pen) = (Vec::new(), 0.0);
    for paragraph in &bidi.paragraphs {
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let is_rtl = levels.get(run.start).is_some_and(Level::is_rtl);
            let mut parts = by_face(text.get(run).unwrap_or_default(), own);
            if is_rtl {
                parts.reverse();
            }
            for (face, part) in parts {
                set(part, face, is_rtl, &mut placed, &mut pen);
            }
        }
    }
    (placed, pen)
}

/// A text cut where the next letter is in another font. Marks, joiners and spaces stay with the
/// letter before them where its font has them.
fn by_face<'t>(text: &'t str, own: &'static Typeface) -> Vec<(&'static Typeface, &'t str)> {
    let mut parts: Vec<(&'static Typeface, std::ops::Range<usize>)> = Vec::new();
    for (start, letter) in text.char_indices() {
        let end = start + letter.len_utf8();
        let before = parts.last().map(|(face, _)| *face);
        let face = match before {
            Some(face) if stays(letter, face) => face,
            _ => face_of(letter, own),
        };
        match parts.last_mut() {
            Some((last, range)) if std::ptr::eq(*last, face) => range.end = end,
            _ => parts.push((face, start..end)),
        }
    }
    let part = |(face, range)| Some((face, text.get(range)?));
    parts.into_iter().filter_map(part).collect()
}

fn stays(letter: char, face: &Typeface) -> bool {
    super::lettering::is_silent(letter)
        || (!letter.is_ascii() && !letter.is_alphanumeric() || letter == ' ')
            && face.drawn.glyph_id(letter).0 != 0
}

fn face_of(letter: char, own: &'static Typeface) -> &'static Typeface {
    let others = typefaces().iter().skip(2);
    std::iter::once(own)
        .chain(others)
        .find(|face| face.drawn.glyph_id(letter).0 != 0)
        .unwrap_or(own)
}

/// Sets a part in one font and one direction at `pen`, which moves on; all in ems.
fn set(part: &str, face: &'static Typeface, is_rtl: bool, placed: &mut Vec<Placed>, pen: &mut f64) {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(part);
    buffer.guess_segment_properties();
    buffer.set_direction(if is_rtl {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    });
    let glyphs = rustybuzz::shape(&face.set, &[], buffer);
    let ems = |units: i32| f64::from(units) / f64::from(face.set.units_per_em().max(1));
    for (info, position) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
        let glyph = GlyphId(u16::try_from(info.glyph_id).unwrap_or_default());
        placed.push(Placed {
            face,
            glyph,
            at: (*pen + ems(position.x_offset), -ems(position.y_offset)),
        });
        *pen += match glyph.0 {
            0 => super::lettering::FOREIGN,
            _ => ems(position.x_advance),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Placed, own, shaped, typefaces};

    /// The glyphs from left to right: the number of the font, and that in the font.
    fn glyphs(text: &str) -> Vec<(usize, u16)> {
        let (placed, width) = shaped(text, own(false).expect("the font"));
        assert!(placed.iter().all(|glyph| glyph.at.0 <= width + 1e-9));
        let number = |glyph: &Placed| {
            let mut faces = typefaces().iter();
            let face = faces.position(|face| std::ptr::eq(face, glyph.face));
            (face.expect("one of the fonts"), glyph.glyph.0)
        };
        placed.iter().map(number).collect()
    }

    #[test]
    fn every_script_has_a_glyph_for_each_letter() {
        for text in [
            "שלום",
            "بحر",
            "海辺の猫",
            "바다",
            "समुद्र",
            "ทะเล",
            "море",
            "θάλασσα",
        ] {
            let glyphs = glyphs(text);
            let missing = glyphs.iter().filter(|(_, glyph)| *glyph == 0);
            assert_eq!((glyphs.is_empty(), missing.count()), (false, 0), "{text}");
        }
        assert_eq!(glyphs("\u{10FFFD}"), [(0, 0)], "no font has it");
    }

    #[test]
    fn hebrew_runs_to_the_left_and_figures_in_it_to_the_right() {
        let mut letters = glyphs("של");
        letters.reverse();
        assert_eq!(letters, [glyphs("ש"), glyphs("ל")].concat());
        let spaces = [glyphs(" "), glyphs("א א")[1..2].to_vec()].concat();
        let letters = |glyphs: Vec<(usize, u16)>| -> Vec<(usize, u16)> {
            let is_letter = |glyph: &(usize, u16)| !spaces.contains(glyph);
            glyphs.into_iter().filter(is_letter).collect()
        };
        let expected = ["ד", "ג", "1", "2", "ב", "א"].map(glyphs).concat();
        assert_eq!(letters(glyphs("אב 12 גד")), expected);
    }

    #[test]
    fn arabic_letters_join() {
        let joined = glyphs("بب");
        let alone = glyphs("ب");
        assert_eq!(joined.len(), 2 * alone.len());
        assert_ne!(joined, [alone.clone(), alone].concat());
    }
}

//! What stands beside the picture in the segments before its data.

use super::color::Adobe;
use super::layout::{END_OF_IMAGE, START_OF_SCAN, next_marker, segment};

/// The prefix of an EXIF block.
const EXIF: &[u8] = b"Exif\0\0";
/// How an XMP packet begins, and a part of a long one.
const XMP: &[u8] = b"http://ns.adobe.com/x";
/// The prefix of a part of a colour profile; its number and that of all parts follow.
const PROFILE: &[u8] = b"ICC_PROFILE\0";
/// The prefix of Adobe's segment, and where it says how colours are stored.
const ADOBE: &[u8] = b"Adobe";
const ADOBE_TRANSFORM_AT: usize = 11;

/// The notes of a file, as they lie in it.
#[derive(Debug, Default)]
pub(in crate::imaging) struct Notes<'a> {
    /// The last EXIF block.
    pub(in crate::imaging) exif: Option<&'a [u8]>,
    /// Whether there is XMP or IPTC, in which keywords may stand.
    pub(in crate::imaging) has_words: bool,
    /// What Adobe's segment says of the colours.
    pub(super) adobe: Option<Adobe>,
    profile: Vec<&'a [u8]>,
}

/// The notes in the head of a file.
pub(in crate::imaging) fn read_notes(bytes: &[u8]) -> Notes<'_> {
    let mut notes = Notes::default();
    let mut at = 2;
    while let Some((marker, after)) = next_marker(bytes, at) {
        at = match marker {
            START_OF_SCAN | END_OF_IMAGE => break,
            // Marks that carry nothing.
            0x01 | 0xd0..=0xd8 => after,
            _ => match segment(bytes, after) {
                Some(content) => {
                    notes.take(marker, content);
                    after + 2 + content.len()
                }
                None => break,
            },
        };
    }
    notes
}

impl<'a> Notes<'a> {
    /// Takes a segment, if it is one of those that are kept.
    pub(super) fn take(&mut self, marker: u8, content: &'a [u8]) {
        match marker {
            0xe1 => {
                let block = content.strip_prefix(EXIF).filter(|block| !block.is_empty());
                self.exif = block.or(self.exif);
                self.has_words |= content.starts_with(XMP);
            }
            0xed => self.has_words = true,
            0xe2 => self.profile.extend(content.strip_prefix(PROFILE)),
            0xee if content.starts_with(ADOBE) => {
                self.adobe = Some(Adobe(content.get(ADOBE_TRANSFORM_AT).copied()));
            }
            _ => {}
        }
    }

    /// The colour profile, if all of its parts are there.
    pub(super) fn profile(&self) -> Option<Vec<u8>> {
        let mut parts: Vec<(&[u8; 2], &[u8])> = self
            .profile
            .iter()
            .map(|part| part.split_first_chunk::<2>())
            .collect::<Option<_>>()?;
        parts.sort_by_key(|([number, _], _)| *number);
        let count = parts.len();
        let is_whole = (1..).zip(&parts).all(|(expected, ([number, of], _))| {
            usize::from(*number) == expected && usize::from(*of) == count
        });
        let whole = parts
            .iter()
            .flat_map(|(_, content)| content.iter().copied());
        (is_whole && count > 0).then(|| whole.collect())
    }
}

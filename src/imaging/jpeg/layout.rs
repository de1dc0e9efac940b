//! The skeleton of a JPEG file: its markers, without its pixels.
//!
//! Two questions need it that the decoder does not answer: how much memory a decode takes, and
//! whether the file ends where it says it does (the decoder fills what is missing with gray).

/// What the markers of a JPEG file say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::imaging) struct Layout {
    /// Width and height from the frame header, in px.
    pub(in crate::imaging) size_px: Option<(u32, u32)>,
    /// Number of components, 0 where there is no frame header.
    pub(in crate::imaging) components: u8,
    /// Whether a decoder must keep every coefficient until the last scan.
    pub(in crate::imaging) keeps_coefficients: bool,
    /// Samples of all components for each `.1` pixels.
    pub(in crate::imaging) samples_per_px: (u64, u64),
    /// Where the end mark stands, if there is one.
    pub(in crate::imaging) end_mark_at: Option<usize>,
    /// Whether the first scan begins within the file.
    pub(in crate::imaging) has_scan: bool,
    /// The kind of JPEG, where it is one that nearly nobody reads.
    pub(in crate::imaging) rare_kind: Option<&'static str>,
}

pub(super) const START_OF_SCAN: u8 = 0xda;
pub(super) const END_OF_IMAGE: u8 = 0xd9;

/// Walks the markers up to the end mark of the first picture. What follows it (a preview, a
/// video, a maker's notes) is no business of ours.
pub(in crate::imaging) fn read_layout(bytes: &[u8]) -> Layout {
    walk(bytes, false)
}

/// The same up to the first scan, without the end mark: it reads the head of the file only.
pub(in crate::imaging) fn read_head(bytes: &[u8]) -> Layout {
    walk(bytes, true)
}

fn walk(bytes: &[u8], head_only: bool) -> Layout {
    let mut layout = Layout::default();
    let mut at = 2;
    while let Some((marker, after)) = next_marker(bytes, at) {
        at = after;
        match marker {
            END_OF_IMAGE => {
                layout.end_mark_at = Some(after - 2);
                break;
            }
            // Marks that carry nothing.
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let Some(segment) = segment(bytes, after) else {
            break;
        };
        match marker {
            // Frame headers; c4, c8 and cc in their midst are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                read_frame(segment, marker, &mut layout);
            }
            START_OF_SCAN => {
                let in_scan = segment.first().copied().unwrap_or_default();
                layout.keeps_coefficients |= !layout.has_scan && in_scan < layout.components;
                layout.has_scan = true;
                if head_only {
                    break;
                }
            }
            _ => {}
        }
        at = after + 2 + segment.len();
    }
    layout
}

/// The next marker at or behind `at` and the place behind it. Stuffed bytes (`ff 00`) and
/// restart marks belong to the data of a scan and are passed over.
pub(super) fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += memchr::memchr(0xff, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            marker => return Some((marker, at + 2)),
        }
    }
}

/// The content of the segment whose length stands at `at`, or as much as the file holds of it.
pub(super) fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let start = at + 2;
    let end = start + length.saturating_sub(2);
    bytes.get(start..end.min(bytes.len()))
}

/// Takes size and sampling from a frame header.
fn read_frame(segment: &[u8], marker: u8, layout: &mut Layout) {
    let &[bits, h1, h0, w1, w0, components, ref table @ ..] = segment else {
        return;
    };
    let height = u16::from_be_bytes([h1, h0]);
    layout.rare_kind = rare_kind(marker, bits);
    layout.size_px = Some((u16::from_be_bytes([w1, w0]).into(), height.into()));
    // c2, c6, ca and ce are the progressive kinds.
    layout.keeps_coefficients |= marker & 0x03 == 2;
    let factors = table
        .chunks_exact(3)
        .take(components.into())
        .map(|entry| (u64::from(entry[1] >> 4), u64::from(entry[1] & 0x0f)));
    let (mut samples, mut widest, mut highest) = (0, 1, 1);
    for (across, down) in factors {
        samples += across * down;
        widest = widest.max(across);
        highest = highest.max(down);
    }
    layout.samples_per_px = (samples, widest * highest);
    layout.components = components;
}

/// The kinds that need a decoder of their own (T.81, table B.1), by the marker of the frame and the
/// bits of a sample.
fn rare_kind(marker: u8, bits: u8) -> Option<&'static str> {
    match (marker, bits) {
        (0xc3, _) => Some("lossless"),
        (0xc5..=0xc7, _) => Some("hierarchical"),
        (0xc9..=0xcf, _) => Some("arithmetic coding"),
        (_, 12) => Some("12 bits a sample"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read_layout;

    #[test]
    fn an_end_mark_inside_a_segment_is_not_the_end() {
        let bytes = [
            0xff, 0xd8, 0xff, 0xe1, 0, 4, 0xff, 0xd9, 0xff, 0xda, 0, 2, 7, 7, 0xff, 0, 0xff, 0xd3,
            7, 0xff, 0xd9, 1, 2,
        ];
        assert_eq!(read_layout(&bytes).end_mark_at, Some(19));
        assert_eq!(read_layout(&bytes[..19]).end_mark_at, None);
    }

    #[test]
    fn any_cut_is_survived() {
        let bytes = [
            0xff, 0xd8, 0xff, 0xc2, 0, 11, 8, 0, 9, 0, 7, 1, 1, 0x11, 0, 0xff, 0xff, 0xd9,
        ];
        for length in 0..bytes.len() {
            read_layout(&bytes[..length]);
        }
        let layout = read_layout(&bytes);
        assert_eq!(layout.size_px, Some((7, 9)));
        assert!(layout.keeps_coefficients);
    }
}

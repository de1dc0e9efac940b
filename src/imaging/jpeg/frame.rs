//! What the segments of a JPEG file define: frame, tables and scans (T.81, annex B).
//!
//! Only what every decoder agrees on is read. `None` means that something is odd, not that it is
//! wrong: the full decoder finds out.

use super::huffman::Definition;
use super::planes::places as kept_places;

/// Tables of a kind that a file can have at a time.
pub(super) const TABLES: usize = 4;
/// The largest sampling factor.
const MAX_FACTOR: u8 = 4;
/// The largest difference of DC coefficients, in bits, that decoders take.
const MAX_DC_BITS: u8 = 15;

/// The picture as its frame header describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) is_progressive: bool,
    /// Width and height in px, at least 1.
    pub(super) size_px: (u32, u32),
    /// One, three or four.
    pub(super) components: Vec<Component>,
    /// The largest sampling factors across and down.
    pub(super) factors: (u32, u32),
}

/// One component of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Sampling factors across and down, 1 to 4.
    pub(super) factors: (u32, u32),
    /// Which quantization table it uses.
    pub(super) quantization: usize,
}

/// What a scan header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scan {
    /// Which components it holds, and their DC and AC tables.
    pub(super) parts: Vec<Part>,
    /// First and last coefficient, in zigzag order.
    pub(super) band: (usize, usize),
    /// The lowest bit that earlier scans gave, 0 where there were none, and the lowest that this
    /// one gives.
    pub(super) bits: (u32, u32),
    /// Whether the small picture needs it.
    pub(super) is_needed: bool,
}

/// A component in a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// The place of the component in the frame.
    pub(super) component: usize,
    pub(super) dc_table: usize,
    pub(super) ac_table: usize,
}

impl Frame {
    /// A frame from its header; `marker` tells its kind.
    pub(super) fn parse(marker: u8, segment: &[u8]) -> Option<Self> {
        let &[8, h1, h0, w1, w0, count, ref table @ ..] = segment else {
            return None;
        };
        let size = [[w1, w0], [h1, h0]].map(|side| u32::from(u16::from_be_bytes(side)));
        let (entries, rest) = table.as_chunks::<3>();
        let is_sound = matches!(marker, 0xc0..=0xc2)
            && !size.contains(&0)
            && matches!(count, 1 | 3 | 4)
            && entries.len() == usize::from(count)
            && rest.is_empty();
        if !is_sound {
            return None;
        }
        let components: Vec<Component> = entries
            .iter()
            .map(Component::parse)
            .collect::<Option<_>>()?;
        let ids = |id| components.iter().filter(|part| part.id == id).count();
        if components.iter().any(|part| ids(part.id) > 1) {
            return None;
        }
        let widest = components.iter().map(|part| part.factors.0).max()?;
        let highest = components.iter().map(|part| part.factors.1).max()?;
        Some(Self {
            is_progressive: marker == 0xc2,
            size_px: (size[0], size[1]),
            factors: (widest, highest),
            components,
        })
    }

    /// Whether each component has one scan that holds all of it.
    pub(super) fn is_sequential(&self) -> bool {
        !self.is_progressive
    }

    /// The number of units of several components, across and down, that cover the picture.
    pub(super) fn units(&self) -> (u32, u32) {
        (
            self.size_px.0.div_ceil(8 * self.factors.0),
            self.size_px.1.div_ceil(8 * self.factors.1),
        )
    }

    /// The number of blocks of a component alone, across and down, that cover the picture.
    pub(super) fn blocks(&self, component: &Component) -> (u32, u32) {
        let (width, height) = self.size_px;
        (
            (width * component.factors.0).div_ceil(8 * self.factors.0),
            (height * component.factors.1).div_ceil(8 * self.factors.1),
        )
    }
}

impl Component {
    fn parse(&[id, factors, quantization]: &[u8; 3]) -> Option<Self> {
        let (across, down) = (factors >> 4, factors & 15);
        let is_sound = (1..=MAX_FACTOR).contains(&across)
            && (1..=MAX_FACTOR).contains(&down)
            && usize::from(quantization) < TABLES;
        is_sound.then_some(Self {
            id,
            factors: (across.into(), down.into()),
            quantization: quantization.into(),
        })
    }
}

impl Scan {
    /// A scan from its header; `N` coefficients of each block are kept.
    pub(super) fn parse<const N: usize>(segment: &[u8], frame: &Frame) -> Option<Self> {
        let (&count, rest) = segment.split_first()?;
        let (parts, rest) = rest.split_at_checked(2 * usize::from(count))?;
        let &[first, last, bits] = rest else {
            return None;
        };
        let parts: Vec<Part> = parts
            .as_chunks::<2>()
            .0
            .iter()
            .map(|part| Part::parse(part, frame))
            .collect::<Option<_>>()?;
        let places = |place| parts.iter().filter(|part| part.component == place).count();
        let (band, bits) = (
            (first.into(), last.into()),
            (u32::from(bits >> 4), u32::from(bits & 15)),
        );
        // Some writers leave band and bits of an ordinary scan unset: decoders only want them to be
        // possible ones.
        let is_sound = !parts.is_empty()
            && parts.iter().all(|part| places(part.component) == 1)
            && are_possible(band, bits)
            && (frame.is_sequential() || is_step(band, bits, parts.len()));
        // Bits that refine AC coefficients are left out.
        let is_low = band.0 == 0 || (bits.0 == 0 && band.0 < kept_places::<N>().len());
        is_sound.then_some(Self {
            parts,
            band,
            bits,
            is_needed: frame.is_sequential() || is_low,
        })
    }

    /// Whether it gives the first bits of DC coefficients.
    pub(super) fn is_first_dc(&self) -> bool {
        self.band.0 == 0 && self.bits.0 == 0
    }
}

/// Whether any scan may have such a band and such bits (T.81, table B.3).
fn are_possible((first, last): (usize, usize), (high, low): (u32, u32)) -> bool {
    first < 64 && last < 64 && high <= 13 && low <= 13
}

/// Whether band and bits, if they are possible, are a step of a progressive picture in a scan of so
/// many parts (T.81, table B.3 and G.1.1.1).
fn is_step((first, last): (usize, usize), (high, low): (u32, u32), parts: usize) -> bool {
    let is_band = match first {
        0 => last == 0,
        _ => first <= last && parts == 1,
    };
    is_band && (high == 0 || high == low + 1)
}

impl Part {
    fn parse(&[id, tables]: &[u8; 2], frame: &Frame) -> Option<Self> {
        let (dc_table, ac_table) = (usize::from(tables >> 4), usize::from(tables & 15));
        let component = frame.components.iter().position(|part| part.id == id)?;
        (dc_table < TABLES && ac_table < TABLES).then_some(Self {
            component,
            dc_table,
            ac_table,
        })
    }
}

/// The quantization tables of a segment with their places, in zigzag order.
pub(super) fn quantization(mut segment: &[u8]) -> Option<Vec<(usize, [u16; 64])>> {
    let mut tables = Vec::new();
    while let Some((&head, rest)) = segment.split_first() {
        let mut table = [0; 64];
        segment = match head >> 4 {
            0 => {
                let (values, rest) = rest.split_first_chunk::<64>()?;
                table = values.map(u16::from);
                rest
            }
            1 => {
                let (values, rest) = rest.split_first_chunk::<128>()?;
                for (entry, &value) in table.iter_mut().zip(values.as_chunks::<2>().0) {
                    *entry = u16::from_be_bytes(value);
                }
                rest
            }
            _ => return None,
        };
        let place = usize::from(head & 15);
        if place >= TABLES {
            return None;
        }
        tables.push((place, table));
    }
    Some(tables)
}

/// The Huffman codes of a segment: whether each is one of AC coefficients, and its place.
pub(super) fn huffman(mut segment: &[u8]) -> Option<Vec<(bool, usize, Definition)>> {
    let mut tables = Vec::new();
    while let Some((&head, rest)) = segment.split_first() {
        let (counts, rest) = rest.split_first_chunk::<16>()?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        let (symbols, rest) = rest.split_at_checked(total)?;
        let (is_ac, place) = (head >> 4 == 1, usize::from(head & 15));
        let is_sound = head >> 4 <= 1
            && place < TABLES
            && total <= 256
            && (is_ac || symbols.iter().all(|&bits| bits <= MAX_DC_BITS));
        if !is_sound {
            return None;
        }
        let definition = Definition {
            counts: *counts,
            symbols: symbols.to_vec(),
        };
        tables.push((is_ac, place, definition));
        segment = rest;
    }
    Some(tables)
}

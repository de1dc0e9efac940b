//! What a scan does with each block: takes its low coefficients and passes over all others.

use super::bits::Cursor;
use super::huffman::{Code, Differences, Skips};
use super::planes::places;
use super::scan::Task;

/// Parts that a scan can have.
const PARTS: usize = 4;
/// Coefficients of a block.
const BLOCK: usize = 64;
/// A run of 16 zeros.
const ZERO_RUN: u8 = 0xf0;

/// Reads all of a block.
pub(super) struct Whole<'a> {
    /// The codes of each part of the scan.
    codes: Vec<(&'a Differences, &'a Code, &'a Skips)>,
    predictions: [i32; PARTS],
}

/// Reads the DC coefficient, or its upper bits.
pub(super) struct FirstDc<'a> {
    /// The code of each part of the scan.
    codes: Vec<&'a Differences>,
    predictions: [i32; PARTS],
    /// The lowest bit that is given.
    low: u32,
}

/// Reads one more bit of the DC coefficient.
pub(super) struct NextDc {
    /// Which bit.
    pub(super) low: u32,
}

/// Reads a band of AC coefficients, or their upper bits.
pub(super) struct FirstAc<'a> {
    code: &'a Code,
    /// First and last coefficient, in zigzag order.
    band: (usize, usize),
    /// The lowest bit that is given.
    low: u32,
    /// How many blocks of zeros are still to come.
    zero_blocks: u32,
}

impl<'a> Whole<'a> {
    pub(super) fn new(codes: Vec<(&'a Differences, &'a Code, &'a Skips)>) -> Self {
        Self {
            codes,
            predictions: [0; PARTS],
        }
    }
}

impl<'a> FirstDc<'a> {
    pub(super) fn new(codes: Vec<&'a Differences>, low: u32) -> Self {
        Self {
            codes,
            predictions: [0; PARTS],
            low,
        }
    }
}

impl<'a> FirstAc<'a> {
    pub(super) fn new(code: &'a Code, band: (usize, usize), low: u32) -> Self {
        Self {
            code,
            band,
            low,
            zero_blocks: 0,
        }
    }
}

impl<const N: usize> Task<N> for Whole<'_> {
    fn restart(&mut self) {
        self.predictions = [0; PARTS];
    }

    #[inline(always)]
    fn block(
        &mut self,
        part: usize,
        cursor: &mut Cursor,
        window: &[u8],
        slots: &mut [i16; N],
    ) -> Option<()> {
        let (differences, code, skips) = self.codes.get(part)?;
        cursor.refill(window);
        let dc = self.predictions.get_mut(part)?;
        *dc = dc.wrapping_add(differences.take(cursor)?);
        slots[0] = *dc as i16;
        match low_coefficients(code, cursor, window, slots)? {
            at @ 0..BLOCK => skips.pass(code, cursor, window, at as u32),
            _ => Some(()),
        }
    }
}

impl<const N: usize> Task<N> for FirstDc<'_> {
    fn restart(&mut self) {
        self.predictions = [0; PARTS];
    }

    #[inline(always)]
    fn block(
        &mut self,
        part: usize,
        cursor: &mut Cursor,
        window: &[u8],
        slots: &mut [i16; N],
    ) -> Option<()> {
        cursor.refill(window);
        let dc = self.predictions.get_mut(part)?;
        *dc = dc.wrapping_add(self.codes.get(part)?.take(cursor)?);
        slots[0] = (*dc << self.low) as i16;
        Some(())
    }
}

impl<const N: usize> Task<N> for NextDc {
    fn restart(&mut self) {}

    #[inline(always)]
    fn block(
        &mut self,
        _: usize,
        cursor: &mut Cursor,
        window: &[u8],
        slots: &mut [i16; N],
    ) -> Option<()> {
        cursor.refill(window);
        slots[0] |= (cursor.take(1) << self.low) as i16;
        Some(())
    }
}

impl<const N: usize> Task<N> for FirstAc<'_> {
    fn restart(&mut self) {
        self.zero_blocks = 0;
    }

    #[inline(always)]
    fn block(
        &mut self,
        _: usize,
        cursor: &mut Cursor,
        window: &[u8],
        slots: &mut [i16; N],
    ) -> Option<()> {
        if self.zero_blocks > 0 {
            self.zero_blocks -= 1;
            return Some(());
        }
        let (mut at, last) = self.band;
        while at <= last {
            cursor.refill(window);
            let symbol = self.code.take(cursor)?;
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 && symbol != ZERO_RUN {
                // A run of 2 to the `run` and more blocks, this one among them (T.81, G.1.2.2).
                self.zero_blocks = (1 << run) - 1 + cursor.take(run as u32);
                break;
            }
            at += run;
            // The lowest bits are left out, and taken for 0: most coefficients are small ones.
            keep(slots, at, cursor.take_signed(size) << self.low);
            at += 1;
        }
        Some(())
    }
}

/// Reads AC coefficients as long as there are some to be kept. Returns where it stopped,
/// [`BLOCK`] or more where the block ended.
#[inline(always)]
fn low_coefficients<const N: usize>(
    code: &Code,
    cursor: &mut Cursor,
    window: &[u8],
    slots: &mut [i16; N],
) -> Option<usize> {
    let mut at = 1;
    while at < places::<N>().len() {
        cursor.refill(window);
        let symbol = code.take(cursor)?;
        let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 && symbol != ZERO_RUN {
            return Some(BLOCK);
        }
        at += run;
        keep(slots, at, cursor.take_signed(size));
        at += 1;
    }
    Some(at)
}

/// Puts a coefficient into its slot, if it has one.
#[inline(always)]
fn keep<const N: usize>(slots: &mut [i16; N], at: usize, value: i32) {
    let place = places::<N>().get(at).copied().unwrap_or(u8::MAX);
    if let Some(slot) = slots.get_mut(usize::from(place)) {
        *slot = value as i16;
    }
}

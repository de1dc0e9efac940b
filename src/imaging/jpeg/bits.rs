//! The bits of a scan, most significant first.
//!
//! The data of a scan is copied into a small window without its stuffing (`ff 00` for `ff`), so
//! that the bit buffer can be filled from eight bytes at a time without a look at any of them
//! (the fourth variant in Giesen, *Reading bits in far too many ways*, 2018). Behind the data
//! stand zeros: nobody asks at each symbol whether there is any left, only once a block.

use memchr::memchr;

/// Bytes that are unstuffed at a time: little enough to stay in the first cache beside the tables.
const WINDOW_BYTES: usize = 8 << 10;
/// More than a block can take, in bytes: 64 symbols of at most 16 bits with 15 more behind them.
const BLOCK_BYTES: usize = 320;
/// Zeros behind the data, in bytes: for the block that finds the end, and for one look ahead.
const PAD_BYTES: usize = BLOCK_BYTES + 64;

/// What stands behind the data of a scan or of a restart interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A marker, and the place behind it.
    Marker(u8, usize),
    /// The end of the file.
    Nothing,
}

/// Where the reader stands within the window.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    /// The next bits, from the top. Below the [`Self::held`] ones may stand what comes next.
    buffer: u64,
    /// How many bits of the buffer count.
    held: u32,
    /// The byte of the window behind the held bits.
    at: usize,
}

impl Cursor {
    /// A reader that holds the lowest `count` bits of `bits` and has nothing else to read.
    pub(super) fn holding(bits: u64, count: u32) -> Self {
        Self {
            buffer: bits << (64 - count),
            held: count,
            at: 0,
        }
    }

    /// Fills the buffer to at least 56 bits.
    #[inline(always)]
    pub(super) fn refill(&mut self, window: &[u8]) {
        let next = window.get(self.at..).and_then(<[u8]>::first_chunk::<8>);
        let next = next.map_or(0, |bytes| u64::from_be_bytes(*bytes));
        self.buffer |= next >> self.held;
        self.at += ((63 - self.held) >> 3) as usize;
        self.held |= 56;
    }

    /// The next `count` bits, 1 to 32, without taking them.
    #[inline(always)]
    pub(super) fn peek(&self, count: u32) -> usize {
        (self.buffer >> (64 - count)) as usize
    }

    /// Takes `count` bits, of those that are held.
    #[inline(always)]
    pub(super) fn drop(&mut self, count: u32) {
        self.buffer <<= count & 63;
        self.held = self.held.wrapping_sub(count) & 63;
    }

    /// Takes a number of `count` bits, at most 16.
    #[inline(always)]
    pub(super) fn take(&mut self, count: u32) -> u32 {
        let value = (self.buffer >> 1 >> (63 - count)) as u32;
        self.drop(count);
        value
    }

    /// Takes `size` bits as the signed number that they stand for (T.81, figure F.12): half of
    /// the numbers of a size are negative, those that begin with a 0.
    #[inline(always)]
    pub(super) fn take_signed(&mut self, size: u32) -> i32 {
        // Without a branch: nobody can foresee it. Of size 0 there is only the number 0.
        let is_negative = !self.buffer >> 63;
        let value = self.take(size);
        (value as i32).wrapping_sub(((is_negative << size) - is_negative) as i32)
    }
}

/// The data of one scan.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// Where the data begins that is not in the window yet.
    next: usize,
    window: Vec<u8>,
    /// Bytes of data in the window.
    filled: usize,
    /// Up to where in the window a reader may stand that wants a whole block.
    enough: usize,
    /// What ends the data, once the window holds the rest of it.
    end: Option<Mark>,
    cursor: Cursor,
}

impl<'a> Bits<'a> {
    /// The data of `bytes` from `start` on.
    pub(super) fn new(bytes: &'a [u8], start: usize) -> Self {
        let mut bits = Self {
            bytes,
            next: start,
            window: vec![0; WINDOW_BYTES + PAD_BYTES],
            filled: 0,
            enough: 0,
            end: None,
            cursor: Cursor::default(),
        };
        bits.fill();
        bits
    }

    /// The data that can be read now, with zeros behind it.
    #[inline(always)]
    pub(super) fn window(&self) -> &[u8] {
        &self.window
    }

    /// Where the reader stands within the window.
    #[inline(always)]
    pub(super) fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Puts the reader where `cursor` stands.
    #[inline(always)]
    pub(super) fn set(&mut self, cursor: Cursor) {
        self.cursor = cursor;
    }

    /// Whether a whole block can be read where `cursor` stands; else [`Self::prepare`] must be
    /// asked. To be called before each block.
    #[inline(always)]
    pub(super) fn has_block(&self, cursor: &Cursor) -> bool {
        cursor.at <= self.enough
    }

    /// Sees to it that a whole block can be read. Returns whether there is any data left.
    #[inline(never)]
    pub(super) fn prepare(&mut self) -> bool {
        if self.end.is_none() {
            self.fill();
        }
        !self.is_overdrawn()
    }

    /// Whether more bits were taken than there were.
    pub(super) fn is_overdrawn(&self) -> bool {
        self.cursor.at > self.filled + (self.cursor.held >> 3) as usize
    }

    /// What stands behind the data; looks for it past what was not read.
    pub(super) fn end(&mut self) -> Mark {
        loop {
            if let Some(mark) = self.end {
                return mark;
            }
            self.cursor.at = self.filled;
            self.fill();
        }
    }

    /// Goes on with the data at `start`, behind a restart mark.
    pub(super) fn restart(&mut self, start: usize) {
        self.next = start;
        self.filled = 0;
        self.end = None;
        self.cursor = Cursor::default();
        self.fill();
    }

    /// Moves what was not read to the front and fills the window behind it.
    #[inline(never)]
    fn fill(&mut self) {
        let read = self.cursor.at.min(self.filled);
        self.window.copy_within(read..self.filled, 0);
        self.filled -= read;
        self.cursor.at -= read;
        while self.end.is_none() && self.filled < WINDOW_BYTES {
            self.unstuff_run();
        }
        let zeros = self.filled..(self.filled + PAD_BYTES).min(self.window.len());
        self.window[zeros].fill(0);
        // Behind the end a block may be begun that takes zeros: it was all that was held.
        self.enough = match self.end {
            None => self.filled - BLOCK_BYTES,
            Some(_) => self.filled + 8,
        };
    }

    /// Copies the data up to the next `ff`, and the `ff` if it is one of the data.
    fn unstuff_run(&mut self) {
        let rest = self.bytes.get(self.next..).unwrap_or_default();
        let rest = &rest[..rest.len().min(WINDOW_BYTES - self.filled)];
        let run = memchr(0xff, rest).unwrap_or(rest.len());
        self.window[self.filled..self.filled + run].copy_from_slice(&rest[..run]);
        self.filled += run;
        self.next += run;
        if run < rest.len() {
            self.pass_ff();
        } else if self.next >= self.bytes.len() {
            self.end = Some(Mark::Nothing);
        }
    }

    /// Reads past `ff` and what belongs to it. Any number of them may stand before a marker, and
    /// decoders take several before a 0 for one.
    fn pass_ff(&mut self) {
        let rest = self.bytes.get(self.next..).unwrap_or_default();
        let fill = rest.iter().take_while(|&&byte| byte == 0xff).count();
        let behind = self.next + fill + 1;
        match rest.get(fill) {
            Some(0) => {
                self.window[self.filled] = 0xff;
                self.filled += 1;
                self.next = behind;
            }
            Some(&marker) => self.end = Some(Mark::Marker(marker, behind)),
            None => self.end = Some(Mark::Nothing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bits, Mark, WINDOW_BYTES};

    /// Reads `count` numbers of `size` bits.
    fn numbers(bits: &mut Bits, size: u32, count: usize) -> Vec<u32> {
        let mut read = |_| {
            if !bits.has_block(&bits.cursor()) {
                bits.prepare();
            }
            let mut cursor = bits.cursor();
            cursor.refill(bits.window());
            let number = cursor.take(size);
            bits.set(cursor);
            number
        };
        (0..count).map(&mut read).collect()
    }

    #[test]
    fn stuffing_is_taken_out_and_a_marker_ends_the_data() {
        let bytes = [0x12, 0xff, 0, 0xff, 0xff, 0, 0x34, 0xff, 0xff, 0xd9, 0x56];
        let mut bits = Bits::new(&bytes, 0);
        assert_eq!(numbers(&mut bits, 8, 4), [0x12, 0xff, 0xff, 0x34]);
        assert!(!bits.is_overdrawn());
        assert_eq!(bits.end(), Mark::Marker(0xd9, 10));
        assert_eq!(numbers(&mut bits, 1, 1), [0]);
        assert!(bits.is_overdrawn());
        bits.restart(10);
        assert_eq!(numbers(&mut bits, 4, 2), [5, 6]);
        assert_eq!(bits.end(), Mark::Nothing);
    }

    #[test]
    fn windows_join_without_a_seam() {
        let plain: Vec<u8> = (0..5 * WINDOW_BYTES)
            .map(|at| (at * 31 % 255) as u8)
            .collect();
        let mut bits = Bits::new(&plain, 0);
        let expected: Vec<u32> = plain.iter().map(|&byte| byte.into()).collect();
        assert_eq!(numbers(&mut bits, 8, plain.len()), expected);
        assert!(!bits.is_overdrawn());
        assert_eq!(bits.end(), Mark::Nothing);
    }

    #[test]
    fn half_of_the_numbers_are_negative() {
        let mut bits = Bits::new(&[0b0110_1010, 0b1000_0000], 0);
        let mut cursor = bits.cursor();
        cursor.refill(bits.window());
        let numbers = [1, 2, 0, 3, 3].map(|size| cursor.take_signed(size));
        assert_eq!(numbers, [-1, 3, 0, -5, 5]);
        bits.set(cursor);
        assert!(!bits.is_overdrawn());
    }
}

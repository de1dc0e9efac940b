//! Huffman codes as tables that are looked up by the next bits.

use std::cell::OnceCell;

use super::bits::Cursor;

/// How many bits a table is looked up by. More would fit more symbols into a step, and fewer tables
/// into the first cache.
pub(super) const LOOK_BITS: u32 = 12;
const LOOK_SIZE: usize = 1 << LOOK_BITS;
/// The same for the differences of DC coefficients, of which there is one a block.
const QUICK_BITS: u32 = 10;
const QUICK_SIZE: usize = 1 << QUICK_BITS;
/// The longest code, in bits.
const LONGEST_CODE: u32 = 16;

/// Coefficients of a block.
const BLOCK: u32 = 64;
/// Added to the advance of a step that holds the end of a block.
const BLOCK_ENDS: u32 = 128;
/// The advance of a step that holds no symbol: its code is longer than the look.
const NO_STEP: u32 = 255;

/// A run of 16 zeros.
const ZERO_RUN: u8 = 0xf0;

/// A code as a file defines it: the number of codes of each length from 1 on, and the symbols in
/// the order of their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) counts: [u8; LONGEST_CODE as usize],
    pub(super) symbols: Vec<u8>,
}

/// A code of a file. What is needed to read it is made when it is first asked for: many
/// tables belong to scans that nobody reads.
pub(super) struct Table {
    definition: Definition,
    differences: OnceCell<Option<Differences>>,
    code: OnceCell<Option<Code>>,
    skips: OnceCell<Option<Skips>>,
}

impl Table {
    pub(super) fn new(definition: Definition) -> Self {
        Self {
            definition,
            differences: OnceCell::new(),
            code: OnceCell::new(),
            skips: OnceCell::new(),
        }
    }

    /// As a code of DC coefficients; `None` where it is no code.
    pub(super) fn differences(&self) -> Option<&Differences> {
        let make = || Some(Differences::new(Code::new(&self.definition)?));
        self.differences.get_or_init(make).as_ref()
    }

    /// As a code of AC coefficients; `None` where it is no code.
    pub(super) fn code(&self) -> Option<&Code> {
        let make = || Code::new(&self.definition);
        self.code.get_or_init(make).as_ref()
    }

    /// As a code of AC coefficients that are passed over; `None` where it is no code.
    pub(super) fn skips(&self) -> Option<&Skips> {
        let make = || Some(Skips::new(self.code()?));
        self.skips.get_or_init(make).as_ref()
    }
}

/// A code, ready to be read.
pub(super) struct Code {
    /// Length of the code and symbol by the next bits; length 0 where the code is longer.
    symbols: Box<[[u8; 2]; LOOK_SIZE]>,
    /// For each length from 1 on: behind the last code of that length (aligned to 16 bits), and
    /// what leads from a code to the place of its symbol.
    lengths: [(u32, i32); LONGEST_CODE as usize],
    by_place: Vec<u8>,
}

impl Code {
    /// The code that is defined, if it is one: no length may hold more codes than it has room
    /// for, and the one of all ones is not given away (T.81, annex C).
    pub(super) fn new(definition: &Definition) -> Option<Self> {
        let mut symbols = Box::new([[0; 2]; LOOK_SIZE]);
        let mut lengths = [(0, 0); LONGEST_CODE as usize];
        let (mut code, mut place) = (0_u32, 0_usize);
        for (length, (&count, limits)) in (1..).zip(definition.counts.iter().zip(&mut lengths)) {
            let first = place as i32 - code as i32;
            for _ in 0..count {
                let symbol = *definition.symbols.get(place)?;
                if length <= LOOK_BITS {
                    let start = (code << (LOOK_BITS - length)) as usize;
                    let end = ((code + 1) << (LOOK_BITS - length)) as usize;
                    symbols.get_mut(start..end)?.fill([length as u8, symbol]);
                }
                code += 1;
                place += 1;
            }
            if code >= 1 << length && count > 0 {
                return None;
            }
            *limits = (code << (LONGEST_CODE - length), first);
            code <<= 1;
        }
        Some(Self {
            symbols,
            lengths,
            by_place: definition.symbols.clone(),
        })
    }

    /// Takes a symbol; `None` where the bits are no code. At least 16 bits must be held.
    #[inline(always)]
    pub(super) fn take(&self, cursor: &mut Cursor) -> Option<u8> {
        let [length, symbol] = self.symbols[cursor.peek(LOOK_BITS)];
        if length > 0 {
            cursor.drop(length.into());
            return Some(symbol);
        }
        self.take_long(cursor)
    }

    #[cold]
    fn take_long(&self, cursor: &mut Cursor) -> Option<u8> {
        let bits = cursor.peek(LONGEST_CODE) as u32;
        let known = LOOK_BITS as usize;
        let (length, &(_, first)) = (LOOK_BITS + 1..)
            .zip(&self.lengths[known..])
            .find(|(_, (end, _))| bits < *end)?;
        cursor.drop(length);
        let place = (bits >> (LONGEST_CODE - length)) as i32 + first;
        self.by_place.get(usize::try_from(place).ok()?).copied()
    }
}

/// The code of DC coefficients: most differences are read in one step.
pub(super) struct Differences {
    code: Code,
    /// Difference, and bits of code and difference, by the next bits; 0 bits where they are more.
    quick: Box<[[i16; 2]; QUICK_SIZE]>,
}

impl Differences {
    pub(super) fn new(code: Code) -> Self {
        let mut quick = Box::new([[0; 2]; QUICK_SIZE]);
        for (look, entry) in quick.iter_mut().enumerate() {
            let mut cursor = Cursor::holding(look as u64, QUICK_BITS);
            let [length, size] = code.symbols[cursor.peek(LOOK_BITS)].map(u32::from);
            if length > 0 && length + size <= QUICK_BITS {
                cursor.drop(length);
                *entry = [cursor.take_signed(size) as i16, (length + size) as i16];
            }
        }
        Self { code, quick }
    }

    /// Takes a difference; `None` where the bits are no code. At least 32 bits must be held.
    #[inline(always)]
    pub(super) fn take(&self, cursor: &mut Cursor) -> Option<i32> {
        let [difference, bits] = self.quick[cursor.peek(QUICK_BITS)];
        if bits > 0 {
            cursor.drop(bits as u32);
            return Some(difference.into());
        }
        let size = self.code.take(cursor)?;
        Some(cursor.take_signed(size.into()))
    }
}

/// What is needed to pass over coefficients: as many whole symbols as the next bits hold, with the
/// bits of the values behind them, in one step.
pub(super) struct Skips {
    /// Bits, and by how many coefficients they advance; see [`BLOCK_ENDS`] and [`NO_STEP`].
    steps: Box<[[u8; 2]; LOOK_SIZE]>,
}

impl Skips {
    /// The steps of a code of AC coefficients.
    pub(super) fn new(code: &Code) -> Self {
        let mut steps = Box::new([[0; 2]; LOOK_SIZE]);
        for (look, step) in steps.iter_mut().enumerate() {
            *step = step_of(code, look as u32).map(|part| part as u8);
        }
        Self { steps }
    }

    /// Passes over the coefficients of a block from `at` (1 to 63) to its end; `None` where
    /// the bits are no code or lead past the end.
    #[inline(always)]
    pub(super) fn pass(
        &self,
        code: &Code,
        cursor: &mut Cursor,
        window: &[u8],
        mut at: u32,
    ) -> Option<()> {
        loop {
            cursor.refill(window);
            // Two steps take at most 54 bits: the bits of one value lie behind each look.
            for _ in 0..2 {
                let [bits, advance] = self.steps[cursor.peek(LOOK_BITS)];
                let next = at + u32::from(advance);
                if next < BLOCK {
                    cursor.drop(bits.into());
                    at = next;
                    continue;
                }
                // Not where symbols of the next block were taken for some of this one.
                if next == BLOCK || (BLOCK_ENDS..BLOCK_ENDS + BLOCK).contains(&next) {
                    cursor.drop(bits.into());
                    return Some(());
                }
                cursor.refill(window);
                match one_by_one(code, cursor, at)? {
                    BLOCK => return Some(()),
                    further => at = further,
                }
                break;
            }
        }
    }
}

/// Bits and advance of the symbols that `look` holds.
fn step_of(code: &Code, look: u32) -> [u32; 2] {
    let (mut bits, mut advance) = (0, 0);
    while bits < LOOK_BITS {
        let rest = (look << bits) as usize & (LOOK_SIZE - 1);
        let [length, symbol] = code.symbols[rest];
        if length == 0 || u32::from(length) > LOOK_BITS - bits {
            break;
        }
        let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 && symbol != ZERO_RUN {
            return [bits + u32::from(length), advance + BLOCK_ENDS];
        }
        if advance + run + 1 >= BLOCK {
            break;
        }
        bits += u32::from(length) + size;
        advance += run + 1;
    }
    if bits == 0 {
        [0, NO_STEP]
    } else {
        [bits, advance]
    }
}

/// Passes one symbol; returns where it leads, [`BLOCK`] at the end of the block.
#[cold]
fn one_by_one(code: &Code, cursor: &mut Cursor, at: u32) -> Option<u32> {
    let symbol = code.take(cursor)?;
    let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
    if size == 0 && symbol != ZERO_RUN {
        return Some(BLOCK);
    }
    cursor.drop(size);
    Some(at + run + 1).filter(|&next| next <= BLOCK)
}

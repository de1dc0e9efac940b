//! The way through the data of a scan, block by block.

use super::bits::{Bits, Cursor, Mark};
use super::frame::{Frame, Scan};
use super::planes::Plane;

/// Why the data of a scan was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The data ends before the picture does.
    EndsEarly,
    /// The data contradicts its format, or is of a kind that only the full decoder knows.
    Odd,
}

/// What is done with each block of a scan; `N` of its coefficients are kept.
pub(super) trait Task<const N: usize> {
    /// Forgets the blocks before: a restart mark was passed.
    fn restart(&mut self);

    /// Reads the data of a block of a part of the scan; `None` where it makes no sense.
    fn block(
        &mut self,
        part: usize,
        cursor: &mut Cursor,
        window: &[u8],
        slots: &mut [i16; N],
    ) -> Option<()>;
}

/// Reads the data of `scan` behind `start` into `planes`, one of each component of the frame.
/// `interval` are the units between two restart marks (0 for none). Returns what stands behind
/// the data.
pub(super) fn read<const N: usize>(
    (bytes, start): (&[u8], usize),
    (frame, scan): (&Frame, &Scan),
    interval: u32,
    mut task: impl Task<N>,
    planes: &mut [Plane<N>],
) -> Result<Mark, Fault> {
    let mut reader = Reader::new(Bits::new(bytes, start), frame, scan, interval)?;
    reader.each_block(&mut task, planes)?;
    Ok(reader.bits.end())
}

/// A block of a unit: its part, the place of its component, its place among the component's
/// blocks of the unit, and how many of those there are across and down.
struct Place {
    number: usize,
    component: usize,
    at: (u32, u32),
    of: (u32, u32),
}

struct Reader<'a> {
    bits: Bits<'a>,
    unit: Vec<Place>,
    /// Units across and down.
    units: (u32, u32),
    interval: u32,
}

impl<'a> Reader<'a> {
    fn new(bits: Bits<'a>, frame: &Frame, scan: &Scan, interval: u32) -> Result<Self, Fault> {
        // Of one component there are no units: its blocks alone count, without what only fills
        // the units of several (T.81, A.2.2).
        let (units, is_alone) = match scan.parts.as_slice() {
            [part] => {
                let component = frame.components.get(part.component);
                (frame.blocks(component.ok_or(Fault::Odd)?), true)
            }
            _ => (frame.units(), false),
        };
        let mut unit = Vec::new();
        for (number, part) in scan.parts.iter().enumerate() {
            let of = match frame.components.get(part.component) {
                Some(component) if !is_alone => component.factors,
                _ => (1, 1),
            };
            let places = (0..of.1).flat_map(|y| (0..of.0).map(move |x| (x, y)));
            unit.extend(places.map(|at| Place {
                number,
                component: part.component,
                at,
                of,
            }));
        }
        Ok(Self {
            bits,
            unit,
            units,
            interval,
        })
    }

    /// Gives each block to `task`, in the order of the data.
    fn each_block<const N: usize>(
        &mut self,
        task: &mut impl Task<N>,
        planes: &mut [Plane<N>],
    ) -> Result<(), Fault> {
        let mut cursor = self.bits.cursor();
        let mut left = self.interval;
        let mut mark = 0;
        for y in 0..self.units.1 {
            for x in 0..self.units.0 {
                if self.interval > 0 && left == 0 {
                    self.bits.set(cursor);
                    self.restart(&mut mark)?;
                    task.restart();
                    cursor = self.bits.cursor();
                    left = self.interval;
                }
                left = left.wrapping_sub(1);
                for place in &self.unit {
                    if !self.bits.has_block(&cursor) {
                        self.bits.set(cursor);
                        if !self.bits.prepare() {
                            return Err(fault(&mut self.bits));
                        }
                        cursor = self.bits.cursor();
                    }
                    let column = x * place.of.0 + place.at.0;
                    let row = y * place.of.1 + place.at.1;
                    let plane = planes.get_mut(place.component);
                    let slots = plane.and_then(|plane| plane.block((column, row)));
                    let slots = slots.ok_or(Fault::Odd)?;
                    let window = self.bits.window();
                    if task
                        .block(place.number, &mut cursor, window, slots)
                        .is_none()
                    {
                        self.bits.set(cursor);
                        return Err(fault(&mut self.bits));
                    }
                }
            }
        }
        self.bits.set(cursor);
        if self.bits.is_overdrawn() {
            return Err(fault(&mut self.bits));
        }
        Ok(())
    }

    /// Goes on behind the restart mark that must stand here.
    #[inline(never)]
    fn restart(&mut self, count: &mut u8) -> Result<(), Fault> {
        if self.bits.is_overdrawn() {
            return Err(fault(&mut self.bits));
        }
        match self.bits.end() {
            Mark::Marker(marker, behind) if marker == 0xd0 + *count => self.bits.restart(behind),
            _ => return Err(fault(&mut self.bits)),
        }
        *count = (*count + 1) % 8;
        Ok(())
    }
}

/// What is wrong where the data makes no sense: without a restart mark behind it, it ends.
#[cold]
fn fault(bits: &mut Bits) -> Fault {
    let is_overdrawn = bits.is_overdrawn();
    match bits.end() {
        Mark::Nothing | Mark::Marker(0xd9, _) if is_overdrawn => Fault::EndsEarly,
        _ => Fault::Odd,
    }
}

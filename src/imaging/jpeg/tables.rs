//! The tables of a file as they stand at a scan: each may be defined anew before the next.

use super::frame::{Part, TABLES, huffman, quantization};
use super::huffman::{Code, Differences, Skips, Table};

/// Steps of quantization in zigzag order.
pub(super) type Steps = [u16; 64];

/// The tables that stand.
#[derive(Default)]
pub(super) struct Tables {
    quantization: [Option<Steps>; TABLES],
    dc: [Option<Table>; TABLES],
    ac: [Option<Table>; TABLES],
    /// Units between two restart marks, 0 for none.
    pub(super) interval: u32,
}

impl Tables {
    /// Takes the Huffman tables of a segment.
    pub(super) fn define_huffman(&mut self, content: &[u8]) -> Option<()> {
        for (is_ac, place, definition) in huffman(content)? {
            let tables = if is_ac { &mut self.ac } else { &mut self.dc };
            *tables.get_mut(place)? = Some(Table::new(definition));
        }
        Some(())
    }

    /// Takes the quantization tables of a segment.
    pub(super) fn define_quantization(&mut self, content: &[u8]) -> Option<()> {
        for (place, steps) in quantization(content)? {
            *self.quantization.get_mut(place)? = Some(steps);
        }
        Some(())
    }

    /// Takes the interval of the restart marks.
    pub(super) fn define_interval(&mut self, content: &[u8]) -> Option<()> {
        let &[high, low] = content else {
            return None;
        };
        self.interval = u16::from_be_bytes([high, low]).into();
        Some(())
    }

    pub(super) fn steps(&self, place: usize) -> Option<&Steps> {
        self.quantization.get(place)?.as_ref()
    }

    pub(super) fn dc(&self, part: &Part) -> Option<&Differences> {
        self.dc.get(part.dc_table)?.as_ref()?.differences()
    }

    pub(super) fn ac(&self, part: &Part) -> Option<&Code> {
        self.ac.get(part.ac_table)?.as_ref()?.code()
    }

    pub(super) fn skips(&self, part: &Part) -> Option<&Skips> {
        self.ac.get(part.ac_table)?.as_ref()?.skips()
    }
}

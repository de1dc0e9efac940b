//! The paint for a colour that is the subject of a chart: a bar for `blue` is blue.

use crate::domain::{ColorName, Rgb};

/// A clear example of each basic term, dark and light enough to be told apart side by side.
pub fn of_name(name: &str) -> Option<Rgb> {
    Some(Rgb(match ColorName::parse(name)? {
        ColorName::Black => [0x1A, 0x1A, 0x1A],
        ColorName::White => [0xFA, 0xFA, 0xFA],
        ColorName::Gray => [0x96, 0x96, 0x96],
        ColorName::Red => [0xCC, 0x2B, 0x2B],
        ColorName::Orange => [0xF0, 0x8A, 0x24],
        ColorName::Yellow => [0xF2, 0xCF, 0x3A],
        ColorName::Green => [0x3F, 0x96, 0x4E],
        ColorName::Blue => [0x2F, 0x6F, 0xC4],
        ColorName::Purple => [0x7B, 0x4B, 0xA8],
        ColorName::Pink => [0xF2, 0x9B, 0xB8],
        ColorName::Brown => [0x84, 0x56, 0x34],
    }))
}

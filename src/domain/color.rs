//! Colours as rows of tables hold them: sRGB bytes, a palette's swatch, the basic colour terms.

use serde::{Deserialize, Serialize};

/// An sRGB colour, 8 bits a channel: `[red, green, blue]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rgb(pub [u8; 3]);

/// One colour of a palette and the share of the image that it covers (0 to 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swatch {
    /// The colour.
    pub rgb: Rgb,
    /// Its share of the image's pixels, 0 to 1.
    pub share: f64,
}

/// The eleven basic colour terms of English (Berlin and Kay, *Basic Color Terms*, 1969).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColorName {
    /// `black`
    Black,
    /// `white`
    White,
    /// `gray`
    Gray,
    /// `red`
    Red,
    /// `orange`
    Orange,
    /// `yellow`
    Yellow,
    /// `green`
    Green,
    /// `blue`
    Blue,
    /// `purple`
    Purple,
    /// `pink`
    Pink,
    /// `brown`
    Brown,
}

impl ColorName {
    /// Every term, in the order in which a reader expects them.
    pub const ALL: [Self; 11] = [
        Self::Black,
        Self::White,
        Self::Gray,
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Blue,
        Self::Purple,
        Self::Pink,
        Self::Brown,
    ];

    /// The term as tables and charts spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Black => "black",
            Self::White => "white",
            Self::Gray => "gray",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Pink => "pink",
            Self::Brown => "brown",
        }
    }

    /// The term that a table spells so, if it is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.as_str() == name)
    }
}

//! What shape an image has on a screen: its orientation and its size class.

/// Longest side, in px, of the largest image that still counts as a thumbnail, plus one.
pub const MEDIUM_FROM_PX: u32 = 500;
/// Longest side, in px, of the largest image that still counts as medium.
pub const MEDIUM_TO_PX: u32 = 1500;
/// Sides that differ by at most this part of the longer one count as a square.
pub const SQUARE_TOLERANCE: f64 = 0.05;

/// How an image lies, as displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Orientation {
    /// Wider than high.
    Landscape,
    /// Higher than wide.
    Portrait,
    /// Sides that differ by at most 5 % of the longer one.
    Square,
}

impl Orientation {
    /// Every value, in the order in which charts show them.
    pub const ALL: [Self; 3] = [Self::Landscape, Self::Portrait, Self::Square];

    /// The orientation of an image of `width_px` by `height_px`, as displayed.
    pub fn of(width_px: u32, height_px: u32) -> Self {
        let longer = f64::from(width_px.max(height_px));
        if f64::from(width_px.abs_diff(height_px)) <= SQUARE_TOLERANCE * longer {
            Self::Square
        } else if width_px > height_px {
            Self::Landscape
        } else {
            Self::Portrait
        }
    }

    /// The word that tables hold.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Landscape => "landscape",
            Self::Portrait => "portrait",
            Self::Square => "square",
        }
    }
}

/// How large an image is, by its longer side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SizeCategory {
    /// Below 500 px.
    Thumbnail,
    /// 500 to 1500 px.
    Medium,
    /// Above 1500 px.
    Large,
}

impl SizeCategory {
    /// Every value, from small to large.
    pub const ALL: [Self; 3] = [Self::Thumbnail, Self::Medium, Self::Large];

    /// The class of an image of `width_px` by `height_px`.
    pub fn of(width_px: u32, height_px: u32) -> Self {
        match width_px.max(height_px) {
            longer if longer < MEDIUM_FROM_PX => Self::Thumbnail,
            longer if longer <= MEDIUM_TO_PX => Self::Medium,
            _ => Self::Large,
        }
    }

    /// The word that tables hold.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumbnail",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

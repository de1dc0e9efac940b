//! Figures: the drawing half of the chart room. Typed data in, bytes of an SVG or a PNG out; no
//! disk, no tables, no choice of rows.
//!
//! A form (`bars`, `pie`, `palettes`, `stacked`, `panels`, `cloud`) puts marks on a sheet: that is
//! all of the layout. `paint` replays the sheet on plotters' SVG and bitmap backends, so both are
//! the same picture. `page`, `axis`, `legend`, `lettering` and `number` are what forms share.
//!
//! Any data gives a picture: values that are no number are drawn as nothing, empty data says so,
//! long names are shortened, and rows beyond what a page can hold are counted at its foot.

use anyhow::Result;

use crate::language::Language;

mod axis;
mod bars;
mod cloud;
mod heat;
mod legend;
mod lettering;
mod number;
mod page;
mod paint;
mod palettes;
mod panels;
mod picture;
mod pie;
mod shaping;
mod sheet;
mod stacked;

pub use bars::{Bar, Bars};
pub use cloud::{Cloud, PlacedWord, Word};
pub use heat::Heat;
pub use legend::Series;
pub use palettes::{PaletteRow, Palettes};
pub use panels::{Panel, Panels, Scale};
pub use picture::Picture;
pub use pie::{Pie, Slice};
pub use stacked::{Group, Stacked};

/// What stands above a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The finding, as a sentence ("Blue leads: in 61 of 150 images").
    pub title: String,
    /// The measure ("images in which a colour is among the predominant ones").
    pub subtitle: String,
    /// The language of both, in which the figure writes its numbers too. What forms add in words is
    /// in it for bars, stacked bars and panels, and in English for the others.
    pub language: Language,
}

/// A figure of one of the forms, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// Bars, lying or standing.
    Bars(Bars),
    /// Parts of a whole.
    Pie(Pie),
    /// Strips of colours.
    Palettes(Palettes),
    /// Stacked bars.
    Stacked(Stacked),
    /// Several measures of the same rows.
    Panels(Panels),
    /// Words.
    Cloud(Cloud),
    /// What goes with what.
    Heat(Heat),
}

impl Figure {
    /// The figure as an SVG document in UTF-8, 960 logical pixels wide. Text stays text.
    /// The same data gives the same bytes.
    ///
    /// # Errors
    /// If the drawing library fails or panics.
    pub fn svg(&self) -> Result<Vec<u8>> {
        paint::svg(&self.sheet())
    }

    /// The figure as a PNG, twice as many pixels wide and high as the SVG. The same data gives the
    /// same bytes.
    ///
    /// # Errors
    /// If the drawing library or the encoder fails or panics.
    pub fn png(&self) -> Result<Vec<u8>> {
        paint::png(&self.sheet())
    }

    /// The same with the thumbnails that `find` gives for the contents that it names, where it is
    /// a figure of images.
    pub fn illustrated(self, find: &dyn Fn(&str) -> Option<Vec<u8>>) -> Self {
        match self {
            Self::Palettes(palettes) => Self::Palettes(palettes.illustrated(find)),
            other => other,
        }
    }

    fn sheet(&self) -> sheet::Sheet {
        match self {
            Self::Bars(bars) => bars.sheet(),
            Self::Pie(pie) => pie.sheet(),
            Self::Palettes(palettes) => palettes.sheet(),
            Self::Stacked(stacked) => stacked.sheet(),
            Self::Panels(panels) => panels.sheet(),
            Self::Cloud(cloud) => cloud.sheet(),
            Self::Heat(heat) => heat.sheet(),
        }
    }
}

#[cfg(test)]
mod tests;

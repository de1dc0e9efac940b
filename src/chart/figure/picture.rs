//! A small picture on a sheet: a thumbnail beside what is said of its image.

use image::RgbImage;
use image::imageops::{self, FilterType};

use crate::imaging;

/// A thumbnail: the file, for the SVG, and its pixels, for the PNG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file, a JPEG.
    pub(super) jpeg: Vec<u8>,
    pixels: RgbImage,
}

impl Picture {
    /// No thumbnail is larger; what is, is shrunk before it is drawn.
    const MOST_SIDE_PX: u32 = 512;

    /// The picture in a JPEG; `None` where it cannot be read.
    pub fn of(jpeg: Vec<u8>) -> Option<Self> {
        let pixels = imaging::upright_thumbnail(&jpeg, Self::MOST_SIDE_PX).ok()?;
        Some(Self { jpeg, pixels })
    }

    /// The largest rectangle of its shape within `width` and `height`: both, in the same units.
    pub(super) fn fit(&self, width: f64, height: f64) -> (f64, f64) {
        let [own_width, own_height] =
            [self.pixels.width(), self.pixels.height()].map(|side| f64::from(side.max(1)));
        let scale = (width / own_width).min(height / own_height);
        (own_width * scale, own_height * scale)
    }

    /// Its pixels at a size in device pixels.
    pub(super) fn scaled(&self, (width, height): (u32, u32)) -> RgbImage {
        imageops::resize(&self.pixels, width, height, FilterType::CatmullRom)
    }
}

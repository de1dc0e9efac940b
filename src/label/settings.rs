//! What the stage can be told.

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::duplicates::MAX_DISTANCE;
use super::palette::PaletteSettings;
use crate::tables::format::Format;

/// The table `[label]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The most colours in a palette, 3 to 5.
    pub colors: u32,
    /// In how many of 64 bits the hashes of near-duplicates may differ, 0 to 16.
    pub duplicate_distance: u32,
    /// How the tables are written.
    pub format: Format,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            colors: 5,
            // Measured on 1,064 photographs, wallpapers, drawings and clip art and 15 altered copies
            // of each: up to 8, 96 to 100 of 100 copies are found, and of other pairs only
            // drawings of one design are alike; beyond, chance begins.
            duplicate_distance: 8,
            format: Format::default(),
        }
    }
}

impl Settings {
    /// What is meant, once all values are known to be right.
    ///
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<ValidSettings> {
        let colors = usize::try_from(self.colors).unwrap_or(usize::MAX);
        ensure!(
            self.duplicate_distance <= MAX_DISTANCE,
            "label.duplicate_distance is {}; it can be 0 to {}",
            self.duplicate_distance,
            MAX_DISTANCE
        );
        Ok(ValidSettings {
            palette: PaletteSettings::new(colors).context("label.colors")?,
            duplicate_distance: self.duplicate_distance,
        })
    }
}

/// Settings that are known to be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidSettings {
    /// How palettes are made.
    pub palette: PaletteSettings,
    /// How many bits near-duplicates differ in at most, up to [`MAX_DISTANCE`].
    pub duplicate_distance: u32,
}

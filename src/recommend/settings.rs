//! The table `[recommend]` of a pipeline file.

use anyhow::{Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::{MODELS, ModelDefinition};
use crate::tables::format::Format;

/// How many images can be asked for at once.
const COUNT: std::ops::RangeInclusive<u32> = 1..=100;

/// The table `[recommend]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// One of [`MODELS`].
    pub model: String,
    /// Images for each user, 1 to 100.
    pub count: u32,
    /// How much unlikeness within a list counts beside the scores, 0 (not at all) to 1.
    pub diversity: f64,
    /// How the table is written.
    pub format: Format,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            model: MODELS[0].name.to_owned(),
            count: 5,
            diversity: 0.0,
            format: Format::default(),
        }
    }
}

impl Settings {
    /// The model that is named, once all values are known to be right.
    ///
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<&'static ModelDefinition> {
        ensure!(
            COUNT.contains(&self.count),
            "recommend.count is {}; it can be {} to {}",
            self.count,
            COUNT.start(),
            COUNT.end()
        );
        ensure!(
            (0.0..=1.0).contains(&self.diversity),
            "recommend.diversity is {}; it can be 0 to 1",
            self.diversity
        );
        if let Some(model) = MODELS.iter().find(|model| model.name == self.model) {
            return Ok(model);
        }
        let names: Vec<&str> = MODELS.iter().map(|model| model.name).collect();
        bail!(
            "recommend.model is '{}'; it can be {}",
            self.model,
            names.join(", ")
        )
    }
}

//! The table `[evaluate]` of a pipeline file.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::domain::nearest;
use crate::recommend::{MODELS, ModelDefinition};

/// The models that all others are held against, measured whether or not they are named.
pub const BASELINES: [&str; 2] = [POPULAR, RANDOM];
/// What most users like: it knows nothing of the user.
pub const POPULAR: &str = "popular";
/// By chance.
const RANDOM: &str = "random";

/// With fewer resamples than this an interval is chance itself.
const MIN_RESAMPLES: u32 = 100;
/// More tell nothing more.
const MAX_RESAMPLES: u32 = 100_000;

/// Which favourites are held out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// A fifth of each user's favourites, of users with at least five.
    #[default]
    Holdout,
    /// One favourite of each user who has at least two.
    LeaveOneOut,
}

impl Protocol {
    /// The name in a pipeline file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holdout => "holdout",
            Self::LeaveOneOut => "leave-one-out",
        }
    }
}

/// The table `[evaluate]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Some of [`MODELS`]; [`BASELINES`] are measured besides.
    pub models: Vec<String>,
    /// Which favourites are held out, where no files say so.
    pub protocol: Protocol,
    /// A table of the favourites to learn from, in place of those in the data folder.
    pub train: Option<PathBuf>,
    /// A table of the favourites to be found, beside `train`.
    pub test: Option<PathBuf>,
    /// Resamples of the users for intervals and tests, 100 to 100000; 0 for neither.
    pub bootstrap: u32,
    /// Whether new users and new images are looked at besides: it takes as long again.
    pub cuts: bool,
    /// Where the lists are written, if one model is named.
    pub lists: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            models: MODELS.iter().map(|model| model.name.to_owned()).collect(),
            protocol: Protocol::default(),
            train: None,
            test: None,
            bootstrap: 1_000,
            cuts: true,
            lists: None,
        }
    }
}

impl Settings {
    /// The models to be measured, each once, in the order of [`MODELS`]; the baselines are among
    /// them.
    ///
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<Vec<&'static ModelDefinition>> {
        let names = || MODELS.iter().map(|model| model.name);
        if let Some(unknown) = self
            .models
            .iter()
            .find(|name| names().all(|known| known != *name))
        {
            let all = names().collect::<Vec<_>>().join(", ");
            match nearest(unknown, names()) {
                Some(near) => {
                    bail!("evaluate.models has '{unknown}'; did you mean '{near}'? There are {all}")
                }
                None => bail!("evaluate.models has '{unknown}'; there are {all}"),
            }
        }
        let resamples = self.bootstrap;
        ensure!(
            resamples == 0 || (MIN_RESAMPLES..=MAX_RESAMPLES).contains(&resamples),
            "evaluate.bootstrap is {resamples}; it can be 0, or {MIN_RESAMPLES} to {MAX_RESAMPLES}"
        );
        self.check_files()?;
        let is_wanted = |model: &&ModelDefinition| {
            BASELINES.contains(&model.name) || self.models.iter().any(|name| name == model.name)
        };
        Ok(MODELS.iter().filter(is_wanted).collect())
    }

    fn check_files(&self) -> Result<()> {
        match (&self.train, &self.test) {
            (Some(_), None) => {
                bail!("evaluate.train is given without evaluate.test; give both, or neither")
            }
            (None, Some(_)) => {
                bail!("evaluate.test is given without evaluate.train; give both, or neither")
            }
            (None, None) => {}
            (Some(_), Some(_)) => ensure!(
                self.protocol == Protocol::default(),
                "evaluate.protocol is {}, and evaluate.test says already what is held out; leave one of them away",
                self.protocol.name()
            ),
        }
        ensure!(
            self.lists.is_none() || self.models.len() == 1,
            "evaluate.lists is the file of one model's lists, and evaluate.models names {}; name one",
            self.models.len()
        );
        Ok(())
    }

    /// The model whose lists are wanted, if any are.
    pub fn listed(&self) -> Option<&str> {
        let first = self.models.first().map(String::as_str);
        first.filter(|_| self.lists.is_some())
    }
}

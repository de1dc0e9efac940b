//! A pipeline as it is meant: stages that exist, settings that are known to be right.

use anyhow::{Context as _, Result, bail};

use super::spec::Spec;
use crate::acquire::SourceDefinition;
use crate::domain::Seed;
use crate::recommend::ModelDefinition;
use crate::{acquire, chart, check, evaluate, label, profile, recommend, report};

/// The fewest images of a gallery that is drawn in full.
const GALLERY_IMAGES: u64 = 100;

/// The stages, in the order in which one needs the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Images in.
    Acquire,
    /// What can be seen in them.
    Label,
    /// What users like.
    Profile,
    /// What to show them.
    Recommend,
    /// Is it what they like?
    Evaluate,
    /// Pictures of all that.
    Chart,
    /// Pages about it.
    Report,
    /// Is it right?
    Check,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Acquire,
        Self::Label,
        Self::Profile,
        Self::Recommend,
        Self::Evaluate,
        Self::Chart,
        Self::Report,
        Self::Check,
    ];

    /// The name in a pipeline file and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Acquire => acquire::STAGE,
            Self::Label => label::STAGE,
            Self::Profile => profile::STAGE,
            Self::Recommend => recommend::STAGE,
            Self::Evaluate => evaluate::STAGE,
            Self::Chart => chart::STAGE,
            Self::Report => report::STAGE,
            Self::Check => check::STAGE,
        }
    }

    fn parse(name: &str) -> Result<Self> {
        let stage = Self::ALL.into_iter().find(|stage| stage.name() == name);
        stage.with_context(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!(
                "unknown stage '{}'; the stages are {names}",
                crate::domain::printable(name)
            )
        })
    }
}

/// A pipeline that can be run.
pub struct Plan {
    /// The stages, in their order.
    pub stages: Vec<Stage>,
    /// The settings, all of them valid.
    pub spec: Spec,
    /// The source that the settings name.
    pub source: &'static SourceDefinition,
    /// The model that the settings name.
    pub model: &'static ModelDefinition,
    /// Where all chance comes from.
    pub seed: Seed,
}

impl Plan {
    /// The plan that `spec` means.
    ///
    /// # Errors
    /// Names the stage or the key and the value that cannot be.
    pub fn new(spec: Spec, seed: Seed) -> Result<Self> {
        let stages = spec
            .stages
            .iter()
            .map(|name| Stage::parse(name))
            .collect::<Result<Vec<_>>>()?;
        if stages.is_empty() {
            bail!("no stages are named; write stages = [\"acquire\", \"label\", ...]");
        }
        let source = spec.acquire.check()?;
        spec.label.check()?;
        spec.profile.check()?;
        let model = spec.recommend.check()?;
        spec.evaluate.check()?;
        spec.report.check()?;
        spec.check.check()?;
        Ok(Self {
            stages,
            spec,
            source,
            model,
            seed,
        })
    }

    /// Whether the settings name all tables that are needed, so that the data folder need not be
    /// there.
    pub fn brings_tables(&self) -> bool {
        self.stages == [Stage::Evaluate] && self.spec.evaluate.test.is_some()
    }

    /// How many images are wanted at most.
    pub fn count(&self) -> Option<u64> {
        self.spec.acquire.count.or(self.source.default_count)
    }

    /// The fewest images that the check accepts: as the settings say, else 100 of a gallery that
    /// was asked for as many, else one.
    pub fn min_images(&self) -> u64 {
        let own = self
            .stages
            .contains(&Stage::Acquire)
            .then_some(self.source.default_count)
            .flatten();
        let gallery = own.and(self.count()).map(|count| count.min(GALLERY_IMAGES));
        self.spec.check.min_images.or(gallery).unwrap_or(1)
    }

    /// How many bits the check lets near-duplicates differ in: as the settings say where the plan
    /// labels too, else as many as there can be, since nothing tells what `label` was set to.
    pub fn duplicate_distance(&self) -> u32 {
        if self.stages.contains(&Stage::Label) {
            self.spec.label.duplicate_distance
        } else {
            label::duplicates::MAX_DISTANCE
        }
    }
}

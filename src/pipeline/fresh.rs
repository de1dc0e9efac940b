//! What was done before and need not be done again: a manifest beside each stage's output. It
//! holds hashes only, no clock, so that two runs of the same work leave the same bytes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::layout::Layout;
use crate::domain::Skip;
use crate::fsio;

/// What a stage was given and gave back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    plan: String,
    inputs: BTreeMap<String, Option<String>>,
    outputs: BTreeMap<String, Option<String>>,
    made: String,
    rejected: Vec<Skip>,
}

/// The files of one stage, and all else that its results depend on.
pub struct Watched {
    /// The stage.
    pub stage: &'static str,
    /// Settings and seed, in any fixed spelling.
    pub plan: String,
    /// Files that it reads, wherever they are.
    pub inputs: Vec<&'static str>,
    /// Files that it writes.
    pub outputs: Vec<PathBuf>,
    /// Files in whose place it writes these; a run that was stopped may have left them.
    pub superseded: Vec<PathBuf>,
}

impl Watched {
    fn path(&self, layout: &Layout) -> PathBuf {
        layout.state().join(format!("{}.json", self.stage))
    }

    fn plan_hash(&self) -> String {
        fsio::hash(format!("{} {}", env!("CARGO_PKG_VERSION"), self.plan).as_bytes())
    }

    fn outputs(&self) -> BTreeMap<String, Option<String>> {
        let name = |path: &PathBuf| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        self.outputs
            .iter()
            .map(|path| (name(path), fsio::hash_file(path)))
            .collect()
    }

    /// What was made and what was rejected, if nothing has changed since the stage ran: same
    /// plan, same inputs, and its outputs still as it left them.
    pub fn fresh(&self, layout: &Layout) -> Option<(String, Vec<Skip>)> {
        let bytes = fsio::read(&self.path(layout)).ok()?;
        let manifest: Manifest = serde_json::from_slice(&bytes).ok()?;
        let same = manifest.plan == self.plan_hash()
            && manifest.inputs == hashes(layout, &self.inputs)
            && manifest.outputs == self.outputs()
            && manifest.outputs.values().all(Option::is_some)
            && !self.superseded.iter().any(|path| path.is_file());
        same.then_some((manifest.made, manifest.rejected))
    }

    /// Writes down that the stage has run. Called last: a stage that was killed has no manifest.
    ///
    /// # Errors
    /// The manifest cannot be written.
    pub fn record(&self, layout: &Layout, made: &str, rejected: &[Skip]) -> Result<()> {
        let manifest = Manifest {
            plan: self.plan_hash(),
            inputs: hashes(layout, &self.inputs),
            outputs: self.outputs(),
            made: made.to_owned(),
            rejected: rejected.to_vec(),
        };
        fsio::write_atomic(&self.path(layout), &serde_json::to_vec_pretty(&manifest)?)
    }
}

/// The hashes of files in both folders: which of two files counts may depend on what is in them.
pub fn hashes(layout: &Layout, names: &[&str]) -> BTreeMap<String, Option<String>> {
    let folders = [("", &layout.output), ("input ", &layout.input)];
    let paths = folders.into_iter().flat_map(|(place, folder)| {
        let named = move |name: &&str| (format!("{place}{name}"), folder.join(name));
        names.iter().map(named)
    });
    paths
        .map(|(name, path)| (name, fsio::hash_file(&path)))
        .collect()
}

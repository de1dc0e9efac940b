//! What a user can set about this stage: the table `[acquire]`, and the flags of the same names.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::source::{SOURCES, SourceDefinition};

/// The most images that the gallery draws and that a folder may be asked for.
const MAX_COUNT: u64 = 1_000_000;

/// How a file that is there already gets into `images/`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreMode {
    /// A copy: whatever happens to it, the original stays as it is.
    #[default]
    Copy,
    /// A second name of the same file: no space, and both change together.
    Hardlink,
    /// A pointer to the original: no space, and it is lost with the original.
    Symlink,
}

/// The table `[acquire]`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where images come from; where none is named, `folder` if there is a path, else `gallery`.
    pub source: Option<String>,
    /// How many images at most, 1 to 1,000,000; 150 for the gallery, all for a folder.
    pub count: Option<u64>,
    /// The folder of the source `folder`.
    pub path: Option<PathBuf>,
    /// Copies or links for files that are there already.
    pub store: StoreMode,
    /// The table of licences; `licenses.csv` in the folder where none is named.
    pub licenses: Option<PathBuf>,
}

impl Settings {
    /// The source that is named, once all values are known to be right.
    ///
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<&'static SourceDefinition> {
        if let Some(count) = self.count {
            ensure!(
                (1..=MAX_COUNT).contains(&count),
                "acquire.count is {count}; it can be 1 to {MAX_COUNT}"
            );
        }
        let definition = super::source::find(self.source_name())?;
        if let Some(path) = self.path.as_ref().filter(|_| !definition.reads_a_folder) {
            bail!(
                "acquire.path is '{}', but the source '{}' reads no folder; set acquire.source to 'folder'",
                path.display(),
                definition.name
            );
        }
        if definition.reads_a_folder && self.path.is_none() {
            bail!(
                "the source '{}' needs the folder: --path DIR, or acquire.path in a pipeline file",
                definition.name
            );
        }
        Ok(definition)
    }

    /// The source that is named; where none is, a path means the folder, and nothing the gallery.
    fn source_name(&self) -> &str {
        let fitting = SOURCES
            .iter()
            .find(|source| source.reads_a_folder == self.path.is_some());
        let implied = fitting.map_or("", |source| source.name);
        self.source.as_deref().unwrap_or(implied)
    }
}

//! A thing that was met and not used, with the reason: a counted fact, neither crash nor silence.

use serde::{Deserialize, Serialize};

/// One line of `rejected.json`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skip {
    /// Where it came from: a path, a URL, a file name or a record.
    pub source: String,
    /// Why it was not used, in words for a person.
    pub reason: String,
    /// The stage that met it.
    pub stage: String,
}

impl Skip {
    /// A skip of `stage`; control characters in what came from outside are taken out.
    pub fn new(stage: &str, source: &str, reason: &str) -> Self {
        Self {
            source: super::name::printable(source),
            reason: super::name::printable(reason),
            stage: stage.to_owned(),
        }
    }
}

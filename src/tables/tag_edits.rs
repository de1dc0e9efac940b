//! `tag_edits.json`: what people added to the tags of images and took away from them, an object by
//! file name: `{"reef.jpg": {"add": ["coral"], "remove": ["sea"]}}`. Images that are gone keep
//! their edits, which then change nothing.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::{check_unique, json};

/// Edits by file name.
pub type TagEdits = BTreeMap<String, TagEdit>;

/// What was edited of one image; no tag stands on both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TagEdit {
    /// Tags that it has whatever else says so.
    pub add: BTreeSet<String>,
    /// Tags that it has not, whatever says so.
    pub remove: BTreeSet<String>,
}

/// The edits as `tag_edits.json`.
///
/// # Errors
/// An edit that cannot be written.
pub fn to_json(edits: &TagEdits) -> Result<Vec<u8>> {
    json::object(edits)
}

/// The edits from `tag_edits.json`.
///
/// # Errors
/// Names the line and column of what is wrong, or the image that stands twice.
pub fn from_json(bytes: &[u8]) -> Result<TagEdits> {
    let members: Vec<(String, TagEdit)> = json::members(
        bytes,
        "not an object of edits by file name, like {\"reef.jpg\": {\"add\": [\"coral\"], \"remove\": []}}",
    )?;
    check_unique("filename", members.iter().map(|(name, _)| name.as_str()))?;
    Ok(members.into_iter().collect())
}

//! `patterns`: what all favourites of all users have in common. File `patterns.json`, an object of
//! four lists.

use anyhow::Result;
use polars::prelude::*;

use super::json;

/// A basic colour term.
pub const COLOR: &str = "color";
/// A tag.
pub const TAG: &str = "tag";
/// Favourites that have it, u64.
pub const COUNT: &str = "count";
/// The first tag of a pair, in the order of the alphabet.
pub const FIRST: &str = "a";
/// The second tag of a pair.
pub const SECOND: &str = "b";
/// A cluster of users, from 0, u32.
pub const CLUSTER: &str = "cluster";
/// The users of a cluster, list of text.
pub const USERS: &str = "users";
/// The tags that most favourites of a cluster have, list of text.
pub const TOP_TAGS: &str = "top_tags";
/// The colours that most favourites of a cluster have, list of text.
pub const TOP_COLORS: &str = "top_colors";

/// How much more often than by chance, f64: 1 where two things have nothing to do with each other.
pub const LIFT: &str = "lift";
/// The tags that a cluster has more often than all favourites, list of `{tag, lift}`.
pub const DISTINCT_TAGS: &str = "distinct_tags";
/// The colours that a cluster has more often than all favourites, list of `{color, lift}`.
pub const DISTINCT_COLORS: &str = "distinct_colors";

/// The four lists, each most frequent first.
pub struct Patterns {
    /// `(color, count)`
    pub popular_colors: DataFrame,
    /// `(tag, count)`
    pub frequent_tags: DataFrame,
    /// `(cluster, users, top_tags, top_colors, distinct_tags, distinct_colors)`
    pub user_clusters: DataFrame,
    /// `(a, b, count, lift)`
    pub tag_pairs: DataFrame,
}

/// The lists as `patterns.json`.
///
/// # Errors
/// A frame is not of this table.
pub fn to_json(patterns: &Patterns) -> Result<Vec<u8>> {
    let members = [
        ("popular_colors", &patterns.popular_colors),
        ("frequent_tags", &patterns.frequent_tags),
        ("user_clusters", &patterns.user_clusters),
        ("tag_pairs", &patterns.tag_pairs),
    ];
    let mut out = Vec::new();
    for (position, (name, frame)) in members.into_iter().enumerate() {
        out.extend_from_slice(if position == 0 { b"{\n" } else { b",\n" });
        serde_json::to_writer(&mut out, name)?;
        out.extend_from_slice(b": ");
        out.extend_from_slice(json::array(frame)?.trim_ascii_end());
    }
    out.extend_from_slice(b"\n}\n");
    Ok(out)
}

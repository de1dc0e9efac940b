//! The table `favorites`: whoever keeps a collection likes what is in it. The favourites of one
//! user stand together and are sorted; every photo once a user.

use super::pairs::Column;
use crate::domain::printable;
use crate::tables::favorites::{FILENAME, USER_ID};

/// The collections.
pub(super) static COLUMN: Column = Column {
    name: "collection_id",
    spelling: user,
    missing: "without a collection_id",
    word_first: true,
    words: 1 << 24,
    table: [USER_ID, FILENAME],
};

/// The user who keeps a collection.
fn user(collection: &str) -> Option<String> {
    let id = printable(collection);
    let id = id.trim();
    (!id.is_empty()).then(|| format!("collection-{id}"))
}

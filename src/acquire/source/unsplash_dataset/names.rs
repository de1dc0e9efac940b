//! Photo ids as keys of 16 bytes, and the file names that they give.
//!
//! An id of Unsplash is eleven of `A-Za-z0-9_-`; two may differ in case only. Any other text is
//! an id as well, but its name holds a part of its hash.

use std::hash::{Hash, Hasher};

use crate::acquire::source::short_hash;
use crate::domain::safe_stem;

/// The longest id that stands in its key as it is, in bytes.
const MAX_PLAIN_BYTES: usize = 15;
/// The last byte of the key of any other id, which no length is.
const HASHED: u8 = 0xff;
/// How many characters of a hash stand at the end of a name, after a dash.
const HASH_CHARS: usize = 8;

/// What every name begins with.
pub(super) const PREFIX: &str = "unsplash-";

/// An id: its bytes and its length where it is plain, else a part of its BLAKE3 hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key([u8; 16]);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(u128::from_ne_bytes(self.0));
    }
}

impl Key {
    /// The key of an id; none of an empty one.
    pub fn of(id: &str) -> Option<Self> {
        let id = id.trim();
        if id.is_empty() {
            return None;
        }
        let mut key = [0; 16];
        let bytes = id.as_bytes();
        if is_plain(bytes) {
            for (to, from) in key.iter_mut().zip(bytes) {
                *to = *from;
            }
            key[15] = u8::try_from(bytes.len()).unwrap_or(HASHED);
        } else {
            key.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
            key[15] = HASHED;
        }
        Some(Self(key))
    }

    /// The id, where it is plain.
    pub fn plain(&self) -> Option<&str> {
        let length = usize::from(self.0[15]);
        std::str::from_utf8(self.0.get(..length)?).ok()
    }

    /// The same for ids that differ in case only, as long as they are plain.
    pub fn case_blind(self) -> Self {
        match self.plain() {
            Some(_) => Self(self.0.map(|byte| byte.to_ascii_lowercase())),
            None => self,
        }
    }
}

/// Whether an id needs no hash in its name. One that looks as if it had one does, so that no id
/// can be made up to take another's name.
fn is_plain(id: &[u8]) -> bool {
    let looks_hashed = id.len() > HASH_CHARS
        && id[id.len() - HASH_CHARS - 1] == b'-'
        && id[id.len() - HASH_CHARS..]
            .iter()
            .all(u8::is_ascii_hexdigit);
    id.len() <= MAX_PLAIN_BYTES
        && !looks_hashed
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte))
}

/// Adds the file name of a plain id that no other is like.
pub(super) fn push_plain_name(names: &mut String, id: &str) {
    for piece in [PREFIX, id, ".jpg"] {
        names.push_str(piece);
    }
}

/// The file name of any other id.
pub(super) fn hashed_name(id: &str) -> String {
    let stem = safe_stem(&[PREFIX, id.trim()].concat());
    format!("{stem}-{}.jpg", short_hash(id.trim()))
}

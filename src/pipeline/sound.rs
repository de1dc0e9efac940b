//! Tables in Parquet of which it is known that their rows are sound: what one stage has looked at,
//! row by row, the next one knows by the content of the file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::layout::Layout;
use super::table::file_of;
use crate::fsio;
use crate::tables::shape::{Shape, TABLES};

/// The file of the notes, an object of hashes by table.
const NOTES: &str = "sound.json";

/// What is known of a table's file.
pub struct Note<'a> {
    layout: &'a Layout,
    table: &'a str,
    /// Of the content and of what was asked of it; nothing where it cannot be read.
    hash: Option<String>,
}

impl<'a> Note<'a> {
    /// On the file of a table.
    pub fn on(layout: &'a Layout, shape: &'a Shape, path: &Path) -> Self {
        let content = fsio::hash_file(path);
        // A table alone may lack columns that it has beside others.
        let fields = (shape.fields)().into_iter();
        let fields: Vec<_> = fields.map(|field| (field.name, field.needed)).collect();
        let rules = format!("{} {:?} {fields:?}", env!("CARGO_PKG_VERSION"), shape.key);
        Self {
            layout,
            table: shape.name,
            hash: content.map(|content| fsio::hash(format!("{rules} {content}").as_bytes())),
        }
    }

    /// Whether these bytes were found sound before.
    pub fn is_known(&self) -> bool {
        self.hash.is_some() && notes(self.layout).get(self.table) == self.hash.as_ref()
    }

    /// Remembers that they are sound, where the program keeps notes at all: a question leaves
    /// nothing in a folder that no stage has worked in.
    pub fn keep(self) {
        let Some(hash) = self.hash.filter(|_| self.layout.state().is_dir()) else {
            return;
        };
        let mut notes = notes(self.layout);
        notes.insert(self.table.to_owned(), hash);
        save(self.layout, &notes);
    }
}

/// Forgets what was known of tables that are not in Parquet any more.
pub fn forget_others(layout: &Layout) {
    let mut notes = notes(layout);
    let known = notes.len();
    notes.retain(|table, _| {
        let mut shapes = TABLES.iter();
        let shape = shapes.find(|shape| shape.name == table);
        shape.is_some_and(|shape| file_of(layout, shape).is_ok_and(|path| path.is_some()))
    });
    if notes.len() < known {
        save(layout, &notes);
    }
}

/// Writes the notes; no file where there are none.
fn save(layout: &Layout, notes: &BTreeMap<String, String>) {
    let path = layout.state().join(NOTES);
    // Without a note a table is looked at again, and an old one is of other bytes: no error is worth
    // telling.
    let _ = match notes.is_empty() {
        true => fsio::remove_if_present(&path),
        false => serde_json::to_vec(notes)
            .map_err(Into::into)
            .and_then(|bytes| fsio::write_atomic(&path, &bytes)),
    };
}

fn notes(layout: &Layout) -> BTreeMap<String, String> {
    let bytes = fs::read(layout.state().join(NOTES)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

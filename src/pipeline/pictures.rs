//! The images of a data folder and their thumbnails, which lie in files of their own, named by the
//! content of the image.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::layout::Layout;
use crate::fsio;
use crate::label;

const THUMBNAILS: &str = "thumbnails";

/// The images and thumbnails of a layout.
pub struct Pictures<'a>(pub &'a Layout);

impl Pictures<'_> {
    fn folder(&self) -> PathBuf {
        self.0.state().join(THUMBNAILS)
    }

    /// Where the thumbnail of this content is kept; nowhere where the hash is none.
    fn path(&self, hash: &str) -> Option<PathBuf> {
        Some(self.folder().join(file_name(hash)?))
    }

    /// The thumbnail of this content, where one was made: a JPEG.
    pub fn thumbnail(&self, hash: &str) -> Option<Vec<u8>> {
        let name = file_name(hash)?;
        let folders = [self.folder(), self.0.input_state().join(THUMBNAILS)];
        let mut files = folders.iter().map(|folder| fs::read(folder.join(&name)));
        files.find_map(Result::ok)
    }

    /// Removes the thumbnails of images that are not among these any more.
    pub fn forget_others(&self, hashes: &HashSet<&str>) {
        for entry in fs::read_dir(self.folder()).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if !hashes.contains(name.trim_end_matches(".jpg")) {
                // One that stays does no harm: nobody asks for it.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// The name of the file of a thumbnail; none where the hash is none.
fn file_name(hash: &str) -> Option<String> {
    let is_hash = !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| format!("{hash}.jpg"))
}

impl label::Pictures for Pictures<'_> {
    fn read(&self, filename: &str) -> Result<Vec<u8>> {
        let path = self
            .0
            .find_image(filename)
            .with_context(|| format!("images/{filename} is missing"))?;
        fsio::read(&path)
    }

    fn has_thumbnail(&self, hash: &str) -> bool {
        self.path(hash).is_none_or(|path| path.is_file())
    }

    fn keep_thumbnail(&self, hash: &str, jpeg: &[u8]) -> Result<()> {
        match self.path(hash) {
            Some(path) => fsio::write_atomic(&path, jpeg),
            None => Ok(()),
        }
    }
}

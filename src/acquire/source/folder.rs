//! Source `folder`: any folder of image files, with all below it. The originals are never touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, anyhow, bail, ensure};
use walkdir::{DirEntry, WalkDir};

use super::sidecar::Sidecar;
use super::{
    Fetched, Item, Listing, Pages, Source, SourceDefinition, Take, claimed_extension,
    fetch_by_threads, short_hash,
};
use crate::acquire::{STAGE, Settings, StoreMode};
use crate::domain::{MAX_STEM_BYTES, Seed, Skip, is_filing_word, safe_stem};
use crate::fsio;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = SourceDefinition {
    name: "folder",
    help: "image files in a folder and all below it (--path DIR)",
    reads_a_folder: true,
    web: false,
    options: &["path", "store", "licenses"],
    default_count: None,
    open,
    import: None,
};

/// The table of licences that is looked for in the folder itself.
const SIDECAR: &str = "licenses.csv";

/// The largest file that is read: far above any photograph, far below a machine's memory.
pub const MAX_FILE_BYTES: u64 = 512 << 20;

struct Folder {
    root: PathBuf,
    sidecar_path: Option<PathBuf>,
    sidecar: Sidecar,
    own_paths: Vec<PathBuf>,
    /// Kept otherwise, files must be stored again.
    store: StoreMode,
}

fn open(settings: &Settings, _seed: Seed, own_paths: &[PathBuf]) -> Result<Box<dyn Source>> {
    let Some(root) = settings.path.clone() else {
        bail!("source 'folder' needs the folder: --path DIR, or path = \"DIR\" under [acquire]");
    };
    ensure!(
        root.is_dir(),
        "{} is not a folder that can be read; name another with --path",
        root.display()
    );
    if let Ok(resolved) = fs::canonicalize(&root) {
        let own = own_paths
            .iter()
            .filter_map(|path| fs::canonicalize(path).ok());
        if let Some(own) = own.into_iter().find(|own| resolved.starts_with(own)) {
            bail!(
                "{} lies in {}, which pixrec writes itself; name the folder of the originals, or another data folder",
                root.display(),
                own.display()
            );
        }
    }
    let beside = root.join(SIDECAR);
    let sidecar_path = settings
        .licenses
        .clone()
        .or_else(|| beside.is_file().then_some(beside));
    let sidecar = match &sidecar_path {
        Some(path) => Sidecar::read(path)?,
        None => Sidecar::default(),
    };
    Ok(Box::new(Folder {
        store: settings.store,
        root,
        sidecar_path,
        sidecar,
        own_paths: own_paths
            .iter()
            .filter_map(|path| fs::canonicalize(path).ok())
            .collect(),
    }))
}

impl Folder {
    /// Whether the walk looks at `entry`: at anything but what this program writes.
    fn looks_at(&self, entry: &DirEntry) -> bool {
        let alike = |own: &PathBuf| own.file_name() == Some(entry.file_name());
        // Only a link, or something of the same name, can lead there: the others cost no look.
        let may_be_own = entry.path_is_symlink() || self.own_paths.iter().any(alike);
        let is_own = |path: PathBuf| self.own_paths.iter().any(|own| path.starts_with(own));
        !(may_be_own && fs::canonicalize(entry.path()).is_ok_and(is_own))
    }

    fn is_sidecar(&self, path: &Path) -> bool {
        self.sidecar_path.as_deref().is_some_and(|sidecar| {
            sidecar == path || fs::canonicalize(sidecar).ok() == fs::canonicalize(path).ok()
        })
    }
}

impl Source for Folder {
    fn name(&self) -> &'static str {
        DEFINITION.name
    }

    fn fingerprint(&self) -> String {
        let sidecar = self.sidecar_path.as_deref().and_then(fsio::hash_file);
        let root = fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
        format!(
            "{} {:?} {} {}",
            DEFINITION.name,
            self.store,
            root.display(),
            sidecar.unwrap_or_default()
        )
    }

    fn list(&self) -> Pages<'_> {
        Box::new(std::iter::once_with(|| self.walk()))
    }

    fn fetch(&self, items: &[(usize, &Item)], take: Take<'_>) {
        fetch_by_threads(items, take, |item| self.read(item));
    }
}

impl Folder {
    /// All that is in the folder.
    fn walk(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        let walk = WalkDir::new(&self.root)
            .follow_links(true)
            .sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|entry| self.looks_at(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() || self.is_sidecar(entry.path()) => {}
                Ok(entry) => match item(&self.root, &entry) {
                    Ok(item) => listing.items.push(item),
                    Err(error) => listing.skips.push(skip(&self.root, entry.path(), &error)),
                },
                Err(error) => {
                    let path = error.path().unwrap_or(&self.root).to_owned();
                    let reason = error.io_error().map(ToString::to_string);
                    let reason = anyhow!(reason.unwrap_or_else(|| error.to_string()));
                    listing.skips.push(skip(&self.root, &path, &reason));
                }
            }
        }
        // More likely a disk that is not mounted than somebody who wants an empty collection.
        ensure!(
            !listing.items.is_empty() || !listing.skips.is_empty(),
            "there is no file in {}; is it the right folder, and is its disk there?",
            self.root.display()
        );
        Ok(listing)
    }

    fn read(&self, item: &Item) -> Result<Fetched> {
        let path = self.root.join(&item.key);
        let mut about = self.sidecar.about(&item.key);
        about.tags = folder_tags(&item.key);
        Ok(Fetched {
            bytes: fsio::read(&path)?,
            original: Some(path),
            about,
        })
    }
}

fn relative<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

fn skip(root: &Path, path: &Path, error: &anyhow::Error) -> Skip {
    Skip::new(
        STAGE,
        &relative(root, path).to_string_lossy(),
        &format!("{error:#}"),
    )
}

fn item(root: &Path, entry: &DirEntry) -> Result<Item> {
    let path = relative(root, entry.path());
    let key = path
        .to_str()
        .context("its name is not UTF-8; rename it to have it read")?
        .to_owned();
    let metadata = entry.metadata().context("cannot be read")?;
    ensure!(metadata.is_file(), "not a regular file");
    ensure!(
        metadata.len() <= MAX_FILE_BYTES,
        "{} MiB; files above {} MiB are not read",
        metadata.len() >> 20,
        MAX_FILE_BYTES >> 20
    );
    let modified = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Ok(Item {
        stem: stem(path, &key),
        stamp: format!(
            "{} {}",
            metadata.len(),
            modified.unwrap_or_default().as_nanos()
        ),
        claimed_extension: claimed_extension(path),
        remote: None,
        key,
    })
}

/// The folders above the file and its name without extension: `mate/Dune.jpg` is `mate.Dune`. No
/// part of a stem has a dot, so that no other path has this one. Folders whose name says nothing
/// are left out, and a part of the path's hash stands for them and for what is too long.
fn stem(path: &Path, key: &str) -> String {
    let folders = folder_tags(key);
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let telling = folders.iter().filter(|folder| !is_filing_word(folder));
    let parts: Vec<String> = telling
        .map(|folder| safe_stem(folder))
        .chain([safe_stem(&name)])
        .collect();
    let mut stem = parts.join(".");
    if parts.len() > folders.len() && stem.len() <= MAX_STEM_BYTES {
        return stem;
    }
    stem.truncate(MAX_STEM_BYTES);
    format!("{}-{}", stem.trim_end_matches('.'), short_hash(key))
}

/// The names of the folders between the root and the file.
fn folder_tags(key: &str) -> Vec<String> {
    let parents = Path::new(key).parent().into_iter().flat_map(Path::iter);
    parents
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

//! The wiki: one for all tests of the process, since it takes seconds to make.

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::process::Command;
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::json;

use super::Unavailable;
use super::content::Content;
use super::http;
use super::server::{Recipe, Server, scripts};

/// A running wiki and what is in it.
pub struct MediaWiki {
    server: Server,
    pub content: Content,
}

impl MediaWiki {
    /// A wiki of its own for one test.
    pub fn start(content: Content) -> Result<Self, Unavailable> {
        let missing = missing_packages()?;
        if !missing.is_empty() {
            return Err(Unavailable::Missing(missing));
        }
        let recipe = Recipe {
            script: "mediawiki/serve",
            arguments: &[],
            ready: "resuming normal operations",
        };
        let server = Server::start(&recipe, &|folder| write(&content, folder))?;
        let wiki = Self { server, content };
        let answer = http::get(&format!("{}?action=query&format=json", wiki.api()));
        if answer.status != 200 {
            return Err(Unavailable::Failed(format!("the wiki says {answer:?}")));
        }
        Ok(wiki)
    }

    /// The address of the Action API.
    pub fn api(&self) -> String {
        format!("http://127.0.0.1:{}/w/api.php", self.server.port)
    }

    /// Switches a fault on or off: `tests/services/mediawiki/apache.conf` looks for these files.
    fn switch(&self, fault: &str, on: bool) {
        let flag = self.server.folder().join("flags").join(fault);
        if on {
            fs::write(&flag, "").expect("a flag can be set");
        } else if flag.exists() {
            fs::remove_file(&flag).expect("a flag can be taken away");
        }
    }
}

/// Nobody switches faults on while this is held.
pub struct Shared {
    wiki: &'static MediaWiki,
    _turn: RwLockReadGuard<'static, ()>,
}

/// Nobody else uses the shared wiki while this is held; faults end with it.
pub struct Alone {
    wiki: &'static MediaWiki,
    _turn: RwLockWriteGuard<'static, ()>,
}

static TURN: RwLock<()> = RwLock::new(());

/// The wiki of [`Content::like_commons`], side by side with other tests.
pub fn shared() -> Result<Shared, Unavailable> {
    let turn = TURN.read().unwrap_or_else(PoisonError::into_inner);
    Ok(Shared {
        wiki: the_wiki()?,
        _turn: turn,
    })
}

/// The same wiki, for a test that switches faults on.
pub fn alone() -> Result<Alone, Unavailable> {
    let turn = TURN.write().unwrap_or_else(PoisonError::into_inner);
    Ok(Alone {
        wiki: the_wiki()?,
        _turn: turn,
    })
}

fn the_wiki() -> Result<&'static MediaWiki, Unavailable> {
    static WIKI: OnceLock<Result<MediaWiki, Unavailable>> = OnceLock::new();
    let wiki = WIKI.get_or_init(|| MediaWiki::start(Content::like_commons()));
    wiki.as_ref().map_err(Clone::clone)
}

impl Alone {
    /// The API and the files answer 429, with `Retry-After: 1`.
    pub fn throttle(&self, on: bool) {
        self.wiki.switch("throttle", on);
    }

    /// The API and the files answer 503, with `Retry-After: 1`.
    pub fn down(&self, on: bool) {
        self.wiki.switch("down", on);
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.throttle(false);
        self.down(false);
    }
}

impl Deref for Shared {
    type Target = MediaWiki;

    fn deref(&self) -> &MediaWiki {
        self.wiki
    }
}

impl Deref for Alone {
    type Target = MediaWiki;

    fn deref(&self) -> &MediaWiki {
        self.wiki
    }
}

/// The Debian packages that are not installed, separated by spaces.
fn missing_packages() -> Result<String, Unavailable> {
    let mut install = Command::new(scripts().join("install"));
    let output = install.arg("--missing").output();
    let output = output.map_err(|error| Unavailable::Missing(format!("bash: {error}")))?;
    let names = String::from_utf8_lossy(&output.stdout);
    Ok(names.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Writes the manifest and the files; `tests/services/mediawiki/import.php` reads them.
fn write(content: &Content, folder: &Path) {
    let files = folder.join("files");
    fs::create_dir(&files).expect("a folder can be made");
    let mut entries = Vec::new();
    for (number, file) in content.files.iter().enumerate() {
        let extension = file.title.rsplit_once('.').map_or("", |(_, end)| end);
        let path = format!("files/{number}.{extension}");
        fs::write(folder.join(&path), &file.bytes).expect("a file can be written");
        let mut entry = json!(file);
        entry["path"] = json!(path);
        entries.push(entry);
    }
    let manifest = json!({ "categories": content.categories, "files": entries });
    fs::write(folder.join("manifest.json"), manifest.to_string()).expect("a file can be written");
}

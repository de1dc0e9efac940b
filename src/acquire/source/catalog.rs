//! A web site as a source: a catalogue that is read page by page, and files that the client fetches.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, anyhow};
use tokio::sync::Semaphore;

use super::{Fetched, Item, Listing, Pages, Remote, Source, Take, Unfetched, short_hash};
use crate::acquire::STAGE;
use crate::acquire::http::{Body, Client, Miss};
use crate::acquire::license::AllowList;
use crate::domain::{Skip, safe_stem};

/// The bytes of a title that a file name keeps; a part of the key's hash follows.
const TITLE_BYTES: usize = 60;

/// So many files that came wait to be recognized and saved.
const MAX_WAITING: usize = 32;

/// After so many pages in a row with nothing new a site is believed to have no more.
const MAX_PAGES_IN_VAIN: usize = 200;

/// What a site has of what was asked for.
pub trait Catalog: Sync {
    /// The page at `cursor`, or the first where there is none. The site's own order is kept.
    ///
    /// # Errors
    /// The site does not answer, or says no: what it said, and what to do.
    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<CatalogPage>;

    /// Tells the site that the file of `item` is used, where its rules want that.
    fn report_use(&self, client: &Client, item: &Item) -> Result<(), Miss> {
        let _ = (client, item);
        Ok(())
    }
}

/// One page of a catalogue.
#[derive(Debug, Default)]
pub struct CatalogPage {
    /// Files that may be images, with what is told of them.
    pub found: Vec<Found>,
    /// What was met and cannot be used, with the reason.
    pub skips: Vec<(String, String)>,
    /// Where the next page is; none after the last.
    pub next: Option<String>,
}

/// One file in a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What the site calls it; the same whenever it is asked.
    pub key: String,
    /// Where it is, and what is told about it.
    pub remote: Remote,
}

/// A catalogue as a source.
pub struct WebSource<C> {
    name: &'static str,
    fingerprint: String,
    client: Client,
    allowed: AllowList,
    catalog: C,
}

impl<C: Catalog + 'static> WebSource<C> {
    /// The source `name`, of which the files with an allowed licence are used. `question` is all
    /// that its list depends on.
    pub fn boxed(
        name: &'static str,
        question: &str,
        client: Client,
        allowed: AllowList,
        catalog: C,
    ) -> Box<dyn Source> {
        Box::new(Self {
            name,
            fingerprint: format!("{name} {question}"),
            client,
            allowed,
            catalog,
        })
    }
}

impl<C: Catalog> WebSource<C> {
    /// What of `page` is new and may be used.
    fn listing(&self, page: CatalogPage, seen: &mut HashSet<String>) -> Listing {
        let mut listing = Listing::default();
        let skip = |key: &str, reason: &str| Skip::new(STAGE, key, reason);
        for (key, reason) in page.skips {
            if seen.insert(key.clone()) {
                listing.skips.push(skip(&key, &reason));
            }
        }
        for found in page.found {
            if !seen.insert(found.key.clone()) {
                continue;
            }
            match self.allowed.check(found.remote.about.license.as_deref()) {
                Ok(()) => listing.items.push(item(found)),
                Err(reason) => listing.skips.push(skip(&found.key, &reason)),
            }
        }
        listing
    }
}

impl<C: Catalog> Source for WebSource<C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn fingerprint(&self) -> String {
        self.fingerprint.clone()
    }

    fn list(&self) -> Pages<'_> {
        let mut seen = HashSet::new();
        let mut visited = HashSet::new();
        let mut cursor = Some(None);
        let mut in_vain = 0;
        Box::new(std::iter::from_fn(move || {
            let here: Option<String> = cursor.take()?;
            let page = match self.catalog.page(&self.client, here.as_deref()) {
                Ok(page) => page,
                Err(error) => return Some(Err(error)),
            };
            let next = page.next.clone();
            let listing = self.listing(page, &mut seen);
            let is_new = !listing.items.is_empty() || !listing.skips.is_empty();
            in_vain = if is_new { 0 } else { in_vain + 1 };
            // A site that sends round in circles has told all that it will.
            cursor = next
                .filter(|next| visited.insert(next.clone()) && in_vain < MAX_PAGES_IN_VAIN)
                .map(Some);
            Some(Ok(listing))
        }))
    }

    fn fetch(&self, items: &[(usize, &Item)], take: Take<'_>) {
        let mut remotes: Vec<(usize, &Remote)> = Vec::with_capacity(items.len());
        for (index, (place, item)) in items.iter().enumerate() {
            match item.remote.as_deref() {
                Some(remote) => remotes.push((index, remote)),
                None => {
                    let reason = "it has no address; run it again without retry_failed";
                    if take(*place, Err(anyhow!(reason).into())).is_break() {
                        return;
                    }
                }
            }
        }
        let (wanted, room) = (AtomicBool::new(true), Semaphore::new(MAX_WAITING));
        rayon::in_place_scope(|scope| {
            self.client.files(&remotes, async |index, fetched| {
                let place = room.acquire().await;
                let (wanted, (at, item)) = (&wanted, items[index]);
                scope.spawn(move |_| {
                    let _place = place;
                    let mut body = fetched.and_then(|body| self.used(item, body));
                    if take(at, delivered(item, body.as_mut())).is_break() {
                        wanted.store(false, Ordering::Relaxed);
                    }
                });
                // That it was stopped is no error here: who takes knows why.
                match wanted.load(Ordering::Relaxed) {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            });
        });
    }
}

impl<C: Catalog> WebSource<C> {
    /// `body`, once the site knows that it is used.
    fn used(&self, item: &Item, body: Body) -> Result<Body, Miss> {
        self.catalog.report_use(&self.client, item)?;
        Ok(body)
    }
}

/// What came of an item, as all sources tell it. The emptied body still holds its room.
fn delivered(item: &Item, body: Result<&mut Body, &mut Miss>) -> Result<Fetched, Unfetched> {
    match body {
        Ok(body) => Ok(Fetched {
            bytes: std::mem::take(&mut body.bytes),
            original: None,
            about: item
                .remote
                .as_ref()
                .map(|remote| remote.about.clone())
                .unwrap_or_default(),
        }),
        Err(miss) => Err(Unfetched {
            reason: miss.to_string(),
            lasting: matches!(miss, Miss::Final(_)),
        }),
    }
}

/// The item of a file: named after its title, kept apart by its key.
fn item(found: Found) -> Item {
    let Found { key, remote } = found;
    let mut title = safe_stem(remote.about.title.as_deref().unwrap_or_default());
    title.truncate(TITLE_BYTES);
    Item {
        stem: format!(
            "{}-{}",
            title.trim_end_matches(['_', '-']),
            short_hash(&key)
        ),
        stamp: (remote.version.clone())
            .or_else(|| remote.sha1.clone())
            .unwrap_or_else(|| remote.url.clone()),
        claimed_extension: None,
        remote: Some(Box::new(remote)),
        key,
    }
}

//! The way of one item through the door: taken over from the journal, or fetched, recognized,
//! saved and written down.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Mutex;

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::guarded;
use super::license::AllowList;
use super::record::{describe, record};
use super::source::{Fetched, Item, Source, Unfetched, short_hash};
use super::store::ImageStore;
use crate::fsio::Journal;
use crate::imaging;
use crate::progress::Progress;
use crate::tables::images::ImageRecord;

/// What became of one item, as the journal keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Finished {
    /// The item's stamp when it was met: another stamp means that it changed since.
    stamp: String,
    pub(super) outcome: Verdict,
}

/// Whether an item became an image.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Verdict {
    /// It did; the file has so many bytes, and these keywords of its own.
    Accepted {
        bytes: u64,
        keywords: Vec<String>,
        record: Box<ImageRecord>,
    },
    /// It did not, for this reason.
    Rejected(String),
    /// It is about to: its file may be there already, whole.
    Announced { filename: String },
}

impl Finished {
    /// The file that was saved for it, if one was.
    pub fn filename(&self) -> Option<&str> {
        match &self.outcome {
            Verdict::Accepted { record, .. } => Some(&record.filename),
            Verdict::Announced { filename } => Some(filename),
            Verdict::Rejected(_) => None,
        }
    }
}

/// One item's result, and whether it was known before.
pub(super) struct Met {
    pub finished: Finished,
    pub reused: bool,
    /// Whether it holds as long as the item does not change. That a file could not be read, or
    /// that its place was taken, does not.
    pub lasting: bool,
    /// Why a newer version of it could not be had.
    pub missed: Option<String>,
}

/// What all items go through.
pub(super) struct Intake<'a> {
    pub source: &'a dyn Source,
    pub store: &'a ImageStore,
    pub journal: &'a Journal<Finished>,
    /// Whether a file of the right size may still have other bytes than the journal says.
    pub doubtful: bool,
    /// The licences that images may have; any where it is none.
    pub allowed: Option<&'a AllowList>,
    /// Names that images of other sources have.
    pub taken: &'a BTreeSet<String>,
    /// Whether items that were rejected are asked for again.
    pub retry_failed: bool,
    /// For each content hash the place of the first item that the journal has a file for.
    pub holders: HashMap<&'a str, usize>,
    pub progress: &'a dyn Progress,
}

impl<'a> Intake<'a> {
    /// Looks which of `items` have a file already; `first` is the place of the first of them.
    pub fn expect(&mut self, first: usize, items: &[Item]) {
        for (place, item) in (first..).zip(items) {
            let journal: &'a Journal<Finished> = self.journal;
            let entry = journal.get(&item.key);
            let kept = entry.filter(|entry| entry.stamp == item.stamp && self.is_kept(item, entry));
            if let Some(Verdict::Accepted { record, .. }) = kept.map(|entry| &entry.outcome) {
                let hash = record.content_hash.as_str();
                self.holders.entry(hash).or_insert(place);
            }
        }
    }

    /// The results of `items`, in their order; `first` is the place of the first in the listing.
    ///
    /// # Errors
    /// An image or the journal cannot be written; what was finished by then stays finished.
    pub fn meet_all(&self, first: usize, items: &[Item]) -> Result<Vec<Met>> {
        let mut met: Vec<Option<Met>> = items
            .par_iter()
            .enumerate()
            .map(|(index, item)| self.known(first + index, item))
            .collect();
        let unknown: Vec<(usize, &Item)> = items
            .iter()
            .enumerate()
            .filter(|(index, _)| met[*index].is_none())
            .collect();
        self.progress.advance((items.len() - unknown.len()) as u64);
        let arrived: Mutex<Vec<(usize, Met)>> = Mutex::default();
        let failed: Mutex<Option<anyhow::Error>> = Mutex::default();
        self.source.fetch(&unknown, &|index, fetched| {
            let taken = self.take(&items[index], fetched);
            self.progress.advance(1);
            match taken {
                Ok(met) => {
                    guarded(&arrived).push((index, met));
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    guarded(&failed).get_or_insert(error);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(error) = guarded(&failed).take() {
            return Err(error);
        }
        for (index, item) in guarded(&arrived).drain(..) {
            met[index] = Some(item);
        }
        let all: Option<Vec<Met>> = met.into_iter().collect();
        all.context("the source left out an item that it was asked for")
    }

    /// What becomes of an item whose file came, or did not. Where a newer version of a file cannot
    /// be had for now, the one that is here stays.
    fn take(&self, item: &Item, fetched: Result<Fetched, Unfetched>) -> Result<Met> {
        let judged = match fetched {
            Ok(fetched) => self.judge(item, fetched),
            Err(Unfetched { reason, lasting }) => match self.journal.get(&item.key) {
                Some(entry) if !lasting && self.is_kept(item, entry) => {
                    return Ok(Met {
                        finished: entry.clone(),
                        reused: true,
                        lasting: true,
                        missed: Some(format!("{reason}; the version that is here stays")),
                    });
                }
                _ => Judged::rejected(reason, lasting),
            },
        };
        let finished = Finished {
            stamp: item.stamp.clone(),
            outcome: judged.outcome,
        };
        if let Some((filename, fetched)) = judged.keep {
            // Named before it is there: a run that is stopped in between leaves no file of which
            // nobody knows whose it is.
            let announced = Finished {
                stamp: item.stamp.clone(),
                outcome: Verdict::Announced {
                    filename: filename.clone(),
                },
            };
            self.journal.add(&item.key, &announced)?;
            self.store.keep(&filename, &fetched)?;
        }
        if judged.lasting {
            self.journal.add(&item.key, &finished)?;
        }
        Ok(Met {
            finished,
            reused: false,
            lasting: judged.lasting,
            missed: None,
        })
    }

    /// The item's entry of an earlier run, if it has not changed since and its file is there; or
    /// if an item before it has the same bytes, so that it needs no file of its own. What the
    /// source tells about it may be new.
    fn known(&self, place: usize, item: &Item) -> Option<Met> {
        let entry = self.journal.get(&item.key)?;
        let holds = match &entry.outcome {
            Verdict::Accepted { record, .. } => {
                let hash = record.content_hash.as_str();
                let twin = self.holders.get(hash).is_some_and(|holder| *holder < place);
                let there = self.is_kept(item, entry)
                    && (!self.doubtful || self.store.holds(&record.filename, hash));
                (twin && !self.doubtful || there) && self.permits(record.license.as_deref()).is_ok()
            }
            Verdict::Rejected(_) => !self.retry_failed,
            Verdict::Announced { .. } => false,
        };
        if entry.stamp != item.stamp || !holds {
            return None;
        }
        let mut finished = entry.clone();
        if let (
            Some(remote),
            Verdict::Accepted {
                keywords, record, ..
            },
        ) = (&item.remote, &mut finished.outcome)
        {
            describe(record, &remote.about, keywords);
        }
        Some(Met {
            finished,
            reused: true,
            lasting: true,
            missed: None,
        })
    }

    /// Whether the item's file is there, under the name and with the size that the entry has.
    fn is_kept(&self, item: &Item, entry: &Finished) -> bool {
        match &entry.outcome {
            Verdict::Accepted { bytes, record, .. } => {
                record.filename == self.file_name(item, &record.format)
                    && self.store.size_of(&record.filename) == Some(*bytes)
            }
            Verdict::Rejected(_) | Verdict::Announced { .. } => false,
        }
    }

    /// The item's stem with the extension that its bytes call for. A name that claimed another
    /// extension, or that an image of another source has, keeps apart by a part of a hash. An
    /// item of the web has such a part in its stem: the same name is the same item.
    fn file_name(&self, item: &Item, extension: &str) -> String {
        let Item { key, stem, .. } = item;
        let name = match &item.claimed_extension {
            Some(claimed) if claimed != extension => {
                format!("{stem}-{}{extension}", short_hash(key))
            }
            _ => format!("{stem}{extension}"),
        };
        if item.remote.is_some() || !self.taken.contains(&name) {
            return name;
        }
        let own = format!("{} {key}", self.source.fingerprint());
        format!("{stem}-{}{extension}", short_hash(&own))
    }

    /// Whether an image with this licence may be used.
    fn permits(&self, license: Option<&str>) -> Result<(), String> {
        self.allowed
            .map_or(Ok(()), |allowed| allowed.check(license))
    }

    /// What is to become of the item.
    fn judge(&self, item: &Item, fetched: Fetched) -> Judged {
        if let Err(reason) = self.permits(fetched.about.license.as_deref()) {
            return Judged::rejected(reason, false);
        }
        let header = match imaging::inspect(&fetched.bytes) {
            Ok(header) => header,
            Err(unreadable) => return Judged::rejected(unreadable.to_string(), true),
        };
        let filename = self.file_name(item, header.format.extension());
        if self.store.is_foreign(&filename) {
            let reason = format!(
                "images/{filename} is there already and is not pixrec's own; move it away, or name another data folder"
            );
            return Judged::rejected(reason, false);
        }
        let outcome = Verdict::Accepted {
            bytes: fetched.bytes.len() as u64,
            keywords: header.keywords.clone(),
            record: Box::new(record(self.source.name(), &filename, &fetched, header)),
        };
        Judged {
            outcome,
            lasting: true,
            keep: Some((filename, fetched)),
        }
    }
}

/// What is to become of an item.
struct Judged {
    outcome: Verdict,
    lasting: bool,
    /// The file to save.
    keep: Option<(String, Fetched)>,
}

impl Judged {
    fn rejected(reason: String, lasting: bool) -> Self {
        Self {
            outcome: Verdict::Rejected(reason),
            lasting,
            keep: None,
        }
    }
}

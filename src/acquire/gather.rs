//! All results together, in the order of the listing: the same bytes are kept once, under the
//! name that comes first.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;

use super::STAGE;
use super::intake::{Finished, Met, Verdict};
use super::source::Item;
use super::store::ImageStore;
use crate::domain::Skip;
use crate::tables::images::ImageRecord;

/// What came of the items so far.
#[derive(Default)]
pub(super) struct Gathered {
    /// The images that are kept.
    pub records: Vec<ImageRecord>,
    /// The items that gave no image of their own.
    pub skips: Vec<Skip>,
    /// Every item's lasting result by its key, for the journal.
    pub finished: BTreeMap<String, Finished>,
    /// Items that were known from an earlier run.
    pub reused: usize,
    met: usize,
    name_by_hash: HashMap<String, String>,
}

impl Gathered {
    /// Nothing yet, beside the images of other sources in `others`, which come first.
    pub fn new(others: &[ImageRecord]) -> Self {
        let names = others
            .iter()
            .map(|record| (record.content_hash.clone(), record.filename.clone()));
        Self {
            name_by_hash: names.collect(),
            ..Self::default()
        }
    }

    /// How many items were taken in.
    pub fn met(&self) -> usize {
        self.met
    }

    /// How many images are kept.
    pub fn accepted(&self) -> usize {
        self.records.len()
    }

    /// Takes in the result of the next item.
    ///
    /// # Errors
    /// A second copy of known bytes cannot be removed from the store.
    pub fn take(&mut self, item: &Item, met: Met, store: &ImageStore) -> Result<()> {
        self.met += 1;
        self.reused += usize::from(met.reused);
        if let Some(reason) = &met.missed {
            self.skips.push(Skip::new(STAGE, &item.key, reason));
        }
        match &met.finished.outcome {
            Verdict::Announced { .. } => {}
            Verdict::Rejected(reason) => self.skips.push(Skip::new(STAGE, &item.key, reason)),
            Verdict::Accepted { record, .. } => match self.name_by_hash.get(&record.content_hash) {
                Some(first) if *first != record.filename => {
                    let reason = format!("the same bytes as {first}, which is kept");
                    self.skips.push(Skip::new(STAGE, &item.key, &reason));
                    store.remove(&record.filename)?;
                }
                _ => {
                    let ImageRecord {
                        content_hash,
                        filename,
                        ..
                    } = record.as_ref();
                    self.name_by_hash
                        .insert(content_hash.clone(), filename.clone());
                    self.records.push(record.as_ref().clone());
                }
            },
        }
        if met.lasting {
            self.finished.insert(item.key.clone(), met.finished);
        }
        Ok(())
    }
}

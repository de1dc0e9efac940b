//! What a source has, read page by page: ahead of the work only as far as all of it is needed.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;

use super::source::{Item, Listing, Pages, told_apart};
use crate::domain::Skip;

/// A listing that is being read.
pub(super) struct Shelf<'a> {
    pages: Pages<'a>,
    waiting: VecDeque<Item>,
    /// What was met and is no item.
    pub skips: Vec<Skip>,
    /// How many items came in all.
    pub listed: usize,
    failed: Option<anyhow::Error>,
    is_over: bool,
}

impl<'a> Shelf<'a> {
    /// The listing in `pages`, of which nothing has been read.
    pub fn new(pages: Pages<'a>) -> Self {
        Self {
            pages,
            waiting: VecDeque::new(),
            skips: Vec::new(),
            listed: 0,
            failed: None,
            is_over: false,
        }
    }

    /// The next items, at most `wanted` of them and at least one; none at the end, or where none
    /// is wanted.
    ///
    /// # Errors
    /// The source cannot tell more.
    pub fn take(&mut self, wanted: usize) -> Result<Vec<Item>> {
        while wanted > 0 && self.waiting.is_empty() && !self.is_over {
            self.read_page();
        }
        if wanted > 0
            && self.waiting.is_empty()
            && let Some(error) = self.failed.take()
        {
            return Err(error);
        }
        let count = self.waiting.len().min(wanted);
        Ok(self.waiting.drain(..count).collect())
    }

    /// Reads on while `busy` and while fewer than `wanted` items wait: never more than will be
    /// needed even if each of them is an image.
    pub fn read_ahead(&mut self, wanted: usize, busy: &AtomicBool) {
        while busy.load(Ordering::Relaxed) && !self.is_over && self.waiting.len() < wanted {
            self.read_page();
        }
    }

    fn read_page(&mut self) {
        match self.pages.next() {
            Some(Ok(Listing { items, skips })) => {
                let items = told_apart(items);
                self.listed += items.len();
                self.waiting.extend(items);
                self.skips.extend(skips);
            }
            Some(Err(error)) => {
                // What was read before is worked on first.
                self.is_over = true;
                self.failed = Some(error);
            }
            None => self.is_over = true,
        }
    }
}

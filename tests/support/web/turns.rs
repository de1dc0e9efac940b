//! Which of a row of events something is to happen at.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts events from 0 and picks those in a range; by default none.
#[derive(Debug, Default)]
pub struct Turns {
    count: AtomicUsize,
    picked: Range<usize>,
}

impl Turns {
    /// Picks the events `picked.start..picked.end`.
    pub fn at(picked: Range<usize>) -> Self {
        Self {
            count: AtomicUsize::new(0),
            picked,
        }
    }

    /// Counts an event; whether it is one of those picked.
    pub fn take(&self) -> bool {
        self.picked
            .contains(&self.count.fetch_add(1, Ordering::SeqCst))
    }
}

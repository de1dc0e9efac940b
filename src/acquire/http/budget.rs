//! How much of what is fetched is in memory at once, over all hosts.
//!
//! A body takes room as it grows, as its length is not known beforehand, or is a lie. Bodies that
//! each wait for room that another holds would wait for ever: so one at a time may grow beyond the
//! budget, and comes to its end.

use std::sync::Arc;

use futures_util::future::{Either, select};
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// The room in which bodies grow, in bytes.
const BUDGET_BYTES: usize = 256 << 20;
/// In such steps it is taken, in bytes.
const STEP_BYTES: usize = 256 << 10;

/// The room for all bodies together.
pub(super) struct Budget {
    room: Arc<Semaphore>,
    beyond: Arc<Mutex<()>>,
}

/// The room that one body holds, until it is dropped.
pub(super) struct Held {
    room: Arc<Semaphore>,
    beyond: Arc<Mutex<()>>,
    permits: Option<OwnedSemaphorePermit>,
    is_beyond: Option<OwnedMutexGuard<()>>,
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self::of(BUDGET_BYTES)
    }
}

impl Budget {
    /// A budget of so many bytes, in whole steps.
    pub fn of(bytes: usize) -> Self {
        Self {
            room: Arc::new(Semaphore::new(bytes / STEP_BYTES)),
            beyond: Arc::default(),
        }
    }

    /// No room yet, for a body of which nothing has come.
    pub fn hold(&self) -> Held {
        Held {
            room: Arc::clone(&self.room),
            beyond: Arc::clone(&self.beyond),
            permits: None,
            is_beyond: None,
            bytes: 0,
        }
    }
}

impl Held {
    /// Waits until there is room for a body of so many `bytes` in all.
    pub async fn grow(&mut self, bytes: usize) {
        while self.bytes < bytes && self.is_beyond.is_none() {
            let room = Box::pin(Arc::clone(&self.room).acquire_owned());
            let beyond = Box::pin(Arc::clone(&self.beyond).lock_owned());
            match select(room, beyond).await {
                // It is never closed; if it were, nobody would count any more.
                Either::Left((Err(_), _)) => return,
                Either::Left((Ok(permit), _)) => {
                    self.bytes += STEP_BYTES;
                    match &mut self.permits {
                        Some(permits) => permits.merge(permit),
                        none => *none = Some(permit),
                    }
                }
                Either::Right((guard, _)) => self.is_beyond = Some(guard),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use anyhow::Result;
    use tokio::time::timeout;

    use super::{Budget, STEP_BYTES};

    const SOON: Duration = Duration::from_millis(50);

    fn waiting<T>(work: impl Future<Output = T>) -> Result<T> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        Ok(runtime.block_on(work))
    }

    #[test]
    fn one_body_goes_beyond_the_budget_and_the_others_wait_for_room() -> Result<()> {
        waiting(async {
            let budget = Budget::of(2 * STEP_BYTES);
            let (mut one, mut two, mut three) = (budget.hold(), budget.hold(), budget.hold());
            one.grow(2 * STEP_BYTES).await;
            two.grow(100 * STEP_BYTES).await;
            assert!(timeout(SOON, three.grow(1)).await.is_err());
            drop(one);
            assert!(timeout(SOON, three.grow(1)).await.is_ok());
            // Full, but for the one that may go beyond.
            let (mut four, mut five) = (budget.hold(), budget.hold());
            four.grow(STEP_BYTES).await;
            assert!(timeout(SOON, five.grow(1)).await.is_err());
            drop(two);
            assert!(timeout(SOON, five.grow(9 * STEP_BYTES)).await.is_ok());
        })
    }

    #[test]
    fn a_body_takes_no_more_room_than_it_fills() -> Result<()> {
        waiting(async {
            let budget = Budget::of(3 * STEP_BYTES);
            let mut held = budget.hold();
            for bytes in [1, 2, STEP_BYTES, STEP_BYTES + 1] {
                held.grow(bytes).await;
            }
            assert_eq!(budget.room.available_permits(), 1);
            drop(held);
            assert_eq!(budget.room.available_permits(), 3);
        })
    }
}

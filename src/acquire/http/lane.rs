//! One lane for each host: so many requests at once, so many a second, so many bits a second, and
//! none while the host asks to be left alone.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use reqwest::Url;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

use super::Miss;
use crate::acquire::guarded;

/// After so many requests in a row that failed for good, a host is given up for this run.
const LOST_AFTER: u32 = 10;
/// The unit in which bandwidth is counted, in bytes.
const PORTION: usize = 1024;
const BITS_PER_BYTE: f64 = 8.0;

/// How fast one host may be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Requests at the same time, at least 1.
    pub parallel: usize,
    /// Requests a second; 0 for as many as there can be.
    pub per_second: f64,
    /// Megabits a second; 0 for as many as there can be.
    pub megabits: f64,
}

impl Pace {
    /// One request at a time and `per_second` of them, as web APIs want it.
    pub const fn one_at_a_time(per_second: f64) -> Self {
        Self {
            parallel: 1,
            per_second,
            megabits: 0.0,
        }
    }
}

/// The lanes of all hosts that are asked for the same kind of thing.
pub(super) struct Lanes {
    pace: Pace,
    hosts: Mutex<HashMap<(String, u16), Arc<Lane>>>,
}

impl Lanes {
    /// No host yet; each gets a lane of this `pace`.
    pub fn new(pace: Pace) -> Self {
        Self {
            pace,
            hosts: Mutex::default(),
        }
    }

    /// The lane to the server of `url`.
    pub fn of(&self, url: &Url) -> Arc<Lane> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or_default();
        let mut hosts = guarded(&self.hosts);
        let lane = hosts
            .entry((host, port))
            .or_insert_with(|| Arc::new(Lane::new(self.pace)));
        Arc::clone(lane)
    }
}

/// The way to one host.
pub(super) struct Lane {
    places: Semaphore,
    starts: Option<DefaultDirectRateLimiter>,
    portions: Option<(DefaultDirectRateLimiter, NonZeroU32)>,
    quiet_until: Mutex<Option<Instant>>,
    answered_at: Mutex<Option<Instant>>,
    lost_in_a_row: AtomicU32,
}

impl Lane {
    fn new(pace: Pace) -> Self {
        let portions = (pace.megabits > 0.0)
            .then_some(pace.megabits * 1e6 / BITS_PER_BYTE / PORTION as f64)
            .map(|portions| portions.max(1.0) as u32);
        let burst = portions.and_then(NonZeroU32::new);
        Self {
            places: Semaphore::new(pace.parallel.max(1)),
            starts: Duration::try_from_secs_f64(1.0 / pace.per_second)
                .ok()
                .and_then(Quota::with_period)
                .map(RateLimiter::direct),
            portions: burst.map(|burst| (RateLimiter::direct(Quota::per_second(burst)), burst)),
            quiet_until: Mutex::default(),
            answered_at: Mutex::default(),
            lost_in_a_row: AtomicU32::new(0),
        }
    }

    /// Waits for its turn; the place is held until the permit is dropped.
    ///
    /// # Errors
    /// The host was given up.
    pub async fn enter(&self) -> Result<SemaphorePermit<'_>, Miss> {
        let closed = |_| Miss::Lost("the program is about to end".to_owned());
        let place = self.places.acquire().await.map_err(closed)?;
        while let Some(until) = self.quiet_until() {
            sleep_until(until).await;
        }
        if self.lost_in_a_row.load(Ordering::Relaxed) >= LOST_AFTER {
            return Err(Miss::Lost(format!(
                "not asked for, as the same server could not be reached {LOST_AFTER} times in a row, or wants to be left alone; run it again later"
            )));
        }
        if let Some(starts) = &self.starts {
            starts.until_ready().await;
        }
        Ok(place)
    }

    /// When the host may be asked again, if that is not now.
    fn quiet_until(&self) -> Option<Instant> {
        guarded(&self.quiet_until).filter(|until| *until > Instant::now())
    }

    /// Leaves the host alone for `time`.
    pub fn pause(&self, time: Duration) {
        let until = Instant::now() + time;
        let mut quiet = guarded(&self.quiet_until);
        if quiet.is_none_or(|old| old < until) {
            *quiet = Some(until);
        }
    }

    /// When the host last gave an answer to anybody after `started`, or else `started`.
    pub fn answered_since(&self, started: Instant) -> Instant {
        guarded(&self.answered_at).map_or(started, |answered| answered.max(started))
    }

    /// Waits until `bytes` more may have come.
    pub async fn take(&self, bytes: usize) {
        let Some((portions, burst)) = &self.portions else {
            return;
        };
        let mut left = u32::try_from(bytes.div_ceil(PORTION)).unwrap_or(u32::MAX);
        while let Some(wanted) = NonZeroU32::new(left.min(burst.get())) {
            // Never more than the burst, so that it cannot fail.
            let _ = portions.until_n_ready(wanted).await;
            left -= wanted.get();
        }
    }

    /// Asks for nothing more in this run.
    pub fn give_up(&self) {
        self.lost_in_a_row.store(LOST_AFTER, Ordering::Relaxed);
    }

    /// Notes how a request that `started` then ended after all its attempts. A server that answers
    /// is not lost, whatever its answer; nor is one that answered others in the meantime: then it
    /// is this one file that cannot be had.
    pub fn note<T>(&self, ended: &Result<T, Miss>, started: Instant) {
        match ended {
            Ok(_) | Err(Miss::Final(_)) => {
                *guarded(&self.answered_at) = Some(Instant::now());
                self.lost_in_a_row.store(0, Ordering::Relaxed);
            }
            Err(Miss::Unreachable(_) | Miss::Throttled { .. })
                if self.answered_since(started) == started =>
            {
                // It stays as large as it may be where the lane was given up.
                let more = |lost: u32| Some(lost.saturating_add(1));
                let _ = self
                    .lost_in_a_row
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
            }
            Err(_) => {}
        }
    }
}

//! Breaks a share of a site's answers, in every way that a client has to survive.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha1::{Digest, Sha1};

use super::answer::{Answer, Fault};
use super::request::Request;
use super::server::lock;

/// How often the same request is broken at most, so that a client which tries once more gets
/// everything that isn't broken for ever.
pub const MOST_BREAKS: usize = 3;
/// How late the first byte of a slow answer is.
const LATE: Duration = Duration::from_millis(150);

/// A way in which an answer was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// 429 with `Retry-After: 0`.
    LimitedNow,
    /// 429 with `Retry-After: 1`.
    LimitedSecond,
    /// 429 without `Retry-After`.
    Limited,
    /// 500.
    Error,
    /// 503.
    Unavailable,
    /// A connection reset half way through the body.
    Reset,
    /// A body shorter than its length.
    Short,
    /// JSON that breaks off, under 200. Only where JSON is the answer.
    CutOff,
    /// An HTML page under 200 in place of an image, at the first attempt only.
    Html,
    /// The right answer, late.
    Slow,
}

/// Every way, in the order in which they are taken.
pub const EVERY: [Break; 10] = [
    Break::LimitedNow,
    Break::Reset,
    Break::CutOff,
    Break::Html,
    Break::Short,
    Break::Error,
    Break::Limited,
    Break::Unavailable,
    Break::Slow,
    Break::LimitedSecond,
];

/// Whether a request is meant.
type Test = dyn Fn(&Request) -> bool + Send + Sync;

/// A site of which a share of all answers is broken.
///
/// *Which* attempts at which requests are broken depends on the seed alone; *how* they are broken
/// goes in turn, for JSON and for images apart, so that every way occurs however few there are.
pub struct Faulty<S> {
    inner: S,
    seed: u64,
    share: f64,
    for_ever: Box<Test>,
    attempts: Mutex<HashMap<String, usize>>,
    turns: [AtomicUsize; 2],
    done: Mutex<Vec<(Break, String)>>,
}

impl<S> Faulty<S>
where
    S: Fn(&Request) -> Answer + Send + Sync + 'static,
{
    /// Breaks this share (0 to 1) of the site's answers.
    pub fn new(inner: S, seed: u64, share: f64) -> Self {
        Self {
            inner,
            seed,
            share,
            for_ever: Box::new(|_| false),
            attempts: Mutex::default(),
            turns: [AtomicUsize::new(0), AtomicUsize::new(0)],
            done: Mutex::default(),
        }
    }

    /// Breaks every answer to the requests that this picks.
    pub fn for_ever(mut self, picks: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        self.for_ever = Box::new(picks);
        self
    }

    /// The site to start a server with.
    pub fn site(self: &Arc<Self>) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
        let this = self.clone();
        move |request| this.answer(request)
    }

    /// What was broken so far, with the path and query.
    pub fn done(&self) -> Vec<(Break, String)> {
        lock(&self.done).clone()
    }

    /// How often each way was taken so far.
    pub fn counts(&self) -> BTreeMap<Break, usize> {
        let mut counts = BTreeMap::new();
        for (way, _) in lock(&self.done).iter() {
            *counts.entry(*way).or_default() += 1;
        }
        counts
    }

    fn answer(&self, request: &Request) -> Answer {
        let answer = (self.inner)(request);
        let attempt = self.attempt(&request.target);
        let for_ever = (self.for_ever)(request);
        let chosen = attempt < MOST_BREAKS && self.chooses(&request.target, attempt);
        if !for_ever && !chosen {
            return answer;
        }
        let way = self.way(&answer, attempt, for_ever);
        lock(&self.done).push((way, request.target.clone()));
        broken(answer, way)
    }

    /// The number of this attempt, from 0.
    fn attempt(&self, target: &str) -> usize {
        let mut attempts = lock(&self.attempts);
        let count = attempts.entry(target.to_owned()).or_default();
        *count += 1;
        *count - 1
    }

    fn chooses(&self, target: &str, attempt: usize) -> bool {
        let digest = Sha1::digest(format!("{}\n{attempt}\n{target}", self.seed));
        let number = digest
            .iter()
            .take(4)
            .fold(0, |number, byte| number << 8 | u32::from(*byte));
        f64::from(number) < self.share * f64::from(u32::MAX)
    }

    /// The next way that an answer of this kind can go wrong.
    fn way(&self, answer: &Answer, attempt: usize, for_ever: bool) -> Break {
        let json = answer.mime().contains("json");
        let image = answer.mime().starts_with("image/");
        let possible = |way: Break| match way {
            Break::CutOff => json,
            Break::Html => image && attempt == 0 && !for_ever,
            // The right answer in the end: nothing is broken for ever by it.
            Break::Slow => !for_ever,
            _ => true,
        };
        loop {
            let turn = self.turns[usize::from(json)].fetch_add(1, Ordering::SeqCst);
            let way = EVERY[turn % EVERY.len()];
            if possible(way) {
                return way;
            }
        }
    }
}

fn broken(answer: Answer, way: Break) -> Answer {
    let half = answer.body.len() / 2;
    match way {
        Break::LimitedNow => Answer::status(429).retry_after("0"),
        Break::LimitedSecond => Answer::status(429).retry_after("1"),
        Break::Limited => Answer::status(429),
        Break::Error => Answer::status(500),
        Break::Unavailable => Answer::status(503),
        Break::Reset => answer.fault(Fault::Reset { after: half }),
        Break::Short => answer.fault(Fault::Short { by: half.max(1) }),
        Break::CutOff => answer.with_status(200).fault(Fault::Garbled),
        Break::Html => Answer::html("<!DOCTYPE html><title>Just a moment</title><p>Please wait."),
        Break::Slow => answer.fault(Fault::Slow { by: LATE }),
    }
}

//! The one client: paced, patient, bounded in time and size.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use backon::{ExponentialBuilder, Retryable};
use futures_util::{StreamExt, stream};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use reqwest::{Response, Url};
use serde::de::DeserializeOwned;
use sha1::{Digest, Sha1};
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

use super::address::Reach;
use super::budget::{Budget, Held};
use super::call::{Call, Judge, LONGEST_WAIT, Reply, judge_status};
use super::lane::{Lane, Lanes};
use super::{Manners, Miss};
use crate::acquire::source::Remote;

/// The most bytes of an API's answer.
const MAX_ANSWER_BYTES: u64 = 64 << 20;
/// The most bytes that are reserved before any came.
const MAX_RESERVED_BYTES: u64 = 1 << 20;
/// A connection must stand after so long.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// A query service may think for a minute before it says anything.
const API_IDLE: Duration = Duration::from_secs(75);
/// Idle connections are kept for so long: servers close theirs after some seconds.
const KEEP_IDLE: Duration = Duration::from_secs(4);
/// The longest wait between two attempts, unless the server asks for more.
const MAX_WAIT: Duration = Duration::from_secs(60);
/// Image types that are understood, in the order of preference.
const IMAGE_TYPES: &str =
    "image/jpeg,image/png,image/webp,image/gif,image/tiff,image/bmp,*/*;q=0.1";

/// Asks web APIs and fetches files. Its methods block; many files are fetched at once inside.
pub struct Client {
    api_runtime: Runtime,
    file_runtime: Runtime,
    for_apis: reqwest::Client,
    for_files: reqwest::Client,
    reach: Reach,
    manners: Manners,
    apis: Lanes,
    files: Lanes,
    budget: Budget,
}

impl Client {
    /// A client with these `manners` that may reach public addresses and the hosts of `bases`.
    ///
    /// # Errors
    /// The system's certificates cannot be read, or no thread can be started.
    pub fn new(manners: Manners, bases: &[&Url]) -> Result<Self> {
        let reach = Reach::new(bases.iter().copied());
        // A proxy is somewhere in the user's own network for the most part: its name may lead
        // there, and no other.
        let names = Reach::new(bases.iter().copied().chain(&manners.proxy));
        Ok(Self {
            // A thread of its own sees at once that a server has closed a connection.
            api_runtime: runtime(Builder::new_multi_thread().worker_threads(1))?,
            // Files come without a pause: waking up another thread for each would take longer than
            // to read it.
            file_runtime: runtime(&mut Builder::new_current_thread())?,
            for_apis: http(&manners, &reach, &names, manners.idle.max(API_IDLE))?,
            for_files: http(&manners, &reach, &names, manners.idle)?,
            reach,
            apis: Lanes::new(manners.apis),
            files: Lanes::new(manners.files),
            budget: Budget::default(),
            manners,
        })
    }

    /// The answer to `call`, whole, once `judge` calls it one. An answer that is no JSON, or was
    /// cut off, is a failure like any other and is asked for again.
    ///
    /// # Errors
    /// Why there is none, after all attempts.
    pub fn json<T: DeserializeOwned>(&self, call: &Call, judge: Judge) -> Result<T, Miss> {
        let lane = self.apis.of(call.url());
        self.api_runtime
            .block_on(self.patiently(&lane, || self.ask(&lane, call, judge)))
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        lane: &Lane,
        call: &Call,
        judge: Judge,
    ) -> Result<T, Miss> {
        self.reach.check(call.url()).map_err(Miss::Barred)?;
        let _place = lane.enter().await?;
        let response = call
            .request(&self.for_apis)
            .send()
            .await
            .map_err(Miss::of)?;
        let (status, headers) = (response.status(), response.headers().clone());
        // Not out of the files' budget: whoever holds all of it may be waiting for this answer.
        let body = read(response, MAX_ANSWER_BYTES, lane, None, too_long_an_answer).await?;
        judge(&Reply {
            status,
            headers: &headers,
            body: &body,
        })?;
        serde_json::from_slice(&body)
            .map_err(|error| Miss::Failed(format!("the answer is cut off or no JSON: {error}")))
    }

    /// Fetches the files of `items`, several at once, and hands each to `take` with its place as it
    /// comes, until it says that nothing more is wanted. Only as many are held as are fetched at
    /// once, and as the budget has room for: it waits for `take` rather than pile them up.
    pub fn files(
        &self,
        items: &[(usize, &Remote)],
        take: impl AsyncFn(usize, Result<Body, Miss>) -> ControlFlow<()>,
    ) {
        let fetches = stream::iter(items.iter().copied())
            .map(|(place, remote)| async move { (place, self.file(remote).await) })
            .buffer_unordered(self.manners.in_flight());
        self.file_runtime.block_on(async {
            let mut fetches = std::pin::pin!(fetches);
            while let Some((place, fetched)) = fetches.next().await {
                if take(place, fetched).await.is_break() {
                    break;
                }
            }
        });
    }

    async fn file(&self, remote: &Remote) -> Result<Body, Miss> {
        let url = Url::parse(&remote.url)
            .map_err(|error| Miss::Final(format!("its address is none: {error}")))?;
        self.reach.check(&url).map_err(Miss::Barred)?;
        let lane = self.files.of(&url);
        self.patiently(&lane, || self.fetch(&lane, &url, remote))
            .await
    }

    async fn fetch(&self, lane: &Lane, url: &Url, remote: &Remote) -> Result<Body, Miss> {
        let _place = lane.enter().await?;
        let request = self.for_files.get(url.clone()).header(ACCEPT, IMAGE_TYPES);
        let response = request.send().await.map_err(Miss::of)?;
        judge_status(response.status(), response.headers())?;
        refuse_text(response.headers())?;
        let mut held = self.budget.hold();
        let limit = self.manners.max_bytes;
        let bytes = read(response, limit, lane, Some(&mut held), too_large_a_file).await?;
        verify(&bytes, remote)?;
        Ok(Body { bytes, _held: held })
    }

    /// Tries again what may come the next time: after failures so many times, and while the site
    /// asks for patience until that is at its end. Patience is what this one request waits, not
    /// what it stands in line behind others; with a site that answers nobody it is all the time.
    async fn patiently<T, F: Future<Output = Result<T, Miss>>>(
        &self,
        lane: &Lane,
        attempt: impl FnMut() -> F,
    ) -> Result<T, Miss> {
        let started = Instant::now();
        let mut failures = 0;
        let mut waited = Duration::ZERO;
        let waits = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(self.manners.first_wait)
            .with_max_delay(MAX_WAIT.max(self.manners.first_wait))
            .without_max_times();
        let ended = attempt
            .retry(waits)
            .when(Miss::is_passing)
            .adjust(|miss, wait| {
                let wait = wait.unwrap_or(MAX_WAIT);
                if let Miss::Throttled { after, .. } = miss {
                    let is_too_long = after.is_some_and(|after| after > self.manners.patience);
                    let wait = after.map_or(wait, |after| after.max(self.manners.first_wait));
                    let wait = wait.min(LONGEST_WAIT);
                    waited += wait;
                    let unanswered = lane.answered_since(started).elapsed() + wait;
                    let patient = waited.max(unanswered) <= self.manners.patience;
                    if is_too_long {
                        // Nobody else need ask to be told the same. That it is this one file's
                        // turn to wait so long, after many attempts, says nothing of the others.
                        lane.give_up();
                    }
                    return patient.then(|| {
                        lane.pause(wait);
                        wait
                    });
                }
                failures += 1;
                (failures <= self.manners.retries).then_some(wait)
            })
            .await;
        lane.note(&ended, started);
        ended
    }
}

/// A file, whole. As long as it is not dropped, others may have to wait for its room in memory.
pub struct Body {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    _held: Held,
}

fn runtime(builder: &mut Builder) -> Result<Runtime> {
    let built = builder.enable_all().build();
    built.context("cannot start the threads that wait for the network")
}

/// Connections that wait for so long without a byte.
fn http(
    manners: &Manners,
    reach: &Reach,
    names: &Reach,
    idle: Duration,
) -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .user_agent(manners.user_agent.clone())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(idle)
        .timeout(manners.deadline)
        .pool_idle_timeout(KEEP_IDLE)
        .redirect(reach.redirects())
        // The address that redirects may hold a key.
        .referer(false)
        .dns_resolver(Arc::new(names.clone()));
    let builder = match &manners.proxy {
        Some(proxy) => builder.proxy(reqwest::Proxy::all(proxy.as_str()).context("acquire.proxy")?),
        None => builder.no_proxy(),
    };
    builder
        .build()
        .context("cannot make the web client: are the system's certificates there?")
}

/// The body of `response`, at most `max_bytes` of it, out of the room that is `held`. The limit holds for what is unpacked, too.
async fn read(
    mut response: Response,
    max_bytes: u64,
    lane: &Lane,
    mut held: Option<&mut Held>,
    too_large: fn(u64) -> Miss,
) -> Result<Vec<u8>, Miss> {
    let announced = response.content_length().unwrap_or(0);
    if announced > max_bytes {
        return Err(too_large(max_bytes));
    }
    // What is announced may be a lie.
    let mut body = Vec::with_capacity(announced.min(MAX_RESERVED_BYTES) as usize);
    while let Some(chunk) = response.chunk().await.map_err(Miss::of)? {
        if (body.len() + chunk.len()) as u64 > max_bytes {
            return Err(too_large(max_bytes));
        }
        if let Some(held) = &mut held {
            held.grow(body.len() + chunk.len()).await;
        }
        lane.take(chunk.len()).await;
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn too_large_a_file(max_bytes: u64) -> Miss {
    Miss::Barred(format!(
        "the file is too large: more than {} MiB are not fetched (max_megabytes)",
        max_bytes >> 20
    ))
}

fn too_long_an_answer(max_bytes: u64) -> Miss {
    Miss::Barred(format!(
        "the answer is longer than {} MiB; ask for less at once",
        max_bytes >> 20
    ))
}

/// A page or a message in place of an image is how many servers say that something is wrong.
fn refuse_text(headers: &HeaderMap) -> Result<(), Miss> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_lowercase();
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if matches!(
        kind,
        "text/html" | "application/xhtml+xml" | "application/json"
    ) {
        return Err(Miss::Failed(format!(
            "the server sent a page ({kind}) in place of the image"
        )));
    }
    Ok(())
}

/// Whether the bytes are those that the source tells of.
fn verify(body: &[u8], remote: &Remote) -> Result<(), Miss> {
    if let Some(bytes) = remote.bytes.filter(|bytes| *bytes != body.len() as u64) {
        return Err(Miss::Failed(format!(
            "{} bytes came where the source tells of {bytes}",
            body.len()
        )));
    }
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match &remote.sha1 {
        Some(told) => {
            let sha1: String = hex(&Sha1::digest(body));
            if sha1.eq_ignore_ascii_case(told) {
                Ok(())
            } else {
                Err(Miss::Failed(
                    "its SHA-1 is not the one that the source tells".to_owned(),
                ))
            }
        }
        None => Ok(()),
    }
}

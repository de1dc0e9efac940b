//! `pixrec serve`: a page to browse the collection, edit tags and favourites, and see what is
//! recommended and why; the same for programs under `/api/v1`.
//!
//! The data folder is the only state: [`crate::pipeline::Live`] reads and writes it, the
//! [`crate::pipeline::Adviser`] recommends. This room only speaks HTTP: `views` is what is told of
//! things, `api` tells it as JSON and `pages` as HTML, `guard` says who may ask.

mod api;
mod asked;
mod files;
mod guard;
mod listen;
mod metrics;
mod pages;
mod problem;
mod views;

use std::net::IpAddr;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use secrecy::SecretString;
use tower::ServiceBuilder;

use crate::memory;
use crate::pipeline::{Adviser, Layout, Learner, Live, Plan, Refused};

pub use guard::Door;
pub use listen::{Listening, listen};

/// The longest that a request may take.
const MOST_SECONDS: u64 = 30;
/// Requests that are worked on at once; more are turned away.
const AT_ONCE: usize = 256;

/// How a server is run.
pub struct Settings {
    /// The address that it listens on.
    pub address: IpAddr,
    /// The port; 0 takes any that is free.
    pub port: u16,
    /// Other names that the server is called by.
    pub hosts: Vec<String>,
    /// What everybody must know who asks; nothing on loopback.
    pub token: Option<SecretString>,
    /// Whether nothing may be changed.
    pub read_only: bool,
}

/// What all requests share.
pub struct App {
    live: Live,
    adviser: Adviser,
    door: Door,
    metrics: metrics::Metrics,
    choices: asked::Choices,
}

type Shared = Arc<App>;

impl App {
    /// Opens a data folder, and lets the model of a plan learn by `learner`.
    ///
    /// # Errors
    /// There are no images, or a table cannot be used.
    pub fn open(plan: Plan, layout: &Layout, door: Door, learner: Learner) -> Result<Self> {
        memory::share();
        Ok(Self {
            live: Live::open(layout)?,
            adviser: Adviser::new(plan, layout, learner),
            metrics: metrics::Metrics::new(),
            choices: asked::Choices::default(),
            door,
        })
    }

    /// Makes an image a favourite of a user, or takes it away. Where nothing could be learned
    /// before, perhaps because nobody liked anything, it is tried again.
    fn favorite(&self, user: &str, image: &str, remove: bool) -> Result<(), Refused> {
        self.live.favorite(user, image, remove)?;
        self.adviser.hear_of_more();
        Ok(())
    }

    /// How many images there are.
    pub fn images(&self) -> usize {
        self.live.now().catalog.len()
    }
}

/// All that the server answers.
pub fn router(app: Shared) -> Router {
    let (api, description) = api::router().split_for_parts();
    let limits = ServiceBuilder::new()
        .layer(axum::error_handling::HandleErrorLayer::new(
            problem::overloaded,
        ))
        .load_shed()
        .layer(tower::limit::GlobalConcurrencyLimitLayer::new(AT_ONCE));
    let timeout = tower_http::timeout::TimeoutLayer::with_status_code(
        axum::http::StatusCode::GATEWAY_TIMEOUT,
        std::time::Duration::from_secs(MOST_SECONDS),
    );
    Router::new()
        .merge(pages::router())
        .merge(files::router())
        .merge(api)
        .merge(api::description(description))
        .fallback(problem::nowhere)
        .method_not_allowed_fallback(problem::not_so)
        .layer(from_fn_with_state(app.clone(), guard::check))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(
            problem::panicked,
        ))
        .layer(timeout)
        .layer(limits)
        .layer(axum::extract::DefaultBodyLimit::max(guard::MOST_BODY))
        .layer(from_fn_with_state(app.clone(), metrics::measure))
        .layer(from_fn(guard::with_headers))
        .with_state(app)
}

/// Work that reads files or counts, off the threads that speak to the network.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, problem::Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| problem::Problem::mistake())
}

//! What the server did, in the text form of Prometheus.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::Shared;

/// The upper ends of the classes of durations, in seconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// What requests are told apart by: the route and not the address, of which there is no end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The counters of a server.
pub struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    images: Gauge<u64, AtomicU64>,
    users: Gauge<u64, AtomicU64>,
    learned: Gauge<u64, AtomicU64>,
}

impl Metrics {
    /// Counters at zero.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("pixrec");
        let requests = Family::<Asked, Counter>::default();
        let durations = Family::<Route, Histogram, fn() -> Histogram>::new_with_constructor(|| {
            Histogram::new(SECONDS)
        });
        let gauge = Gauge::<u64, AtomicU64>::default;
        let (images, users, learned) = (gauge(), gauge(), gauge());
        registry.register(
            "http_requests",
            "Requests that were answered",
            requests.clone(),
        );
        registry.register(
            "http_request_duration_seconds",
            "How long requests took",
            durations.clone(),
        );
        registry.register("images", "Images in the collection", images.clone());
        registry.register("users", "Users with favourites", users.clone());
        registry.register(
            "model_learned",
            "How often the model has learned",
            learned.clone(),
        );
        Self {
            registry,
            requests,
            durations,
            images,
            users,
            learned,
        }
    }

    /// All of them as text.
    pub fn text(&self, app: &super::App) -> String {
        let now = app.live.now();
        self.images.set(now.catalog.len() as u64);
        self.users.set(now.people.len() as u64);
        self.learned.set(app.adviser.learning().times);
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// Counts a request.
pub async fn measure(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        _ => "other",
    };
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.map_or("none".to_owned(), |route| route.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let asked = Asked {
        method,
        route: route.clone(),
        status,
    };
    app.metrics.requests.get_or_create(&asked).inc();
    let durations = app.metrics.durations.get_or_create(&Route { route });
    durations.observe(begun.elapsed().as_secs_f64());
    response
}

/// The counters, to whoever asks.
pub async fn show(State(app): State<Shared>) -> Result<Response, super::problem::Problem> {
    use axum::http::header::CONTENT_TYPE;
    use axum::response::IntoResponse;
    let shared = Arc::clone(&app);
    let text = super::blocking(move || shared.metrics.text(&shared)).await?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(CONTENT_TYPE, kind)], text).into_response())
}

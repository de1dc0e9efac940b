//! What cannot be answered, told as a problem document (RFC 9457) to programs and as a page to
//! people.

use std::any::Any;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::pages;
use crate::pipeline::{NotReady, Refused};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// What kind of problem it is; `about:blank` where the status says all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What happened, and what to do.
    pub detail: String,
}

impl Problem {
    /// A problem of some status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
        }
    }

    /// Nothing is called so.
    pub fn unknown(what: &str, name: &str) -> Self {
        let name = crate::domain::printable(name);
        Self::new(
            StatusCode::NOT_FOUND,
            format!("there is no {what} '{name}'"),
        )
    }

    /// What was asked makes no sense.
    pub fn wrong(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The program is wrong.
    pub fn mistake() -> Self {
        let detail = "a mistake in the program, please report it";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The problem as an answer to somebody who asked for this address.
    pub fn answer(self, asked: &Uri) -> Response {
        if is_for_programs(asked.path()) {
            self.into_response()
        } else {
            pages::Trouble(self).into_response()
        }
    }
}

/// Whether an address is one of those for programs.
pub fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path == "/healthz" || path == "/metrics"
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Busy(told) => Self::new(StatusCode::SERVICE_UNAVAILABLE, told),
            Refused::ReadOnly(told) => Self::new(StatusCode::FORBIDDEN, told),
            Refused::Wrong(told) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, told),
        }
    }
}

impl From<NotReady> for Problem {
    fn from(NotReady(told): NotReady) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, told)
    }
}

/// The answer to an address that there is not.
pub async fn nowhere(asked: Uri) -> Response {
    let path = crate::domain::printable(asked.path());
    Problem::new(StatusCode::NOT_FOUND, format!("there is nothing at {path}")).answer(&asked)
}

/// The answer to a method that an address does not have.
pub async fn not_so(method: axum::http::Method, asked: Uri) -> Response {
    let path = crate::domain::printable(asked.path());
    let detail = format!("{path} has no method {method}");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).answer(&asked)
}

/// The answer where too much is asked at once.
pub async fn overloaded(asked: Uri, _error: tower::BoxError) -> Response {
    let detail = "too much is asked at once; try again in a moment";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).answer(&asked)
}

/// The answer where the program is wrong.
pub fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    Problem::mistake().into_response()
}

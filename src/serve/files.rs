//! Images, thumbnails, charts, the report and what pages need: each by its name in a table, never by
//! a path that somebody sent.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::asked::At;
use super::problem::Problem;
use super::{Shared, blocking, pages};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What has another address when it changes need not be asked for again.
const FOREVER: &str = "private, max-age=31536000, immutable";

/// The routes of files.
pub fn router() -> Router<Shared> {
    Router::new()
        .route(
            "/static/style.css",
            get(|| async { text("text/css; charset=utf-8", STYLE) }),
        )
        .route(
            "/static/script.js",
            get(|| async { text("text/javascript; charset=utf-8", SCRIPT) }),
        )
        .route("/image/{id}/file", get(image))
        .route("/image/{id}/thumbnail", get(thumbnail))
        .route("/charts/{name}", get(chart))
        .route("/report.pdf", get(report))
}

/// The address of the stylesheet.
pub fn style() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| address("style.css", STYLE));
    &ADDRESS
}

/// The address of the script.
pub fn script() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| address("script.js", SCRIPT));
    &ADDRESS
}

/// Another address for another version.
fn address(name: &str, text: &str) -> String {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    format!("/static/{name}?v={}", &hash[..12])
}

fn text(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOREVER),
    ];
    (headers, text).into_response()
}

/// The type of a file by the format that its bytes are in, as the table has it.
fn kind_of(format: &str) -> &'static str {
    match format {
        ".jpg" => "image/jpeg",
        ".png" => "image/png",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".bmp" => "image/bmp",
        ".tiff" => "image/tiff",
        _ => "application/octet-stream",
    }
}

async fn image(
    State(app): State<Shared>,
    At(id): At<String>,
    request: Request,
) -> Result<Response, pages::Trouble> {
    let found = blocking(move || {
        let catalog = app.live.now().catalog;
        let number = catalog
            .number(&id)
            .ok_or_else(|| Problem::unknown("image", &id))?;
        let record = catalog.record(number).map_err(|_| Problem::mistake())?;
        let path = app.live.image(&id);
        let path = path.ok_or_else(|| Problem::unknown("file of the image", &id))?;
        Ok::<_, Problem>((path, kind_of(&record.format)))
    });
    let (path, kind) = found.await??;
    Ok(file(path, kind, request).await)
}

async fn file(path: std::path::PathBuf, kind: &'static str, request: Request) -> Response {
    // It says when it was changed and gives parts of it; it cannot fail but by its status.
    let served = ServeFile::new(path).oneshot(request).await;
    let mut response = match served {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    };
    if response.status().is_success() {
        let kind = HeaderValue::from_static(kind);
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

async fn thumbnail(
    State(app): State<Shared>,
    At(id): At<String>,
    headers: HeaderMap,
) -> Result<Response, pages::Trouble> {
    let made = blocking(move || {
        let catalog = app.live.now().catalog;
        let number = catalog
            .number(&id)
            .ok_or_else(|| Problem::unknown("image", &id))?;
        let hash = catalog.card(number).content_hash.to_owned();
        let jpeg = app.live.thumbnail(&id, &hash);
        let jpeg =
            jpeg.map_err(|error| Problem::new(StatusCode::NOT_FOUND, format!("{error:#}")))?;
        Ok::<_, Problem>((hash, jpeg))
    });
    let (hash, jpeg) = made.await??;
    let tag = format!("\"{hash}\"");
    let is_known = headers.get(header::IF_NONE_MATCH);
    let is_known = is_known.is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let tag = HeaderValue::from_str(&tag).map_err(|_| Problem::mistake())?;
    let mut response = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOREVER));
    Ok(response)
}

async fn chart(
    State(app): State<Shared>,
    At(file): At<String>,
) -> Result<Response, pages::Trouble> {
    let found = blocking(move || {
        let name = file.strip_suffix(".svg").unwrap_or_default();
        let chart = app.live.chart(name);
        chart.ok_or_else(|| Problem::unknown("chart", &file))
    });
    let svg = found.await??;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

async fn report(State(app): State<Shared>, request: Request) -> Result<Response, pages::Trouble> {
    let path = blocking(move || app.live.report()).await?;
    let path = path.ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "there is no report yet; `pixrec report` makes it",
        )
    })?;
    Ok(file(path, "application/pdf", request).await)
}

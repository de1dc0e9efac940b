//! Who may ask for what: names that the server answers to, tokens, changes that come from its own
//! pages only; and what browsers may do with the answers.

use std::net::IpAddr;

use anyhow::{Result, ensure};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use secrecy::{ExposeSecret, SecretString};

use super::problem::Problem;
use super::{Settings, Shared, pages};

/// The largest body of a request, in bytes: a name or a tag.
pub const MOST_BODY: usize = 64 * 1024;

/// The fewest characters of a token: 16 that are chosen at random cannot be guessed over a network.
const LEAST_TOKEN: usize = 16;

/// The cookie that says that somebody knows the token.
pub const PASS: &str = "pixrec_pass";

/// What pages may do: show what this server has, and nothing else.
const POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who may come in.
pub struct Door {
    hosts: Vec<String>,
    /// The hash of the token and of the pass that is given for it.
    token: Option<(blake3::Hash, String)>,
    /// Whether nothing may be changed.
    pub read_only: bool,
}

impl Door {
    /// The door that the settings describe.
    ///
    /// # Errors
    /// The server is to be reached from elsewhere without a token, or with one that can be guessed.
    pub fn new(settings: &Settings) -> Result<Self> {
        let token = settings.token.as_ref().map(SecretString::expose_secret);
        ensure!(
            settings.address.is_loopback() || token.is_some(),
            "an address that others can reach needs a token: set PIXREC_TOKEN to one of {LEAST_TOKEN} characters or more"
        );
        ensure!(
            token.is_none_or(|token| token.chars().count() >= LEAST_TOKEN),
            "the token in PIXREC_TOKEN is shorter than {LEAST_TOKEN} characters, and could be guessed"
        );
        let mut hosts = vec![
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "[::1]".to_owned(),
        ];
        hosts.push(match settings.address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
        hosts.extend(settings.hosts.iter().map(|host| host.to_ascii_lowercase()));
        Ok(Self {
            hosts,
            token: token.map(|token| {
                let pass =
                    blake3::derive_key("pixrec serve 2026 pass of a token", token.as_bytes());
                let pass = blake3::Hash::from_bytes(pass).to_hex().to_string();
                (blake3::hash(token.as_bytes()), pass)
            }),
            read_only: settings.read_only,
        })
    }

    /// The pass of somebody who says the token.
    pub fn pass(&self, token: &str) -> Option<&str> {
        let (known, pass) = self.token.as_ref()?;
        // Hashes are compared in constant time.
        (blake3::hash(token.as_bytes()) == *known).then_some(pass)
    }

    /// Whether somebody may know all.
    pub fn knows(&self, headers: &HeaderMap) -> bool {
        let Some((_, pass)) = &self.token else {
            return true;
        };
        let bearer = headers.get(header::AUTHORIZATION);
        let bearer = bearer.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let shown = cookie(headers, PASS);
        bearer.is_some_and(|token| self.pass(token).is_some())
            || shown.is_some_and(|shown| {
                blake3::hash(shown.as_bytes()) == blake3::hash(pass.as_bytes())
            })
    }

    /// Whether the server is called so: a page of another name may be made to point here.
    fn answers_to(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        self.hosts.contains(&name.to_ascii_lowercase())
    }
}

/// The value of a cookie as the browser sent it.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    let pairs = all.filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Lets through what may be asked.
pub async fn check(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    match refusal(&app, &method, &uri, request.headers()) {
        None => next.run(request).await,
        Some(problem) if problem.status == StatusCode::UNAUTHORIZED.as_u16() => {
            pages::sign_in(problem, &uri)
        }
        Some(problem) => problem.answer(&uri),
    }
}

fn refusal(app: &Shared, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Problem> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default();
    let no = |status, detail: &str| Some(Problem::new(status, detail));
    if !app.door.answers_to(host) {
        return no(
            StatusCode::MISDIRECTED_REQUEST,
            "this server is not called so; --allow-host names another name for it",
        );
    }
    let is_open =
        ["/healthz", "/sign-in"].contains(&uri.path()) || uri.path().starts_with("/static/");
    if !is_open && !app.door.knows(headers) {
        return no(StatusCode::UNAUTHORIZED, "the token is needed");
    }
    if method.is_safe() {
        return None;
    }
    if !is_of_own_page(headers, host) {
        return no(
            StatusCode::FORBIDDEN,
            "changes are taken from this server's own pages only",
        );
    }
    if app.door.read_only && uri.path() != "/sign-in" && uri.path() != "/me" {
        return no(
            StatusCode::FORBIDDEN,
            "nothing can be changed here: the server was started with --read-only",
        );
    }
    None
}

/// Whether a change comes from a page of this server, or from no page at all. Browsers say where a
/// request comes from, and no page can make them say anything else.
fn is_of_own_page(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    match text(header::ORIGIN) {
        Some(origin) => {
            let rest = origin.split_once("://").map(|(_, rest)| rest);
            rest.is_some_and(|rest| rest.eq_ignore_ascii_case(host))
        }
        // No browser of today; one of yesterday sends cookies.
        None => !headers.contains_key(header::COOKIE),
    }
}

/// What every answer says.
pub async fn with_headers(request: Request, next: Next) -> Response {
    let asked = request.uri().clone();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::GATEWAY_TIMEOUT {
        let detail = "it took too long; try again in a moment";
        response = Problem::new(StatusCode::GATEWAY_TIMEOUT, detail).answer(&asked);
    }
    let headers = response.headers_mut();
    let own = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in own {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What is told may be edited at any moment.
    let caching = headers.entry(header::CACHE_CONTROL);
    caching.or_insert(HeaderValue::from_static("no-cache"));
    response
}

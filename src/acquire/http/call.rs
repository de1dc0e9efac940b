//! One question to a web API.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};

use super::Miss;

/// No site is believed to want more than this.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(7 * 86_400);

/// What is asked for. Keys are kept apart from the address, so that neither can be shown with it.
#[derive(Debug, Clone)]
pub struct Call {
    url: Url,
    headers: Vec<(&'static str, String)>,
    secret_header: Option<(&'static str, SecretString)>,
    secret_query: Option<(&'static str, SecretString)>,
    form: Option<Vec<(String, String)>>,
}

impl Call {
    /// A GET of `url`.
    pub fn get(url: Url) -> Self {
        Self {
            url,
            headers: Vec::new(),
            secret_header: None,
            secret_query: None,
            form: None,
        }
    }

    /// With one more member of the query.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.url.query_pairs_mut().append_pair(name, value.as_ref());
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a header that holds a key.
    #[must_use]
    pub fn secret_header(mut self, name: &'static str, value: SecretString) -> Self {
        self.secret_header = Some((name, value));
        self
    }

    /// With a key in the query, for sites that want it there.
    #[must_use]
    pub fn secret_query(mut self, name: &'static str, value: SecretString) -> Self {
        self.secret_query = Some((name, value));
        self
    }

    /// As a POST of a form: for questions too long for an address.
    #[must_use]
    pub fn form(mut self, fields: Vec<(String, String)>) -> Self {
        self.form = Some(fields);
        self
    }

    /// The address without the key.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The request that this is.
    pub(super) fn request(&self, client: &reqwest::Client) -> RequestBuilder {
        let mut url = self.url.clone();
        if let Some((name, key)) = &self.secret_query {
            url.query_pairs_mut().append_pair(name, key.expose_secret());
        }
        let mut request = match &self.form {
            None => client.get(url),
            Some(fields) => client.post(url).form(fields),
        };
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some((name, key)) = &self.secret_header {
            request = request.header(*name, key.expose_secret());
        }
        request
    }
}

/// What a site answered, whole.
#[derive(Debug)]
pub struct Reply<'a> {
    /// The HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// The body, decompressed.
    pub body: &'a [u8],
}

impl Reply<'_> {
    /// How long the site asks to be left alone: `Retry-After` in seconds or as a date.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers)
    }
}

/// Says of an answer whether it is one. Sites have their own ways to say no.
pub type Judge = fn(&Reply<'_>) -> Result<(), Miss>;

/// The judgement that most sites need: by the status alone.
///
/// # Errors
/// Anything but a 2xx.
pub fn by_status(reply: &Reply<'_>) -> Result<(), Miss> {
    judge_status(reply.status, reply.headers)
}

pub(super) fn judge_status(status: StatusCode, headers: &HeaderMap) -> Result<(), Miss> {
    let words = status.canonical_reason().unwrap_or("no reason given");
    let reason = format!("the server answered {} ({words})", status.as_u16());
    match status.as_u16() {
        200..=299 => Ok(()),
        429 => Err(Miss::Throttled {
            reason,
            after: retry_after(headers),
        }),
        // Without a time it is a failure like others: maybe of this one file.
        503 => Err(match retry_after(headers) {
            None => Miss::Failed(reason),
            after => Miss::Throttled { reason, after },
        }),
        408 | 425 | 500..=599 => Err(Miss::Failed(reason)),
        _ => Err(Miss::Final(reason)),
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let after = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = httpdate::parse_http_date(text).ok()?;
            let now = std::time::SystemTime::now();
            // A date that is past means now.
            date.duration_since(now).unwrap_or_default()
        }
    };
    Some(after.min(LONGEST_WAIT))
}

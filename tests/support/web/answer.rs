//! What a site answers, and in which way the server is to break it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

/// An HTTP answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Arc<[u8]>,
    pub fault: Fault,
    /// Whether the body goes out compressed to clients that take gzip.
    pub gzip: bool,
}

/// How an answer goes wrong on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Not at all.
    #[default]
    None,
    /// The connection is reset after this many bytes of the body.
    Reset { after: usize },
    /// The body ends this many bytes before the length that was announced.
    Short { by: usize },
    /// The body, then a byte now and then, for ever.
    Endless { every: Duration },
    /// The body, then zeros as fast as they are taken, for ever.
    EndlessFast,
    /// The request is read and nothing comes back.
    Silent,
    /// The first byte of an otherwise good answer comes late.
    Slow { by: Duration },
    /// The body, then zeros, [`HUGE`] bytes in all.
    Huge,
    /// Half of the body, then the text of an error, as one complete answer.
    Garbled,
}

/// The announced length of a body under [`Fault::Huge`]: a gibibyte.
pub const HUGE: usize = 1 << 30;

impl Answer {
    /// A good answer of this media type.
    pub fn new(mime: &str, body: impl Into<Arc<[u8]>>) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
            fault: Fault::None,
            gzip: false,
        }
        .header("Content-Type", mime)
    }

    pub fn json(value: &Value) -> Self {
        Self::new(
            "application/json; charset=utf-8",
            value.to_string().into_bytes(),
        )
    }

    pub fn image(bytes: impl Into<Arc<[u8]>>, mime: &str) -> Self {
        Self::new(mime, bytes)
    }

    pub fn text(status: u16, text: &str) -> Self {
        Self::new("text/plain; charset=utf-8", text.as_bytes()).with_status(status)
    }

    pub fn html(text: &str) -> Self {
        Self::new("text/html; charset=utf-8", text.as_bytes())
    }

    /// An answer of this status with a line of text.
    pub fn status(status: u16) -> Self {
        Self::text(status, &format!("status {status}\n"))
    }

    /// A temporary redirect.
    pub fn redirect(url: &str) -> Self {
        Self::status(302).header("Location", url)
    }

    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With `Retry-After`: seconds or an HTTP date.
    pub fn retry_after(self, text: &str) -> Self {
        self.header("Retry-After", text)
    }

    pub fn gzip(mut self) -> Self {
        self.gzip = true;
        self
    }

    pub fn fault(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }

    /// The media type, empty if it has none.
    pub fn mime(&self) -> &str {
        let mut headers = self.headers.iter();
        let found = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        found.map_or("", |(_, value)| value)
    }
}

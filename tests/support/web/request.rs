//! A request as a server read it.

use std::io::{self, BufRead, Read};
use std::time::Instant;

use percent_encoding::percent_decode_str;

/// Bytes of a request line and its headers together.
const LONGEST_HEAD: u64 = 64 << 10;
/// Bytes of a request's body.
const LONGEST_BODY: u64 = 16 << 20;

/// What a client asked for.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query as they were sent.
    pub target: String,
    /// The path alone, percent-decoded.
    pub path: String,
    /// The pairs of the query, decoded, in their order.
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// When it had been read.
    pub at: Instant,
    /// How many requests the server was answering then, this one among them.
    pub in_flight: usize,
}

impl Request {
    /// The next request of a connection; `None` where the client has no more.
    ///
    /// # Errors
    ///
    /// The connection's, and `InvalidData` for what isn't HTTP/1, is too long or is chunked.
    pub fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut head = from.take(LONGEST_HEAD);
        let Some(first) = line(&mut head)? else {
            return Ok(None);
        };
        let mut words = first.split(' ');
        let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(bad("no request line"));
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Self {
            method: method.to_owned(),
            target: target.to_owned(),
            path: percent_decode_str(path).decode_utf8_lossy().into_owned(),
            query: pairs(query.as_bytes()),
            headers: headers(&mut head)?,
            body: Vec::new(),
            at: Instant::now(),
            in_flight: 0,
        };
        request.body = request.read_body(head.into_inner())?;
        request.at = Instant::now();
        Ok(Some(request))
    }

    fn read_body(&self, from: &mut impl Read) -> io::Result<Vec<u8>> {
        if self.header("transfer-encoding").is_some() {
            return Err(bad("a chunked request"));
        }
        let length = self.header("content-length").unwrap_or("0");
        let length: u64 = length.parse().map_err(|_| bad("no content length"))?;
        if length > LONGEST_BODY {
            return Err(bad("too long a body"));
        }
        let mut body = vec![0; length as usize];
        from.read_exact(&mut body)?;
        Ok(body)
    }

    /// The first header of this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The first value of this name in the query.
    pub fn value(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// A number of the query, at least 1; `default` where there is none.
    pub fn number(&self, name: &str, default: usize) -> usize {
        let number = self.value(name).and_then(|value| value.parse().ok());
        number.unwrap_or(default).max(1)
    }

    /// The comma-separated words of a value; none where it is absent.
    pub fn words(&self, name: &str) -> Vec<&str> {
        let value = self.value(name).unwrap_or_default();
        value.split(',').filter(|word| !word.is_empty()).collect()
    }

    /// The pairs of the query and then those of a form in the body.
    pub fn with_form(&self) -> Self {
        let mut request = self.clone();
        let mime = self.header("content-type").unwrap_or_default();
        if mime.starts_with("application/x-www-form-urlencoded") {
            request.query.extend(pairs(&self.body));
        }
        request
    }

    /// The server as the client calls it, without a slash at the end.
    pub fn base(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or("localhost"))
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = pairs.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn headers(from: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = line(from)?.ok_or_else(|| bad("headers without an end"))?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or_else(|| bad("no header"))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

/// A line without its end; `None` at the end of the stream.
fn line(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let whole = line.strip_suffix("\r\n").or(line.strip_suffix('\n'));
    whole
        .map(|line| Some(line.to_owned()))
        .ok_or_else(|| bad("a line without an end"))
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

//! Requests in their plainest form, to look at a server without the program's own client.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header, if it is there; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1);
        lines.find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            let body = String::from_utf8_lossy(&self.body);
            panic!("{error}:\n{}\n{body}", self.head)
        })
    }
}

/// The answer to a GET of this URL, which is encoded and of a server on loopback.
pub fn get(url: &str) -> Answer {
    let rest = url.strip_prefix("http://").expect("an http URL");
    let (host, path) = rest.split_once('/').expect("a URL with a path");
    let accept = ("Accept", "application/sparql-results+json, */*");
    send(host, "GET", &format!("/{path}"), &[accept], b"").expect("an answer")
}

/// The answer of a server on loopback to a request; a header `Host` among those given stands in
/// place of its own.
///
/// # Errors
/// The server is gone.
pub fn send(
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    assert!(host.starts_with("127.0.0.1:"), "{host} is not on loopback");
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    // HTTP/1.0: the body ends with the connection.
    let mut head = format!("{method} {path} HTTP/1.0\r\n");
    if !headers.iter().any(|(name, _)| *name == "Host") {
        head.push_str(&format!("Host: {host}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!(
        "User-Agent: pixrec-tests/1.0\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    ));
    stream.write_all(head.as_bytes())?;
    // A server may answer before it has read all that it refuses.
    let _ = stream.write_all(body);
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let Some((head, body)) = cut(&bytes, b"\r\n\r\n") else {
        read?;
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    let head = String::from_utf8_lossy(head).into_owned();
    // Oxigraph sends pieces to a client of HTTP/1.0, too.
    let pieces = head.to_lowercase().contains("transfer-encoding: chunked");
    let body = if pieces {
        join(body).expect("a whole body")
    } else {
        body.to_vec()
    };
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Ok(Answer {
        status: status.unwrap_or_else(|| panic!("no status: {head}")),
        body,
        head,
    })
}

/// What is before and what is behind the first `mark`.
fn cut<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes
        .windows(mark.len())
        .position(|window| window == mark)?;
    Some((&bytes[..at], &bytes[at + mark.len()..]))
}

/// The content of a body in pieces (RFC 9112, section 7.1), or nothing if it breaks off.
fn join(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let (size, rest) = cut(body, b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(size).ok()?, 16).ok()?;
        if size == 0 {
            return Some(joined);
        }
        joined.extend(rest.get(..size)?);
        body = rest.get(size + 2..)?;
    }
}

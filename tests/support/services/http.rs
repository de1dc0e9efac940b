//! A GET request in its plainest form, to look at a server without the program's own client.

use std::io::{Read, Write};
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
    assert!(host.starts_with("127.0.0.1:"), "{url} is not on loopback");
    let mut stream = TcpStream::connect(host).expect("the server listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a time limit can be set");
    // HTTP/1.0: the body ends with the connection.
    write!(
        stream,
        "GET /{path} HTTP/1.0\r\nHost: {host}\r\nUser-Agent: pixrec-tests/1.0\r\n\
         Accept: application/sparql-results+json, */*\r\nConnection: close\r\n\r\n"
    )
    .expect("a request can be sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let (head, body) = cut(&bytes, b"\r\n\r\n").expect("a head and a body");
    let head = String::from_utf8_lossy(head).into_owned();
    // Oxigraph sends pieces to a client of HTTP/1.0, too.
    let pieces = head.to_lowercase().contains("transfer-encoding: chunked");
    let body = if pieces {
        join(body).expect("a whole body")
    } else {
        body.to_vec()
    };
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Answer {
        status: status.unwrap_or_else(|| panic!("no status: {head}")),
        body,
        head,
    }
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

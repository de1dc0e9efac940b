//! Writes an answer to a connection, whole or broken as it asks for.

use std::io::{self, Write};
use std::net::TcpStream;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use socket2::SockRef;

use super::answer::{Answer, Fault, HUGE};
use super::request::Request;
use super::server::Shared;

/// What follows the first half of a garbled body: the live SPARQL services do so at a time-out.
const ERROR_TEXT: &str = "\njava.util.concurrent.TimeoutException: the query has been cancelled\n";
/// Bytes of zeros in one write.
const BLOCK: usize = 64 << 10;
/// How often a server that keeps silent looks whether anybody still listens.
const GLANCE: Duration = Duration::from_millis(20);

/// Sends an answer; whether the connection can take another request.
///
/// # Errors
///
/// The connection's: mostly the client went away.
pub fn send(
    answer: &Answer,
    request: &Request,
    mut stream: &TcpStream,
    shared: &Shared,
) -> io::Result<bool> {
    let body = body(answer, request)?;
    let head = |length: Option<usize>| head(answer, request, length);
    match answer.fault {
        Fault::None | Fault::Garbled => {}
        Fault::Slow { by } => shared.pause(by)?,
        Fault::Silent => loop {
            shared.pause(GLANCE)?;
            still_there(stream)?;
        },
        Fault::Reset { after } => {
            stream.write_all(&head(Some(body.len())))?;
            stream.write_all(&body[..after.min(body.len())])?;
            return reset(stream, shared);
        }
        Fault::Short { by } => {
            stream.write_all(&head(Some(body.len())))?;
            stream.write_all(&body[..body.len().saturating_sub(by)])?;
            return Ok(false);
        }
        Fault::Huge => {
            stream.write_all(&head(Some(HUGE)))?;
            stream.write_all(&body)?;
            zeros(stream, HUGE.saturating_sub(body.len()))?;
            return Ok(keeps_alive(request));
        }
        Fault::Endless { every } => {
            start_chunks(stream, &head(None), &body)?;
            loop {
                shared.pause(every)?;
                chunk(stream, &[0])?;
            }
        }
        Fault::EndlessFast => {
            start_chunks(stream, &head(None), &body)?;
            loop {
                shared.pause(Duration::ZERO)?;
                chunk(stream, &[0; BLOCK])?;
            }
        }
    }
    stream.write_all(&head(Some(body.len())))?;
    if request.method != "HEAD" {
        stream.write_all(&body)?;
    }
    Ok(keeps_alive(request))
}

pub fn keeps_alive(request: &Request) -> bool {
    let connection = request.header("connection").unwrap_or_default();
    !connection.eq_ignore_ascii_case("close")
}

/// The bytes that go out.
fn body(answer: &Answer, request: &Request) -> io::Result<Vec<u8>> {
    let mut body = answer.body.to_vec();
    if answer.fault == Fault::Garbled {
        body.truncate(body.len() / 2);
        body.extend_from_slice(ERROR_TEXT.as_bytes());
    }
    if !compresses(answer, request) {
        return Ok(body);
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&body)?;
    gzip.finish()
}

fn compresses(answer: &Answer, request: &Request) -> bool {
    let accepted = request.header("accept-encoding").unwrap_or_default();
    answer.gzip && accepted.contains("gzip")
}

/// The status line and headers; chunks follow where no length is given.
fn head(answer: &Answer, request: &Request, length: Option<usize>) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if compresses(answer, request) {
        head.push_str("Content-Encoding: gzip\r\n");
    }
    if !keeps_alive(request) {
        head.push_str("Connection: close\r\n");
    }
    match length {
        Some(length) => head.push_str(&format!("Content-Length: {length}\r\n\r\n")),
        None => head.push_str("Transfer-Encoding: chunked\r\n\r\n"),
    }
    head.into_bytes()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400..=499 => "Client Error",
        500..=599 => "Server Error",
        _ => "Other",
    }
}

/// Ends the connection so that the client sees a reset and no orderly end.
fn reset(stream: &TcpStream, shared: &Shared) -> io::Result<bool> {
    // A reset discards what has not been delivered; the client is to get the half that was sent.
    shared.pause(GLANCE)?;
    SockRef::from(stream).set_linger(Some(Duration::ZERO))?;
    Ok(false)
}

/// An error if the client has gone.
fn still_there(stream: &TcpStream) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    let peeked = stream.peek(&mut [0]);
    stream.set_nonblocking(false)?;
    match peeked {
        Ok(0) => Err(io::ErrorKind::ConnectionAborted.into()),
        Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
        _ => Ok(()),
    }
}

fn zeros(mut stream: &TcpStream, mut left: usize) -> io::Result<()> {
    while left > 0 {
        let part = left.min(BLOCK);
        stream.write_all(&[0; BLOCK][..part])?;
        left -= part;
    }
    Ok(())
}

fn start_chunks(mut stream: &TcpStream, head: &[u8], body: &[u8]) -> io::Result<()> {
    stream.write_all(head)?;
    // An empty chunk would be the end.
    if body.is_empty() {
        return Ok(());
    }
    chunk(stream, body)
}

fn chunk(mut stream: &TcpStream, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes())?;
    stream.write_all(bytes)?;
    stream.write_all(b"\r\n")
}

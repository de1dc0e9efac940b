//! A client of a few lines that shows what came over the wire, whole or not.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::support::web::server::Server;

/// Bytes of a body that are read at most.
const ENOUGH: usize = 1 << 20;

/// What came back.
#[derive(Debug, Default)]
pub struct Reply {
    /// 0 where nothing was answered.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Why no more came, where more was announced.
    pub broken: Option<io::ErrorKind>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A connection to a server.
pub struct Caller(BufReader<TcpStream>);

impl Caller {
    pub fn new(server: &Server) -> Self {
        let base = server.base();
        let address = base.strip_prefix("http://").expect("an address");
        let stream = TcpStream::connect(address).expect("a server");
        let patience = Some(Duration::from_secs(30));
        stream.set_read_timeout(patience).expect("a socket");
        Self(BufReader::new(stream))
    }

    /// Sends a request with these header lines and reads what comes.
    pub fn ask(&mut self, method: &str, target: &str, headers: &[&str], body: &str) -> Reply {
        let address = self.0.get_ref().peer_addr().expect("a server");
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n");
        for header in headers {
            head.push_str(&format!("{header}\r\n"));
        }
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        self.0
            .get_mut()
            .write_all(request.as_bytes())
            .expect("a server");
        let mut reply = Reply::default();
        reply.broken = self
            .fill(&mut reply, method)
            .err()
            .map(|error| error.kind());
        reply
    }

    fn fill(&mut self, reply: &mut Reply, method: &str) -> io::Result<()> {
        let early = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        reply.status = status.ok_or_else(early)?;
        while let Some((name, value)) = self.line()?.split_once(": ") {
            reply.headers.push((name.to_lowercase(), value.to_owned()));
        }
        let length = reply
            .header("content-length")
            .and_then(|text| text.parse().ok());
        let wanted = if method == "HEAD" {
            0
        } else {
            length.unwrap_or(ENOUGH).min(ENOUGH)
        };
        while reply.body.len() < wanted {
            let mut part = vec![0; wanted - reply.body.len()];
            let read = self.0.read(&mut part)?;
            if read == 0 {
                return Err(early());
            }
            reply.body.extend_from_slice(&part[..read]);
            if length.is_none() && reply.body.len() > 40 {
                return Ok(());
            }
        }
        Ok(())
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

pub fn get(server: &Server, target: &str) -> Reply {
    get_with(server, target, &[])
}

pub fn get_with(server: &Server, target: &str, headers: &[&str]) -> Reply {
    Caller::new(server).ask("GET", target, headers, "")
}

/// Follows an address in an answer, which has to be at the server.
pub fn follow(server: &Server, url: &Value) -> Reply {
    let url = url.as_str().unwrap_or_else(|| panic!("no address: {url}"));
    let target = url.strip_prefix(&server.base());
    get(
        server,
        &target
            .unwrap_or_else(|| panic!("elsewhere: {url}"))
            .replace(' ', "%20"),
    )
}

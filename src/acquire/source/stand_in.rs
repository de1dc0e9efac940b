//! A site on this machine for the tests of catalogues: it gives the same answers whenever it is
//! asked the same, and remembers what it was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use reqwest::Url;
use serde_json::Value;

use super::web::{self, Rules};
use crate::acquire::Settings;
use crate::acquire::http::Client;

/// What came with one request: the line `GET PATH`, and the headers in lower case.
pub type Request = (Url, Vec<String>);

/// A running site. Its thread ends with the process of the tests.
pub struct StandIn {
    /// Where it is.
    pub base: Url,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl StandIn {
    /// A site that answers with the status and the body that `answer` gives for an address.
    pub fn start(answer: impl Fn(&Url) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let base = Url::parse(&format!("http://{address}/api")).unwrap();
        let requests = Arc::new(Mutex::default());
        let (site, seen) = (base.clone(), Arc::clone(&requests));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that went away is no matter of the site.
                let _ = serve(stream.unwrap(), &site, &answer, &seen);
            }
        });
        Self { base, requests }
    }

    /// What it was asked for so far: the addresses.
    pub fn asked(&self) -> Vec<Url> {
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|(url, _)| url.clone()).collect()
    }

    /// Whether every request came with this header (`name: value`, the name in lower case).
    pub fn always_had(&self, header: &str) -> bool {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .all(|(_, headers)| headers.iter().any(|sent| sent == header))
    }

    /// A client for it that does not wait.
    pub fn client(&self, rules: &Rules) -> Client {
        let settings = Settings {
            contact: Some("tester@example.org".to_owned()),
            requests_per_second: Some(0.0),
            retry_wait_s: 0.0,
            patience_s: 0.0,
            retries: 2,
            ..Settings::default()
        };
        web::client(&settings, rules, &[&self.base]).unwrap()
    }
}

fn serve(
    stream: TcpStream,
    site: &Url,
    answer: &impl Fn(&Url) -> (u16, String),
    seen: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let url = site
        .join(first.split(' ').nth(1).unwrap_or_default())
        .unwrap();
    let mut headers = Vec::new();
    for line in lines {
        let line = line?;
        match line.split_once(": ") {
            Some((name, value)) => headers.push(format!("{}: {value}", name.to_lowercase())),
            None => break,
        }
    }
    let (status, body) = answer(&url);
    seen.lock().unwrap().push((url, headers));
    let length = body.len();
    write!(
        &stream,
        "HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// The value of a member of the query.
pub fn query(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The JSON of a good answer.
pub fn ok(body: Value) -> (u16, String) {
    (200, body.to_string())
}

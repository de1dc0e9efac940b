//! Answers `server.rs`, `request.rs`, `answer.rs` and `reply.rs`.

use std::io::{ErrorKind, Read};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::caller::{Caller, get, get_with};
use crate::support::web::answer::{Answer, Fault, HUGE};
use crate::support::web::server::Server;

/// More than the buffers of a connection on loopback take at once.
const LARGE: usize = 400_000;

fn breaking(fault: Fault) -> Server {
    Server::start(move |_| Answer::image(vec![7; LARGE], "image/png").fault(fault))
}

#[test]
fn a_connection_carries_one_request_after_another() {
    let server = Server::start(|request| {
        let request = request.with_form();
        Answer::json(
            &json!({ "path": request.path, "q": request.value("q"), "n": request.number("n", 20) }),
        )
    });
    let mut caller = Caller::new(&server);
    let first = caller
        .ask("GET", "/a%20b?q=x%26y+z&n=3", &["X-Own: me"], "")
        .json();
    assert_eq!(first, json!({ "path": "/a b", "q": "x&y z", "n": 3 }));
    let form = ["Content-Type: application/x-www-form-urlencoded"];
    let second = caller.ask("POST", "/", &form, "q=a%3Db").json();
    assert_eq!(second, json!({ "path": "/", "q": "a=b", "n": 20 }));
    let last = caller.ask("HEAD", "/a", &["Connection: close"], "");
    assert_eq!((last.status, last.body.len()), (200, 0));
    assert_eq!((server.hits("/a"), server.hits("/")), (2, 3));
    let requests = server.requests();
    assert_eq!(requests[0].header("x-own"), Some("me"));
    assert_eq!(
        (requests[1].method.as_str(), requests[1].body.as_slice()),
        ("POST", &b"q=a%3Db"[..])
    );
    assert!(requests[0].at <= requests[1].at);
}

#[test]
fn requests_in_flight_are_counted() {
    // Neither is answered before both are there.
    let both = Barrier::new(2);
    let server = Server::start(move |_| {
        both.wait();
        Answer::status(200)
    });
    thread::scope(|scope| {
        scope.spawn(|| get(&server, "/one"));
        scope.spawn(|| get(&server, "/two"));
    });
    let mut counts: Vec<usize> = server.requests().iter().map(|it| it.in_flight).collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 2]);
}

#[test]
fn answers_carry_their_headers_and_gzip_on_demand() {
    let server = Server::start(|request| match request.path.as_str() {
        "/wait" => Answer::status(429).retry_after("7"),
        "/away" => Answer::redirect(&format!("{}/there", request.base())),
        _ => Answer::html("<p>hello").gzip(),
    });
    let wait = get(&server, "/wait");
    assert_eq!((wait.status, wait.header("retry-after")), (429, Some("7")));
    let there = format!("{}/there", server.base());
    assert_eq!(
        get(&server, "/away").header("location"),
        Some(there.as_str())
    );
    assert_eq!(get(&server, "/").body, b"<p>hello");
    let packed = get_with(&server, "/", &["Accept-Encoding: gzip"]);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    let read = flate2::read::GzDecoder::new(&packed.body[..]).read_to_string(&mut text);
    assert_eq!((read.ok(), text.as_str()), (Some(8), "<p>hello"));
}

#[test]
fn a_reset_is_told_from_an_early_end() {
    let reset = get(&breaking(Fault::Reset { after: 1_000 }), "/");
    assert_eq!(
        (reset.broken, reset.body.len()),
        (Some(ErrorKind::ConnectionReset), 1_000)
    );
    let short = get(&breaking(Fault::Short { by: 1_000 }), "/");
    assert_eq!(
        (short.broken, short.body.len()),
        (Some(ErrorKind::UnexpectedEof), LARGE - 1_000)
    );
    assert_eq!(short.header("content-length"), Some("400000"));
}

#[test]
fn a_garbled_answer_is_complete_http() {
    let server =
        Server::start(|_| Answer::json(&json!({ "rows": [1, 2, 3] })).fault(Fault::Garbled));
    let reply = get(&server, "/");
    assert_eq!((reply.status, reply.broken), (200, None));
    assert!(serde_json::from_slice::<serde_json::Value>(&reply.body).is_err());
    assert!(String::from_utf8_lossy(&reply.body).contains("TimeoutException"));
}

#[test]
fn what_has_no_end_begins() {
    for fault in [
        Fault::Endless {
            every: Duration::from_millis(1),
        },
        Fault::EndlessFast,
    ] {
        let reply = get(&breaking(fault), "/");
        assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
        assert_eq!((reply.status, reply.body.is_empty()), (200, false));
    }
    let huge = get(&breaking(Fault::Huge), "/");
    assert_eq!(
        huge.header("content-length"),
        Some(HUGE.to_string().as_str())
    );
    assert!(huge.body[LARGE..].iter().all(|byte| *byte == 0));
    assert_eq!(huge.broken, None);
}

#[test]
fn a_slow_answer_is_whole() {
    let by = Duration::from_millis(30);
    let asked = Instant::now();
    let reply = get(&breaking(Fault::Slow { by }), "/");
    assert!(asked.elapsed() >= by);
    assert_eq!((reply.broken, reply.body.len()), (None, LARGE));
}

#[test]
fn a_server_stops_whatever_it_is_at() {
    let hour = Duration::from_secs(3_600);
    for fault in [
        Fault::Silent,
        Fault::Slow { by: hour },
        Fault::Endless { every: hour },
        Fault::EndlessFast,
        Fault::Huge,
    ] {
        let server = breaking(fault);
        let mut caller = Caller::new(&server);
        let client = thread::spawn(move || (caller.ask("GET", "/", &[], ""), caller));
        while server.hits("/") == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        // The client's connection stays open: only the server can end its threads.
        drop(server);
        assert!(client.join().is_ok(), "{fault:?}");
    }
}

#[test]
fn what_is_no_http_gets_no_answer() {
    let server = Server::start(|_| Answer::status(200));
    let reply = Caller::new(&server).ask("GET", "/ with spaces", &[], "");
    assert_eq!((reply.status, server.hits("/")), (0, 0));
}

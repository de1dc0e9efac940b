//! Answers `src/serve/guard.rs`, `files.rs` and `listen.rs`: who may ask, and for what.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::Sandbox;
use crate::support::serving::Serving;

const TOKEN: &str = "a-token-that-nobody-guesses";

fn is_favorite(sandbox: &Sandbox) -> bool {
    sandbox.json("data/favorites.json").get("ana").is_some()
}

#[test]
fn it_answers_to_its_own_names_only() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &["--allow-host", "photos.example.org"]);
    let port = serving.host.rsplit(':').next().expect("a port").to_owned();
    let status = |host: &str| serving.send("GET", "/", &[("Host", host)], b"").status;
    for host in [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "LOCALHOST",
        "photos.example.org",
    ] {
        assert_eq!(status(host), 200, "{host}");
        assert_eq!(status(&format!("{host}:{port}")), 200, "{host} with a port");
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:80",
        "",
        "evil.example:127.0.0.1",
    ] {
        assert_eq!(status(host), 421, "{host}");
    }
    let mut stream = TcpStream::connect(&serving.host).expect("it listens");
    stream
        .write_all(b"GET /api/v1/images HTTP/1.0\r\n\r\n")
        .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.contains(" 421 "), "without a name: {answer}");
}

#[test]
fn changes_come_from_its_own_pages_only() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let path = format!("/api/v1/users/ana/favorites/{image}");
    let own = format!("http://{}", serving.host);
    for foreign in [
        &[("Sec-Fetch-Site", "cross-site")][..],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Origin", "http://evil.example")],
        &[("Origin", "null")],
        &[("Origin", "http://127.0.0.1:1")],
        &[("Cookie", "pixrec_user=ana")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", &own)],
    ] {
        let answer = serving.send("PUT", &path, foreign, b"");
        assert_eq!(answer.status, 403, "{foreign:?}: {}", answer.text());
        let form = format!("image={image}&change=add");
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let headers = [&[kind], foreign].concat();
        let answer = serving.send("POST", "/user/ana/favorites", &headers, form.as_bytes());
        assert_eq!(answer.status, 403, "{foreign:?}");
    }
    assert!(!is_favorite(&sandbox));
    for own in [
        &[("Sec-Fetch-Site", "same-origin")][..],
        &[("Origin", &own)],
        &[],
    ] {
        assert_eq!(serving.send("PUT", &path, own, b"").status, 204, "{own:?}");
    }
    assert!(is_favorite(&sandbox));
}

#[test]
fn with_read_only_nothing_changes() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &["--read-only"]);
    let image = sandbox.images()[0].clone();
    let before = sandbox.tree("data");
    let path = format!("/api/v1/users/ana/favorites/{image}");
    assert_eq!(serving.send("PUT", &path, &[], b"").status, 403);
    assert_eq!(
        serving.send("POST", "/api/v1/training", &[], b"").status,
        403
    );
    let form = [("image", image.as_str()), ("change", "add")];
    assert_eq!(serving.post("/user/ana/favorites", &form).status, 403);
    assert_eq!(serving.post("/user/ana/dismissed", &form).status, 403);
    assert_eq!(
        serving
            .post(&format!("/image/{image}/tags"), &[("add", "x")])
            .status,
        403
    );
    assert_eq!(
        serving.post("/me", &[("name", "ana")]).status,
        303,
        "changes no data"
    );
    let mut after = sandbox.tree("data");
    // What the program has learned is its own note.
    after.retain(|name, _| before.contains_key(name) || !name.starts_with(".pixrec/"));
    assert_eq!(after, before);
}

#[test]
fn another_address_needs_a_token() {
    let sandbox = Sandbox::finished();
    let serve = ["serve", "--port", "0", "--address", "0.0.0.0"];
    let ran = sandbox.run(&serve).expect(2);
    assert!(ran.stderr.contains("PIXREC_TOKEN"), "{}", ran.stderr);
    let output = sandbox
        .command(&serve)
        .env("PIXREC_TOKEN", "short")
        .output();
    let ran = Sandbox::ran(output.expect("it runs")).expect(2);
    assert!(ran.stderr.contains("shorter than 16"), "{}", ran.stderr);
    assert!(
        !ran.stderr.contains("short "),
        "no token is told: {}",
        ran.stderr
    );

    let serving = Serving::with(
        &sandbox,
        &["--address", "0.0.0.0"],
        &[("PIXREC_TOKEN", TOKEN)],
    );
    let image = sandbox.images()[0].clone();
    for path in [
        "/",
        "/api/v1/images",
        "/metrics",
        &format!("/image/{image}/file"),
    ] {
        let answer = serving.get(path);
        assert_eq!(answer.status, 401, "{path}");
        assert!(!answer.text().contains(&image), "{path}");
        let wrong = ("Authorization", "Bearer a-token-that-somebody-guesses");
        assert_eq!(
            serving.send("GET", path, &[wrong], b"").status,
            401,
            "{path}"
        );
        let right = ("Authorization", format!("Bearer {TOKEN}"));
        let right = (right.0, right.1.as_str());
        assert_eq!(
            serving.send("GET", path, &[right], b"").status,
            200,
            "{path}"
        );
    }
    // Whoever watches it needs no token, and is told no more than needed.
    assert_eq!(
        serving.json("/healthz"),
        serde_json::json!({"status": "ok"})
    );
    assert_eq!(serving.post("/sign-in", &[("token", "wrong")]).status, 403);
    let entered = serving.post("/sign-in", &[("token", TOKEN)]);
    assert_eq!(entered.status, 303);
    let cookie = entered.header("set-cookie").expect("a cookie");
    assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains(TOKEN), "{cookie}");
    let cookie = cookie.split(';').next().expect("a pair");
    assert_eq!(
        serving.send("GET", "/", &[("Cookie", cookie)], b"").status,
        200
    );
    assert_eq!(
        serving
            .send("GET", "/", &[("Cookie", "pixrec_pass=x")], b"")
            .status,
        401
    );
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    for path in [
        "/".to_owned(),
        "/no-such-page".to_owned(),
        "/api/v1/images".to_owned(),
        "/static/style.css".to_owned(),
        "/charts/top_tags.svg".to_owned(),
        format!("/image/{image}"),
        format!("/image/{image}/file"),
        format!("/image/{image}/thumbnail"),
    ] {
        let answer = serving.get(&path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(
            policy.starts_with("default-src 'none'; "),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert!(
            answer.header("access-control-allow-origin").is_none(),
            "{path}"
        );
        assert!(answer.header("cache-control").is_some(), "{path}");
    }
    let thumbnail = serving.get(&format!("/image/{image}/thumbnail"));
    assert_eq!(thumbnail.header("content-type"), Some("image/jpeg"));
    assert!(
        thumbnail
            .header("cache-control")
            .expect("it")
            .contains("immutable")
    );
    let tag = thumbnail.header("etag").expect("a tag");
    let path = format!("/image/{image}/thumbnail");
    assert_eq!(
        serving
            .send("GET", &path, &[("If-None-Match", tag)], b"")
            .status,
        304
    );
    let part = serving.send(
        "GET",
        &format!("/image/{image}/file"),
        &[("Range", "bytes=0-9")],
        b"",
    );
    assert_eq!((part.status, part.body.len()), (206, 10));
    assert_eq!(
        serving.get("/report.pdf").header("content-type"),
        Some("application/pdf")
    );
}

#[test]
fn no_file_is_had_by_a_path() {
    let sandbox = Sandbox::finished();
    sandbox.write("secret.txt", b"the key is 4711");
    sandbox.write("data/images/not-in-the-table.jpg", b"the key is 4711");
    let serving = Serving::start(&sandbox, &[]);
    for name in [
        "..%2F..%2Fsecret.txt",
        "..%2Ffavorites.json",
        "%2e%2e%2f%2e%2e%2fsecret.txt",
        "..%5C..%5Csecret.txt",
        "%2Fetc%2Fpasswd",
        "not-in-the-table.jpg",
        "%00",
        ".",
    ] {
        for of in ["file", "thumbnail"] {
            let answer = serving.get(&format!("/image/{name}/{of}"));
            assert_eq!(answer.status, 404, "{name}");
            assert!(!answer.text().contains("4711") && !answer.text().contains("root:"));
        }
    }
    for path in [
        "/charts/..%2F..%2Fsecret.txt",
        "/charts/..%2Fdata%2Ffavorites.svg",
        "/static/../secret.txt",
    ] {
        assert_eq!(serving.get(path).status, 404, "{path}");
    }
}

#[test]
fn what_is_too_large_or_too_slow_is_turned_away() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let path = format!("/api/v1/images/{image}/tags");
    let long = format!(r#"{{"add": ["{}"]}}"#, "x".repeat(70_000));
    let kind = [("Content-Type", "application/json")];
    assert_eq!(
        serving.send("POST", &path, &kind, long.as_bytes()).status,
        413
    );
    let long = "x".repeat(100_000);
    let answer = serving.try_send("GET", "/", &[("X-Long", &long)], b"");
    assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 431));
    let many: Vec<(String, &str)> = (0..100).map(|at| (format!("X-{at}"), "x")).collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let answer = serving.try_send("GET", "/", &many, b"");
    assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 431));
    let address = format!("/?q={}", "x".repeat(300));
    assert_eq!(serving.get(&address).status, 400);

    // Somebody who never ends the head of a request keeps no place for long.
    let mut slow = TcpStream::connect(&serving.host).expect("it listens");
    slow.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        .expect("sent");
    slow.set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a limit");
    let mut rest = Vec::new();
    let ended = slow.read_to_end(&mut rest);
    assert!(ended.is_ok(), "{ended:?}: the server hangs up");
    assert_eq!(serving.get("/healthz").status, 200);
}

#[test]
fn forms_that_cannot_be_read_are_told_on_a_page() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    for (path, form, status, told) in [
        ("/user/ana/favorites", "change=add", 422, "image"),
        ("/me", "", 422, "name"),
        ("/sign-in", "word=x", 422, "token"),
        ("/user/ana/dismissed", "image=a.jpg", 422, "change"),
    ] {
        let answer = serving.send("POST", path, &[kind], form.as_bytes());
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        let page = answer.text();
        assert!(page.starts_with("<!DOCTYPE html>"), "{path}: {page}");
        assert!(page.contains(told), "{path}: {page}");
    }
    let json = ("Content-Type", "application/json");
    let answer = serving.send("POST", &format!("/image/{image}/tags"), &[json], b"{}");
    assert_eq!(answer.status, 415);
    assert!(answer.text().starts_with("<!DOCTYPE html>"));
    let answer = serving.get("/people?q=a&q=b");
    assert_eq!(answer.status, 400);
    assert!(answer.text().starts_with("<!DOCTYPE html>"));
}

#[test]
fn whoever_takes_nothing_of_an_answer_keeps_no_place_for_long() {
    const SIDE: u32 = 4_000;
    let sandbox = Sandbox::finished();
    let image = sandbox.images()[0].clone();
    // More than the system holds for a connection.
    let large = vec![0; (SIDE * SIDE) as usize * 3];
    sandbox.write(&format!("data/images/{image}"), &large);
    let serving = Serving::start(&sandbox, &[]);
    let mut slow = TcpStream::connect(&serving.host).expect("it listens");
    let asked = format!("GET /image/{image}/file HTTP/1.1\r\nHost: localhost\r\n\r\n");
    slow.write_all(asked.as_bytes()).expect("sent");
    std::thread::sleep(Duration::from_secs(20));
    slow.set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a limit");
    let mut had = Vec::new();
    // The end comes as it is, or as a connection that was reset.
    let _ = slow.read_to_end(&mut had);
    assert!(had.starts_with(b"HTTP/1.1 200 "));
    assert!(had.len() < large.len(), "{} of {}", had.len(), large.len());
    assert_eq!(serving.get("/healthz").status, 200);
}

//! Many requests at once, by wrk: all are answered, and nothing is held for them afterwards.

use std::process::Command;

use crate::support::Sandbox;
use crate::support::services::{Unavailable, or_skip};
use crate::support::serving::Serving;

/// How much more the server may hold after the last burst than after the first, in KiB: less than a
/// kilobyte for each request of a burst on a slow machine.
const MOST_GROWTH: u64 = 16 * 1024;

fn wrk() -> Result<std::path::PathBuf, Unavailable> {
    which::which("wrk").map_err(|_| Unavailable::Missing("wrk".to_owned()))
}

/// Asks for these in turn over 64 connections; how many requests were answered.
fn burst(serving: &Serving, script: &str) -> u64 {
    let arguments = ["-t2", "-c64", "-d3s", "--timeout", "30s", "-s", script];
    let ran = Command::new("wrk")
        .args(arguments)
        .arg(serving.url("/"))
        .output()
        .expect("wrk runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}");
    for trouble in ["Non-2xx or 3xx", "Socket errors"] {
        assert!(!said.contains(trouble), "{said}");
    }
    let mut lines = said.lines();
    let answered = lines.find_map(|line| line.trim().split_once(" requests in"));
    let answered = answered.and_then(|(count, _)| count.parse().ok());
    answered.unwrap_or_else(|| panic!("no count in {said}"))
}

#[test]
fn bursts_are_answered_and_leave_nothing_behind() {
    if or_skip(wrk()).is_none() {
        return;
    }
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &["--read-only"]);
    let image = &sandbox.images()[0];
    let (blue, near) = ("color=blue", "near=1e90ff&limit=24");
    let paths = [
        "/".to_owned(),
        "/api/v1/images".to_owned(),
        format!("/api/v1/images?{blue}&choices=true"),
        format!("/api/v1/images?{near}"),
        format!("/image/{image}"),
        format!("/image/{image}/thumbnail"),
        "/api/v1/users".to_owned(),
        "/patterns".to_owned(),
    ];
    let script = format!(
        "local paths = {{ {} }}\nlocal at = 0\n\
         request = function() at = at % #paths + 1 return wrk.format('GET', paths[at]) end\n",
        paths.map(|path| format!("{path:?}")).join(", ")
    );
    sandbox.write("paths.lua", script.as_bytes());
    let script = sandbox.path("paths.lua");
    let script = script.to_str().expect("Unicode");
    assert!(burst(&serving, script) > 500);
    let before = serving.memory();
    for _ in 0..2 {
        assert!(burst(&serving, script) > 500);
    }
    let after = serving.memory();
    assert!(
        after < before + MOST_GROWTH,
        "{before} KiB before, {after} KiB after"
    );
    assert_eq!(serving.get("/healthz").status, 200);
}

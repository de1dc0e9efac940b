//! Answers `sparql.rs`.

use serde_json::{Value, json};

use super::caller::{Caller, Reply};
use crate::support::web::server::Server;
use crate::support::web::sparql::Sparql;

fn endpoint() -> Sparql {
    let row = |n: u32| json!({ "item": { "type": "uri", "value": format!("http://x/Q{n}") } });
    Sparql::new(&["item", "label"], (1..=5).map(row).collect())
}

fn ask(server: &Server, method: &str, target: &str, mime: &str, body: &str) -> Reply {
    let mime = format!("Content-Type: {mime}");
    let headers = ["Accept: application/sparql-results+json", mime.as_str()];
    Caller::new(server).ask(method, target, &headers, body)
}

fn rows(reply: &Reply) -> usize {
    reply.json()["results"]["bindings"]
        .as_array()
        .map_or(0, Vec::len)
}

#[test]
fn a_query_comes_in_three_ways() {
    let server = Server::start(endpoint().site());
    let form = "application/x-www-form-urlencoded";
    for reply in [
        ask(
            &server,
            "GET",
            "/sparql?query=SELECT+*+LIMIT+2",
            "text/plain",
            "",
        ),
        ask(&server, "POST", "/sparql", form, "query=SELECT+*+LIMIT+2"),
        ask(
            &server,
            "POST",
            "/sparql",
            "application/sparql-query",
            "SELECT * LIMIT 2",
        ),
    ] {
        assert_eq!((reply.status, rows(&reply)), (200, 2));
        assert_eq!(reply.json()["head"]["vars"], json!(["item", "label"]));
    }
    assert_eq!(
        ask(&server, "GET", "/sparql?query=x", "text/plain", "").status,
        400
    );
    let refused = Caller::new(&server).ask("GET", "/sparql?query=SELECT", &[], "");
    assert_eq!(refused.status, 406);
}

#[test]
fn pages_go_by_number_or_by_key() {
    let server = Server::start(endpoint().site());
    let mime = "application/sparql-query";
    let values = |query: &str| -> Vec<Value> {
        let reply = ask(&server, "POST", "/sparql", mime, query).json();
        let rows = reply["results"]["bindings"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        rows.iter()
            .map(|row| row["item"]["value"].clone())
            .collect()
    };
    assert_eq!(
        values("SELECT * LIMIT 2 OFFSET 3"),
        ["http://x/Q4", "http://x/Q5"]
    );
    let keyed = "SELECT * { FILTER(STR(?item) > \"http://x/Q3\") } LIMIT 1";
    assert_eq!(values(keyed), ["http://x/Q4"]);
}

#[test]
fn it_fails_as_the_live_service_does() {
    let server = Server::start(endpoint().failing(0..1).cut_off(1..2).site());
    let get = || ask(&server, "GET", "/sparql?query=SELECT", "text/plain", "");
    let failed = get();
    let trace = String::from_utf8_lossy(&failed.body).into_owned();
    assert!(
        failed.status == 500 && trace.contains("TimeoutException"),
        "{trace}"
    );
    let cut_off = get();
    assert!(cut_off.status == 200 && serde_json::from_slice::<Value>(&cut_off.body).is_err());
    assert_eq!(rows(&get()), 5);
}

//! Answers `faults.rs`.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::caller::{Reply, get};
use crate::support::web::answer::Answer;
use crate::support::web::faults::{EVERY, Faulty, MOST_BREAKS};
use crate::support::web::request::Request;
use crate::support::web::server::Server;

fn site(request: &Request) -> Answer {
    match request.path.as_str() {
        "/api" => Answer::json(&json!({ "rows": [1, 2, 3] })),
        _ => Answer::image(vec![9; 100], "image/png"),
    }
}

fn targets() -> Vec<String> {
    let pair = |n| [format!("/api?page={n}"), format!("/{n}.png")];
    (0..120).flat_map(pair).collect()
}

fn is_right(reply: &Reply) -> bool {
    let good = reply.status == 200 && reply.broken.is_none();
    good && (reply.body == [9; 100] || reply.body == b"{\"rows\":[1,2,3]}")
}

#[test]
fn every_way_occurs_and_who_asks_again_gets_all() {
    let faulty = Arc::new(Faulty::new(site, 42, 0.3));
    let server = Server::start(faulty.site());
    for target in targets() {
        let right = (0..=MOST_BREAKS).any(|_| is_right(&get(&server, &target)));
        assert!(right, "{target}");
    }
    let counts = faulty.counts();
    assert_eq!(counts.len(), EVERY.len(), "{counts:?}");
    let share = faulty.done().len() as f64 / server.hits("/") as f64;
    assert!((0.22..0.38).contains(&share), "{share}");
}

#[test]
fn which_are_broken_depends_on_the_seed_alone() {
    let broken = |seed: u64, targets: Vec<String>| -> BTreeSet<String> {
        let faulty = Arc::new(Faulty::new(site, seed, 0.3));
        let server = Server::start(faulty.site());
        for target in targets {
            get(&server, &target);
        }
        faulty
            .done()
            .into_iter()
            .map(|(_, target)| target)
            .collect()
    };
    let backwards = targets().into_iter().rev().collect();
    assert_eq!(broken(1, targets()), broken(1, backwards));
    assert_ne!(broken(1, targets()), broken(2, targets()));
}

#[test]
fn what_is_broken_for_ever_never_comes_and_the_rest_does() {
    let picks = |request: &Request| request.path == "/3.png";
    let faulty = Arc::new(Faulty::new(site, 42, 0.0).for_ever(picks));
    let server = Server::start(faulty.site());
    assert!((0..30).all(|_| !is_right(&get(&server, "/3.png"))));
    assert!(is_right(&get(&server, "/4.png")));
    assert_eq!(faulty.done().len(), 30);
}

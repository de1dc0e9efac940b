//! Every way in which a server can break its promise: what can be had arrives whole, the rest is
//! explained.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;

use super::{acquire, wiki_photos};
use crate::support::Sandbox;
use crate::support::web::answer::{Answer, Fault};
use crate::support::web::commons::Commons;
use crate::support::web::faults::{EVERY, Faulty};
use crate::support::web::photos::Photo;
use crate::support::web::request::Request;
use crate::support::web::server::Server;

/// A wiki of six files; `broken` changes the answers to requests for the file of photo 3, of which
/// it is told how often it was asked for before.
fn breaking(broken: impl Fn(Answer, usize) -> Answer + Send + Sync + 'static) -> Server {
    let site = Commons::new(wiki_photos(6)).site();
    let attempts: Mutex<usize> = Mutex::new(0);
    Server::start(move |request: &Request| {
        let answer = site(request);
        if !request.path.starts_with("/files/Photo_3.") {
            return answer;
        }
        let mut attempts = attempts.lock().expect("nobody panicked");
        *attempts += 1;
        broken(answer, *attempts - 1)
    })
}

/// The reason why photo 3 is missing; the five others are there.
fn reason(server: &Server, more: &[&str]) -> String {
    let sandbox = Sandbox::new();
    acquire(&sandbox, server, more).expect(0);
    assert_eq!(sandbox.images().len(), 5);
    assert_eq!(sandbox.names("data/images").len(), 5);
    let rejected = sandbox.rejected();
    assert_eq!(rejected.len(), 1, "{rejected:?}");
    rejected.into_values().next().expect("one")
}

/// All six files are there, whole.
fn survives(server: &Server, more: &[&str]) {
    let sandbox = Sandbox::new();
    acquire(&sandbox, server, more).expect(0);
    assert_eq!(bytes(&sandbox), originals(&wiki_photos(6)));
    assert_eq!(sandbox.rejected(), BTreeMap::new());
}

fn bytes(sandbox: &Sandbox) -> Vec<Vec<u8>> {
    let mut bytes: Vec<Vec<u8>> = sandbox.tree("data/images").into_values().collect();
    bytes.sort();
    bytes
}

fn originals(photos: &[Photo]) -> Vec<Vec<u8>> {
    let mut bytes: Vec<Vec<u8>> = photos.iter().map(|photo| photo.bytes.to_vec()).collect();
    bytes.sort();
    bytes
}

/// The first `times` answers are broken.
fn at_first(
    times: usize,
    broken: impl Fn(Answer) -> Answer + Send + Sync + 'static,
) -> impl Fn(Answer, usize) -> Answer + Send + Sync + 'static {
    move |answer, attempt| match attempt < times {
        true => broken(answer),
        false => answer,
    }
}

#[test]
fn too_many_requests_are_waited_out_with_and_without_a_time() {
    survives(
        &breaking(at_first(2, |_| Answer::status(429).retry_after("1"))),
        &[],
    );
    survives(&breaking(at_first(3, |_| Answer::status(429))), &[]);
    let past = "Wed, 21 Oct 2015 07:28:00 GMT";
    survives(
        &breaking(at_first(1, |_| Answer::status(503).retry_after(past))),
        &[],
    );
}

#[test]
fn a_server_that_wants_to_be_left_alone_for_long_is_left_alone() {
    // Longer than anybody would wait, and than a number can tell.
    for time in ["3600", "18446744073709551615"] {
        let site = Commons::new(wiki_photos(30)).site();
        let server =
            Server::start(
                move |request: &Request| match request.path.starts_with("/files/") {
                    true => Answer::status(429).retry_after(time),
                    false => site(request),
                },
            );
        let sandbox = Sandbox::new();
        let ran = acquire(&sandbox, &server, &["--parallel", "2"]).expect(1);
        assert!(ran.stderr.contains("none of 30 files"), "{}", ran.stderr);
        let rejected = sandbox.rejected();
        assert_eq!(rejected.len(), 30);
        let told = |reason: &String| reason.contains("429") || reason.contains("left alone");
        assert!(rejected.values().all(told), "{rejected:?}");
        assert!(server.hits("/files/") <= 4, "{}", server.hits("/files/"));
    }
}

#[test]
fn files_that_always_ask_for_patience_take_none_of_the_others_with_them() {
    // More of them than make a server a lost one, all waited for at the same time.
    let photos = wiki_photos(80);
    let site = Commons::new(photos.clone()).site();
    let server =
        Server::start(
            move |request: &Request| match request.path.starts_with("/files/Photo_1") {
                true => Answer::status(429).retry_after("0"),
                false if request.path.starts_with("/files/") => site(request).fault(Fault::Slow {
                    by: Duration::from_millis(150),
                }),
                false => site(request),
            },
        );
    let sandbox = Sandbox::new();
    let patience = ["--patience-s", "0.4", "--parallel", "4"];
    acquire(&sandbox, &server, &patience).expect(0);
    let (lost, had): (Vec<Photo>, Vec<Photo>) = photos
        .into_iter()
        .partition(|photo| photo.title.starts_with("Photo 1"));
    assert_eq!(lost.len(), 11);
    assert_eq!(bytes(&sandbox), originals(&had));
    let rejected = sandbox.rejected();
    assert_eq!(rejected.len(), lost.len(), "{rejected:?}");
    assert!(rejected.values().all(|reason| reason.contains("429")));
}

#[test]
fn a_server_that_fails_and_then_works_is_forgiven() {
    survives(&breaking(at_first(3, |_| Answer::status(500))), &[]);
    survives(&breaking(at_first(1, |_| Answer::status(408))), &[]);
}

#[test]
fn a_server_that_always_fails_is_given_up_after_the_attempts_that_were_asked_for() {
    let server = breaking(|_, _| Answer::status(500));
    let told = reason(&server, &["--retries", "2"]);
    assert!(told.contains("500"), "{told}");
    assert_eq!(server.hits("/files/Photo_3."), 3);
}

#[test]
fn what_is_gone_is_asked_for_once() {
    let server = breaking(|_, _| Answer::status(404));
    let told = reason(&server, &[]);
    assert!(told.contains("404"), "{told}");
    assert_eq!(server.hits("/files/Photo_3."), 1);
}

#[test]
fn half_a_body_is_never_kept() {
    survives(
        &breaking(at_first(2, |answer| {
            answer.fault(Fault::Reset { after: 40 })
        })),
        &[],
    );
    survives(
        &breaking(at_first(2, |answer| answer.fault(Fault::Short { by: 10 }))),
        &[],
    );
    let told = reason(
        &breaking(|answer, _| answer.fault(Fault::Short { by: 10 })),
        &[],
    );
    assert!(told.contains("connection"), "{told}");
}

#[test]
fn a_body_that_never_ends_is_given_up() {
    let drip = Fault::Endless {
        every: Duration::from_millis(200),
    };
    let told = reason(
        &breaking(move |answer, _| answer.fault(drip)),
        &["--retries", "0", "--timeout-s", "2"],
    );
    assert!(told.contains("in time"), "{told}");
    let told = reason(
        &breaking(|answer, _| answer.fault(Fault::EndlessFast)),
        &["--max-megabytes", "3"],
    );
    assert!(
        told.contains("too large") && told.contains("3 MiB"),
        "{told}"
    );
    let told = reason(
        &breaking(|answer, _| answer.fault(Fault::Silent)),
        &["--retries", "1", "--idle-s", "0.5"],
    );
    assert!(told.contains("in time"), "{told}");
}

#[test]
fn a_gigabyte_of_zeros_is_not_read() {
    let server = breaking(|answer, _| answer.fault(Fault::Huge));
    let told = reason(&server, &[]);
    assert!(told.contains("too large"), "{told}");
    assert_eq!(server.hits("/files/Photo_3."), 1);
}

#[test]
fn zeros_that_are_packed_small_are_not_unpacked_without_end() {
    let zeros = vec![0_u8; 64 << 20];
    let server = breaking(move |_, _| Answer::image(zeros.clone(), "image/jpeg").gzip());
    let told = reason(&server, &["--max-megabytes", "5", "--timeout-s", "30"]);
    assert!(told.contains("too large"), "{told}");
}

#[test]
fn a_page_in_place_of_an_image_is_no_image() {
    survives(
        &breaking(at_first(2, |_| Answer::html("<html>Sorry</html>"))),
        &[],
    );
    let told = reason(&breaking(|_, _| Answer::html("<html>Sorry</html>")), &[]);
    assert!(told.contains("text/html"), "{told}");
    // Whatever it is called, its bytes are not those that the wiki tells of.
    let page = b"<!DOCTYPE html><html>Sorry</html>".to_vec();
    let told = reason(
        &breaking(move |_, _| Answer::image(page.clone(), "image/jpeg")),
        &[],
    );
    assert!(told.contains("bytes came"), "{told}");
}

#[test]
fn other_bytes_than_the_wiki_tells_of_are_not_taken() {
    let site = Commons::new(wiki_photos(6))
        .wrong_sha1("Photo 3.jpg")
        .site();
    let told = reason(&Server::start(site), &[]);
    assert!(told.contains("SHA-1"), "{told}");
}

#[test]
fn answers_of_the_wiki_that_fail_lag_or_break_off_are_asked_for_again() {
    for fault in [
        Fault::Garbled,
        Fault::Reset { after: 20 },
        Fault::Short { by: 5 },
    ] {
        let site = Commons::new(wiki_photos(6)).site();
        let calls = Mutex::new(0);
        survives(
            &Server::start(move |request: &Request| {
                let answer = site(request);
                let mut calls = calls.lock().expect("nobody panicked");
                *calls += usize::from(request.path == "/w/api.php");
                match *calls {
                    1 | 2 if request.path == "/w/api.php" => answer.fault(fault),
                    _ => answer,
                }
            }),
            &[],
        );
    }
    survives(
        &Server::start(Commons::new(wiki_photos(6)).lagged(0..2).site()),
        &[],
    );
}

#[test]
fn a_wiki_that_goes_round_in_circles_comes_to_an_end() {
    let sandbox = Sandbox::new();
    let server = Server::start(Commons::new(wiki_photos(6)).repeating().site());
    acquire(&sandbox, &server, &["--depth", "3"]).expect(0);
    assert_eq!(sandbox.images().len(), 6);
    assert!(server.hits("/w/api.php") < 12);
}

#[test]
fn categories_below_one_another_are_looked_at_once_each_to_their_depth() {
    let mut photos = wiki_photos(9);
    for (index, photo) in photos.iter_mut().enumerate() {
        photo.tags = vec![["Sample", "Below", "Deep"][index % 3].to_owned()];
    }
    let server = Server::start(
        Commons::new(photos)
            .subcategory("Sample", "Below")
            .subcategory("Below", "Deep")
            .subcategory("Deep", "Sample")
            .category_limit(2)
            .site(),
    );
    for (depth, count) in [("0", 3), ("1", 6), ("2", 9), ("9", 9)] {
        let sandbox = Sandbox::new();
        acquire(&sandbox, &server, &["--depth", depth]).expect(0);
        assert_eq!(sandbox.images().len(), count, "depth {depth}");
    }
}

#[test]
fn titles_that_no_file_could_have_become_safe_names_that_stay_apart() {
    let titles = [
        "../../etc/passwd".to_owned(),
        "\"Quotes\" and 'more'".to_owned(),
        "夕焼け 🌇".to_owned(),
        "x".repeat(400),
        "x".repeat(401),
        "Nul\0 and\nnewline".to_owned(),
        "CON".to_owned(),
        "Same name?".to_owned(),
        "Same name!".to_owned(),
        "same name!".to_owned(),
    ];
    let mut photos = wiki_photos(titles.len());
    for (photo, title) in photos.iter_mut().zip(&titles) {
        photo.title = format!("{title}.{}", photo.extension());
    }
    let wanted = originals(&photos);
    let server = Server::start(Commons::new(photos).site());
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &[]).expect(0);
    assert_eq!(bytes(&sandbox), wanted);
    let names = sandbox.images();
    let folded: std::collections::BTreeSet<String> =
        names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), titles.len());
    for name in &names {
        assert!(pixrec::domain::is_safe_name(name), "{name}");
    }
    sandbox.run(&["label"]).expect(0);
}

#[test]
fn of_a_server_that_breaks_a_third_of_all_answers_everything_is_had_and_the_rest_explained() {
    let photos = wiki_photos(120);
    let wanted = originals(&photos[..]);
    let faulty = Faulty::new(
        Commons::new(photos.clone()).category_limit(8).site(),
        7,
        0.3,
    )
    .for_ever(|request| request.path.contains("Photo_7") && request.path.starts_with("/files/"));
    let faulty = std::sync::Arc::new(faulty);
    let server = Server::start(faulty.site());
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &["--count", "500", "--patience-s", "5"]).expect(0);
    let done = faulty.counts();
    for way in EVERY {
        assert!(done.contains_key(&way), "{way:?} did not happen: {done:?}");
    }
    // Photo 7 and 70 to 79 cannot be had, each with its reason; all others are there, whole.
    let rejected = sandbox.rejected();
    let lost: Vec<&Photo> = photos
        .iter()
        .filter(|photo| photo.title.contains("Photo 7"))
        .collect();
    assert_eq!(rejected.len(), lost.len(), "{rejected:?}");
    assert!(rejected.keys().all(|source| source.contains("Photo 7")));
    let lost = originals(&lost.into_iter().cloned().collect::<Vec<_>>());
    let had: Vec<Vec<u8>> = wanted
        .into_iter()
        .filter(|bytes| !lost.contains(bytes))
        .collect();
    assert_eq!(bytes(&sandbox), had);
    let metadata = sandbox.json("data/images_metadata.json");
    let rows = metadata.as_array().expect("an array");
    assert_eq!(rows.len(), had.len());
    let known = |row: &Value, key: &str| row[key].as_str().is_some_and(|text| !text.is_empty());
    for row in rows {
        assert!(
            known(row, "license") && known(row, "author") && known(row, "source_url"),
            "{row}"
        );
        assert!(
            row["source_tags"]
                .as_array()
                .is_some_and(|tags| !tags.is_empty()),
            "{row}"
        );
    }
    assert!(
        sandbox
            .names("data")
            .iter()
            .all(|name| !name.contains("pixrec-tmp"))
    );
    // Once the server is well again, what failed is asked for alone.
    drop(server);
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_run_with_the_file_named_and_the_next_run_goes_on() {
    let photos = wiki_photos(12);
    let wanted = originals(&photos);
    let server = Server::start(Commons::new(photos).site());
    let api = format!("{}/w/api.php", server.base());
    let sandbox = Sandbox::new();
    // A limit on the size of files stands in for the disk: writing fails in the same way.
    let words = super::from_wiki(&api, &[]);
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
    let program = env!("CARGO_BIN_EXE_pixrec");
    let output = std::process::Command::new("sh")
        .args(["-c", script, "sh", program])
        .args(&words)
        .current_dir(sandbox.path("."))
        .output()
        .expect("sh starts");
    let ran = Sandbox::ran(output).expect(1);
    assert!(ran.stderr.contains("cannot"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("disk full") || ran.stderr.contains(".pixrec"),
        "{}",
        ran.stderr
    );
    acquire(&sandbox, &server, &[]).expect(0);
    assert_eq!(bytes(&sandbox), wanted);
    assert!(
        sandbox
            .names("data")
            .iter()
            .all(|name| !name.contains("pixrec-tmp"))
    );
}

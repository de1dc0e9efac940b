//! Answers `src/pipeline/live.rs`: edits that are answered are in the files, whatever happens then.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::Sandbox;
use crate::support::serving::Serving;

fn favorites(sandbox: &Sandbox, user: &str) -> BTreeSet<String> {
    let all = sandbox.json("data/favorites.json");
    let own = all[user].as_array().map_or(&[][..], Vec::as_slice);
    own.iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Edits favourites of many users one after the other until the server is gone; what was answered.
fn edit_until_killed(
    serving: &Serving,
    images: &[String],
    edits: usize,
) -> BTreeSet<(String, String)> {
    let mut answered = BTreeSet::new();
    for at in 0..edits {
        let (user, image) = (
            format!("person{}", at / images.len()),
            &images[at % images.len()],
        );
        let path = format!("/api/v1/users/{user}/favorites/{image}");
        match serving.try_send("PUT", &path, &[], b"") {
            Ok(answer) if answer.status == 204 => {
                answered.insert((user, image.clone()));
            }
            Ok(answer) => panic!("{}", answer.text()),
            Err(_) => break,
        }
    }
    answered
}

#[test]
fn killed_in_the_middle_of_a_thousand_edits_it_has_lost_none_that_was_answered() {
    const EDITS: usize = 1_000;
    let sandbox = Sandbox::finished();
    let images = sandbox.images();
    let mut before = 0;
    for wait in [150, 400, 900] {
        let mut serving = Serving::start(&sandbox, &[]);
        let host = serving.host.clone();
        let images = images.clone();
        let editor = thread::spawn({
            let quiet = Serving::borrowed(&host);
            move || edit_until_killed(&quiet, &images, EDITS)
        });
        thread::sleep(Duration::from_millis(wait));
        serving.kill();
        let answered = editor.join().expect("the editor ends");
        assert!(answered.len() < EDITS, "it was killed in the middle");
        assert!(answered.len() > before, "{} edits", answered.len());
        before = answered.len().min(before + 1);
        for (user, image) in &answered {
            assert!(
                favorites(&sandbox, user).contains(image),
                "{user} {image} of {}",
                answered.len()
            );
        }
        sandbox.run(&["check", "-q"]);
    }
}

#[test]
fn people_who_edit_at_once_lose_nothing() {
    const EACH: usize = 12;
    let sandbox = Sandbox::finished();
    let images = sandbox.images();
    let serving = Serving::start(&sandbox, &[]);
    thread::scope(|scope| {
        for person in 0..4 {
            let (serving, images) = (&serving, &images);
            scope.spawn(move || {
                for image in &images[..EACH] {
                    let path = format!("/api/v1/users/p{person}/favorites/{image}");
                    let answer = serving.send("PUT", &path, &[], b"");
                    assert_eq!(answer.status, 204, "{}", answer.text());
                }
            });
        }
        // Somebody at the command line does not wait, and says who writes.
        scope.spawn(|| {
            for image in &images[..EACH] {
                while sandbox.run(&["favorite", "typist", image]).code != Some(0) {}
            }
        });
    });
    for user in ["p0", "p1", "p2", "p3", "typist"] {
        assert_eq!(favorites(&sandbox, user).len(), EACH, "{user}");
    }
}

#[test]
fn an_edit_waits_for_a_run_and_says_who_writes() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let path = format!("/api/v1/users/ana/favorites/{image}");
    let lock = sandbox.path("data/.pixrec/lock");
    let held = std::fs::OpenOptions::new()
        .write(true)
        .open(lock)
        .expect("a lock");
    held.lock().expect("it is free");
    let busy = serving.send("PUT", &path, &[], b"");
    assert_eq!(busy.status, 503, "{}", busy.text());
    assert!(
        busy.text().contains("is writing to this folder"),
        "{}",
        busy.text()
    );
    assert_eq!(busy.header("retry-after"), Some("1"));
    // Many who wait hold up neither each other nor those who only look.
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| serving.send("PUT", &path, &[], b"").status))
            .collect();
        thread::sleep(Duration::from_millis(100));
        assert_eq!(serving.get("/api/v1/images").status, 200);
        for edit in waiting {
            assert_eq!(edit.join().expect("it ends"), 503);
        }
    });
    thread::scope(|scope| {
        let edit = scope.spawn(|| serving.send("PUT", &path, &[], b"").status);
        thread::sleep(Duration::from_millis(300));
        held.unlock().expect("it was held");
        assert_eq!(edit.join().expect("it ends"), 204, "it waits a little");
    });
}

#[test]
fn told_to_stop_it_ends_in_order() {
    let sandbox = Sandbox::finished();
    let mut serving = Serving::start(&sandbox, &[]);
    assert_eq!(serving.get("/healthz").status, 200);
    assert!(serving.stop().success());
}

/// All that the server tells of the collection: every image and every choice.
fn all(serving: &Serving) -> Value {
    let list = serving.json("/api/v1/images?limit=200&choices=true");
    let ids = list["items"].as_array().expect("images").iter();
    let ids = ids.map(|image| image["id"].as_str().expect("an id"));
    let images = ids.map(|id| serving.json(&format!("/api/v1/images/{id}")));
    let mut all: Value = images.collect();
    let images = all.as_array_mut().expect("a list");
    images.push(list["choices"].clone());
    images.push(serving.json("/api/v1/images?q=newly")["total"].clone());
    all
}

#[test]
fn after_edits_from_both_sides_it_tells_what_one_tells_that_was_started_anew() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let images = sandbox.images();
    let tag = |image: &str, body: &str| {
        let path = format!("/api/v1/images/{image}/tags");
        let kind = ("Content-Type", "application/json");
        let answer = serving.send("POST", &path, &[kind], body.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    let is_the_same = |what: &str| {
        let anew = Serving::start(&sandbox, &["--read-only"]);
        assert_eq!(all(&serving), all(&anew), "{what}");
    };
    tag(&images[0], r#"{"add": ["newly added", "sea"]}"#);
    is_the_same("an edit here");
    sandbox
        .run(&["tag", &images[1], "--add", "from elsewhere"])
        .expect(0);
    tag(&images[2], r#"{"add": ["newly added"]}"#);
    is_the_same("one elsewhere, and one here");
    sandbox.edit("data/images_labels.json", |labels| {
        labels[&images[3]]["tags"] = serde_json::json!(["by hand"]);
    });
    tag(&images[0], r#"{"remove": ["newly added"]}"#);
    is_the_same("the file changed by hand, and an edit here");
    sandbox.edit("data/duplicates.json", |rows| {
        rows.as_array_mut().expect("an array").clear();
    });
    tag(&images[4], r#"{"add": ["newly added"]}"#);
    is_the_same("another file, and an edit here");
    sandbox
        .run(&["favorite", "ana", &images[0], "--quiet"])
        .expect(0);
    is_the_same("a favourite elsewhere");
}

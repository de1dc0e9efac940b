//! Answers `src/serve/api.rs` and `views.rs`: the interface for programs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::Sandbox;
use crate::support::serving::Serving;

fn ids(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().expect("items").iter();
    items
        .map(|item| item["id"].as_str().expect("an id").to_owned())
        .collect()
}

/// All images of a list, page by page.
fn walk(serving: &Serving, query: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let list = serving.json(&format!("/api/v1/images?limit=5&{query}{after}"));
        let page = ids(&list);
        assert!(page.len() <= 5, "{list}");
        all.extend(page);
        match list["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => {
                assert_eq!(list["total"], json!(all.len()), "{query}");
                return all;
            }
        }
    }
}

#[test]
fn pages_go_on_where_the_one_before_ended_in_every_order() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let mut images = sandbox.images();
    images.sort();
    assert_eq!(walk(&serving, ""), images);
    let liked = walk(&serving, "order=likes");
    let as_set = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!(as_set(&liked), as_set(&images));
    let likes: Vec<u64> = liked
        .iter()
        .map(|id| {
            serving.json(&format!("/api/v1/images/{id}"))["likes"]
                .as_u64()
                .expect("likes")
        })
        .collect();
    assert!(likes.is_sorted_by(|a, b| a >= b), "{likes:?}");
    assert!(likes[0] > 0, "{likes:?}");
    let near = walk(&serving, "near=1e90ff");
    assert!(!near.is_empty() && near.len() < images.len(), "{near:?}");
}

#[test]
fn an_image_that_is_gone_does_not_shift_the_pages() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let first = serving.json("/api/v1/images?limit=5");
    let next = first["next"].as_str().expect("a next page").to_owned();
    let expected = ids(&serving.json(&format!("/api/v1/images?limit=5&after={next}")));
    let gone = ids(&first)[4].clone();
    sandbox.edit("data/images_metadata.json", |rows| {
        let rows = rows.as_array_mut().expect("an array");
        rows.retain(|row| row["filename"] != gone.as_str());
    });
    let list = serving.json(&format!("/api/v1/images?limit=5&after={next}"));
    assert_eq!(ids(&list), expected);
    assert_eq!(list["total"], json!(23), "the change is seen at once");
}

#[test]
fn favourites_of_other_collections_are_told_as_such() {
    let sandbox = Sandbox::finished();
    sandbox.edit("data/favorites.json", |likes| {
        likes["zoe"] = json!(["elsewhere.jpg"])
    });
    let serving = Serving::ready(&sandbox, &[]);
    let list = serving.json("/api/v1/users/zoe/recommendations");
    let reason = list["items"][0]["reason"].as_str().expect("a reason");
    assert!(
        reason.starts_with("none of your favourites is in this collection"),
        "{reason}"
    );
}

#[test]
fn favourites_that_are_newer_than_the_model_are_told_as_such() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let reason = || {
        let list = serving.json("/api/v1/users/zoe/recommendations");
        let reason = list["items"][0]["reason"].as_str().expect("a reason");
        reason.to_owned()
    };
    assert!(
        reason().starts_with("you have no favourites yet"),
        "{}",
        reason()
    );
    sandbox.edit("data/images_metadata.json", |rows| {
        let rows = rows.as_array_mut().expect("an array");
        let mut newer = rows[0].clone();
        newer["filename"] = json!("zzz-newer.jpg");
        rows.push(newer);
    });
    let added = serving.send("PUT", "/api/v1/users/zoe/favorites/zzz-newer.jpg", &[], b"");
    assert_eq!(added.status, 204, "{}", added.text());
    assert!(
        reason().starts_with("your favourites are newer"),
        "{}",
        reason()
    );
}

#[test]
fn each_choice_leaves_as_many_images_as_it_says() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let mut looked_at = 0;
    for base in ["", "color=blue&", "orientation=landscape&"] {
        let list = serving.json(&format!("/api/v1/images?{base}choices=true"));
        for choices in list["choices"].as_array().expect("choices") {
            let kind = choices["kind"].as_str().expect("a kind");
            for choice in choices["values"].as_array().expect("values") {
                let value = choice["value"].as_str().expect("a value");
                // An image has one orientation: another one takes the place of the first.
                let base = match base.strip_prefix(kind) {
                    Some(_) if kind == "orientation" => "",
                    _ => base,
                };
                let mut pair = form_urlencoded::Serializer::new(String::new());
                pair.append_pair(kind, value);
                let list = serving.json(&format!("/api/v1/images?{base}{}", pair.finish()));
                assert_eq!(list["total"], choice["count"], "{base} {kind} {value}");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 60, "{looked_at}");
}

#[test]
fn words_are_found_by_their_beginnings_whatever_their_case() {
    let sandbox = Sandbox::finished();
    sandbox.edit("data/images_metadata.json", |rows| {
        rows[0]["title"] = json!("Ärmelkanal bei Nacht");
        rows[1]["title"] = json!("東京の夜景");
        rows[2]["author"] = json!("Ana Ärmel");
    });
    let serving = Serving::start(&sandbox, &[]);
    let names = sandbox.images();
    let found = |words: &str| {
        let mut pair = form_urlencoded::Serializer::new(String::new());
        pair.append_pair("q", words);
        ids(&serving.json(&format!("/api/v1/images?{}", pair.finish())))
    };
    assert_eq!(found("ÄRMEL"), [names[0].clone(), names[2].clone()]);
    assert_eq!(found("ärmel nacht"), [names[0].clone()]);
    assert_eq!(found("京"), [names[1].clone()]);
    assert_eq!(found("no-such-word-anywhere"), Vec::<String>::new());
}

#[test]
fn a_favourite_changes_the_list_at_once_and_is_in_the_file() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let list = || ids(&serving.json("/api/v1/users/ana/recommendations?limit=5"));
    let before = list();
    assert_eq!(before.len(), 5, "a newcomer is shown something too");
    let wanted = before[0].clone();
    let path = format!("/api/v1/users/ana/favorites/{wanted}");
    assert_eq!(serving.send("PUT", &path, &[], b"").status, 204);
    assert_eq!(sandbox.json("data/favorites.json")["ana"], json!([wanted]));
    let after = list();
    assert_ne!(after, before);
    assert!(!after.contains(&wanted), "{after:?}");
    let reasons = serving.json("/api/v1/users/ana/recommendations?limit=1");
    let reason = reasons["items"][0]["reason"].as_str().expect("a reason");
    assert!(!reason.contains("no favourites yet"), "{reason}");

    // The command line gives the same list, and its own edits are seen.
    let typed = sandbox
        .run(&["recommend", "ana", "-n", "5"])
        .expect(0)
        .stdout;
    for id in &after {
        assert!(typed.contains(id.as_str()), "{id} is not in\n{typed}");
    }
    sandbox.run(&["favorite", "ana", &after[1]]).expect(0);
    let user = serving.json("/api/v1/users/ana");
    assert_eq!(user["favorites"], json!([wanted, after[1]]));
    assert_eq!(serving.send("DELETE", &path, &[], b"").status, 204);
    assert_eq!(
        sandbox.json("data/favorites.json")["ana"],
        json!([after[1]])
    );
}

#[test]
fn what_was_dismissed_does_not_come_back() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let list =
        |user: &str| ids(&serving.json(&format!("/api/v1/users/{user}/recommendations?limit=3")));
    let known = ids(&serving.json("/api/v1/users?limit=1"))[0].clone();
    for user in [known.as_str(), "nobody-yet"] {
        for _ in 0..4 {
            let first = list(user)[0].clone();
            let path = format!("/api/v1/users/{user}/dismissed/{first}");
            assert_eq!(serving.send("PUT", &path, &[], b"").status, 204);
            assert!(!list(user).contains(&first), "{first}");
        }
        let gone = serving.json(&format!("/api/v1/users/{user}"))["dismissed"].clone();
        assert_eq!(gone.as_array().map(Vec::len), Some(4));
        let typed = sandbox
            .run(&["recommend", user, "-n", "3"])
            .expect(0)
            .stdout;
        for id in gone.as_array().expect("names") {
            assert!(!typed.contains(id.as_str().expect("a name")), "{typed}");
        }
        let again = gone[0].as_str().expect("a name");
        let path = format!("/api/v1/users/{user}/dismissed/{again}");
        assert_eq!(serving.send("DELETE", &path, &[], b"").status, 204);
        let left = serving.json(&format!("/api/v1/users/{user}"))["dismissed"].clone();
        assert_eq!(left.as_array().map(Vec::len), Some(3));
    }
    // The stage for all users leaves them out too.
    sandbox.run(&["recommend", "-n", "3"]).expect(0);
    let all = sandbox.json("data/recommendations.json");
    let own = all
        .as_array()
        .expect("lists")
        .iter()
        .find(|one| one["user_id"] == known.as_str());
    let own = own.expect("a list")["recommendations"].to_string();
    let dismissed = sandbox.json("data/dismissed.json")[&known].clone();
    for id in dismissed.as_array().expect("names") {
        assert!(!own.contains(id.as_str().expect("a name")), "{own}");
    }
}

#[test]
fn what_was_dismissed_and_is_gone_can_be_taken_back() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let path = format!("/api/v1/users/ana/dismissed/{image}");
    assert_eq!(serving.send("PUT", &path, &[], b"").status, 204);
    sandbox.edit("data/images_metadata.json", |rows| {
        rows.as_array_mut().expect("an array").remove(0);
    });
    assert_eq!(serving.send("DELETE", &path, &[], b"").status, 204);
    assert_eq!(sandbox.json("data/dismissed.json")["ana"], json!([]));
}

#[test]
fn images_without_labels_can_be_tagged() {
    let sandbox = Sandbox::finished();
    std::fs::remove_file(sandbox.path("data/images_labels.json")).expect("it was there");
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let path = format!("/api/v1/images/{image}/tags");
    let kind = [("Content-Type", "application/json")];
    let answer = serving.send("POST", &path, &kind, br#"{"add": ["sea"]}"#);
    assert_eq!(answer.json()["tags"], json!(["sea"]), "{}", answer.text());
    assert_eq!(serving.json("/api/v1/images?tag=sea")["total"], 1);
}

#[test]
fn tags_are_edited_as_on_the_command_line() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let path = format!("/api/v1/images/{image}/tags");
    let kind = [("Content-Type", "application/json")];
    let answer = serving.send("POST", &path, &kind, br#"{"add": ["Zebra Crossing"]}"#);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let tags = |value: &Value| value["tags"].to_string();
    assert!(
        tags(&answer.json()).contains("zebra crossing"),
        "{}",
        answer.text()
    );
    assert!(
        sandbox.json("data/tag_edits.json")[&image]["add"]
            .to_string()
            .contains("zebra")
    );
    assert_eq!(
        serving.json("/api/v1/images?tag=zebra+crossing")["total"],
        1
    );
    sandbox
        .run(&["tag", &image, "--remove", "zebra crossing"])
        .expect(0);
    assert_eq!(
        serving.json("/api/v1/images?tag=zebra+crossing")["total"],
        0
    );
    let refused = serving.send("POST", &path, &kind, br#"{"add": ["\u0000"]}"#);
    assert_eq!(refused.status, 422, "{}", refused.text());
}

#[test]
fn why_tells_the_parts_of_the_score_that_the_list_has() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let user = ids(&serving.json("/api/v1/users?limit=1"))[0].clone();
    let list = serving.json(&format!("/api/v1/users/{user}/recommendations?limit=1"));
    let first = &list["items"][0];
    let id = first["id"].as_str().expect("an id");
    let why = serving.json(&format!("/api/v1/users/{user}/recommendations/{id}"));
    assert_eq!(why["score"], first["score"]);
    let parts = why["parts"].as_array().expect("parts");
    let all: f64 = parts
        .iter()
        .map(|part| part["share"].as_f64().expect("a share").abs())
        .sum();
    assert!((all - 1.0).abs() < 1e-3, "{all}");
    let unknown = serving.get(&format!("/api/v1/users/nobody-yet/recommendations/{id}"));
    assert_eq!(unknown.status, 409, "{}", unknown.text());
}

#[test]
fn like_this_are_images_with_the_same_tags_first() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let similar = serving.json(&format!("/api/v1/images/{image}/similar?limit=5"));
    let found = ids(&similar);
    assert_eq!(found.len(), 5);
    assert!(!found.contains(&image));
    let likeness: Vec<f64> = similar["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item["likeness"].as_f64().expect("a number"))
        .collect();
    assert!(likeness.is_sorted_by(|a, b| a >= b), "{likeness:?}");
    assert!(
        likeness[0] > 0.0 && likeness[0] <= 1.000_001,
        "{likeness:?}"
    );
}

#[test]
fn learning_again_takes_in_what_others_like() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let image = sandbox.images()[3].clone();
    sandbox.run(&["favorite", "new-person", &image]).expect(0);
    let begun = serving.send("POST", "/api/v1/training", &[], b"");
    assert_eq!(begun.status, 202, "{}", begun.text());
    serving.wait_until_ready(2);
    let list = serving.json("/api/v1/users/new-person/recommendations?limit=2");
    assert_eq!(ids(&list).len(), 2);
}

#[test]
fn what_cannot_be_is_a_problem_document() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let cases = [
        ("GET", "/api/v1/images/none.jpg", 404),
        ("GET", "/api/v1/images?colour=blue", 400),
        ("GET", "/api/v1/images?near=blue", 400),
        ("GET", "/api/v1/images?limit=0", 400),
        ("GET", "/api/v1/images?limit=201", 400),
        ("GET", "/api/v1/images?after=%00", 400),
        ("GET", "/api/v1/users/%0A", 400),
        ("PUT", "/api/v1/users/%2E%2E/favorites/none.jpg", 400),
        ("GET", "/api/v1/users/ana/recommendations?limit=1000", 400),
        ("GET", "/api/v1/users/ana/recommendations?limit=x", 400),
        ("GET", "/api/v1/users/ana/recommendations/none.jpg", 404),
        ("PUT", "/api/v1/users/ana/favorites/none.jpg", 404),
        ("PUT", "/api/v1/users/ana/favorites/..%2F..%2Fx", 404),
        (
            "DELETE",
            "/api/v1/users/no-such-user/favorites/none.jpg",
            422,
        ),
        ("DELETE", "/api/v1/images", 405),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v2", 404),
        ("GET", "/api/v1/users/%FF", 400),
    ];
    for (method, path, status) in cases {
        let answer = serving.send(method, path, &[], b"");
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        let kind = answer.header("content-type");
        assert_eq!(
            kind,
            Some("application/problem+json"),
            "{method} {path}: {}",
            answer.text()
        );
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{path}");
        assert!(
            !problem["detail"].as_str().expect("a detail").is_empty(),
            "{path}"
        );
    }
    assert_eq!(sandbox.json("data/favorites.json").get("ana"), None);
}

#[test]
fn health_and_figures_are_told() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    assert_eq!(
        serving.json("/healthz"),
        json!({"status": "ok", "images": 24, "model": "ready"})
    );
    serving.get("/api/v1/images/none.jpg");
    let metrics = serving.get("/metrics").text();
    for line in [
        "pixrec_images 24",
        "pixrec_model_learned 1",
        r#"pixrec_http_requests_total{method="GET",route="/api/v1/images/{id}",status="404"} 1"#,
        "# TYPE pixrec_http_request_duration_seconds histogram",
        "# EOF",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
}

#[test]
fn files_that_cannot_be_used_leave_what_was_there() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let whole = sandbox.read("data/images_labels.json");
    sandbox.write("data/images_labels.json", b"{ not JSON");
    assert_eq!(
        serving.json("/api/v1/images?color=blue&limit=1")["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let health = serving.json("/healthz");
    assert_eq!(health["status"], "degraded");
    assert!(
        health["trouble"]
            .as_str()
            .expect("why")
            .contains("images_labels.json"),
        "{health}"
    );
    sandbox.write("data/images_labels.json", &whole);
    assert_eq!(serving.json("/healthz")["status"], "ok");
}

#[test]
fn where_nothing_can_be_learned_the_pages_say_why_until_somebody_likes_something() {
    let sandbox = Sandbox::finished();
    for gone in [
        "favorites.json",
        "tastes.json",
        ".pixrec/recommender-hybrid.bin",
    ] {
        std::fs::remove_file(sandbox.path(&format!("data/{gone}"))).expect("it was there");
    }
    let serving = Serving::start(&sandbox, &[]);
    let training = serving.until("failed", 0);
    let trouble = training["trouble"].as_str().expect("why").to_owned();
    assert!(trouble.contains("favorites.json"), "{trouble}");
    let list = serving.get("/api/v1/users/ana/recommendations");
    let told = list.json()["detail"].as_str().map(str::to_owned);
    assert_eq!((list.status, told), (503, Some(trouble)));
    assert_eq!(serving.get("/user/ana").status, 200);
    assert_eq!(serving.json("/api/v1/images")["total"], json!(24));
    let image = sandbox.images()[0].clone();
    assert_eq!(serving.get(&format!("/image/{image}")).status, 200);

    let path = format!("/api/v1/users/ana/favorites/{image}");
    assert_eq!(serving.send("PUT", &path, &[], b"").status, 204);
    serving.wait_until_ready(1);
    let list = serving.json("/api/v1/users/ana/recommendations?limit=3");
    assert_eq!(ids(&list).len(), 3);
}

#[test]
fn started_again_it_answers_by_what_it_has_learned_before() {
    let sandbox = Sandbox::finished();
    let image = sandbox.images()[0].clone();
    // Other tables than those that the run has learned from.
    sandbox.run(&["favorite", "ana", &image]).expect(0);
    let serving = Serving::start(&sandbox, &[]);
    let begun = std::time::Instant::now();
    while serving.get("/api/v1/users/ana/recommendations").status != 200 {
        assert!(begun.elapsed().as_secs() < 60, "nobody answers");
    }
    serving.wait_until_ready(1);
    let list = serving.json("/api/v1/users/ana/recommendations?limit=3");
    assert!(!ids(&list).contains(&image), "{list}");
}

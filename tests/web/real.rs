//! The program against a real MediaWiki and a real SPARQL endpoint.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::briskly;
use crate::support::services::content::{CIRCLE, LARGE, TRUNCATED, WikiFile};
use crate::support::services::mediawiki::{self, MediaWiki};
use crate::support::services::or_skip;
use crate::support::services::sparql::{Sparql, lakes};
use crate::support::{Ran, Sandbox};

fn acquire(sandbox: &Sandbox, wiki: &MediaWiki, more: &[&str]) -> Ran {
    let api = wiki.api();
    let words = [
        "acquire",
        "--source",
        "commons",
        "--count",
        "1000",
        "--api-url",
        &api,
    ];
    sandbox.run(&briskly(&words, more))
}

/// The rows of the metadata by their landing page's title.
fn rows(sandbox: &Sandbox) -> BTreeMap<String, Value> {
    let metadata = sandbox.json("data/images_metadata.json");
    let rows = metadata.as_array().expect("an array").clone();
    let titled = rows.into_iter().map(|row| {
        let page = row["source_url"].as_str().expect("a page").to_owned();
        let name = page.rsplit_once("File:").expect("of a file").1.to_owned();
        let name = percent_encoding::percent_decode_str(&name).decode_utf8_lossy();
        (name.replace('_', " "), row)
    });
    titled.collect()
}

/// Each of `files` is an image with all that the wiki tells, or is rejected with its reason.
fn all_told(sandbox: &Sandbox, files: &[&WikiFile]) {
    let rows = rows(sandbox);
    let rejected = sandbox.rejected();
    for file in files {
        let title = file.title.as_str();
        let Some(row) = rows.get(title) else {
            let reason = rejected.get(&format!("File:{title}"));
            assert!(
                reason.is_some_and(|reason| !reason.is_empty()),
                "{title} is lost"
            );
            continue;
        };
        assert!(
            row["license"].is_string() && row["license_url"].is_string() || file.licenses == ["pd"],
            "{row}"
        );
        let tags: Vec<&str> = row["source_tags"]
            .as_array()
            .expect("tags")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        for category in &file.categories {
            assert!(tags.contains(category), "{title}: {tags:?}");
        }
        let bytes = sandbox.read(&format!(
            "data/images/{}",
            row["filename"].as_str().expect("a name")
        ));
        assert!(bytes == file.bytes || title.ends_with(".svg"), "{title}");
    }
}

#[test]
fn every_file_below_a_category_is_had_or_explained_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let sandbox = Sandbox::new();
    acquire(&sandbox, &wiki, &["--category", CIRCLE, "--depth", "9"]).expect(0);
    assert_eq!(sandbox.images().len(), 12);
    assert_eq!(sandbox.rejected().len(), 0);
    for category in [CIRCLE, "Licences", "Odd titles", "Markup", "Formats"] {
        let sandbox = Sandbox::new();
        acquire(&sandbox, &wiki, &["--category", category]).expect(0);
        all_told(&sandbox, &wiki.content.in_category(category));
        sandbox.run(&["label"]).expect(0);
    }
}

#[test]
fn licences_that_are_not_open_are_left_out_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let sandbox = Sandbox::new();
    acquire(&sandbox, &wiki, &["--category", "Licences"]).expect(0);
    let rows = rows(&sandbox);
    let license = |title: &str| rows.get(title).map(|row| row["license"].clone());
    assert_eq!(license("Free.jpg"), Some("CC-BY-4.0".into()));
    assert_eq!(license("Share alike.jpg"), Some("CC-BY-SA-3.0".into()));
    assert_eq!(license("Zero.jpg"), Some("CC0-1.0".into()));
    assert_eq!(
        license("Public domain.jpg"),
        Some("LicenseRef-Public-Domain".into())
    );
    let rejected = sandbox.rejected();
    for title in ["Unlicensed.jpg", "Non-free.jpg", "Non-commercial.jpg"] {
        assert!(
            rejected.contains_key(&format!("File:{title}")),
            "{title}: {rejected:?}"
        );
        assert_eq!(license(title), None);
    }
    // Who allows it may have it.
    let sandbox = Sandbox::new();
    acquire(
        &sandbox,
        &wiki,
        &[
            "--category",
            "Licences",
            "--allow-licenses",
            "open,CC-BY-NC-*",
        ],
    )
    .expect(0);
    assert!(!sandbox.rejected().contains_key("File:Non-commercial.jpg"));
}

#[test]
fn markup_becomes_text_and_copies_are_stored_once_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let sandbox = Sandbox::new();
    acquire(&sandbox, &wiki, &["--category", "Markup"]).expect(0);
    let rows = rows(&sandbox);
    let scripted = &rows["Scripted.jpg"];
    // The wiki shows this link as words, and so they stay.
    assert_eq!(
        scripted["author"],
        "<a href=\"javascript:alert(3)\">Mallory</a>"
    );
    let description = scripted["description"].as_str().expect("a text");
    assert!(
        description.contains("Bold & slanted") && !description.contains("<b>"),
        "{description}"
    );
    let page = String::from_utf8(sandbox.read("data/attribution.html")).expect("UTF-8");
    assert!(
        !page.contains("<script") && !page.contains("<a href=\"javascript"),
        "{page}"
    );
    assert!(page.contains("Mallory"), "{page}");
    let sandbox = Sandbox::new();
    acquire(&sandbox, &wiki, &["--category", "Formats"]).expect(0);
    let rejected = sandbox.rejected();
    assert!(
        rejected[&format!("File:{TRUNCATED}")].contains("cut off"),
        "{rejected:?}"
    );
    let twice = rejected
        .values()
        .filter(|reason| reason.contains("the same bytes"))
        .count();
    assert_eq!(twice, 1, "{rejected:?}");
}

#[test]
fn large_files_come_as_renditions_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let sandbox = Sandbox::new();
    acquire(
        &sandbox,
        &wiki,
        &["--category", "Formats", "--max-side", "1000"],
    )
    .expect(0);
    let rows = rows(&sandbox);
    assert_eq!(
        (&rows[LARGE]["width"], &rows[LARGE]["height"]),
        (&960.into(), &576.into())
    );
    assert_eq!(rows["Vector.svg"]["format"], ".png");
    let again = acquire(
        &sandbox,
        &wiki,
        &["--category", "Formats", "--max-side", "1000"],
    );
    assert!(again.expect(0).stdout.contains("from before"));
}

#[test]
fn a_search_finds_files_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let sandbox = Sandbox::new();
    acquire(&sandbox, &wiki, &["--search", "lunch"]).expect(0);
    assert_eq!(
        rows(&sandbox).into_keys().collect::<Vec<_>>(),
        ["Fish & chips + peas = lunch.png"]
    );
    let nothing = acquire(&Sandbox::new(), &wiki, &["--search", "nosuchwordanywhere"]).expect(1);
    assert!(
        nothing.stderr.contains("nothing of what was asked for"),
        "{}",
        nothing.stderr
    );
    let nothing = acquire(&Sandbox::new(), &wiki, &["--category", "No such category"]).expect(1);
    assert!(
        nothing.stderr.contains("nothing of what was asked for"),
        "{}",
        nothing.stderr
    );
}

#[test]
fn queries_and_classes_find_the_same_files_with_mediawiki_and_sparql() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let titles: Vec<&str> = wiki
        .content
        .files
        .iter()
        .map(|file| file.title.as_str())
        .collect();
    let Some(sparql) = or_skip(Sparql::start(&lakes(&titles))) else {
        return;
    };
    let endpoint = sparql.endpoint();
    let by_class = Sandbox::new();
    acquire(
        &by_class,
        &wiki,
        &["--wikidata-class", "Q23397", "--sparql-url", &endpoint],
    )
    .expect(0);
    let files: Vec<&WikiFile> = wiki.content.files.iter().collect();
    all_told(&by_class, &files);
    assert!(by_class.rejected().contains_key("File:Gone for good.jpg"));
    // What Wikidata calls it is a tag.
    let tags = rows(&by_class)["Lake 00.jpg"]["source_tags"].to_string();
    assert!(tags.contains("Lake 900000001"), "{tags}");
    let by_query = Sandbox::new();
    let query = "SELECT ?item ?image ?label WHERE { ?item wdt:P31 wd:Q23397 ; wdt:P18 ?image . \
                 OPTIONAL { ?item rdfs:label ?label } } ORDER BY ?item ?image";
    by_query.write("lakes.rq", query.as_bytes());
    acquire(
        &by_query,
        &wiki,
        &["--sparql", "lakes.rq", "--sparql-url", &endpoint],
    )
    .expect(0);
    assert_eq!(by_query.tree("data/images"), by_class.tree("data/images"));
}

#[test]
fn a_query_that_is_cut_off_fails_in_words_with_sparql() {
    let many: String = (0..2000)
        .map(|n| format!("<a:{n}> <a:b> {n} .\n"))
        .collect();
    let Some(sparql) = or_skip(Sparql::start_with_timeout(&many, 1)) else {
        return;
    };
    let sandbox = Sandbox::new();
    let query =
        "SELECT ?image WHERE { ?a ?b ?c . ?d ?e ?f . ?image ?h ?i FILTER(?c + ?f + ?i < 0) }";
    sandbox.write("slow.rq", query.as_bytes());
    let endpoint = sparql.endpoint();
    let words = [
        "acquire",
        "--source",
        "commons",
        "--sparql",
        "slow.rq",
        "--sparql-url",
        &endpoint,
        "--api-url",
        "http://127.0.0.1:9/",
        "--retries",
        "1",
        "--retry-wait-s",
        "0.01",
    ];
    let ran = sandbox.run(&words).expect(1);
    assert!(
        ran.stderr.contains("cut off") && ran.stderr.contains("LIMIT"),
        "{}",
        ran.stderr
    );
}

#[test]
fn nothing_is_lost_while_the_wiki_throttles_and_is_down_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::alone()) else {
        return;
    };
    let undisturbed = Sandbox::new();
    acquire(&undisturbed, &wiki, &["--category", "Odd titles"]).expect(0);
    let sandbox = Sandbox::new();
    wiki.throttle(true);
    std::thread::scope(|scope| {
        let run = scope.spawn(|| acquire(&sandbox, &wiki, &["--category", "Odd titles"]));
        std::thread::sleep(Duration::from_millis(600));
        wiki.throttle(false);
        wiki.down(true);
        std::thread::sleep(Duration::from_millis(600));
        wiki.down(false);
        run.join().expect("it ran").expect(0);
    });
    assert_eq!(sandbox.tree("data"), undisturbed.tree("data"));
}

//! The servers that other tests talk to are what they say: read with bare requests.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::support::services::content::{CIRCLE, LARGE, LONG_TITLE, TRUNCATED};
use crate::support::services::mediawiki::{self, MediaWiki};
use crate::support::services::sparql::{Sparql, lakes};
use crate::support::services::{http, or_skip};

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The wiki's answer to a query.
fn query(wiki: &MediaWiki, rest: &str) -> Value {
    let api = wiki.api();
    let url = format!("{api}?action=query&format=json&formatversion=2&{rest}");
    http::get(&url).json()["query"].clone()
}

/// What the wiki says about a file, with the URL of a version 800 px wide.
fn imageinfo(wiki: &MediaWiki, title: &str) -> Value {
    let title = encoded(&format!("File:{title}"));
    let details = "size%7Curl%7Cmime%7Cextmetadata&iiurlwidth=800";
    let answer = query(
        wiki,
        &format!("titles={title}&prop=imageinfo&iiprop={details}"),
    );
    answer["pages"][0]["imageinfo"][0].clone()
}

/// The bytes under a URL of the wiki.
fn download(url: &Value) -> Vec<u8> {
    let answer = http::get(url.as_str().expect("a URL"));
    assert_eq!(answer.status, 200, "{url}: {}", answer.head);
    answer.body
}

#[test]
fn every_file_comes_back_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    for file in &wiki.content.files {
        let info = imageinfo(&wiki, &file.title);
        assert_eq!(info["size"], file.bytes.len(), "{}: {info}", file.title);
        assert!(download(&info["url"]) == file.bytes, "{}", file.title);
    }
}

#[test]
fn licence_author_and_description_are_told_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let meta = |title: &str| imageinfo(&wiki, title)["extmetadata"].clone();
    assert_eq!(meta("Share alike.jpg")["License"]["value"], "cc-by-sa-3.0");
    assert_eq!(meta("Non-free.jpg")["NonFree"]["value"], "true");
    assert_eq!(meta("Unlicensed.jpg")["License"], Value::Null);
    assert_eq!(
        meta("Languages.jpg")["ImageDescription"]["value"],
        "Ein See"
    );
    let scripted = meta("Scripted.jpg");
    let author = scripted["Artist"]["value"].as_str().expect("an author");
    assert!(author.contains("Mallory"), "{author}");
    let text = scripted["ImageDescription"]["value"].as_str();
    assert!(text.expect("a text").contains("<b>Bold</b>"), "{scripted}");
}

#[test]
fn scaled_versions_are_made_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let info = imageinfo(&wiki, LARGE);
    let scaled = download(&info["thumburl"]);
    let scaled = image::load_from_memory(&scaled).expect("an image");
    assert_eq!((scaled.width(), scaled.height()), (960, 576));
    for title in ["Vector.svg", "Where to?.png", LONG_TITLE.as_str()] {
        let info = imageinfo(&wiki, title);
        let scaled = download(&info["thumburl"]);
        image::load_from_memory(&scaled).unwrap_or_else(|error| panic!("{title}: {error}"));
    }
}

#[test]
fn a_truncated_file_is_served_as_it_is_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let info = imageinfo(&wiki, TRUNCATED);
    assert_eq!(
        (&info["width"], &info["height"]),
        (&Value::from(400), &Value::from(300))
    );
    let bytes = download(&info["url"]);
    assert!(bytes == wiki.content.file(TRUNCATED).bytes);
    assert!(!bytes.ends_with(&[0xff, 0xd9]), "it has its end");
}

#[test]
fn categories_go_round_in_a_circle_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::shared()) else {
        return;
    };
    let members = |category: &str, kind: &str| {
        let category = encoded(&format!("Category:{category}"));
        let list = format!("list=categorymembers&cmtitle={category}&cmtype={kind}&cmlimit=max");
        let answer = query(&wiki, &list);
        let members = answer["categorymembers"].as_array().cloned();
        members.expect("a list")
    };
    let mut category = CIRCLE.to_owned();
    for expected in ["Category:Lakes", "Category:Shores", "Category:Water"] {
        let below = members(&category, "subcat");
        assert_eq!(below.len(), 1, "{below:?}");
        assert_eq!(below[0]["title"], expected);
        category = expected.trim_start_matches("Category:").to_owned();
        let files = members(&category, "file").len();
        assert_eq!(
            files,
            wiki.content.in_category(&category).len(),
            "{category}"
        );
    }
}

#[test]
fn faults_are_switched_on_and_off_with_mediawiki() {
    let Some(wiki) = or_skip(mediawiki::alone()) else {
        return;
    };
    let status = || http::get(&format!("{}?action=query&format=json", wiki.api()));
    wiki.throttle(true);
    let refused = status();
    assert_eq!(refused.status, 429);
    assert!(refused.head.contains("Retry-After: 1"), "{}", refused.head);
    wiki.throttle(false);
    wiki.down(true);
    assert_eq!(status().status, 503);
    wiki.down(false);
    assert_eq!(status().status, 200);
}

#[test]
fn images_of_lakes_are_found_with_sparql() {
    let Some(sparql) = or_skip(Sparql::start(&lakes(&["Lake 00.jpg", "日没の湖.png"]))) else {
        return;
    };
    let query = encoded(
        "PREFIX wd: <http://www.wikidata.org/entity/> \
         PREFIX wdt: <http://www.wikidata.org/prop/direct/> \
         SELECT ?image WHERE { ?item wdt:P31 wd:Q23397 ; wdt:P18 ?image } ORDER BY ?item",
    );
    let found = http::get(&format!("{}?query={query}", sparql.endpoint())).json();
    let rows = found["results"]["bindings"].as_array().expect("rows");
    assert_eq!(rows.len(), 3, "{found}");
    let first = rows[0]["image"]["value"].as_str().expect("a URL");
    assert!(
        first.ends_with("/Special:FilePath/Lake%2000%2Ejpg"),
        "{first}"
    );
}

#[test]
fn a_slow_query_is_cut_off_with_sparql() {
    let many: String = (0..2000)
        .map(|n| format!("<a:{n}> <a:b> {n} .\n"))
        .collect();
    let Some(sparql) = or_skip(Sparql::start_with_timeout(&many, 1)) else {
        return;
    };
    let query =
        encoded("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f + ?i < 0) }");
    let answer = http::get(&format!("{}?query={query}", sparql.endpoint()));
    assert_eq!(answer.status, 200);
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(body.starts_with("{\"head\""), "{body}");
    assert!(serde_json::from_str::<Value>(&body).is_err(), "{body}");
}

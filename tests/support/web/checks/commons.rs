//! Answers `commons.rs` and the files below it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::caller::{Reply, follow, get, get_with};
use crate::support::web::commons::{Commons, LICENSES};
use crate::support::web::photos::{self, Photo};
use crate::support::web::server::Server;

const MEMBERS: &str = "generator=categorymembers&gcmtitle=Category:sample&gcmtype=file\
    &prop=imageinfo%7Ccategories&iiprop=url%7Csize%7Csha1%7Cmime%7Cextmetadata&iiurlwidth=40";

fn photos() -> Vec<Photo> {
    photos::varied(9, &LICENSES)
}

fn ask(server: &Server, query: &str) -> Reply {
    let target = format!("/w/api.php?action=query&format=json&formatversion=2&{query}");
    get_with(server, &target, &["User-Agent: test (me@example.org)"])
}

/// Follows `continue` to the end, and merges what came of each page.
fn walk(server: &Server, query: &str) -> (BTreeMap<String, Value>, usize) {
    let (mut pages, mut complete) = (BTreeMap::<String, Value>::new(), 0);
    let mut more = String::new();
    for _ in 0..100 {
        let answer = ask(server, &format!("{query}{more}")).json();
        complete += usize::from(answer["batchcomplete"] == true);
        for page in answer["query"]["pages"].as_array().expect("pages") {
            let known = pages
                .entry(page["pageid"].to_string())
                .or_insert_with(|| json!({ "all": [] }));
            if let Some(info) = page.get("imageinfo") {
                known["imageinfo"] = info[0].clone();
            }
            let names = page["categories"].as_array().cloned().unwrap_or_default();
            known["all"].as_array_mut().expect("an array").extend(names);
        }
        let Some(next) = answer["continue"].as_object() else {
            return (pages, complete);
        };
        let mut text = form_urlencoded::Serializer::new(String::new());
        for (name, value) in next {
            text.append_pair(
                name,
                value
                    .as_str()
                    .map_or(value.to_string(), str::to_owned)
                    .as_str(),
            );
        }
        more = format!("&{}", text.finish());
    }
    panic!("no end");
}

#[test]
fn a_category_comes_in_batches_that_repeat_pages_without_their_details() {
    let server = Server::start(Commons::new(photos()).category_limit(3).site());
    let (pages, complete) = walk(&server, &format!("{MEMBERS}&gcmlimit=4&cllimit=max"));
    assert_eq!((pages.len(), complete), (9, 3));
    // Batches of 4, 4 and 1 files with 2 categories each, 3 an answer: 3 + 3 + 1.
    assert_eq!(server.hits("/w/api.php"), 7);
    for page in pages.values() {
        assert_eq!(page["all"].as_array().map(Vec::len), Some(2));
        let info = &page["imageinfo"];
        let file = follow(&server, &info["url"]).body;
        let digest: String = Sha1::digest(&file)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            (&info["sha1"], &info["size"]),
            (&json!(digest), &json!(file.len()))
        );
    }
    let incomplete = ask(&server, &format!("{MEMBERS}&cllimit=max&clcontinue=3")).json();
    assert_eq!(incomplete["query"]["pages"][0].get("imageinfo"), None);
    assert_eq!(incomplete.get("batchcomplete"), None);
}

#[test]
fn metadata_and_renditions_are_as_the_site_has_them() {
    let server = Server::start(Commons::new(photos()).site());
    let (pages, _) = walk(&server, MEMBERS);
    let info = |page: u32| &pages[&page.to_string()]["imageinfo"];
    assert_eq!(
        info(100)["extmetadata"]["LicenseShortName"]["value"],
        "CC BY-SA 4.0"
    );
    assert!(info(102)["extmetadata"].get("LicenseUrl").is_none());
    assert!(info(105)["extmetadata"].get("License").is_none());
    // 24 px wide is less than what was asked for; 54 px is more.
    assert_eq!(info(100)["thumburl"], info(100)["url"]);
    let small =
        image::load_from_memory(&follow(&server, &info(103)["thumburl"]).body).expect("an image");
    assert_eq!(
        (small.width(), info(103)["thumbwidth"].as_u64()),
        (40, Some(40))
    );
    let odd = "/files/thumb/CON_5.jpg/41px-CON_5.jpg";
    assert_eq!(get(&server, odd).status, 400);
}

#[test]
fn titles_are_normalized_and_may_be_missing() {
    let server = Server::start(Commons::new(photos()).wrong_sha1("CON 5.jpg").site());
    let answer = ask(
        &server,
        "titles=File:cON_5.jpg%7CFile:Gone.jpg&prop=imageinfo&iiprop=sha1",
    )
    .json();
    let pages = answer["query"]["pages"].as_array().expect("pages");
    assert_eq!((pages.len(), &pages[1]["missing"]), (2, &json!(true)));
    assert_eq!(answer["query"]["normalized"][0]["to"], "File:CON 5.jpg");
    let digest: String = Sha1::digest(&photos()[4].bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let told = pages[0]["imageinfo"][0]["sha1"].as_str().expect("a digest");
    assert!(told.len() == 40 && told != digest);
}

#[test]
fn searches_and_sub_categories_go_on() {
    let site = Commons::new(photos())
        .subcategory("A", "B")
        .subcategory("A", "C")
        .subcategory("B", "A");
    let server = Server::start(site.site());
    let search = "generator=search&gsrsearch=sample+filetype:bitmap&gsrnamespace=6&gsrlimit=4&prop=imageinfo";
    assert_eq!(walk(&server, search).0.len(), 9);
    let list = "list=categorymembers&cmtype=subcat&cmlimit=1&cmtitle=Category:A";
    let first = ask(&server, list).json();
    assert_eq!(first["query"]["categorymembers"][0]["title"], "Category:B");
    let token = first["continue"]["cmcontinue"]
        .as_str()
        .expect("a token")
        .replace('|', "%7C");
    let second = ask(&server, &format!("{list}&cmcontinue={token}")).json();
    assert_eq!(second["query"]["categorymembers"][0]["title"], "Category:C");
    assert_eq!(second.get("continue"), None);
}

#[test]
fn errors_come_under_200() {
    let server = Server::start(Commons::new(photos()).lagged(0..1).repeating().site());
    let lagged = ask(&server, MEMBERS);
    assert_eq!(
        (lagged.status, lagged.header("retry-after")),
        (200, Some("1"))
    );
    assert_eq!(lagged.header("mediawiki-api-error"), Some("maxlag"));
    let again = ask(&server, &format!("{MEMBERS}&cllimit=max")).json();
    assert_eq!(again["continue"]["gcmcontinue"], "file|0");
    let code = |query: &str| ask(&server, query).json()["error"]["code"].clone();
    assert_eq!(
        code("generator=categorymembers&gcmtitle=sample"),
        "invalidcategory"
    );
    assert_eq!(
        code("generator=categorymembers&gcmtitle=Category:a&gcmcontinue=x"),
        "badcontinue"
    );
    let anonymous = get(
        &server,
        "/w/api.php?action=query&format=json&formatversion=2",
    );
    assert_eq!(anonymous.status, 403);
}

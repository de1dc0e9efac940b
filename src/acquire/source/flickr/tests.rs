use serde_json::{Value, json};

use super::*;
use crate::acquire::source::stand_in::{StandIn, ok, query};

fn licenses() -> Value {
    json!({"stat": "ok", "licenses": {"license": [
        {"id": "0", "name": "All Rights Reserved", "url": ""},
        {"id": 2, "name": "Attribution-NonCommercial License", "url": "https://creativecommons.org/licenses/by-nc/2.0/"},
        {"id": "4", "name": "Attribution License", "url": "https://creativecommons.org/licenses/by/2.0/"},
        {"id": 9, "name": "Public Domain Dedication (CC0)", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
        {"id": null}, 3
    ]}})
}

fn photo(id: u64, uploaded: u64) -> Value {
    json!({
        "id": id.to_string(), "owner": "12345@N00", "title": "A <em>day</em>\u{0}",
        "description": {"_content": "by <a href=\"https://x.example\">me</a>"},
        "tags": "sunset  beach sunset", "license": "4", "ownername": "J. Doe",
        "dateupload": uploaded.to_string(), "media": "photo",
        "url_o": "https://live.example.org/o.jpg", "width_o": "4000", "height_o": 3000,
        "url_l": "https://live.example.org/b.jpg", "width_l": "1024", "height_l": "768",
        "url_n": "https://live.example.org/n.jpg", "width_n": 320, "height_n": 240
    })
}

fn found_with(member: &str, value: Value, max_side: Option<u32>) -> Result<Found, Skipped> {
    let mut photo = photo(7, 1000);
    photo[member] = value;
    let record = serde_json::from_value(photo).unwrap();
    let listed: Record = serde_json::from_value(licenses()).unwrap();
    found(&record, &Licenses::read(&listed).unwrap(), max_side)
}

#[test]
fn a_photo_is_told_of_in_plain_words() {
    let Found { key, remote } = found_with("x", json!(1), None).unwrap();
    assert_eq!(key, "flickr:7");
    assert_eq!(remote.url, "https://live.example.org/o.jpg");
    let about = remote.about;
    assert!(about.title.unwrap().starts_with("A day"));
    assert_eq!(about.description.as_deref(), Some("by me"));
    assert_eq!(about.license.as_deref(), Some("CC-BY-2.0"));
    assert_eq!(about.tags, ["sunset", "beach"]);
    let landing = about.source_url.unwrap();
    assert_eq!(landing, "https://www.flickr.com/photos/12345@N00/7");
}

#[test]
fn the_largest_size_that_there_is_and_fits_is_fetched() {
    let url = |member, max_side| {
        found_with(member, json!(null), max_side)
            .unwrap()
            .remote
            .url
    };
    assert!(url("url_o", None).ends_with("b.jpg"));
    assert!(url("x", Some(4000)).ends_with("o.jpg"));
    assert!(url("x", Some(3999)).ends_with("b.jpg"));
    assert!(url("x", Some(500)).ends_with("n.jpg"));
    assert!(
        url("width_l", Some(2000)).ends_with("n.jpg"),
        "of unknown size"
    );
}

#[test]
fn an_id_without_a_known_licence_is_not_free() {
    let reason = |value| found_with("license", value, None).unwrap_err().1;
    assert!(reason(json!("99")).contains("99"));
    assert!(reason(json!(null)).contains("no licence"));
    assert!(!reason(json!(0)).is_empty());
    assert!(found_with("license", json!(9), None).is_ok());
    assert!(found_with("media", json!("video"), None).is_err());
}

fn catalog(site: &StandIn) -> Flickr {
    Flickr {
        base: site.base.clone(),
        key: SecretString::from("s3cret"),
        search: "sunset".to_owned(),
        allowed: AllowList::open(),
        max_side: None,
        licenses: OnceLock::new(),
    }
}

/// A Flickr with 1,200 photos, four a second, that shows 600 of a search and then the same again.
fn flickr(url: &Url) -> (u16, String) {
    const SHOWN: usize = 600;
    if query(url, "method").as_deref() == Some("flickr.photos.licenses.getInfo") {
        return ok(licenses());
    }
    let number = |name| query(url, name).and_then(|text| text.parse::<usize>().ok());
    let (page, from) = (
        number("page").unwrap(),
        number("min_upload_date").unwrap_or(0),
    );
    let all: Vec<Value> = (0..1200).map(|id| photo(id, 5000 + id / 4)).collect();
    let first = from.saturating_sub(5000) * 4;
    let matching = &all[first.min(all.len())..];
    let start = (page - 1) * 500;
    let start = if start >= SHOWN { 0 } else { start };
    let end = (start + 500).min(SHOWN).min(matching.len());
    let pages = matching.len().div_ceil(500).to_string();
    ok(json!({"stat": "ok", "photos": {
        "page": page, "pages": pages, "total": matching.len().to_string(), "photo": matching.get(start..end).unwrap_or_default(),
    }}))
}

#[test]
fn photos_beyond_those_that_one_search_shows_are_found_too() {
    let site = StandIn::start(flickr);
    let (catalog, client) = (catalog(&site), site.client(&RULES));
    let mut keys = std::collections::BTreeSet::new();
    let mut cursor = None;
    for _ in 0..20 {
        let page = catalog.page(&client, cursor.as_deref()).unwrap();
        keys.extend(page.found.into_iter().map(|found| found.key));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(cursor, None);
    assert_eq!(keys.len(), 1200);
    let asked = site.asked();
    let method = |url: &&Url| query(url, "method").is_some_and(|it| it.contains("licenses"));
    assert_eq!(
        asked.iter().filter(method).count(),
        1,
        "licences are asked for once"
    );
    assert!(
        asked.len() <= 5,
        "no page is asked for twice: {}",
        asked.len()
    );
    assert_eq!(query(&asked[1], "license").as_deref(), Some("4,9"));
    assert_eq!(query(&asked[1], "api_key").as_deref(), Some("s3cret"));
}

#[test]
fn failures_that_pass_are_told_from_those_that_last() {
    let asked = |code: u32| {
        let body = json!({"stat": "fail", "code": code, "message": "Invalid API Key s3cret"});
        let site = StandIn::start(move |_| ok(body.clone()));
        let error = catalog(&site).page(&site.client(&RULES), None).unwrap_err();
        (site.asked().len(), format!("{error:#}"))
    };
    let (attempts, message) = asked(100);
    assert_eq!(attempts, 1);
    assert!(message.contains("FLICKR_API_KEY"), "{message}");
    assert!(!message.contains("s3cret"), "{message}");
    assert_eq!(asked(105).0, 3, "two retries");
    assert_eq!(asked(112).0, 1);
}

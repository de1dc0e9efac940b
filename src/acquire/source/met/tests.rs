use serde_json::{Value, json};

use super::*;
use crate::acquire::source::stand_in::{StandIn, ok, query};

fn object(id: u64) -> Value {
    json!({
        "objectID": id, "isPublicDomain": true, "title": "Wheat <b>Field</b>",
        "primaryImage": "https://images.example.org/a b.jpg",
        "primaryImageSmall": "https://images.example.org/small.jpg",
        "artistDisplayName": "", "objectDate": "1889", "medium": "Oil on canvas",
        "department": "European Paintings", "classification": "Paintings",
        "tags": [{"term": "Landscapes"}, {"term": null}, {"term": "Paintings"}],
        "objectURL": "https://www.metmuseum.org/art/collection/search/436535"
    })
}

fn found_with(member: &str, value: Value, max_side: Option<u32>) -> Result<Found, Skipped> {
    let mut object = object(436_535);
    object[member] = value;
    found(&serde_json::from_value(object).unwrap(), max_side)
}

#[test]
fn a_work_is_told_of_with_its_kind_as_tags() {
    let Found { key, remote } = found_with("x", json!(1), None).unwrap();
    assert_eq!(key, "met:436535");
    assert_eq!(remote.url, "https://images.example.org/a%20b.jpg");
    let about = remote.about;
    assert_eq!(about.title.as_deref(), Some("Wheat Field"));
    assert_eq!(about.author, None);
    assert_eq!(about.license.as_deref(), Some("CC0-1.0"));
    assert_eq!(about.description.as_deref(), Some("1889, Oil on canvas"));
    assert_eq!(
        about.tags,
        ["Landscapes", "Paintings", "European Paintings"]
    );
}

#[test]
fn only_images_in_the_public_domain_are_used() {
    let reason = |member, value| found_with(member, value, None).unwrap_err().1;
    for value in [json!(false), json!(null), json!("no")] {
        assert!(reason("isPublicDomain", value).contains("public domain"));
    }
    assert!(reason("primaryImage", json!("")).contains("no image"));
    assert!(found_with("tags", json!(null), None).is_ok());
}

#[test]
fn the_smaller_image_is_for_those_who_want_small_ones() {
    let url = |member| {
        found_with(member, json!(null), Some(1000))
            .unwrap()
            .remote
            .url
    };
    assert!(url("x").ends_with("small.jpg"));
    assert!(url("primaryImageSmall").ends_with("b.jpg"));
}

fn catalog(site: &StandIn) -> Met {
    Met {
        base: site.base.clone(),
        search: "wheat".to_owned(),
        max_side: None,
        objects: OnceLock::new(),
    }
}

#[test]
fn the_list_is_asked_for_once_and_what_is_gone_is_a_skip() {
    let site = StandIn::start(|url| match url.path().rsplit('/').next() {
        Some("search") => {
            let ids: Vec<Value> = (1..=45).map(Value::from).collect();
            ok(json!({"total": 45, "objectIDs": ids}))
        }
        Some("3") => (404, r#"{"message":"ObjectID not found"}"#.to_owned()),
        Some("4") => (500, "broken".to_owned()),
        Some("5") => ok(json!([])),
        Some(id) => ok(object(id.parse().unwrap())),
        None => (400, String::new()),
    });
    let (catalog, client) = (catalog(&site), site.client(&RULES));
    let mut found = 0;
    let mut skips = Vec::new();
    let mut cursor = None;
    loop {
        let page = catalog.page(&client, cursor.as_deref()).unwrap();
        found += page.found.len();
        skips.extend(page.skips);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, 42);
    assert_eq!(skips.len(), 3);
    assert_eq!(skips[0].0, "met:3");
    assert_eq!(skips[1].0, "met:4");
    let asked = site.asked();
    let searches: Vec<&Url> = asked
        .iter()
        .filter(|url| url.path() == "/api/search")
        .collect();
    assert_eq!(searches.len(), 1);
    assert_eq!(query(searches[0], "q").as_deref(), Some("wheat"));
}

#[test]
fn nothing_found_is_an_empty_page() {
    for none in [json!(null), json!([])] {
        let site = StandIn::start(move |_| ok(json!({"total": 0, "objectIDs": none})));
        let page = catalog(&site).page(&site.client(&RULES), None).unwrap();
        assert_eq!(
            (page.found.len(), page.skips.len(), page.next),
            (0, 0, None)
        );
    }
}

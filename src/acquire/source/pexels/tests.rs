use serde_json::{Value, json};

use super::*;
use crate::acquire::source::stand_in::{StandIn, ok, query};

fn photo() -> Value {
    json!({
        "id": 2014422, "width": 3024, "height": "4032", "url": "https://www.pexels.com/photo/2014422/",
        "photographer": "Joey <b>F</b>", "alt": "Brown rocks", "liked": false,
        "src": {
            "original": "https://images.example.org/o.jpeg",
            "large2x": "https://images.example.org/l2.jpeg?auto=compress&dpr=2",
            "large": "https://images.example.org/l.jpeg?h=650",
            "medium": null,
            "small": "https://images.example.org/s.jpeg?h=130",
            "tiny": "https://images.example.org/t.jpeg"
        }
    })
}

fn with(member: &str, value: Value) -> Record {
    let mut photo = photo();
    photo[member] = value;
    serde_json::from_value(photo).unwrap()
}

#[test]
fn a_photo_is_told_of_with_its_page_and_who_took_it() {
    let Found { key, remote } = found(&with("x", json!(1)), None).unwrap();
    assert_eq!(key, "pexels:2014422");
    assert_eq!(remote.url, "https://images.example.org/o.jpeg");
    let about = remote.about;
    assert_eq!(about.author.as_deref(), Some("Joey F"));
    assert_eq!(about.title.as_deref(), Some("Brown rocks"));
    assert_eq!(about.license.as_deref(), Some("LicenseRef-Pexels"));
    assert_eq!(
        about.source_url.as_deref(),
        Some("https://www.pexels.com/photo/2014422/")
    );
}

#[test]
fn the_size_follows_from_the_boxes_that_sizes_are_made_for() {
    let url = |max_side| {
        found(&with("x", json!(1)), Some(max_side))
            .unwrap()
            .remote
            .url
    };
    assert!(url(4032).ends_with("o.jpeg"));
    // Upright: the box of 1880 by 1300 px gives a height of 1300 px.
    assert!(url(1300).contains("/l2.jpeg"));
    assert!(url(1299).contains("/l.jpeg"));
    assert!(url(300).contains("/s.jpeg"));
    assert!(url(1).contains("/s.jpeg"));
}

#[test]
fn what_is_missing_is_missed_only_where_it_is_needed() {
    for member in ["alt", "photographer", "url", "width"] {
        assert!(
            found(&with(member, json!(null)), Some(500)).is_ok(),
            "{member}"
        );
    }
    assert!(found(&with("src", json!("none")), None).is_err());
    assert!(found(&with("id", json!({})), None).is_err());
}

fn catalog(site: &StandIn) -> Pexels {
    Pexels {
        base: site.base.clone(),
        key: SecretString::from("s3cret"),
        search: "rocks".to_owned(),
        max_side: None,
    }
}

#[test]
fn the_key_stays_with_the_site_whatever_it_says_of_the_next_page() {
    let site = StandIn::start(|url| match query(url, "page").as_deref() {
        Some("1") => ok(json!({"photos": [photo()], "next_page": "http://evil.example/?page=2"})),
        _ => ok(json!({"photos": [photo()], "next_page": null})),
    });
    let client = site.client(&RULES);
    let first = catalog(&site).page(&client, None).unwrap();
    assert_eq!(first.next.as_deref(), Some("2"));
    let second = catalog(&site).page(&client, first.next.as_deref()).unwrap();
    assert_eq!(second.next, None);
    assert!(site.always_had("authorization: s3cret"));
    assert_eq!(site.asked()[1].path(), "/api/search");
}

#[test]
fn a_wrong_key_is_told_by_its_variable_and_not_shown() {
    for status in [401, 403] {
        let site = StandIn::start(move |_| (status, r#"{"error":"s3cret"}"#.to_owned()));
        let error = catalog(&site).page(&site.client(&RULES), None).unwrap_err();
        let message = format!("{error:#}");
        assert!(message.contains("PEXELS_API_KEY"), "{message}");
        assert!(!message.contains("s3cret"), "{message}");
        assert_eq!(site.asked().len(), 1, "asking again would not help");
    }
}

#[test]
fn an_empty_page_is_the_last() {
    let site = StandIn::start(|_| ok(json!({"photos": [], "next_page": "x"})));
    let page = catalog(&site).page(&site.client(&RULES), None).unwrap();
    assert_eq!(page.next, None);
}

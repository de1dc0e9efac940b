use serde_json::{Value, json};

use super::*;
use crate::acquire::source::stand_in::{StandIn, ok, query};

fn photo(base: &Url) -> Value {
    json!({
        "id": "LBI7cgq3pbM", "width": 5245, "height": "3497", "description": null,
        "alt_description": "a man <b>drinking</b>",
        "urls": {"raw": "https://images.example.org/p-1?ixid=abc&ixlib=rb-4", "full": null},
        "links": {
            "html": "https://unsplash.com/photos/LBI7cgq3pbM",
            "download_location": format!("{base}/photos/LBI7cgq3pbM/download?ixid=abc")
        },
        "user": {"name": "G. Berkay"}, "tags": [{"title": "man"}, {"title": null}, {}],
        "premium": false
    })
}

fn catalog(base: &Url, max_side: Option<u32>) -> Unsplash {
    Unsplash {
        base: base.clone(),
        key: SecretString::from("s3cret"),
        search: "coffee".to_owned(),
        max_side,
    }
}

fn found_with(pointer: &str, value: Value, max_side: Option<u32>) -> Result<Found, Skipped> {
    let base = Url::parse("https://api.example.org").unwrap();
    let mut photo = photo(&base);
    if let Some(member) = photo.pointer_mut(pointer) {
        *member = value;
    }
    catalog(&base, max_side).found(&serde_json::from_value(photo).unwrap())
}

#[test]
fn a_photo_is_told_of_with_what_its_rules_want() {
    let Found { key, remote } = found_with("/x", Value::Null, None).unwrap();
    assert_eq!(key, "unsplash:LBI7cgq3pbM");
    assert_eq!(
        remote.url,
        "https://images.example.org/p-1?ixid=abc&ixlib=rb-4"
    );
    let about = remote.about;
    assert_eq!(about.title.as_deref(), Some("a man drinking"));
    assert_eq!(about.author.as_deref(), Some("G. Berkay"));
    assert_eq!(about.license.as_deref(), Some("LicenseRef-Unsplash"));
    assert_eq!(about.tags, ["man"]);
}

#[test]
fn a_smaller_photo_is_asked_for_with_all_parameters_kept() {
    let url = |max_side| {
        found_with("/x", Value::Null, Some(max_side))
            .unwrap()
            .remote
            .url
    };
    assert!(url(1000).ends_with("?ixid=abc&ixlib=rb-4&w=1000&h=1000&fit=max"));
    assert!(url(5245).ends_with("?ixid=abc&ixlib=rb-4"));
}

#[test]
fn a_photo_is_the_same_whichever_search_found_it() {
    let version = |raw: &str, max_side| {
        let raw = json!(format!("https://images.example.org/{raw}"));
        let found = found_with("/urls/raw", raw, max_side).unwrap();
        found.remote.version
    };
    assert!(version("p-1?ixid=a", None).is_some());
    assert_eq!(version("p-1?ixid=a", None), version("p-1?ixid=b", None));
    assert_ne!(version("p-1?ixid=a", None), version("p-2?ixid=a", None));
    assert_ne!(
        version("p-1?ixid=a", None),
        version("p-1?ixid=a", Some(500))
    );
}

#[test]
fn photos_that_may_not_be_used_so_are_skipped() {
    let reason = |pointer, value| found_with(pointer, value, None).unwrap_err().1;
    assert!(reason("/premium", json!(true)).contains("Unsplash+"));
    let premium = json!("https://plus.unsplash.com/p-1?ixid=a");
    assert!(reason("/urls/raw", premium).contains("Unsplash+"));
    for location in [json!(null), json!("https://evil.example/steal"), json!("x")] {
        assert!(reason("/links/download_location", location).contains("reported"));
    }
    assert!(reason("/urls", json!(null)).contains("address"));
}

#[test]
fn each_use_is_reported_with_the_key() {
    let site = StandIn::start(|url| match url.path() {
        "/api/search/photos" => {
            let base = url.join("/api").unwrap();
            ok(json!({"total_pages": 2, "results": [photo(&base)]}))
        }
        _ => ok(json!({"url": "https://images.example.org/x"})),
    });
    let catalog = catalog(&site.base, None);
    let client = site.client(&RULES);
    let page = catalog.page(&client, None).unwrap();
    assert_eq!(page.next.as_deref(), Some("2"));
    let item = Item {
        key: page.found[0].key.clone(),
        stamp: String::new(),
        stem: String::new(),
        claimed_extension: None,
        remote: Some(Box::new(page.found[0].remote.clone())),
    };
    catalog.report_use(&client, &item).unwrap();
    let asked = site.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(query(&asked[0], "per_page").as_deref(), Some("30"));
    assert_eq!(asked[1].path(), "/api/photos/LBI7cgq3pbM/download");
    assert_eq!(query(&asked[1], "ixid").as_deref(), Some("abc"));
    assert!(site.always_had("authorization: Client-ID s3cret"));
    assert!(site.always_had("accept-version: v1"));
}

#[test]
fn its_limit_is_told_from_a_wrong_key() {
    let failure = |status, body: &'static str| {
        let site = StandIn::start(move |_| (status, body.to_owned()));
        let error = catalog(&site.base, None)
            .page(&site.client(&RULES), None)
            .unwrap_err();
        format!("{error:#}")
    };
    assert!(failure(403, "Rate Limit Exceeded\n").contains("again in an hour"));
    for status in [401, 403] {
        let message = failure(status, r#"{"errors":["OAuth error: s3cret"]}"#);
        assert!(message.contains("UNSPLASH_ACCESS_KEY"), "{message}");
        assert!(!message.contains("s3cret"), "{message}");
    }
}

#[test]
fn more_than_a_few_photos_are_refused() {
    let settings = Settings {
        count: Some(41),
        search: Some("coffee".to_owned()),
        ..Settings::default()
    };
    let error = open(&settings, Seed::new(1), &[])
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("unsplash-dataset"), "{error}");
}

use serde_json::{Value, json};

use super::*;
use crate::acquire::source::stand_in::{StandIn, ok, query};

fn work(id: &str) -> Value {
    json!({
        "id": id, "title": "A &amp; <b>B</b><script>x</script>", "url": "https://live.example.org/1.jpg",
        "foreign_landing_url": "https://example.org/photos/1", "creator": "J. <i>Doe</i>",
        "license": "by-sa", "license_version": "4.0",
        "license_url": "https://creativecommons.org/licenses/by-sa/4.0/",
        "tags": [
            {"name": "cat", "accuracy": null}, {"name": "cat", "accuracy": 0.99},
            {"name": "dog", "accuracy": 0.4}, {"name": null}, "stray", {"name": "pet", "accuracy": 0.95}
        ],
        "mature": false, "unstable__sensitivity": [], "width": "3000", "height": 2000,
        "thumbnail": "https://api.example.org/v1/images/1/thumb/"
    })
}

fn with(member: &str, value: Value) -> Record {
    let mut work = work("1");
    work[member] = value;
    serde_json::from_value(work).unwrap()
}

#[test]
fn a_work_is_told_of_in_plain_words() {
    let Found { key, remote } = found(&with("extra", json!(1)), None).unwrap();
    assert_eq!(key, "openverse:1");
    assert_eq!(remote.url, "https://live.example.org/1.jpg");
    assert_eq!(remote.bytes, None);
    let about = remote.about;
    assert!(about.title.unwrap().starts_with("A & B"));
    assert_eq!(about.author.as_deref(), Some("J. Doe"));
    assert_eq!(about.license.as_deref(), Some("CC-BY-SA-4.0"));
    assert_eq!(
        about.source_url.as_deref(),
        Some("https://example.org/photos/1")
    );
    assert_eq!(about.tags, ["cat", "pet"]);
}

#[test]
fn what_may_not_be_shown_or_used_is_skipped_with_its_reason() {
    let reason = |member, value| found(&with(member, value), None).unwrap_err().1;
    assert!(reason("mature", json!(true)).contains("sensitive"));
    assert!(reason("unstable__sensitivity", json!(["user_reported"])).contains("sensitive"));
    assert!(reason("url", json!("file:///etc/passwd")).contains("address"));
    assert!(reason("id", json!(null)).contains("id"));
    let mut unlicensed = work("1");
    unlicensed["license"] = json!(null);
    unlicensed["license_url"] = json!(null);
    let record: Record = serde_json::from_value(unlicensed).unwrap();
    assert_eq!(found(&record, None).unwrap_err().0, "openverse:1");
}

#[test]
fn null_members_lose_nothing_but_themselves() {
    for member in [
        "title",
        "creator",
        "tags",
        "width",
        "thumbnail",
        "foreign_landing_url",
    ] {
        for value in [json!(null), json!({"a": []}), json!([[]])] {
            assert!(found(&with(member, value), Some(700)).is_ok(), "{member}");
        }
    }
}

#[test]
fn a_smaller_size_is_fetched_where_the_file_is_too_large() {
    let url = |max_side| found(&with("x", json!(1)), max_side).unwrap().remote.url;
    assert!(url(Some(3000)).ends_with("1.jpg"));
    assert!(url(Some(2999)).ends_with("/thumb/"));
    assert!(url(Some(10)).ends_with("/thumb/"));
}

#[test]
fn the_licences_asked_for_are_those_allowed() {
    assert_eq!(
        wanted_licenses(&AllowList::open()).unwrap(),
        "cc0,pdm,by,by-sa"
    );
    let own = AllowList::parse(&["LicenseRef-Unsplash".to_owned()]).unwrap();
    assert!(wanted_licenses(&own).is_err());
}

fn catalog(site: &StandIn) -> Openverse {
    Openverse {
        base: site.base.clone(),
        search: "a cat & dog".to_owned(),
        licenses: "cc0,by".to_owned(),
        max_side: None,
    }
}

#[test]
fn pages_are_read_as_far_as_they_are_shown() {
    let site = StandIn::start(|url| {
        let page = query(url, "page").unwrap();
        ok(json!({"page_count": "13", "results": [work(&page), 7, null]}))
    });
    let client = site.client(&RULES);
    let catalog = catalog(&site);
    let first = catalog.page(&client, None).unwrap();
    assert_eq!(first.found.len(), 1);
    assert_eq!(first.skips.len(), 2, "each bad record is a skip");
    assert_eq!(first.next.as_deref(), Some("2"));
    let last = catalog.page(&client, Some("12")).unwrap();
    assert_eq!(last.next, None);
    assert!(last.skips.iter().any(|(_, reason)| reason.contains("240")));
    let asked = &site.asked()[0];
    assert_eq!(asked.path(), "/api/images/");
    assert_eq!(query(asked, "q").as_deref(), Some("a cat & dog"));
    assert_eq!(query(asked, "license").as_deref(), Some("cc0,by"));
    assert_eq!(query(asked, "page_size").as_deref(), Some("20"));
    assert_eq!(query(asked, "mature").as_deref(), Some("false"));
}

#[test]
fn a_limit_that_would_last_too_long_is_told_at_once() {
    for wait in [json!(3600), json!(u64::MAX), json!("x")] {
        let site = StandIn::start(move |_| (429, json!({"available_in": wait}).to_string()));
        let error = catalog(&site).page(&site.client(&RULES), None).unwrap_err();
        assert!(format!("{error:#}").contains("run it again later"));
    }
}

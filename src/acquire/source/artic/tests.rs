use serde_json::{Value, json};

use super::*;
use crate::acquire::source::stand_in::{StandIn, ok, query};

fn work() -> Value {
    json!({
        "id": 27992, "title": "A Sunday on <i>La Grande Jatte</i>", "artist_title": null,
        "artist_display": "Georges Seurat\nFrench, 1859-1891",
        "image_id": "1adf2696-8489-499b-cad2-821d7fde4b33", "is_public_domain": true,
        "thumbnail": {"width": 1000, "height": "2000", "alt_text": "People in a park"},
        "term_titles": ["park", null, "park", "river"]
    })
}

fn found_with(pointer: &str, value: Value, max_side: Option<u32>) -> Result<Found, Skipped> {
    let mut work = work();
    if let Some(member) = work.pointer_mut(pointer) {
        *member = value;
    }
    let images = Url::parse("https://iiif.example.org/iiif/2").unwrap();
    found(&serde_json::from_value(work).unwrap(), &images, max_side)
}

#[test]
fn a_work_is_told_of_and_its_image_is_of_the_ready_width() {
    let Found { key, remote } = found_with("/x", Value::Null, None).unwrap();
    assert_eq!(key, "artic:27992");
    assert_eq!(
        remote.url,
        "https://iiif.example.org/iiif/2/1adf2696-8489-499b-cad2-821d7fde4b33/full/843,/0/default.jpg"
    );
    let about = remote.about;
    assert_eq!(about.title.as_deref(), Some("A Sunday on La Grande Jatte"));
    assert_eq!(
        about.author.as_deref(),
        Some("Georges Seurat French, 1859-1891")
    );
    assert_eq!(
        about.source_url.as_deref(),
        Some("https://www.artic.edu/artworks/27992")
    );
    assert_eq!(about.description.as_deref(), Some("People in a park"));
    assert_eq!(about.tags, ["park", "river"]);
}

#[test]
fn a_smaller_image_is_asked_for_by_its_longer_side() {
    let has = |size: &str, pointer, max_side| {
        let found = found_with(pointer, Value::Null, Some(max_side)).unwrap();
        assert!(
            found.remote.url.contains(&format!("/full/{size}/")),
            "{}",
            found.remote.url
        );
    };
    has("843,", "/x", 5000);
    // Twice as high as wide: 1,000 px high is 500 px wide.
    has("500,", "/x", 1000);
    has("600,", "/thumbnail", 600);
    has("1,", "/x", 1);
}

#[test]
fn what_cannot_be_used_is_skipped() {
    let reason = |pointer, value| found_with(pointer, value, None).unwrap_err().1;
    assert!(reason("/is_public_domain", json!(false)).contains("public domain"));
    assert!(reason("/image_id", json!(null)).contains("no image"));
    assert!(reason("/image_id", json!("../../secret")).contains("no image"));
}

fn catalog(site: &StandIn, search: Option<&str>) -> Artic {
    Artic {
        base: site.base.clone(),
        search: search.map(str::to_owned),
        max_side: None,
        asker: "pixrec (tester@example.org)".to_owned(),
    }
}

#[test]
fn a_search_is_read_as_far_as_it_is_shown() {
    let site = StandIn::start(|_| {
        ok(json!({
            "pagination": {"total_pages": 50}, "data": [work(), null],
            "config": {"iiif_url": "https://iiif.example.org/iiif/2"}
        }))
    });
    let client = site.client(&RULES);
    let first = catalog(&site, Some("park")).page(&client, None).unwrap();
    assert_eq!((first.found.len(), first.skips.len()), (1, 1));
    assert_eq!(first.next.as_deref(), Some("2"));
    let last = catalog(&site, None).page(&client, Some("10")).unwrap();
    assert_eq!(last.next, None);
    assert!(
        last.skips
            .iter()
            .any(|(_, reason)| reason.contains("1,000"))
    );
    assert!(site.always_had("aic-user-agent: pixrec (tester@example.org)"));
    let asked = site.asked();
    assert_eq!(query(&asked[0], "q").as_deref(), Some("park"));
    assert_eq!(query(&asked[1], "q"), None);
    let condition = query(&asked[1], "query[term][is_public_domain]");
    assert_eq!(condition.as_deref(), Some("true"));
}

#[test]
fn images_are_nowhere_but_on_the_web() {
    for place in [json!(null), json!("file:///etc"), json!("gopher://x")] {
        let site =
            StandIn::start(move |_| ok(json!({"data": [work()], "config": {"iiif_url": place}})));
        let error = catalog(&site, None)
            .page(&site.client(&RULES), None)
            .unwrap_err();
        assert!(error.to_string().contains("iiif_url"));
    }
}

#[test]
fn who_asks_is_wanted_before_the_first_request() {
    if std::env::var_os("PIXREC_CONTACT").is_none() {
        let error = open(&Settings::default(), Seed::new(1), &[]).err().unwrap();
        assert!(error.to_string().contains("contact"), "{error}");
    }
}

//! Answers `openverse.rs` and `photos.rs`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::caller::{follow, get, get_with};
use crate::support::web::openverse::{LICENSES, Openverse, TOKEN, site};
use crate::support::web::photos::{self, COMMON_TAG};
use crate::support::web::server::Server;

#[test]
fn photos_are_valid_images_and_no_two_alike() {
    let photos = photos::varied(300, &LICENSES);
    for photo in &photos {
        let image = image::load_from_memory(&photo.bytes).expect("an image");
        assert_eq!((image.width(), image.height()), (photo.width, photo.height));
    }
    let bytes: BTreeSet<_> = photos.iter().map(|photo| photo.bytes.clone()).collect();
    assert_eq!(bytes.len(), photos.len());
}

#[test]
fn pages_reach_240_works_of_20_each() {
    let server = Server::start(site(photos::varied(300, &LICENSES)));
    let search = |page: u32| get(&server, &format!("/v1/images/?q={COMMON_TAG}&page={page}"));
    let first = search(1).json();
    assert_eq!(
        (&first["page_count"], &first["page_size"]),
        (&Value::from(12), &Value::from(20))
    );
    let ids: BTreeSet<String> = (1..=12)
        .flat_map(|page| {
            search(page).json()["results"]
                .as_array()
                .cloned()
                .unwrap_or_default()
        })
        .map(|record| record["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 240);
    assert_eq!(search(13).status, 400);
}

#[test]
fn large_pages_need_a_token_that_is_right() {
    let server = Server::start(site(photos::varied(60, &LICENSES)));
    let status =
        |headers: &[&str]| get_with(&server, "/v1/images/?q=*&page_size=50", headers).status;
    let token = format!("Authorization: Bearer {TOKEN}");
    assert_eq!(
        (
            status(&[]),
            status(&["Authorization: Bearer no"]),
            status(&[&token])
        ),
        (401, 401, 200)
    );
}

#[test]
fn filters_hold_and_members_are_null_at_times() {
    let photos = photos::varied(20, &LICENSES);
    let server = Server::start(site(photos.clone()));
    let all = get(&server, "/v1/images/?q=*").json();
    for name in ["title", "creator", "width", "filesize", "tags"] {
        let records = all["results"].as_array().expect("records");
        let nulls = records
            .iter()
            .filter(|record| record[name].is_null())
            .count();
        assert!(nulls > 0 && nulls < records.len(), "{name}");
    }
    assert_eq!(
        follow(&server, &all["results"][1]["url"]).body,
        *photos[1].bytes
    );
    assert_eq!(follow(&server, &all["results"][1]["thumbnail"]).status, 200);
    let some = get(&server, "/v1/images/?q=*&license=cc0,pdm&extension=jpg").json();
    let some = some["results"].as_array().expect("records");
    assert!(!some.is_empty() && some.iter().all(|record| record["license"] == "cc0"));
}

#[test]
fn a_throttled_call_says_when_to_come_back() {
    let photos = photos::varied(2, &LICENSES);
    let server = Server::start(Openverse::new(photos).throttled(0..1).site());
    let first = get(&server, "/v1/images/?q=*");
    assert_eq!(
        (first.status, first.header("retry-after")),
        (429, Some("1"))
    );
    assert_eq!(get(&server, "/v1/images/?q=*").status, 200);
}

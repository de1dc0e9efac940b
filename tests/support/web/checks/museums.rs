//! Answers `met.rs` and `artic.rs`.

use serde_json::{Value, json};

use super::caller::{follow, get};
use crate::support::web::met::Met;
use crate::support::web::server::Server;
use crate::support::web::{artic, met, photos};

#[test]
fn the_met_gives_ids_and_then_objects_of_which_some_vanished() {
    let photos = photos::varied(12, &met::LICENSES);
    let server = Server::start(met::site(photos.clone()));
    let api = "/public/collection/v1";
    let ids = get(&server, &format!("{api}/search?q=sample")).json();
    let ids = ids["objectIDs"].as_array().expect("ids").clone();
    let mut gone = 0;
    for id in &ids {
        let reply = get(&server, &format!("{api}/objects/{id}"));
        gone += usize::from(reply.status == 404);
        if reply.status == 200 && reply.json()["isPublicDomain"] == true {
            let number = id.as_u64().expect("a number") as usize;
            let image = follow(&server, &reply.json()["primaryImage"]);
            assert_eq!(image.body, *photos[number - 1].bytes);
        } else if reply.status == 200 {
            assert_eq!(reply.json()["primaryImage"], "");
        }
    }
    assert_eq!((ids.len(), gone), (14, 2));
    let none = get(&server, &format!("{api}/search?q=nothing-has-this")).json();
    assert_eq!(none, json!({ "total": 0, "objectIDs": null }));
}

#[test]
fn the_mets_guard_refuses_with_a_page() {
    let server = Server::start(
        Met::new(photos::varied(2, &met::LICENSES))
            .guarded(1..2)
            .site(),
    );
    let target = "/public/collection/v1/objects/1";
    let statuses: Vec<u16> = (0..3).map(|_| get(&server, target).status).collect();
    assert_eq!(statuses, [200, 403, 200]);
}

#[test]
fn chicago_has_pages_fields_and_images_by_their_iiif_address() {
    let photos = photos::varied(30, &artic::LICENSES);
    let server = Server::start(artic::site(photos.clone()));
    let query = "query%5Bterm%5D%5Bis_public_domain%5D=true&fields=id,image_id&limit=15";
    let page = |number: u32| {
        get(
            &server,
            &format!("/api/v1/artworks/search?{query}&page={number}"),
        )
        .json()
    };
    let (first, second) = (page(1), page(2));
    assert_eq!(first["pagination"]["total"], 20);
    assert!(
        first["pagination"]["next_url"].is_string() && second["pagination"]["next_url"].is_null()
    );
    assert_eq!(second["data"].as_array().map(Vec::len), Some(5));
    let record = &first["data"][0];
    assert_eq!(record.get("title"), None);
    let image_id = record["image_id"].as_str().expect("an image");
    let iiif = first["config"]["iiif_url"].as_str().expect("an address");
    let image = follow(
        &server,
        &Value::from(format!("{iiif}/{image_id}/full/843,/0/default.jpg")),
    );
    assert_eq!(image.body, *photos[0].bytes);
    let other = Value::from(format!("{iiif}/{image_id}/full/900,/0/default.jpg"));
    assert_eq!(follow(&server, &other).status, 403);
    assert_eq!(
        get(&server, "/api/v1/artworks/search?limit=101").status,
        403
    );
}

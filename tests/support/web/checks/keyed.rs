//! Answers `flickr.rs`, `pexels.rs` and `unsplash.rs`: the sites that want a key.

use std::collections::BTreeSet;

use serde_json::Value;

use super::caller::{Reply, follow, get, get_with};
use crate::support::web::flickr::{self, FIRST_UPLOAD, Flickr, UPLOAD_STEP};
use crate::support::web::pexels::{self, Pexels};
use crate::support::web::photos;
use crate::support::web::server::Server;
use crate::support::web::unsplash::{self, Unsplash};

fn of_flickr(server: &Server, method: &str, rest: &str) -> Value {
    let (path, key) = ("/services/rest/", flickr::KEY);
    let query = format!("method=flickr.photos.{method}&api_key={key}&format=json&nojsoncallback=1");
    get(server, &format!("{path}?{query}&{rest}")).json()
}

#[test]
fn flickr_repeats_pages_beyond_its_depth() {
    let site = Flickr::new(photos::varied(30, &flickr::LICENSES)).depth(20);
    let server = Server::start(site.site());
    let page = |number: u32| {
        of_flickr(
            &server,
            "search",
            &format!("text=sample&per_page=10&page={number}"),
        )
    };
    assert_eq!(page(1)["photos"]["total"], "30");
    assert_eq!(
        (&page(2)["photos"]["total"], &page(2)["photos"]["pages"]),
        (&Value::from(30), &Value::from(3))
    );
    assert_ne!(page(1)["photos"]["photo"], page(2)["photos"]["photo"]);
    assert_eq!(page(2)["photos"]["photo"], page(3)["photos"]["photo"]);
}

#[test]
fn flickr_gives_the_extras_and_window_that_were_asked_for() {
    let photos = photos::varied(16, &flickr::LICENSES);
    let server = Server::start(flickr::site(photos.clone()));
    let latest = FIRST_UPLOAD + 7 * UPLOAD_STEP;
    let rest = format!("text=sample&sort=date-posted-asc&max_upload_date={latest}");
    let plain = of_flickr(&server, "search", &rest);
    assert_eq!(plain["photos"]["photo"].as_array().map(Vec::len), Some(8));
    assert!(plain["photos"]["photo"][0]["license"].is_null());
    let full = of_flickr(
        &server,
        "search",
        &format!("{rest}&extras=license,url_o,url_c"),
    );
    let first = &full["photos"]["photo"][0];
    assert!(first["url_o"].is_null());
    assert_eq!(follow(&server, &first["url_c"]).body, *photos[0].bytes);
    let licenses: BTreeSet<bool> = (0..8)
        .map(|n| full["photos"]["photo"][n]["license"].is_string())
        .collect();
    assert_eq!(licenses.len(), 2);
}

#[test]
fn flickr_says_under_200_what_is_wrong() {
    let site = Flickr::new(photos::varied(2, &flickr::LICENSES)).unavailable(0..1);
    let server = Server::start(site.site());
    assert_eq!(of_flickr(&server, "search", "text=sample")["code"], 105);
    assert_eq!(of_flickr(&server, "search", "text=sample")["stat"], "ok");
    assert_eq!(of_flickr(&server, "search", "")["code"], 3);
    assert_eq!(of_flickr(&server, "nothing", "")["code"], 112);
    let wrong = get(
        &server,
        "/services/rest/?method=x&api_key=no&format=json&nojsoncallback=1",
    );
    assert_eq!(
        (wrong.status, &wrong.json()["code"]),
        (200, &Value::from(100))
    );
}

#[test]
fn flickr_can_have_another_order_of_licences() {
    let url_of_12 = |site: Flickr| {
        let server = Server::start(site.site());
        let info = of_flickr(&server, "licenses.getInfo", "");
        info["licenses"]["license"][12]["url"]
            .as_str()
            .map(str::to_owned)
    };
    let cc = "https://creativecommons.org/licenses";
    assert_eq!(
        url_of_12(Flickr::new(Vec::new())),
        Some(format!("{cc}/by-sa/4.0/"))
    );
    let other = Flickr::new(Vec::new()).licenses_reordered();
    assert_eq!(url_of_12(other), Some(format!("{cc}/by-nc-sa/4.0/")));
}

fn of_pexels(server: &Server, target: &str) -> Reply {
    get_with(
        server,
        target,
        &[&format!("Authorization: {}", pexels::KEY)],
    )
}

#[test]
fn pexels_pages_name_the_next_one() {
    let photos = photos::varied(25, &[""]);
    let server = Server::start(pexels::site(photos.clone()));
    let mut next = "/v1/search?query=sample&per_page=10".to_owned();
    let mut ids = BTreeSet::new();
    loop {
        let page = of_pexels(&server, &next).json();
        let photos = page["photos"].as_array().expect("photos").clone();
        ids.extend(photos.iter().map(|photo| photo["id"].to_string()));
        let Some(url) = page["next_page"].as_str() else {
            break;
        };
        next = url
            .strip_prefix(&server.base())
            .expect("the same server")
            .to_owned();
    }
    assert_eq!((ids.len(), server.hits("/v1/")), (25, 3));
    let photo = of_pexels(&server, "/v1/photos/3").json();
    assert_eq!(
        follow(&server, &photo["src"]["large"]).body,
        *photos[2].bytes
    );
}

#[test]
fn pexels_has_rates_on_good_answers_only() {
    let site = Pexels::new(photos::varied(30, &[""]))
        .limited(1..2)
        .next_page_at("http://10.0.0.1");
    let server = Server::start(site.site());
    let search = "/v1/search?query=sample";
    assert_eq!(
        (
            get(&server, search).status,
            get_with(&server, search, &["Authorization: no"]).status
        ),
        (403, 401)
    );
    let good = of_pexels(&server, search);
    assert!(good.header("x-ratelimit-remaining").is_some());
    assert!(
        good.json()["next_page"]
            .as_str()
            .is_some_and(|url| url.starts_with("http://10.0.0.1/v1/"))
    );
    let limited = of_pexels(&server, search);
    assert_eq!(
        (limited.status, limited.header("x-ratelimit-remaining")),
        (429, None)
    );
}

fn of_unsplash(server: &Server, target: &str) -> Reply {
    get_with(
        server,
        target,
        &[&format!("Authorization: Client-ID {}", unsplash::KEY)],
    )
}

#[test]
fn unsplash_counts_uses_that_were_told_with_the_key() {
    let photos = photos::varied(40, &unsplash::LICENSES);
    let server = Server::start(unsplash::site(photos.clone()));
    let page = of_unsplash(&server, "/search/photos?query=sample&per_page=100");
    assert_eq!(page.header("x-per-page"), Some("30"));
    let page = page.json();
    assert_eq!(
        (&page["total"], &page["total_pages"]),
        (&Value::from(40), &Value::from(2))
    );
    let results = page["results"].as_array().expect("results");
    assert_eq!(
        follow(&server, &results[0]["urls"]["raw"]).body,
        *photos[0].bytes
    );
    assert_eq!(
        (&results[1]["premium"], &results[2]["premium"]),
        (&Value::from(false), &Value::from(true))
    );
    let at_plus = |n: usize| {
        results[n]["urls"]["raw"]
            .as_str()
            .is_some_and(|url| url.contains("//plus."))
    };
    assert!(at_plus(3) && !at_plus(2) && results[3]["premium"] == false);
    let location = results[0]["links"]["download_location"]
        .as_str()
        .expect("an address");
    let target = location
        .strip_prefix(&server.base())
        .expect("the same server");
    assert_eq!(
        (
            get(&server, target).status,
            of_unsplash(&server, target).status
        ),
        (401, 200)
    );
    let uses: Vec<(String, usize)> = unsplash::uses(&server.requests()).into_iter().collect();
    assert_eq!(uses, [("1".to_owned(), 1)]);
}

#[test]
fn unsplash_is_over_its_limit_in_plain_text() {
    let site = Unsplash::new(photos::varied(2, &unsplash::LICENSES)).limited(0..1);
    let server = Server::start(site.site());
    let limited = of_unsplash(&server, "/photos");
    assert_eq!(
        (limited.status, limited.body.as_slice()),
        (403, &b"Rate Limit Exceeded"[..])
    );
    assert_eq!(limited.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(
        of_unsplash(&server, "/photos")
            .json()
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    assert_eq!(of_unsplash(&server, "/photos/1").json()["views"], 1_234);
}

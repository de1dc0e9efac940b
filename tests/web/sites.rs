//! Each site against a stand-in that plays its documented answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::briskly;
use crate::support::web::photos::{Photo, varied};
use crate::support::web::request::Request;
use crate::support::web::server::Server;
use crate::support::web::{answer::Answer, artic, flickr, met, openverse, pexels, unsplash};
use crate::support::{Ran, Sandbox};

/// Runs an acquisition with what each site wants to know.
fn ask(sandbox: &Sandbox, source: &str, api: &str, more: &[&str]) -> Ran {
    let words = [
        "acquire",
        "--source",
        source,
        "--api-url",
        api,
        "--contact",
        "ana@example.org",
        "--requests-per-second",
        "0",
    ];
    let mut command = sandbox.command(&briskly(&words, more));
    command
        .env("FLICKR_API_KEY", flickr::KEY)
        .env("PEXELS_API_KEY", pexels::KEY)
        .env("UNSPLASH_ACCESS_KEY", unsplash::KEY);
    Sandbox::ran(command.output().expect("the program starts"))
}

fn start(
    site: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    path: &str,
) -> (Server, String) {
    let server = Server::start(site);
    let api = format!("{}{path}", server.base());
    (server, api)
}

/// What the metadata hold: every row has what a credit line needs, and only allowed licences.
fn rows(sandbox: &Sandbox, licenses: &[&str]) -> Vec<Value> {
    let metadata = sandbox.json("data/images_metadata.json");
    let rows = metadata.as_array().expect("an array").clone();
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        assert!(licenses.contains(&text("license").as_str()), "{row}");
        assert!(text("license_url").starts_with("http"), "{row}");
        assert!(text("source_url").starts_with("http"), "{row}");
        for key in ["title", "author", "description"] {
            assert!(
                !text(key).contains('<') || !text(key).contains("script"),
                "{row}"
            );
        }
    }
    let credits = String::from_utf8(sandbox.read("data/ATTRIBUTION.md")).expect("UTF-8");
    assert_eq!(
        credits.matches("\n- ").count() + credits.matches("\n* ").count(),
        rows.len()
    );
    rows
}

/// Each photo ends as an image or with a reason.
fn all_told(sandbox: &Sandbox, photos: &[Photo]) {
    let told = sandbox.images().len() + sandbox.rejected().len();
    assert!(told >= photos.len(), "{told} of {}", photos.len());
}

#[test]
fn openverse_keeps_open_licences_and_its_rules() {
    let photos = varied(50, &["by", "by-sa", "cc0", "pdm", "by-nc", "by-nd"]);
    let (server, api) = start(openverse::site(photos.clone()), "/v1");
    let sandbox = Sandbox::new();
    ask(
        &sandbox,
        "openverse",
        &api,
        &["--search", "sample", "--count", "100"],
    )
    .expect(0);
    let rows = rows(
        &sandbox,
        &[
            "CC-BY-4.0",
            "CC-BY-SA-4.0",
            "CC0-1.0",
            "CC-PDM-1.0",
            "CC-BY-2.0",
            "CC-BY-SA-2.0",
            "CC-BY-3.0",
            "CC-BY-SA-3.0",
        ],
    );
    assert!(rows.len() > 10, "{}", rows.len());
    let sizes: BTreeSet<String> = server
        .requests()
        .iter()
        .filter_map(|request| request.value("page_size").map(str::to_owned))
        .collect();
    assert_eq!(sizes, BTreeSet::from(["20".to_owned()]));
}

#[test]
fn flickr_reads_its_licences_and_goes_beyond_its_depth() {
    let photos = varied(60, &["4", "5", "9", "10", "0", "2"]);
    let (_server, api) = start(
        flickr::Flickr::new(photos.clone())
            .depth(20)
            .licenses_reordered()
            .site(),
        "/services/rest/",
    );
    let sandbox = Sandbox::new();
    ask(
        &sandbox,
        "flickr",
        &api,
        &["--search", "sample", "--count", "100"],
    )
    .expect(0);
    let rows = rows(
        &sandbox,
        &[
            "CC-BY-2.0",
            "CC-BY-SA-2.0",
            "CC0-1.0",
            "CC-PDM-1.0",
            "CC-BY-4.0",
            "CC-BY-SA-4.0",
        ],
    );
    assert!(rows.len() > 25, "{}", rows.len());
}

#[test]
fn pexels_and_unsplash_have_licences_of_their_own() {
    let photos = varied(20, &["any"]);
    let (_server, api) = start(pexels::site(photos.clone()), "/v1");
    let sandbox = Sandbox::new();
    ask(&sandbox, "pexels", &api, &["--search", "sample"]).expect(0);
    rows(&sandbox, &["LicenseRef-Pexels"]);
    all_told(&sandbox, &photos);
    let (server, api) = start(unsplash::site(photos.clone()), "/");
    let sandbox = Sandbox::new();
    ask(&sandbox, "unsplash", &api, &["--search", "sample"]).expect(0);
    let used = rows(&sandbox, &["LicenseRef-Unsplash"]);
    all_told(&sandbox, &photos);
    // Each use is told to Unsplash once.
    let told = unsplash::uses(&server.requests());
    assert!(told.values().all(|times| *times == 1), "{told:?}");
    assert!(told.len() >= used.len());
    let bulk = ask(
        &sandbox,
        "unsplash",
        &api,
        &["--search", "sample", "--count", "5000"],
    );
    assert!(
        bulk.code != Some(0) && bulk.stderr.contains("unsplash-dataset"),
        "{}",
        bulk.stderr
    );
}

#[test]
fn museums_give_what_is_in_the_public_domain() {
    let photos = varied(20, &["cc0"]);
    let (_server, api) = start(met::site(photos.clone()), "/public/collection/v1");
    let sandbox = Sandbox::new();
    ask(&sandbox, "met", &api, &["--search", "sample"]).expect(0);
    rows(&sandbox, &["CC0-1.0"]);
    let (_server, api) = start(artic::site(photos), "/api/v1");
    let sandbox = Sandbox::new();
    ask(&sandbox, "artic", &api, &["--search", "sample"]).expect(0);
    rows(&sandbox, &["CC0-1.0"]);
}

#[test]
fn a_site_whose_licence_is_not_allowed_is_not_asked() {
    let (server, api) = start(pexels::site(varied(3, &["any"])), "/v1");
    let sandbox = Sandbox::new();
    let ran = ask(
        &sandbox,
        "pexels",
        &api,
        &["--search", "sample", "--allow-licenses", "CC0-1.0"],
    );
    assert!(
        ran.code != Some(0) && ran.stderr.contains("LicenseRef-Pexels"),
        "{}",
        ran.stderr
    );
    assert_eq!(server.requests().len(), 0);
    let typo = ask(
        &sandbox,
        "openverse",
        &api,
        &["--search", "x", "--allow-licenses", "CC-BY-SA-4.1"],
    )
    .expect(2);
    assert!(typo.stderr.contains("CC-BY-SA-4.0"), "{}", typo.stderr);
}

#[test]
fn an_option_that_a_source_does_not_take_is_wrong_usage_that_names_those_that_do() {
    let sandbox = Sandbox::new();
    let ran = sandbox
        .run(&["acquire", "--source", "gallery", "--category", "Sunsets"])
        .expect(2);
    assert!(
        ran.stderr.contains("acquire.category") && ran.stderr.contains("commons"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(&["acquire", "--source", "comons"]).expect(2);
    assert!(ran.stderr.contains("commons"), "{}", ran.stderr);
}

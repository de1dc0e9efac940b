//! The Unsplash data set through the commands: into tables, and with its images.

use super::briskly;
use crate::support::Sandbox;
use crate::support::web::answer::Answer;
use crate::support::web::photos::varied;
use crate::support::web::request::Request;
use crate::support::web::server::Server;

/// A data set of six photos whose files are at a server.
fn dataset(sandbox: &Sandbox, base: &str) {
    let mut photos = "photo_id\tphoto_url\tphoto_image_url\tphoto_width\tphoto_height\t\
                      photo_description\tphotographer_first_name\tphotographer_last_name\t\
                      photographer_username\tai_description\n"
        .to_owned();
    for number in 1..=6 {
        photos += &format!(
            "id{number}\thttps://unsplash.com/photos/id{number}\t{base}/files/{number}\t30\t20\t\
             Photo {number}\tAna\tPetrović\tana\ta lake\n"
        );
    }
    sandbox.write("dataset/photos.tsv000", photos.as_bytes());
    let keywords =
        "photo_id\tkeyword\tsuggested_by_user\nid1\tLake\tf\nid1\tsunset\tt\nid2\tlake\tf\n";
    sandbox.write("dataset/keywords.tsv000", keywords.as_bytes());
    let colors = "photo_id\thex\tred\tgreen\tblue\tkeyword\tai_coverage\tai_score\n\
                  id1\t0000FF\t0\t0\t255\tblue\t0.7\t0.5\nid1\tFFFFFF\t255\t255\t255\twhite\t0.3\t0.5\n";
    sandbox.write("dataset/colors.tsv000", colors.as_bytes());
    let collections = "photo_id\tcollection_id\tcollection_title\tphoto_collected_at\n\
                       id1\t7\tLakes\t2020-01-01\nid2\t7\tLakes\t2020-01-01\nid3\t8\tRest\t2020-01-01\n";
    sandbox.write("dataset/collections.tsv000", collections.as_bytes());
}

#[test]
fn a_data_set_becomes_tables_that_the_other_stages_read() {
    let sandbox = Sandbox::new();
    dataset(&sandbox, "https://images.unsplash.com");
    let words = [
        "acquire",
        "--source",
        "unsplash-dataset",
        "--path",
        "dataset",
    ];
    let ran = sandbox.run(&words).expect(0);
    assert!(ran.stdout.contains("6 photos"), "{}", ran.stdout);
    for table in ["images", "labels", "colors", "tags", "favorites"] {
        let bytes = sandbox.read(&format!("data/{table}.parquet"));
        assert!(
            bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"),
            "{table}"
        );
    }
    sandbox.run(&["label"]).expect(0);
    assert!(sandbox.path("data/labels.parquet").is_file());
    sandbox.run(&["profile"]).expect(0);
    let users = sandbox.json("data/users.json");
    assert_eq!(users.as_array().map(Vec::len), Some(2));
    assert_eq!(users[0]["user_id"], "collection-7");
    assert_eq!(users[0]["favorite_tags"][0], "lake");
    sandbox.run(&["recommend", "--model", "popular"]).expect(0);
    // A collection of one's own takes their place.
    sandbox.run(&["acquire", "--count", "3"]).expect(0);
    assert!(
        !sandbox
            .names("data")
            .iter()
            .any(|name| name.ends_with(".parquet"))
    );
    let count = [&words[..], &["--count", "5"]].concat();
    let ran = sandbox.run(&count).expect(2);
    assert!(ran.stderr.contains("download"), "{}", ran.stderr);
}

#[test]
fn a_data_sets_images_are_fetched_where_they_are_asked_for() {
    let photos = varied(6, &["any"]);
    let server = Server::start(move |request: &Request| {
        let number = request.path.strip_prefix("/files/").unwrap_or_default();
        match photos.iter().find(|photo| photo.id == number) {
            Some(photo) => Answer::image(photo.bytes.clone(), photo.mime),
            None => Answer::status(404),
        }
    });
    let sandbox = Sandbox::new();
    // The files' server stands for a public one: an address that was named may be private.
    dataset(&sandbox, &server.base());
    let words = [
        "acquire",
        "--source",
        "unsplash-dataset",
        "--path",
        "dataset",
        "--download",
        "--count",
        "4",
        "--max-side",
        "800",
    ];
    let ran = sandbox.run(&briskly(&words, &[])).expect(1);
    assert_eq!(sandbox.images(), [] as [String; 0], "{}", ran.stdout);
    assert!(
        sandbox
            .rejected()
            .values()
            .all(|reason| reason.contains("not public"))
    );
    let base = server.base();
    let named = briskly(&words, &["--api-url", &base]);
    sandbox.run(&named).expect(0);
    let metadata = sandbox.json("data/images_metadata.json");
    let rows = metadata.as_array().expect("an array");
    assert_eq!(rows.len(), 4);
    let first = rows
        .iter()
        .find(|row| row["title"] == "Photo 1")
        .expect("photo 1");
    assert_eq!(first["license"], "LicenseRef-Unsplash");
    assert_eq!(first["author"], "Ana Petrović");
    assert_eq!(first["source_tags"], serde_json::json!(["Lake", "sunset"]));
    let requests = server.requests();
    assert!(
        requests
            .iter()
            .all(|request| request.value("w") == Some("800"))
    );
}

#[test]
fn photos_far_behind_in_their_file_have_their_keywords() {
    let photos = varied(6, &["any"]);
    let server = Server::start(move |request: &Request| {
        let number = request.path.strip_prefix("/files/").unwrap_or_default();
        match photos.iter().find(|photo| photo.id == number) {
            Some(photo) => Answer::image(photo.bytes.clone(), photo.mime),
            None => Answer::status(404),
        }
    });
    let sandbox = Sandbox::new();
    let base = server.base();
    dataset(&sandbox, &base);
    // Rows without an address, of more bytes than are looked at together.
    let own = sandbox.read("dataset/photos.tsv000");
    let own = String::from_utf8(own).expect("text");
    let (header, rows) = own.split_once('\n').expect("a header");
    let before: String = (0..6_000)
        .map(|number| {
            format!("none{number}\thttps://unsplash.com/photos/none{number}\t\t30\t20\t\t\t\t\t\n")
        })
        .collect();
    sandbox.write(
        "dataset/photos.tsv000",
        format!("{header}\n{before}{rows}").as_bytes(),
    );
    let words = [
        "acquire",
        "--source",
        "unsplash-dataset",
        "--path",
        "dataset",
        "--download",
        "--count",
        "3",
        "--api-url",
        &base,
    ];
    sandbox.run(&briskly(&words, &[])).expect(0);
    let metadata = sandbox.json("data/images_metadata.json");
    let rows = metadata.as_array().expect("an array");
    let mut told: Vec<(&str, &serde_json::Value)> = rows
        .iter()
        .map(|row| {
            (
                row["title"].as_str().unwrap_or_default(),
                &row["source_tags"],
            )
        })
        .collect();
    told.sort_by_key(|(title, _)| *title);
    assert_eq!(
        told,
        [
            ("Photo 1", &serde_json::json!(["Lake", "sunset"])),
            ("Photo 2", &serde_json::json!(["lake"])),
            ("Photo 3", &serde_json::json!([])),
        ]
    );
}

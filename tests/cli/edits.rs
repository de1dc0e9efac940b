//! `pixrec tag` and `pixrec favorite`: what people edit is kept, whatever runs after it.

use std::fs;

use pixrec::tables::parquet::{scan, sink};
use pixrec::tables::{images, labels};
use polars::prelude::{DataFrame, IntoLazy, LazyFrame};
use serde_json::{Value, json};

use crate::frames::rows;
use crate::support::Sandbox;

const RUN: [&str; 4] = ["run", "-q", "--set", "acquire.count=24"];

fn tags(sandbox: &Sandbox, image: &str) -> Vec<String> {
    let labels = sandbox.json("data/images_labels.json");
    let tags = labels[image]["tags"].as_array().expect("tags").iter();
    tags.map(|tag| tag.as_str().expect("a tag").to_owned())
        .collect()
}

fn has(sandbox: &Sandbox, image: &str, tag: &str) -> bool {
    tags(sandbox, image).iter().any(|known| known == tag)
}

/// A finished run, two of its images, and a tag that the first has.
fn finished() -> (Sandbox, [String; 2], String) {
    let sandbox = Sandbox::finished();
    let mut images = sandbox.images();
    images.sort();
    let two = [images[0].clone(), images[1].clone()];
    let own = tags(&sandbox, &two[0]).remove(0);
    (sandbox, two, own)
}

#[test]
fn tags_are_edited_at_once_and_stay_whatever_runs() {
    let (sandbox, [image, other], own) = finished();
    let ran = sandbox
        .run(&[
            "tag", &image, "--add", "Zoos", "--add", "photo", "--remove", &own,
        ])
        .expect(0);
    assert_eq!(
        ran.stdout,
        format!("1 image with photo, zoo and without {own}\n")
    );
    assert_eq!(ran.stderr, "");
    let edited = |sandbox: &Sandbox| {
        has(sandbox, &image, "zoo")
            && has(sandbox, &image, "photo")
            && !has(sandbox, &image, &own)
            && !has(sandbox, &other, "zoo")
    };
    assert!(edited(&sandbox));
    assert_eq!(
        sandbox.json("data/tag_edits.json"),
        json!({&image: {"add": ["photo", "zoo"], "remove": [own]}})
    );
    let ran = sandbox.run(&["check"]);
    assert!(
        ran.stdout.contains("pass  every label is valid"),
        "{}",
        ran.stdout
    );

    sandbox.run(&RUN).expect(0);
    assert!(edited(&sandbox));
    let before = sandbox.tree("data");
    let again = sandbox.run(&["run", "--set", "acquire.count=24"]).expect(0);
    assert_eq!(again.stdout.matches("all, nothing changed").count(), 6);
    assert_eq!(sandbox.tree("data"), before);

    // Labelled from nothing, and with other settings.
    fs::remove_dir_all(sandbox.path("data/.pixrec")).expect("it is there");
    fs::remove_file(sandbox.path("data/images_labels.json")).expect("it is there");
    sandbox.run(&RUN).expect(0);
    assert!(edited(&sandbox));
    sandbox.run(&["label", "-q", "--colors", "3"]).expect(0);
    assert!(edited(&sandbox));
}

#[test]
fn the_last_edit_of_a_tag_counts_and_one_that_is_so_already_writes_nothing() {
    let (sandbox, [image, _], _) = finished();
    sandbox.run(&["tag", &image, "--add", "zoo"]).expect(0);
    let before = sandbox.tree("data");
    let ran = sandbox.run(&["tag", &image, "--add", "ZOO"]).expect(0);
    assert_eq!(ran.stdout, "already so: 1 image with zoo\n");
    assert_eq!(sandbox.tree("data"), before);
    sandbox.run(&["tag", &image, "--remove", "zoo"]).expect(0);
    assert!(!has(&sandbox, &image, "zoo"));
    // As a shell completes it, and twice.
    let path = format!("data/images/{image}");
    let ran = sandbox
        .run(&["tag", &path, &image, "--add", "zoo"])
        .expect(0);
    assert_eq!(ran.stdout, "1 image with zoo\n");
    assert!(has(&sandbox, &image, "zoo"));
    // An edit that a stopped run did not bring into the labels is made good by the same command.
    sandbox.edit("data/images_labels.json", |labels| {
        labels[&image]["tags"] = json!([]);
    });
    let ran = sandbox.run(&["tag", &image, "--add", "zoo"]).expect(0);
    assert_eq!(ran.stdout, "1 image with zoo\n");
    assert_eq!(tags(&sandbox, &image), ["zoo"]);
}

#[test]
fn labels_in_which_an_edited_image_stands_twice_are_left_as_they_are() {
    let (sandbox, [image, _], _) = finished();
    let text = String::from_utf8(sandbox.read("data/images_labels.json")).expect("text");
    let own = text
        .lines()
        .find(|line| line.contains(&image))
        .expect("a line");
    let own = own.trim_end_matches(',');
    let twice = text.replacen("{\n", &format!("{{\n{own},\n"), 1);
    sandbox.write("data/images_labels.json", twice.as_bytes());
    let ran = sandbox.run(&["tag", &image, "--add", "zoo"]).expect(1);
    let told = format!("'{image}': it stands there twice");
    assert!(ran.stderr.contains(&told), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("images_labels.json cannot be used"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.read("data/images_labels.json"), twice.as_bytes());
}

#[test]
fn what_is_not_known_or_no_tag_changes_nothing() {
    let (sandbox, [image, _], _) = finished();
    let before = sandbox.tree(".");
    let typo = image.replace('-', "_");
    let failed: [(&[&str], &str); 6] = [
        (&["tag", &image, &typo, "--add", "zoo"], &image),
        (&["tag", "data/images/no.jpg", "--add", "zoo"], "'no.jpg'"),
        (&["tag", &image, "--add", "2023"], "at least one letter"),
        (
            &["tag", &image, "--add", "Sea", "--remove", "seas"],
            "'sea'",
        ),
        (&["favorite", "user_001", &typo], &image),
        (&["favorite", "user_01", &image, "--remove"], "user_001"),
    ];
    for (arguments, told) in failed {
        let ran = sandbox.run(arguments).expect(1);
        assert!(ran.stderr.contains(told), "{arguments:?}: {}", ran.stderr);
        assert_eq!((ran.stdout.as_str(), ran.stderr.lines().count()), ("", 1));
    }
    let wrong: [&[&str]; 4] = [
        &["tag", &image],
        &["tag", "--add", "zoo"],
        &["favorite", "ana"],
        &["favorite"],
    ];
    for arguments in wrong {
        sandbox.run(arguments).expect(2);
    }
    assert!(sandbox.tree(".") == before);
    let ran = Sandbox::new()
        .run(&["tag", "a.jpg", "--add", "b"])
        .expect(1);
    assert!(ran.stderr.contains("pixrec acquire"), "{}", ran.stderr);
}

#[test]
fn tags_can_be_edited_before_there_are_labels_and_for_images_that_go() {
    let sandbox = Sandbox::new();
    sandbox.run(&["acquire", "-q", "--count", "4"]).expect(0);
    let images = sandbox.images();
    let last = &images[3];
    let ran = sandbox
        .run(&["tag", &images[0], last, "--add", "zoo"])
        .expect(0);
    assert!(ran.stdout.contains("`pixrec label`"), "{}", ran.stdout);
    sandbox.run(&["label", "-q"]).expect(0);
    assert!(has(&sandbox, last, "zoo"));
    let kept = sandbox.read("data/tag_edits.json");
    sandbox
        .run(&[
            "run",
            "-q",
            "--set",
            "acquire.count=2",
            "--set",
            "check.min_images=1",
        ])
        .expect(0);
    assert_eq!(sandbox.images().len(), 2);
    assert_eq!(sandbox.read("data/tag_edits.json"), kept);
}

#[test]
fn a_broken_file_of_edits_is_told_and_kept() {
    let (sandbox, [image, _], _) = finished();
    sandbox.write("data/tag_edits.json", b"{\"a.jpg\": ");
    for arguments in [&["tag", &image, "--add", "zoo"][..], &["label"]] {
        let ran = sandbox.run(arguments).expect(1);
        assert!(ran.stderr.contains("tag_edits.json"), "{}", ran.stderr);
    }
    assert_eq!(sandbox.read("data/tag_edits.json"), b"{\"a.jpg\": ");
}

#[test]
fn a_check_misses_what_people_want_and_sees_what_they_do_not_want() {
    let (sandbox, [image, _], own) = finished();
    sandbox
        .run(&["tag", &image, "--add", "zoo", "--remove", &own])
        .expect(0);
    let good = tags(&sandbox, &image);
    let lost: Vec<&String> = good.iter().filter(|tag| *tag != "zoo").collect();
    let mut again: Vec<&String> = good.iter().chain([&own]).collect();
    again.sort();
    for spoilt in [json!(lost), json!(again)] {
        sandbox.edit("data/images_labels.json", |labels| {
            labels[&image]["tags"] = spoilt.clone();
        });
        let ran = sandbox.run(&["check"]).expect(1);
        assert!(
            ran.stdout.contains("FAIL  every label is valid"),
            "{}",
            ran.stdout
        );
    }
}

fn favorites(sandbox: &Sandbox, user: &str) -> Value {
    sandbox.json("data/favorites.json")[user].clone()
}

#[test]
fn a_persons_favourites_are_added_and_removed() {
    let (sandbox, [image, other], _) = finished();
    let ran = sandbox
        .run(&["favorite", "ana", &other, &image, &other])
        .expect(0);
    assert_eq!(ran.stdout, "2 favourites added: ana has 2 favourites\n");
    assert_eq!(favorites(&sandbox, "ana"), json!([other, image]));
    let before = sandbox.tree("data");
    let ran = sandbox.run(&["favorite", "ana", &image]).expect(0);
    assert_eq!(ran.stdout, "already so: ana has 2 favourites\n");
    assert_eq!(sandbox.tree("data"), before);
    sandbox.run(&RUN).expect(0);
    assert_eq!(favorites(&sandbox, "ana"), json!([other, image]));
    let users = sandbox.json("data/users.json");
    let users = users.as_array().expect("an array");
    assert!(users.iter().any(|user| user["user_id"] == "ana"));
    let ran = sandbox
        .run(&["favorite", "ana", &image, &other, "--remove"])
        .expect(0);
    assert_eq!(ran.stdout, "2 favourites removed: ana has 0 favourites\n");
    assert_eq!(favorites(&sandbox, "ana"), json!([]));
    sandbox.run(&RUN).expect(0);
    sandbox.run(&["check", "-q"]).expect(0);
}

#[test]
fn a_made_up_user_who_is_edited_is_a_person_from_then_on() {
    let (sandbox, _, _) = finished();
    let own = favorites(&sandbox, "user_002");
    let own: Vec<&str> = own
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    // Also where nothing changes: a person said so.
    let ran = sandbox.run(&["favorite", "user_002", own[0]]).expect(0);
    assert!(
        ran.stdout.contains("a person from now on"),
        "{}",
        ran.stdout
    );
    let ran = sandbox.run(&["favorite", "user_002", own[0]]).expect(0);
    assert!(ran.stdout.starts_with("already so"), "{}", ran.stdout);
    // With other images all others are made up anew.
    sandbox
        .run(&["run", "-q", "--set", "acquire.count=30"])
        .expect(0);
    assert_eq!(favorites(&sandbox, "user_002"), json!(own));
    let tastes = sandbox.json("data/tastes.json");
    let tastes = tastes.as_array().expect("an array");
    assert_eq!(tastes.len(), 7);
    assert!(tastes.iter().all(|taste| taste["user_id"] != "user_002"));
}

#[test]
fn a_table_that_was_handed_over_is_taken_over_whole() {
    let (sandbox, [image, other], _) = finished();
    sandbox.write(
        "data/favorites.csv",
        format!("user_id,filename\nana,{image}\nzoe,gone.jpg\n").as_bytes(),
    );
    let ran = sandbox.run(&["favorite", "ana", &image]).expect(0);
    assert!(ran.stdout.starts_with("already so"), "{}", ran.stdout);
    let ran = sandbox.run(&["favorite", "max", &other]).expect(0);
    assert!(ran.stdout.contains("favorites.json"), "{}", ran.stdout);
    let expected = json!({"ana": [image], "zoe": ["gone.jpg"], "max": [other]});
    assert_eq!(sandbox.json("data/favorites.json"), expected);
    sandbox.run(&RUN).expect(0);
    assert_eq!(sandbox.json("data/favorites.json"), expected);
    assert_eq!(
        sandbox.json("data/users.json").as_array().map(Vec::len),
        Some(3)
    );
    // A favourite outlives its image, and can still be taken away.
    sandbox
        .run(&["favorite", "zoe", "gone.jpg", "--remove"])
        .expect(0);
    assert_eq!(favorites(&sandbox, "zoe"), json!([]));
}

#[test]
fn whoever_edits_at_the_same_time_is_told_who_holds_the_folder() {
    let (sandbox, [image, _], _) = finished();
    let path = sandbox.path("data/.pixrec/lock");
    let lock = fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .expect("a lock");
    lock.lock().expect("nobody holds it");
    fs::write(&path, "4711").expect("it can be written");
    for arguments in [
        &["tag", &image, "--add", "zoo"][..],
        &["favorite", "ana", &image],
    ] {
        let ran = sandbox.run(arguments).expect(1);
        assert!(ran.stderr.contains("process 4711"), "{}", ran.stderr);
    }
}

#[test]
fn edits_go_to_the_output_folder_and_leave_the_input_folder_alone() {
    let (sandbox, [image, _], _) = finished();
    let before = sandbox.tree("data");
    let folders = ["--input-dir", "data", "--output-dir", "made"];
    let tag = [&["tag", &image, "--add", "zoo"][..], &folders].concat();
    fs::create_dir(sandbox.path("made")).expect("a folder");
    sandbox.run(&tag).expect(0);
    let labels = sandbox.json("made/images_labels.json");
    assert!(
        labels[&image]["tags"]
            .as_array()
            .is_some_and(|tags| tags.contains(&json!("zoo")))
    );
    assert!(sandbox.path("made/tag_edits.json").is_file());
    let favorite = [&["favorite", "user_001", &image][..], &folders].concat();
    sandbox.run(&favorite).expect(0);
    let likes = sandbox.json("made/favorites.json");
    assert!(
        likes["user_001"]
            .as_array()
            .is_some_and(|own| own.contains(&json!(image)))
    );
    assert_eq!(likes.as_object().map(serde_json::Map::len), Some(8));
    assert_eq!(sandbox.tree("data"), before);
}

/// The tables of a finished run as Parquet, as those of a data set.
fn in_parquet(sandbox: &Sandbox) {
    let table = images::from_json(&sandbox.read("data/images_metadata.json"));
    let tables = labels::from_json(&sandbox.read("data/images_labels.json")).expect("labels");
    let tables: [(&str, LazyFrame); 4] = [
        ("images", table.expect("images").lazy()),
        ("labels", tables.labels),
        ("colors", tables.colors),
        ("tags", tables.tags),
    ];
    for (name, table) in tables {
        let path = sandbox.path(&format!("data/{name}.parquet"));
        sink(table, &path).expect("a table");
    }
    for name in ["images_metadata", "images_labels"] {
        fs::remove_file(sandbox.path(&format!("data/{name}.json"))).expect("it is there");
    }
}

fn table_of_tags(sandbox: &Sandbox, name: &str, image: &str) -> DataFrame {
    let table = scan(&sandbox.path(name)).expect("a table");
    let own = polars::prelude::col("filename").eq(polars::prelude::lit(image));
    table.filter(own).collect().expect("rows")
}

#[test]
fn tags_of_a_data_set_are_edited_in_its_own_table() {
    let (sandbox, [image, _], own) = finished();
    in_parquet(&sandbox);
    // Its images stay where they are, on the web.
    fs::remove_dir_all(sandbox.path("data/images")).expect("it is there");
    let before = sandbox.tree("data");
    let tag = ["tag", &image, "--add", "zoo", "--remove", &own];
    let of = |name: &str| {
        let tags = table_of_tags(&sandbox, name, &image).lazy();
        rows(tags, &["tag"]).concat()
    };
    // From the input folder all three come along, and are read from the output folder then.
    fs::create_dir(sandbox.path("made")).expect("a folder");
    let folders = ["--input-dir", "data", "--output-dir", "made"];
    sandbox.run(&[&tag[..], &folders].concat()).expect(0);
    let made = of("made/tags.parquet");
    assert!(
        made.contains(&"zoo".to_owned()) && !made.contains(&own),
        "{made:?}"
    );
    assert!(sandbox.path("made/colors.parquet").is_file());
    assert!(sandbox.tree("data") == before);

    sandbox.run(&tag).expect(0);
    assert_eq!(of("data/tags.parquet"), made);
    assert!(!sandbox.path("data/images_labels.json").exists());
    let after = sandbox.tree("data");
    for table in ["images", "labels", "colors"] {
        let name = format!("{table}.parquet");
        assert!(after[&name] == before[&name], "{name} is left alone");
    }
    // Brought in anew, the stage lays the edits over it again.
    sandbox.write("data/tags.parquet", &before["tags.parquet"]);
    sandbox.run(&["label", "-q"]).expect(0);
    assert_eq!(of("data/tags.parquet"), made);
    sandbox.run(&["profile", "-q"]).expect(0);
    let ran = sandbox.run(&["check"]);
    assert!(
        ran.stdout.contains("pass  every label is valid"),
        "{}",
        ran.stdout
    );
}

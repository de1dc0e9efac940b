//! The whole program over tables in Parquet: the same answers as over JSON, whatever happens.

use std::collections::BTreeMap;
use std::path::Path;

use pixrec::tables::parquet::{rows_of, scan, write};
use polars::prelude::*;
use serde_json::json;

use crate::frames::rows;
use crate::support::{Sandbox, pictures};

/// The JSON files that Parquet tables take the place of.
const JSON: [&str; 6] = [
    "images_metadata.json",
    "images_labels.json",
    "duplicates.json",
    "favorites.json",
    "users.json",
    "recommendations.json",
];
const TABLES: [&str; 8] = [
    "images",
    "labels",
    "colors",
    "tags",
    "duplicates",
    "favorites",
    "users",
    "recommendations",
];

/// The words of a whole run that writes its tables in this format.
fn words(format: &str) -> Vec<String> {
    let stages = ["acquire", "label", "profile", "recommend"];
    let formats = stages.map(|stage| format!("{stage}.format={format}"));
    let settings = formats.into_iter().chain(["acquire.count=24".to_owned()]);
    let settings = settings.flat_map(|setting| ["--set".to_owned(), setting]);
    std::iter::once("run".to_owned()).chain(settings).collect()
}

fn run(sandbox: &Sandbox, format: &str) -> String {
    let words = words(format);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    sandbox.run(&words).expect(0).stdout
}

/// A finished run with all tables in Parquet.
fn finished() -> Sandbox {
    let sandbox = Sandbox::finished();
    run(&sandbox, "parquet");
    sandbox
}

fn table(sandbox: &Sandbox, name: &str) -> DataFrame {
    let path = sandbox.path(&format!("data/{name}.parquet"));
    let table = scan(&path).and_then(|table| Ok(table.collect()?));
    table.unwrap_or_else(|error| panic!("{name}: {error:#}"))
}

fn save(path: &Path, table: DataFrame) {
    write(rows_of(table), path).expect("the table can be written");
}

/// Changes a table in Parquet in place.
fn edit(sandbox: &Sandbox, name: &str, change: impl FnOnce(LazyFrame) -> LazyFrame) {
    let changed = change(table(sandbox, name).lazy()).collect();
    let path = sandbox.path(&format!("data/{name}.parquet"));
    save(&path, changed.expect("the change can be made"));
}

fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, when: &str) {
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{when}");
    for (name, bytes) in one {
        assert!(other.get(name) == Some(bytes), "{name} differs, {when}");
    }
}

/// `user_id, rank, filename, score, reason` of the recommendations in JSON.
fn recommended(sandbox: &Sandbox) -> Vec<Vec<String>> {
    let lists = sandbox.json("data/recommendations.json");
    let text = |value: &serde_json::Value| match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.as_f64().expect("a number").to_string(),
    };
    let lists = lists.as_array().expect("an array").iter();
    lists
        .flat_map(|list| {
            let rows = list["recommendations"].as_array().expect("an array").iter();
            (1..).zip(rows).map(|(rank, row): (u32, _)| {
                vec![
                    text(&list["user_id"]),
                    rank.to_string(),
                    text(&row["filename"]),
                    text(&row["score"]),
                    text(&row["reason"]),
                ]
            })
        })
        .collect()
}

#[test]
fn all_stages_give_the_same_over_either_and_back() {
    let sandbox = Sandbox::new();
    let told_json = run(&sandbox, "json");
    let (json, charts) = (sandbox.tree("data"), sandbox.tree("charts"));
    let lists = recommended(&sandbox);

    let told = run(&sandbox, "parquet");
    assert_same(&charts, &sandbox.tree("charts"), "drawn from Parquet");
    for name in JSON {
        assert!(!sandbox.path("data").join(name).exists(), "{name} is there");
    }
    for name in [
        "patterns.json",
        "tastes.json",
        "rejected.json",
        "ATTRIBUTION.md",
    ] {
        let name = format!("data/{name}");
        let same = json.get(&name[5..]);
        assert_eq!(same, Some(&sandbox.read(&name)), "{name}");
    }
    let columns = ["user_id", "rank", "filename", "score", "reason"];
    let table = table(&sandbox, "recommendations").lazy();
    assert_eq!(rows(table, &columns), lists);
    let checks = |told: &str| -> Vec<String> {
        let lines = told.lines().filter(|line| line.starts_with("pass"));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(checks(&told), checks(&told_json));

    let parquet = sandbox.tree(".");
    let again = run(&sandbox, "parquet");
    assert_eq!(again.matches("nothing changed").count(), 6, "{again}");
    assert_same(&parquet, &sandbox.tree("."), "run again");

    run(&sandbox, "json");
    assert_same(&json, &sandbox.tree("data"), "back to JSON");
    assert_same(&charts, &sandbox.tree("charts"), "drawn from JSON again");
}

#[test]
fn a_fresh_run_in_parquet_has_the_same_bytes_for_any_number_of_threads() {
    let made = |jobs: &str| {
        let sandbox = Sandbox::new();
        let mut words = words("parquet");
        words.extend(["-q".to_owned(), "-j".to_owned(), jobs.to_owned()]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        sandbox.run(&words).expect(0);
        sandbox.tree(".")
    };
    let one = made("1");
    for name in TABLES {
        assert!(one.contains_key(&format!("data/{name}.parquet")), "{name}");
    }
    assert_same(&one, &made("4"), "with four threads");
}

#[test]
fn single_stages_take_the_flag_and_mixed_folders_work() {
    let sandbox = Sandbox::finished();
    let lists = recommended(&sandbox);
    sandbox
        .run(&["label", "-q", "--format", "parquet"])
        .expect(0);
    sandbox.run(&["recommend", "-q"]).expect(0);
    assert_eq!(
        recommended(&sandbox),
        lists,
        "labels in Parquet, favourites in JSON"
    );
    sandbox
        .run(&["profile", "-q", "--format", "parquet"])
        .expect(0);
    sandbox.run(&["recommend", "-q"]).expect(0);
    assert_eq!(recommended(&sandbox), lists, "both in Parquet");
    sandbox.run(&["check", "-q"]).expect(0);
    let one = sandbox.run(&["recommend", "user_001"]).expect(0).stdout;
    assert!(one.contains(&lists[0][2]), "{one}");
    let ran = sandbox.run(&["label", "--format", "xml"]).expect(2);
    assert!(ran.stderr.contains("json, parquet"), "{}", ran.stderr);
    let ran = sandbox.run(&["run", "--set", "label.format=xml"]).expect(2);
    assert!(ran.stderr.contains("`json` or `parquet`"), "{}", ran.stderr);
}

#[test]
fn labels_in_parquet_follow_the_images() {
    let sandbox = finished();
    let before = table(&sandbox, "labels").height();
    let mut more = words("parquet");
    more.extend(["--set".to_owned(), "acquire.count=30".to_owned()]);
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    sandbox.run(&more).expect(0);
    assert_eq!((before, table(&sandbox, "labels").height()), (24, 30));
}

#[test]
fn a_collection_in_parquet_is_extended_and_its_failures_retried() {
    let extended = |format: &str| {
        let sandbox = Sandbox::new();
        for number in 0..4 {
            sandbox.write(&format!("photos/{number}.png"), &pictures::png(number * 50));
        }
        let format = ["--format", format];
        let gallery = ["acquire", "-q", "--count", "5"];
        sandbox.run(&[&gallery[..], &format].concat()).expect(0);
        let photos = ["acquire", "-q", "--path", "photos", "--extend"];
        sandbox.run(&[&photos[..], &format].concat()).expect(0);
        sandbox.write("photos/4.png", &pictures::png(240));
        sandbox.run(&[&photos[..], &format].concat()).expect(0);
        sandbox
    };
    let (json, parquet) = (extended("json"), extended("parquet"));
    let names = rows(table(&parquet, "images").lazy(), &["filename"]).concat();
    assert_eq!(names, json.images());
    assert_eq!(names.len(), 10);
    for file in ["ATTRIBUTION.md", "attribution.html", "rejected.json"] {
        let file = format!("data/{file}");
        assert_eq!(json.read(&file), parquet.read(&file), "{file}");
    }
    // Without the program's notes, images are known by what the table tells of them.
    std::fs::remove_dir_all(parquet.path("data/.pixrec")).expect("it is there");
    parquet
        .run(&["acquire", "-q", "--count", "3", "--format", "json"])
        .expect(0);
    assert_eq!(parquet.images().len(), 3);
    assert_eq!(
        parquet.names("data/images").len(),
        3,
        "the others were its own"
    );
}

#[test]
fn edits_of_tags_go_into_the_table_and_stay() {
    let sandbox = finished();
    let image = rows(table(&sandbox, "images").lazy(), &["filename"])
        .concat()
        .remove(0);
    sandbox
        .run(&["tag", &image, "--add", "Summer Holiday"])
        .expect(0);
    let has_tag = |sandbox: &Sandbox| {
        let tags = rows(table(sandbox, "tags").lazy(), &["filename", "tag"]);
        tags.contains(&vec![image.clone(), "summer holiday".to_owned()])
    };
    assert!(has_tag(&sandbox));
    assert!(!sandbox.path("data/images_labels.json").exists());
    run(&sandbox, "parquet");
    assert!(has_tag(&sandbox), "after a run");
    sandbox.run(&["check", "-q"]).expect(0);
    let again = sandbox
        .run(&["tag", &image, "--add", "summer holiday"])
        .expect(0);
    assert!(again.stdout.starts_with("already so"), "{}", again.stdout);
}

#[test]
fn edits_of_favourites_change_the_table_in_place_and_are_never_lost() {
    let sandbox = finished();
    let images = rows(table(&sandbox, "images").lazy(), &["filename"]).concat();
    let of = |user: &str| {
        let own = table(&sandbox, "favorites")
            .lazy()
            .filter(col("user_id").eq(lit(user)));
        rows(own, &["filename"]).concat()
    };
    let before = rows(
        table(&sandbox, "favorites").lazy(),
        &["user_id", "filename"],
    );
    let told = sandbox
        .run(&["favorite", "ana", &images[3], &images[1]])
        .expect(0);
    assert_eq!(told.stdout, "2 favourites added: ana has 2 favourites\n");
    assert_eq!(of("ana"), [images[3].clone(), images[1].clone()]);
    assert!(!sandbox.path("data/favorites.json").exists());
    let after = rows(
        table(&sandbox, "favorites").lazy(),
        &["user_id", "filename"],
    );
    assert_eq!(after[..before.len()], before, "all others are as they were");

    sandbox
        .run(&["favorite", "ana", &images[3], "--remove"])
        .expect(0);
    assert_eq!(of("ana"), [images[1].clone()]);
    let taken = of("user_002").remove(0);
    let told = sandbox
        .run(&["favorite", "user_002", &taken, "--remove"])
        .expect(0);
    assert!(
        told.stdout.contains("a person from now on"),
        "{}",
        told.stdout
    );
    let edited = of("user_002");
    for format in ["parquet", "json", "parquet"] {
        run(&sandbox, format);
        if format == "parquet" {
            assert_eq!(of("ana"), [images[1].clone()]);
            assert_eq!(of("user_002"), edited);
        }
        let tastes = sandbox.json("data/tastes.json");
        let made_up = tastes.as_array().expect("an array");
        assert!(
            made_up.iter().all(|taste| taste["user_id"] != "user_002"),
            "{format}"
        );
    }
    sandbox
        .run(&["favorite", "ana", &images[1], "--remove"])
        .expect(0);
    assert_eq!(
        of("ana"),
        ["-"],
        "a user without favourites is still a user"
    );
    let told = sandbox
        .run(&["favorite", "Anna", &images[1], "--remove"])
        .expect(1);
    assert!(
        told.stderr.contains("did you mean 'ana'?"),
        "{}",
        told.stderr
    );
}

/// A table of favourites as a person or a program makes it, with a column of its own.
fn handed(rows: &[(&str, Option<&str>)]) -> DataFrame {
    let users: Vec<&str> = rows.iter().map(|(user, _)| *user).collect();
    let names: Vec<Option<&str>> = rows.iter().map(|(_, name)| *name).collect();
    df!["user_id" => users, "filename" => names, "when" => vec![7_i64; rows.len()]]
        .expect("columns are equally long")
}

#[test]
fn a_table_of_favourites_that_is_handed_over_counts_and_is_never_changed() {
    let sandbox = finished();
    let images = rows(table(&sandbox, "images").lazy(), &["filename"]).concat();
    let likes = handed(&[
        ("zoe", Some(&images[2])),
        ("zoe", Some("gone.jpg")),
        ("zoe", Some(&images[2])),
        ("ana", None),
    ]);
    std::fs::create_dir_all(sandbox.path("in")).expect("a folder");
    save(&sandbox.path("in/favorites.parquet"), likes);
    let bytes = sandbox.read("in/favorites.parquet");
    let folders = ["--input-dir", "in", "--output-dir", "data"];
    for stage in ["profile", "recommend", "check"] {
        sandbox
            .run(&[&[stage, "-q"], &folders[..]].concat())
            .expect(0);
    }
    let users = sandbox.json("data/users.json");
    assert_eq!(users[0]["favorite_images"], json!([]));
    assert_eq!(
        users[1]["favorite_images"],
        json!([images[2]]),
        "a double counts once"
    );
    assert!(
        sandbox
            .rejected()
            .contains_key("favorites of zoe: gone.jpg")
    );
    assert!(
        !sandbox.path("data/favorites.parquet").exists(),
        "nobody is made up any more"
    );
    assert!(!sandbox.path("data/tastes.json").exists());

    let words = ["favorite", "ana", &images[0]];
    let told = sandbox.run(&[&words, &folders[..]].concat()).expect(0);
    assert!(
        told.stdout
            .contains("all favourites are in favorites.parquet now"),
        "{}",
        told.stdout
    );
    assert_eq!(sandbox.read("in/favorites.parquet"), bytes);
    let edited = table(&sandbox, "favorites");
    assert_eq!(edited.get_column_names(), ["user_id", "filename", "when"]);
    let edited = rows(edited.lazy(), &["user_id", "filename"]);
    assert_eq!(
        edited.last(),
        Some(&vec!["ana".to_owned(), images[0].clone()])
    );
}

#[test]
fn a_persons_file_beside_the_table_of_made_up_users_counts_and_is_kept() {
    let sandbox = finished();
    let images = rows(table(&sandbox, "images").lazy(), &["filename"]).concat();
    let text = format!("{{\"ana\": [\"{}\"]}}", images[0]);
    sandbox.write("data/favorites.json", text.as_bytes());
    run(&sandbox, "parquet");
    assert_eq!(sandbox.read("data/favorites.json"), text.as_bytes());
    let users = rows(table(&sandbox, "users").lazy(), &["user_id"]).concat();
    assert_eq!(users, ["ana"]);
}

#[test]
fn favourites_of_people_in_two_files_are_not_mixed_up_and_none_is_lost() {
    let sandbox = finished();
    let images = rows(table(&sandbox, "images").lazy(), &["filename"]).concat();
    sandbox.run(&["favorite", "ana", &images[0]]).expect(0);
    let text = format!("{{\"bo\": [\"{}\"]}}", images[0]);
    sandbox.write("data/favorites.json", text.as_bytes());
    let ran = sandbox.run(&["profile"]).expect(1);
    assert!(
        ran.stderr.contains("data/favorites.json has favourites of bo that favorites.parquet, which counts, does not have"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.read("data/favorites.json"), text.as_bytes());
    assert!(sandbox.path("data/favorites.parquet").exists());
}

/// What a command says of a folder that something was done to.
fn told(spoil: impl FnOnce(&Sandbox), command: &[&str]) -> String {
    let sandbox = finished();
    spoil(&sandbox);
    let ran = sandbox.run(command).expect(1);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    ran.stderr.trim_end().to_owned()
}

fn cannot_be_used(table: &str, maker: &str, what: &str) -> String {
    format!(
        "data/{table}.parquet cannot be used; mend it, or remove it and run `pixrec {maker}`: {what}"
    )
}

#[test]
fn what_is_wrong_with_a_table_is_one_line_with_its_file_row_and_column() {
    let said = told(
        |sandbox| {
            edit(sandbox, "tags", |tags| {
                tags.drop(by_name(["tag"], true, false))
            })
        },
        &["profile", "-q"],
    );
    let what = cannot_be_used("tags", "label", "the column 'tag' is missing");
    assert_eq!(said, format!("pixrec: stage profile: {what}"));

    let said = told(
        |sandbox| {
            edit(sandbox, "images", |images| {
                let width = when(col("filename").eq(col("filename").max()));
                let width = width
                    .then(lit(-3_i64))
                    .otherwise(col("width").cast(DataType::Int64));
                images.with_column(width.alias("width"))
            });
        },
        &["label", "-q"],
    );
    let what = cannot_be_used(
        "images",
        "acquire",
        "row 24: width is -3, and can be 0 to 4294967295",
    );
    assert_eq!(said, format!("pixrec: stage label: {what}"));

    let twice = |sandbox: &Sandbox| {
        edit(sandbox, "labels", |labels| {
            concat([labels.clone(), labels.limit(1)], UnionArgs::default()).expect("alike")
        });
    };
    let said = told(twice, &["recommend", "-q"]);
    assert!(
        said.contains("data/labels.parquet cannot be used"),
        "{said}"
    );
    assert!(said.ends_with("again, which row 1 has"), "{said}");

    let nobody = |sandbox: &Sandbox| {
        edit(sandbox, "favorites", |likes| {
            likes.with_column(lit(NULL).cast(DataType::String).alias("user_id"))
        });
    };
    let said = told(nobody, &["recommend", "user_001"]);
    assert_eq!(
        said,
        "pixrec: data/favorites.parquet cannot be used; mend it, or move it away: row 1 has no user_id"
    );

    let cut = |sandbox: &Sandbox| {
        let bytes = sandbox.read("data/colors.parquet");
        sandbox.write("data/colors.parquet", &bytes[..bytes.len() / 2]);
    };
    let said = told(cut, &["chart", "-q"]);
    assert!(
        said.contains("data/colors.parquet cannot be used"),
        "{said}"
    );
    assert!(said.contains("the file is cut off"), "{said}");

    let text = |sandbox: &Sandbox| {
        sandbox.write("data/images.parquet", b"filename,width\n");
    };
    let said = told(text, &["tag", "x.jpg", "--add", "sea"]);
    let what = cannot_be_used("images", "acquire", "it is no Parquet file");
    assert_eq!(said, format!("pixrec: {what}"));
}

#[test]
fn damage_inside_a_column_is_told_by_every_stage_and_by_the_check() {
    // The pages of the reasons, which no key tells anything of.
    let spoil = |sandbox: &Sandbox| {
        let mut bytes = sandbox.read("data/tags.parquet");
        let end = bytes.len() / 3;
        bytes[30..end].fill(0xff);
        sandbox.write("data/tags.parquet", &bytes);
    };
    for stage in ["profile", "recommend", "chart"] {
        let said = told(spoil, &[stage, "-q"]);
        assert!(said.contains("data/tags.parquet cannot be used"), "{said}");
    }
    let sandbox = finished();
    spoil(&sandbox);
    let ran = sandbox.run(&["check", "-q"]).expect(1);
    assert!(
        ran.stdout.contains("data/tags.parquet cannot be used"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_name_that_leads_out_of_the_folder_is_refused_by_every_reader() {
    let spoil = |sandbox: &Sandbox| {
        sandbox.write("secret.png", &pictures::png(3));
        edit(sandbox, "images", |images| {
            let first = col("filename").eq(col("filename").min());
            let name = when(first)
                .then(lit("../../secret.png"))
                .otherwise(col("filename"));
            images.with_column(name.alias("filename"))
        });
    };
    for command in [
        &["label", "-q"][..],
        &["chart", "-q"],
        &["acquire", "-q", "--count", "3", "--extend"],
    ] {
        let said = told(spoil, command);
        assert!(
            said.contains("row 1: '../../secret.png' is not a safe file name"),
            "{said}"
        );
    }
    let sandbox = finished();
    spoil(&sandbox);
    let ran = sandbox.run(&["check", "-q"]).expect(1);
    assert!(
        ran.stdout.contains("is not a safe file name"),
        "{}",
        ran.stdout
    );
}

#[test]
fn bad_text_is_told_with_its_line() {
    let sandbox = Sandbox::finished();
    sandbox.write(
        "data/favorites.csv",
        b"user_id,filename\nana,\"a.jpg\nbo,b.jpg\n",
    );
    let ran = sandbox.run(&["profile", "-q"]).expect(1);
    assert_eq!(
        ran.stderr,
        "pixrec: stage profile: data/favorites.csv cannot be used; mend it, or move it away: the quote that opens a field in line 2 is never closed\n"
    );
    let sandbox = Sandbox::finished();
    sandbox.write(
        "data/images_metadata.json",
        b"[\n{\"filename\":\"a.jpg\"},\n]",
    );
    let ran = sandbox.run(&["label", "-q"]).expect(1);
    assert_eq!(
        ran.stderr,
        "pixrec: stage label: data/images_metadata.json cannot be used; mend it, or remove it and run `pixrec acquire`: not an array of image records: record 1: missing field `width` at line 2 column 20\n"
    );
}

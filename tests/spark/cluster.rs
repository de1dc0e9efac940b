//! A real master with two workers: the same labels, lists, profiles and answers as one process,
//! also where a worker dies in the middle.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use pixrec::pipeline::Workspace;
use pixrec::sql::{QUESTIONS, spark_literal};
use serde_json::Value;

use crate::contracts::questions::{fixtures, params};
use crate::support::services::or_skip;
use crate::support::services::spark::Spark;
use crate::support::{Ran, Sandbox};

/// `pixrec spark` on a cluster.
fn spark(sandbox: &Sandbox, cluster: &Spark, arguments: &[&str]) -> Ran {
    let master = cluster.master();
    let mut command = sandbox.command(&[&["spark", "--master", &master], arguments].concat());
    command.env("SPARK_HOME", &cluster.home);
    command.env("SPARK_LOCAL_IP", "127.0.0.1");
    Sandbox::ran(command.output().expect("the program starts"))
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// The paths of the images of a finished run, as workers have them.
fn paths(sandbox: &Sandbox) -> Vec<String> {
    let folder = sandbox.path("data/images").canonicalize();
    let folder = folder.expect("a folder of images");
    let names = sandbox.images().into_iter();
    names
        .map(|name| folder.join(name).to_string_lossy().into_owned())
        .collect()
}

#[test]
fn labels_lists_and_profiles_are_those_of_one_process() {
    let Some(cluster) = or_skip(Spark::shared()) else {
        return;
    };
    let sandbox = Sandbox::finished();

    let made = spark(&sandbox, cluster, &["label"]).expect(0);
    let mut alone = sandbox.command(&["label", "--stream"]);
    let alone = alone.write_stdin(paths(&sandbox).join("\n")).output();
    let alone = Sandbox::ran(alone.expect("the program starts")).expect(0);
    assert_eq!(sorted(&made.stdout), sorted(&alone.stdout));
    assert_eq!(made.stdout.lines().count(), 24);

    let made = spark(&sandbox, cluster, &["recommend", "-o", "lists.ndjson"]).expect(0);
    assert_eq!(made.stdout, "");
    let lists = String::from_utf8(sandbox.read("lists.ndjson")).expect("text");
    let alone = sandbox.json("data/recommendations.json");
    let alone = alone.as_array().expect("an array").iter();
    let alone: BTreeSet<String> = alone.map(Value::to_string).collect();
    let parsed = lines(&lists).map(|value| value.to_string());
    assert_eq!(parsed.collect::<BTreeSet<String>>(), alone);

    let made = spark(&sandbox, cluster, &["profiles", "--format", "csv"]).expect(0);
    let columns = "user_id, favorite_colors, favorite_orientation, favorite_size, favorite_tags, favorite_images";
    let asked = format!("SELECT {columns} FROM users");
    let alone = sandbox.run(&["query", &asked, "--format", "csv"]).expect(0);
    assert_eq!(sorted(&made.stdout), sorted(&alone.stdout));
    let left = sandbox.names("data/.pixrec").into_iter();
    let left: Vec<String> = left.filter(|name| name.starts_with("spark-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

fn lines(text: &str) -> impl Iterator<Item = Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
}

#[test]
fn every_question_has_the_answer_that_it_has_in_one_process() {
    let Some(cluster) = or_skip(Spark::shared()) else {
        return;
    };
    let sandbox = Sandbox::new();
    for entry in fs::read_dir(fixtures().join("data")).expect("the fixtures") {
        let entry = entry.expect("an entry");
        let name = format!("data/{}", entry.file_name().to_string_lossy());
        sandbox.write(&name, &fs::read(entry.path()).expect("a fixture"));
    }
    // One start of Spark for all of them.
    let folder = sandbox.path("answers");
    let workspace = Workspace::open(sandbox.path("data")).expect("a workspace");
    let scripts = QUESTIONS.iter().map(|question| {
        let asked = workspace.questions(question.sql, &params(question));
        let sql = asked.expect(question.file)[0].in_spark();
        let sql = sql.expect(question.file);
        let out = folder.join(question.file);
        format!(
            "INSERT OVERWRITE DIRECTORY '{}' USING parquet {sql};\n",
            out.display()
        )
    });
    let script: String = scripts.collect();
    sandbox.write("all.sql", script.as_bytes());
    spark(&sandbox, cluster, &["all.sql"]).expect(0);
    for question in QUESTIONS {
        let asked = workspace.questions(question.sql, &params(question));
        let alone = workspace.ask(&asked.expect(question.file)[0]);
        let alone = alone.expect(question.file).collect();
        let alone = alone.expect(question.file);
        let made = answer(&folder.join(question.file), alone.get_column_names());
        assert_eq!(made, rows(alone), "{}", question.file);
    }
}

/// The rows of an answer that Spark left, in its order.
fn answer(folder: &Path, columns: Vec<&polars::prelude::PlSmallStr>) -> Vec<String> {
    use polars::prelude::*;
    let listed = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut files: Vec<_> = listed
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "parquet"))
        .collect();
    files.sort();
    let parts = files.iter().map(|file| {
        let file = fs::File::open(file).expect("a file");
        ParquetReader::new(file).finish().expect("a table")
    });
    let all = parts.reduce(|all, part| all.vstack(&part).expect("parts of one table"));
    let all = all.expect("an answer");
    assert_eq!(all.get_column_names(), columns, "{folder:?}");
    rows(all)
}

/// Rows as text in which the types of whole numbers do not show.
fn rows(frame: polars::prelude::DataFrame) -> Vec<String> {
    let columns = frame.columns();
    (0..frame.height())
        .map(|row| {
            let values = columns.iter().map(|column| {
                let value = column.get(row).expect("a value");
                value.to_string()
            });
            values.collect::<Vec<String>>().join(" | ")
        })
        .collect()
}

#[test]
fn a_parameter_is_a_value_whatever_stands_in_it() {
    let Some(cluster) = or_skip(Spark::shared()) else {
        return;
    };
    let sandbox = Sandbox::new();
    let texts = [
        "plain",
        "it's",
        "back\\slash",
        "${data}",
        "'; DROP TABLE x; --",
        "日本 \u{202e}\n",
        "\"`",
    ];
    let selects =
        texts.map(|text| format!("SELECT to_json(struct({} AS text));\n", spark_literal(text)));
    sandbox.write("texts.sql", selects.concat().as_bytes());
    fs::create_dir(sandbox.path("data")).expect("a folder");
    let ran = spark(&sandbox, cluster, &["texts.sql"]).expect(0);
    let read = lines(&ran.stdout).map(|line| line["text"].as_str().expect("text").to_owned());
    assert_eq!(read.collect::<Vec<String>>(), texts);
}

#[test]
fn a_worker_that_dies_takes_nothing_along() {
    let Some(cluster) = or_skip(Spark::start()) else {
        return;
    };
    let sandbox = Sandbox::finished();
    // Long enough to be in the middle of it: every image many times, in many parts.
    let script = "SELECT TRANSFORM(to_json(struct(path))) USING '${pixrec} label --stream' AS (line STRING)\n\
         FROM (SELECT /*+ REPARTITION(60) */ concat('${data}/images/', filename) AS path\n\
         FROM images CROSS JOIN range(60));\n";
    sandbox.write("often.sql", script.as_bytes());
    let started = Command::new(env!("CARGO_BIN_EXE_pixrec"))
        .current_dir(sandbox.path("."))
        .args(["spark", "often.sql", "--master", &cluster.master()])
        .env("SPARK_HOME", &cluster.home)
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = started.expect("the program starts");
    wait_until(|| cluster.is_at_work(1) && cluster.is_at_work(2));
    cluster.kill(1);
    let ran = Sandbox::ran(child.wait_with_output().expect("the program ends")).expect(0);
    assert!(ran.stderr.contains("a worker is lost"), "{}", ran.stderr);

    let mut alone = sandbox.command(&["label", "--stream"]);
    let alone = alone.write_stdin(paths(&sandbox).join("\n")).output();
    let alone = Sandbox::ran(alone.expect("the program starts")).expect(0);
    let expected = alone.stdout.repeat(60);
    assert!(sorted(&ran.stdout) == sorted(&expected));
}

fn wait_until(is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(120));
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_goes_wrong_on_a_worker_is_told_in_one_line() {
    let Some(cluster) = or_skip(Spark::shared()) else {
        return;
    };
    let sandbox = Sandbox::finished();
    let ran = spark(
        &sandbox,
        cluster,
        &["label", "--program", "/nowhere/pixrec"],
    )
    .expect(1);
    assert_eq!(ran.stdout, "");
    let last = ran.stderr.lines().last().expect("a line");
    assert!(
        last.starts_with("pixrec: Spark failed")
            && last.contains("the program is missing on a worker"),
        "{last}"
    );
}

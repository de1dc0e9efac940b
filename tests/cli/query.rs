//! `pixrec query`: questions from everywhere, answers in every format, refusals without a trace.

use std::fs;
use std::io::Cursor;

use polars::prelude::*;
use serde_json::{Value, json};

use crate::support::{Ran, Sandbox};

/// A data folder of three images, written by hand.
fn gallery() -> Sandbox {
    let sandbox = Sandbox::new();
    let favorites = json!({"ana": ["reef.jpg", "dune.jpg"], "ben": ["reef.jpg"], "eve": []});
    let users = json!([
        {"user_id": "ana", "favorite_colors": ["blue", "red"], "favorite_orientation": "landscape",
         "favorite_size": null, "favorite_tags": [], "favorite_images": ["dune.jpg", "reef.jpg"], "cluster": 0},
        {"user_id": "eve", "favorite_colors": [], "favorite_orientation": null,
         "favorite_size": null, "favorite_tags": [], "favorite_images": [], "cluster": null},
    ]);
    sandbox.write("data/favorites.json", favorites.to_string().as_bytes());
    sandbox.write("data/users.json", users.to_string().as_bytes());
    sandbox
}

const FANS: &str =
    "SELECT filename, COUNT(*) AS fans FROM favorites GROUP BY filename ORDER BY fans DESC";
const FANS_TABLE: &str = "filename  fans\n────────  ────\nreef.jpg     2\ndune.jpg     1\n";

fn said(ran: &Ran) -> (&str, &str) {
    (&ran.stdout, &ran.stderr)
}

#[test]
fn a_question_is_an_argument_a_file_or_stdin() {
    let sandbox = gallery();
    let ran = sandbox.run(&["query", FANS]).expect(0);
    assert_eq!(said(&ran), (FANS_TABLE, ""));
    sandbox.write("fans.sql", FANS.as_bytes());
    assert_eq!(
        sandbox.run(&["query", "fans.sql"]).expect(0).stdout,
        FANS_TABLE
    );
    for arguments in [&["query"][..], &["query", "-"]] {
        let output = sandbox.command(arguments).write_stdin(FANS).output();
        let ran = Sandbox::ran(output.expect("the program starts")).expect(0);
        assert_eq!(ran.stdout, FANS_TABLE);
    }
}

#[test]
fn built_in_questions_are_listed_and_asked_by_name() {
    let sandbox = Sandbox::finished();
    let listed = sandbox.run(&["query", "--questions"]).expect(0).stdout;
    assert!(listed.contains("popular_colors.sql"), "{listed}");
    for name in [
        "popular_colors.sql",
        "popular_colors",
        "pipelines/queries/popular_colors.sql",
    ] {
        let ran = sandbox.run(&["query", name, "--format", "json"]).expect(0);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let patterns = sandbox.json("data/patterns.json");
        assert_eq!(answer, patterns["popular_colors"]);
    }
    let ran = sandbox.run(&["query", "popular_colours.sql"]).expect(1);
    assert_eq!(
        ran.stderr,
        "pixrec: query: there is no file popular_colours.sql, and no built-in question of this name; did you mean 'popular_colors.sql'?\n"
    );
}

#[test]
fn several_statements_print_one_table_after_the_other() {
    let sandbox = gallery();
    let both = format!("{FANS}; -- and\nSELECT 'a' AS a, NULL AS b, '' AS c;");
    let ran = sandbox.run(&["query", &both]).expect(0);
    assert_eq!(
        ran.stdout,
        format!("{FANS_TABLE}\na  b     c\n─  ────  ─\na  null\n")
    );
    for format in ["csv", "json", "ndjson", "parquet"] {
        let ran = sandbox.run(&["query", &both, "--format", format]).expect(2);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.contains("2 statements"), "{}", ran.stderr);
    }
}

const LISTS: &str = "SELECT user_id, favorite_colors, cluster FROM users ORDER BY user_id";

#[test]
fn every_format_is_read_back() {
    let sandbox = gallery();
    let out = |format| {
        sandbox
            .run(&["query", LISTS, "--format", format])
            .expect(0)
            .stdout
    };
    assert_eq!(
        out("csv"),
        "user_id,favorite_colors,cluster\nana,\"[blue, red]\",0\neve,[],\n"
    );
    let rows = json!([
        {"user_id": "ana", "favorite_colors": ["blue", "red"], "cluster": 0},
        {"user_id": "eve", "favorite_colors": [], "cluster": null},
    ]);
    assert_eq!(
        serde_json::from_str::<Value>(&out("json")).expect("JSON"),
        rows
    );
    let lines = out("ndjson");
    let lines = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"));
    assert_eq!(Value::Array(lines.collect()), rows);

    // To a file, whose name says the format.
    for file in ["a.csv", "a.json", "a.ndjson", "a.parquet", "new/a.txt"] {
        let ran = sandbox.run(&["query", LISTS, "-o", file]).expect(0);
        assert_eq!(said(&ran), ("", ""), "{file}");
        assert!(sandbox.path(file).is_file(), "{file}");
    }
    assert_eq!(
        String::from_utf8(sandbox.read("a.csv")).expect("text"),
        out("csv")
    );
    assert_eq!(sandbox.json("a.json"), rows);
    let bytes = sandbox.read("a.parquet");
    let frame = ParquetReader::new(Cursor::new(bytes))
        .finish()
        .expect("Parquet");
    assert_eq!(frame.shape(), (2, 3));
    let first = frame.column("cluster").expect("a column").get(0);
    assert_eq!(first.expect("a row"), AnyValue::UInt32(0));
    let piped = sandbox
        .command(&["query", LISTS, "--format", "parquet"])
        .output();
    let piped = piped.expect("the program starts").stdout;
    let piped = ParquetReader::new(Cursor::new(piped))
        .finish()
        .expect("Parquet");
    assert!(piped.equals_missing(&frame), "{piped}");
    sandbox.run(&["query", LISTS, "-o", "a.xlsx"]).expect(2);
}

#[test]
fn an_answer_without_rows_is_whole_in_every_format() {
    let sandbox = gallery();
    let none = "SELECT user_id FROM users WHERE FALSE";
    let out = |format| {
        sandbox
            .run(&["query", none, "--format", format])
            .expect(0)
            .stdout
    };
    assert_eq!(out("table"), "user_id\n───────\n");
    assert_eq!(out("csv"), "user_id\n");
    assert_eq!(out("json"), "[]\n");
    assert_eq!(out("ndjson"), "");
}

#[test]
fn parameters_are_bound() {
    let sandbox = gallery();
    let sql = "SELECT filename FROM favorites WHERE user_id = $user AND 1 < :n LIMIT $n";
    let ran = sandbox
        .run(&["query", sql, "--param", "user=ana", "--param", "n:=2"])
        .expect(0);
    assert_eq!(ran.stdout.lines().count(), 4, "{}", ran.stdout);
    let hostile = "user=x' OR 'a' = 'a";
    let ran = sandbox
        .run(&["query", sql, "--param", hostile, "--param", "n:=2"])
        .expect(0);
    assert_eq!(ran.stdout, "filename\n────────\n");
    let ran = sandbox
        .run(&["query", sql, "--param", "user=ana"])
        .expect(1);
    assert_eq!(
        ran.stderr,
        "pixrec: query: line 1, column 62: the parameter 'n' has no value; give it with --param n=...\n"
    );
    for wrong in ["user", "=a", "a b=c", "n:=[1]", "n:=two"] {
        sandbox.run(&["query", sql, "--param", wrong]).expect(2);
    }
    sandbox
        .run(&["query", sql, "--param", "n=1", "--param", "n=2"])
        .expect(2);
}

#[test]
fn a_limit_is_told_of() {
    let sandbox = gallery();
    let rows: Vec<String> = (0..100).map(|row| format!("({row})")).collect();
    let sql = format!("SELECT * FROM (VALUES {}) AS t(a)", rows.join(", "));
    let ran = sandbox.run(&["query", &sql]).expect(0);
    assert_eq!(ran.stdout.lines().count(), 42);
    assert_eq!(ran.stderr, "… more than 40 rows; --limit 0 shows all\n");
    let ran = sandbox.run(&["query", &sql, "--limit", "0"]).expect(0);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (102, ""));
    let ran = sandbox.run(&["query", &sql, "--limit", "100"]).expect(0);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (102, ""));
    let ran = sandbox.run(&["query", &sql, "--format", "csv"]).expect(0);
    assert_eq!(ran.stdout.lines().count(), 101);
    let ran = sandbox
        .run(&["query", &sql, "--format", "csv", "--limit", "3"])
        .expect(0);
    assert_eq!(ran.stdout.lines().count(), 4);
}

#[test]
fn tables_are_listed_with_those_that_are_not_there() {
    let sandbox = gallery();
    let ran = sandbox
        .run(&["query", "--tables", "--format", "csv"])
        .expect(0);
    assert!(
        ran.stdout
            .starts_with("table,rows,column,type\nfavorites,3,user_id,text\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("users,2,favorite_colors,lists of text\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stderr
            .contains("there is no images yet; `pixrec acquire` makes it"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(&["query", "SELECT * FROM images"]).expect(1);
    assert!(
        ran.stderr.contains("run `pixrec acquire`"),
        "{}",
        ran.stderr
    );
    sandbox.run(&["query", "--tables", "SELECT 1"]).expect(2);
}

#[test]
fn a_plan_shows_that_only_what_is_needed_is_read() {
    let sandbox = gallery();
    let frame = df!("user_id" => ["ana"], "filename" => ["reef.jpg"]);
    let file = fs::File::create(sandbox.path("data/favorites.parquet")).expect("a file");
    ParquetWriter::new(file)
        .finish(&mut frame.expect("a table"))
        .expect("it is written");
    fs::remove_file(sandbox.path("data/favorites.json")).expect("it is there");
    let ran = sandbox
        .run(&["query", "SELECT user_id FROM favorites", "--explain"])
        .expect(0);
    assert!(ran.stdout.contains("favorites.parquet"), "{}", ran.stdout);
    let ran = sandbox
        .run(&["query", "SELECT user_id FROM users LIMIT 1", "--explain"])
        .expect(0);
    assert!(ran.stdout.contains("1/7 COLUMNS"), "{}", ran.stdout);
}

#[test]
fn other_files_and_changes_are_refused_without_a_trace() {
    let sandbox = gallery();
    let before = sandbox.tree(".");
    sandbox.write("secret.csv", b"password\nhunter2\n");
    for sql in [
        "SELECT * FROM read_csv('secret.csv')",
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT 1; SELECT * FROM read_csv('secret.csv')",
        "SELECT * FROM 'secret.csv'",
        "SELECT * FROM \"secret.csv\"",
        "COPY favorites TO 'out.csv'",
        "CREATE TABLE t AS SELECT * FROM favorites",
        "DROP TABLE favorites",
        "DELETE FROM favorites",
    ] {
        let ran = sandbox.run(&["query", sql, "-o", "answer.csv"]).expect(1);
        assert_eq!(ran.stdout, "", "{sql}");
        assert!(!ran.stderr.contains("hunter2"), "{sql}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{sql}: {}", ran.stderr);
    }
    fs::remove_file(sandbox.path("secret.csv")).expect("it is there");
    assert_eq!(sandbox.tree("."), before);
}

#[test]
fn mistakes_are_told_in_one_line_with_their_file() {
    let sandbox = gallery();
    sandbox.write("mine.sql", b"SELECT filename\n  FROM favorite\n");
    assert_eq!(
        sandbox.run(&["query", "mine.sql"]).expect(1).stderr,
        "pixrec: query: mine.sql: line 2, column 8: there is no table 'favorite'; did you mean 'favorites'?\n"
    );
    assert_eq!(
        sandbox
            .run(&["query", "SELECT user FROM favorites"])
            .expect(1)
            .stderr,
        "pixrec: query: line 1, column 8: there is no column 'user' in favorites; did you mean 'user_id'?\n"
    );
    sandbox
        .run(&["query", "--format", "xml", "SELECT 1"])
        .expect(2);
    sandbox.write("data/users.json", b"[{\"user_id\": ");
    let ran = sandbox.run(&["query", "SELECT * FROM users"]).expect(1);
    assert!(
        ran.stderr.contains("users.json cannot be used"),
        "{}",
        ran.stderr
    );
    // A table that nobody asks for is not opened.
    sandbox.run(&["query", FANS]).expect(0);
}

#[test]
fn a_damaged_parquet_file_is_an_error_in_one_line() {
    let sandbox = gallery();
    let frame = df!("user_id" => ["ana"; 999], "filename" => ["reef.jpg"; 999]);
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .finish(&mut frame.expect("a table"))
        .expect("it is written");
    for at in (4..bytes.len()).step_by(7) {
        let mut spoilt = bytes.clone();
        spoilt[at] ^= 0xa5;
        sandbox.write("data/favorites.parquet", &spoilt);
        let ran = sandbox.run(&[
            "query",
            "SELECT COUNT(DISTINCT filename) AS n, MAX(user_id) AS u FROM favorites",
        ]);
        match ran.code {
            Some(0) => {}
            Some(1) => {
                assert_eq!(ran.stderr.lines().count(), 1, "{at}: {}", ran.stderr);
                assert!(ran.stderr.contains("favorites"), "{at}: {}", ran.stderr);
                assert!(
                    !ran.stderr.contains("mistake in the program"),
                    "{at}: {}",
                    ran.stderr
                );
            }
            code => panic!("{at}: {code:?} {}", ran.stderr),
        }
    }
}

#[test]
fn nothing_in_an_answer_steers_the_terminal() {
    let sandbox = gallery();
    let hostile = json!({"e\u{1b}]0;x\u{7}\u{202e}": ["\u{1b}[31mred"]});
    sandbox.write("data/favorites.json", hostile.to_string().as_bytes());
    let ran = sandbox.run(&["query", "SELECT * FROM favorites"]).expect(0);
    assert!(
        !ran.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{:?}",
        ran.stdout
    );
    let ran = sandbox
        .run(&["query", "SELECT \"\u{1b}[31m\" FROM favorites"])
        .expect(1);
    assert!(!ran.stderr.contains('\u{1b}'), "{:?}", ran.stderr);
}

#[test]
fn a_table_is_as_wide_as_the_environment_says() {
    let sandbox = gallery();
    let sql = "SELECT 'a text of many words that is cut' AS a, 'and another one of some words' AS b, 7 AS c";
    let output = sandbox
        .command(&["query", sql])
        .env("COLUMNS", "30")
        .output();
    let ran = Sandbox::ran(output.expect("the program starts")).expect(0);
    let widest = ran.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(30), "{}", ran.stdout);
    assert!(ran.stdout.contains('…'), "{}", ran.stdout);
}

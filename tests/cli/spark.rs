//! `pixrec spark` up to the point where Spark begins, and what is told when it cannot. A small
//! program in place of Spark says what it was given, or what Spark would say.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};

use crate::support::{Ran, Sandbox};

/// A folder that looks like a Spark of a version, whose `spark-sql` is a shell script.
fn install(sandbox: &Sandbox, version: &str, script: &str) {
    let jar = format!("spark/jars/spark-core_2.12-{version}.jar");
    sandbox.write(&jar, b"");
    let program = sandbox.write(
        "spark/bin/spark-sql",
        format!("#!/bin/sh\n{script}\n").as_bytes(),
    );
    let java = sandbox.write(
        "java/bin/java",
        b"#!/bin/sh\necho 'openjdk version \"17.0.15\" 2025-04-15' >&2\n",
    );
    for file in [program, java] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("a program");
    }
}

fn spark(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let mut command = sandbox.command(&[&["spark"], arguments].concat());
    command.env("SPARK_HOME", sandbox.path("spark"));
    command.env("JAVA_HOME", sandbox.path("java"));
    Sandbox::ran(command.output().expect("the program starts"))
}

#[test]
fn spark_is_told_where_the_tables_and_the_program_are() {
    let sandbox = Sandbox::finished();
    install(
        &sandbox,
        "3.5.3",
        "for word in \"$@\"; do echo \"$word\"; done > told\n\
         while [ $# -gt 0 ]; do case $1 in -i) cat \"$2\" > tables;; -f) cat \"$2\" > script;; -d) case $2 in out=*) out=${2#out=};; esac;; esac; shift; done\n\
         mkdir -p \"$out\"; echo '{\"second\":2}' > \"$out/part-00001\"; echo '{\"first\":1}' > \"$out/part-00000\"; touch \"$out/_SUCCESS\"",
    );
    let ran = spark(
        &sandbox,
        &[
            "label",
            "--master",
            "yarn",
            "--parts",
            "7",
            "--conf",
            "spark.executor.memory=2g",
            "--colors",
            "4",
        ],
    )
    .expect(0);
    assert_eq!(ran.stdout, "{\"first\":1}\n{\"second\":2}\n");
    let text = |name: &str| String::from_utf8(sandbox.read(name)).expect("text");
    let told = text("told");
    let data = sandbox.path("data").canonicalize().expect("a folder");
    let sent = env!("CARGO_BIN_EXE_pixrec");
    for word in [
        "yarn",
        "spark.executor.memory=2g",
        "parts=7",
        "colors=4",
        "pixrec=./pixrec -j 1 --seed 42",
        sent,
        &format!("data={}", data.display()),
    ] {
        assert!(told.lines().any(|line| line == word), "{word}: {told}");
    }
    assert_eq!(
        text("script"),
        include_str!("../../pipelines/spark/label.sql")
    );
    let tables = text("tables");
    assert!(
        tables.contains("VIEW images USING parquet") && !tables.contains("colors"),
        "{tables}"
    );
    // Lines go to a file of any name.
    spark(&sandbox, &["label", "-o", "lines"]).expect(0);
    assert_eq!(sandbox.read("lines"), ran.stdout.as_bytes());
    // A device stays one.
    std::os::unix::fs::symlink("/dev/null", sandbox.path("nothing")).expect("a link");
    spark(&sandbox, &["label", "-o", "nothing"]).expect(0);
    let kept = fs::metadata(sandbox.path("nothing")).expect("it is there");
    assert!(kept.file_type().is_char_device());
}

#[test]
fn what_is_missing_is_told_before_anything_is_started() {
    let sandbox = Sandbox::finished();
    let cannot = |arguments: &[&str], words: &str| {
        let ran = spark(&sandbox, arguments).expect(1);
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    };
    cannot(&["label"], "there is no Spark in");
    let mut command = sandbox.command(&["spark", "label"]);
    command
        .env("PATH", sandbox.path("data"))
        .env_remove("SPARK_HOME");
    let ran = Sandbox::ran(command.output().expect("the program starts")).expect(1);
    assert!(ran.stderr.contains("pip install pyspark"), "{}", ran.stderr);

    install(&sandbox, "3.3.0", "exit 0");
    cannot(&["label"], "is 3.3; it must be 3.5 or 4");
    fs::remove_dir_all(sandbox.path("spark")).expect("a folder");
    install(&sandbox, "4.0.1", "exit 0");
    sandbox.write(
        "java/bin/java",
        b"#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n",
    );
    cannot(&["label"], "is Java 11: Spark 4.0 needs Java 17 or newer");
    fs::remove_file(sandbox.path("java/bin/java")).expect("a file");
    cannot(&["label"], "there is no Java: Spark 4.0 needs Java 17");

    install(&sandbox, "4.0.1", "exit 0");
    cannot(
        &["label", "--master", "spark://127.0.0.1:1"],
        "nobody answers at spark://127.0.0.1:1",
    );
    cannot(&["label", "-d", "nowhere"], "there is no folder nowhere");
    fs::rename(sandbox.path("data"), sandbox.path("it's")).expect("a new name");
    cannot(&["label", "-d", "it's"], "Spark cannot be given the path");
}

#[test]
fn what_spark_says_becomes_one_line() {
    let sandbox = Sandbox::finished();
    install(
        &sandbox,
        "3.5.3",
        "echo 'WARN TaskSchedulerImpl: Initial job has not accepted any resources' >&2\n\
         printf '\\r[Stage 0:==>      (1 + 1) / 4]\\r' >&2\n\
         echo 'Caused by: java.lang.Exception: Subprocess exited with status 127. Error: no pixrec' >&2\n\
         exit 1",
    );
    let ran = spark(&sandbox, &["profiles"]).expect(1);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("warning: no worker has taken the job yet"));
    assert!(
        lines[1].starts_with(
            "pixrec: Spark failed (exit status: 1): the program is missing on a worker"
        )
    );
}

#[test]
fn a_name_that_is_nothing_is_wrong_usage() {
    let sandbox = Sandbox::finished();
    let ran = spark(&sandbox, &["lable"]).expect(2);
    assert!(
        ran.stderr.contains("did you mean 'label'?"),
        "{}",
        ran.stderr
    );
    let ran = spark(&sandbox, &["label", "--format", "csv"]).expect(2);
    assert!(ran.stderr.contains("lines of JSON"), "{}", ran.stderr);
    let ran = spark(&sandbox, &["liked_together"]).expect(1);
    assert!(
        ran.stderr.contains("the parameter 'image' has no value"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_lists_of_a_stream_are_those_of_the_stage() {
    let sandbox = Sandbox::finished();
    let lists = sandbox.json("data/recommendations.json");
    let lists = lists.as_array().expect("an array");
    let users: Vec<&str> = lists
        .iter()
        .map(|list| list["user_id"].as_str().expect("a name"))
        .collect();
    let mut command = sandbox.command(&["recommend", "--stream"]);
    let input = format!(
        "{}\n{{\"user_id\": \"{}\"}}\n\n{{\"path\": 1}}\nnobody\n",
        users[1], users[0]
    );
    let ran = Sandbox::ran(command.write_stdin(input).output().expect("it starts")).expect(0);
    let lines: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0], lists[1]);
    assert_eq!(lines[1], lists[0]);
    assert_eq!(lines[2]["error"], "the line names no user");
    let error = lines[3]["error"].as_str().expect("text");
    assert!(error.contains("with the field user_id"), "{error}");
    assert_eq!(lines[4]["user_id"], "nobody");
    assert_eq!(
        lines[4]["recommendations"].as_array().map(Vec::len),
        Some(5)
    );
}

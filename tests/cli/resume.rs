//! Stopped at any moment and started again, a run ends with the bytes of an undisturbed one.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Sandbox, pictures};

const RUN: [&str; 4] = ["run", "-q", "--set", "acquire.count=10"];

fn start(sandbox: &Sandbox, arguments: &[&str]) -> Child {
    std::process::Command::new(env!("CARGO_BIN_EXE_pixrec"))
        .current_dir(sandbox.path("."))
        .args(arguments)
        .env_remove("INPUT_DIR")
        .env_remove("OUTPUT_DIR")
        .env_remove("CHARTS_DIR")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Starts a run and kills it as soon as `reached`, or after a while; whether it was still running.
fn kill_when(sandbox: &Sandbox, arguments: &[&str], reached: impl Fn() -> bool) -> bool {
    let mut child = start(sandbox, arguments);
    let started = Instant::now();
    while !reached() && started.elapsed() < Duration::from_secs(20) {
        if child.try_wait().is_ok_and(|status| status.is_some()) {
            return false;
        }
        std::thread::yield_now();
    }
    let running = child.try_wait().is_ok_and(|status| status.is_none());
    child.kill().ok();
    child.wait().ok();
    running
}

fn assert_same(one: &Sandbox, other: &Sandbox, when: &str) {
    let (one, other) = (one.tree("."), other.tree("."));
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>(),
        "{when}"
    );
    for (name, bytes) in &one {
        assert!(other.get(name) == Some(bytes), "{name} differs, {when}");
    }
}

/// Runs a command once undisturbed, and once for each number of files: killed when so many are
/// there, and run again.
fn ends_the_same_killed_after(run: &[&str], numbers: &[usize]) {
    let undisturbed = Sandbox::new();
    undisturbed.run(run).expect(0);
    let mut stopped = 0;
    for files in numbers {
        let sandbox = Sandbox::new();
        let enough = || sandbox.names(".").len() >= *files;
        stopped += usize::from(kill_when(&sandbox, run, enough));
        sandbox.run(run).expect(0);
        assert_same(
            &undisturbed,
            &sandbox,
            &format!("killed after {files} files"),
        );
    }
    assert!(
        stopped >= 4,
        "most runs were stopped in the middle: {stopped}"
    );
}

#[test]
fn killed_after_any_file_and_started_again_it_ends_the_same() {
    ends_the_same_killed_after(&RUN, &[1, 4, 9, 12, 15, 18, 22, 30, 36]);
}

#[test]
fn killed_again_and_again_it_still_ends_the_same() {
    let undisturbed = Sandbox::new();
    undisturbed.run(&RUN).expect(0);
    let sandbox = Sandbox::new();
    for delay in [5, 20, 40, 60, 80, 120, 160, 200] {
        let started = Instant::now();
        kill_when(&sandbox, &RUN, || {
            started.elapsed() > Duration::from_millis(delay)
        });
    }
    sandbox.run(&RUN).expect(0);
    assert_same(&undisturbed, &sandbox, "killed eight times");
}

#[test]
fn another_source_that_was_stopped_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    for number in 0..4 {
        sandbox.write(&format!("photos/{number}.png"), &pictures::png(number * 50));
    }
    let photos = ["run", "-q", "--set", "acquire.path=photos"];
    sandbox.run(&photos).expect(0);
    let before = sandbox.tree("data");
    let images = || sandbox.names("data/images").len() >= 6;
    kill_when(
        &sandbox,
        &["acquire", "-q", "--source", "gallery", "--count", "10"],
        images,
    );
    sandbox.run(&photos).expect(0);
    assert_eq!(
        sandbox.tree("data").keys().collect::<Vec<_>>(),
        before.keys().collect::<Vec<_>>()
    );
    assert!(sandbox.tree("data") == before);
}

/// The same run with all tables in Parquet.
const IN_PARQUET: [&str; 12] = [
    "run",
    "-q",
    "--set",
    "acquire.count=10",
    "--set",
    "acquire.format=parquet",
    "--set",
    "label.format=parquet",
    "--set",
    "profile.format=parquet",
    "--set",
    "recommend.format=parquet",
];

#[test]
fn tables_in_parquet_end_the_same_too() {
    ends_the_same_killed_after(&IN_PARQUET, &[4, 13, 15, 17, 19, 21, 24, 27, 30, 36]);
}

#[test]
fn stopped_while_one_format_takes_the_place_of_the_other_it_ends_the_same() {
    let (json, parquet) = (Sandbox::new(), Sandbox::new());
    json.run(&RUN).expect(0);
    parquet.run(&IN_PARQUET).expect(0);
    let switches = [
        (
            &RUN[..],
            &IN_PARQUET[..],
            &parquet,
            ["images", "labels", "tags", "favorites", "users"]
                .map(|table| format!("data/{table}.parquet")),
        ),
        (
            &IN_PARQUET[..],
            &RUN[..],
            &json,
            [
                "images_metadata",
                "images_labels",
                "favorites",
                "users",
                "recommendations",
            ]
            .map(|file| format!("data/{file}.json")),
        ),
    ];
    let mut stopped = 0;
    for (before, after, expected, files) in switches {
        for file in files {
            let sandbox = Sandbox::new();
            sandbox.run(before).expect(0);
            let path = sandbox.path(&file);
            stopped += usize::from(kill_when(&sandbox, after, || path.exists()));
            sandbox.run(after).expect(0);
            assert_same(expected, &sandbox, &format!("killed when {file} came"));
        }
    }
    assert!(stopped >= 4, "most were stopped in the middle: {stopped}");
}

#[test]
fn a_comparison_of_models_that_was_stopped_leaves_the_last_one_whole_and_is_made_again() {
    let run = ["evaluate", "-q", "--bootstrap", "2000"];
    let undisturbed = Sandbox::finished();
    let before = undisturbed.read("data/evaluation.json");
    undisturbed.run(&run).expect(0);
    let after = undisturbed.read("data/evaluation.json");
    assert!(before != after);
    let mut stopped = 0;
    for milliseconds in [1, 10, 30, 60, 100, 200] {
        let sandbox = Sandbox::finished();
        let started = Instant::now();
        let enough = || started.elapsed() >= Duration::from_millis(milliseconds);
        stopped += usize::from(kill_when(&sandbox, &run, enough));
        let found = sandbox.read("data/evaluation.json");
        assert!(found == before || found == after, "after {milliseconds} ms");
        sandbox.run(&run).expect(0);
        assert_same(
            &undisturbed,
            &sandbox,
            &format!("killed after {milliseconds} ms"),
        );
    }
    assert!(
        stopped >= 2,
        "some runs were stopped in the middle: {stopped}"
    );
}

//! The main job, as a newcomer types it.

use std::collections::BTreeSet;
use std::fs;
use std::time::SystemTime;

use pixrec::chart::CHARTS;
use pixrec::check::CHECKS;
use serde_json::Value;

use crate::support::Sandbox;

fn column<'a>(rows: &'a Value, key: &str) -> BTreeSet<&'a str> {
    rows.as_array()
        .expect("an array")
        .iter()
        .filter_map(|row| row[key].as_str())
        .collect()
}

#[test]
fn one_command_makes_everything_that_the_readme_promises() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["run"]).expect(0);
    assert_eq!(ran.stderr, "", "results go to stdout, and nothing is wrong");
    assert!(
        !ran.stdout.contains('\x1b'),
        "no colours where there is no terminal"
    );
    let page = "the page to browse it all is data/index.html";
    assert!(ran.stdout.contains(page), "{}", ran.stdout);

    let metadata = sandbox.json("data/images_metadata.json");
    assert_eq!(metadata.as_array().map(Vec::len), Some(150));
    assert_eq!(
        column(&metadata, "format"),
        BTreeSet::from([".bmp", ".jpg", ".png", ".webp"])
    );
    assert_eq!(column(&metadata, "license"), BTreeSet::from(["CC0-1.0"]));

    let labels = sandbox.json("data/images_labels.json");
    let labelled = labels.as_object().expect("an object");
    assert_eq!(labelled.len(), 150);
    let words = |key: &str| {
        labelled
            .values()
            .filter_map(|row| row[key].as_str())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(
        words("orientation"),
        BTreeSet::from(["landscape", "portrait", "square"])
    );
    assert_eq!(
        words("size_category"),
        BTreeSet::from(["large", "medium", "thumbnail"])
    );

    assert!(
        sandbox
            .json("data/users.json")
            .as_array()
            .is_some_and(|users| users.len() >= 8)
    );
    let recommended = sandbox.json("data/recommendations.json");
    for user in recommended.as_array().expect("an array") {
        let rows = user["recommendations"].as_array().expect("an array");
        assert_eq!(rows.len(), 5, "{user}");
        assert!(rows.iter().all(|row| {
            row["reason"]
                .as_str()
                .is_some_and(|reason| reason.contains("like"))
        }));
    }
    assert_eq!(
        sandbox
            .names("charts")
            .iter()
            .filter(|name| !name.starts_with('.'))
            .count(),
        2 * CHARTS.len()
    );
    let checks = sandbox.json("data/check_results.json");
    let checks = checks.as_array().expect("an array");
    assert_eq!(checks.len(), CHECKS.len());
    assert!(
        checks.iter().all(|check| check["passed"] == true),
        "{checks:?}"
    );
    assert_eq!(sandbox.json("data/rejected.json"), Value::Array(Vec::new()));
}

#[test]
fn a_second_run_does_nothing_again_and_says_so() {
    let sandbox = Sandbox::finished();
    let before = sandbox.tree("data");
    let date = |name: &str| -> SystemTime {
        fs::metadata(sandbox.path(name))
            .and_then(|metadata| metadata.modified())
            .expect("a date")
    };
    let watched = [
        "data/images_metadata.json",
        "data/images_labels.json",
        "charts/top_tags.png",
    ];
    let dates = watched.map(date);
    let ran = sandbox.run(&["run", "--set", "acquire.count=24"]).expect(0);
    assert_eq!(
        ran.stdout.matches("all, nothing changed").count(),
        6,
        "{}",
        ran.stdout
    );
    assert_eq!(sandbox.tree("data"), before);
    assert_eq!(watched.map(date), dates);
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_any_number_of_threads() {
    let trees = ["1", "3"].map(|jobs| {
        let sandbox = Sandbox::new();
        sandbox
            .run(&["run", "-q", "-j", jobs, "--set", "acquire.count=12"])
            .expect(0);
        sandbox.tree(".")
    });
    assert_eq!(
        trees[0].keys().collect::<Vec<_>>(),
        trees[1].keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &trees[0] {
        assert!(trees[1].get(name) == Some(bytes), "{name} differs");
    }
}

#[test]
fn another_seed_gives_other_images() {
    let hashes = ["1", "2"].map(|seed| {
        let sandbox = Sandbox::new();
        sandbox
            .run(&["acquire", "-q", "--count", "4", "--seed", seed])
            .expect(0);
        let metadata = sandbox.json("data/images_metadata.json");
        column(&metadata, "content_hash")
            .into_iter()
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    });
    assert!(hashes[0].is_disjoint(&hashes[1]));
}

#[test]
fn tables_are_read_from_the_input_folder_and_written_to_the_output_folder() {
    let sandbox = Sandbox::finished();
    let before = sandbox.tree("data");
    for stage in ["label", "profile", "recommend", "chart", "check"] {
        let mut command = sandbox.command(&[stage, "-q"]);
        command
            .env("INPUT_DIR", "data")
            .env("OUTPUT_DIR", "made")
            .env("CHARTS_DIR", "drawn");
        Sandbox::ran(command.output().expect("the program starts")).expect(0);
    }
    assert_eq!(
        sandbox.tree("data"),
        before,
        "the input folder is only read"
    );
    for table in [
        "images_labels.json",
        "users.json",
        "patterns.json",
        "recommendations.json",
    ] {
        assert_eq!(
            sandbox.read(&format!("made/{table}")),
            sandbox.read(&format!("data/{table}")),
            "{table}"
        );
    }
    assert!(sandbox.names("drawn").len() >= 2 * CHARTS.len());
}

#[test]
fn wrong_usage_exits_2_and_failed_work_exits_1_in_one_line() {
    let sandbox = Sandbox::new();
    sandbox.write("broken.toml", b"stages = [\"acquire\"");
    sandbox.write("unknown.toml", b"stages = [\"acquire\", \"dance\"]");
    let wrong: [(&[&str], &str); 8] = [
        (
            &["run", "--set", "acquire.conut=5"],
            "did you mean 'acquire.count'?",
        ),
        (
            &["run", "--set", "chart.size=5"],
            "the stage 'chart' has no options",
        ),
        (&["run", "--set", "label.colors=9"], "label.colors"),
        (&["run", "broken.toml"], "broken.toml"),
        (&["run", "unknown.toml"], "the stages are acquire"),
        (&["acquire", "--source", "folder"], "--path"),
        (&["recommend", "-n", "0"], "1..=100"),
        (&["recommend", "-n", "101"], "1..=100"),
    ];
    for (arguments, told) in wrong {
        let ran = sandbox.run(arguments).expect(2);
        assert!(ran.stderr.contains(told), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let failed: [(&[&str], &str); 3] = [
        (&["run", "nowhere.toml"], "nowhere.toml"),
        (&["label"], "run `pixrec acquire` first"),
        (&["acquire", "--path", "nowhere"], "nowhere"),
    ];
    for (arguments, told) in failed {
        let ran = sandbox.run(arguments).expect(1);
        assert!(ran.stderr.contains(told), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    let written = sandbox.names(".");
    let tables = written.iter().filter(|name| name.ends_with(".json"));
    assert_eq!(tables.count(), 0, "{written:?}");
}

#[test]
fn every_command_has_help_with_examples() {
    let sandbox = Sandbox::new();
    for command in [
        "run",
        "acquire",
        "label",
        "profile",
        "recommend",
        "tag",
        "favorite",
        "chart",
        "check",
    ] {
        let ran = sandbox.run(&[command, "--help"]).expect(0);
        assert!(ran.stdout.contains("Example"), "{command}: {}", ran.stdout);
        assert!(ran.stdout.contains("--data-dir"), "{command}");
    }
}

#[test]
fn a_second_writer_is_told_who_holds_the_folder() {
    let sandbox = Sandbox::finished();
    let lock = fs::OpenOptions::new()
        .write(true)
        .open(sandbox.path("data/.pixrec/lock"))
        .expect("a lock");
    lock.lock().expect("nobody holds it");
    fs::write(sandbox.path("data/.pixrec/lock"), "4711").expect("it can be written");
    let ran = sandbox.run(&["label"]).expect(1);
    assert!(ran.stderr.contains("process 4711"), "{}", ran.stderr);
}

#[test]
fn a_user_gets_a_list_and_a_stranger_popular_images() {
    let sandbox = Sandbox::finished();
    let ran = sandbox.run(&["recommend", "user_001", "-n", "3"]).expect(0);
    assert_eq!(
        ran.stdout
            .lines()
            .filter(|line| line.trim_start().starts_with(['1', '2', '3']))
            .count(),
        3
    );
    let stored = sandbox.json("data/recommendations.json");
    let first = stored[0]["recommendations"][0]["filename"]
        .as_str()
        .expect("a name");
    assert!(
        ran.stdout.contains(first),
        "the same list as the stage's: {}",
        ran.stdout
    );
    let ran = sandbox.run(&["recommend", "stranger"]).expect(0);
    assert!(ran.stdout.contains("popular"), "{}", ran.stdout);
    let ran = sandbox
        .run(&["recommend", "user_001", "-n", "100"])
        .expect(0);
    assert!(ran.stderr.contains("100 were asked for"), "{}", ran.stderr);
}

#[test]
fn text_from_outside_never_steers_the_terminal() {
    let sandbox = Sandbox::finished();
    sandbox.edit("data/images_labels.json", |labels| {
        for row in labels.as_object_mut().expect("an object").values_mut() {
            row["tags"] = serde_json::json!(["\u{1b}[2Jgone\u{202e}"]);
        }
    });
    let ran = sandbox.run(&["recommend", "user_\u{1b}[31m001"]).expect(0);
    assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'));
    let ran = sandbox.run(&["recommend", "user_001"]).expect(0);
    assert!(
        !ran.stdout.contains(['\u{1b}', '\u{202e}']),
        "{:?}",
        ran.stdout
    );
}

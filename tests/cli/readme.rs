//! The README's commands and examples, as they stand there.

use pixrec::domain::Seed;
use pixrec::pipeline::{Plan, Spec};
use serde_json::Value;

use crate::support::{Sandbox, pictures};

const README: &str = include_str!("../../README.md");

/// The text of each fenced block of one language.
fn blocks(language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    for line in README.lines().map(str::trim_start) {
        match (&mut open, line) {
            (None, line) if line == format!("```{language}") => open = Some(Vec::new()),
            (Some(lines), "```") => {
                blocks.push(lines.join("\n"));
                open = None;
            }
            (Some(lines), line) => lines.push(line),
            (None, _) => {}
        }
    }
    blocks
}

/// The words of a command; what stands in single quotes is one word.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, piece) in command.split('\'').enumerate() {
        let is_quoted = index % 2 == 1;
        for (place, part) in piece.split(' ').enumerate() {
            match (place, is_quoted) {
                (0, _) => {}
                (_, true) => word.push(' '),
                (_, false) => words.push(std::mem::take(&mut word)),
            }
            word.push_str(part);
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_of_the_readme_works_as_typed() {
    let sandbox = Sandbox::finished();
    sandbox.write("photos/sea/reef.png", &pictures::png(1));
    sandbox.write("photos/town.jpg", &pictures::jpeg(2));
    let lines = blocks("sh").join("\n");
    let commands: Vec<&str> = lines
        .lines()
        .filter(|line| line.starts_with("pixrec "))
        .collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        // 300 pictures would take a while; as many as there are show the same.
        let words = words(command);
        let arguments: Vec<&str> = (words.iter().skip(1))
            .map(|word| if word == "300" { "24" } else { word })
            .collect();
        sandbox.run(&arguments).expect(0);
    }
}

#[test]
fn every_command_for_the_web_is_understood_as_typed() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "pipelines/birds.rq",
        include_bytes!("../../pipelines/birds.rq"),
    );
    let lines = blocks("console").join("\n");
    let commands: Vec<&str> = lines
        .lines()
        .filter(|line| line.starts_with("pixrec acquire "))
        .collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        // What stands in quotes is one word.
        let pieces = command.split('"').enumerate();
        let mut words: Vec<&str> = pieces
            .flat_map(|(index, piece)| match index % 2 {
                0 => piece.split_whitespace().collect(),
                _ => vec![piece],
            })
            .skip(1)
            .collect();
        // Nobody listens there: it fails, but not because of what was typed.
        let nowhere = "http://127.0.0.1:9/";
        words.extend(["--api-url", nowhere, "--retries", "0"]);
        if command.contains("commons") {
            words.extend(["--sparql-url", nowhere]);
        }
        let ran = sandbox.run(&words).expect(1);
        assert!(
            ran.stderr.contains("cannot be reached"),
            "{command}: {}",
            ran.stderr
        );
    }
}

#[test]
fn every_command_for_a_cluster_is_understood_as_typed() {
    let sandbox = Sandbox::new();
    sandbox.write("mine.sql", b"SELECT 1;");
    let lines = blocks("console").join("\n");
    let commands = lines
        .lines()
        .filter(|line| line.starts_with("pixrec spark "));
    let commands: Vec<&str> = commands.map(without_comment).collect();
    assert!(commands.len() >= 6, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        // There is no Spark: it fails, but not because of what was typed.
        let mut run = sandbox.command(&words);
        run.env("SPARK_HOME", sandbox.path("nowhere"));
        let ran = Sandbox::ran(run.output().expect("the program starts")).expect(1);
        assert!(
            ran.stderr.contains("there is no Spark in"),
            "{command}: {}",
            ran.stderr
        );
    }
}

fn without_comment(line: &str) -> &str {
    line.split(" #").next().unwrap_or(line)
}

#[test]
fn the_pipelines_that_come_along_are_plans() -> anyhow::Result<()> {
    for name in [
        "default",
        "commons",
        "acquisition",
        "analysis",
        "recommendation",
    ] {
        let path = format!("{}/pipelines/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let spec = Spec::read(Some(path.as_ref()), Vec::new())?;
        Plan::new(spec, Seed::new(42))?;
    }
    Ok(())
}

#[test]
fn the_licences_of_the_readme_are_found() {
    let table = blocks("csv").remove(0);
    let sandbox = Sandbox::new();
    sandbox.write("photos/licenses.csv", table.as_bytes());
    sandbox.write("photos/2023/reef at noon.jpg", &pictures::jpeg(1));
    sandbox.write("photos/town.png", &pictures::png(2));
    sandbox.run(&["acquire", "--path", "photos"]).expect(0);
    let metadata = sandbox.json("data/images_metadata.json");
    let row = |tail: &str| -> Value {
        let rows = metadata.as_array().expect("an array").iter();
        let mut found = rows.filter(|row| {
            row["filename"]
                .as_str()
                .is_some_and(|name| name.contains(tail))
        });
        found.next().expect("the image").clone()
    };
    let reef = row("reef");
    assert_eq!(reef["license"], "CC0-1.0");
    assert_eq!(reef["title"], "The reef at noon");
    assert_eq!(
        reef["author"], "Ana Petrović",
        "what the later row leaves empty, the earlier one says"
    );
    assert_eq!(row("town")["license"], "CC-BY-SA-4.0");
    assert_eq!(
        row("town")["license_url"],
        "https://creativecommons.org/licenses/by-sa/4.0/"
    );
    assert!(
        sandbox.rejected().is_empty(),
        "the table itself is no image and no reject"
    );
}

#[test]
fn the_pipeline_of_the_readme_is_valid() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("my.toml", blocks("toml").remove(0).as_bytes());
    let spec = Spec::read(Some(&path), Vec::new()).expect("it can be read");
    let plan = Plan::new(spec, Seed::new(42)).expect("it can be run");
    assert_eq!(plan.count(), Some(500));
}

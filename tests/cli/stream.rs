//! `pixrec label --stream`: paths in, labels out, one line for each.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Ran, Sandbox, pictures};

fn stream(sandbox: &Sandbox, arguments: &[&str], input: impl Into<Vec<u8>>) -> Ran {
    let mut command = sandbox.command(&[&["label", "--stream"], arguments].concat());
    Sandbox::ran(
        command
            .write_stdin(input)
            .output()
            .expect("the program starts"),
    )
}

fn lines(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

fn start(sandbox: &Sandbox) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pixrec"))
        .current_dir(sandbox.path("."))
        .args(["label", "--stream"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

#[test]
fn the_labels_are_those_of_the_stage_for_the_same_bytes() {
    let sandbox = Sandbox::finished();
    let labels = sandbox.json("data/images_labels.json");
    let metadata = sandbox.json("data/images_metadata.json");
    let rows = metadata.as_array().expect("an array");
    let before = sandbox.tree(".");
    let paths: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "data/images/{}\n",
                row["filename"].as_str().expect("a name")
            )
        })
        .collect();
    let outputs = ["1", "3"].map(|jobs| {
        let ran = stream(&sandbox, &["-j", jobs], paths.concat()).expect(0);
        assert_eq!(ran.stderr, "");
        ran.stdout
    });
    assert_eq!(outputs[0], outputs[1]);
    let made = lines(&Ran {
        code: None,
        stdout: outputs[0].clone(),
        stderr: String::new(),
    });
    assert_eq!(made.len(), rows.len());
    let moods = [
        "monochrome",
        "vivid",
        "pastel",
        "dark",
        "bright",
        "high-contrast",
    ];
    for ((row, line), path) in rows.iter().zip(&made).zip(&paths) {
        assert_eq!(line["source"], path.trim_end());
        for key in ["width", "height", "format", "content_hash"] {
            assert_eq!(line[key], row[key], "{path}");
        }
        let label = &labels[row["filename"].as_str().expect("a name")];
        for (key, value) in label.as_object().expect("an object") {
            if key != "tags" {
                assert_eq!(&line[key], value, "{path}");
            }
        }
        // The scene's own words are not in the file; what follows from it is.
        let tags = line["tags"].as_array().expect("tags");
        let own = label["tags"].as_array().expect("tags");
        assert!(tags.iter().all(|tag| own.contains(tag)), "{tags:?} {own:?}");
        let felt = own
            .iter()
            .filter(|tag| moods.iter().any(|mood| *tag == mood));
        assert!(
            felt.into_iter().all(|tag| tags.contains(tag)),
            "{tags:?} {own:?}"
        );
    }
    assert!(
        made.iter()
            .any(|line| line["tags"].as_array().is_some_and(|tags| !tags.is_empty()))
    );
    assert!(sandbox.tree(".") == before, "no folder is touched");
}

#[test]
fn every_line_has_its_answer_in_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write("a.png", &pictures::png(1));
    sandbox.write("with blank.jpg", &pictures::jpeg(2));
    sandbox.write("no.jpg", b"this is no image");
    fs::create_dir(sandbox.path("folder")).expect("a folder");
    let long = "x".repeat(70_000);
    let input: Vec<(Vec<u8>, Value, Option<&str>)> = vec![
        (b"a.png".to_vec(), json!("a.png"), None),
        (b"".to_vec(), json!(""), Some("names no image")),
        (b"with blank.jpg\r".to_vec(), json!("with blank.jpg"), None),
        (b"no.jpg".to_vec(), json!("no.jpg"), Some("not an image")),
        (
            b"nowhere.jpg".to_vec(),
            json!("nowhere.jpg"),
            Some("cannot read"),
        ),
        (
            b"folder".to_vec(),
            json!("folder"),
            Some("not a regular file"),
        ),
        (
            b"/dev/zero".to_vec(),
            json!("/dev/zero"),
            Some("not a regular file"),
        ),
        (b"a\xff".to_vec(), json!("a\u{fffd}"), Some("not UTF-8")),
        (
            long.clone().into_bytes(),
            json!(&long[..200]),
            Some("longer than"),
        ),
        (
            br#"{"path": "a.png", "tags": ["x"], "id": 7}"#.to_vec(),
            json!("a.png"),
            None,
        ),
        (
            br#"{"path": 7}"#.to_vec(),
            json!(r#"{"path": 7}"#),
            Some("field path"),
        ),
        (
            br#"{"file": "a.png"}"#.to_vec(),
            json!(r#"{"file": "a.png"}"#),
            Some("field path"),
        ),
        (
            br#"{"path": ""}"#.to_vec(),
            json!(r#"{"path": ""}"#),
            Some("names no image"),
        ),
        // The last line need not be ended.
        (b"a.png".to_vec(), json!("a.png"), None),
    ];
    let text = input
        .iter()
        .map(|(line, _, _)| line.clone())
        .collect::<Vec<_>>();
    let ran = stream(&sandbox, &[], text.join(&b'\n')).expect(0);
    let made = lines(&ran);
    assert_eq!(made.len(), input.len(), "{}", ran.stdout);
    for (line, (_, source, error)) in made.iter().zip(&input) {
        assert_eq!(&line["source"], source);
        match error {
            None => assert!(line["predominant_colors"].is_array(), "{line}"),
            Some(told) => {
                let error = line["error"].as_str().unwrap_or_default();
                assert!(error.contains(told), "{line}");
                assert_eq!(line.as_object().map(serde_json::Map::len), Some(2));
            }
        }
    }
    assert_eq!(stream(&sandbox, &[], "").expect(0).stdout, "");
    assert!(!sandbox.path("data").exists());
}

#[cfg(unix)]
#[test]
fn a_pipe_without_a_writer_stops_nothing() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.path("pipe.jpg");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    let ran = stream(&sandbox, &[], "pipe.jpg\n").expect(0);
    assert!(ran.stdout.contains("not a regular file"), "{}", ran.stdout);
}

#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    let sandbox = Sandbox::new();
    sandbox.write("a.png", &pictures::png(1));
    let mut child = start(&sandbox);
    let mut input = child.stdin.take().expect("stdin");
    let mut output = BufReader::new(child.stdout.take().expect("stdout"));
    for path in ["a.png", "nowhere.png", "a.png"] {
        writeln!(input, "{path}").expect("it reads");
        let mut line = String::new();
        output.read_line(&mut line).expect("it answers");
        assert!(line.contains(path), "{line}");
    }
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn where_nobody_reads_any_more_it_ends_quietly() {
    let sandbox = Sandbox::new();
    let mut child = start(&sandbox);
    let mut input = child.stdin.take().expect("stdin");
    drop(child.stdout.take());
    // Stdin stays open: the program does not wait for its end.
    let _ = writeln!(input, "nowhere.png");
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(141));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    drop(input);
}

#[test]
fn colours_can_be_fewer_and_what_makes_no_sense_is_refused() {
    let sandbox = Sandbox::finished();
    let image = format!("data/images/{}", sandbox.images().remove(0));
    let few = lines(&stream(&sandbox, &["--colors", "3"], image.clone()).expect(0)).remove(0);
    assert_eq!(few["color_names"].as_array().map(Vec::len), Some(3));
    let wrong: [&[&str]; 5] = [
        &["--colors", "9"],
        &["--duplicate-distance", "3"],
        &["-d", "data"],
        &["--output-dir", "data"],
        &["--charts-dir", "charts"],
    ];
    for arguments in wrong {
        let ran = stream(&sandbox, arguments, image.clone()).expect(2);
        assert_eq!(ran.stdout, "", "{arguments:?}");
    }
}

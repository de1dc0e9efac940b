//! What tests of the program share: a folder of their own to run it in, and small images.

pub mod pictures;
pub mod services;
pub mod serving;
pub mod sources;
pub mod web;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

/// A temporary folder in which the program runs as somebody would run it.
pub struct Sandbox(TempDir);

/// What came of one run.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The run itself, if it ended with this exit code; else everything that it said.
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

impl Sandbox {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    /// A copy of a finished run over 24 pictures of the gallery; the run is made once.
    pub fn finished() -> Self {
        static DONE: OnceLock<Sandbox> = OnceLock::new();
        let done = DONE.get_or_init(|| {
            let sandbox = Self::new();
            sandbox.run(&["run", "--set", "acquire.count=24"]).expect(0);
            sandbox
        });
        let copy = Self::new();
        for (name, bytes) in done.tree(".") {
            copy.write(&name, &bytes);
        }
        copy
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A command of the program, without the environment's folders.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pixrec"));
        command.current_dir(self.0.path()).args(arguments);
        for variable in [
            "INPUT_DIR",
            "OUTPUT_DIR",
            "CHARTS_DIR",
            "NO_COLOR",
            "CLICOLOR_FORCE",
            "PIXREC_CONTACT",
        ] {
            command.env_remove(variable);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Self::ran(
            self.command(arguments)
                .output()
                .expect("the program starts"),
        )
    }

    pub fn ran(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(&path, bytes).expect("a file can be written");
        path
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.read(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Changes a JSON file of the data folder in place.
    pub fn edit(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut value = self.json(name);
        change(&mut value);
        self.write(name, &serde_json::to_vec(&value).expect("JSON"));
    }

    /// Every file below a folder, hidden ones too, with its bytes.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        let files = WalkDir::new(&root).into_iter().filter_map(Result::ok);
        files
            .filter(|entry| entry.path().is_file())
            .map(|entry| {
                (
                    relative(&root, entry.path()),
                    fs::read(entry.path()).expect("a file"),
                )
            })
            .collect()
    }

    /// The names of the files below a folder; a run may be under way there.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let root = self.path(folder);
        let files = WalkDir::new(&root).into_iter().filter_map(Result::ok);
        let mut names: Vec<String> = files
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| relative(&root, entry.path()))
            .collect();
        names.sort();
        names
    }

    /// The file names in the metadata.
    pub fn images(&self) -> Vec<String> {
        let metadata = self.json("data/images_metadata.json");
        let rows = metadata.as_array().expect("an array");
        rows.iter()
            .map(|row| row["filename"].as_str().expect("a name").to_owned())
            .collect()
    }

    /// What was rejected: source to reason.
    pub fn rejected(&self) -> BTreeMap<String, String> {
        let rejected = self.json("data/rejected.json");
        let text = |row: &Value, key: &str| row[key].as_str().expect("text").to_owned();
        let rows = rejected.as_array().expect("an array").clone();
        rows.iter()
            .map(|row| (text(row, "source"), text(row, "reason")))
            .collect()
    }
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .expect("below the root")
        .to_string_lossy()
        .into_owned()
}

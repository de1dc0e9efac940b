//! Volumes without room, and volumes that can only be read.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::run::{ends_as_on_this_machine, on_this_machine, tree};
use crate::support::services::docker::{Project, SERVICES, docker};
use crate::support::services::{Unavailable, or_skip};
use crate::support::{Ran, Sandbox};

/// The user of the images.
const USER: u32 = 65532;
/// How much room a service finds that is to run out of it, in KiB.
const TOO_LITTLE_KB: u64 = 64;
const ENOUGH_KB: u64 = 64 << 10;

/// A project whose volume is a file system of a given size.
struct Bounded {
    project: Project,
    folder: PathBuf,
    _parent: TempDir,
}

impl Bounded {
    fn new(size_kb: u64) -> Result<Self, Unavailable> {
        let parent = TempDir::new().expect("a temporary folder");
        let folder = parent.path().join("volume");
        fs::create_dir(&folder).expect("a folder can be made");
        let over = parent.path().join("over.yml");
        let text = format!(
            "volumes:\n  shared_data:\n    driver: local\n    driver_opts: {{type: none, o: bind, device: {folder:?}}}\n"
        );
        fs::write(&over, text).expect("a file can be written");
        let project = Project::over(Some(over), &[&folder.to_string_lossy()])?;
        mount(
            &["-t", "tmpfs", "-o", &format!("size={size_kb}k"), "tmpfs"],
            &folder,
        );
        chown(&folder, Some(USER), Some(USER)).expect("it can be given away");
        Ok(Self {
            project,
            folder,
            _parent: parent,
        })
    }

    fn resize(&self, size_kb: u64) {
        mount(&["-o", &format!("remount,size={size_kb}k")], &self.folder);
    }

    fn used_kb(&self) -> u64 {
        let df = Command::new("df")
            .args(["--output=used", "-k"])
            .arg(&self.folder)
            .output();
        let told = Sandbox::ran(df.expect("df starts")).stdout;
        let number = told.lines().nth(1).map(str::trim);
        number
            .and_then(|number| number.parse().ok())
            .expect("a number")
    }

    /// The pipeline of a service in a container.
    fn run(&self, service: &str) -> Ran {
        let pipeline = format!("/etc/pixrec/{service}.toml");
        self.project.pixrec(service, &["run", &pipeline])
    }
}

fn mount(options: &[&str], folder: &Path) {
    let mount = Command::new("mount").args(options).arg(folder).output();
    Sandbox::ran(mount.expect("mount starts")).expect(0);
}

/// What the program itself said.
fn told(ran: &Ran) -> Vec<&str> {
    ran.stderr
        .lines()
        .filter(|line| line.starts_with("pixrec: "))
        .collect()
}

/// Whole files only: images are those of an undisturbed run, and tables can be read.
fn nothing_is_half(folder: &Path) {
    let whole = on_this_machine();
    for (name, bytes) in tree(folder) {
        assert!(!name.contains("pixrec-tmp"), "{name} was left behind");
        if name.starts_with("images/") || name.starts_with("charts/") {
            assert!(whole.get(&name) == Some(&bytes), "{name} is half");
        } else if name.ends_with(".json") {
            let value: Result<Value, _> = serde_json::from_slice(&bytes);
            assert!(value.is_ok(), "{name} is half");
        }
    }
}

#[test]
fn a_full_volume_is_told_in_one_line_and_with_more_room_the_work_goes_on() {
    let Some(bounded) = or_skip(Bounded::new(TOO_LITTLE_KB)) else {
        return;
    };
    for service in SERVICES {
        bounded.resize(bounded.used_kb() + TOO_LITTLE_KB);
        let ran = bounded.run(service).expect(1);
        let lines = told(&ran);
        assert_eq!(lines.len(), 1, "{service}: {}", ran.stderr);
        assert!(
            lines[0].contains("/shared_data") && lines[0].contains("No space left"),
            "{lines:?}"
        );
        nothing_is_half(&bounded.folder);
        bounded.resize(ENOUGH_KB);
        bounded.run(service).expect(0);
    }
    ends_as_on_this_machine(&bounded.project, &bounded.folder);
}

#[test]
fn a_volume_that_can_only_be_read_answers_questions_and_says_why_it_takes_nothing() {
    let Some(project) = or_skip(Project::new()) else {
        return;
    };
    project.compose(&["up"]).expect(0);
    let folder = project.volume("shared_data");
    let before = tree(&folder);
    let reading = |service: &str, arguments: &[&str]| {
        let volume = format!("{}:/shared_data:ro", project.volume_name("shared_data"));
        let image = project.image(service);
        let run = [
            "run",
            "--rm",
            "--read-only",
            "--network=none",
            "-v",
            &volume,
            &image,
        ];
        docker(&[&run, arguments].concat())
    };
    reading("recommendation", &["query", "popular_colors"]).expect(0);
    let list = ["recommend", "user_001"];
    let listed = reading("recommendation", &list).expect(0).stdout;
    assert_eq!(
        listed,
        project.pixrec("recommendation", &list).expect(0).stdout
    );
    let why = on_this_machine()["recommendations.json"].clone();
    let why: Value = serde_json::from_slice(&why).expect("JSON");
    let image = why[0]["recommendations"][0]["filename"]
        .as_str()
        .expect("a name");
    reading("recommendation", &["recommend", "user_001", "--why", image]).expect(0);
    for (service, arguments) in [
        ("acquisition", &["acquire"][..]),
        ("recommendation", &["check"]),
    ] {
        let ran = reading(service, arguments).expect(1);
        let lines = told(&ran);
        assert_eq!(lines.len(), 1, "{arguments:?}: {}", ran.stderr);
        assert!(lines[0].contains("read-only"), "{lines:?}");
    }
    assert!(tree(&folder) == before);
}

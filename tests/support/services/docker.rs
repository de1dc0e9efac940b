//! The project's compose file, run by the machine's Docker engine: each test has a project of its
//! own, with its own containers, volumes and network, and all share the images.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::Unavailable;
use super::server::scripts;
use crate::support::{Ran, Sandbox};

/// The three images, and the service that each is built for.
pub const SERVICES: [&str; 3] = ["acquisition", "analysis", "recommendation"];
/// For what comes within seconds on a machine at rest.
const PATIENCE: Duration = Duration::from_secs(300);

/// What would reach a container, or change what compose does, where the tests run.
const VARIABLES: [&str; 7] = [
    "COMPOSE_FILE",
    "COMPOSE_PROFILES",
    "PIXREC_CONTACT",
    "PIXREC_CPUS",
    "PIXREC_MEMORY",
    "PHOTOS_DIR",
    "LIVE_CATEGORY",
];

/// The images of this run of the tests; they are removed with the last project that uses them.
struct Images {
    tag: String,
    _tidy: Tidy,
}

/// `tests/services/docker/tidy`, which waits until it is dropped or the tests have ended.
struct Tidy(Child);

impl Tidy {
    fn new(arguments: &[&str]) -> Self {
        let child = Command::new(scripts().join("docker/tidy"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C at the terminal is for the tests.
            .process_group(0)
            .spawn();
        Self(child.expect("tests/services/docker/tidy starts"))
    }
}

impl Drop for Tidy {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// A compose project. Its containers, volumes and networks are gone when it is dropped.
pub struct Project {
    name: String,
    program: &'static [&'static str],
    files: Vec<PathBuf>,
    variables: Vec<(String, String)>,
    // Before the images, which its containers use.
    _tidy: Tidy,
    images: Arc<Images>,
}

impl Project {
    /// A project of its own for one test; the first one builds the images.
    pub fn new() -> Result<Self, Unavailable> {
        Self::over(None, &[])
    }

    /// The same with another compose file over the project's, and a mounted file system that goes
    /// with it.
    pub fn over(file: Option<PathBuf>, mount: &[&str]) -> Result<Self, Unavailable> {
        static PROJECTS: AtomicUsize = AtomicUsize::new(0);
        let program = program()?;
        let images = images(program)?;
        let number = PROJECTS.fetch_add(1, Ordering::Relaxed);
        let name = format!("pixrec-test-{}-{number}", process::id());
        let tidied = [&[name.as_str(), "no-image"], mount].concat();
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("docker-compose.yml");
        Ok(Self {
            _tidy: Tidy::new(&tidied),
            name,
            program,
            files: [own].into_iter().chain(file).collect(),
            variables: Vec::new(),
            images,
        })
    }

    /// Sets what `.env` would set.
    pub fn set(&mut self, variable: &str, value: &str) {
        self.variables.push((variable.to_owned(), value.to_owned()));
    }

    /// A compose command.
    pub fn compose(&self, arguments: &[&str]) -> Ran {
        let mut command = compose(self.program, &self.files, &self.name, &self.images.tag);
        command.envs(self.variables.iter().cloned()).args(arguments);
        Sandbox::ran(command.output().expect("compose starts"))
    }

    /// `pixrec` with these arguments in a new container of a service, without those before it.
    pub fn pixrec(&self, service: &str, arguments: &[&str]) -> Ran {
        let run = ["run", "--rm", "--no-deps", "-T", service];
        self.compose(&[&run, arguments].concat())
    }

    /// The id of the container that a service has.
    pub fn container(&self, service: &str) -> String {
        let ids = docker(&[
            "ps",
            "--all",
            "--quiet",
            "--no-trunc",
            "--filter",
            &format!("label=com.docker.compose.project={}", self.name),
            "--filter",
            &format!("label=com.docker.compose.service={service}"),
        ]);
        let id = ids.stdout.trim().to_owned();
        assert!(!id.is_empty(), "{service} has a container: {}", ids.stderr);
        id
    }

    /// How a service's container ended.
    pub fn exit_code(&self, service: &str) -> i32 {
        let id = self.container(service);
        let code = docker(&["wait", &id]).expect(0).stdout;
        code.trim().parse().expect("a number")
    }

    /// The folder of a volume on this machine.
    pub fn volume(&self, name: &str) -> PathBuf {
        let volume = self.volume_name(name);
        let told = docker(&["volume", "inspect", "-f", "{{.Mountpoint}}", &volume]).expect(0);
        PathBuf::from(told.stdout.trim())
    }

    /// What the engine calls a volume.
    pub fn volume_name(&self, name: &str) -> String {
        format!("{}_{name}", self.name)
    }

    /// The name of a service's image.
    pub fn image(&self, service: &str) -> String {
        format!("pixrec/{service}:{}", self.images.tag)
    }
}

/// A command of the engine.
pub fn docker(arguments: &[&str]) -> Ran {
    let command = Command::new("docker").args(arguments).output();
    Sandbox::ran(command.expect("docker starts"))
}

/// Waits until something is so.
///
/// # Panics
/// It never is.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "{what}: not within minutes");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The images, built unless a test that is under way has them.
fn images(program: &'static [&'static str]) -> Result<Arc<Images>, Unavailable> {
    static IMAGES: Mutex<Weak<Images>> = Mutex::new(Weak::new());
    static TAGS: AtomicUsize = AtomicUsize::new(0);
    let mut images = IMAGES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(images) = images.upgrade() {
        return Ok(images);
    }
    let number = TAGS.fetch_add(1, Ordering::Relaxed);
    let tag = format!("test-{}-{number}", process::id());
    let tidy = Tidy::new(&["no-project", &tag]);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("docker-compose.yml");
    let mut build = compose(program, &[own], "pixrec-test", &tag);
    let built = Sandbox::ran(
        build
            // By the profile of which all dependencies are compiled already.
            .args(["build", "--build-arg", "PROFILE=release"])
            .args(SERVICES)
            .output()
            .expect("compose starts"),
    );
    if built.code != Some(0) {
        let Ran { stdout, stderr, .. } = built;
        return Err(Unavailable::Failed(format!(
            "no images:\n{stdout}\n{stderr}"
        )));
    }
    let built = Arc::new(Images { tag, _tidy: tidy });
    *images = Arc::downgrade(&built);
    Ok(built)
}

/// A compose command, free of what the environment and `.env` set.
fn compose(program: &[&str], files: &[PathBuf], project: &str, tag: &str) -> Command {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]);
    for file in files {
        command.arg("-f").arg(file);
    }
    // In the example every line is commented out.
    let nothing = Path::new(env!("CARGO_MANIFEST_DIR")).join(".env.example");
    command.args(["-p", project, "--env-file"]).arg(nothing);
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.env("PIXREC_TAG", tag);
    command
}

/// Compose of this machine, where all is there that the tests need.
fn program() -> Result<&'static [&'static str], Unavailable> {
    static PROGRAM: OnceLock<Result<&[&str], Unavailable>> = OnceLock::new();
    PROGRAM.get_or_init(find_program).clone()
}

fn find_program() -> Result<&'static [&'static str], Unavailable> {
    let missing = |what: &str| Err(Unavailable::Missing(what.to_owned()));
    if !works(&["docker", "--version"]) {
        return missing("Docker");
    }
    // tests/services/install has started one, where a machine lets it.
    if !works(&["docker", "info"]) {
        let engine = "a Docker engine to run (docker info says why)".to_owned();
        return Err(Unavailable::Forbidden(engine));
    }
    let programs: [&'static [&'static str]; 2] = [&["docker", "compose"], &["docker-compose"]];
    let is_there = |program: &&'static [&'static str]| works(&[program, &["version"][..]].concat());
    let Some(program) = programs.into_iter().find(is_there) else {
        return missing("Docker Compose");
    };
    if !sees_volumes() {
        return missing("the rights of root, to look into Docker's volumes");
    }
    match base_images() {
        images if images.is_empty() => Ok(program),
        images => missing(&format!("the base images {images}")),
    }
}

fn works(command: &[&str]) -> bool {
    let mut process = Command::new(command[0]);
    let process = process.args(&command[1..]);
    let output = process.stdin(Stdio::null()).output();
    output.is_ok_and(|output| output.status.success())
}

/// Base images that are missing, separated by spaces.
fn base_images() -> String {
    let mut script = Command::new(scripts().join("docker/base-images"));
    let output = script.arg("--missing").output();
    let names = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let names = names.unwrap_or_default();
    names.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the folder in which the engine keeps volumes can be read.
fn sees_volumes() -> bool {
    let root = docker(&["info", "-f", "{{.DockerRootDir}}"]).stdout;
    fs::read_dir(Path::new(root.trim()).join("volumes")).is_ok()
}

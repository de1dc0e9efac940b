//! A standalone Spark cluster on loopback: a master, and two workers of one core each. It takes
//! half a minute to start, so that all tests share one; tests that kill a worker have their own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::Unavailable;
use super::server::{Recipe, Server};

/// A running cluster.
pub struct Spark {
    server: Server,
    /// The folder of Spark.
    pub home: PathBuf,
}

impl Spark {
    /// A cluster of one's own.
    pub fn start() -> Result<Self, Unavailable> {
        let home = home().ok_or_else(|| Unavailable::Missing("Spark".to_owned()))?;
        if !has_java() {
            return Err(Unavailable::Missing("Java".to_owned()));
        }
        let recipe = Recipe {
            script: "spark/serve",
            arguments: &[home.to_string_lossy().into_owned()],
            ready: "the cluster is ready",
        };
        let server = Server::start(&recipe, &|_| ())?;
        Ok(Self { server, home })
    }

    /// The one that tests share, which is not harmed.
    pub fn shared() -> Result<&'static Self, Unavailable> {
        static SHARED: OnceLock<Result<Spark, Unavailable>> = OnceLock::new();
        let shared = SHARED.get_or_init(Self::start);
        shared.as_ref().map_err(Clone::clone)
    }

    /// The address of its master.
    pub fn master(&self) -> String {
        format!("spark://127.0.0.1:{}", self.server.port)
    }

    /// Whether a worker (1 or 2) is in the middle of something: what it has started for the job has
    /// started a program.
    pub fn is_at_work(&self, worker: u32) -> bool {
        let started = children(&self.pid(worker)).into_iter();
        started.flat_map(|pid| children(&pid)).next().is_some()
    }

    /// Kills a worker and what it has started, as if its machine were gone.
    pub fn kill(&self, worker: u32) {
        let pid = self.pid(worker);
        let all = children(&pid).into_iter().chain([pid]);
        let killed = Command::new("kill").arg("-KILL").args(all).status();
        assert!(killed.expect("kill starts").success(), "worker {worker}");
    }

    fn pid(&self, worker: u32) -> String {
        let file = self.server.folder().join(format!("worker-{worker}.pid"));
        let pid = fs::read_to_string(&file).expect("a process id");
        pid.trim().to_owned()
    }
}

/// The process ids of what a process has started.
fn children(pid: &str) -> Vec<String> {
    let found = Command::new("pgrep").args(["-P", pid]).output();
    let found = String::from_utf8(found.expect("pgrep starts").stdout).expect("text");
    found.split_whitespace().map(str::to_owned).collect()
}

/// The one that the environment names, else the one that `tests/services/install` put into `target`.
fn home() -> Option<PathBuf> {
    let libraries = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/services/venv/lib");
    let installed = fs::read_dir(libraries).into_iter().flatten().flatten();
    let installed = installed.map(|library| library.path().join("site-packages/pyspark"));
    let named = env::var_os("SPARK_HOME").map(PathBuf::from);
    let mut homes = named.into_iter().chain(installed);
    homes.find(|home| home.join("bin/spark-class").is_file())
}

fn has_java() -> bool {
    let told = Command::new("java").arg("-version").output();
    told.is_ok_and(|told| told.status.success())
}

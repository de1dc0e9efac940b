//! One server process on a free port, which ends with the tests however they end.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Unavailable;

/// A port that was free may be taken before the server has it.
const ATTEMPTS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(180);

/// A running server and its folder. Both are gone when this is dropped, or when the process
/// ends: `tests/services/supervise` sees that its standard input was closed.
pub struct Server {
    supervisor: Child,
    folder: PathBuf,
    pub port: u16,
}

/// How a server is started.
pub struct Recipe<'a> {
    /// Below `tests/services`; called with the folder, the port and `arguments`.
    pub script: &'a str,
    pub arguments: &'a [String],
    /// What the server prints once it listens.
    pub ready: &'a str,
}

/// The folder of the scripts.
pub fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services")
}

impl Server {
    /// Fills a new folder and starts the server; returns when it listens.
    pub fn start(recipe: &Recipe, fill: &dyn Fn(&Path)) -> Result<Self, Unavailable> {
        let mut said = String::new();
        for _ in 0..ATTEMPTS {
            let mut server = Self::spawn(recipe, fill);
            match server.wait_until_ready(recipe.ready) {
                Ok(()) => return Ok(server),
                Err(log) => said = log,
            }
            if !said.contains("Address already in use") {
                break;
            }
        }
        let script = recipe.script;
        Err(Unavailable::Failed(format!(
            "{script} did not start:\n{said}"
        )))
    }

    fn spawn(recipe: &Recipe, fill: &dyn Fn(&Path)) -> Self {
        let folder = tempfile::Builder::new().prefix("pixrec-").tempdir();
        let folder = folder.expect("a temporary folder").keep();
        fill(&folder);
        let port = free_port();
        let supervisor = Command::new(scripts().join("supervise"))
            .arg(&folder)
            .arg(scripts().join(recipe.script))
            .arg(&folder)
            .arg(port.to_string())
            .args(recipe.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C at the terminal is for the tests; the supervisor has to outlive them.
            .process_group(0)
            .spawn()
            .expect("tests/services/supervise starts");
        Self {
            supervisor,
            folder,
            port,
        }
    }

    fn wait_until_ready(&mut self, ready: &str) -> Result<(), String> {
        let started = Instant::now();
        loop {
            // First whether it ended, then what it said: so nothing that it said is missed.
            let ended = self.folder.join("ended").exists();
            let log = fs::read(self.folder.join("server.log")).unwrap_or_default();
            let log = String::from_utf8_lossy(&log).into_owned();
            if log.contains(ready) {
                return Ok(());
            }
            if ended || started.elapsed() > PATIENCE {
                return Err(log);
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// What the server keeps its state in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        // The supervisor waits for the server and takes the folder away; nothing is left to do
        // if it is gone already.
        let _ = self.supervisor.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
    listener.local_addr().expect("its address").port()
}

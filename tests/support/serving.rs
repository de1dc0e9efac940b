//! `pixrec serve` on a port of its own, ended by its own process id.

use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Sandbox;
use super::services::http::{self, Answer};

/// How long a model may take to learn.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
pub struct Serving {
    /// None where somebody else ends it.
    child: Option<Child>,
    /// `127.0.0.1:PORT`
    pub host: String,
}

impl Serving {
    /// Serves the data folder of a sandbox.
    pub fn start(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        Self::with(sandbox, arguments, &[])
    }

    /// The same with variables of the environment.
    pub fn with(sandbox: &Sandbox, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pixrec"));
        command
            .current_dir(sandbox.path("."))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .env_remove("INPUT_DIR")
            .env_remove("OUTPUT_DIR")
            .env_remove("CHARTS_DIR")
            .env_remove("PIXREC_TOKEN")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("a line");
        let address = line
            .strip_prefix("http://")
            .and_then(|rest| rest.split_once('/'));
        let (address, _) = address.unwrap_or_else(|| panic!("no address in {line:?}"));
        let port = address.rsplit(':').next().expect("a port");
        Self {
            child: Some(child),
            host: format!("127.0.0.1:{port}"),
        }
    }

    /// A server that somebody else has started and ends.
    pub fn borrowed(host: &str) -> Self {
        Self {
            child: None,
            host: host.to_owned(),
        }
    }

    /// The same once the model has learned.
    pub fn ready(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        let serving = Self::start(sandbox, arguments);
        serving.wait_until_ready(1);
        serving
    }

    /// Waits until the model has learned so often.
    pub fn wait_until_ready(&self, times: u64) {
        self.until("ready", times);
    }

    /// Waits until the model is in a state and has learned so often; what is told of it then.
    pub fn until(&self, state: &str, times: u64) -> Value {
        let begun = Instant::now();
        loop {
            let training = self.json("/api/v1/training");
            if training["state"] == state && training["times"] == times {
                return training;
            }
            assert!(begun.elapsed() < PATIENCE, "{training}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What it holds in memory now, in KiB.
    pub fn memory(&self) -> u64 {
        let process = self.child.as_ref().expect("its own").id();
        let status = std::fs::read_to_string(format!("/proc/{process}/status"));
        let status = status.expect("it runs");
        let mut lines = status.lines();
        let held = lines.find_map(|line| line.strip_prefix("VmRSS:"));
        let held = held.and_then(|held| held.trim().strip_suffix(" kB"));
        held.and_then(|held| held.parse().ok()).expect("a number")
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// The JSON of an answer that is one.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let answer = self.try_send(method, path, headers, body);
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// # Errors
    /// The server is gone.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Answer> {
        http::send(&self.host, method, path, headers, body)
    }

    /// Sends a form as a browser does, from a page of the server's own.
    pub fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs);
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let site = ("Sec-Fetch-Site", "same-origin");
        self.send("POST", path, &[kind, site], form.finish().as_bytes())
    }

    /// Ends it without a word, as a machine that fails does.
    pub fn kill(&mut self) {
        let child = self.child.as_mut().expect("its own");
        child.kill().expect("it can be ended");
        child.wait().expect("it ends");
    }

    /// Asks it to end, as `kill` does, and waits until it has.
    pub fn stop(&mut self) -> ExitStatus {
        let child = self.child.as_mut().expect("its own");
        let asked = Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status();
        assert!(asked.expect("kill is there").success());
        child.wait().expect("it ends")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

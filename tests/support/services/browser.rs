//! Chromium without a window, driven over WebDriver; each test has a browser of its own.

use std::env;
use std::fs;
use std::future::Future;
use std::path::Path;

use serde_json::Value;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

use super::server::{Recipe, Server};
use super::{Unavailable, or_skip};

/// The programs that it takes.
const PROGRAMS: [&str; 2] = ["chromium", "chromedriver"];

/// A window of a browser.
pub struct Browser {
    pub driver: WebDriver,
}

impl Browser {
    /// Sets the size of what is seen, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> WebDriverResult<()> {
        self.driver.set_window_rect(0, 0, width, height).await?;
        Ok(())
    }

    /// Nothing was refused or failed.
    pub async fn is_quiet(&self) -> WebDriverResult<()> {
        let log = self.driver.browser_log().await?;
        assert!(log.is_empty(), "{log:?}");
        Ok(())
    }

    /// What reaches beyond the window to the right, where anything does.
    pub async fn beyond(&self) -> WebDriverResult<Value> {
        let script = "const room = document.documentElement.clientWidth; \
            if (document.documentElement.scrollWidth <= room) return []; \
            return [...document.querySelectorAll('body *')] \
                .filter(one => one.getBoundingClientRect().right > room) \
                .map(one => one.outerHTML.slice(0, 200))";
        self.run(script).await
    }

    /// What a script returns.
    pub async fn run(&self, script: &str) -> WebDriverResult<Value> {
        let answer = self.driver.execute(script, Vec::new()).await?;
        Ok(answer.json().clone())
    }
}

/// Runs a story in a browser; skips the test where there is none.
///
/// # Panics
/// The story fails.
pub fn story<F>(tell: impl FnOnce(Browser) -> F)
where
    F: Future<Output = WebDriverResult<()>>,
{
    story_with(&[], tell);
}

/// The same in a browser that is started with arguments.
///
/// # Panics
/// The story fails.
pub fn story_with<F>(arguments: &[&str], tell: impl FnOnce(Browser) -> F)
where
    F: Future<Output = WebDriverResult<()>>,
{
    let Some(server) = or_skip(start()) else {
        return;
    };
    let url = format!("http://127.0.0.1:{}", server.port);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let told = runtime.block_on(async {
        let driver = WebDriver::new(&url, capabilities(arguments)?).await?;
        let told = tell(Browser {
            driver: driver.clone(),
        })
        .await;
        driver.quit().await?;
        told
    });
    told.unwrap_or_else(|error| panic!("{error:#?}"));
}

/// The script of axe-core, which finds what some people cannot read or use; nothing where it is not
/// installed.
pub fn axe() -> Option<String> {
    let found = || {
        let libraries = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/services/venv/lib");
        let versions = fs::read_dir(libraries).ok()?.flatten();
        let file = "site-packages/axe_playwright_python/axe.min.js";
        let mut files = versions.map(|version| version.path().join(file));
        files.find_map(|path| fs::read_to_string(path).ok())
    };
    or_skip(found().ok_or_else(|| Unavailable::Missing("axe-core".to_owned())))
}

fn start() -> Result<Server, Unavailable> {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_there =
        |program: &&str| env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let missing: Vec<&str> = PROGRAMS
        .into_iter()
        .filter(|program| !is_there(program))
        .collect();
    if !missing.is_empty() {
        return Err(Unavailable::Missing(missing.join(", ")));
    }
    let recipe = Recipe {
        script: "browser/serve",
        arguments: &[],
        ready: "started successfully",
    };
    Server::start(&recipe, &|_| ())
}

fn capabilities(own: &[&str]) -> WebDriverResult<thirtyfour::ChromeCapabilities> {
    let mut chrome = DesiredCapabilities::chrome();
    let usual = [
        "--headless=new",
        // Tests run as root in a container, where the sandbox cannot be made.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
    ];
    for argument in usual.iter().chain(own) {
        chrome.add_arg(argument)?;
    }
    // What the page's console says, breaches of its policy among it.
    chrome.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(chrome)
}

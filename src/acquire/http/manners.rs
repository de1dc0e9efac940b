//! How a site is asked: as whom, how fast, how often again, how long.

use std::time::Duration;

use anyhow::{Result, bail, ensure};
use reqwest::Url;

use super::Pace;

/// So many hosts are asked for files at once, where an index leads to many.
const HOSTS: usize = 4;

/// How the web is asked.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Who asks.
    pub user_agent: String,
    /// How fast each API is asked.
    pub apis: Pace,
    /// How fast each host is asked for files.
    pub files: Pace,
    /// How often what failed is asked for again.
    pub retries: u32,
    /// How long before the first of these attempts; twice as long before each other.
    pub first_wait: Duration,
    /// How long to put up with a site that asks for patience.
    pub patience: Duration,
    /// How long nothing may come before an attempt has failed.
    pub idle: Duration,
    /// How long one attempt may take in all.
    pub deadline: Duration,
    /// The most bytes of a file.
    pub max_bytes: u64,
    /// What all requests go through; directly where there is none.
    pub proxy: Option<Url>,
}

impl Manners {
    /// How many files are asked for at once, from all hosts together.
    pub(super) fn in_flight(&self) -> usize {
        self.files.parallel.max(1) * HOSTS
    }
}

/// The `User-Agent` of a program that tells who runs it.
///
/// # Errors
/// `contact` is neither a mail address nor a link.
pub fn user_agent(contact: Option<&str>) -> Result<String> {
    const PROGRAM: &str = concat!("pixrec/", env!("CARGO_PKG_VERSION"));
    let Some(contact) = contact else {
        return Ok(PROGRAM.to_owned());
    };
    let plain = |character: char| character.is_ascii_graphic() && !"()<>\"\\".contains(character);
    let is_mail = contact.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.ends_with('.') && !host.starts_with('.')
    });
    let is_link = Url::parse(contact)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    ensure!(
        contact.chars().all(plain) && !contact.is_empty(),
        "acquire.contact may have letters, digits and marks only, no blanks"
    );
    if !is_mail && !is_link {
        bail!("acquire.contact is '{contact}'; it must be a mail address or a link to you");
    }
    Ok(format!("{PROGRAM} ({contact})"))
}

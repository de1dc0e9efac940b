//! What all web sources do when they are opened: addresses, keys, manners.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Url;
use secrecy::SecretString;

use crate::acquire::Settings;
use crate::acquire::http::{Client, Manners, Pace, user_agent};

/// The rules of a site, as far as the settings do not say otherwise.
pub struct Rules {
    /// The site's name, for messages.
    pub site: &'static str,
    /// How fast its API may be asked.
    pub api: Pace,
    /// How fast its files may be fetched.
    pub files: Pace,
    /// Whether it wants to know who asks.
    pub needs_contact: bool,
}

/// Files of most sites: a few at once.
pub const FILES: Pace = Pace {
    parallel: 4,
    per_second: 0.0,
    megabits: 0.0,
};

/// The client for a site with these rules whose addresses are `bases`.
///
/// # Errors
/// The contact is missing where the site wants one, or a setting cannot be.
pub fn client(settings: &Settings, rules: &Rules, bases: &[&Url]) -> Result<Client> {
    let contact = settings.contact();
    ensure!(
        contact.is_some() || !rules.needs_contact,
        "{} asks who runs a program before it is used: set contact = \"you@example.org\" under [acquire], --contact, or PIXREC_CONTACT (a mail address or a link of yours; it is sent with each request and stored nowhere)",
        rules.site
    );
    let seconds = Duration::from_secs_f64;
    let asked = settings.requests_per_second;
    let proxy = settings
        .proxy
        .as_deref()
        .map(|proxy| address("proxy", proxy))
        .transpose()?;
    let manners = Manners {
        user_agent: user_agent(contact.as_deref())?,
        apis: Pace {
            // The rules are those of the site itself; a mirror has its own.
            per_second: match settings.api_url {
                Some(_) => asked.unwrap_or(0.0),
                None => slower(asked.unwrap_or(0.0), rules.api.per_second),
            },
            ..rules.api
        },
        files: Pace {
            parallel: settings.parallel.unwrap_or(rules.files.parallel),
            per_second: settings
                .requests_per_second
                .unwrap_or(rules.files.per_second),
            megabits: settings.megabits_per_second.unwrap_or(rules.files.megabits),
        },
        retries: settings.retries,
        first_wait: seconds(settings.retry_wait_s),
        patience: seconds(settings.patience_s),
        idle: seconds(settings.idle_s),
        deadline: seconds(settings.timeout_s),
        max_bytes: settings.max_megabytes << 20,
        proxy,
    };
    Client::new(manners, bases)
}

/// The slower of two paces, where 0 is none.
fn slower(one: f64, other: f64) -> f64 {
    match (one > 0.0, other > 0.0) {
        (true, true) => one.min(other),
        _ => one.max(other),
    }
}

/// The address that the setting `key` gives, or the site's own.
///
/// # Errors
/// It is no http or https address, or holds a password: addresses are shown and kept.
pub fn base(key: &str, given: Option<&str>, own: &str) -> Result<Url> {
    let url = address(key, given.unwrap_or(own))?;
    ensure!(
        url.username().is_empty() && url.password().is_none(),
        "acquire.{key} holds a user name or a password, which would be shown and stored; leave it out"
    );
    Ok(url)
}

fn address(key: &str, text: &str) -> Result<Url> {
    // What was given is not shown: it may hold a password.
    let wrong =
        || format!("acquire.{key} must be an http or https address, like https://example.org");
    let url = Url::parse(text).with_context(wrong)?;
    ensure!(
        matches!(url.scheme(), "http" | "https") && url.has_host(),
        wrong()
    );
    Ok(url)
}

/// `path` below `base`, whether or not `base` ends with a slash; its parts are encoded.
pub fn below(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}

/// The key in the environment variable `variable`. It is never shown and never stored.
///
/// # Errors
/// It is not set; `page` is where a key can be had.
pub fn key(site: &str, variable: &str, page: &str) -> Result<SecretString> {
    let value = std::env::var(variable).unwrap_or_default();
    let value = value.trim();
    ensure!(
        !value.is_empty(),
        "{site} wants a key: set the environment variable {variable} (a key can be had at {page})"
    );
    ensure!(
        value.chars().all(|character| character.is_ascii_graphic()),
        "the environment variable {variable} holds characters that no key has"
    );
    Ok(SecretString::from(value))
}

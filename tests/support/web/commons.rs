//! Plays the Action API of Wikimedia Commons, for tests that cannot have a real MediaWiki.
//!
//! A photo's title is its file name here, its tags are its categories, its licence is a machine
//! code ([`LICENSES`]); the answers have the shapes of `formatversion=2`.

mod batches;
mod metadata;
mod pages;
mod query;

use std::ops::Range;

use serde_json::{Value, json};

use super::answer::Answer;
use super::photos::Photo;
use super::request::Request;
use super::turns::Turns;

/// Machine codes: open ones, one that isn't, and none at all.
pub const LICENSES: [&str; 6] = ["cc-by-sa-4.0", "cc0", "pd", "cc-by-2.0", "cc-by-nc-3.0", ""];

/// The site and its switches.
pub struct Commons {
    photos: Vec<Photo>,
    subcategories: Vec<(String, String)>,
    category_limit: usize,
    lagged: Turns,
    repeating: bool,
    wrong_sha1: Option<String>,
}

impl Commons {
    /// A wiki with a file for each photo. Titles get the extension that they lack; they and the
    /// categories begin with a capital, as on any wiki.
    pub fn new(mut photos: Vec<Photo>) -> Self {
        for photo in &mut photos {
            let extension = photo.extension();
            if !photo.title.ends_with(extension) {
                photo.title = format!("{} {}.{extension}", photo.title.trim(), photo.id);
            }
            photo.title = batches::capital(photo.title.trim());
            for tag in &mut photo.tags {
                *tag = batches::capital(tag);
            }
        }
        Self {
            photos,
            subcategories: Vec::new(),
            category_limit: 500,
            lagged: Turns::default(),
            repeating: false,
            wrong_sha1: None,
        }
    }

    /// Makes a category one of another's, both without their prefix; cycles are allowed.
    pub fn subcategory(mut self, parent: &str, child: &str) -> Self {
        self.subcategories
            .push((parent.to_owned(), child.to_owned()));
        self
    }

    /// Gives this many categories an answer at most: the others follow by `clcontinue`.
    pub fn category_limit(mut self, limit: usize) -> Self {
        self.category_limit = limit.max(1);
        self
    }

    /// Refuses these of the calls of the API, counted from 0, because of `maxlag`.
    pub fn lagged(mut self, calls: Range<usize>) -> Self {
        self.lagged = Turns::at(calls);
        self
    }

    /// Continues every list at the place where it already is, for ever.
    pub fn repeating(mut self) -> Self {
        self.repeating = true;
        self
    }

    /// Tells a wrong SHA-1 of the file of this title, without its prefix.
    pub fn wrong_sha1(mut self, title: &str) -> Self {
        self.wrong_sha1 = Some(title.to_owned());
        self
    }

    pub fn site(self) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
        move |request| self.answer(request)
    }

    fn answer(&self, request: &Request) -> Answer {
        if let Some(name) = request.path.strip_prefix("/files/") {
            return self.file(name);
        }
        if request.path != "/w/api.php" {
            return Answer::status(404);
        }
        if request.header("user-agent").is_none_or(str::is_empty) {
            return Answer::text(403, "Please set a user-agent and respect our robot policy.");
        }
        let request = request.with_form();
        if self.lagged.take() {
            return lag();
        }
        let modern =
            request.value("format") == Some("json") && request.value("formatversion") == Some("2");
        if !modern || request.value("action") != Some("query") {
            return error(
                "badvalue",
                "This stand-in knows queries in format 2 of JSON only.",
            );
        }
        match query::answer(self, &request) {
            Ok(value) => Answer::json(&value).gzip(),
            Err((code, info)) => error(code, info),
        }
    }

    /// An original, or a rendition under `thumb/NAME/WIDTHpx-NAME`.
    fn file(&self, name: &str) -> Answer {
        let thumb = name.strip_prefix("thumb/");
        let Some((name, sized)) = thumb.and_then(|rest| rest.rsplit_once('/')) else {
            let found = self.photos.iter().find(|photo| pages::name(photo) == name);
            return found.map_or_else(|| Answer::status(404), Photo::answer);
        };
        let width = sized
            .split_once("px-")
            .and_then(|(width, _)| width.parse().ok());
        let found = self.photos.iter().find(|photo| pages::name(photo) == name);
        match (found, width) {
            (Some(photo), Some(width)) if pages::WIDTHS.contains(&width) => {
                Answer::image(photo.scaled(width), photo.mime)
            }
            (Some(_), _) => Answer::text(400, "Use thumbnail steps"),
            (None, _) => Answer::status(404),
        }
    }
}

fn lag() -> Answer {
    let info = "Waiting for a database server: 6 seconds lagged.";
    let value = json!({ "error": { "code": "maxlag", "info": info, "lag": 6, "type": "db" } });
    of_error("maxlag", &value)
        .retry_after("1")
        .header("X-Database-Lag", "6")
}

fn error(code: &str, info: &str) -> Answer {
    of_error(code, &json!({ "error": { "code": code, "info": info } }))
}

/// The API says under 200 what went wrong.
fn of_error(code: &str, value: &Value) -> Answer {
    Answer::json(value).header("MediaWiki-API-Error", code)
}

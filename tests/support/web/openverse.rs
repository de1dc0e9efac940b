//! Plays Openverse: an index without keys, of 20 works a page and 240 a query.

use serde_json::{Value, json};

use super::answer::Answer;
use super::photos::{self, Photo};
use super::request::Request;
use super::turns::Turns;

/// Codes as the site has them; some aren't open.
pub const LICENSES: [&str; 6] = ["by", "by-sa", "cc0", "pdm", "by-nc", "by-nd"];

/// Works that one query reaches, whatever the size of its pages.
const DEPTH: usize = 240;
/// Works a page without a token.
const ANONYMOUS_PAGE: usize = 20;
/// Works a page with a token.
const LARGEST_PAGE: usize = 500;
/// The one token that is accepted.
pub const TOKEN: &str = "openverse-test-token";

/// The site and its switches.
pub struct Openverse {
    photos: Vec<Photo>,
    throttled: Turns,
}

/// The site with these photos.
pub fn site(photos: Vec<Photo>) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
    Openverse::new(photos).site()
}

impl Openverse {
    pub fn new(photos: Vec<Photo>) -> Self {
        Self {
            photos,
            throttled: Turns::default(),
        }
    }

    /// Throttles these of the calls of the API, counted from 0.
    pub fn throttled(mut self, calls: std::ops::Range<usize>) -> Self {
        self.throttled = Turns::at(calls);
        self
    }

    pub fn site(self) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
        move |request| self.answer(request)
    }

    fn answer(&self, request: &Request) -> Answer {
        if request.path.starts_with("/files/") {
            return photos::file(&self.photos, request);
        }
        let Some(rest) = request.path.strip_prefix("/v1/images/") else {
            return detail(404, "Not found.");
        };
        if self.throttled.take() {
            let words = "Request was throttled. Expected available in 1 second.";
            return detail(429, words)
                .retry_after("1")
                .header("X-RateLimit-Limit-anon_burst", "5/hour")
                .header("X-RateLimit-Available-anon_burst", "0");
        }
        if rest.is_empty() {
            return self.search(request);
        }
        let id = rest.trim_end_matches('/');
        let uuid = id.strip_suffix("/thumb").unwrap_or(id);
        match self.photos.iter().find(|photo| photo.uuid() == uuid) {
            None => detail(404, "No Image matches the given query."),
            Some(photo) if id != uuid => photo.answer(),
            Some(photo) => Answer::json(&record(photo, &request.base())),
        }
    }

    fn search(&self, request: &Request) -> Answer {
        let largest = match request.header("authorization") {
            None => ANONYMOUS_PAGE,
            Some(token) if token == format!("Bearer {TOKEN}") => LARGEST_PAGE,
            Some(_) => return detail(401, "Authentication credentials were not provided."),
        };
        let size = request.number("page_size", ANONYMOUS_PAGE);
        if size > largest {
            let words = format!("page_size may not exceed {largest} for anonymous requests");
            return detail(401, &words);
        }
        let mut found: Vec<&Photo> = self
            .photos
            .iter()
            .filter(|it| wanted(it, request))
            .collect();
        found.truncate(DEPTH);
        let (page, pages) = (request.number("page", 1), found.len().div_ceil(size));
        if page.saturating_mul(size) > DEPTH.next_multiple_of(size) {
            return detail(
                400,
                &format!("Only the first {DEPTH} works of a query can be seen."),
            );
        }
        let base = request.base();
        let results = photos::page(&found, page, size);
        let results: Vec<Value> = results.iter().map(|photo| record(photo, &base)).collect();
        Answer::json(&json!({
            "result_count": found.len(), "page_count": pages, "page_size": size, "page": page,
            "results": results, "warnings": null,
        }))
        .gzip()
        .header("X-RateLimit-Limit-anon_burst", "20/min")
        .header("X-RateLimit-Available-anon_burst", "19")
        .header("X-RateLimit-Limit-anon_sustained", "200/day")
        .header("X-RateLimit-Available-anon_sustained", "150")
    }
}

fn wanted(photo: &Photo, request: &Request) -> bool {
    let among = |name: &str, value: &str| {
        let words = request.words(name);
        words.is_empty() || words.contains(&value)
    };
    let uses = request.words("license_type");
    photo.matches(request.value("q").unwrap_or_default())
        && among("license", &photo.license)
        && among("extension", photo.extension())
        && among("source", provider(photo))
        && !(uses.contains(&"commercial") && photo.license.contains("nc"))
        && !(uses.contains(&"modification") && photo.license.contains("nd"))
}

fn provider(photo: &Photo) -> &'static str {
    ["flickr", "wikimedia"][photo.index() % 2]
}

fn record(photo: &Photo, base: &str) -> Value {
    let (index, id) = (photo.index(), photo.uuid());
    let version = match photo.license.as_str() {
        "cc0" | "pdm" => "1.0",
        _ => ["4.0", "2.0"][index % 2],
    };
    let tag = |(place, name): (usize, &String)| json!({ "name": name, "accuracy": (place % 2 == 1).then_some(0.93), "unstable__provider": "flickr" });
    let tags: Vec<Value> = photo.tags.iter().enumerate().map(tag).collect();
    json!({
        "id": id,
        "title": (index % 9 != 8).then_some(&photo.title),
        "indexed_on": "2024-03-01T12:00:00Z",
        "foreign_landing_url": format!("https://photos.example/{}", photo.id),
        "url": photo.url(base),
        "creator": (index % 5 != 4).then_some(&photo.author),
        "creator_url": (index % 5 != 4).then_some("https://photos.example/people/1"),
        "license": photo.license, "license_version": version,
        "license_url": license_url(&photo.license, version),
        "provider": provider(photo), "source": provider(photo),
        "category": (index % 3 != 2).then_some("photograph"),
        "filesize": (index % 4 != 3).then_some(photo.bytes.len()),
        "filetype": (index % 4 != 3).then_some(photo.extension()),
        "tags": (index % 6 != 5).then_some(tags),
        "attribution": format!("\"{}\" by {} is licensed under {} {version}.",
            photo.title, photo.author, photo.license.to_uppercase()),
        "mature": false, "unstable__sensitivity": [], "fields_matched": ["title"],
        "height": (index % 7 != 6).then_some(photo.height),
        "width": (index % 7 != 6).then_some(photo.width),
        "thumbnail": format!("{base}/v1/images/{id}/thumb/"),
        "detail_url": format!("{base}/v1/images/{id}/"),
        "related_url": format!("{base}/v1/images/{id}/related/"),
    })
}

fn license_url(code: &str, version: &str) -> String {
    let path = match code {
        "cc0" => "publicdomain/zero".to_owned(),
        "pdm" => "publicdomain/mark".to_owned(),
        _ => format!("licenses/{code}"),
    };
    format!("https://creativecommons.org/{path}/{version}/")
}

fn detail(status: u16, words: &str) -> Answer {
    Answer::json(&json!({ "detail": words })).with_status(status)
}

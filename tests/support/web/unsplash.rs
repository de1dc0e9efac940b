//! Plays Unsplash: a `Client-ID`, hourly limits, photos of its paid plan in between, and an address
//! to call when a photo is used.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Value, json};

use super::answer::Answer;
use super::photos::{self, Photo};
use super::request::Request;
use super::turns::Turns;

/// What `license` means here: the site's licence; its paid plan, told by the flags; the paid plan,
/// told by the address of the file alone.
pub const LICENSES: [&str; 4] = ["", "", PLUS, PLUS_BY_HOST];
pub const PLUS: &str = "plus";
pub const PLUS_BY_HOST: &str = "plus-by-host";
/// The one key that is accepted.
pub const KEY: &str = "unsplash-test-key";
/// Photos a page, at most.
const LARGEST_PAGE: usize = 30;
/// Photos a page, where nothing is said.
const USUAL_PAGE: usize = 10;

/// The site and its switches.
pub struct Unsplash {
    photos: Vec<Photo>,
    limited: Turns,
}

/// The site with these photos.
pub fn site(photos: Vec<Photo>) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
    Unsplash::new(photos).site()
}

/// How often each photo's use was told with the key: id to count.
pub fn uses(requests: &[Request]) -> BTreeMap<String, usize> {
    let mut uses = BTreeMap::new();
    for request in requests.iter().filter(|request| has_key(request)) {
        let id = request.path.strip_prefix("/photos/");
        if let Some(id) = id.and_then(|rest| rest.strip_suffix("/download")) {
            *uses.entry(id.to_owned()).or_default() += 1;
        }
    }
    uses
}

impl Unsplash {
    pub fn new(photos: Vec<Photo>) -> Self {
        Self {
            photos,
            limited: Turns::default(),
        }
    }

    /// Refuses these of the calls of the API, counted from 0, as over the limit.
    pub fn limited(mut self, calls: Range<usize>) -> Self {
        self.limited = Turns::at(calls);
        self
    }

    pub fn site(self) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
        move |request| self.answer(request)
    }

    fn answer(&self, request: &Request) -> Answer {
        if request.path.starts_with("/files/") {
            return photos::file(&self.photos, request);
        }
        if !has_key(request) {
            return error(401, "OAuth error: The access token is invalid");
        }
        if self.limited.take() {
            return rated(Answer::text(403, "Rate Limit Exceeded"), 0);
        }
        rated(self.of_api(request), 37)
    }

    fn of_api(&self, request: &Request) -> Answer {
        let base = request.base();
        let path = request.path.as_str();
        if matches!(path, "/search/photos" | "/photos") {
            return self.list(request);
        }
        let rest = path.strip_prefix("/photos/").unwrap_or_default();
        let id = rest.strip_suffix("/download").unwrap_or(rest);
        match self.photos.iter().find(|photo| photo.id == id) {
            None => error(404, "Couldn't find Photo"),
            Some(photo) if id != rest => Answer::json(&json!({ "url": photo.url(&base) })),
            Some(photo) => {
                let mut record = record(photo, &base);
                record["exif"] = json!({ "make": "Canon", "model": null, "iso": 100 });
                record["location"] = json!({ "name": null, "city": null, "country": null });
                record["views"] = json!(1_234);
                Answer::json(&record)
            }
        }
    }

    fn list(&self, request: &Request) -> Answer {
        let search = request.path.starts_with("/search");
        let query = request.value("query").unwrap_or_default();
        if search && query.is_empty() {
            return error(400, "query is missing");
        }
        let found: Vec<&Photo> = self.photos.iter().filter(|it| it.matches(query)).collect();
        let size = request.number("per_page", USUAL_PAGE).min(LARGEST_PAGE);
        let page = request.number("page", 1);
        let base = request.base();
        let results = photos::page(&found, page, size);
        let results: Vec<Value> = results.iter().map(|photo| record(photo, &base)).collect();
        let (total, pages) = (found.len(), found.len().div_ceil(size));
        let body = if search {
            json!({ "total": total, "total_pages": pages, "results": results })
        } else {
            json!(results)
        };
        let answer = Answer::json(&body)
            .gzip()
            .header("X-Total", &total.to_string())
            .header("X-Per-Page", &size.to_string());
        if page >= pages {
            return answer;
        }
        let next = format!("<{base}{}?page={}>; rel=\"next\"", request.path, page + 1);
        answer.header("Link", &next)
    }
}

fn has_key(request: &Request) -> bool {
    request.header("authorization") == Some(format!("Client-ID {KEY}").as_str())
        || request.value("client_id") == Some(KEY)
}

fn record(photo: &Photo, base: &str) -> Value {
    let index = photo.index();
    let raw = match photo.license.as_str() {
        PLUS_BY_HOST => format!(
            "https://plus.unsplash.com/premium_photo-{}?ixid=M3w",
            photo.id
        ),
        _ => format!("{}?ixid=M3wxMjA3&ixlib=rb-4.1.0", photo.url(base)),
    };
    let sized = |query: &str| format!("{raw}&{query}");
    let tags: Vec<Value> = photo
        .tags
        .iter()
        .map(|tag| json!({ "type": "search", "title": tag }))
        .collect();
    json!({
        "id": photo.id, "slug": format!("sample-{}", photo.id),
        "created_at": "2021-04-05T10:11:12Z",
        "width": photo.width, "height": photo.height,
        "color": "#60544D",
        "blur_hash": (index % 4 != 3).then_some("LFC$yHwc8^$yIAS$%M%00KxukYIp"),
        "description": (index % 2 == 1).then_some(&photo.description),
        "alt_description": (index % 3 != 2).then_some(&photo.title),
        "urls": {
            "raw": raw, "full": sized("q=85&fm=jpg"), "regular": sized("w=1080&q=80"),
            "small": sized("w=400&q=80"), "thumb": sized("w=200&q=80"),
        },
        "links": {
            "self": format!("{base}/photos/{}", photo.id),
            "html": format!("https://unsplash.com/photos/sample-{}", photo.id),
            "download": format!("https://unsplash.com/photos/{}/download?ixid=M3w", photo.id),
            "download_location": format!("{base}/photos/{}/download?ixid=M3w", photo.id),
        },
        "likes": 12, "liked_by_user": false,
        "user": {
            "id": "u1", "username": "ana", "name": photo.author,
            "links": { "html": "https://unsplash.com/@ana" },
        },
        "tags": tags,
        "premium": photo.license == PLUS, "plus": photo.license == PLUS,
    })
}

fn rated(answer: Answer, remaining: usize) -> Answer {
    let answer = answer.header("X-Ratelimit-Limit", "50");
    answer.header("X-Ratelimit-Remaining", &remaining.to_string())
}

fn error(status: u16, words: &str) -> Answer {
    Answer::json(&json!({ "errors": [words] })).with_status(status)
}

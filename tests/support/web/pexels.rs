//! Plays Pexels: a bare key in `Authorization`, and pages that name the next one.

use std::ops::Range;

use serde_json::{Value, json};

use super::answer::Answer;
use super::photos::{self, Photo};
use super::request::Request;
use super::turns::Turns;

/// The one key that is accepted.
pub const KEY: &str = "pexels-test-key";
/// Photos a page, at most.
const LARGEST_PAGE: usize = 80;
/// Photos a page, where nothing is said.
const USUAL_PAGE: usize = 15;

/// The site and its switches.
pub struct Pexels {
    photos: Vec<Photo>,
    limited: Turns,
    next_page_at: Option<String>,
}

/// The site with these photos.
pub fn site(photos: Vec<Photo>) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
    Pexels::new(photos).site()
}

impl Pexels {
    pub fn new(photos: Vec<Photo>) -> Self {
        Self {
            photos,
            limited: Turns::default(),
            next_page_at: None,
        }
    }

    /// Answers these of the calls of the API, counted from 0, with a 429.
    pub fn limited(mut self, calls: Range<usize>) -> Self {
        self.limited = Turns::at(calls);
        self
    }

    /// Has the next page at another server: a client must not follow.
    pub fn next_page_at(mut self, base: &str) -> Self {
        self.next_page_at = Some(base.to_owned());
        self
    }

    pub fn site(self) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
        move |request| self.answer(request)
    }

    fn answer(&self, request: &Request) -> Answer {
        if request.path.starts_with("/files/") {
            return photos::file(&self.photos, request);
        }
        match request.header("authorization") {
            Some(KEY) => {}
            None => return error(403, &json!({ "error": "Missing API key" })),
            Some(_) => return error(401, &json!({ "status": 401, "code": "Unauthorized" })),
        }
        if self.limited.take() {
            return error(429, &json!({ "error": "Rate limit exceeded" }));
        }
        let answer = match request.path.as_str() {
            "/v1/search" if request.value("query").is_none_or(str::is_empty) => {
                return error(400, &json!({ "status": 400, "code": "Bad Request" }));
            }
            "/v1/search" => self.list(request, request.value("query").unwrap_or_default()),
            "/v1/curated" => self.list(request, ""),
            path => {
                let id = path.strip_prefix("/v1/photos/").unwrap_or_default();
                let Some(photo) = self.photos.iter().find(|photo| photo.id == id) else {
                    return error(404, &json!({ "status": 404, "error": "Not Found" }));
                };
                record(photo, &request.base())
            }
        };
        Answer::json(&answer)
            .gzip()
            .header("X-Ratelimit-Limit", "20000")
            .header("X-Ratelimit-Remaining", "19684")
            .header("X-Ratelimit-Reset", "1893456000")
    }

    fn list(&self, request: &Request, query: &str) -> Value {
        let found: Vec<&Photo> = self.photos.iter().filter(|it| it.matches(query)).collect();
        let size = request.number("per_page", USUAL_PAGE).min(LARGEST_PAGE);
        let page = request.number("page", 1);
        let base = request.base();
        let photos = photos::page(&found, page, size);
        let photos: Vec<Value> = photos.iter().map(|photo| record(photo, &base)).collect();
        let mut answer = json!({
            "total_results": found.len(), "page": page, "per_page": size, "photos": photos,
        });
        if page.saturating_mul(size) < found.len() {
            let base = self.next_page_at.as_deref().unwrap_or(&base);
            answer["next_page"] = json!(page_url(request, base, page + 1, size));
        }
        if page > 1 {
            answer["prev_page"] = json!(page_url(request, &base, page - 1, size));
        }
        answer
    }
}

fn page_url(request: &Request, base: &str, page: usize, size: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("page", &page.to_string());
    query.append_pair("per_page", &size.to_string());
    for (name, value) in &request.query {
        if name != "page" && name != "per_page" {
            query.append_pair(name, value);
        }
    }
    format!("{base}{}?{}", request.path, query.finish())
}

fn record(photo: &Photo, base: &str) -> Value {
    let url = photo.url(base);
    let sized = |query: &str| format!("{url}?auto=compress&cs=tinysrgb&{query}");
    let alt = match photo.index() % 5 {
        3 => json!(null),
        4 => json!(""),
        _ => json!(photo.title),
    };
    json!({
        "id": photo.id.parse::<u64>().unwrap_or_default(),
        "width": photo.width, "height": photo.height,
        "url": format!("https://www.pexels.com/photo/sample-{}/", photo.id),
        "photographer": photo.author,
        "photographer_url": "https://www.pexels.com/@ana",
        "photographer_id": 680_589,
        "avg_color": "#978E82",
        "alt": alt,
        "liked": false,
        "src": {
            "original": url,
            "large2x": sized("dpr=2&h=650&w=940"), "large": sized("h=650&w=940"),
            "medium": sized("h=350"), "small": sized("h=130"),
            "portrait": sized("fit=crop&h=1200&w=800"), "landscape": sized("fit=crop&h=627&w=1200"),
            "tiny": sized("dpr=1&fit=crop&h=200&w=280"),
        },
    })
}

/// An error, without the headers that only good answers have.
fn error(status: u16, value: &Value) -> Answer {
    Answer::json(value).with_status(status)
}

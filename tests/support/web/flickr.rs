//! Plays Flickr: one address for every method, errors under 200, numbers that are strings at times,
//! and pages that repeat beyond a depth.

mod licenses;

use std::ops::Range;

use serde_json::{Value, json};

use super::answer::Answer;
use super::photos::{self, Photo};
use super::request::Request;
use super::turns::Turns;

/// Ids as the site has them: open ones, others, and one that nobody knows.
pub const LICENSES: [&str; 8] = ["4", "5", "9", "0", "10", "7", "2", "99"];
/// The one key that is accepted.
pub const KEY: &str = "flickr-test-key";
/// Photos a page, at most.
const LARGEST_PAGE: usize = 500;
/// Photos a page, where nothing is said.
const USUAL_PAGE: usize = 100;
/// Photos that one query reaches.
const DEPTH: usize = 4_000;
/// The upload time of the first photo, in Unix seconds; each later one came an hour after.
pub const FIRST_UPLOAD: u64 = 1_600_000_000;
/// Seconds from an upload to the next.
pub const UPLOAD_STEP: u64 = 3_600;

/// The site and its switches.
pub struct Flickr {
    photos: Vec<Photo>,
    depth: usize,
    unavailable: Turns,
    reordered: bool,
}

/// The site with these photos.
pub fn site(photos: Vec<Photo>) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
    Flickr::new(photos).site()
}

impl Flickr {
    pub fn new(photos: Vec<Photo>) -> Self {
        Self {
            photos,
            depth: DEPTH,
            unavailable: Turns::default(),
            reordered: false,
        }
    }

    /// Repeats pages after this many photos of a query, at least 1.
    pub fn depth(mut self, photos: usize) -> Self {
        self.depth = photos.max(1);
        self
    }

    /// Fails these of the calls of the API, counted from 0, with code 105.
    pub fn unavailable(mut self, calls: Range<usize>) -> Self {
        self.unavailable = Turns::at(calls);
        self
    }

    /// Gives the ids 11 to 16 in another order than the usual one.
    pub fn licenses_reordered(mut self) -> Self {
        self.reordered = true;
        self
    }

    pub fn site(self) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
        move |request| self.answer(request)
    }

    fn answer(&self, request: &Request) -> Answer {
        if request.path.starts_with("/files/") {
            return photos::file(&self.photos, request);
        }
        if request.path.trim_end_matches('/') != "/services/rest" {
            return Answer::status(404);
        }
        let value = self.of_api(&request.with_form());
        if request.value("nojsoncallback") == Some("1") {
            return Answer::json(&value).gzip();
        }
        let script = format!("jsonFlickrApi({value})");
        Answer::new("text/javascript; charset=utf-8", script.into_bytes())
    }

    fn of_api(&self, request: &Request) -> Value {
        if self.unavailable.take() {
            return fail(105, "Service currently unavailable");
        }
        if request.value("api_key") != Some(KEY) {
            return fail(100, "Invalid API Key (Key has invalid format)");
        }
        if request.value("format") != Some("json") {
            return fail(111, "Format not found");
        }
        match request.value("method").unwrap_or_default() {
            "flickr.photos.search" => self.search(request),
            "flickr.photos.licenses.getInfo" => licenses::info(self.reordered),
            method => fail(112, &format!("Method \"{method}\" not found")),
        }
    }

    fn search(&self, request: &Request) -> Value {
        if ["text", "tags", "user_id"]
            .iter()
            .all(|name| request.value(name).is_none())
        {
            return fail(3, "Parameterless searches have been disabled.");
        }
        let mut found: Vec<&Photo> = self
            .photos
            .iter()
            .filter(|it| wanted(it, request))
            .collect();
        if !request.value("sort").unwrap_or_default().ends_with("-asc") {
            found.reverse();
        }
        let total = found.len();
        found.truncate(self.depth);
        let size = request.number("per_page", USUAL_PAGE).min(LARGEST_PAGE);
        let page = request.number("page", 1);
        // The answers beyond are those of the last page again.
        let given = page.min(found.len().div_ceil(size));
        let extras = request.words("extras");
        let base = request.base();
        let photo: Vec<Value> = photos::page(&found, given, size)
            .iter()
            .map(|photo| record(photo, &base, &extras))
            .collect();
        let total_text = if page.is_multiple_of(2) {
            json!(total)
        } else {
            json!(total.to_string())
        };
        let pages = total.div_ceil(size);
        json!({
            "photos": { "page": page, "pages": pages, "perpage": size, "total": total_text, "photo": photo },
            "stat": "ok",
        })
    }
}

fn wanted(photo: &Photo, request: &Request) -> bool {
    let licenses = request.words("license");
    let uploaded = uploaded(photo);
    let time = |name: &str| {
        request
            .value(name)
            .and_then(|value| value.parse::<u64>().ok())
    };
    let tags = request.words("tags");
    photo.matches(request.value("text").unwrap_or_default())
        && (licenses.is_empty() || licenses.contains(&photo.license.as_str()))
        && (tags.is_empty()
            || tags
                .iter()
                .any(|tag| photo.tags.iter().any(|own| own == tag)))
        && time("min_upload_date").is_none_or(|least| uploaded >= least)
        && time("max_upload_date").is_none_or(|most| uploaded <= most)
}

/// In Unix seconds.
fn uploaded(photo: &Photo) -> u64 {
    FIRST_UPLOAD + photo.index() as u64 * UPLOAD_STEP
}

/// A photo with the extras that were asked for.
fn record(photo: &Photo, base: &str, extras: &[&str]) -> Value {
    let index = photo.index();
    let mut record = json!({
        "id": photo.id, "owner": "12345678@N01", "secret": "0a1b2c3d4e", "server": "65535",
        "farm": 66, "title": photo.title, "ispublic": 1, "isfriend": 0, "isfamily": 0,
    });
    for extra in extras {
        match *extra {
            // As a number here and there.
            "license" if index % 4 == 1 => {
                record["license"] = json!(photo.license.parse::<u64>().ok())
            }
            "license" => record["license"] = json!(photo.license),
            "owner_name" => record["ownername"] = json!(photo.author),
            "description" => record["description"] = json!({ "_content": photo.description }),
            "tags" => record["tags"] = json!(photo.tags.join(" ")),
            "date_upload" => record["dateupload"] = json!(uploaded(photo).to_string()),
            "date_taken" => {
                record["datetaken"] = json!("2019-07-14 21:03:11");
                record["datetakenunknown"] = json!(if index % 3 == 2 { "1" } else { "0" });
            }
            "geo" if index % 2 == 1 => {
                record["latitude"] = json!("48.858370");
                record["longitude"] = json!("2.294481");
            }
            // No place is the number nought.
            "geo" => {
                record["latitude"] = json!(0);
                record["longitude"] = json!(0);
            }
            "media" => record["media"] = json!("photo"),
            "path_alias" => record["pathalias"] = json!((index % 2 == 1).then_some("ana")),
            _ => size(&mut record, photo, base, extra),
        }
    }
    record
}

/// Adds one size of a photo, if it has it.
fn size(record: &mut Value, photo: &Photo, base: &str, extra: &str) {
    let Some(size) = extra.strip_prefix("url_") else {
        return;
    };
    let has = match size {
        "o" => !photo.index().is_multiple_of(3),
        "k" => false,
        "l" => photo.index() % 4 != 3,
        _ => true,
    };
    if !has {
        return;
    }
    record[extra] = json!(photo.url_of_size(base, size));
    let side = |pixels: u32| match photo.index() % 2 {
        0 => json!(pixels),
        _ => json!(pixels.to_string()),
    };
    record[format!("width_{size}")] = side(photo.width);
    record[format!("height_{size}")] = side(photo.height);
}

fn fail(code: u32, message: &str) -> Value {
    json!({ "stat": "fail", "code": code, "message": message })
}

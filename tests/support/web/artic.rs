//! Plays the Art Institute of Chicago: pages of records, and images by their IIIF address.

use serde_json::{Value, json};

use super::answer::Answer;
use super::photos::{self, Photo};
use super::request::Request;

/// What `license` means here: public domain, or else not.
pub const LICENSES: [&str; 3] = ["cc0", "cc0", "none"];
/// Records a page, at most.
const LARGEST_PAGE: usize = 100;
/// Records a page, where nothing is said.
const USUAL_PAGE: usize = 12;
/// Records that a search reaches.
const DEPTH: usize = 1_000;

/// The site with these photos; every seventh has no image.
pub fn site(photos: Vec<Photo>) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
    move |request| answer(&photos, request)
}

fn answer(photos: &[Photo], request: &Request) -> Answer {
    if let Some(rest) = request.path.strip_prefix("/iiif/2/") {
        return image(photos, rest);
    }
    match request.path.as_str() {
        "/api/v1/artworks/search" => search(photos, request),
        _ => error(404, "Not found", "The item you requested cannot be found."),
    }
}

/// Only the size that the site keeps ready is handed out.
fn image(photos: &[Photo], rest: &str) -> Answer {
    let Some((id, "full/843,/0/default.jpg")) = rest.split_once('/') else {
        return Answer::status(403);
    };
    let found = photos
        .iter()
        .find(|photo| image_id(photo).as_deref() == Some(id));
    found.map_or_else(|| Answer::status(404), Photo::answer)
}

fn search(photos: &[Photo], request: &Request) -> Answer {
    let size = request.number("limit", USUAL_PAGE);
    let page = request.number("page", 1);
    if size > LARGEST_PAGE || page.saturating_mul(size) > DEPTH {
        let words = "You have requested too many resources at once. Please set a smaller limit.";
        return error(403, "Invalid limit", words);
    }
    let query = request.value("q").unwrap_or_default();
    let only_open = request.value("query[term][is_public_domain]") == Some("true");
    let wanted = |it: &&Photo| it.matches(query) && (!only_open || it.license == "cc0");
    let found: Vec<&Photo> = photos.iter().filter(wanted).collect();
    let fields = request.words("fields");
    let data: Vec<Value> = photos::page(&found, page, size)
        .iter()
        .map(|photo| chosen(record(photo, &request.base()), &fields))
        .collect();
    Answer::json(&json!({
        "preference": null,
        "pagination": pagination(request, found.len(), page, size),
        "data": data,
        "info": {
            "license_text": "The data in this response is licensed under CC0 1.0, save `description`.",
            "license_links": ["https://creativecommons.org/publicdomain/zero/1.0/"],
            "version": "1.10",
        },
        "config": {
            "iiif_url": format!("{}/iiif/2", request.base()),
            "website_url": "https://www.artic.edu",
        },
    }))
    .gzip()
}

fn pagination(request: &Request, total: usize, page: usize, size: usize) -> Value {
    let mut pagination = json!({
        "total": total, "limit": size, "offset": (page - 1) * size,
        "total_pages": total.div_ceil(size), "current_page": page,
    });
    if page * size < total {
        let url = format!(
            "{}/api/v1/artworks/search?page={}",
            request.base(),
            page + 1
        );
        pagination["next_url"] = json!(url);
    }
    pagination
}

/// The members that were asked for; the usual few where none were.
fn chosen(mut record: Value, fields: &[&str]) -> Value {
    let usual = ["id", "title", "thumbnail", "api_link"];
    let fields = if fields.is_empty() {
        &usual[..]
    } else {
        fields
    };
    if let Some(record) = record.as_object_mut() {
        record.retain(|name, _| fields.contains(&name.as_str()));
        record.insert("_score".to_owned(), json!(12.5));
    }
    record
}

fn record(photo: &Photo, base: &str) -> Value {
    let index = photo.index();
    let thumbnail = json!({
        "lqip": "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "width": photo.width, "height": photo.height, "alt_text": photo.description,
    });
    json!({
        "id": photo.id.parse::<u64>().unwrap_or_default(),
        "title": photo.title,
        "artist_display": format!("{}\nSerbian, 1850–1910", photo.author),
        "artist_title": (index % 4 != 3).then_some(&photo.author),
        "date_display": "c. 1880",
        "image_id": image_id(photo),
        "thumbnail": (index % 5 != 4).then_some(thumbnail),
        "is_public_domain": photo.license == "cc0",
        "term_titles": photo.tags,
        "color": (index % 3 != 2).then(|| json!({ "h": 38, "s": 40, "l": 61, "percentage": 0.02, "population": 41 })),
        "description": index.is_multiple_of(2).then_some(&photo.description),
        "api_link": format!("{base}/api/v1/artworks/{}", photo.id),
    })
}

fn image_id(photo: &Photo) -> Option<String> {
    (photo.index() % 7 != 6).then(|| photo.uuid())
}

fn error(status: u16, error: &str, words: &str) -> Answer {
    Answer::json(&json!({ "status": status, "error": error, "detail": words })).with_status(status)
}

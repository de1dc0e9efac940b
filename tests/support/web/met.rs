//! Plays the Metropolitan Museum: all ids at once, then one object a call.

use std::ops::Range;

use serde_json::{Value, json};

use super::answer::Answer;
use super::photos::{self, Photo};
use super::request::Request;
use super::turns::Turns;

/// What `license` means here: public domain, or else not.
pub const LICENSES: [&str; 3] = ["cc0", "cc0", "none"];
const API: &str = "/public/collection/v1";
/// Added to the number of a photo, for an id that the search gives and that has vanished since.
const VANISHED: u64 = 900_000;

/// The site and its switches.
pub struct Met {
    photos: Vec<Photo>,
    guarded: Turns,
}

/// The site with these photos; for every fifth the search gives an id more, which has vanished.
pub fn site(photos: Vec<Photo>) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
    Met::new(photos).site()
}

impl Met {
    pub fn new(photos: Vec<Photo>) -> Self {
        Self {
            photos,
            guarded: Turns::default(),
        }
    }

    /// Lets the bot guard refuse these of the calls of the API, counted from 0.
    pub fn guarded(mut self, calls: Range<usize>) -> Self {
        self.guarded = Turns::at(calls);
        self
    }

    pub fn site(self) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
        move |request| self.answer(request)
    }

    fn answer(&self, request: &Request) -> Answer {
        if request.path.starts_with("/files/") {
            return photos::file(&self.photos, request);
        }
        if self.guarded.take() {
            return Answer::html("<html><body>Request unsuccessful. Incident ID: 7")
                .with_status(403);
        }
        let path = request.path.strip_prefix(API).unwrap_or_default();
        if path == "/search" {
            return Answer::json(&self.search(request)).gzip();
        }
        let id = path.strip_prefix("/objects/").unwrap_or_default();
        match self.photos.iter().find(|photo| photo.id == id) {
            Some(photo) => Answer::json(&record(photo, &request.base())),
            None => Answer::json(&json!({ "message": "ObjectID not found" })).with_status(404),
        }
    }

    fn search(&self, request: &Request) -> Value {
        let query = request.value("q").unwrap_or_default();
        let mut ids = Vec::new();
        for photo in self.photos.iter().filter(|photo| photo.matches(query)) {
            let id = photo.id.parse::<u64>().unwrap_or_default();
            ids.push(id);
            if photo.index() % 5 == 4 {
                ids.push(id + VANISHED);
            }
        }
        json!({ "total": ids.len(), "objectIDs": (!ids.is_empty()).then_some(ids) })
    }
}

fn record(photo: &Photo, base: &str) -> Value {
    let index = photo.index();
    let open = photo.license == "cc0";
    // The site's addresses hold raw spaces at times.
    let url = match index % 6 {
        5 => format!("{base}/files/web large/{}.{}", photo.id, photo.extension()),
        _ => photo.url(base),
    };
    let tags: Vec<Value> = photo
        .tags
        .iter()
        .map(|term| json!({ "term": term, "AAT_URL": "http://vocab.getty.edu/page/aat/1" }))
        .collect();
    json!({
        "objectID": photo.id.parse::<u64>().unwrap_or_default(),
        "isHighlight": false,
        "isPublicDomain": open,
        "primaryImage": if open { url.as_str() } else { "" },
        "primaryImageSmall": if open { url.as_str() } else { "" },
        "additionalImages": [],
        "title": photo.title,
        "artistDisplayName": if index % 4 == 3 { "" } else { &photo.author },
        "objectDate": "ca. 1880",
        "medium": "Oil on canvas",
        "department": "European Paintings",
        "classification": "Paintings",
        "tags": (index % 3 != 2).then_some(tags),
        "objectURL": format!("https://www.metmuseum.org/art/collection/search/{}", photo.id),
        "artistWikidata_URL": "https://www.wikidata.org/wiki/Q5582",
        "objectWikidata_URL": "",
        "metadataDate": "2024-05-01T04:50:00.000Z",
    })
}

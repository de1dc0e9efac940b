//! Which files a query is about, and where its next batch begins.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::query::{MOST_MEMBERS, Refused};
use super::{Commons, pages};
use crate::support::web::photos::Photo;
use crate::support::web::request::Request;

/// Titles a call.
const MOST_TITLES: usize = 50;

/// The pages of one batch.
pub struct Batch<'a> {
    pub photos: Vec<&'a Photo>,
    /// Pages that don't exist.
    pub missing: Vec<Value>,
    pub normalized: Vec<Value>,
    /// What asks for this batch again, and what asks for the next.
    pub here: Value,
    pub next: Option<Value>,
}

/// `generator=categorymembers`: the files of one category.
pub fn category<'a>(site: &'a Commons, request: &Request) -> Result<Batch<'a>, Refused> {
    let name = category_name(request, "gcmtitle")?;
    let found = site
        .photos
        .iter()
        .filter(|photo| photo.tags.contains(&name));
    let found: Vec<&Photo> = found.collect();
    let token = request.value("gcmcontinue");
    let start = match token {
        None => 0,
        Some(token) => token
            .strip_prefix("file|")
            .and_then(|place| place.parse().ok())
            .ok_or(("badcontinue", "Invalid continue param."))?,
    };
    let limit = limit(request, "gcmlimit", 10, MOST_MEMBERS);
    let here = token.map_or_else(|| json!({}), |token| json!({ "gcmcontinue": token }));
    let next = |place: usize| json!({ "gcmcontinue": format!("file|{place}"), "continue": "gcmcontinue||" });
    Ok(slice(site, found, start, limit, here, next))
}

/// `generator=search`: the files that have every word.
pub fn search<'a>(site: &'a Commons, request: &Request) -> Result<Batch<'a>, Refused> {
    let words = request.value("gsrsearch").unwrap_or_default();
    if words.is_empty() {
        return Err(("missingparam", "The \"gsrsearch\" parameter must be set."));
    }
    let words: Vec<&str> = words
        .split_whitespace()
        .filter(|word| !word.contains(':'))
        .collect();
    let words = words.join(" ");
    let in_files = request
        .value("gsrnamespace")
        .is_some_and(|it| it.split('|').any(|it| it == "6"));
    let found = site
        .photos
        .iter()
        .filter(|photo| in_files && photo.matches(&words));
    let found: Vec<&Photo> = found.collect();
    let offset = request.value("gsroffset");
    let start = offset.and_then(|offset| offset.parse().ok()).unwrap_or(0);
    let limit = limit(request, "gsrlimit", 10, MOST_MEMBERS);
    let here = offset.map_or_else(|| json!({}), |offset| json!({ "gsroffset": offset }));
    let next = |place: usize| json!({ "gsroffset": place, "continue": "gsroffset||" });
    Ok(slice(site, found, start, limit, here, next))
}

/// A part of a list, with the way to the next.
fn slice<'a>(
    site: &Commons,
    found: Vec<&'a Photo>,
    start: usize,
    limit: usize,
    here: Value,
    next: impl Fn(usize) -> Value,
) -> Batch<'a> {
    let end = start.saturating_add(limit);
    let more = end < found.len();
    let next = match site.repeating {
        true => Some(next(start)),
        false => more.then(|| next(end)),
    };
    Batch {
        photos: found.into_iter().skip(start).take(limit).collect(),
        missing: Vec::new(),
        normalized: Vec::new(),
        here,
        next,
    }
}

/// `titles=A|B`: the files of these names, each once, and those that don't exist.
pub fn titles<'a>(site: &'a Commons, request: &Request) -> Result<Batch<'a>, Refused> {
    let asked: BTreeSet<&str> = request
        .value("titles")
        .unwrap_or_default()
        .split('|')
        .collect();
    if asked.len() > MOST_TITLES {
        return Err((
            "toomanyvalues",
            "Too many values supplied for parameter \"titles\".",
        ));
    }
    let mut batch = slice(site, Vec::new(), 0, 0, json!({}), |_| json!({}));
    batch.next = None;
    for title in asked.into_iter().filter(|title| !title.is_empty()) {
        let canonical = canonical(title);
        if canonical != title {
            batch
                .normalized
                .push(json!({ "fromencoded": false, "from": title, "to": canonical }));
        }
        let name = canonical.strip_prefix("File:").unwrap_or_default();
        match site.photos.iter().find(|photo| photo.title == name) {
            Some(photo) => batch.photos.push(photo),
            None => batch.missing.push(
                json!({ "ns": 6, "title": canonical, "missing": true, "imagerepository": "" }),
            ),
        }
    }
    batch.photos.sort_by_key(|photo| pages::page_id(photo));
    batch.photos.dedup_by_key(|photo| pages::page_id(photo));
    Ok(batch)
}

/// Spaces for underscores and a capital first letter, as the wiki writes titles.
fn canonical(title: &str) -> String {
    let spaced = title.replace('_', " ");
    let Some((space, name)) = spaced.split_once(':') else {
        return spaced;
    };
    format!("{}:{}", capital(&space.to_lowercase()), capital(name))
}

/// With a capital first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.clone()).collect()
}

/// The category that a parameter names, without its prefix.
pub fn category_name(request: &Request, parameter: &str) -> Result<String, Refused> {
    let title = canonical(request.value(parameter).unwrap_or_default());
    let name = title
        .strip_prefix("Category:")
        .filter(|name| !name.is_empty());
    let invalid = (
        "invalidcategory",
        "The category name you entered is not valid.",
    );
    name.map(str::to_owned).ok_or(invalid)
}

/// A limit of a call, never above what the wiki allows.
pub fn limit(request: &Request, name: &str, default: usize, most: usize) -> usize {
    match request.value(name) {
        Some("max") => most,
        _ => request.number(name, default).min(most),
    }
}

//! `action=query`: which pages, which of their properties, and where the next answer goes on.

use std::ops::Range;

use serde_json::{Value, json};

use super::batches::{self, Batch, category_name, limit};
use super::{Commons, pages};
use crate::support::web::request::Request;

/// The code and the words of an error.
pub type Refused = (&'static str, &'static str);

/// Members of a list a call.
pub const MOST_MEMBERS: usize = 500;

/// The answer to a query of any kind.
pub fn answer(site: &Commons, request: &Request) -> Result<Value, Refused> {
    if request.value("list") == Some("categorymembers") {
        return subcategories(site, request);
    }
    let batch = match request.value("generator") {
        Some("categorymembers") => batches::category(site, request)?,
        Some("search") => batches::search(site, request)?,
        Some(_) => {
            return Err((
                "badvalue",
                "Unrecognized value for parameter \"generator\".",
            ));
        }
        None => batches::titles(site, request)?,
    };
    Ok(of_batch(site, request, &batch))
}

/// The answer for a batch: all properties, or the categories that were left out before.
fn of_batch(site: &Commons, request: &Request, batch: &Batch) -> Value {
    let start = request
        .value("clcontinue")
        .and_then(|token| token.parse().ok());
    let start: usize = start.unwrap_or(0);
    let limit = limit(request, "cllimit", 10, MOST_MEMBERS).min(site.category_limit);
    let end = start.saturating_add(limit);
    let (mut listed, categories) = listed(site, request, batch, start..end);
    // No order is promised.
    listed.reverse();
    listed.extend(batch.missing.iter().cloned());
    let mut answer = json!({ "query": { "pages": listed } });
    if !batch.normalized.is_empty() {
        answer["query"]["normalized"] = json!(batch.normalized);
    }
    if categories > end {
        let mut next = batch.here.clone();
        next["clcontinue"] = json!(end.to_string());
        next["continue"] = json!("||imageinfo");
        answer["continue"] = next;
        return answer;
    }
    answer["batchcomplete"] = json!(true);
    if let Some(next) = &batch.next {
        answer["continue"] = next.clone();
    }
    answer
}

/// The pages of a batch with these of its categories, and how many categories it has in all.
fn listed(
    site: &Commons,
    request: &Request,
    batch: &Batch,
    given: Range<usize>,
) -> (Vec<Value>, usize) {
    let wanted: Vec<&str> = request
        .value("prop")
        .unwrap_or_default()
        .split('|')
        .collect();
    let with_info = wanted.contains(&"imageinfo") && request.value("clcontinue").is_none();
    let mut passed = 0;
    let mut listed = Vec::new();
    for photo in &batch.photos {
        let mut page = pages::bare(photo);
        if with_info {
            page["imagerepository"] = json!("local");
            page["imageinfo"] = json!([pages::details(site, photo, request)]);
        }
        if wanted.contains(&"categories") {
            let places = (passed..).zip(&photo.tags);
            let names = places.filter(|(place, _)| given.contains(place));
            let names: Vec<Value> = names.map(|(_, name)| category_entry(name)).collect();
            passed += photo.tags.len();
            if !names.is_empty() {
                page["categories"] = json!(names);
            }
        }
        listed.push(page);
    }
    (listed, passed)
}

fn category_entry(name: &str) -> Value {
    json!({ "ns": 14, "title": format!("Category:{name}") })
}

/// `list=categorymembers&cmtype=subcat`: the categories below one.
fn subcategories(site: &Commons, request: &Request) -> Result<Value, Refused> {
    if request.value("cmtype") != Some("subcat") {
        return Err(("badvalue", "This stand-in lists sub-categories only."));
    }
    let name = category_name(request, "cmtitle")?;
    let below = site
        .subcategories
        .iter()
        .filter(|(parent, _)| *parent == name);
    let below: Vec<Value> = below.map(|(_, child)| category_entry(child)).collect();
    let start = request
        .value("cmcontinue")
        .and_then(|token| token.strip_prefix("subcat|"));
    let start: usize = start.and_then(|place| place.parse().ok()).unwrap_or(0);
    let end = start.saturating_add(limit(request, "cmlimit", 10, MOST_MEMBERS));
    let given: Vec<&Value> = below.iter().take(end).skip(start).collect();
    let mut answer = json!({ "batchcomplete": true, "query": { "categorymembers": given } });
    if end < below.len() {
        answer["continue"] = json!({ "cmcontinue": format!("subcat|{end}"), "continue": "-||" });
    }
    Ok(answer)
}

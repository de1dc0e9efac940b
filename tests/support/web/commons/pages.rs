//! The page of a file: its names, its details and its renditions.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::{Commons, metadata};
use crate::support::web::photos::Photo;
use crate::support::web::request::Request;

/// Widths in px that renditions are made in.
pub const WIDTHS: [u32; 11] = [20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840];

/// What stays as it is in an address.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The name of the file as addresses have it, before percent-encoding.
pub fn name(photo: &Photo) -> String {
    photo.title.replace(' ', "_")
}

/// The number of the file's page.
pub fn page_id(photo: &Photo) -> usize {
    100 + photo.index()
}

/// The page of a file without any property.
pub fn bare(photo: &Photo) -> Value {
    json!({ "pageid": page_id(photo), "ns": 6, "title": format!("File:{}", photo.title) })
}

/// The details that `iiprop` asks for.
pub fn details(site: &Commons, photo: &Photo, request: &Request) -> Value {
    let base = request.base();
    let mut info = json!({});
    for property in request
        .value("iiprop")
        .unwrap_or("timestamp|user")
        .split('|')
    {
        match property {
            "url" => {
                let escaped = utf8_percent_encode(&name(photo), ESCAPED).to_string();
                info["url"] = json!(format!("{base}/files/{escaped}?{}", campaign("original")));
                info["descriptionurl"] = json!(format!("{base}/wiki/File:{escaped}"));
                info["descriptionshorturl"] =
                    json!(format!("{base}/w/index.php?curid={}", page_id(photo)));
                rendition(&mut info, photo, request, &escaped);
            }
            "size" => {
                info["size"] = json!(photo.bytes.len());
                info["width"] = json!(photo.width);
                info["height"] = json!(photo.height);
            }
            "mime" => info["mime"] = json!(photo.mime),
            "sha1" => info["sha1"] = json!(sha1(site, photo)),
            "timestamp" => info["timestamp"] = json!("2021-05-06T07:08:09Z"),
            "user" => info["user"] = json!("Uploader"),
            "extmetadata" => info["extmetadata"] = metadata::of(photo),
            _ => {}
        }
    }
    info
}

/// The next standard width up, while the numbers say what was asked for.
fn rendition(info: &mut Value, photo: &Photo, request: &Request, escaped: &str) {
    let Some(asked) = request
        .value("iiurlwidth")
        .and_then(|width| width.parse::<u32>().ok())
    else {
        return;
    };
    let step = WIDTHS.into_iter().find(|&width| width >= asked);
    let (width, url) = match step.filter(|&step| step < photo.width) {
        None => (photo.width, info["url"].clone()),
        Some(step) => {
            let path = format!("/files/thumb/{escaped}/{step}px-{escaped}");
            (
                asked,
                json!(format!(
                    "{}{path}?{}",
                    request.base(),
                    campaign("thumbnail")
                )),
            )
        }
    };
    info["thumburl"] = url;
    info["thumbwidth"] = json!(width);
    info["thumbheight"] = json!(photo.height * width / photo.width);
    info["responsiveUrls"] = json!({});
}

fn campaign(content: &str) -> String {
    format!("utm_source=commons.wikimedia.org&utm_campaign=imageinfo&utm_content={content}")
}

fn sha1(site: &Commons, photo: &Photo) -> String {
    let digest = Sha1::digest(&photo.bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    match &site.wrong_sha1 {
        Some(title) if *title == photo.title => hex.chars().rev().collect(),
        _ => hex,
    }
}

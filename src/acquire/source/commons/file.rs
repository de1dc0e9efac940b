//! What the wiki tells about one file, as pixrec keeps it.

use reqwest::Url;

use super::api::Page;
use crate::acquire::license::{self, Claims, License};
use crate::acquire::source::catalog::Found;
use crate::acquire::source::record::{self, Record};
use crate::acquire::source::{About, Remote};

/// Widths in px in which Wikimedia hands out renditions; others are refused, or rounded up.
const STEPS: [u32; 11] = [20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840];
/// The longer side in px of renditions of what has no pixels of its own.
const VECTOR_SIDE: u32 = 1920;

/// A file that may be used, and the width in which it should be fetched, if that is not its own.
#[derive(Debug)]
pub struct File {
    /// The file as it is.
    pub found: Found,
    /// The width in px of the rendition to ask for.
    pub rendition: Option<u32>,
}

/// The file of `page`; addresses in it are relative to `api`.
///
/// # Errors
/// The reason why it cannot be used.
pub fn file(page: Page, api: &Url, max_side: Option<u32>) -> Result<File, String> {
    let Page {
        title,
        missing,
        info,
        categories,
        ..
    } = page;
    if missing {
        return Err("the wiki has no such file".to_owned());
    }
    let info = info.ok_or("the wiki tells nothing about the file")?;
    let rendition = rendition(&info, max_side)?;
    let license = claimed(&info)?;
    let words = |name: &str| extended(&info, name);
    let about = About {
        source_url: address(api, &info, "/descriptionurl"),
        license: Some(license.id),
        license_url: license.url,
        author: words("Attribution").or_else(|| words("Artist")),
        title: Some(name_of(&title).to_owned()),
        description: words("ImageDescription"),
        tags: record::tags(
            categories
                .iter()
                .map(|category| Some(after_namespace(category).to_owned())),
        ),
    };
    let remote = Remote {
        url: address(api, &info, "/url").ok_or("the wiki gives no address for the file")?,
        bytes: info.number("/size"),
        sha1: info.text("/sha1"),
        about,
        ..Remote::default()
    };
    Ok(File {
        found: Found { key: title, remote },
        rendition,
    })
}

/// Puts the rendition that the wiki made in the place of the original.
pub fn scale(found: &mut Found, info: &Record, width: u32, api: &Url) {
    let Some(url) = address(api, info, "/thumburl") else {
        return;
    };
    let remote = &mut found.remote;
    if url == remote.url {
        return;
    }
    let original = remote.sha1.take().unwrap_or_else(|| remote.url.clone());
    remote.version = Some(format!("{original} at {width}"));
    remote.url = url;
    remote.bytes = None;
}

/// The width to ask for where the original is not to be had: it is too large, or nothing that has
/// pixels.
fn rendition(info: &Record, max_side: Option<u32>) -> Result<Option<u32>, String> {
    let side = |member| info.number(member).unwrap_or_default();
    let (width, height) = (side("/width"), side("/height"));
    let mime = info.text("/mime").unwrap_or_default();
    match mime.as_str() {
        "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/tiff" | "image/bmp"
        | "image/x-bmp" | "image/x-ms-bmp" => {}
        "image/svg+xml" => {
            return Ok(Some(step(width, height, max_side.unwrap_or(VECTOR_SIDE))));
        }
        other => return Err(format!("not an image that can be read: {other}")),
    }
    Ok(max_side
        .filter(|side| width.max(height) > u64::from(*side))
        .map(|side| step(width, height, side)))
}

/// The largest width that is handed out with which the longer side is at most `side`.
fn step(width: u64, height: u64, side: u32) -> u32 {
    let longer = width.max(height).max(1) as f64;
    let fits = f64::from(side) * width.max(1) as f64 / longer;
    let fitting = STEPS.iter().rev().find(|step| f64::from(**step) <= fits);
    *fitting.unwrap_or(&STEPS[0])
}

fn claimed(info: &Record) -> Result<License, String> {
    let field = |name: &str| extended(info, name);
    let free = ["false", "False", "0"];
    if field("NonFree").is_some_and(|value| !free.contains(&value.as_str())) {
        return Err("not free: the wiki calls it so".to_owned());
    }
    let (url, code, name) = (
        field("LicenseUrl"),
        field("License"),
        field("LicenseShortName"),
    );
    let claims = Claims {
        url: url.as_deref(),
        code: code.as_deref(),
        name: name.as_deref(),
    };
    license::resolve(&claims).map_err(|not_free| not_free.to_string())
}

/// A field of the extended metadata as plain text; of several languages English, or else the first.
fn extended(info: &Record, name: &str) -> Option<String> {
    let member = format!("/extmetadata/{name}/value");
    let languages = info.members(&member);
    let first = languages
        .iter()
        .find(|(language, _)| !language.starts_with('_'));
    let english = languages.iter().find(|(language, _)| language == "en");
    match english.or(first) {
        Some((_, told)) => told.words(""),
        None => info.words(&member),
    }
}

/// The address in a member as it is stored: absolute, and without what says who asked for it.
fn address(api: &Url, info: &Record, member: &str) -> Option<String> {
    let mut url = api.join(&info.text(member)?).ok()?;
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if kept.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    Some(url.into())
}

/// `Kite` of `File:Kite.jpg`.
fn name_of(title: &str) -> &str {
    let name = after_namespace(title);
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 5 => stem,
        _ => name,
    }
}

/// A title without its namespace.
fn after_namespace(title: &str) -> &str {
    title.split_once(':').map_or(title, |(_, name)| name)
}

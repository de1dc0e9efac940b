//! Licences by the address of their text.

use super::known::{
    self, CC0, GFDL, LAL, NO_KNOWN, NOC_US, OGL_CANADA, OGL_UK, PDDC, PDM, PEXELS, PUBLIC_DOMAIN,
    UNSPLASH, US_WORK,
};
use super::reading::Reading;
use super::words;

/// The longest address that is looked at, in bytes.
const LONGEST: usize = 2_000;

/// The licence whose text stands at `url`: http, https or without a scheme, with or without
/// `www.`, whatever follows what tells the licence (`deed.en`, `legalcode`). Nothing where the
/// address is none of a licence that is known.
pub fn read(url: &str) -> Option<Vec<Reading>> {
    let (host, path) = parted(url)?;
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let reading = match host.as_str() {
        "creativecommons.org" => creative_commons(&path),
        "gnu.org" | "fsf.org" => gfdl(&path),
        "artlibre.org" => free_art(&path),
        "nationalarchives.gov.uk" => open_government(&path),
        _ => single(&host, &path),
    };
    reading.map(|reading| vec![reading])
}

/// Host and path in small letters, without `www.`, query and fragment.
fn parted(url: &str) -> Option<(String, String)> {
    let url = url.trim();
    if url.len() > LONGEST || url.contains(|character: char| !character.is_ascii_graphic()) {
        return None;
    }
    let url = url.to_ascii_lowercase();
    let rest = match url.split_once("//") {
        Some(("http:" | "https:" | "", rest)) => rest,
        _ => url.as_str(),
    };
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.strip_prefix("www.").unwrap_or(host);
    Some((host.to_owned(), path.to_owned()))
}

fn creative_commons(path: &[&str]) -> Option<Reading> {
    match *path {
        ["publicdomain", "zero", "1.0", ..] => Some(Reading::exact(CC0, "1.0")),
        ["publicdomain", "mark", "1.0", ..] => Some(Reading::exact(PDM, "1.0")),
        ["licenses", "publicdomain", ..] => Some(Reading::vague(PDDC)),
        ["licenses", code] => words::elements(code).map(Reading::vague),
        ["licenses", code, version, ref rest @ ..] => {
            let mut reading = Reading::exact(words::elements(code)?, words::version(version)?);
            let port = rest.first().filter(|part| known::is_port(part));
            // No licence was ported from version 4.0 on: what follows is a language.
            if version != "4.0" {
                reading.detail = port.map(|port| (*port).to_owned());
            }
            Some(reading)
        }
        _ => None,
    }
}

/// `gnu.org/copyleft/fdl.html`, `/licenses/fdl-1.3.en.html`, `/licenses/old-licenses/fdl-1.2.txt`.
fn gfdl(path: &[&str]) -> Option<Reading> {
    let page = match *path {
        ["copyleft" | "licenses", page] | ["licenses", "old-licenses", page] => page,
        _ => return None,
    };
    let rest = page.strip_prefix("fdl")?;
    match rest.strip_prefix('-') {
        Some(rest) => ["1.1", "1.2", "1.3"]
            .into_iter()
            .find(|version| {
                let tail = rest.strip_prefix(version);
                tail.is_some_and(|tail| tail.is_empty() || tail.starts_with('.'))
            })
            .map(|version| Reading::exact(GFDL, version)),
        None => (rest.is_empty() || rest.starts_with('.')).then(|| Reading::vague(GFDL)),
    }
}

fn free_art(path: &[&str]) -> Option<Reading> {
    match *path {
        ["licence" | "license", "lal", "licence-art-libre-12", ..] => {
            Some(Reading::exact(LAL, "1.2"))
        }
        ["licence" | "license", "lal", ..] => Some(Reading::exact(LAL, "1.3")),
        _ => None,
    }
}

fn open_government(path: &[&str]) -> Option<Reading> {
    match *path {
        ["doc", "open-government-licence"] => Some(Reading::vague(OGL_UK)),
        ["doc", "open-government-licence", "version", version, ..] => {
            words::version(version).map(|_| Reading::exact(OGL_UK, &words::full(version)))
        }
        _ => None,
    }
}

/// Licences with one page and no versions to tell apart.
fn single(host: &str, path: &[&str]) -> Option<Reading> {
    let family = match (host, path) {
        ("open.canada.ca", [_, "open-government-licence-canada", ..]) => OGL_CANADA,
        (
            "usa.gov",
            [
                "copyright.shtml" | "government-works" | "government-copyright",
                ..,
            ]
            | ["topics", "copyright.shtml", ..],
        ) => US_WORK,
        ("flickr.com", ["commons", "usage", ..]) => NO_KNOWN,
        ("rightsstatements.org", ["vocab" | "page", "noc-us", "1.0", ..]) => NOC_US,
        ("unsplash.com", ["license", ..]) => UNSPLASH,
        ("pexels.com", ["license" | "photo-license", ..]) => PEXELS,
        ("en.wikipedia.org", ["wiki", "public_domain"]) => PUBLIC_DOMAIN,
        _ => return None,
    };
    Some(Reading::vague(family))
}

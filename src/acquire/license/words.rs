//! Licences by the codes and names that people and machines give them.

use super::known::{self, GFDL, KNOWN};
use super::reading::Reading;

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 200;

/// How the elements of Creative Commons' licences are written, longest first where one begins
/// another: attribution, non-commercial, no derivatives, share alike.
const ELEMENTS: [(&str, usize); 12] = [
    ("attribution", 0),
    ("by", 0),
    ("noncommercial", 1),
    ("nc", 1),
    ("noderivativeworks", 2),
    ("noderivatives", 2),
    ("noderivs", 2),
    ("nd", 2),
    ("sharealike", 3),
    ("sa", 3),
    ("license", 4),
    ("licence", 4),
];

/// Words beside a version that change nothing.
const NOISE: [&str; 9] = [
    "publicdomaindedication",
    "international",
    "universal",
    "unported",
    "generic",
    "license",
    "licence",
    "migrated",
    "version",
];

/// The licences that `text` names: one, or several of which one may be chosen (`CC BY-SA 3.0 or
/// GFDL`, `cc-by-sa-3.0,2.5`). Nothing where any part of it is not understood.
pub fn read(text: &str) -> Option<Vec<Reading>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut readings = Vec::new();
    for part in alternatives(&text.to_lowercase()) {
        readings.extend(one(&part)?);
    }
    (!readings.is_empty()).then_some(readings)
}

/// The family of a code of Creative Commons, such as `by-nc-sa`.
pub fn elements(code: &str) -> Option<&'static str> {
    match after_elements(&squeezed(code)?) {
        (Some(family), "") => Some(family),
        _ => None,
    }
}

/// `text` where it is a version: one to three numbers of one or two digits.
pub fn version(text: &str) -> Option<&str> {
    let numbers = text.split('.');
    let is_number = |number: &str| {
        matches!(number.len(), 1 | 2) && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    (numbers.clone().count() <= 3 && numbers.clone().all(is_number)).then_some(text)
}

/// A version as SPDX writes it: `3` is `3.0`.
pub fn full(version: &str) -> String {
    if version.contains('.') {
        version.to_owned()
    } else {
        format!("{version}.0")
    }
}

/// Cuts at commas, semicolons, bars and the word "or", but not before a further version
/// (`3.0,2.5`) or "later".
fn alternatives(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (at, chunk) in text.split([',', ';', '|']).enumerate() {
        let chunk = chunk.trim();
        let goes_on = at > 0 && chunk.starts_with(|first: char| first.is_ascii_digit());
        for (at, part) in chunk.split(" or ").enumerate() {
            let part = part.trim();
            let later = part.starts_with("later") || part.starts_with("any later");
            match parts.last_mut() {
                Some(last) if at == 0 && goes_on => *last = format!("{last} {part}"),
                Some(last) if at > 0 && later => *last = format!("{last} or {part}"),
                _ => parts.push(part.to_owned()),
            }
        }
    }
    parts
}

/// One alternative, which may name several versions.
fn one(text: &str) -> Option<Vec<Reading>> {
    let plain = squeezed(text)?;
    spelled(&plain).or_else(|| {
        let id = listed(&plain)?;
        // A full name in SPDX's list may be that of a licence whose id can be read closer.
        let by_id = squeezed(&id.to_lowercase()).and_then(|id| spelled(&id));
        by_id.or_else(|| Some(vec![Reading::vague(id)]))
    })
}

/// By the spellings that are known here.
fn spelled(plain: &str) -> Option<Vec<Reading>> {
    let (family, rest) = after_elements(plain);
    if let Some(read) = family.and_then(|family| versions(family, rest)) {
        return Some(read);
    }
    KNOWN.iter().find_map(|known| {
        let mut rests = known
            .spellings
            .iter()
            .filter_map(|spelling| plain.strip_prefix(spelling));
        rests.find_map(|rest| versions(known.family, rest))
    })
}

/// Small letters, digits, dots within versions and plus signs, the rest left out; a space stays
/// between two numbers. Nothing where other characters are met.
fn squeezed(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut apart = false;
    for character in text.chars() {
        match character {
            'a'..='z' | '0'..='9' | '.' | '+' => {
                let numbers = character.is_ascii_digit()
                    && plain.ends_with(|last: char| last.is_ascii_digit());
                if apart && numbers {
                    plain.push(' ');
                }
                plain.push(character);
                apart = false;
            }
            '-' | '_' | '(' | ')' | ':' | '\u{2010}'..='\u{2015}' => apart = true,
            blank if blank.is_whitespace() => apart = true,
            _ => return None,
        }
    }
    Some(plain)
}

/// The family of Creative Commons' licences that squeezed text begins with, and what follows.
fn after_elements(plain: &str) -> (Option<&'static str>, &str) {
    let prefixes = ["creativecommons", "cc"];
    let mut rest = prefixes
        .iter()
        .find_map(|prefix| plain.strip_prefix(prefix))
        .unwrap_or(plain);
    let mut found = [false; 5];
    while let Some((after, element)) = ELEMENTS
        .iter()
        .find_map(|(word, element)| rest.strip_prefix(word).map(|after| (after, *element)))
    {
        // The same twice is no code.
        if found[element] {
            return (None, rest);
        }
        found[element] = true;
        rest = after;
    }
    let [by, nc, nd, sa, _] = found;
    (known::creative_commons([by, nc, nd, sa]), rest)
}

/// The readings of a family with what follows it: versions, words that change nothing, and a
/// port, `only` or `or later`.
fn versions(family: &'static str, rest: &str) -> Option<Vec<Reading>> {
    let mut rest = without_noise(rest);
    let mut versions = Vec::new();
    loop {
        let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.');
        let (digits, after) = rest.split_at(end.unwrap_or(rest.len()));
        if digits.is_empty() {
            break;
        }
        versions.push(full(version(digits)?));
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    let detail = detail(family, &versions, without_noise(rest))?;
    if versions.is_empty() {
        return Some(vec![Reading::vague(family)]);
    }
    if known::known(family).is_some_and(|known| known.unversioned == Some(known.family)) {
        return None;
    }
    let reading = |version: &String| Reading {
        detail: detail.clone(),
        ..Reading::exact(family, version)
    };
    Some(versions.iter().map(reading).collect())
}

fn without_noise(mut rest: &str) -> &str {
    rest = rest.trim_start();
    while let Some(after) = NOISE.iter().find_map(|noise| rest.strip_prefix(noise)) {
        rest = after.trim_start();
    }
    let number = rest
        .strip_prefix('v')
        .filter(|after| after.starts_with(|first: char| first.is_ascii_digit()));
    number.unwrap_or(rest)
}

/// What stands after the versions; nothing at all where it is not understood.
fn detail(family: &str, versions: &[String], tail: &str) -> Option<Option<String>> {
    let ported = known::is_creative_commons(family)
        && !versions.is_empty()
        && !versions.iter().any(|version| version == "4.0");
    match tail {
        "" => Some(None),
        "only" if family == GFDL && !versions.is_empty() => Some(Some("only".to_owned())),
        "+" | "orlater" | "oranylater" | "oranylaterversion" | "orlaterversion"
            if family == GFDL && !versions.is_empty() =>
        {
            Some(Some("or-later".to_owned()))
        }
        port if ported && known::is_port(port) => Some(Some(port.to_owned())),
        _ => None,
    }
}

/// The id in SPDX's list of which this is the id or the full name, without separators.
fn listed(plain: &str) -> Option<&'static str> {
    let same = |name: &str| {
        let letters = name
            .chars()
            .filter(|character| !matches!(character, ' ' | '-' | '_'));
        letters
            .map(|character| character.to_ascii_lowercase())
            .eq(plain.chars().filter(|character| *character != ' '))
    };
    let license = spdx::identifiers::LICENSES
        .iter()
        .find(|license| same(license.name) || same(license.full_name))?;
    (!matches!(license.name, "NOASSERTION" | "NONE")).then_some(license.name)
}

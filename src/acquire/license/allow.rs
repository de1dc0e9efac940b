//! Which licences may be used.

use anyhow::{Result, bail};

use super::known::KNOWN;
use super::reading::Reading;

/// How like a name must be to be suggested for another, 0 to 1 (Jaro-Winkler).
const LIKE: f64 = 0.7;

/// The licences that are allowed.
#[derive(Debug, Clone)]
pub struct AllowList {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    /// Every open licence.
    Open,
    /// Every licence.
    Any,
    /// One id.
    Only(String),
    /// All ids that begin so.
    Beginning(String),
}

impl AllowList {
    /// The open licences: CC0, the Public Domain Mark and public domain, works of the government
    /// of the United States, all versions of CC BY and CC BY-SA, the Free Art License, the GNU Free
    /// Documentation License, the Open Government Licences.
    pub fn open() -> Self {
        Self {
            rules: vec![Rule::Open],
        }
    }

    /// These ids as well.
    #[must_use]
    pub fn and(mut self, ids: &[&str]) -> Self {
        self.rules
            .extend(ids.iter().map(|id| Rule::Only((*id).to_owned())));
        self
    }

    /// The list that `names` describe, in capital or small letters: SPDX ids, `LicenseRef-...`
    /// ids, all ids with the same beginning as `CC-BY-SA-*`, the word `open` for the open licences
    /// ([`AllowList::open`]), and the word `any` for every licence that is known at all. `CC-BY-*`
    /// includes the licences that forbid commercial use or changes (`CC-BY-NC-4.0`,
    /// `CC-BY-ND-4.0`).
    ///
    /// # Errors
    /// The list is empty, or a name on it is none of these; the error names the nearest one.
    pub fn parse(names: &[String]) -> Result<Self> {
        if names.is_empty() {
            bail!(
                "the list of licences is empty, so that no image could be used; write \"open\" for the open licences"
            );
        }
        let rules: Result<Vec<Rule>> = names.iter().map(|name| Rule::parse(name.trim())).collect();
        Ok(Self { rules: rules? })
    }

    /// Whether the licence with this SPDX id or `LicenseRef-...` is allowed, in capital or small
    /// letters.
    pub fn permits(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.permits(id))
    }

    /// Whether an image with this licence may be used.
    ///
    /// # Errors
    /// The reason why it may not: the licence is not allowed, or there is none, which no list
    /// allows.
    pub fn check(&self, id: Option<&str>) -> Result<(), String> {
        match id {
            None => Err("it has no licence: the source names none".to_owned()),
            Some(id) if self.permits(id) => Ok(()),
            Some(id) => Err(format!(
                "the licence {} is not among those allowed ({}); allow_licenses names others",
                super::quoted(id),
                self.in_words()
            )),
        }
    }

    fn in_words(&self) -> String {
        let names: Vec<String> = self.rules.iter().map(Rule::in_words).collect();
        super::quoted(&names.join(", "))
    }
}

impl Rule {
    fn parse(name: &str) -> Result<Self> {
        match name.to_ascii_lowercase().as_str() {
            "open" => return Ok(Self::Open),
            "any" | "*" => return Ok(Self::Any),
            _ => {}
        }
        if let Some(start) = name.strip_suffix('*') {
            if names().any(|id| begins(id, start)) {
                return Ok(Self::Beginning(start.to_owned()));
            }
        } else if let Some(id) = names().find(|id| id.eq_ignore_ascii_case(name)) {
            // Ids that SPDX has replaced (`GFDL-1.2`) stand for the ones that are given now.
            let today = super::words::read(id).and_then(|readings| readings.first()?.id());
            return Ok(Self::Only(today.unwrap_or_else(|| id.to_owned())));
        } else if is_reference(name) {
            return Ok(Self::Only(name.to_owned()));
        }
        let hint = match nearest(name) {
            Some(near) => format!("; did you mean \"{near}\"?"),
            None => String::new(),
        };
        bail!(
            "\"{}\" is no licence that is known{hint} Write SPDX ids (CC-BY-4.0), LicenseRef-... ids, beginnings (CC-BY-SA-*), \"open\" or \"any\"",
            super::quoted(name)
        );
    }

    fn permits(&self, id: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(one) => one.eq_ignore_ascii_case(id),
            Self::Beginning(start) => begins(id, start),
            Self::Open => names()
                .find(|name| name.eq_ignore_ascii_case(id))
                .and_then(Reading::of_id)
                .is_some_and(|reading| reading.is_open()),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Open => "open licences".to_owned(),
            Self::Any => "any".to_owned(),
            Self::Only(id) => id.clone(),
            Self::Beginning(start) => format!("{start}*"),
        }
    }
}

/// All ids that are known: SPDX's, and the references that this program gives.
fn names() -> impl Iterator<Item = &'static str> {
    let listed = spdx::identifiers::LICENSES
        .iter()
        .map(|license| license.name);
    let references = KNOWN.iter().map(|known| known.family);
    let absent = |id: &&str| !matches!(*id, "NOASSERTION" | "NONE");
    listed
        .filter(absent)
        .chain(references.filter(|family| family.starts_with("LicenseRef-")))
}

fn begins(id: &str, start: &str) -> bool {
    id.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Whether `name` is a reference as SPDX allows it: `LicenseRef-` and letters, digits, `-`, `.`.
fn is_reference(name: &str) -> bool {
    let prefix = "LicenseRef-";
    begins(name, prefix)
        && name.len() > prefix.len()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
}

/// The known name that is most like `name`, the first of several.
fn nearest(name: &str) -> Option<&'static str> {
    // The comparison takes the square of the length; no id is near as long.
    let name: String = name.chars().take(100).collect::<String>().to_lowercase();
    let mut best: Option<(&str, f64)> = None;
    for id in names().chain(["open", "any"]) {
        let likeness = strsim::jaro_winkler(&name, &id.to_lowercase());
        if likeness >= LIKE && best.is_none_or(|(_, most)| likeness > most) {
            best = Some((id, likeness));
        }
    }
    best.map(|(id, _)| id)
}

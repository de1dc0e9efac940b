//! What one claim says, as far as it says it.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::known::{self, GFDL, LAL, NO_KNOWN, PDDC, PDM, PUBLIC_DOMAIN, US_WORK};
use super::words;

/// A licence as a claim tells it: its version and what follows that may be left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The SPDX id without its version, such as `CC-BY-SA`.
    pub family: &'static str,
    /// Such as `4.0`.
    pub version: Option<String>,
    /// The jurisdiction that it is ported to (`de`), or `only` or `or-later`; small letters.
    pub detail: Option<String>,
}

impl Reading {
    /// Of a family without its version.
    pub fn vague(family: &'static str) -> Self {
        Self {
            family,
            version: None,
            detail: None,
        }
    }

    /// Of one version of a family.
    pub fn exact(family: &'static str, version: &str) -> Self {
        Self {
            version: Some(version.to_owned()),
            ..Self::vague(family)
        }
    }

    /// Of an id in SPDX's own spelling, or a `LicenseRef-...` that is known here.
    pub fn of_id(id: &str) -> Option<Self> {
        let [reading] = <[Self; 1]>::try_from(words::read(id)?).ok()?;
        (reading.id()? == id).then_some(reading)
    }

    /// The licence that both mean, as close as the closer of them says it.
    pub fn meet(&self, other: &Self) -> Option<Self> {
        if self.family != other.family {
            // Whatever is in the public domain for a reason is in the public domain. A waiver is
            // something else: its text is what grants the use.
            return match (self.family, other.family) {
                (PUBLIC_DOMAIN, PDM | PDDC | US_WORK | NO_KNOWN) => Some(other.clone()),
                (PDM | PDDC | US_WORK | NO_KNOWN, PUBLIC_DOMAIN) => Some(self.clone()),
                _ => None,
            };
        }
        Some(Self {
            family: self.family,
            version: both(&self.version, &other.version)?,
            detail: both(&self.detail, &other.detail)?,
        })
    }

    /// Its SPDX id, or `LicenseRef-...`; nothing where the version is missing or there is no such
    /// version. A port that SPDX does not list has the id of the unported licence.
    pub fn id(&self) -> Option<String> {
        let (family, detail) = (self.family, self.detail.as_deref().unwrap_or_default());
        let Some(version) = &self.version else {
            return match known::known(family) {
                Some(known) => known.unversioned.map(str::to_owned),
                None => listed(family.to_owned()),
            };
        };
        let plain = format!("{family}-{version}");
        if family == GFDL {
            let detail = if detail.is_empty() { "only" } else { detail };
            return listed(format!("{plain}-{detail}"));
        }
        let ported = format!("{plain}-{}", detail.to_uppercase());
        listed(ported).or_else(|| listed(plain))
    }

    /// Where its text stands.
    pub fn url(&self) -> Option<String> {
        let id = self.id()?;
        if known::is_creative_commons(self.family) {
            return Some(self.creative_commons_url());
        }
        let version = id.strip_prefix(self.family)?.trim_start_matches('-');
        let version = version.split('-').next().unwrap_or_default();
        let url = match (self.family, version) {
            (GFDL, "1.3") => "https://www.gnu.org/licenses/fdl-{}.html",
            (LAL, "1.2") => "https://artlibre.org/licence/lal/licence-art-libre-12/",
            (known::OGL_UK, _) => {
                let whole = version.trim_end_matches(".0");
                return Some(known::known(self.family)?.url?.replace("{}", whole));
            }
            _ => known::known(self.family)?.url?,
        };
        Some(url.replace("{}", version))
    }

    fn creative_commons_url(&self) -> String {
        let version = self.version.as_deref().unwrap_or_default();
        let mut elements = self.family.trim_start_matches("CC-").to_lowercase();
        if version == "1.0" && elements == "by-nc-nd" {
            // The first version alone had the other order.
            elements = "by-nd-nc".to_owned();
        }
        let port = match &self.detail {
            Some(port) => format!("{port}/"),
            None => String::new(),
        };
        format!("https://creativecommons.org/licenses/{elements}/{version}/{port}")
    }

    /// Whether it is an open licence, in all its versions.
    pub fn is_open(&self) -> bool {
        match known::known(self.family) {
            Some(known) => known.open,
            None => matches!(self.family, "CC-BY" | "CC-BY-SA"),
        }
    }

    /// For people: its id, or what there is of it.
    pub fn label(&self) -> String {
        let version = self.version.iter().map(String::as_str);
        let parts: Vec<&str> = std::iter::once(self.family).chain(version).collect();
        self.id().unwrap_or_else(|| parts.join("-"))
    }
}

/// What both say where one or both say something; nothing where they say different things.
fn both(one: &Option<String>, other: &Option<String>) -> Option<Option<String>> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => None,
        _ => Some(one.clone().or_else(|| other.clone())),
    }
}

fn listed(id: String) -> Option<String> {
    // The crate's own search leaves a `+` at the end out, which is another licence.
    static IDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let licenses = spdx::identifiers::LICENSES.iter();
        licenses.map(|license| license.name).collect()
    });
    IDS.contains(id.as_str()).then_some(id)
}

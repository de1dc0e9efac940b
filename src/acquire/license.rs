//! Licences as data: the SPDX id of what people write, and where its text stands.

/// The licences of Creative Commons that have numbered versions, as SPDX spells them, with the
/// path of their text.
const CREATIVE_COMMONS: [(&str, &str); 6] = [
    ("CC-BY-NC-SA", "by-nc-sa"),
    ("CC-BY-NC-ND", "by-nc-nd"),
    ("CC-BY-SA", "by-sa"),
    ("CC-BY-NC", "by-nc"),
    ("CC-BY-ND", "by-nd"),
    ("CC-BY", "by"),
];
const VERSIONS: [&str; 5] = ["1.0", "2.0", "2.5", "3.0", "4.0"];
const CC0: &str = "CC0-1.0";

/// The SPDX id that `words` mean (`CC BY-SA 4.0`, `cc0`), or the words themselves where they mean
/// none that is known here.
pub fn spdx_id(words: &str) -> String {
    let plain = words.trim().to_uppercase().replace([' ', '_'], "-");
    if matches!(
        plain.as_str(),
        "CC0" | "CC-ZERO" | "CC0-1.0" | "CC-0" | "CC-0-1.0"
    ) {
        return CC0.to_owned();
    }
    let numbered = CREATIVE_COMMONS.iter().find_map(|(id, _)| {
        let version = plain.strip_prefix(id)?.strip_prefix('-')?;
        VERSIONS
            .contains(&version)
            .then(|| format!("{id}-{version}"))
    });
    numbered.unwrap_or_else(|| words.trim().to_owned())
}

/// Where the text of the licence with this SPDX id stands, for those of Creative Commons.
pub fn license_url(spdx_id: &str) -> Option<String> {
    if spdx_id == CC0 {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned());
    }
    let (id, version) = spdx_id.rsplit_once('-')?;
    let (_, path) = CREATIVE_COMMONS.iter().find(|(name, _)| *name == id)?;
    VERSIONS
        .contains(&version)
        .then(|| format!("https://creativecommons.org/licenses/{path}/{version}/"))
}

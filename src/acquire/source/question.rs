//! What is asked of a site with an API: words, pages, and whether its licence is wanted at all.

use anyhow::{Context, Result, bail, ensure};

use super::catalog::{CatalogPage, Found};
use super::record::Skipped;
use super::{Open, SourceDefinition};
use crate::acquire::Settings;
use crate::acquire::license::AllowList;

/// How many images where no number is given.
const DEFAULT_COUNT: u64 = 150;
/// What museums give their works in the public domain away under.
pub const CC0: &str = "CC0-1.0";

/// The registration of a site that is searched by words and has its files in several sizes.
pub const fn by_words(name: &'static str, help: &'static str, open: Open) -> SourceDefinition {
    SourceDefinition {
        name,
        help,
        reads_a_folder: false,
        web: true,
        options: &["search", "max_side", "api_url"],
        default_count: Some(DEFAULT_COUNT),
        open,
        import: None,
    }
}

/// The words that are searched for, if there are any.
pub fn words(settings: &Settings) -> Option<String> {
    let words = settings.search.as_deref()?.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

/// The words that are searched for, for a source that cannot do without.
///
/// # Errors
/// There are none.
pub fn needed_words(settings: &Settings, source: &str) -> Result<String> {
    let missing = || {
        format!(
            "the source '{source}' needs words to search for: --search WORDS, or acquire.search in a pipeline file"
        )
    };
    words(settings).with_context(missing)
}

/// The licences that are allowed, for a source whose files are all under `license`. A licence that
/// is a site's own (`LicenseRef-...`) is allowed by naming the source.
///
/// # Errors
/// It is not among those that the user allows, so that no file could be used.
pub fn one_license(settings: &Settings, source: &str, license: &str) -> Result<AllowList> {
    let allowed = settings.allow_list(&[license])?;
    if let Err(reason) = allowed.check(Some(license)) {
        bail!(
            "all files of the source '{source}' are under {license}: {reason}; add it to acquire.allow_licenses or choose another source"
        );
    }
    Ok(allowed)
}

/// The number of the page at `cursor`, counted from 1.
///
/// # Errors
/// It is none.
pub fn page_number(cursor: Option<&str>) -> Result<u64> {
    let Some(cursor) = cursor else {
        return Ok(1);
    };
    cursor
        .parse()
        .with_context(|| format!("'{cursor}' is no number of a page"))
}

/// The page of what its records have become; the last as far as is known here.
pub fn page_of(records: impl Iterator<Item = Result<Found, Skipped>>) -> CatalogPage {
    let mut page = CatalogPage::default();
    for record in records {
        match record {
            Ok(found) => page.found.push(found),
            Err(skipped) => page.skips.push(skipped),
        }
    }
    page
}

/// Has `page` lead on to the page after `number` as long as there is one, up to page `deepest`. If
/// the site shows no more than that although it has `total` pages, that is one of its skips.
pub fn lead_on(page: &mut CatalogPage, number: u64, total: u64, deepest: u64, shown: &str) {
    if number < total.min(deepest) {
        page.next = Some((number + 1).to_string());
    } else if total > deepest {
        let reason = format!(
            "{shown}, and more match; search for other words to have others (with extend = true these are kept)"
        );
        page.skips
            .push(("the rest of the search".to_owned(), reason));
    }
}

/// Fails where `count` images are more than the rules of a site allow.
///
/// # Errors
/// They are more than `most`; `advice` is what to do.
pub fn at_most(count: u64, most: u64, advice: &str) -> Result<()> {
    ensure!(
        count <= most,
        "acquire.count is {count}; it can be 1 to {most}: {advice}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_where_the_site_has_no_more_or_shows_no_more() {
        let lead = |number, total| {
            let mut page = CatalogPage::default();
            lead_on(&mut page, number, total, 12, "it shows 240");
            (page.next, page.skips.len())
        };
        assert_eq!(lead(1, 3), (Some("2".to_owned()), 0));
        assert_eq!(lead(3, 3), (None, 0));
        assert_eq!(lead(12, 12), (None, 0));
        assert_eq!(lead(12, 13), (None, 1));
        assert_eq!(lead(1, 0), (None, 0));
    }

    #[test]
    fn blank_words_are_none() {
        let settings = Settings {
            search: Some("  ".to_owned()),
            ..Settings::default()
        };
        let error = needed_words(&settings, "openverse")
            .err()
            .map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("--search")));
    }
}

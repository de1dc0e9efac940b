//! Who made the images and under which licence: a page to publish beside them, as Markdown and as
//! HTML. One line an image, in the order title, author, licence, source. Titles, authors and links
//! are strangers' words: they show as text, and only addresses of the web become links.

mod markdown;
mod page;

use std::collections::{BTreeMap, BTreeSet};

use crate::acquire::license::{in_words, license_url};
use crate::domain::{printable, web_link};

/// The heading of both pages.
const HEADING: &str = "Image credits";

/// What is known of one image. Empty texts are unknown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Credit<'a> {
    /// Its file in `images/`.
    pub filename: &'a str,
    /// What it is called.
    pub title: Option<&'a str>,
    /// Who made it.
    pub author: Option<&'a str>,
    /// Where it comes from: an address of the web, or anything else that a source uses.
    pub source_url: Option<&'a str>,
    /// An SPDX id, `LicenseRef-...`, or the source's own words.
    pub license: Option<&'a str>,
    /// Where the licence's text stands; where it is none, the known address of the licence.
    pub license_url: Option<&'a str>,
}

impl Credit<'_> {
    /// The credit as plain text on one line, ready to be copied:
    /// `"Reef" by Ana Example, CC BY 4.0 (https://...), from https://...`.
    pub fn in_words(&self) -> String {
        let line = Line::of(self);
        let title = line.title.as_deref().unwrap_or(&line.filename);
        let mut words = format!(
            "\"{title}\" by {}, {}",
            line.author_words(),
            line.license_words()
        );
        if let Some(link) = &line.license_link {
            words.push_str(&format!(" ({link})"));
        }
        if let Some(Origin::Link(source) | Origin::Words(source)) = &line.source {
            words.push_str(&format!(", from {source}"));
        }
        words
    }
}

/// A credit, ready to be shown: texts on one line, links checked.
struct Line {
    filename: String,
    /// Where the file is beside the page, if its name can be part of an address as it is.
    file_link: Option<String>,
    title: Option<String>,
    author: Option<String>,
    license: Option<String>,
    license_link: Option<String>,
    source: Option<Origin>,
}

enum Origin {
    Link(String),
    Words(String),
}

impl Line {
    fn of(credit: &Credit<'_>) -> Self {
        let known = || credit.license.and_then(|id| license_url(id.trim()));
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let filename = credit.filename;
        Self {
            filename: on_one_line(filename),
            file_link: (filename.bytes().all(is_plain) && !filename.is_empty())
                .then(|| format!("images/{filename}")),
            title: shown(credit.title),
            author: shown(credit.author),
            license: shown(credit.license).map(|id| in_words(&id)),
            license_link: credit.license_url.and_then(web_link).or_else(known),
            source: credit.source_url.and_then(|source| match web_link(source) {
                Some(link) => Some(Origin::Link(link)),
                None => shown(Some(source)).map(Origin::Words),
            }),
        }
    }

    fn license_words(&self) -> &str {
        self.license.as_deref().unwrap_or("licence unknown")
    }

    fn author_words(&self) -> &str {
        self.author.as_deref().unwrap_or("an unknown author")
    }
}

/// The credits of a collection, from which both pages are made.
pub struct Credits(Vec<Line>);

impl Credits {
    /// The credits of these images, in their order.
    pub fn of(credits: &[Credit<'_>]) -> Self {
        Self(credits.iter().map(Line::of).collect())
    }

    /// The page as Markdown (CommonMark), meant to stand beside the folder `images`. However a
    /// title is written, it makes no markup.
    pub fn markdown(&self) -> String {
        markdown::page(&self.0)
    }

    /// The page as a complete HTML document without scripts, meant to stand beside the folder
    /// `images`. Every text is escaped.
    pub fn html(&self) -> String {
        page::page(&self.0)
    }
}

/// `150 images, 12 authors`.
fn counts(lines: &[Line]) -> String {
    let authors: BTreeSet<&str> = lines
        .iter()
        .filter_map(|line| line.author.as_deref())
        .collect();
    format!(
        "{}, {}",
        counted(lines.len(), "image"),
        counted(authors.len(), "author")
    )
}

fn counted(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Every licence with the number of its images, the most frequent first, then by the alphabet.
fn per_license(lines: &[Line]) -> Vec<(&str, usize)> {
    let mut counts = BTreeMap::new();
    for line in lines {
        *counts.entry(line.license_words()).or_insert(0) += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn shown(text: Option<&str>) -> Option<String> {
    text.map(on_one_line).filter(|text| !text.is_empty())
}

fn on_one_line(text: &str) -> String {
    let words = printable(text);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

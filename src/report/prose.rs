//! What the report says: sentences that are true of what was counted, and none where there is
//! nothing to say.

mod results;

use serde::Serialize;

use super::{Facts, Part, Settings};
use crate::domain::{counted, printable, separated};

/// The longest name from outside that is shown whole.
const LONGEST_NAME: usize = 40;
/// Parts of a whole that are named one by one.
const NAMED: usize = 3;

/// The report in words. What is from outside stands in it as it is, to be shown as text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Text {
    /// The title, and who it is by.
    pub title: String,
    #[allow(missing_docs, reason = "see above")]
    pub authors: Vec<String>,
    /// The language, two letters.
    pub language: String,
    /// What it is all about, in a few sentences.
    pub summary: String,
    /// Paragraphs of the section on how images were collected.
    pub collection: Vec<String>,
    /// What was collected: names and values.
    pub collected: Vec<[String; 2]>,
    /// What was found, in paragraphs.
    pub findings: Vec<String>,
    /// The models with their figures; none where they were not compared.
    pub quality: Vec<Vec<String>>,
    /// What the figures are, or why there are none.
    pub quality_note: String,
    /// Where the results end, and what could come next.
    pub limitations: String,
    #[allow(missing_docs, reason = "see above")]
    pub future: String,
    /// What it comes to.
    pub conclusion: String,
    /// What was asked, whether it was reached, and by what one sees it.
    pub rubric: Vec<[String; 3]>,
}

/// The report about these facts.
pub fn text(facts: &Facts, settings: &Settings) -> Text {
    let clean = |text: &String| printable(text.trim());
    let (quality, quality_note) = results::quality(facts);
    Text {
        title: clean(&settings.title),
        authors: settings.authors.iter().map(clean).collect(),
        language: settings.language.clone(),
        summary: summary(facts),
        collection: collection(facts),
        collected: collected(facts),
        findings: results::findings(facts),
        quality,
        quality_note,
        limitations: results::limitations(facts),
        future: results::future(facts),
        conclusion: results::conclusion(facts),
        rubric: results::rubric(facts),
    }
}

/// `no image`, `1 image`, `1,500 images`.
fn some(images: u64) -> String {
    match images {
        0 => "no image".to_owned(),
        images => counted(images, "image", "images"),
    }
}

/// `12,345`.
fn number(count: u64) -> String {
    separated(&count.to_string())
}

/// A part of a whole in whole per cent; never 0 or 100 for what is not.
fn percent(part: u64, whole: u64) -> String {
    let share = 100.0 * part as f64 / whole.max(1) as f64;
    match share.round() as u64 {
        0 if part > 0 => "less than 1 %".to_owned(),
        100 if part < whole => "more than 99 %".to_owned(),
        rounded => format!("{rounded} %"),
    }
}

/// A name from outside, without what draws nothing, and shortened.
fn name(text: &str) -> String {
    let clean = printable(text.trim());
    if clean.chars().count() <= LONGEST_NAME {
        return clean;
    }
    let kept: String = clean.chars().take(LONGEST_NAME - 1).collect();
    format!("{}…", kept.trim_end())
}

/// `a`, `a and b`, `a, b and c`.
fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The most frequent parts with their counts, and how many others there are.
fn most(parts: &[Part], [one, many]: [&str; 2]) -> String {
    let mut items: Vec<String> = parts
        .iter()
        .take(NAMED)
        .map(|(value, count)| format!("{} ({})", name(value), number(*count)))
        .collect();
    let rest = parts.len().saturating_sub(NAMED);
    if rest > 0 {
        let noun = if rest == 1 { one } else { many };
        items.push(format!("{} {noun}", number(rest as u64)));
    }
    list(&items)
}

fn summary(facts: &Facts) -> String {
    let mut sentences = vec![format!(
        "This report describes a collection of {}{}.",
        counted(facts.images, "image", "images"),
        match facts.favorites {
            0 => String::new(),
            favorites => format!(
                " and the {} of {}",
                counted(favorites, "favourite", "favourites"),
                counted(facts.users, "user", "users")
            ),
        }
    )];
    if let Some((color, count)) = facts.colors.first() {
        sentences.push(format!(
            "The most common predominant colour is {}, in {} of the images.",
            name(color),
            percent(*count, facts.images)
        ));
    }
    if facts.recommended > 0 {
        sentences.push(format!(
            "{} were made for {}, each with its reason.",
            counted(facts.recommended, "recommendation", "recommendations"),
            counted(facts.lists, "user", "users"),
        ));
    }
    sentences.join(" ")
}

fn collection(facts: &Facts) -> Vec<String> {
    let mut first = vec![match facts.sources.as_slice() {
        [] => format!(
            "The {} came without a word on their source.",
            counted(facts.images, "image", "images")
        ),
        [(only, _)] => format!(
            "All {} came from one source, {}.",
            counted(facts.images, "image", "images"),
            name(only)
        ),
        sources => format!(
            "The {} came from {} sources: {}.",
            counted(facts.images, "image", "images"),
            sources.len(),
            most(sources, ["other source", "other sources"])
        ),
    }];
    first.push(match (facts.licenses.as_slice(), facts.unlicensed) {
        ([], _) => "No licence is known of any image.".to_owned(),
        ([(only, _)], 0) => format!("All are under one licence, {}.", name(only)),
        (licenses, 0) => format!(
            "Their licences are {}.",
            most(licenses, ["other", "others"])
        ),
        (licenses, unknown) => format!(
            "Their licences are {}; none is known of {}.",
            most(licenses, ["other", "others"]),
            counted(unknown, "image", "images")
        ),
    });
    if facts.authors > 0 {
        first.push(format!(
            "{} named, and credited image by image in the file of attributions.",
            match facts.authors {
                1 => "One author is".to_owned(),
                authors => format!("{} authors are", number(authors)),
            }
        ));
    }
    let mut second = vec![
        "Each file was fetched or read once, checked by decoding its header, stored under a name that no file system misreads, and listed with its size, format and hash.".to_owned(),
    ];
    second.push(
        match (facts.with_camera, facts.with_date, facts.with_place) {
            (0, 0, 0) => {
                "No file holds a word of its camera, so nothing below rests on EXIF.".to_owned()
            }
            (camera, date, place) => format!(
                "EXIF names the camera of {}, the date of {} and the place of {}.",
                some(camera),
                some(date),
                some(place)
            ),
        },
    );
    second.push(match facts.all_rejected() {
        0 => "Nothing that was met was rejected.".to_owned(),
        rejected => format!(
            "{} rejected, each with its reason on record ({}).",
            match rejected {
                1 => "One item was".to_owned(),
                many => format!("{} items were", number(many)),
            },
            most(&facts.rejected, ["other stage", "other stages"])
        ),
    });
    vec![first.join(" "), second.join(" ")]
}

/// The table of what was collected.
fn collected(facts: &Facts) -> Vec<[String; 2]> {
    let row = |name: &str, value: String| [name.to_owned(), value];
    let mut rows = vec![
        row("Images", number(facts.images)),
        row("Bytes", format!("{:.1} MiB", facts.mebibytes)),
        row(
            "Sources",
            or_none(most(&facts.sources, ["other", "others"])),
        ),
        row(
            "Licences",
            or_none(most(&facts.licenses, ["other", "others"])),
        ),
        row("Authors named", number(facts.authors)),
        row(
            "Camera, date, place known",
            [facts.with_camera, facts.with_date, facts.with_place]
                .map(number)
                .join(", "),
        ),
        row("Met and not used", number(facts.all_rejected())),
        row(
            "Formats",
            or_none(most(&facts.formats, ["other", "others"])),
        ),
        row(
            "Orientation",
            or_none(most(&facts.orientations, ["other", "others"])),
        ),
        row("Size", or_none(most(&facts.sizes, ["other", "others"]))),
        row("Different tags", number(facts.tags.len() as u64)),
    ];
    if let Some(alike) = facts.alike {
        rows.push(row("Pairs of near-duplicates", number(alike)));
    }
    rows.push(row("Users", number(facts.users)));
    rows.push(row("Favourites", number(facts.favorites)));
    rows
}

fn or_none(text: String) -> String {
    match text.is_empty() {
        true => "none".to_owned(),
        false => text,
    }
}

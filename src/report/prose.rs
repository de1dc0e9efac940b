//! What the report says: sentences that are true of what was counted, and none where there is
//! nothing to say.

mod collected;
mod reasons;
mod results;

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::{Facts, Part, Settings};
use crate::domain::printable;
use crate::language::{Language, Sentence, named};

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
    /// What the charts show, by their names.
    pub captions: BTreeMap<String, String>,
    /// What stands in every report: markup of the template's own.
    pub words: BTreeMap<String, String>,
}

/// The report about these facts.
///
/// # Errors
/// There is no such language.
pub fn text(facts: &Facts, settings: &Settings) -> Result<Text> {
    let language = Language::of(&settings.language)?;
    let words = language.words();
    let clean = |text: &str| printable(text.trim());
    let (quality, quality_note) = results::quality(facts, &language);
    Ok(Text {
        title: clean(settings.title.as_ref().unwrap_or(&words.title)),
        authors: settings.authors.iter().map(|name| clean(name)).collect(),
        language: language.code.to_owned(),
        summary: summary(facts, &language),
        collection: vec![origins(facts, &language), files(facts, &language)],
        collected: collected::rows(facts, &language),
        findings: results::findings(facts, &language),
        quality,
        quality_note,
        limitations: results::limitations(facts, &language),
        future: results::future(facts, &language),
        conclusion: results::conclusion(facts, &language),
        rubric: results::rubric(facts, &language),
        captions: words.captions.clone(),
        words: words.template.clone(),
    })
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

/// A word of the tables, or from outside, as the language has it.
fn word(names: &BTreeMap<String, String>, text: &str) -> String {
    name(named(names, text))
}

/// The most frequent parts with their counts, and how many `others` there are.
fn most(
    parts: &[Part],
    names: &BTreeMap<String, String>,
    others: &Sentence,
    language: &Language,
) -> String {
    let mut items: Vec<String> = parts
        .iter()
        .take(NAMED)
        .map(|(value, count)| format!("{} ({})", word(names, value), language.number(*count)))
        .collect();
    let rest = parts.len().saturating_sub(NAMED) as u64;
    if rest > 0 {
        items.push(language.say(others, &[("rest", rest.into())]));
    }
    language.list(&items)
}

fn summary(facts: &Facts, language: &Language) -> String {
    let words = language.words();
    let say = &words.summary;
    let what = match facts.favorites {
        0 => &say.images,
        _ => &say.favorites,
    };
    let counts = [
        ("images", facts.images.into()),
        ("favorites", facts.favorites.into()),
        ("users", facts.users.into()),
    ];
    let mut sentences = vec![language.say(what, &counts)];
    if let Some((color, count)) = facts.colors.first() {
        let share = language.percent(*count, facts.images);
        let values = [
            ("color", word(&words.names.colors, color).into()),
            ("share", share.into()),
        ];
        sentences.push(language.say(&say.color, &values));
    }
    if facts.recommended > 0 {
        let counts = [
            ("recommended", facts.recommended.into()),
            ("users", facts.lists.into()),
        ];
        sentences.push(language.say(&say.recommended, &counts));
    }
    sentences.join(" ")
}

/// Where the images are from, under which licences, and by whom.
fn origins(facts: &Facts, language: &Language) -> String {
    let words = language.words();
    let say = &words.collection;
    let sources = match facts.sources.as_slice() {
        [] => &say.no_source,
        [_] => &say.one_source,
        _ => &say.sources,
    };
    let first = |parts: &[Part]| parts.first().map_or("", |(first, _)| first).to_owned();
    let source = word(&words.names.sources, &first(&facts.sources));
    let others = &words.others.named_sources;
    let list = most(&facts.sources, &words.names.sources, others, language);
    let values = [
        ("images", facts.images.into()),
        ("source", source.into()),
        ("sources", (facts.sources.len() as u64).into()),
        ("list", list.into()),
    ];
    let mut sentences = vec![language.say(sources, &values)];
    let licenses = match (facts.licenses.as_slice(), facts.unlicensed) {
        ([], _) => &say.no_license,
        ([_], 0) => &say.one_license,
        (_, 0) => &say.licenses,
        _ => &say.licenses_and_unknown,
    };
    let none = BTreeMap::new();
    let list = most(&facts.licenses, &none, &words.others.licenses, language);
    let values = [
        ("images", facts.images.into()),
        ("license", name(&first(&facts.licenses)).into()),
        ("licenses", (facts.licenses.len() as u64).into()),
        ("list", list.into()),
        ("unknown", facts.unlicensed.into()),
    ];
    sentences.push(language.say(licenses, &values));
    if facts.authors > 0 {
        sentences.push(language.say(&say.authors, &[("authors", facts.authors.into())]));
    }
    sentences.join(" ")
}

/// What the files hold, and which were not used.
fn files(facts: &Facts, language: &Language) -> String {
    let words = language.words();
    let say = &words.collection;
    let exif = match (facts.with_camera, facts.with_date, facts.with_place) {
        (0, 0, 0) => &say.no_exif,
        _ => &say.exif,
    };
    let known = [
        ("camera", facts.with_camera.into()),
        ("date", facts.with_date.into()),
        ("place", facts.with_place.into()),
    ];
    let rejected = match facts.all_rejected() {
        0 => &say.none_rejected,
        _ => &say.rejected,
    };
    let (stages, others) = (&words.names.stages, &words.others.stages);
    let stages = most(&facts.rejected, stages, others, language);
    let rejections = [
        ("rejected", facts.all_rejected().into()),
        ("stages", stages.into()),
    ];
    [
        language.say(&say.files, &[]),
        language.say(exif, &known),
        language.say(rejected, &rejections),
    ]
    .join(" ")
}

//! What was found, how good it is, where it ends, and what it comes to.

use super::{Facts, Part, name, reasons, word};
use crate::domain::capitalized;
use crate::language::{Language, Value};
use crate::tables::evaluation::{Comparison, Evaluation};

/// Fewer users than this prove little.
const FEW_USERS: u64 = 30;
/// The images, charts and users that the course's task asks for.
const WANTED_IMAGES: u64 = 100;
const WANTED_CHARTS: u64 = 6;

/// What was found, in paragraphs.
pub fn findings(facts: &Facts, language: &Language) -> Vec<String> {
    let mut paragraphs = vec![images(facts, language), users(facts, language)];
    if let Some(reason) = &facts.reason {
        let say = &language.words().recommended;
        let model = match facts.model.as_str() {
            "hybrid" => language.say(&say.hybrid, &[]),
            other => language.say(&say.model, &[("model", name(other).into())]),
        };
        let values = [
            ("model", model.into()),
            ("users", facts.lists.into()),
            ("images", facts.recommended.into()),
            ("reason", shortened(&reasons::told(reason, language)).into()),
        ];
        paragraphs.push(language.say(&say.lists, &values));
    }
    paragraphs
}

fn images(facts: &Facts, language: &Language) -> String {
    let mut sentences = colors(facts, language);
    let words = language.words();
    let say = &words.images;
    if let Some((orientation, count)) = facts.orientations.first() {
        let sentence = match *count == facts.images {
            true => &say.all_of_orientation,
            false => &say.orientation,
        };
        let share = language.percent(*count, facts.images);
        let values = [
            ("images", facts.images.into()),
            ("share", share.into()),
            (
                "orientation",
                word(&words.names.orientations, orientation).into(),
            ),
        ];
        sentences.push(language.say(sentence, &values));
    }
    sentences.push(match facts.tags.first() {
        None => language.say(&say.no_tag, &[]),
        Some((tag, count)) => {
            let values = [
                ("tags", (facts.tags.len() as u64).into()),
                ("tag", name(tag).into()),
                ("images", (*count).into()),
            ];
            language.say(&say.tags, &values)
        }
    });
    said(sentences)
}

/// The most common colour, and the least.
fn colors(facts: &Facts, language: &Language) -> Vec<String> {
    let words = language.words();
    let say = &words.images;
    let values = |(color, count): &Part| {
        [
            ("color", Value::from(word(&words.names.colors, color))),
            ("images", (*count).into()),
            ("share", language.percent(*count, facts.images).into()),
        ]
    };
    match facts.colors.as_slice() {
        [] => vec![language.say(&say.no_color, &[])],
        [only] => vec![language.say(&say.one_color, &values(only))],
        [first, .., last] => {
            let mut sentences = vec![language.say(&say.first_color, &values(first))];
            if last.1 < first.1 {
                sentences.push(language.say(&say.last_color, &values(last)));
            }
            sentences
        }
    }
}

/// Sentences one after the other, each with a capital at its beginning: some begin with a value.
fn said(sentences: Vec<String>) -> String {
    let sentences = sentences.iter().map(|sentence| capitalized(sentence));
    sentences.collect::<Vec<_>>().join(" ")
}

fn users(facts: &Facts, language: &Language) -> String {
    let words = language.words();
    let say = &words.users;
    let Some((fewest, most)) = facts.fewest_and_most else {
        return language.say(&say.none, &[]);
    };
    let each = match facts.users == 1 || fewest == most {
        true => &say.favorites_each,
        false => &say.favorites_between,
    };
    let counts = [
        ("users", facts.users.into()),
        ("fewest", fewest.into()),
        ("favorites", most.into()),
    ];
    let mut sentences = vec![language.say(each, &counts)];
    sentences.push(match facts.images.saturating_sub(facts.liked) {
        0 => language.say(&say.all_liked, &[]),
        unliked => language.say(&say.unliked, &[("images", unliked.into())]),
    });
    if let Some((color, count)) = facts.liked_colors.first() {
        let share = |count| language.percent(count, facts.favorites);
        let mut values = vec![
            ("color", word(&words.names.colors, color).into()),
            ("share", share(*count).into()),
        ];
        let sentence = match facts.liked_tags.first() {
            None => &say.color,
            Some((tag, count)) => {
                values.push(("tag", name(tag).into()));
                values.push(("tag_share", share(*count).into()));
                &say.color_and_tag
            }
        };
        sentences.push(language.say(sentence, &values));
    }
    if facts.clusters > 0 {
        sentences.push(language.say(&say.groups, &[("groups", facts.clusters.into())]));
    }
    said(sentences)
}

/// A reason may name many things.
fn shortened(reason: &str) -> String {
    const LONGEST: usize = 220;
    let clean = crate::domain::printable(reason);
    match clean.char_indices().nth(LONGEST) {
        None => clean,
        Some((end, _)) => format!("{}…", clean[..end].trim_end()),
    }
}

/// The rows of the table of models, and what stands below it.
pub fn quality(facts: &Facts, language: &Language) -> (Vec<Vec<String>>, String) {
    let say = &language.words().quality;
    let Some(evaluation) = &facts.evaluation else {
        return (Vec::new(), language.say(&say.none, &[]));
    };
    let counts = [
        ("favorites", evaluation.held_out.into()),
        ("users", evaluation.users.into()),
    ];
    let mut note = vec![language.say(&say.note, &counts)];
    if evaluation.users < FEW_USERS {
        note.push(language.say(&say.few_users, &[]));
    }
    (figures(evaluation, language), note.join(" "))
}

fn figures(evaluation: &Evaluation, language: &Language) -> Vec<Vec<String>> {
    let figure = |value: f64| language.decimal(value, 3);
    let rows = evaluation.ranked().into_iter().map(|(name, figures)| {
        let interval = match &figures.intervals {
            Some(intervals) => intervals.ndcg_at_10_interval.map(figure).join("–"),
            None => "–".to_owned(),
        };
        vec![
            name.to_owned(),
            figure(figures.ndcg_at_10),
            interval,
            figure(figures.recall_at_10),
            figure(figures.map_at_10),
            figure(figures.coverage),
        ]
    });
    rows.collect()
}

/// Where the results end.
pub fn limitations(facts: &Facts, language: &Language) -> String {
    let words = language.words();
    let say = &words.limitations;
    let mut sentences = Vec::new();
    if facts.simulated {
        sentences.push(language.say(&say.simulated, &[]));
    }
    if facts.users == 0 {
        sentences.push(language.say(&say.no_users, &[]));
    } else if facts.users < FEW_USERS {
        sentences.push(language.say(&say.few_users, &[("users", facts.users.into())]));
    }
    if let [(only, _)] = facts.sources.as_slice() {
        let source = word(&words.names.sources, only);
        sentences.push(language.say(&say.one_source, &[("source", source.into())]));
    }
    if facts.tagged < facts.images {
        let untagged = facts.images - facts.tagged;
        sentences.push(language.say(&say.untagged, &[("images", untagged.into())]));
    }
    sentences.push(language.say(&say.names, &[]));
    sentences.join(" ")
}

/// What could come next.
pub fn future(facts: &Facts, language: &Language) -> String {
    let say = &language.words().future;
    let mut wishes = Vec::new();
    if facts.simulated || facts.users == 0 {
        wishes.push(say.people.clone());
    } else if facts.users < FEW_USERS {
        wishes.push(say.more_people.clone());
    }
    if facts.with_place == 0 {
        wishes.push(say.places.clone());
    }
    if facts.evaluation.is_none() {
        wishes.push(say.comparison.clone());
    }
    wishes.push(say.tags.clone());
    language.say(&say.next, &[("list", language.list(&wishes).into())])
}

/// What it comes to.
pub fn conclusion(facts: &Facts, language: &Language) -> String {
    let say = &language.words().conclusion;
    let images = [("images", facts.images.into())];
    let mut sentences = vec![language.say(&say.program, &images)];
    let ranked = facts.evaluation.as_ref().map(Evaluation::ranked);
    if let Some((best, figures)) = ranked.and_then(|ranked| ranked.first().copied()) {
        let mut values = vec![("model", best.into())];
        let sentence = match figures.versus_popular {
            _ if best == "popular" => &say.popular_best,
            Some(Comparison {
                difference,
                p: Some(p),
            }) if p < 0.05 && difference > 0.0 => {
                values.push(("p", language.decimal(p, 3).into()));
                &say.best
            }
            _ => &say.best_by_chance,
        };
        sentences.push(language.say(sentence, &values));
    }
    sentences.join(" ")
}

/// The task's points: what was asked, whether it was reached, what shows it.
pub fn rubric(facts: &Facts, language: &Language) -> Vec<[String; 3]> {
    let say = &language.words().rubric;
    let row = |asked: &String, reached: bool, shown: String| {
        let reached = if reached { &say.yes } else { &say.no };
        [asked.clone(), reached.clone(), shown]
    };
    let licensed = facts.images - facts.unlicensed.min(facts.images);
    let exif = facts.with_camera.max(facts.with_date);
    let counts = [
        ("images", facts.images.into()),
        ("licensed", licensed.into()),
        ("tagged", facts.tagged.into()),
        ("exif", exif.into()),
        ("users", facts.users.into()),
        ("groups", facts.clusters.into()),
        ("charts", facts.charts.into()),
        ("recommended", facts.recommended.into()),
    ];
    let shown = |sentence| language.say(sentence, &counts);
    let quality = facts.evaluation.as_ref().map(|evaluation| {
        let models = evaluation.models.len() as u64;
        language.say(&say.quality_shown, &[("models", models.into())])
    });
    vec![
        row(
            &say.images,
            facts.images >= WANTED_IMAGES && facts.unlicensed == 0,
            shown(&say.images_shown),
        ),
        row(
            &say.labels,
            facts.images > 0 && !facts.colors.is_empty(),
            shown(&say.labels_shown),
        ),
        row(&say.profiles, facts.users > 0, shown(&say.profiles_shown)),
        row(
            &say.charts,
            facts.charts >= WANTED_CHARTS,
            shown(&say.charts_shown),
        ),
        row(
            &say.recommendations,
            facts.recommended > 0,
            shown(&say.recommendations_shown),
        ),
        row(
            &say.quality,
            quality.is_some(),
            quality.unwrap_or_else(|| language.say(&say.quality_not_measured, &[])),
        ),
    ]
}

//! What was found, how good it is, where it ends, and what it comes to.

use super::{Facts, Part, list, name, number, percent};
use crate::domain::{capitalized, counted};
use crate::tables::evaluation::Comparison;

/// Fewer users than this prove little.
const FEW_USERS: u64 = 30;
/// The images, charts and users that the course's task asks for.
const WANTED_IMAGES: u64 = 100;
const WANTED_CHARTS: u64 = 6;

/// What was found, in paragraphs.
pub fn findings(facts: &Facts) -> Vec<String> {
    let mut paragraphs = vec![images(facts)];
    paragraphs.push(users(facts));
    if let Some(reason) = &facts.reason {
        paragraphs.push(format!(
            "The {} gave {}. The first of them reads: “{}”.",
            model(&facts.model),
            match facts.lists {
                1 => format!("one user {}", counted(facts.recommended, "image", "images")),
                lists => format!(
                    "{} users {} in all",
                    number(lists),
                    counted(facts.recommended, "image", "images")
                ),
            },
            shortened(reason)
        ));
    }
    paragraphs
}

fn images(facts: &Facts) -> String {
    let mut sentences = Vec::new();
    match facts.colors.as_slice() {
        [] => sentences.push("No palette is known of any image.".to_owned()),
        [(only, count)] => sentences.push(format!(
            "Only one colour is found, {}, in {} of the images.",
            name(only),
            percent(*count, facts.images)
        )),
        [(first, most), .., (last, least)] => {
            sentences.push(format!(
                "{} leads the palettes: it is among the predominant colours of {} ({}).",
                capitalized(&name(first)),
                counted(*most, "image", "images"),
                percent(*most, facts.images)
            ));
            if least < most {
                sentences.push(format!(
                    "{} comes last, with {}.",
                    capitalized(&name(last)),
                    counted(*least, "image", "images")
                ));
            }
        }
    }
    if let Some((orientation, count)) = facts.orientations.first() {
        sentences.push(match *count == facts.images {
            true => format!("Every image is of {orientation} orientation."),
            false => format!(
                "{} of the images are of {orientation} orientation.",
                percent(*count, facts.images)
            ),
        });
    }
    sentences.push(match facts.tags.first() {
        None => "No image has a tag.".to_owned(),
        Some((tag, count)) => format!(
            "{} used; the most common, ‘{}’, is on {}.",
            match facts.tags.len() {
                1 => "One tag is".to_owned(),
                tags => format!("{} tags are", number(tags as u64)),
            },
            name(tag),
            counted(*count, "image", "images")
        ),
    });
    sentences.join(" ")
}

fn users(facts: &Facts) -> String {
    let Some((fewest, most)) = facts.fewest_and_most else {
        return "Nobody has a favourite in the collection, so tastes cannot be told.".to_owned();
    };
    let mut sentences = vec![match (facts.users, fewest == most) {
        (1, _) => format!("One user has {}.", counted(most, "favourite", "favourites")),
        (users, true) => format!(
            "{} users have {} each.",
            number(users),
            counted(most, "favourite", "favourites")
        ),
        (users, false) => format!(
            "{} users have {fewest} to {} each.",
            number(users),
            counted(most, "favourite", "favourites")
        ),
    }];
    sentences.push(match facts.images.saturating_sub(facts.liked) {
        0 => "Every image is somebody's favourite.".to_owned(),
        unliked => format!(
            "{} nobody’s favourite.",
            match unliked {
                1 => "One image is".to_owned(),
                many => format!("{} images are", number(many)),
            }
        ),
    });
    let named = |parts: &[Part]| parts.first().map(|(value, count)| (name(value), *count));
    if let Some((color, count)) = named(&facts.liked_colors) {
        sentences.push(format!(
            "{} is the colour that most favourites have ({} of them){}.",
            capitalized(&color),
            percent(count, facts.favorites),
            match named(&facts.liked_tags) {
                Some((tag, count)) => format!(
                    ", ‘{tag}’ the most liked tag ({})",
                    percent(count, facts.favorites)
                ),
                None => String::new(),
            }
        ));
    }
    match facts.clusters {
        0 => {}
        1 => sentences.push("By their tastes the users form one group.".to_owned()),
        many => sentences.push(format!("By their tastes the users form {many} groups.")),
    }
    sentences.join(" ")
}

fn model(name: &str) -> String {
    match name {
        "hybrid" => "hybrid recommender".to_owned(),
        other => format!("model {}", super::name(other)),
    }
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
pub fn quality(facts: &Facts) -> (Vec<Vec<String>>, String) {
    let Some(evaluation) = &facts.evaluation else {
        let note = "The models were not compared in this run; the stage “evaluate” does it.";
        return (Vec::new(), note.to_owned());
    };
    let figure = |value: f64| format!("{value:.3}");
    let rows = evaluation.ranked().into_iter().map(|(name, figures)| {
        let interval = match &figures.intervals {
            Some(intervals) => {
                let [low, high] = intervals.ndcg_at_10_interval;
                format!("{low:.3}–{high:.3}")
            }
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
    let mut note = format!(
        "{} of {} hidden and looked for among all images that the user does not have; means over the users, with 95 % bootstrap intervals.",
        match evaluation.held_out {
            1 => "One favourite".to_owned(),
            held => format!("{} favourites", number(held)),
        },
        match evaluation.users {
            1 => "one user was".to_owned(),
            users => format!("{} users were", number(users)),
        }
    );
    if evaluation.users < FEW_USERS {
        note.push_str(" With so few users the differences may be chance.");
    }
    (rows.collect(), note)
}

/// Where the results end.
pub fn limitations(facts: &Facts) -> String {
    let mut sentences = Vec::new();
    if facts.simulated {
        sentences.push("All favourites are simulated from known tastes, so the figures say whether a taste is found again, and nothing about people.".to_owned());
    }
    if facts.users == 0 {
        sentences.push("Without favourites there are no profiles to check.".to_owned());
    } else if facts.users < FEW_USERS {
        sentences.push(format!(
            "{} not enough to tell models apart with confidence.",
            match facts.users {
                1 => "One user is".to_owned(),
                users => format!("{} users are", number(users)),
            }
        ));
    }
    if let [(only, _)] = facts.sources.as_slice() {
        sentences.push(format!(
            "All images are of one source ({}), and what it prefers is found in every count.",
            name(only)
        ));
    }
    if facts.tagged < facts.images {
        sentences.push(format!(
            "{} no tag and can be found by colour and shape only.",
            match facts.images - facts.tagged {
                1 => "One image has".to_owned(),
                many => format!("{} images have", number(many)),
            }
        ));
    }
    sentences.push("Colours are named by eleven basic terms, which puts teal and cyan among the blues and greens; what a picture shows is known by its tags alone.".to_owned());
    sentences.join(" ")
}

/// What could come next.
pub fn future(facts: &Facts) -> String {
    let mut wishes = Vec::new();
    if facts.simulated || facts.users < FEW_USERS {
        let more = if facts.simulated || facts.users == 0 {
            ""
        } else {
            "more "
        };
        wishes.push(format!("favourites of {more}real people"));
    }
    if facts.with_place == 0 {
        wishes.push("images with their place, to see where tastes are at home".to_owned());
    }
    if facts.evaluation.is_none() {
        wishes.push("a comparison of the models on hidden favourites".to_owned());
    }
    wishes.push("tags from the pixels themselves".to_owned());
    format!("Next would come {}.", list(&wishes))
}

/// What it comes to.
pub fn conclusion(facts: &Facts) -> String {
    let mut sentences = vec![format!(
        "One program took {} from acquisition to this report without a person's hand.",
        counted(facts.images, "image", "images")
    )];
    if let Some(evaluation) = &facts.evaluation
        && let Some((best, figures)) = evaluation.ranked().first()
    {
        let beats = figures.versus_popular.as_ref();
        sentences.push(match beats {
            _ if *best == "popular" => {
                "On hidden favourites no model did better than showing everybody what most like.".to_owned()
            }
            Some(Comparison { difference, p: Some(p) }) if *p < 0.05 && *difference > 0.0 => format!(
                "On hidden favourites {best} did best, and better than popularity by more than chance (p = {p:.3})."
            ),
            _ => format!(
                "On hidden favourites {best} did best, but not by more than chance may do."
            ),
        });
    }
    sentences.join(" ")
}

/// The task's points: what was asked, whether it was reached, what shows it.
pub fn rubric(facts: &Facts) -> Vec<[String; 3]> {
    let row = |asked: &str, reached: bool, shown: String| {
        let reached = if reached { "yes" } else { "no" };
        [asked.to_owned(), reached.to_owned(), shown]
    };
    let licensed = facts.images - facts.unlicensed.min(facts.images);
    vec![
        row(
            "At least 100 images, openly licensed",
            facts.images >= WANTED_IMAGES && facts.unlicensed == 0,
            format!(
                "{}; a licence is known of {}",
                counted(facts.images, "image", "images"),
                number(licensed)
            ),
        ),
        row(
            "Metadata and labels of each image",
            facts.images > 0 && !facts.colors.is_empty(),
            format!(
                "palette, orientation, size; tags on {}, EXIF of {}",
                number(facts.tagged),
                number(facts.with_camera.max(facts.with_date))
            ),
        ),
        row(
            "Profiles of users and patterns",
            facts.users > 0,
            format!(
                "{}, {}",
                counted(facts.users, "user", "users"),
                counted(facts.clusters, "group", "groups")
            ),
        ),
        row(
            "At least six charts",
            facts.charts >= WANTED_CHARTS,
            counted(facts.charts, "chart", "charts"),
        ),
        row(
            "Recommendations that can be explained",
            facts.recommended > 0,
            match facts.recommended {
                0 => "none were made".to_owned(),
                some => format!("{}, each with a reason", number(some)),
            },
        ),
        row(
            "A measure of their quality",
            facts.evaluation.is_some(),
            match &facts.evaluation {
                Some(evaluation) => {
                    format!("{} models on hidden favourites", evaluation.models.len())
                }
                None => "not measured in this run".to_owned(),
            },
        ),
    ]
}

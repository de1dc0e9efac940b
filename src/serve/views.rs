//! What is told of images and people, to programs and to people alike.

use std::collections::HashSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::{Asked, segment};
use super::problem::Problem;
use super::{App, asked};
use crate::acquire::attribution::Credit;
use crate::catalog::{Catalog, Kind, People, Swatch};
use crate::domain::{Rgb, web_link};
use crate::pipeline::{Learning, Snapshot, State};
use crate::recommend::{self, Guest};
use crate::tables::images::ExifRecord;

/// What a list tells of an image.
#[derive(Debug, Serialize, ToSchema)]
pub struct Card {
    /// The name of its file, by which it is asked for.
    pub id: String,
    /// What it is called, where that is known.
    pub title: Option<String>,
    /// Who made it, where that is known.
    pub author: Option<String>,
    /// Its licence: an SPDX id, or the source's own words.
    pub license: Option<String>,
    /// Width in px as displayed.
    pub width: u32,
    /// Height in px as displayed.
    pub height: u32,
    /// How many people like it.
    pub likes: u32,
    /// The colours of its palette, largest share first: `#rrggbb`.
    pub palette: Vec<String>,
    /// Where its thumbnail is, a JPEG.
    pub thumbnail: String,
}

/// A page of a list of images.
#[derive(Debug, Serialize, ToSchema)]
pub struct Images {
    /// How many there are on all pages.
    pub total: u64,
    /// The images of this page.
    pub items: Vec<Card>,
    /// What `after` must be for the next page; null on the last one.
    pub next: Option<String>,
    /// What can be chosen further, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<Choices>>,
}

/// What can be chosen of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct Choices {
    /// `tag`, `color`, `orientation`, `size`, `license` or `camera`.
    pub kind: &'static str,
    /// The choices, most images first.
    pub values: Vec<Choice>,
}

/// One choice.
#[derive(Debug, Serialize, ToSchema)]
pub struct Choice {
    /// What it is.
    pub value: String,
    /// How many images are left with it.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One colour of an image.
#[derive(Debug, Serialize, ToSchema)]
pub struct Paint {
    /// `#rrggbb`
    pub color: String,
    /// Its basic term.
    pub name: &'static str,
    /// Its part of the image, 0 to 1.
    pub share: f32,
}

/// All that is known of an image.
#[derive(Debug, Serialize, ToSchema)]
pub struct Image {
    /// The name of its file, by which it is asked for.
    pub id: String,
    /// What it is called.
    pub title: Option<String>,
    /// What it shows.
    pub description: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// The source that it came from.
    pub source: Option<String>,
    /// Where the source has it; only addresses of the web.
    pub source_url: Option<String>,
    /// Its licence.
    pub license: Option<String>,
    /// The text of the licence; only addresses of the web.
    pub license_url: Option<String>,
    /// Who is to be credited and how, on one line.
    pub credit: String,
    /// Width in px as displayed.
    pub width: u32,
    /// Height in px as displayed.
    pub height: u32,
    /// The extension with its dot.
    pub format: String,
    /// Bytes / 1024.
    pub file_size_kb: f64,
    /// `landscape`, `portrait` or `square`; null where it was not labelled.
    pub orientation: Option<String>,
    /// `thumbnail`, `medium` or `large`; null where it was not labelled.
    pub size: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its palette, largest share first.
    pub palette: Vec<Paint>,
    /// What the camera wrote.
    #[schema(value_type = Option<Object>)]
    pub exif: Option<ExifRecord>,
    /// How many people like it.
    pub likes: u32,
    /// Images that look the same.
    pub alike: Vec<String>,
    /// Where its file is.
    pub file: String,
    /// Where its thumbnail is.
    pub thumbnail: String,
}

/// Images that have much in common with one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Similar {
    /// The nearest first.
    pub items: Vec<Near>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Near {
    /// The image.
    pub id: String,
    /// The cosine between the features of both, 0 to 1.
    pub likeness: f64,
}

/// Some users.
#[derive(Debug, Serialize, ToSchema)]
pub struct Users {
    /// How many there are on all pages.
    pub total: u64,
    /// The users of this page, by the alphabet.
    pub items: Vec<Somebody>,
    /// What `after` must be for the next page; null on the last one.
    pub next: Option<String>,
}

/// A user in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Somebody {
    /// The name, by which the user is asked for.
    pub id: String,
    /// How many images the user likes.
    pub favorites: u64,
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    /// The name.
    pub id: String,
    /// The images that the user likes.
    pub favorites: Vec<String>,
    /// The images that the user does not want to be shown again.
    pub dismissed: Vec<String>,
    /// How many of the favourites have what, most first.
    pub profile: Vec<Choices>,
}

/// What is recommended to a user.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recommendations {
    /// The user.
    pub user: String,
    /// The model that says so.
    pub model: &'static str,
    /// The best first.
    pub items: Vec<Recommendation>,
}

/// One image that is recommended.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recommendation {
    /// The image.
    pub id: String,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// Why, in a sentence.
    pub reason: String,
}

/// What a score is made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct Why {
    /// The image.
    pub id: String,
    /// The score, 0 to 1.
    pub score: f64,
    /// Why, in a sentence.
    pub reason: String,
    /// What speaks for the image or against it, the weightiest first.
    pub parts: Vec<Part>,
}

/// One part of a score.
#[derive(Debug, Serialize, ToSchema)]
pub struct Part {
    /// What speaks, in words.
    pub cause: String,
    /// By how much, -1 to 1, of all that speaks either way.
    pub share: f64,
}

/// How far the model is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Training {
    /// `learning`, `ready` or `failed`.
    pub state: &'static str,
    /// The model.
    pub model: &'static str,
    /// What went wrong; null where nothing did.
    pub trouble: Option<String>,
    /// For so long it has been learning, or has learned the last time.
    pub seconds: f64,
    /// For so long it has learned the time before; null where that is not known.
    pub seconds_before: Option<f64>,
    /// Whether recommendations can be had meanwhile.
    pub answers: bool,
    /// How often it has learned since the server was started.
    pub times: u64,
}

/// Tags to add and to remove.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TagChange {
    /// Tags that the image shall have.
    pub add: Vec<String>,
    /// Tags that it shall not have.
    pub remove: Vec<String>,
}

fn hex(Rgb([red, green, blue]): Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Where the thumbnail of an image is: another address for another content, so that browsers may
/// keep it.
fn thumbnail(id: &str, hash: &str) -> String {
    let mark: String = hash
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(16)
        .collect();
    format!("/image/{}/thumbnail?v={mark}", segment(id))
}

/// What a list tells of an image.
pub fn card(catalog: &Catalog, people: &People, image: u32) -> Card {
    let card = catalog.card(image);
    Card {
        id: card.filename.to_owned(),
        title: card.title.map(str::to_owned),
        author: card.author.map(str::to_owned),
        license: card.license.map(str::to_owned),
        width: card.width,
        height: card.height,
        likes: people.likes()[image as usize],
        palette: catalog
            .palette(image)
            .map(|swatch| hex(swatch.rgb))
            .collect(),
        thumbnail: thumbnail(card.filename, card.content_hash),
    }
}

/// A page of images.
pub fn images(app: &App, asked: &Asked) -> Images {
    let Snapshot {
        catalog,
        people,
        edition,
        ..
    } = app.live.now();
    let page = catalog.page(
        &asked.filter,
        asked.order,
        people.ranking(),
        asked.after.as_ref(),
        asked.limit,
    );
    let choices = asked
        .choices
        .then(|| app.choices.of(&catalog, edition, &asked.filter));
    Images {
        total: page.total,
        items: page
            .images
            .iter()
            .map(|image| card(&catalog, &people, *image))
            .collect(),
        next: page.next.map(|cursor| cursor.to_text()),
        choices: choices.map(|counted| choices_of(&counted)),
    }
}

fn choices_of(counted: &asked::Counted) -> Vec<Choices> {
    let kinds = counted.iter();
    kinds
        .map(|(kind, values)| Choices {
            kind: kind.name(),
            values: values
                .iter()
                .map(|choice| Choice {
                    value: choice.value.clone(),
                    count: choice.count,
                    chosen: choice.chosen,
                })
                .collect(),
        })
        .collect()
}

/// All that is known of an image.
///
/// # Errors
/// There is no such image.
pub fn image(app: &App, id: &str) -> Result<Image, Problem> {
    let Snapshot {
        catalog, people, ..
    } = app.live.now();
    let number = number(&catalog, id)?;
    let record = catalog.record(number).map_err(|_| Problem::mistake())?;
    let one = |kind: Kind| {
        let value = catalog.facet(kind).values_of(number).next();
        value.map(str::to_owned)
    };
    let tags = catalog.facet(Kind::Tag).values_of(number);
    let alike = catalog.alike(number).iter();
    let credit = Credit {
        filename: &record.filename,
        title: record.title.as_deref(),
        author: record.author.as_deref(),
        source_url: record.source_url.as_deref(),
        license: record.license.as_deref(),
        license_url: record.license_url.as_deref(),
    };
    Ok(Image {
        credit: credit.in_words(),
        orientation: one(Kind::Orientation),
        size: one(Kind::Size),
        tags: tags.map(str::to_owned).collect(),
        palette: catalog.palette(number).map(paint).collect(),
        likes: people.likes()[number as usize],
        alike: alike
            .map(|other| catalog.filename(*other).to_owned())
            .collect(),
        file: format!("/image/{}/file", segment(&record.filename)),
        thumbnail: thumbnail(&record.filename, &record.content_hash),
        source_url: record.source_url.as_deref().and_then(web_link),
        license_url: record.license_url.as_deref().and_then(web_link),
        id: record.filename,
        title: told(record.title),
        description: told(record.description),
        author: told(record.author),
        source: told(record.source),
        license: told(record.license),
        width: record.width,
        height: record.height,
        format: record.format,
        file_size_kb: record.file_size_kb,
        exif: record.exif,
    })
}

fn told(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn paint(swatch: Swatch) -> Paint {
    Paint {
        color: hex(swatch.rgb),
        name: swatch.name,
        share: swatch.share,
    }
}

fn number(catalog: &Catalog, id: &str) -> Result<u32, Problem> {
    let number = catalog.number(id);
    number.ok_or_else(|| Problem::unknown("image", id))
}

/// Images like one.
///
/// # Errors
/// There is no such image, or no model yet.
pub fn similar(app: &App, id: &str, count: usize) -> Result<Similar, Problem> {
    let catalog = app.live.now().catalog;
    number(&catalog, id)?;
    let wanted = id.to_owned();
    let found = app
        .adviser
        .ask(move |prepared, _| recommend::similar(prepared, &wanted, count))?;
    let found = found.into_iter();
    let found = found.filter(|(id, _)| catalog.number(id).is_some());
    let items = found.map(|(id, likeness)| Near {
        id,
        likeness: (likeness * 1e6).round() / 1e6,
    });
    Ok(Similar {
        items: items.collect(),
    })
}

/// Users whose names hold a text, after one of them.
pub fn users(app: &App, text: &str, after: &str, limit: usize) -> Users {
    let people = app.live.now().people;
    let mut found = people.named(text).peekable();
    let mut total = 0;
    let mut items = Vec::new();
    let mut more = false;
    for (name, favorites) in found.by_ref() {
        total += 1;
        if name <= after {
            continue;
        }
        if items.len() < limit {
            items.push(Somebody {
                id: name.to_owned(),
                favorites: favorites as u64,
            });
        } else {
            more = true;
        }
    }
    let next = items.last().filter(|_| more).map(|last| last.id.clone());
    Users { total, items, next }
}

/// A user; somebody who likes nothing yet is one too.
///
/// # Errors
/// Nobody can be called so.
pub fn user(app: &App, name: &str) -> Result<User, Problem> {
    somebody(app, name)?;
    let Snapshot {
        catalog, people, ..
    } = app.live.now();
    let favorites = people.favorites_of(name);
    let kinds = [Kind::Color, Kind::Tag, Kind::Orientation, Kind::Size].into_iter();
    let profile = kinds.map(|kind| Choices {
        kind: kind.name(),
        values: counted(catalog.facet(kind).counts(favorites), MOST_TRAITS),
    });
    Ok(User {
        id: name.to_owned(),
        favorites: names(&catalog, favorites),
        dismissed: names(&catalog, people.dismissed_by(name)),
        profile: profile.collect(),
    })
}

/// So many colours and tags are told of a user.
const MOST_TRAITS: usize = 12;

/// Counts as choices of which none is taken.
pub fn counted(counts: Vec<(&str, u64)>, most: usize) -> Vec<Choice> {
    let counts = counts.into_iter().take(most);
    counts
        .map(|(value, count)| Choice {
            value: value.to_owned(),
            count,
            chosen: false,
        })
        .collect()
}

/// Whether somebody is called so, or may be.
pub fn somebody(app: &App, name: &str) -> Result<(), Problem> {
    match app.live.now().people.has(name) {
        true => Ok(()),
        false => possible(name),
    }
}

/// Whether somebody may be called so.
pub fn possible(name: &str) -> Result<(), Problem> {
    const LONGEST: usize = 200;
    // In an address . and .. are the folder itself and the one above, however they are written.
    let is_segment = ![".", ".."].contains(&name) && !name.trim().is_empty();
    let is_name = is_segment && crate::domain::printable(name) == name && name.len() <= LONGEST;
    match is_name {
        true => Ok(()),
        false => Err(Problem::wrong(
            "a user's name has 1 to 200 bytes, no control characters, and is not . or ..",
        )),
    }
}

/// The names of some images, in their order.
fn names<T: FromIterator<String>>(catalog: &Catalog, images: &[u32]) -> T {
    let images = images.iter();
    images
        .map(|image| catalog.filename(*image).to_owned())
        .collect()
}

/// The images that somebody likes, to look them up; none of nobody.
pub fn favorites(app: &App, me: Option<&str>) -> HashSet<String> {
    let Snapshot {
        catalog, people, ..
    } = app.live.now();
    me.map_or_else(HashSet::new, |me| names(&catalog, people.favorites_of(me)))
}

/// What is known of somebody at this moment, by the names of the images.
struct Known {
    user: String,
    favorites: Vec<String>,
    dismissed: Vec<String>,
}

impl Known {
    fn of(app: &App, name: &str) -> Self {
        let Snapshot {
            catalog, people, ..
        } = app.live.now();
        Self {
            user: name.to_owned(),
            favorites: names(&catalog, people.favorites_of(name)),
            dismissed: names(&catalog, people.dismissed_by(name)),
        }
    }

    /// What `work` makes of somebody as the collection of a model numbers the images.
    fn as_guest<T>(&self, prepared: &recommend::Prepared, work: impl FnOnce(&Guest<'_>) -> T) -> T {
        let numbers = |names: &[String]| prepared.numbers(names.iter().map(String::as_str));
        let (favorites, dismissed) = (numbers(&self.favorites), numbers(&self.dismissed));
        work(&Guest {
            user: &self.user,
            favorites: &favorites,
            dismissed: &dismissed,
            unknown: match prepared.guest(&self.user).unknown {
                recommend::Known::Nothing if !self.favorites.is_empty() => {
                    recommend::Known::NewerImages
                }
                known => known,
            },
        })
    }
}

/// What is recommended to a user, from the favourites as they are at this moment.
///
/// # Errors
/// Nobody can be called so, or there is no model yet.
pub fn recommendations(app: &App, name: &str, count: usize) -> Result<Recommendations, Problem> {
    somebody(app, name)?;
    let known = Known::of(app, name);
    let mut settings = app.adviser.settings().clone();
    settings.count = count as u32;
    let lists = app.adviser.ask(move |prepared, model| {
        known.as_guest(prepared, |guest| {
            recommend::for_guests(prepared, model, &settings, &[*guest])
        })
    })?;
    let list = lists.map_err(|error| Problem::wrong(format!("{error:#}")))?;
    let rows = list.into_iter().flat_map(|list| list.recommendations);
    // The model may have learned from images that are gone by now.
    let catalog = app.live.now().catalog;
    let rows = rows.filter(|row| catalog.number(&row.filename).is_some());
    let items = rows.map(|row| Recommendation {
        id: row.filename,
        score: row.score,
        reason: row.reason,
    });
    Ok(Recommendations {
        user: name.to_owned(),
        model: app.adviser.model(),
        items: items.collect(),
    })
}

/// What the score of an image for a user is made of.
///
/// # Errors
/// There is no such image, nothing is known of the user, or there is no model yet.
pub fn why(app: &App, name: &str, id: &str) -> Result<Why, Problem> {
    somebody(app, name)?;
    number(&app.live.now().catalog, id)?;
    let known = Known::of(app, name);
    let wanted = id.to_owned();
    let why = app.adviser.ask(move |prepared, model| {
        known.as_guest(prepared, |guest| {
            recommend::why(prepared, model, guest, &wanted)
        })
    })?;
    let why =
        why.map_err(|error| Problem::new(axum::http::StatusCode::CONFLICT, format!("{error:#}")))?;
    let parts = why.parts.into_iter().map(|part| Part {
        cause: part.cause,
        share: (part.share * 1e6).round() / 1e6,
    });
    Ok(Why {
        id: why.filename,
        score: why.score,
        reason: why.reason,
        parts: parts.collect(),
    })
}

/// How far the model is.
pub fn training(app: &App) -> Training {
    let Learning {
        state,
        trouble,
        took,
        before,
        answers,
        times,
    } = app.adviser.learning();
    let seconds = |duration: Duration| (duration.as_secs_f64() * 10.0).round() / 10.0;
    Training {
        state: match state {
            State::Learning => "learning",
            State::Ready => "ready",
            State::Failed => "failed",
        },
        model: app.adviser.model(),
        trouble,
        seconds: seconds(took),
        seconds_before: before.map(seconds),
        answers,
        times,
    }
}

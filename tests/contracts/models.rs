//! What every recommender promises, asked of each in `recommend::MODELS`.

use std::collections::BTreeMap;

use anyhow::Result;
use pixrec::domain::Seed;
use pixrec::fsio::{ArchiveReader, ArchiveWriter};
use pixrec::interactions::Favorites;
use pixrec::profile::{Likes, settle};
use pixrec::query::traits::kind;
use pixrec::recommend::{
    Collection, Content, Inputs, MODELS, ModelDefinition, Recommender, Settings, Taste, scored,
};
use pixrec::tables::favorites;
use pixrec::tables::labels::LabelTables;
use pixrec::tables::recommendations::{Recommendation, UserRecommendations, to_json};
use polars::prelude::*;

use crate::frames::{
    self, Person, Picture, labels, liked, person, shuffled, shuffled_labels, synthetic,
    with_threads,
};

fn ask(
    model: &ModelDefinition,
    tables: &LabelTables,
    likes: &LazyFrame,
    count: u32,
    only: Option<&str>,
) -> Result<Vec<UserRecommendations>> {
    let settings = Settings {
        model: model.name.to_owned(),
        count,
        ..Settings::default()
    };
    let inputs = Inputs {
        labels: tables,
        favorites: likes,
        duplicates: None,
        dismissed: None,
    };
    frames::recommended(inputs, &settings, only, 42)
}

/// The lists, once what must be true of any list has been found to be so.
fn lists(
    model: &ModelDefinition,
    pictures: &[Picture],
    persons: &[Person],
    count: u32,
) -> Result<BTreeMap<String, Vec<Recommendation>>> {
    let made = ask(
        model,
        &labels(pictures),
        &frames::favorites(persons),
        count,
        None,
    )?;
    let mut users: Vec<&str> = persons.iter().map(|(user, _)| user.as_str()).collect();
    users.sort_unstable();
    let listed: Vec<&str> = made.iter().map(|list| list.user_id.as_str()).collect();
    assert_eq!(listed, users, "{}: every user once, sorted", model.name);
    for list in &made {
        check_list(model.name, list, pictures, persons, count as usize);
    }
    Ok(made
        .into_iter()
        .map(|list| (list.user_id, list.recommendations))
        .collect())
}

fn check_list(
    model: &str,
    made: &UserRecommendations,
    pictures: &[Picture],
    persons: &[Person],
    count: usize,
) {
    let Some(person) = persons.iter().find(|(user, _)| *user == made.user_id) else {
        return;
    };
    let list = &made.recommendations;
    let who = format!("{model} for {}", person.0);
    let favorites = liked(pictures, person);
    assert_eq!(
        list.len(),
        count.min(pictures.len() - favorites.len()),
        "{who}"
    );
    for (place, row) in list.iter().enumerate() {
        let name = &row.filename;
        assert!(!person.1.contains(name), "{who}: {name} is a favourite");
        assert!(
            pictures.iter().any(|picture| picture.filename == *name),
            "{who}: {name}"
        );
        assert!(
            list[..place]
                .iter()
                .all(|earlier| earlier.filename != *name),
            "{who}: {name}"
        );
        assert!((0.0..=1.0).contains(&row.score), "{who}: {}", row.score);
        assert!(
            place == 0 || list[place - 1].score >= row.score,
            "{who}: not best first"
        );
        assert!(!row.reason.trim().is_empty(), "{who}: no reason for {name}");
        if favorites.is_empty() {
            assert!(
                row.reason.contains(if person.1.is_empty() {
                    "you have no favourites yet"
                } else {
                    "none of your favourites is in this collection"
                }),
                "{who}: {}",
                row.reason
            );
            assert!(
                row.reason.contains("popular and varied"),
                "{who}: {}",
                row.reason
            );
        } else {
            check_reason(&who, row, pictures, persons);
        }
    }
}

/// Reads the reason as a user does, and counts again.
fn check_reason(who: &str, row: &Recommendation, pictures: &[Picture], persons: &[Person]) {
    let person = persons
        .iter()
        .find(|(user, _)| who.ends_with(user.as_str()));
    let favorites = liked(pictures, person.expect("the user is there"));
    let image = pictures
        .iter()
        .find(|picture| picture.filename == row.filename);
    let image = image.expect("the image is in the collection");
    if row.reason.starts_with("unlike your favourites") {
        let shares = |one| {
            favorites
                .iter()
                .any(|favorite| favorite.traits().contains(&one))
        };
        assert!(
            !image.traits().into_iter().any(shares),
            "{who}: {}",
            row.reason
        );
        return;
    }
    let fans = |name: &str| {
        persons
            .iter()
            .filter(|(_, names)| names.iter().any(|own| own == name))
            .count()
    };
    let have_fans_in_common = |a: &str, b: &str| {
        persons.iter().any(|(_, names)| {
            let likes = |name: &str| names.iter().any(|own| own == name);
            likes(a) && likes(b)
        })
    };
    for clause in row.reason.split("; ") {
        if let Some(named) = clause.strip_prefix("people who like ") {
            let named = named.strip_suffix(" like it too").expect("a whole clause");
            let all: Vec<&str> = favorites
                .iter()
                .map(|favorite| favorite.filename.as_str())
                .filter(|name| have_fans_in_common(name, &row.filename))
                .collect();
            check_named(who, named, &all);
        } else if let Some(named) = clause.strip_prefix("of one kind with ") {
            let all: Vec<&str> = favorites.iter().map(|one| one.filename.as_str()).collect();
            check_named(who, named, &all);
        } else if let Some((likes, users)) = clause
            .strip_suffix(" users like it")
            .or(clause.strip_suffix(" users likes it"))
            .and_then(|counts| counts.split_once(" of "))
        {
            assert_eq!(number(likes), fans(&row.filename), "{who}: {clause}");
            assert_eq!(number(users), persons.len(), "{who}: {clause}");
        } else {
            check_traits(who, clause, image, &favorites);
        }
    }
}

/// `reef.jpg`, or `reef.jpg and 3 more of your favourites`: some of `all`.
fn check_named(who: &str, named: &str, all: &[&str]) {
    let (first, more) = match named.strip_suffix(" more of your favourites") {
        None => (named, 0),
        Some(counted) => {
            let (first, more) = counted.split_once(" and ").expect("a count");
            (first, number(more))
        }
    };
    assert!(all.contains(&first), "{who}: {named}");
    assert!(more < all.len(), "{who}: {named}");
}

fn check_traits(who: &str, clause: &str, image: &Picture, favorites: &[&Picture]) {
    let total = favorites.len();
    for part in clause.split(", and ") {
        let (described, counted) = part
            .split_once(", like ")
            .unwrap_or_else(|| panic!("{who}: '{part}' is no trait with a count"));
        let one = trait_of(described);
        assert!(
            image.traits().contains(&one),
            "{who}: {} has no {one:?}",
            image.filename
        );
        let having = favorites
            .iter()
            .filter(|favorite| favorite.traits().contains(&one))
            .count();
        let words: Vec<&str> = counted.split(' ').collect();
        let said = match words.as_slice() {
            ["your", "one", "favourite"] | ["it"] => (1, 1),
            ["all", count, "of", "your", "favourites"] => (number(count), number(count)),
            ["all", count] => (number(count), number(count)),
            [count, "of", "your", of, "favourites"] => (number(count), number(of)),
            [count, "of", "the", of] => (number(count), number(of)),
            _ => panic!("{who}: '{counted}' cannot be read"),
        };
        assert_eq!(said, (having, total), "{who}: {clause}");
    }
}

fn number(word: &str) -> usize {
    word.parse().expect("a count is a number")
}

fn trait_of(described: &str) -> (String, String) {
    let (kind, value) = if let Some(tag) = described.strip_prefix("tagged ") {
        (kind::TAG, tag)
    } else if let Some(rest) = described.strip_prefix("in ") {
        (kind::ORIENTATION, rest.trim_end_matches(" format"))
    } else if let Some(size) = described.strip_suffix(" in size") {
        (kind::SIZE, size)
    } else {
        (kind::COLOR, described)
    };
    (kind.to_owned(), value.to_owned())
}

/// 120 pictures, eight simulated users, one with everything, one with nothing, one whose only
/// favourite is gone.
fn usual() -> Result<(Vec<Picture>, Vec<Person>)> {
    let pictures = synthetic(120, 1);
    let made = settle(&labels(&pictures), Likes::default(), 8, Seed::new(42))?;
    let mut persons = favorites::users(&made.favorites.lazy())?;
    let everything = pictures.iter().map(|picture| picture.filename.clone());
    persons.push(("everything".to_owned(), everything.collect()));
    persons.push(person("nothing", &[]));
    persons.push(person("lost", &["gone.jpg"]));
    Ok((pictures, persons))
}

#[test]
fn a_usual_collection_gives_every_user_new_images_with_true_reasons() -> Result<()> {
    let (pictures, persons) = usual()?;
    for model in MODELS {
        let lists = lists(model, &pictures, &persons, 10)?;
        assert!(lists["everything"].is_empty(), "{}", model.name);
        let shown =
            |user: &str| -> Vec<&String> { lists[user].iter().map(|row| &row.filename).collect() };
        assert_eq!(shown("nothing"), shown("lost"), "{}", model.name);
    }
    Ok(())
}

#[test]
fn more_than_there_are_is_all_that_there_are() -> Result<()> {
    let pictures = synthetic(30, 1);
    let persons = [
        person("ana", &["beach-0000.jpg", "city-0001.jpg"]),
        person("bo", &[]),
    ];
    for model in MODELS {
        let lists = lists(model, &pictures, &persons, 100)?;
        assert_eq!(
            (lists["ana"].len(), lists["bo"].len()),
            (28, 30),
            "{}",
            model.name
        );
    }
    Ok(())
}

#[test]
fn the_smallest_collections_break_nothing() -> Result<()> {
    for images in [0, 1, 2, 3] {
        let pictures = synthetic(images, 1);
        let all: Vec<String> = pictures
            .iter()
            .map(|picture| picture.filename.clone())
            .collect();
        let persons = [
            ("all".to_owned(), all.clone()),
            ("first".to_owned(), all.iter().take(1).cloned().collect()),
            ("none".to_owned(), Vec::new()),
        ];
        for model in MODELS {
            lists(model, &pictures, &persons, 5)?;
            for alone in &persons {
                lists(model, &pictures, std::slice::from_ref(alone), 5)?;
            }
        }
    }
    Ok(())
}

#[test]
fn images_without_tags_and_images_that_are_all_alike_break_nothing() -> Result<()> {
    let bare = |color: fn(usize) -> &'static str| -> Vec<Picture> {
        let names = (0..40).map(|index| format!("{index:02}.jpg"));
        let each = names.enumerate();
        each.map(|(index, name)| Picture::new(&name, &[color(index)], &[]))
            .collect()
    };
    let without_tags = bare(|index| ["red", "blue", "green"][index % 3]);
    let alike = bare(|_| "gray");
    let mut without_anything = bare(|_| "gray");
    for picture in &mut without_anything {
        picture.colors.clear();
    }
    let persons = [
        person("ana", &["00.jpg", "03.jpg", "06.jpg"]),
        person("bo", &["01.jpg"]),
    ];
    for pictures in [without_tags, alike, without_anything] {
        for model in MODELS {
            lists(model, &pictures, &persons, 10)?;
        }
    }
    Ok(())
}

#[test]
fn where_nobody_likes_anything_everybody_is_a_newcomer() -> Result<()> {
    let pictures = synthetic(40, 1);
    let persons = [person("ana", &[]), person("bo", &[])];
    for model in MODELS {
        let lists = lists(model, &pictures, &persons, 5)?;
        assert_eq!(lists["ana"], lists["bo"]);
        assert!(
            lists["ana"][0].reason.contains("nobody has it"),
            "{}",
            lists["ana"][0].reason
        );
        let nobody = ask(model, &labels(&pictures), &frames::favorites(&[]), 5, None)?;
        assert_eq!(nobody, []);
    }
    Ok(())
}

#[test]
fn an_unknown_user_alone_is_a_newcomer_and_a_known_one_gets_the_same_as_in_the_crowd() -> Result<()>
{
    let (pictures, persons) = usual()?;
    let (tables, likes) = (labels(&pictures), frames::favorites(&persons));
    for model in MODELS {
        let crowd = lists(model, &pictures, &persons, 7)?;
        for user in ["stranger", "", "user\u{1b}_001"] {
            let alone = ask(model, &tables, &likes, 7, Some(user))?;
            assert_eq!((alone.len(), alone[0].user_id.as_str()), (1, user));
            assert_eq!(alone[0].recommendations, crowd["nothing"], "{}", model.name);
        }
        for user in ["user_001", "user_008", "everything"] {
            let alone = ask(model, &tables, &likes, 7, Some(user))?;
            assert_eq!(
                alone[0].recommendations, crowd[user],
                "{} {user}",
                model.name
            );
        }
    }
    Ok(())
}

#[test]
fn bytes_are_the_same_again_with_other_threads_and_in_another_order_of_rows() -> Result<()> {
    let (pictures, persons) = usual()?;
    let (tables, likes) = (labels(&pictures), frames::favorites(&persons));
    for model in MODELS {
        let bytes = |threads, tables: &LabelTables, likes: &LazyFrame| {
            with_threads(threads, || to_json(&ask(model, tables, likes, 10, None)?))
        };
        let first = bytes(1, &tables, &likes)?;
        assert_eq!(bytes(1, &tables, &likes)?, first, "{}", model.name);
        assert_eq!(bytes(4, &tables, &likes)?, first, "{}", model.name);
        for seed in 0..3 {
            let mixed = bytes(4, &shuffled_labels(&tables, seed), &shuffled(&likes, seed))?;
            assert!(mixed == first, "{}, rows shuffled by {seed}", model.name);
        }
    }
    Ok(())
}

#[test]
fn fewer_are_the_beginning_of_more() -> Result<()> {
    let (pictures, persons) = usual()?;
    for model in MODELS {
        let (few, many) = (
            lists(model, &pictures, &persons, 3)?,
            lists(model, &pictures, &persons, 20)?,
        );
        for (user, list) in few.iter().filter(|(user, _)| user.starts_with("user_")) {
            assert_eq!(list[..], many[user][..list.len()], "{} {user}", model.name);
        }
    }
    Ok(())
}

#[test]
fn names_and_helps_are_there_and_names_are_unique() {
    let mut names: Vec<&str> = MODELS.iter().map(|model| model.name).collect();
    assert_eq!(names[0], Settings::default().model);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), MODELS.len());
    assert!(MODELS.iter().all(|model| model.help.len() > 10));
}

/// A model that was read again says of everybody what it said before.
#[test]
fn what_was_learned_can_be_written_and_read_again() -> Result<()> {
    let (pictures, persons) = usual()?;
    let content = Content::of(&labels(&pictures))?;
    let likes = Favorites::of(frames::favorites(&persons), &content.traits.images)?;
    let seed = Seed::new(42);
    let collection = Collection::new(content.into(), likes.images, seed);
    let folder = tempfile::tempdir()?;
    let users: Vec<u32> = (0..collection.users() as u32)
        .filter(|user| !collection.favorites.row(*user as usize).is_empty())
        .collect();
    for model in MODELS {
        let path = folder.path().join(model.name);
        let learned = (model.learn)(&collection)?;
        let mut out = ArchiveWriter::new(&path, b"{}")?;
        collection.put(&mut out)?;
        learned.put(&mut out)?;
        out.keep()?;
        let (mut reader, head) = ArchiveReader::open(&path)?;
        assert_eq!(head, b"{}");
        let again = Collection::take(&mut reader, seed)?;
        assert_eq!(again.favorites, collection.favorites);
        let read = (model.take)(&again, &mut reader)?;
        let scores = |model: &dyn Recommender, collection| scored(model, collection, &users);
        assert_eq!(
            scores(read.as_ref(), &again)?,
            scores(learned.as_ref(), &collection)?,
            "{}",
            model.name
        );
        // Cut anywhere, it is no model, and nothing panics.
        let bytes = std::fs::read(&path)?;
        std::fs::write(&path, &bytes[..1_000])?;
        let cut = ArchiveReader::open(&path)
            .and_then(|(mut reader, _)| Collection::take(&mut reader, seed).map(|_| ()));
        assert!(cut.is_err(), "{}", model.name);
    }
    Ok(())
}

/// The parts that are told sum to the score by which the model ranks.
#[test]
fn contributions_sum_to_the_score() -> Result<()> {
    let (pictures, persons) = usual()?;
    let content = Content::of(&labels(&pictures))?;
    let likes = Favorites::of(frames::favorites(&persons), &content.traits.images)?;
    let collection = Collection::new(content.into(), likes.images, Seed::new(42));
    let user = (0..collection.users() as u32)
        .find(|user| (5..100).contains(&collection.favorites.row(*user as usize).len()))
        .expect("somebody likes some images");
    let taste = Taste {
        favorites: collection.favorites.row(user as usize),
        seed: collection.seed.derive("user", &user.to_string()),
    };
    for model in MODELS.iter().filter(|model| model.name != "random") {
        let learned = (model.learn)(&collection)?;
        let scores = scored(learned.as_ref(), &collection, &[user])?;
        for image in [0_u32, 17, 60, 119] {
            let parts = learned.contributions(&taste, &[image])?.concat();
            let sum: f32 = parts.iter().map(|part| part.amount).sum();
            let score = scores[(0, image as usize)];
            assert!(
                (sum - score).abs() < 2e-3 * (1.0 + score.abs()),
                "{}: {sum}, not {score}",
                model.name
            );
        }
    }
    Ok(())
}

//! Answers `src/evaluate/`: nothing of what is held out is seen, and the figures are those of the
//! lists.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use pixrec::evaluate::{BASELINES, Inputs, Protocol, STAGE, Settings, Task, run, run_on};
use pixrec::interactions::{Rows, Words};
use pixrec::progress::Progress;
use pixrec::ranking::cold_start;
use pixrec::recommend::{self, MODELS, ModelDefinition};
use pixrec::stage::Context;
use pixrec::tables::evaluation::{Figures, to_json};
use pixrec::tables::ranked_lists::RankedList;
use polars::prelude::*;

use super::people::{SEED, collection, evaluated, persons, pictures, settings};
use crate::frames::{
    Person, Picture, context, favorites, labels, person, shuffled, shuffled_labels, with_threads,
};

/// What is held out of some persons' favourites, and what is left to learn from.
fn parts(persons: &[Person]) -> Result<(Vec<Person>, Vec<Person>)> {
    let (labels, _) = collection();
    let likes = favorites(persons);
    let images = image_names();
    let inputs = Inputs {
        labels: &labels,
        favorites: &likes,
        test: None,
    };
    let task = Task::of(inputs, Protocol::Holdout, &images, context(SEED))?;
    let named = |rows: &Rows, row: usize| {
        let images = rows
            .row(row)
            .iter()
            .map(|image| images.text(*image).to_owned());
        images.collect::<Vec<String>>()
    };
    let users = 0..task.users.len();
    let train = users.map(|user| {
        (
            task.users.text(user as u32).to_owned(),
            named(&task.train, user),
        )
    });
    let asked = task.asked.iter().enumerate();
    let held = asked.map(|(place, user)| (user.name.clone(), named(&task.held, place)));
    Ok((train.collect(), held.collect()))
}

/// The images in the order of the alphabet.
fn image_names() -> Words {
    let mut names: Vec<String> = pictures().into_iter().map(|one| one.filename).collect();
    names.sort();
    let mut words = Words::default();
    for name in names {
        words.add(&name).expect("few");
    }
    words
}

#[test]
fn a_fifth_of_each_users_favourites_is_held_out_and_nothing_is_lost() -> Result<()> {
    let (_, persons) = collection();
    let (train, held) = parts(&persons)?;
    assert_eq!(held.len(), persons.len());
    for ((person, train), held) in persons.iter().zip(&train).zip(&held) {
        assert_eq!((&person.0, &person.0), (&train.0, &held.0));
        assert_eq!(held.1.len(), (person.1.len() as f64 * 0.2).round() as usize);
        let all: BTreeSet<&String> = train.1.iter().chain(&held.1).collect();
        assert_eq!(all, person.1.iter().collect());
        assert_eq!(all.len(), train.1.len() + held.1.len());
    }
    Ok(())
}

#[test]
fn what_is_held_out_cannot_be_seen_by_a_model() -> Result<()> {
    let (labels, persons) = collection();
    let (train, held) = parts(&persons)?;
    // Others in their place: images that the user does not have, and one that nobody has.
    let others: Vec<Person> = persons
        .iter()
        .map(|(user, liked)| {
            let strange = pictures().into_iter().map(|picture| picture.filename);
            let mut strange: Vec<String> = strange
                .filter(|name| !liked.contains(name))
                .take(9)
                .collect();
            strange.push("nowhere.jpg".to_owned());
            (user.clone(), strange)
        })
        .collect();
    let train = favorites(&train);
    for model in MODELS {
        let lists = |test: &[Person]| -> Result<_> {
            let test = favorites(test);
            let found = evaluated(&labels, &train, Some(&test), &settings(&[model.name]))?;
            Ok((found.lists, found.evaluation))
        };
        let (one, figures) = lists(&held)?;
        let (other, other_figures) = lists(&others)?;
        assert_eq!(one, other, "{}", model.name);
        assert_eq!(one.len(), persons.len());
        assert_ne!(figures, other_figures);
    }
    Ok(())
}

#[test]
fn a_model_that_is_given_the_training_part_alone_makes_the_same_lists() -> Result<()> {
    let (labels, persons) = collection();
    let (train, held) = parts(&persons)?;
    let (train, test) = (favorites(&train), favorites(&held));
    for model in MODELS {
        let cut_off = evaluated(
            &labels,
            &favorites(&persons),
            None,
            &settings(&[model.name]),
        )?;
        let handed = evaluated(&labels, &train, Some(&test), &settings(&[model.name]))?;
        assert_eq!(cut_off.lists, handed.lists, "{}", model.name);
        assert_eq!(cut_off.evaluation.models, handed.evaluation.models);
        let settings = recommend::Settings {
            model: model.name.to_owned(),
            count: 20,
            ..recommend::Settings::default()
        };
        let inputs = recommend::Inputs {
            labels: &labels,
            favorites: &train,
            duplicates: None,
            dismissed: None,
        };
        let shown = recommend::run(inputs, &settings, context(SEED))?.tables;
        let shown: Vec<RankedList> = shown
            .into_iter()
            .map(|list| RankedList {
                user_id: list.user_id,
                images: list
                    .recommendations
                    .into_iter()
                    .map(|row| row.filename)
                    .collect(),
            })
            .collect();
        assert_eq!(shown, cut_off.lists, "{}", model.name);
    }
    Ok(())
}

/// The figures of lists by their definitions, as the reference script has them: recall, NDCG, MAP
/// and hits at 10.
fn naive(lists: &[RankedList], held: &[Person]) -> [f64; 4] {
    let lists: BTreeMap<&str, &RankedList> = lists
        .iter()
        .map(|list| (list.user_id.as_str(), list))
        .collect();
    let mut sums = [0.0; 4];
    for (user, wanted) in held {
        let shown = lists
            .get(user.as_str())
            .map_or(&[][..], |list| &list.images);
        let hits: Vec<f64> = shown
            .iter()
            .take(10)
            .map(|image| f64::from(u8::from(wanted.contains(image))))
            .collect();
        let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
        let most = wanted.len().min(10);
        let dcg: f64 = hits
            .iter()
            .enumerate()
            .map(|(place, hit)| hit * gain(place))
            .sum();
        let precision = |place: usize| hits[..=place].iter().sum::<f64>() / (place + 1) as f64;
        let precisions: f64 = (0..hits.len())
            .map(|place| hits[place] * precision(place))
            .sum();
        sums[0] += hits.iter().sum::<f64>() / wanted.len() as f64;
        sums[1] += dcg / (0..most).map(gain).sum::<f64>();
        sums[2] += precisions / most as f64;
        sums[3] += hits.iter().copied().fold(0.0, f64::max);
    }
    sums.map(|sum| sum / held.len() as f64)
}

fn at_10(figures: &Figures) -> [f64; 4] {
    [
        figures.recall_at_10,
        figures.ndcg_at_10,
        figures.map_at_10,
        figures.hit_rate_at_10,
    ]
}

#[test]
fn the_figures_are_those_of_the_lists() -> Result<()> {
    let (labels, persons) = collection();
    let (train, mut held) = parts(&persons)?;
    // A favourite that is nowhere, one that is known already, and somebody who is not.
    held[0].1.push("nowhere.jpg".to_owned());
    held[1].1.push(train[1].1[0].clone());
    held.push(person("stranger", &["beach-0000.jpg"]));
    let (train, test) = (favorites(&train), favorites(&held));
    for model in ["item-knn", "ridge", "popular", "random"] {
        let found = evaluated(&labels, &train, Some(&test), &settings(&[model]))?;
        assert_eq!(found.evaluation.users, 37);
        assert_eq!(found.evaluation.protocol, "files");
        let figures = at_10(&found.evaluation.models[model]);
        for (figure, expected) in figures.into_iter().zip(naive(&found.lists, &held)) {
            assert!(
                (figure - expected).abs() < 1e-9,
                "{model}: {figure} {expected}"
            );
        }
    }
    Ok(())
}

#[test]
fn models_that_learn_are_better_than_chance_and_said_to_be() -> Result<()> {
    let (labels, persons) = collection();
    let likes = favorites(&persons);
    let settings = Settings {
        bootstrap: 200,
        cuts: false,
        ..Settings::default()
    };
    let found = evaluated(&labels, &likes, None, &settings)?.evaluation;
    assert_eq!(found.models.len(), MODELS.len());
    assert_eq!(found.ranked().len(), MODELS.len());
    for (name, figures) in &found.models {
        let [low, high] = figures
            .intervals
            .as_ref()
            .map_or([1.0, 0.0], |all| all.ndcg_at_10_interval);
        assert!(
            low <= figures.ndcg_at_10 && figures.ndcg_at_10 <= high,
            "{name}"
        );
        assert_eq!(figures.versus_popular.is_none(), name == "popular");
        assert_eq!(
            figures.versus_best_single.is_none(),
            *name == found.best_single
        );
    }
    assert_ne!(found.best_single, "hybrid");
    let versus = found.models["item-knn"]
        .versus_popular
        .expect("it is not popular");
    let [one, other] = ["item-knn", "popular"].map(|name| found.models[name].ndcg_at_10);
    assert!((versus.difference - (one - other)).abs() < 1e-9);
    assert!(
        versus.difference > 0.1 && versus.p.is_some_and(|p| p < 0.01),
        "{versus:?}"
    );
    Ok(())
}

#[test]
fn neither_threads_nor_the_order_of_rows_change_a_byte() -> Result<()> {
    let (labels, persons) = collection();
    let likes = favorites(&persons);
    let settings = Settings {
        models: vec!["item-knn".to_owned(), "ridge".to_owned()],
        bootstrap: 100,
        ..Settings::default()
    };
    let bytes = |labels: &_, likes: &LazyFrame| -> Result<Vec<u8>> {
        to_json(&evaluated(labels, likes, None, &settings)?.evaluation)
    };
    let once = bytes(&labels, &likes)?;
    assert_eq!(bytes(&labels, &likes)?, once);
    assert_eq!(
        bytes(&shuffled_labels(&labels, 9), &shuffled(&likes, 8))?,
        once
    );
    for threads in [1, 3] {
        assert_eq!(with_threads(threads, || bytes(&labels, &likes))?, once);
    }
    Ok(())
}

#[test]
fn the_cuts_are_those_of_newcomers_and_of_images_that_nobody_likes() -> Result<()> {
    let pictures = pictures();
    // Of many users some are made newcomers.
    let persons = persons(&pictures, 80);
    let settings = Settings {
        cuts: true,
        ..settings(&["popular"])
    };
    let (labels, likes) = (labels(&pictures), favorites(&persons));
    let found = evaluated(&labels, &likes, None, &settings)?;
    let cuts = found.evaluation.models["popular"]
        .cuts
        .clone()
        .expect("asked for");

    let images = image_names();
    let inputs = Inputs {
        labels: &labels,
        favorites: &likes,
        test: None,
    };
    let task = Task::of(inputs, Protocol::Holdout, &images, context(SEED))?;
    let seed = context(SEED).seed.derive(STAGE, "cuts");
    let split = cold_start(&task.train, images.len(), seed);
    let count = |image: u32| {
        split
            .train
            .items()
            .iter()
            .filter(|item| **item == image)
            .count()
    };
    let mut ranked: Vec<u32> = (0..images.len() as u32).collect();
    ranked.sort_by_key(|image| (std::cmp::Reverse(count(*image)), *image));
    let (mut users, mut lists, mut wanted) = (Vec::new(), [vec![], vec![]], [vec![], vec![]]);
    for user in 0..task.users.len() {
        let (own, held) = (split.train.row(user), split.held.row(user));
        let named = |images: Vec<u32>| images.iter().map(u32::to_string).collect::<Vec<_>>();
        let name = format!("{user}");
        users.push(name.clone());
        let mut add = |place: usize, held: Vec<u32>, candidates: Vec<u32>| {
            wanted[place].push((name.clone(), named(held)));
            lists[place].push(RankedList {
                user_id: name.clone(),
                images: named(candidates),
            });
        };
        if (1..=4).contains(&own.len()) && !held.is_empty() {
            let open = ranked.iter().copied().filter(|image| !own.contains(image));
            add(0, held.to_vec(), open.collect());
        }
        let new: Vec<u32> = held
            .iter()
            .copied()
            .filter(|image| count(*image) == 0)
            .collect();
        if !new.is_empty() && !own.is_empty() {
            let open = ranked.iter().copied().filter(|image| count(*image) == 0);
            add(1, new, open.collect());
        }
    }
    for (place, cut) in [cuts.new_users, cuts.new_images].into_iter().enumerate() {
        assert!(!wanted[place].is_empty());
        assert_eq!(cut.users, wanted[place].len() as u64);
        let [recall, ndcg, ..] = naive(&lists[place], &wanted[place]);
        let found = (
            cut.ndcg_at_10.unwrap_or_default(),
            cut.recall_at_10.unwrap_or_default(),
        );
        assert!(
            (found.0 - ndcg).abs() < 1e-9 && (found.1 - recall).abs() < 1e-9,
            "{found:?}"
        );
    }
    Ok(())
}

#[test]
fn without_cuts_or_resamples_there_is_nothing_of_them() -> Result<()> {
    let (labels, persons) = collection();
    let settings = Settings {
        bootstrap: 0,
        ..settings(&["popular"])
    };
    let found = evaluated(&labels, &favorites(&persons), None, &settings)?.evaluation;
    let names: Vec<&String> = found.models.keys().collect();
    assert_eq!(names, BASELINES, "they are always measured");
    for figures in found.models.values() {
        assert!(figures.intervals.is_none() && figures.cuts.is_none());
    }
    let versus = found.models["random"].versus_popular.expect("not popular");
    assert_eq!(versus.p, None);
    Ok(())
}

#[test]
fn leave_one_out_holds_one_favourite_of_each_user_with_two() -> Result<()> {
    let pictures = [
        Picture::new("a.jpg", &["blue"], &["sea"]),
        Picture::new("b.jpg", &["blue"], &["sea"]),
        Picture::new("c.jpg", &["red"], &["wood"]),
    ];
    let persons = [
        person("ana", &["a.jpg", "b.jpg"]),
        person("bo", &["a.jpg"]),
        person("cy", &[]),
        person("dee", &["a.jpg", "b.jpg", "c.jpg"]),
    ];
    let settings = Settings {
        protocol: Protocol::LeaveOneOut,
        ..settings(&["popular"])
    };
    let found = evaluated(&labels(&pictures), &favorites(&persons), None, &settings)?;
    let evaluation = found.evaluation;
    assert_eq!(
        (evaluation.users, evaluation.held_out, evaluation.learned),
        (2, 2, 4)
    );
    assert_eq!(evaluation.protocol, "leave-one-out");
    assert!((evaluation.models["popular"].recall_at_10 - 1.0).abs() < 1e-12);
    Ok(())
}

fn error_of(persons: &[Person], test: Option<&[Person]>, settings: &Settings) -> String {
    let (labels, _) = collection();
    let test = test.map(favorites);
    let found = evaluated(&labels, &favorites(persons), test.as_ref(), settings);
    format!("{:#}", found.map(|_| ()).expect_err("it cannot be"))
}

#[test]
fn where_nothing_can_be_held_out_it_is_said_what_to_do() {
    let few = [person("ana", &["beach-0000.jpg", "city-0001.jpg"])];
    let holdout = settings(&["popular"]);
    let error = error_of(&few, None, &holdout);
    assert!(error.contains("no user has the 5 favourites"), "{error}");
    assert!(
        error.contains("(2 at most)") && error.contains("--leave-one-out"),
        "{error}"
    );
    let one = [person("ana", &["beach-0000.jpg"])];
    let leave_one_out = Settings {
        protocol: Protocol::LeaveOneOut,
        ..holdout.clone()
    };
    let error = error_of(&one, None, &leave_one_out);
    assert!(error.contains("no user has the 2 favourites"), "{error}");
    let error = error_of(&[person("ana", &["lost.jpg"])], None, &holdout);
    assert!(error.contains("nobody likes any image"), "{error}");
    let error = error_of(&few, Some(&[person("ana", &[])]), &holdout);
    assert!(error.contains("to be found has none"), "{error}");
}

#[test]
fn a_model_that_fails_is_named() {
    static BROKEN: ModelDefinition = ModelDefinition {
        name: "broken",
        help: "it never learns",
        learn: |_| bail!("the matrix is singular"),
        take: |_, _| anyhow::bail!("nothing was written"),
    };
    let (labels, persons) = collection();
    let likes = favorites(&persons);
    let inputs = Inputs {
        labels: &labels,
        favorites: &likes,
        test: None,
    };
    let found = run_on(&[&BROKEN], inputs, &Settings::default(), context(SEED));
    let error = format!("{:#}", found.map(|_| ()).expect_err("it fails"));
    assert_eq!(
        error,
        "the model 'broken' cannot be measured: the matrix is singular"
    );
}

/// Keeps what is warned of.
#[derive(Default)]
struct Warnings(std::sync::Mutex<Vec<String>>);

impl Progress for Warnings {
    fn begin(&self, _name: &str, _total: u64) {}
    fn advance(&self, _steps: u64) {}
    fn end(&self) {}
    fn warn(&self, message: &str) {
        self.0.lock().expect("no panic").push(message.to_owned());
    }
}

#[test]
fn strangers_and_images_that_are_nowhere_count_and_are_told() -> Result<()> {
    let (labels, persons) = collection();
    let likes = favorites(&persons);
    let test = favorites(&[
        person("user-00", &["nowhere.jpg", &persons[0].1[0]]),
        person("stranger", &["beach-0000.jpg"]),
    ]);
    let warnings = Warnings::default();
    let context = Context {
        progress: &warnings,
        ..context(SEED)
    };
    let inputs = Inputs {
        labels: &labels,
        favorites: &likes,
        test: Some(&test),
    };
    let found = run(inputs, &settings(&["random"]), context)?.tables;
    assert_eq!(found.evaluation.users, 2);
    assert_eq!(found.lists.len(), 2);
    assert_eq!(found.lists[0].user_id, "stranger");
    assert_eq!(found.lists[0].images.len(), 20);
    let told = warnings.0.into_inner().expect("no panic").join("\n");
    for what in [
        "users without a favourite to learn from, to whom popular images are shown: 1",
        "the collection does not have, and count as missed: 1",
        "are among those to learn from, and count as missed: 1",
    ] {
        assert!(told.contains(what), "{told}");
    }
    Ok(())
}

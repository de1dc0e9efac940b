//! A collection with users whose tastes can be found again.

use pixrec::evaluate::{Evaluated, Inputs, Settings, run};
use pixrec::tables::labels::LabelTables;
use polars::prelude::*;

use crate::frames::{Person, Picture, context, labels, synthetic};

pub const SEED: u64 = 5;

/// Each user likes two thirds of the pictures of two subjects.
pub fn persons(pictures: &[Picture], users: usize) -> Vec<Person> {
    (0..users)
        .map(|user| {
            let is_liked = |place: usize| {
                let subject = place % 12;
                (subject == user % 12 || subject == (user + 5) % 12)
                    && !(place + user).is_multiple_of(3)
            };
            let liked = pictures
                .iter()
                .enumerate()
                .filter(|(place, _)| is_liked(*place));
            let names = liked.map(|(_, picture)| picture.filename.clone());
            (format!("user-{user:02}"), names.collect())
        })
        .collect()
}

/// Ten pictures of each of twelve subjects.
pub fn pictures() -> Vec<Picture> {
    synthetic(120, 3)
}

pub fn collection() -> (LabelTables, Vec<Person>) {
    let pictures = pictures();
    (labels(&pictures), persons(&pictures, 36))
}

/// These models, quickly.
pub fn settings(models: &[&str]) -> Settings {
    Settings {
        models: models.iter().map(|name| (*name).to_owned()).collect(),
        bootstrap: 100,
        cuts: false,
        lists: (models.len() == 1).then(|| "lists.csv".into()),
        ..Settings::default()
    }
}

/// What comes of learning from `favorites`, and looking for `test` if that is given.
pub fn evaluated(
    labels: &LabelTables,
    favorites: &LazyFrame,
    test: Option<&LazyFrame>,
    settings: &Settings,
) -> anyhow::Result<Evaluated> {
    let inputs = Inputs {
        labels,
        favorites,
        test,
    };
    Ok(run(inputs, settings, context(SEED))?.tables)
}

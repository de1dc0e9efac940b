//! Small collections made in memory: pictures as plain values, and the tables of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use pixrec::domain::{ColorName, Seed};
use pixrec::progress::Silent;
use pixrec::query::traits::kind;
use pixrec::recommend::{self, Inputs, Prepared, Settings};
use pixrec::stage::Context;
use pixrec::tables::favorites;
use pixrec::tables::labels::{LabelTables, PaletteRecord, colors_frame};
use pixrec::tables::recommendations::UserRecommendations;
use polars::prelude::*;
use proptest::prelude::Strategy;
use proptest::sample::{select, subsequence};
use rand::Rng;
use rand::seq::SliceRandom;

/// One labelled image.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub filename: String,
    /// Names by rank; a name may stand twice, as two blues do.
    pub colors: Vec<String>,
    pub orientation: &'static str,
    pub size: &'static str,
    pub tags: Vec<String>,
}

/// A user and the favourites.
pub type Person = (String, Vec<String>);

impl Picture {
    /// A medium landscape.
    pub fn new(filename: &str, colors: &[&str], tags: &[&str]) -> Self {
        Self {
            filename: filename.to_owned(),
            colors: owned(colors),
            orientation: "landscape",
            size: "medium",
            tags: owned(tags),
        }
    }

    /// The shares of its colours: n, n - 1 ... 1 parts of their sum.
    pub fn shares(&self) -> Vec<f64> {
        let count = self.colors.len();
        let parts = (count * (count + 1) / 2) as f64;
        (1..=count).rev().map(|part| part as f64 / parts).collect()
    }

    /// What it has, each trait once: `(kind, value)`.
    pub fn traits(&self) -> BTreeSet<(String, String)> {
        let named = |kind: &str, value: &str| (kind.to_owned(), value.to_owned());
        let colors = self.colors.iter().map(|name| named(kind::COLOR, name));
        let tags = self.tags.iter().map(|tag| named(kind::TAG, tag));
        colors
            .chain(tags)
            .chain([
                named(kind::ORIENTATION, self.orientation),
                named(kind::SIZE, self.size),
            ])
            .collect()
    }

    fn palette(&self) -> PaletteRecord {
        let rgb = |name: &String| {
            let term = ColorName::ALL.iter().position(|term| term.as_str() == name);
            [term.unwrap_or_default() as u8 * 20, 100, 200]
        };
        PaletteRecord {
            colors: self.colors.iter().map(rgb).collect(),
            names: self.colors.clone(),
            shares: self.shares(),
        }
    }
}

/// Owned copies of some words.
pub fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The tables of some pictures, in the order in which they stand.
pub fn labels(pictures: &[Picture]) -> LabelTables {
    let palettes: BTreeMap<String, PaletteRecord> = pictures
        .iter()
        .map(|picture| (picture.filename.clone(), picture.palette()))
        .collect();
    let names = pictures.iter().map(|picture| picture.filename.clone());
    let orientations = pictures.iter().map(|picture| picture.orientation);
    let sizes = pictures.iter().map(|picture| picture.size);
    let tagged: Vec<(&str, &str)> = pictures
        .iter()
        .flat_map(|picture| {
            let tags = picture.tags.iter().map(String::as_str);
            tags.map(|tag| (picture.filename.as_str(), tag))
        })
        .collect();
    let (tagged_names, tags): (Vec<&str>, Vec<&str>) = tagged.into_iter().unzip();
    LabelTables {
        labels: df![
            "filename" => names.collect::<Vec<String>>(),
            "orientation" => orientations.collect::<Vec<&str>>(),
            "size_category" => sizes.collect::<Vec<&str>>(),
        ]
        .expect("columns are equally long")
        .lazy(),
        colors: colors_frame(&palettes).expect("palettes are whole").lazy(),
        tags: df!["filename" => tagged_names, "tag" => tags]
            .expect("columns are equally long")
            .lazy(),
    }
}

/// The table `favorites` of some persons.
pub fn favorites(persons: &[Person]) -> LazyFrame {
    favorites::frame(persons)
        .expect("each person stands once")
        .lazy()
}

/// A person by plain words.
pub fn person(user: &str, favorites: &[&str]) -> Person {
    (user.to_owned(), owned(favorites))
}

/// What a stage is handed, with this seed and no one to tell.
pub fn context(seed: u64) -> Context<'static> {
    Context {
        seed: Seed::new(seed),
        progress: &Silent,
    }
}

/// The lists of all users, or that of one.
pub fn recommended(
    inputs: Inputs<'_>,
    settings: &Settings,
    only: Option<&str>,
    seed: u64,
) -> Result<Vec<UserRecommendations>> {
    let Some(user) = only else {
        return Ok(recommend::run(inputs, settings, context(seed))?.tables);
    };
    let prepared = Prepared::of(inputs, Seed::new(seed))?;
    let model = prepared.learn(settings, context(seed))?;
    Ok(vec![recommend::one(
        &prepared,
        model.as_ref(),
        settings,
        user,
    )?])
}

/// The same rows in another order.
pub fn shuffled(frame: &LazyFrame, seed: u64) -> LazyFrame {
    let frame = frame.clone().collect().expect("the frame is whole");
    let mut order: Vec<IdxSize> = (0..frame.height() as IdxSize).collect();
    order.shuffle(&mut Seed::new(seed).rng());
    let order = IdxCa::from_vec("order".into(), order);
    frame.take(&order).expect("all rows exist").lazy()
}

/// All three tables with their rows in another order.
pub fn shuffled_labels(labels: &LabelTables, seed: u64) -> LabelTables {
    LabelTables {
        labels: shuffled(&labels.labels, seed),
        colors: shuffled(&labels.colors, seed + 1),
        tags: shuffled(&labels.tags, seed + 2),
    }
}

/// What `work` gives when it has so many threads.
pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads can be had")
        .install(work)
}

/// The cells of some columns as text, row by row; null is `-`, a list is joined by `|`.
pub fn rows(frame: LazyFrame, names: &[&str]) -> Vec<Vec<String>> {
    let frame = frame.collect().expect("the query can be answered");
    (0..frame.height())
        .map(|row| {
            let cell = |name: &&str| cell(frame.column(name).expect("the column is there"), row);
            names.iter().map(cell).collect()
        })
        .collect()
}

fn cell(column: &Column, row: usize) -> String {
    text(&column.get(row).expect("the row is there"))
}

fn text(value: &AnyValue) -> String {
    match value {
        AnyValue::Null => "-".to_owned(),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::List(items) => items
            .iter()
            .map(|item| text(&item))
            .collect::<Vec<_>>()
            .join("|"),
        AnyValue::Float64(value) => format!("{value}"),
        AnyValue::UInt32(value) => value.to_string(),
        AnyValue::UInt64(value) => value.to_string(),
        other => panic!("a value of type {} in a test", other.dtype()),
    }
}

/// Kinds of picture in [`synthetic`]: a tag, and the colours that go with it.
const SUBJECTS: [(&str, [&str; 3]); 12] = [
    ("beach", ["yellow", "blue", "white"]),
    ("city", ["gray", "black", "yellow"]),
    ("desert", ["orange", "brown", "yellow"]),
    ("flower", ["pink", "green", "white"]),
    ("forest", ["green", "brown", "black"]),
    ("harbour", ["blue", "gray", "red"]),
    ("lavender", ["purple", "green", "gray"]),
    ("market", ["red", "orange", "brown"]),
    ("night", ["black", "purple", "gray"]),
    ("reef", ["blue", "orange", "pink"]),
    ("snow", ["white", "gray", "blue"]),
    ("tulip", ["red", "pink", "green"]),
];
const WHIMS: [&str; 6] = ["calm", "detail", "light", "people", "quiet", "storm"];

/// A collection of `count` pictures that is as varied as a real one: each twelfth of it has a
/// subject, colours that mostly follow from it, and one of six other tags; a tenth are large, a
/// tenth thumbnails, a tenth portraits, a tenth squares.
pub fn synthetic(count: usize, seed: u64) -> Vec<Picture> {
    let mut rng = Seed::new(seed).derive("synthetic", "").rng();
    (0..count)
        .map(|index| {
            let (subject, usual) = SUBJECTS[index % SUBJECTS.len()];
            let mut colors = owned(&usual);
            if rng.gen_ratio(1, 3) {
                let odd = ColorName::ALL[rng.gen_range(0..ColorName::ALL.len())];
                colors[2] = odd.as_str().to_owned();
            }
            let pick = |rng: &mut _, few: [&'static str; 2], usual| match Rng::gen_range(rng, 0..10)
            {
                0 => few[0],
                1 => few[1],
                _ => usual,
            };
            Picture {
                filename: format!("{subject}-{index:04}.jpg"),
                colors,
                orientation: pick(&mut rng, ["portrait", "square"], "landscape"),
                size: pick(&mut rng, ["large", "thumbnail"], "medium"),
                tags: sorted(&[subject, WHIMS[rng.gen_range(0..WHIMS.len())]]),
            }
        })
        .collect()
}

fn sorted(words: &[&str]) -> Vec<String> {
    let mut words = owned(words);
    words.sort();
    words
}

/// Any small collection, with few words so that ties are common; some pictures have no tags, and
/// a colour name may stand twice.
pub fn any_pictures() -> impl Strategy<Value = Vec<Picture>> {
    let colors = proptest::collection::vec(select(vec!["black", "blue", "green", "red"]), 1..5);
    let tags = subsequence(vec!["autumn", "beach", "cat", "Ärger", "zoo"], 0..5);
    let shape = (
        select(vec!["landscape", "portrait", "square"]),
        select(vec!["thumbnail", "medium", "large"]),
    );
    let picture = (colors, tags, shape);
    proptest::collection::vec(picture, 0..10).prop_map(|pictures| {
        pictures
            .into_iter()
            .enumerate()
            .map(|(index, (colors, tags, (orientation, size)))| Picture {
                filename: format!("p{index}.jpg"),
                colors: owned(&colors),
                orientation,
                size,
                tags: sorted(&tags),
            })
            .collect()
    })
}

/// Any few users: known favourites in any order, some that no collection has, some with none.
pub fn any_persons() -> impl Strategy<Value = Vec<Person>> {
    let names: Vec<String> = (0..10).map(|index| format!("p{index}.jpg")).collect();
    let names = [names, vec!["lost.jpg".to_owned()]].concat();
    let favorites = subsequence(names, 0..8).prop_shuffle();
    let users = subsequence(vec!["ana", "bo", "Zoë", "émile"], 0..=4).prop_shuffle();
    (users, proptest::collection::vec(favorites, 4)).prop_map(|(users, favorites)| {
        users
            .into_iter()
            .map(str::to_owned)
            .zip(favorites)
            .collect()
    })
}

/// The naive answer to "how often": counts of values, most first, ties by the alphabet.
pub fn most_first<K: Ord + Clone>(values: impl Iterator<Item = K>) -> Vec<(K, u64)> {
    let mut counts: BTreeMap<K, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<(K, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// The pictures that a person likes and that there are, in the person's order.
pub fn liked<'a>(pictures: &'a [Picture], person: &Person) -> Vec<&'a Picture> {
    person
        .1
        .iter()
        .filter_map(|name| pictures.iter().find(|picture| picture.filename == *name))
        .collect()
}

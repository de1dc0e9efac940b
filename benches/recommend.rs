//! How good and how fast the models are on favourites with a given split.
//!
//! ```text
//! cargo bench --bench recommend -- FOLDER [MODEL...]
//! ```
//!
//! FOLDER holds `train.csv.gz` and `test.csv.gz` (`user_id,image`) and, where there are labels,
//! `labels.csv.gz` (`image,tags`, tags between bars). For each model it prints NDCG and recall at
//! 10 over the users of the test, and the seconds to learn and to make the first 20 of each.
//!
//! The names `als-given` and `item-knn-given` learn with settings that are not searched for, those
//! of another library beside which they are timed:
//! `als-given:FACTORS:REGULARIZATION:CONFIDENCE:ITERATIONS` and `item-knn-given:NEIGHBORS`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use pixrec::domain::Seed;
use pixrec::interactions::{Favorites, Words};
use pixrec::ranking::UserMetrics;
use pixrec::recommend::models::{als, item_knn};
use pixrec::recommend::{Collection, Content, MODELS, Recommender, USERS_AT_ONCE, best, scored};
use pixrec::tables::labels::LabelTables;
use polars::prelude::*;
use rayon::prelude::*;

fn rows(path: &Path) -> Result<Vec<[String; 2]>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        rows.push([record[0].to_owned(), record[1].to_owned()]);
    }
    Ok(rows)
}

fn labels(folder: &Path, train: &[[String; 2]]) -> Result<LabelTables> {
    let images: BTreeSet<&str> = train.iter().map(|row| row[1].as_str()).collect();
    let mut tagged: Vec<(String, String)> = Vec::new();
    let path = folder.join("labels.csv.gz");
    if path.is_file() {
        for [image, tags] in rows(&path)? {
            let tags = tags.split('|').filter(|tag| !tag.is_empty());
            tagged.extend(tags.map(|tag| (image.clone(), tag.to_owned())));
        }
        tagged.retain(|(image, _)| images.contains(image.as_str()));
    }
    let names: Vec<&str> = images.into_iter().collect();
    let none: Vec<Option<&str>> = vec![None; names.len()];
    let (tagged, tags): (Vec<String>, Vec<String>) = tagged.into_iter().unzip();
    let empty: Vec<&str> = Vec::new();
    let nothing: Vec<u32> = Vec::new();
    let shares: Vec<f64> = Vec::new();
    Ok(LabelTables {
        labels: df!["filename" => names, "orientation" => none.clone(), "size_category" => none]?
            .lazy(),
        colors: df![
            "filename" => empty.clone(), "rank" => nothing.clone(), "r" => nothing.clone(),
            "g" => nothing.clone(), "b" => nothing, "name" => empty, "share" => shares
        ]?
        .lazy(),
        tags: df!["filename" => tagged, "tag" => tags]?.lazy(),
    })
}

fn frame(rows: &[[String; 2]]) -> Result<LazyFrame> {
    let users: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let images: Vec<&str> = rows.iter().map(|row| row[1].as_str()).collect();
    Ok(df!["user_id" => users, "filename" => images]?.lazy())
}

/// The favourites to be found, by user; `None` for an image that is nowhere else.
fn held(test: &[[String; 2]], users: &Words, images: &Words) -> BTreeMap<u32, Vec<u32>> {
    let mut held: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for [user, image] in test {
        if let Some(user) = users.number(user) {
            let image = images.number(image).unwrap_or(u32::MAX);
            held.entry(user).or_default().push(image);
        }
    }
    held.values_mut().for_each(|images| images.sort_unstable());
    held
}

fn measure<'a>(
    name: &str,
    learn: impl FnOnce(&'a Collection) -> Result<Box<dyn Recommender + 'a>>,
    collection: &'a Collection,
    held: &BTreeMap<u32, Vec<u32>>,
) -> Result<()> {
    let start = Instant::now();
    let model = learn(collection)?;
    let learned = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let users: Vec<u32> = held.keys().copied().collect();
    let lists: Vec<Vec<Vec<u32>>> = users
        .par_chunks(USERS_AT_ONCE)
        .map(|users| {
            let scores = scored(model.as_ref(), collection, users)?;
            let each = users.iter().zip(scores.rows()).map(|(user, row)| {
                let favorites = collection.favorites.row(*user as usize);
                best(
                    collection,
                    row.to_slice().unwrap_or_default(),
                    favorites,
                    20,
                )
            });
            Ok(each.collect())
        })
        .collect::<Result<_>>()?;
    let made = start.elapsed().as_secs_f64();
    let lists = lists.iter().flatten();
    let metrics: Vec<UserMetrics> = users
        .iter()
        .zip(lists)
        .map(|(user, list)| UserMetrics::of(list, &held[user]))
        .collect();
    let mean = |of: fn(&UserMetrics) -> f64| {
        metrics.iter().map(of).sum::<f64>() / metrics.len().max(1) as f64
    };
    println!(
        "{:<16} ndcg@10 {:.4}  recall@10 {:.4}  learn {learned:.2} s  recommend {made:.2} s",
        name,
        mean(|user| user.ndcg[1]),
        mean(|user| user.recall[1]),
    );
    Ok(())
}

/// A model with the settings in its name.
fn given<'a>(name: &str, collection: &'a Collection) -> Result<Box<dyn Recommender + 'a>> {
    let mut words = name.split(':');
    let model = words.next();
    let numbers: Vec<f32> = words.map(str::parse).collect::<Result<_, _>>()?;
    Ok(match (model, &numbers[..]) {
        (Some("als-given"), &[factors, regularization, confidence, iterations]) => {
            let settings = als::Settings {
                factors: factors as usize,
                regularization,
                frequency: 0.0,
                confidence,
                iterations: iterations as usize,
            };
            Box::new(als::Als::learn(collection, &settings))
        }
        (Some("item-knn-given"), &[neighbors]) => {
            let settings = item_knn::Settings {
                neighbors: neighbors as usize,
                user_power: 0.0,
                shrinkage: 0.0,
            };
            Box::new(item_knn::ItemKnn::learn(collection, &settings))
        }
        _ => bail!("there is no model '{name}'; see the head of benches/recommend.rs"),
    })
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let Some(folder) = arguments.next() else {
        println!("name a folder with train.csv.gz and test.csv.gz");
        return Ok(());
    };
    let folder = Path::new(&folder);
    let wanted: Vec<String> = arguments.collect();
    let train = rows(&folder.join("train.csv.gz"))?;
    let test = rows(&folder.join("test.csv.gz")).unwrap_or_default();
    let content = Content::of(&labels(folder, &train)?)?;
    let favorites = Favorites::of(frame(&train)?, &content.traits.images)?;
    let mut held = held(&test, &favorites.users, &content.traits.images);
    if held.is_empty() {
        // Without a test only the times tell anything.
        held.extend((0..favorites.users.len() as u32).map(|user| (user, vec![u32::MAX])));
    }
    let collection = Collection::new(content.into(), favorites.images, Seed::new(42));
    for definition in MODELS {
        if wanted.is_empty() || wanted.iter().any(|name| name == definition.name) {
            measure(definition.name, definition.learn, &collection, &held)?;
        }
    }
    for name in wanted.iter().filter(|name| name.contains(':')) {
        measure(
            name,
            |collection| given(name, collection),
            &collection,
            &held,
        )?;
    }
    Ok(())
}

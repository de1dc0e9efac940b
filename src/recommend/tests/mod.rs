//! The parts that models are built of, asked directly.

mod content_models;
mod learned_from_likes;

use anyhow::Result;
use polars::prelude::*;

use super::{Collection, Content, Taste};
use crate::domain::Seed;
use crate::interactions::Rows;
use crate::tables::labels::LabelTables;

/// Images by their tags, without colours; their names are their numbers.
pub(super) fn content(tags: &[&[&str]]) -> Result<Content> {
    let none: Vec<Option<&str>> = vec![None; tags.len()];
    let name = |image: usize| format!("{image:04}.jpg");
    let mut pairs: Vec<(String, &str)> = Vec::new();
    for (image, tags) in tags.iter().enumerate() {
        pairs.extend(tags.iter().map(|tag| (name(image), *tag)));
    }
    let (tagged, tags_of): (Vec<String>, Vec<&str>) = pairs.into_iter().unzip();
    let images: Vec<String> = (0..tags.len()).map(name).collect();
    let (texts, numbers): (Vec<&str>, Vec<u32>) = Default::default();
    let shares: Vec<f64> = Vec::new();
    Content::of(&LabelTables {
        labels: df!["filename" => images, "orientation" => none.clone(), "size_category" => none]?
            .lazy(),
        colors: df![
            "filename" => texts.clone(), "rank" => numbers.clone(), "r" => numbers.clone(),
            "g" => numbers.clone(), "b" => numbers, "name" => texts, "share" => shares
        ]?
        .lazy(),
        tags: df!["filename" => tagged, "tag" => tags_of]?.lazy(),
    })
}

/// Images that are one plain colour each, without tags.
pub(super) fn colors(colors: &[[u32; 3]]) -> Result<Content> {
    let none: Vec<Option<&str>> = vec![None; colors.len()];
    let images: Vec<String> = (0..colors.len())
        .map(|image| format!("{image:04}.jpg"))
        .collect();
    let part = |place: usize| -> Vec<u32> { colors.iter().map(|color| color[place]).collect() };
    let texts: Vec<&str> = Vec::new();
    Content::of(&LabelTables {
        labels: df![
            "filename" => images.clone(), "orientation" => none.clone(), "size_category" => none
        ]?
        .lazy(),
        colors: df![
            "filename" => images, "rank" => vec![1_u32; colors.len()], "r" => part(0),
            "g" => part(1), "b" => part(2), "name" => vec!["gray"; colors.len()],
            "share" => vec![1.0; colors.len()]
        ]?
        .lazy(),
        tags: df!["filename" => texts.clone(), "tag" => texts]?.lazy(),
    })
}

/// Who likes what, user by user.
fn collection(content: Content, favorites: &[&[u32]]) -> Collection {
    let mut rows = Rows::default();
    for images in favorites {
        rows.push(images.iter().copied());
    }
    Collection::new(content.into(), rows, Seed::new(42))
}

fn taste<'a>(favorites: &'a [u32]) -> Taste<'a> {
    Taste {
        favorites,
        seed: Seed::new(7),
    }
}

//! A category and those below it, each once, level by level.

use std::collections::HashSet;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::api::Parameters;
use super::{BATCH, Commons};
use crate::acquire::http::Client;
use crate::acquire::source::catalog::CatalogPage;

/// The categories so far. A category may stand below itself; each is looked at once.
#[derive(Debug, Default)]
pub struct Walk {
    depth: u32,
    /// Each with its level below the first.
    categories: Vec<(String, u32)>,
    seen: HashSet<String>,
}

/// Where the walk is: in which category, and where in it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Place {
    category: usize,
    from: Option<Parameters>,
}

impl Walk {
    /// A walk that begins with the category `title` and goes `depth` levels down.
    pub fn from(title: &str, depth: u32) -> Self {
        Self {
            depth,
            categories: vec![(title.to_owned(), 0)],
            seen: HashSet::from([title.to_owned()]),
        }
    }

    /// The next files of the walk.
    pub fn page(
        &mut self,
        commons: &Commons,
        client: &Client,
        cursor: Option<&str>,
    ) -> Result<CatalogPage> {
        let place: Place = cursor.map_or(Ok(Place::default()), serde_json::from_str)?;
        let Some((title, level)) = self.categories.get(place.category).cloned() else {
            return Ok(CatalogPage::default());
        };
        if place.from.is_none() && level < self.depth {
            for below in commons.wiki.subcategories(client, &title)? {
                if self.seen.insert(below.clone()) {
                    self.categories.push((below, level + 1));
                }
            }
        }
        let which = [
            ("generator", "categorymembers".to_owned()),
            ("gcmtitle", title),
            ("gcmtype", "file".to_owned()),
            ("gcmlimit", BATCH.to_string()),
        ];
        let batch = commons.details(client, &which, place.from.as_ref())?;
        // A wiki that repeats where to go on has told all of this category.
        let from = batch.next.filter(|next| Some(next) != place.from.as_ref());
        let next = match from {
            Some(from) => Some(Place {
                category: place.category,
                from: Some(from),
            }),
            None => Some(Place {
                category: place.category + 1,
                from: None,
            })
            .filter(|next| next.category < self.categories.len()),
        };
        let mut page = commons.files(client, batch.pages)?;
        page.next = next.map(|next| serde_json::to_string(&next)).transpose()?;
        Ok(page)
    }
}

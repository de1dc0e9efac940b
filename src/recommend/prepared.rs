//! A collection in numbers with what only its names tell, ready for a model to learn from; it can be
//! kept in a file, and is there again at once.

use anyhow::{Result, ensure};
use polars::prelude::*;

use super::newcomer::Known;
use super::{Collection, Content, Recommender, Settings, Taste};
use crate::domain::Seed;
use crate::fsio::{ArchiveReader, ArchiveWriter};
use crate::interactions::{Favorites, Rows, Words, alike};
use crate::stage::Context;
use crate::tables::favorites::USER_ID;
use crate::tables::labels::LabelTables;
use crate::tables::text_values;

/// What recommendations are made of.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What the images have.
    pub labels: &'a LabelTables,
    /// Who likes what.
    pub favorites: &'a LazyFrame,
    /// Which images look alike, if that is known.
    pub duplicates: Option<&'a LazyFrame>,
    /// Which images users do not want to be shown again, as a table like that of favourites.
    pub dismissed: Option<&'a LazyFrame>,
}

/// Somebody to make a list for, with what is known at this moment: it may be more than the model
/// has learned from.
#[derive(Debug, Clone, Copy)]
pub struct Guest<'a> {
    /// The user's name.
    pub user: &'a str,
    /// The images that the user likes, ascending.
    pub favorites: &'a [u32],
    /// The images that the user does not want to be shown again, ascending.
    pub dismissed: &'a [u32],
    /// Why there are no favourites, where there are none.
    pub unknown: Known,
}

/// A collection with what only its names tell.
pub struct Prepared {
    /// The collection.
    pub collection: Collection,
    /// The users, in the order of the alphabet.
    pub users: Words,
    /// Users who like images that the collection does not have, in the order of the alphabet.
    strangers: Words,
    /// Users who dismissed images, in the order of the alphabet.
    dismissers: Words,
    /// For each of them the images, ascending.
    dismissed: Rows,
    /// For each image those that look like it.
    pub(super) alike: Rows,
}

impl Prepared {
    /// The collection of some tables.
    ///
    /// # Errors
    /// The frames are not those of labels and favourites.
    pub fn of(inputs: Inputs<'_>, seed: Seed) -> Result<Self> {
        let content = Content::of(inputs.labels)?;
        let favorites = Favorites::of(inputs.favorites.clone(), &content.traits.images)?;
        let alike = alike(inputs.duplicates, &content.traits.images)?;
        let (dismissers, dismissed) = match inputs.dismissed {
            Some(table) => {
                let found = Favorites::of(table.clone(), &content.traits.images)?;
                (found.users, found.images.sorted())
            }
            None => Default::default(),
        };
        let strangers = match favorites.unknown {
            0 => Words::default(),
            _ => strangers(inputs)?,
        };
        let Favorites { users, images, .. } = favorites;
        Ok(Self {
            collection: Collection::new(content.into(), images, seed),
            users,
            strangers,
            dismissers,
            dismissed,
            alike,
        })
    }

    /// Writes what was prepared.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.collection.put(to)?;
        self.users.put(to)?;
        self.strangers.put(to)?;
        self.dismissers.put(to)?;
        self.dismissed.put(to)?;
        self.alike.put(to)
    }

    /// Reads what was written.
    ///
    /// # Errors
    /// The file is cut, or not what was written.
    pub fn take(from: &mut ArchiveReader, seed: Seed) -> Result<Self> {
        let prepared = Self {
            collection: Collection::take(from, seed)?,
            users: Words::take(from)?,
            strangers: Words::take(from)?,
            dismissers: Words::take(from)?,
            dismissed: Rows::take(from)?,
            alike: Rows::take(from)?,
        };
        let collection = &prepared.collection;
        ensure!(
            prepared.users.len() == collection.users()
                && prepared.dismissers.len() == prepared.dismissed.len()
                && prepared.alike.len() == collection.images(),
            "not what was written"
        );
        Ok(prepared)
    }

    /// Lets the model that the settings name learn.
    ///
    /// # Errors
    /// There is no such model, or nothing to learn from.
    pub fn learn(
        &self,
        settings: &Settings,
        context: Context<'_>,
    ) -> Result<Box<dyn Recommender + '_>> {
        let definition = settings.check()?;
        context.progress.begin("learn", 1);
        let model = (definition.learn)(&self.collection)?;
        context.progress.end();
        Ok(model)
    }

    /// What the tables know of a user; nothing where nobody has that name.
    pub fn guest<'a>(&'a self, user: &'a str) -> Guest<'a> {
        let row = |users: &Words, rows: &'a Rows| {
            let number = users.number(user);
            number.map_or(&[][..], |number| rows.row(number as usize))
        };
        Guest {
            user,
            favorites: row(&self.users, &self.collection.favorites),
            dismissed: row(&self.dismissers, &self.dismissed),
            unknown: match self.strangers.number(user) {
                Some(_) => Known::OtherImages,
                None => Known::Nothing,
            },
        }
    }

    /// What a model is told of somebody.
    pub(super) fn taste<'a>(&self, guest: &Guest<'a>) -> Taste<'a> {
        Taste {
            favorites: guest.favorites,
            seed: self.collection.seed.derive("user", guest.user),
        }
    }

    /// The numbers of images by their file names, ascending, each once; names of other images are
    /// left out.
    pub fn numbers<'a>(&self, filenames: impl IntoIterator<Item = &'a str>) -> Vec<u32> {
        let images = &self.collection.content.traits.images;
        let numbers = filenames.into_iter().filter_map(|name| images.number(name));
        let mut numbers: Vec<u32> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    pub(super) fn filename(&self, image: u32) -> &str {
        self.collection.content.traits.images.text(image)
    }
}

/// Users with favourites that the collection does not have, in the order of the alphabet.
fn strangers(inputs: Inputs<'_>) -> Result<Words> {
    let unknown =
        crate::query::likes::unknown(inputs.favorites.clone(), inputs.labels.labels.clone())
            .select([col(USER_ID)])
            .unique(None, UniqueKeepStrategy::Any)
            .sort([USER_ID], SortMultipleOptions::default())
            .collect()?;
    let mut users = Words::default();
    for user in text_values(&unknown, USER_ID)? {
        users.add(user)?;
    }
    Ok(users)
}

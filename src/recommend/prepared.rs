//! A collection in numbers with what only its names tell, ready for a model to learn from; it can be
//! kept in a file, and is there again at once.

use anyhow::{Result, ensure};
use polars::prelude::*;

use super::newcomer::Known;
use super::{Collection, Content, Recommender, Settings, Taste};
use crate::domain::Seed;
use crate::fsio::{ArchiveReader, ArchiveWriter};
use crate::interactions::{Favorites, Rows, UNKNOWN, Words};
use crate::stage::Context;
use crate::tables::duplicates;
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
}

/// A collection with what only its names tell.
pub struct Prepared {
    /// The collection.
    pub collection: Collection,
    /// The users, in the order of the alphabet.
    pub users: Words,
    /// Users who like images that the collection does not have, in the order of the alphabet.
    strangers: Words,
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
        let strangers = match favorites.unknown {
            0 => Words::default(),
            _ => strangers(inputs)?,
        };
        let Favorites { users, images, .. } = favorites;
        Ok(Self {
            collection: Collection::new(content.into(), images, seed),
            users,
            strangers,
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
            alike: Rows::take(from)?,
        };
        let collection = &prepared.collection;
        ensure!(
            prepared.users.len() == collection.users()
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

    /// What a user likes, ascending; nothing where nobody has that name.
    pub(super) fn taste(&self, user: &str) -> Taste<'_> {
        let number = self.users.number(user);
        Taste {
            favorites: number.map_or(&[], |number| self.collection.favorites.row(number as usize)),
            seed: self.collection.seed.derive("user", user),
        }
    }

    /// Why nothing is known of somebody without favourites here.
    pub(super) fn unknown(&self, user: &str) -> Known {
        match self.strangers.number(user) {
            Some(_) => Known::OtherImages,
            None => Known::Nothing,
        }
    }

    pub(super) fn filename(&self, image: u32) -> &str {
        self.collection.content.traits.images.text(image)
    }
}

/// For each image those that look like it.
fn alike(table: Option<&LazyFrame>, images: &Words) -> Result<Rows> {
    let (mut image_of, mut other_of) = (Vec::new(), Vec::new());
    if let Some(table) = table {
        let pairs = table.clone().collect()?;
        let numbers = |column| -> Result<Vec<u32>> {
            let names = text_values(&pairs, column)?.into_iter().map(Some);
            Ok(images.numbers(&names.collect::<Vec<_>>()))
        };
        let (ones, others) = (numbers(duplicates::FILENAME)?, numbers(duplicates::OTHER)?);
        let known = ones.into_iter().zip(others);
        for (one, other) in known.filter(|(one, other)| *one != UNKNOWN && *other != UNKNOWN) {
            image_of.extend([one, other]);
            other_of.extend([other, one]);
        }
    }
    Ok(Rows::of(images.len(), &image_of, &other_of))
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

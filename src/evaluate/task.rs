//! What is asked of all models: favourites to learn from, and favourites to be found again.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail, ensure};
use polars::prelude::*;

use super::{Inputs, Protocol, STAGE};
use crate::interactions::{Favorites, Rows, Words};
use crate::ranking::{self, MIN_FAVORITES};
use crate::stage::Context;
use crate::tables::favorites::{FILENAME, USER_ID};
use crate::tables::text_values;

/// Why nothing can be measured, and what to do: there are too few favourites.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TooLittle(String);

/// A user of whom favourites are held out.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// Who it is.
    pub name: String,
    /// The user's number among those who are learned from; none for somebody who is not.
    pub number: Option<u32>,
}

/// Favourites in two parts.
#[derive(Clone)]
pub struct Task {
    /// The users who are learned from, in the order of the alphabet.
    pub users: Words,
    /// For each of them the images that may be learned from, ascending.
    pub train: Rows,
    /// The users of whom favourites are held out, in the order of the alphabet.
    pub asked: Vec<User>,
    /// For each of these the favourites to be found, ascending. Images that the collection does not
    /// have are numbered after those that it has: nobody can find them, and they count.
    pub held: Rows,
}

impl Task {
    /// The favourites as the inputs have them in two parts, or cut in two by `protocol`; `images`
    /// are those of the collection.
    ///
    /// # Errors
    /// There is nothing to learn from, or nothing to find; or a frame is not of its table.
    pub fn of(
        inputs: Inputs<'_>,
        protocol: Protocol,
        images: &Words,
        context: Context<'_>,
    ) -> Result<Self> {
        let favorites = Favorites::of(inputs.favorites.clone(), images)?;
        if favorites.unknown > 0 {
            context.progress.warn(&format!(
                "favourites to learn from that are of images which the collection does not have, and are left out: {}",
                favorites.unknown
            ));
        }
        if favorites.images.items().is_empty() {
            bail!(TooLittle("nobody likes any image of the collection, so that nothing can be learned; add favourites with `pixrec favorite`, or put a favorites.csv into the data folder".to_owned()));
        }
        match inputs.test {
            Some(test) => Self::given(favorites, test, images, context),
            None => Self::split(favorites, protocol, context),
        }
    }

    fn split(favorites: Favorites, protocol: Protocol, context: Context<'_>) -> Result<Self> {
        let seed = context.seed.derive(STAGE, protocol.name());
        let (split, fewest) = match protocol {
            Protocol::Holdout => (ranking::per_user(&favorites.images, seed), MIN_FAVORITES),
            Protocol::LeaveOneOut => (ranking::leave_one_out(&favorites.images, seed), 2),
        };
        let numbers = split.asked();
        if numbers.is_empty() {
            let most = favorites.images.iter().map(<[u32]>::len).max();
            let instead = match protocol {
                Protocol::Holdout => "add favourites, or try --leave-one-out, which needs 2",
                Protocol::LeaveOneOut => "add favourites",
            };
            bail!(TooLittle(format!(
                "no user has the {fewest} favourites in the collection without which none can be held out ({} at most); {instead}",
                most.unwrap_or_default()
            )));
        }
        let mut held = Rows::default();
        let mut asked = Vec::with_capacity(numbers.len());
        for number in numbers {
            held.push(split.held.row(number as usize).iter().copied());
            asked.push(User {
                name: favorites.users.text(number).to_owned(),
                number: Some(number),
            });
        }
        Ok(Self {
            users: favorites.users,
            train: split.train,
            asked,
            held,
        })
    }

    fn given(
        favorites: Favorites,
        test: &LazyFrame,
        images: &Words,
        context: Context<'_>,
    ) -> Result<Self> {
        let mut strange = Words::default();
        let wanted = by_user(test, images, &mut strange)?;
        ensure!(
            !wanted.is_empty(),
            "the table of the favourites to be found has none; each row is a user_id and a filename"
        );
        let train = favorites.images.sorted();
        let mut held = Rows::default();
        let mut asked = Vec::with_capacity(wanted.len());
        let (mut newcomers, mut known) = (0, 0);
        for (name, items) in wanted {
            let number = favorites.users.number(&name);
            let own = number.map_or(&[][..], |number| train.row(number as usize));
            newcomers += usize::from(own.is_empty());
            known += items
                .iter()
                .filter(|item| own.binary_search(item).is_ok())
                .count();
            held.push(items);
            asked.push(User { name, number });
        }
        let unfindable = held
            .items()
            .iter()
            .filter(|item| **item as usize >= images.len());
        let told = [
            (
                newcomers,
                "users without a favourite to learn from, to whom popular images are shown",
            ),
            (
                unfindable.count(),
                "favourites to be found that are of images which the collection does not have, and count as missed",
            ),
            (
                known,
                "favourites to be found that are among those to learn from, and count as missed",
            ),
        ];
        for (count, what) in told.into_iter().filter(|(count, _)| *count > 0) {
            context.progress.warn(&format!("{what}: {count}"));
        }
        Ok(Self {
            users: favorites.users,
            train,
            asked,
            held,
        })
    }
}

/// The images of each user of a table, each once; those that are not in the collection get numbers
/// after its own, by `strange`.
fn by_user(
    table: &LazyFrame,
    images: &Words,
    strange: &mut Words,
) -> Result<BTreeMap<String, BTreeSet<u32>>> {
    let rows = table.clone().select([col(USER_ID), col(FILENAME)]);
    let rows = rows.filter(col(FILENAME).is_not_null()).collect()?;
    let mut wanted: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let users = text_values(&rows, USER_ID)?;
    for (user, image) in users.into_iter().zip(text_values(&rows, FILENAME)?) {
        ensure!(
            !user.is_empty(),
            "a favourite to be found, {image}, has no {USER_ID}"
        );
        let number = match images.number(image) {
            Some(number) => number,
            None => images.len() as u32 + strange.add(image)?,
        };
        wanted.entry(user.to_owned()).or_default().insert(number);
    }
    Ok(wanted)
}

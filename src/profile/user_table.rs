//! The table `users`: what each user's favourites are, some users at a time on all cores.

use std::ops::Range;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;
use rayon::prelude::*;

use crate::interactions::{Counted, Counter, Interactions, parts};
use crate::tables::parquet::{Job, Rows, Values};
use crate::tables::users;

/// The most values of each kind of a profile, as the contract has it: colours, one orientation,
/// one size, tags.
const MOST: [usize; 4] = [3, 1, 1, 5];

/// The profiles of all users, in the order of the alphabet.
#[derive(Clone)]
pub struct UserTable {
    interactions: Arc<Interactions>,
    /// For each user the cluster; none without favourites.
    clusters: Arc<Vec<Option<u32>>>,
}

impl UserTable {
    /// The profiles of the users of `interactions`, who are in these clusters.
    pub fn new(interactions: Arc<Interactions>, clusters: Arc<Vec<Option<u32>>>) -> Self {
        Self {
            interactions,
            clusters,
        }
    }

    /// How many users there are.
    pub fn len(&self) -> usize {
        self.interactions.favorites.users.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The table as a frame. A user without known favourites has empty lists and nulls.
    ///
    /// # Errors
    /// Never for parts of the same columns.
    pub fn frame(&self) -> Result<DataFrame> {
        let parts: Vec<DataFrame> = parts(self.len())
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|users| self.part(users))
            .collect::<PolarsResult<_>>()?;
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        Ok(parts.try_fold(first, |table, part| table.vstack(&part))?)
    }

    /// The table as parts for a file, made while it is written: all favourites of all users need
    /// not be in memory as texts.
    pub fn rows(&self) -> Rows {
        let table = self.clone();
        Box::new(parts(self.len()).map(move |users| {
            let table = table.clone();
            let job: Job = Box::new(move || Ok(Values::of(table.part(users)?)));
            Ok(job)
        }))
    }

    fn part(&self, users: Range<usize>) -> PolarsResult<DataFrame> {
        let Interactions { favorites, traits } = &*self.interactions;
        let names = favorites
            .users
            .column(users::USER_ID, users.start as u32..users.end as u32);
        let clusters =
            UInt32Chunked::from_slice_options(users::CLUSTER.into(), &self.clusters[users.clone()]);
        let list = |name: &str| {
            let rows = users.len();
            ListStringChunkedBuilder::new(name.into(), rows, rows * 4)
        };
        let mut colors = list(users::FAVORITE_COLORS);
        let mut tags = list(users::FAVORITE_TAGS);
        let mut images = list(users::FAVORITE_IMAGES);
        let (mut orientations, mut sizes) = (Vec::new(), Vec::new());
        let mut counter = Counter::new(favorites, traits);
        let value = |counted: &Counted| traits.value(counted.number).1;
        for user in users.clone() {
            let [color, orientation, size, tag] = counter.top(user, MOST);
            colors.append_values_iter(color.iter().map(value));
            orientations.push(orientation.first().map(value));
            sizes.push(size.first().map(value));
            tags.append_values_iter(tag.iter().map(value));
            let own = favorites.images.row(user).iter();
            images.append_values_iter(own.map(|image| traits.images.text(*image)));
        }
        let text = |name: &str, values: Vec<Option<&str>>| {
            StringChunked::from_iter_options(name.into(), values.into_iter()).into_column()
        };
        DataFrame::new(
            users.len(),
            vec![
                names.into_column(),
                colors.finish().into_column(),
                text(users::FAVORITE_ORIENTATION, orientations),
                text(users::FAVORITE_SIZE, sizes),
                tags.finish().into_column(),
                images.finish().into_column(),
                clusters.into_column(),
            ],
        )
    }
}

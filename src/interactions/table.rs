//! The most frequent traits of all users as a table, some users at a time: it may be larger than
//! memory, and is written as it is made.

use std::ops::Range;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;
use rayon::prelude::*;

use super::Interactions;
use super::top::{Counted, Counter};
use super::traits::KINDS;
use crate::query::traits::{COUNT, KIND, VALUE};
use crate::tables::favorites::USER_ID;
use crate::tables::parquet::{Job, Rows, Values, Words};

/// The column that holds the place of a trait among those of its kind, from 1, u32.
pub const RANK: &str = "rank";

/// Users whose rows are made at once: a group of rows of a file.
pub const USERS_AT_ONCE: usize = 1 << 14;

/// The table `(user_id, kind, value, count, rank)`: of each user the most frequent traits of each
/// kind, most first, ties by the alphabet; users in the order of the alphabet.
#[derive(Clone)]
pub struct TopTraits {
    /// What is counted.
    pub interactions: Arc<Interactions>,
    /// How many traits of each kind, in the order of [`KINDS`].
    pub most: [usize; KINDS.len()],
}

impl TopTraits {
    /// The table as parts for a file.
    pub fn rows(&self) -> Rows {
        let table = self.clone();
        Box::new(parts(table.users()).map(move |users| {
            let table = table.clone();
            let job: Job = Box::new(move || Ok(table.part(users)));
            Ok(job)
        }))
    }

    /// The table as a frame.
    ///
    /// # Errors
    /// Never for parts of the same columns.
    pub fn frame(&self) -> Result<LazyFrame> {
        let frames: Vec<LazyFrame> = parts(self.users())
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|users| Ok(Values::frame(self.part(users))?.lazy()))
            .collect::<Result<_>>()?;
        Ok(concat(frames, UnionArgs::default())?)
    }

    fn users(&self) -> usize {
        self.interactions.favorites.users.len()
    }

    fn part(&self, users: Range<usize>) -> Vec<Values> {
        let Interactions { favorites, traits } = &*self.interactions;
        let first = users.start as u32;
        let names = favorites.users.column(USER_ID, first..users.end as u32);
        let mut columns = Columns::default();
        let mut counter = Counter::new(favorites, traits);
        for user in users {
            let tops = counter.top(user, self.most);
            for (kind, top) in (0_u32..).zip(&tops) {
                columns.add(user as u32 - first, kind, top);
            }
        }
        let value = |number| traits.value(number).1;
        vec![
            Values::Words(Words {
                name: USER_ID.into(),
                keys: columns.users,
                words: names,
            }),
            Values::Words(Words {
                name: KIND.into(),
                keys: columns.kinds,
                words: StringChunked::from_slice(KIND.into(), &KINDS),
            }),
            Values::texts(VALUE, columns.values.into_iter(), traits.len(), value),
            UInt32Chunked::from_vec(COUNT.into(), columns.counts)
                .into_column()
                .into(),
            UInt32Chunked::from_vec(RANK.into(), columns.ranks)
                .into_column()
                .into(),
        ]
    }
}

/// The users by parts; one empty part where there is nobody, by which the columns are known.
pub fn parts(users: usize) -> impl Iterator<Item = Range<usize>> + Send {
    let starts = (0..users.max(1)).step_by(USERS_AT_ONCE);
    starts.map(move |start| start..users.min(start + USERS_AT_ONCE))
}

#[derive(Default)]
struct Columns {
    users: Vec<u32>,
    kinds: Vec<u32>,
    values: Vec<u32>,
    counts: Vec<u32>,
    ranks: Vec<u32>,
}

impl Columns {
    fn add(&mut self, user: u32, kind: u32, top: &[Counted]) {
        for (rank, counted) in (1..).zip(top) {
            self.users.push(user);
            self.kinds.push(kind);
            self.values.push(counted.number);
            self.counts.push(counted.count);
            self.ranks.push(rank);
        }
    }
}

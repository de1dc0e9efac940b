//! What all favourites of all users have in common, which tags go together, and what each cluster
//! of users has more than the others.

use std::cmp::Reverse;

use anyhow::Result;
use polars::prelude::*;
use rayon::prelude::*;

use crate::interactions::{Counter, Interactions, TagPair, USERS_AT_ONCE, tag_pairs};
use crate::query::traits::kind;
use crate::tables::patterns::{self, Patterns};
use crate::tables::texts;

/// The most pairs of tags that are kept: a bound on the file, far above what anyone reads.
const MAX_TAG_PAIRS: usize = 10_000;
/// How many tags and colours describe a cluster, by how many favourites have them and by lift.
const TOP_TAGS: usize = 5;
const TOP_COLORS: usize = 3;
/// What sets a cluster apart has to be in one of so many of its favourites: what one user in
/// thousands likes describes nobody.
const SUPPORT_ONE_IN: u64 = 20;
/// And in so many favourites at least, so that one favourite makes no finding.
const MIN_SUPPORT: u64 = 2;

/// How much more often two things meet than if they had nothing to do with each other:
/// `P(both) / (P(one) P(other))`, 1 where they are independent (lift: Brin, Motwani, Ullman and
/// Tsur 1997). Three decimals.
fn lift(both: u64, one: u64, other: u64, all: u64) -> f64 {
    let lift = (both as f64 * all as f64) / (one as f64 * other as f64);
    (lift * 1000.0).round() / 1000.0
}

/// The patterns of the favourites, of which `totals` says how many have each trait. `clusters` says
/// for each user in which cluster the user is.
///
/// # Errors
/// Never for columns of the same length.
pub fn of(interactions: &Interactions, clusters: &[Option<u32>]) -> Result<Patterns> {
    let Interactions { favorites, traits } = interactions;
    let likes = favorites.likes(traits.images.len());
    let totals = traits.sums(&likes);
    let asked = Asked {
        interactions,
        all: favorites.images.items().len() as u64,
        totals,
    };
    let mut pairs = tag_pairs(traits, &likes);
    pairs.truncate(MAX_TAG_PAIRS);
    Ok(Patterns {
        popular_colors: asked.popular(kind::COLOR, patterns::COLOR)?,
        frequent_tags: asked.popular(kind::TAG, patterns::TAG)?,
        user_clusters: asked.clusters(clusters)?,
        tag_pairs: asked.pairs(&pairs)?,
    })
}

struct Asked<'a> {
    interactions: &'a Interactions,
    /// How many favourites there are.
    all: u64,
    /// How many favourites have each trait.
    totals: Vec<u64>,
}

impl Asked<'_> {
    /// The traits of a kind that `counts` has, most first, ties by the alphabet.
    fn ranked(&self, kind: &str, counts: &[u64]) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.interactions.traits.of_kind(kind).collect();
        numbers.retain(|number| counts[*number as usize] > 0);
        numbers.sort_by_key(|number| Reverse(counts[*number as usize]));
        numbers
    }

    fn values(&self, numbers: &[u32]) -> impl Iterator<Item = &str> {
        let traits = &self.interactions.traits;
        numbers.iter().map(|number| traits.value(*number).1)
    }

    fn popular(&self, kind: &str, name: &str) -> PolarsResult<DataFrame> {
        let numbers = self.ranked(kind, &self.totals);
        let counts = numbers.iter().map(|number| self.totals[*number as usize]);
        DataFrame::new_infer_height(vec![
            texts(name, self.values(&numbers)),
            UInt64Chunked::from_iter_values(patterns::COUNT.into(), counts).into_column(),
        ])
    }

    fn pairs(&self, pairs: &[TagPair]) -> PolarsResult<DataFrame> {
        let total = |number: u32| self.totals[number as usize];
        let lifts = pairs
            .iter()
            .map(|pair| lift(pair.count, total(pair.first), total(pair.second), self.all));
        let firsts: Vec<u32> = pairs.iter().map(|pair| pair.first).collect();
        let seconds: Vec<u32> = pairs.iter().map(|pair| pair.second).collect();
        let counts = pairs.iter().map(|pair| pair.count);
        DataFrame::new_infer_height(vec![
            texts(patterns::FIRST, self.values(&firsts)),
            texts(patterns::SECOND, self.values(&seconds)),
            UInt64Chunked::from_iter_values(patterns::COUNT.into(), counts).into_column(),
            Float64Chunked::from_iter_values(patterns::LIFT.into(), lifts).into_column(),
        ])
    }

    fn clusters(&self, clusters: &[Option<u32>]) -> Result<DataFrame> {
        let number = clusters.iter().flatten().max().map_or(0, |last| last + 1);
        let counted = count(self.interactions, clusters, number as usize);
        let users = &self.interactions.favorites.users;
        let mut members = vec![Vec::new(); number as usize];
        for (user, cluster) in (0_u32..).zip(clusters) {
            if let Some(members) = cluster.and_then(|cluster| members.get_mut(cluster as usize)) {
                members.push(users.text(user));
            }
        }
        let list = |name: &str, rows: &mut dyn Iterator<Item = Vec<&str>>| {
            let mut builder = ListStringChunkedBuilder::new(name.into(), number as usize, 0);
            rows.for_each(|row| builder.append_values_iter(row.into_iter()));
            builder.finish().into_column()
        };
        let top = |name: &str, kind: &str, most: usize| {
            let mut rows = counted.iter().map(|cluster| {
                let mut numbers = self.ranked(kind, &cluster.traits);
                numbers.truncate(most);
                self.values(&numbers).collect()
            });
            list(name, &mut rows)
        };
        Ok(DataFrame::new_infer_height(vec![
            UInt32Chunked::from_iter_values(patterns::CLUSTER.into(), 0..number).into_column(),
            list(patterns::USERS, &mut members.into_iter()),
            top(patterns::TOP_TAGS, kind::TAG, TOP_TAGS),
            top(patterns::TOP_COLORS, kind::COLOR, TOP_COLORS),
            self.distinct(
                &counted,
                kind::TAG,
                TOP_TAGS,
                patterns::DISTINCT_TAGS,
                patterns::TAG,
            )?,
            self.distinct(
                &counted,
                kind::COLOR,
                TOP_COLORS,
                patterns::DISTINCT_COLORS,
                patterns::COLOR,
            )?,
        ])?)
    }

    /// What a cluster has more often than all favourites, the highest lift first: a list of
    /// `{value_name, lift}` for each cluster.
    fn distinct(
        &self,
        counted: &[Cluster],
        kind: &str,
        most: usize,
        name: &str,
        value_name: &str,
    ) -> PolarsResult<Column> {
        let rows = counted.iter().map(|cluster| {
            let support = MIN_SUPPORT.max(cluster.favorites.div_ceil(SUPPORT_ONE_IN));
            let mut numbers = self.ranked(kind, &cluster.traits);
            numbers.retain(|number| cluster.traits[*number as usize] >= support);
            let mut found: Vec<(u32, f64)> = numbers
                .into_iter()
                .map(|number| {
                    let both = cluster.traits[number as usize];
                    let total = self.totals[number as usize];
                    (number, lift(both, total, cluster.favorites, self.all))
                })
                .filter(|(_, lift)| *lift > 1.0)
                .collect();
            // Where lifts are the same, more favourites count more: so they are ranked.
            found.sort_by(|a, b| b.1.total_cmp(&a.1));
            found.truncate(most);
            let (numbers, lifts): (Vec<u32>, Vec<f64>) = found.into_iter().unzip();
            let columns = [
                texts(value_name, self.values(&numbers)),
                Float64Chunked::from_vec(patterns::LIFT.into(), lifts).into_column(),
            ];
            let height = numbers.len();
            let row = StructChunked::from_columns(name.into(), height, &columns)?;
            Ok(row.into_series())
        });
        let rows: Vec<Series> = rows.collect::<PolarsResult<_>>()?;
        if rows.is_empty() {
            return Ok(texts(name, std::iter::empty::<&str>()));
        }
        Ok(Series::new(name.into(), rows).into_column())
    }
}

/// What the favourites of a cluster's users have.
#[derive(Clone)]
struct Cluster {
    favorites: u64,
    /// How many favourites have each trait.
    traits: Vec<u64>,
}

fn count(interactions: &Interactions, clusters: &[Option<u32>], number: usize) -> Vec<Cluster> {
    let Interactions { favorites, traits } = interactions;
    let none = || {
        let cluster = Cluster {
            favorites: 0,
            traits: vec![0; traits.len()],
        };
        vec![cluster; number]
    };
    let places: Vec<usize> = (0..clusters.len()).collect();
    places
        .par_chunks(USERS_AT_ONCE)
        .fold(none, |mut counted, users| {
            let mut counter = Counter::new(favorites, traits);
            for user in users {
                let Some(cluster) = clusters[*user] else {
                    continue;
                };
                let cluster = &mut counted[cluster as usize];
                cluster.favorites += favorites.images.row(*user).len() as u64;
                counter.count(*user, |met, counts| {
                    for number in met {
                        cluster.traits[*number as usize] += u64::from(counts[*number as usize]);
                    }
                });
            }
            counted
        })
        .reduce(none, |mut one, other| {
            for (one, other) in one.iter_mut().zip(other) {
                one.favorites += other.favorites;
                for (sum, more) in one.traits.iter_mut().zip(other.traits) {
                    *sum += more;
                }
            }
            one
        })
}

//! Which users are alike, and what do they share?

use std::collections::BTreeMap;

use polars::prelude::*;

use super::figure::{Bar, Bars, Figure};
use super::{ChartDefinition, counted, heading};
use crate::query::charts::clusters;
use crate::query::traits::VALUE;
use crate::tables::count_values;
use crate::tables::users::CLUSTER;

/// Tags by which a group is known: more have no room.
const MOST_TAGS: u32 = 2;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "user_clusters",
    query: |ask| clusters(ask.clusters.clone(), ask.cluster_tags.clone(), MOST_TAGS),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let mut groups: BTreeMap<u64, (u64, Vec<&str>)> = BTreeMap::new();
    let users = count_values(rows, "users")?;
    let tags = rows.column(VALUE)?.str()?;
    for (row, cluster) in count_values(rows, CLUSTER)?.into_iter().enumerate() {
        let group = groups.entry(cluster).or_insert((users[row], Vec::new()));
        // A group may have no tag at all.
        group.1.extend(tags.get(row));
    }
    let mut groups: Vec<(u64, Vec<&str>)> = groups.into_values().collect();
    groups.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let all: u64 = groups.iter().map(|(users, _)| users).sum();
    let title = match groups.as_slice() {
        [] => "No groups of users yet".to_owned(),
        [(only, tags)] => format!(
            "{} of one kind{}",
            counted(*only, "user", "users"),
            liking(tags)
        ),
        [(most, _), (next, _), ..] if most == next => format!(
            "{} groups, of at most {most} of {}",
            groups.len(),
            counted(all, "user", "users")
        ),
        [(most, tags), ..] => format!(
            "The largest of {} groups has {most} of {}{}",
            groups.len(),
            counted(all, "user", "users"),
            liking(tags)
        ),
    };
    let bar = |(users, tags): &(u64, Vec<&str>)| Bar {
        label: match tags.is_empty() {
            true => "(no tags)".to_owned(),
            false => tags.join(", "),
        },
        value: *users as f64,
        color: None,
        interval: None,
    };
    Ok(Figure::Bars(Bars {
        heading: heading(
            title,
            "Users in each group of similar tastes, by the tags that most of their favourites have",
        ),
        x_label: "users".to_owned(),
        y_label: "what the group likes most".to_owned(),
        bars: groups.iter().map(bar).collect(),
        horizontal: true,
    }))
}

fn liking(tags: &[&str]) -> String {
    match tags {
        [] => String::new(),
        [only] => format!(": they like '{only}'"),
        [first, second, ..] => format!(": they like '{first}' and '{second}'"),
    }
}

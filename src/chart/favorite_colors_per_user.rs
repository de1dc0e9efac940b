//! Which colours does each user like?

use std::collections::BTreeMap;

use polars::prelude::*;

use super::figure::{Figure, Group, Series, Stacked};
use super::{ChartDefinition, MOST_USERS, capitalized, counted, heading, paint, theme};
use crate::domain::ColorName;
use crate::query::charts::users;
use crate::query::traits::{COUNT, VALUE, kind};
use crate::tables::favorites::USER_ID;
use crate::tables::{count_values, text_values};

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "favorite_colors_per_user",
    query: |ask| {
        users(
            ask.counts.clone(),
            ask.known.clone(),
            &[kind::COLOR],
            MOST_USERS,
        )
    },
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let all = count_values(rows, "users")?
        .first()
        .copied()
        .unwrap_or_default();
    let names = text_values(rows, VALUE)?;
    let counts = count_values(rows, COUNT)?;
    let mut by_user: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for ((user, name), count) in text_values(rows, USER_ID)?
        .into_iter()
        .zip(names)
        .zip(counts)
    {
        by_user.entry(user).or_default().insert(name, count);
        *totals.entry(name).or_default() += count;
    }
    let series: Vec<ColorName> = ColorName::ALL
        .into_iter()
        .filter(|name| totals.contains_key(name.as_str()))
        .collect();
    let groups = by_user.iter().map(|(user, colors)| Group {
        label: (*user).to_owned(),
        values: series
            .iter()
            .map(|name| colors.get(name.as_str()).copied().unwrap_or_default() as f64)
            .collect(),
    });
    // The first in the alphabet of those that are liked most.
    let favorite = totals
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    let title = match favorite {
        Some((name, _)) => format!(
            "{} leads among the favourites of {}",
            capitalized(name),
            counted(by_user.len() as u64, "user", "users")
        ),
        None => "No favourites yet".to_owned(),
    };
    let more = all.saturating_sub(by_user.len() as u64);
    let rest = if more > 0 {
        format!("; {} more not shown", counted(more, "user", "users"))
    } else {
        String::new()
    };
    Ok(Figure::Stacked(Stacked {
        heading: heading(
            title,
            format!(
                "Favourites by colour and user; a favourite counts once for each colour that it has{rest}"
            ),
        ),
        x_label: "favourites with the colour".to_owned(),
        y_label: "user".to_owned(),
        legend_title: "colour".to_owned(),
        groups: groups.collect(),
        series: series
            .iter()
            .map(|name| Series {
                name: name.as_str().to_owned(),
                color: paint::of_name(name.as_str()).unwrap_or(theme::REST),
            })
            .collect(),
    }))
}

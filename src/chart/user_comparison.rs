//! How do the users differ?

use std::collections::BTreeMap;

use polars::prelude::*;

use super::figure::{Figure, Panel, Panels, Scale, Series};
use super::{ChartDefinition, MOST_USERS, counted, heading, theme};
use crate::domain::{Orientation, SizeCategory};
use crate::query::charts::{SHAPES, users};
use crate::query::likes::FAVORITES;
use crate::query::traits::{COUNT, VALUE};
use crate::tables::favorites::USER_ID;
use crate::tables::{count_values, text_values};

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "user_comparison",
    query: |ask| users(ask.counts.clone(), ask.known.clone(), &SHAPES, MOST_USERS),
    figure,
};

/// What one user's favourites are.
#[derive(Default)]
struct Row<'a> {
    favorites: u64,
    counts: BTreeMap<&'a str, u64>,
}

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let all = count_values(rows, "users")?
        .first()
        .copied()
        .unwrap_or_default();
    let mut by_user: BTreeMap<&str, Row<'_>> = BTreeMap::new();
    let values = text_values(rows, VALUE)?
        .into_iter()
        .zip(count_values(rows, COUNT)?);
    let users = text_values(rows, USER_ID)?
        .into_iter()
        .zip(count_values(rows, FAVORITES)?);
    for ((user, favorites), (value, count)) in users.zip(values) {
        let row = by_user.entry(user).or_default();
        row.favorites = favorites;
        row.counts.insert(value, count);
    }
    let counts = by_user.values().map(|row| row.favorites);
    let title = match (counts.clone().min(), counts.max()) {
        (Some(least), Some(most)) if least < most => {
            format!(
                "{} side by side: {least} to {most} favourites each",
                counted(by_user.len() as u64, "user", "users")
            )
        }
        (Some(_), Some(most)) => {
            format!(
                "{} with {} each",
                counted(by_user.len() as u64, "user", "users"),
                counted(most, "favourite", "favourites")
            )
        }
        _ => "No favourites yet".to_owned(),
    };
    let more = all.saturating_sub(by_user.len() as u64);
    let rest = if more > 0 {
        format!("; {} more not shown", counted(more, "user", "users"))
    } else {
        String::new()
    };
    Ok(Figure::Panels(Panels {
        heading: heading(
            title,
            format!("How many favourites each user has, how they lie and how large they are{rest}"),
        ),
        y_label: "user".to_owned(),
        panels: vec![
            favorites_panel(&by_user),
            share_panel(
                "Orientation",
                Orientation::ALL.map(Orientation::as_str),
                &by_user,
            ),
            share_panel(
                "Size",
                SizeCategory::ALL.map(SizeCategory::as_str),
                &by_user,
            ),
        ],
        rows: by_user.into_keys().map(str::to_owned).collect(),
    }))
}

fn favorites_panel(by_user: &BTreeMap<&str, Row<'_>>) -> Panel {
    Panel {
        title: "Favourites".to_owned(),
        x_label: "images".to_owned(),
        scale: Scale::Count,
        series: vec![Series {
            name: "favourites".to_owned(),
            color: theme::ACCENT,
        }],
        values: by_user
            .values()
            .map(|row| vec![row.favorites as f64])
            .collect(),
    }
}

fn share_panel(title: &str, names: [&str; 3], by_user: &BTreeMap<&str, Row<'_>>) -> Panel {
    let count =
        |row: &Row<'_>, name: &str| row.counts.get(name).copied().unwrap_or_default() as f64;
    Panel {
        title: title.to_owned(),
        x_label: "share of favourites".to_owned(),
        scale: Scale::Share,
        series: names
            .iter()
            .zip(theme::SERIES)
            .map(|(name, color)| Series {
                name: (*name).to_owned(),
                color,
            })
            .collect(),
        values: by_user
            .values()
            .map(|row| names.map(|name| count(row, name)).to_vec())
            .collect(),
    }
}

//! How do the users differ?

use std::collections::BTreeMap;

use polars::prelude::*;

use super::figure::{Figure, Heading, Panel, Panels, Scale, Series};
use super::{ChartDefinition, MOST_USERS, theme};
use crate::domain::{Orientation, SizeCategory};
use crate::language::{Language, named};
use crate::query::charts::{SHAPES, users};
use crate::query::likes::FAVORITES;
use crate::query::traits::{COUNT, VALUE};
use crate::tables::favorites::USER_ID;
use crate::tables::{count_values, text_values};

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "user_comparison",
    query: |ask| users(ask.counts.clone(), ask.known.clone(), &SHAPES, MOST_USERS),
    figure: |rows| figure_in(rows, &Language::english()),
};

/// What one user's favourites are.
#[derive(Default)]
struct Row<'a> {
    favorites: u64,
    counts: BTreeMap<&'a str, u64>,
}

/// The figure in a language.
pub fn figure_in(rows: &DataFrame, language: &Language) -> anyhow::Result<Figure> {
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
    let words = language.words();
    let (say, names) = (&words.user_chart, &words.names);
    let orientations = Orientation::ALL.map(Orientation::as_str);
    let orientations = orientations.map(|name| (name, named(&names.orientations, name)));
    let sizes = SizeCategory::ALL.map(SizeCategory::as_str);
    let sizes = sizes.map(|name| (name, named(&names.sizes, name)));
    let shares = |title: &String, names| share_panel([title, &say.share], names, &by_user);
    Ok(Figure::Panels(Panels {
        heading: heading(&by_user, all, language),
        y_label: say.user.clone(),
        panels: vec![
            favorites_panel([&say.favorites, &say.images], &by_user),
            shares(&say.orientation, orientations),
            shares(&say.size, sizes),
        ],
        rows: by_user.into_keys().map(str::to_owned).collect(),
    }))
}

/// How many favourites the users have, of whom there are `all`.
fn heading(by_user: &BTreeMap<&str, Row<'_>>, all: u64, language: &Language) -> Heading {
    let say = &language.words().user_chart;
    let shown = by_user.len() as u64;
    let counts = by_user.values().map(|row| row.favorites);
    let title = match (counts.clone().min(), counts.max()) {
        (Some(fewest), Some(most)) if fewest < most => {
            let values = [
                ("users", shown.into()),
                ("fewest", fewest.into()),
                ("most", most.into()),
            ];
            language.say(&say.between, &values)
        }
        (Some(_), Some(most)) => {
            let values = [("users", shown.into()), ("favorites", most.into())];
            language.say(&say.each, &values)
        }
        _ => say.none.clone(),
    };
    let subtitle = match all.saturating_sub(shown) {
        0 => say.measure.clone(),
        more => language.say(&say.measure_and_rest, &[("more", more.into())]),
    };
    Heading {
        title,
        subtitle,
        language: language.clone(),
    }
}

/// By the name of the panel and that of its axis.
fn favorites_panel([title, axis]: [&String; 2], by_user: &BTreeMap<&str, Row<'_>>) -> Panel {
    Panel {
        title: title.clone(),
        x_label: axis.clone(),
        scale: Scale::Count,
        series: vec![Series {
            name: title.clone(),
            color: theme::ACCENT,
        }],
        values: by_user
            .values()
            .map(|row| vec![row.favorites as f64])
            .collect(),
    }
}

/// By the name of the panel and that of its axis, and what is counted with its name.
fn share_panel(
    [title, axis]: [&String; 2],
    names: [(&str, &str); 3],
    by_user: &BTreeMap<&str, Row<'_>>,
) -> Panel {
    let count =
        |row: &Row<'_>, name: &str| row.counts.get(name).copied().unwrap_or_default() as f64;
    Panel {
        title: title.clone(),
        x_label: axis.clone(),
        scale: Scale::Share,
        series: names
            .iter()
            .zip(theme::SERIES)
            .map(|((_, name), color)| Series {
                name: (*name).to_owned(),
                color,
            })
            .collect(),
        values: by_user
            .values()
            .map(|row| names.map(|(name, _)| count(row, name)).to_vec())
            .collect(),
    }
}

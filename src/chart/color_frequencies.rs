//! Which colours are common?

use polars::prelude::*;

use super::figure::{Bars, Figure, Heading};
use super::{ChartDefinition, Tally, capitalized, paint};
use crate::domain::ColorName;
use crate::language::{Language, named};
use crate::query::charts::values;
use crate::query::traits::kind;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "color_frequencies",
    query: |ask| {
        let terms = ColorName::ALL.len() as u32;
        values(ask.image_counts.clone(), &ask.labels, kind::COLOR, terms)
    },
    figure: |rows| figure_in(rows, &Language::english()),
};

/// The figure in a language.
pub fn figure_in(rows: &DataFrame, language: &Language) -> anyhow::Result<Figure> {
    let words = language.words();
    let (say, names) = (&words.color_chart, &words.names.colors);
    let tally = Tally::of(rows)?;
    let title = match tally.values.first() {
        Some((name, count)) => {
            let values = [
                ("color", named(names, name).into()),
                ("count", (*count).into()),
                ("images", tally.images.into()),
            ];
            capitalized(&language.say(&say.title, &values))
        }
        None => say.none.clone(),
    };
    let mut bars = tally.bars(paint::of_name);
    for bar in &mut bars {
        bar.label = named(names, &bar.label).to_owned();
    }
    Ok(Figure::Bars(Bars {
        heading: Heading {
            title,
            subtitle: say.measure.clone(),
            language: language.clone(),
        },
        x_label: say.images.clone(),
        y_label: say.color.clone(),
        bars,
        horizontal: true,
    }))
}

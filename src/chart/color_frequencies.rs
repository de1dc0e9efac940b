//! Which colours are common?

use polars::prelude::*;

use super::figure::{Bars, Figure};
use super::{ChartDefinition, Tally, capitalized, heading, paint};
use crate::domain::ColorName;
use crate::query::charts::values;
use crate::query::traits::kind;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "color_frequencies",
    query: |ask| {
        let terms = ColorName::ALL.len() as u32;
        values(ask.image_counts.clone(), &ask.labels, kind::COLOR, terms)
    },
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let tally = Tally::of(rows)?;
    let title = match tally.values.first() {
        Some((name, count)) => {
            format!(
                "{} leads: in {count} of {}",
                capitalized(name),
                tally.all_images()
            )
        }
        None => "No colours yet".to_owned(),
    };
    Ok(Figure::Bars(Bars {
        heading: heading(
            title,
            "Images in which a colour is one of the three to five predominant ones",
        ),
        x_label: "images".to_owned(),
        y_label: "colour".to_owned(),
        bars: tally.bars(paint::of_name),
        horizontal: true,
    }))
}

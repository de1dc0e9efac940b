//! How do the images lie?

use polars::prelude::*;

use super::figure::Figure;
use super::{ChartDefinition, Tally, capitalized, class_bars, heading};
use crate::domain::Orientation;
use crate::query::charts::values;
use crate::query::traits::kind;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "images_per_orientation",
    query: |ask| values(ask.image_counts.clone(), &ask.labels, kind::ORIENTATION, 3),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let tally = Tally::of(rows)?;
    let title = match tally.values.first() {
        Some((name, count)) => {
            format!(
                "{} leads: {count} of {}",
                capitalized(name),
                tally.all_images()
            )
        }
        None => "No images yet".to_owned(),
    };
    let heading = heading(
        title,
        "Images by orientation as displayed; square where the sides differ by at most 5 %",
    );
    let classes = Orientation::ALL.map(|class| (class.as_str(), class.as_str().to_owned()));
    Ok(class_bars(&tally, &classes, "orientation", heading))
}

//! How large are the images?

use polars::prelude::*;

use super::figure::Figure;
use super::{ChartDefinition, Tally, class_bars, heading};
use crate::domain::{MEDIUM_FROM_PX, MEDIUM_TO_PX, SizeCategory};
use crate::query::charts::values;
use crate::query::traits::kind;

pub const DEFINITION: ChartDefinition = ChartDefinition {
    name: "images_per_size",
    query: |ask| values(ask.image_counts.clone(), &ask.labels, kind::SIZE, 3),
    figure,
};

fn figure(rows: &DataFrame) -> anyhow::Result<Figure> {
    let tally = Tally::of(rows)?;
    let title = match tally.values.first() {
        Some((name, count)) => format!("Mostly {name}: {count} of {}", tally.all_images()),
        None => "No images yet".to_owned(),
    };
    let heading = heading(title, "Images by the length of their longer side");
    let classes = SizeCategory::ALL.map(|class| (class.as_str(), described(class)));
    Ok(class_bars(&tally, &classes, "size", heading))
}

fn described(size: SizeCategory) -> String {
    match size {
        SizeCategory::Thumbnail => format!("thumbnail (below {MEDIUM_FROM_PX} px)"),
        SizeCategory::Medium => format!("medium ({MEDIUM_FROM_PX} to {MEDIUM_TO_PX} px)"),
        SizeCategory::Large => format!("large (above {MEDIUM_TO_PX} px)"),
    }
}

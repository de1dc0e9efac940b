use std::collections::BTreeSet;

use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::domain::{Orientation, Rgb, SizeCategory};
use crate::label::color_names::color_name;
use crate::label::tags::{edited_tags, removed, source_tags, spelled, spelling};
use crate::tables::images::{HEIGHT, WIDTH};
use crate::tables::labels::{
    BLUE, FILENAME, GREEN, LabelTables, NAME, ORIENTATION, RANK, RED, SHARE, SIZE_CATEGORY, TAG,
};
use crate::tables::tag_edits::TagEdits;
use crate::tables::{count_values, text_values};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every label is valid and agrees with the metadata",
    run,
};

/// How far the shares of a palette may be from 1 in sum: rounding, and no more.
const SHARE_TOLERANCE: f64 = 1e-6;
/// The most colours of a palette.
const MAX_COLORS: u32 = 5;

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let labels = readable(&evidence.labels)?;
    let images = readable(&evidence.images)?;
    let mut bad = offenders(wrong_palettes(&labels), FILENAME)?;
    bad.extend(wrong_names(&labels)?);
    bad.extend(wrong_shapes(&labels, images)?);
    bad.extend(offenders(unsorted_tags(&labels), FILENAME)?);
    let edits = readable(&evidence.tag_edits)?;
    bad.extend(misspelt_tags(&labels, &edits)?);
    bad.extend(lost_tags(&labels, readable(&evidence.images)?, &edits)?);
    bad.extend(unwanted_tags(&labels, &edits)?);
    let detail = format!(
        "palettes, names, shapes and tags of {} images",
        height(labels.labels)?
    );
    Ok(Verdict::unless(&bad, "labels are not valid", detail))
}

/// Shares that do not sum to 1 or do not fall, channels above 255, too many colours or none.
fn wrong_palettes(labels: &LabelTables) -> LazyFrame {
    let sum = col(SHARE).sum();
    let low = sum.clone().lt(lit(1.0 - SHARE_TOLERANCE));
    let high = sum.gt(lit(1.0 + SHARE_TOLERANCE));
    let rising = (col(SHARE) - col(SHARE).shift(lit(1)))
        .gt(lit(SHARE_TOLERANCE))
        .any(true);
    let outside = col(SHARE)
        .lt(lit(0.0))
        .or(col(SHARE).gt(lit(1.0)))
        .any(true);
    let broken = labels
        .colors
        .clone()
        .sort([FILENAME, RANK], SortMultipleOptions::default())
        .group_by([col(FILENAME)])
        .agg([low
            .or(high)
            .or(rising)
            .or(outside)
            .or(len().gt(lit(MAX_COLORS)))
            .alias("broken")])
        .filter(col("broken"))
        .select([col(FILENAME)]);
    let empty = labels
        .labels
        .clone()
        .anti_join(labels.colors.clone(), col(FILENAME), col(FILENAME))
        .select([col(FILENAME)]);
    concat([broken, empty], UnionArgs::default()).unwrap_or_default()
}

/// Colours that have another name than they should.
fn wrong_names(labels: &LabelTables) -> anyhow::Result<Vec<String>> {
    let rows = labels.colors.clone().collect()?;
    let channels = [RED, GREEN, BLUE].map(|name| count_values(&rows, name));
    let [red, green, blue] = channels;
    let colors = red?.into_iter().zip(green?).zip(blue?);
    let names = text_values(&rows, NAME)?
        .into_iter()
        .zip(text_values(&rows, FILENAME)?);
    let wrong = colors.zip(names).filter(|(((r, g), b), (name, _))| {
        let channel = |value: &u64| u8::try_from(*value).unwrap_or(u8::MAX);
        color_name(Rgb([channel(r), channel(g), channel(b)])).as_str() != *name
    });
    let mut files: Vec<String> = wrong
        .map(|(_, (_, filename))| filename.to_owned())
        .collect();
    files.dedup();
    Ok(files)
}

/// Images whose orientation or size is not the one that their sides make.
fn wrong_shapes(labels: &LabelTables, images: LazyFrame) -> anyhow::Result<Vec<String>> {
    let rows = images
        .inner_join(labels.labels.clone(), col(FILENAME), col(FILENAME))
        .collect()?;
    let side = |name| -> anyhow::Result<Vec<u32>> {
        let px = count_values(&rows, name)?.into_iter();
        Ok(px.map(|px| u32::try_from(px).unwrap_or(u32::MAX)).collect())
    };
    let sides = side(WIDTH)?.into_iter().zip(side(HEIGHT)?);
    let shapes = text_values(&rows, ORIENTATION)?
        .into_iter()
        .zip(text_values(&rows, SIZE_CATEGORY)?);
    let wrong = text_values(&rows, FILENAME)?
        .into_iter()
        .zip(sides.zip(shapes))
        .filter(|(_, ((width_px, height_px), (orientation, size)))| {
            Orientation::of(*width_px, *height_px).as_str() != *orientation
                || SizeCategory::of(*width_px, *height_px).as_str() != *size
        });
    Ok(wrong.map(|(filename, _)| filename.to_owned()).collect())
}

/// Images whose tags stand twice or out of order.
fn unsorted_tags(labels: &LabelTables) -> LazyFrame {
    let same_image = col(FILENAME).eq(col(FILENAME).shift(lit(1)));
    let not_after = col(TAG).lt_eq(col(TAG).shift(lit(1)));
    labels.tags.clone().filter(same_image.and(not_after))
}

/// Tags that are empty or not in their one spelling, or that say nothing and were not added by a
/// person either.
fn misspelt_tags(labels: &LabelTables, edits: &TagEdits) -> anyhow::Result<Vec<String>> {
    let distinct = offenders(labels.tags.clone(), TAG)?;
    let added: BTreeSet<&String> = edits.values().flat_map(|edit| &edit.add).collect();
    let wrong = |tag: &String| {
        spelled(tag).as_deref() != Some(tag) || (spelling(tag).is_none() && !added.contains(tag))
    };
    Ok(distinct
        .into_iter()
        .filter(wrong)
        .map(|tag| format!("tag '{tag}'"))
        .collect())
}

/// Images that lack a tag which their source or a person gives them.
fn lost_tags(
    labels: &LabelTables,
    images: LazyFrame,
    edits: &TagEdits,
) -> anyhow::Result<Vec<String>> {
    let labelled = images.semi_join(labels.labels.clone(), col(FILENAME), col(FILENAME));
    let on = [col(FILENAME), col(TAG)];
    let given = source_tags(labelled)?.lazy();
    let given = edited_tags(given, labels.labels.clone(), edits)?;
    offenders(
        given.join(
            labels.tags.clone(),
            on.clone(),
            on,
            JoinArgs::new(JoinType::Anti),
        ),
        FILENAME,
    )
}

/// Images that have a tag which a person took away.
fn unwanted_tags(labels: &LabelTables, edits: &TagEdits) -> anyhow::Result<Vec<String>> {
    let on = [col(FILENAME), col(TAG)];
    let unwanted = removed(edits)?;
    let semi = JoinArgs::new(JoinType::Semi);
    offenders(
        labels.tags.clone().join(unwanted, on.clone(), on, semi),
        FILENAME,
    )
}

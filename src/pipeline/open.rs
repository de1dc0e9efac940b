//! What stages need, from the files that have it, with the path in every error and the stage that
//! makes it.

use anyhow::{Context, Result};
use polars::prelude::*;

use super::layout::{self, Layout};
use crate::domain::Skip;
use crate::evaluate;
use crate::fsio;
use crate::label::tags;
use crate::tables::evaluation::{self, Evaluation};
use crate::tables::images::ImageRecord;
use crate::tables::labels::LabelTables;
use crate::tables::parquet::guarded;
use crate::tables::recommendations::UserRecommendations;
use crate::tables::shape::{self, Shape};
use crate::tables::tag_edits::{self, TagEdits};
use crate::tables::{favorites, images, labels, recommendations, rejected};

pub use super::likes::{
    distinct_favorites, favorites, first_user, has_favorites, has_own_favorites, likes_and_origin,
};
use super::table::{file, parquet, scanned, unusable};
pub use super::table::{json, sound, table};

/// The table `images`.
pub fn images(layout: &Layout) -> Result<LazyFrame> {
    table(layout, &shape::IMAGES)
}

/// The records of the table `images`; none where there is no file yet.
pub fn image_records(layout: &Layout) -> Result<Vec<ImageRecord>> {
    if let Some(path) = parquet(layout, &shape::IMAGES) {
        sound(layout, &[shape::IMAGES])?;
        let table = scanned(&path, &shape::IMAGES)?;
        return guarded(|| images::records_of(&table.collect()?))
            .with_context(|| unusable(&path, shape::IMAGES.maker));
    }
    match layout.find(layout::METADATA) {
        Some(_) => file(layout, layout::METADATA, "acquire", images::records),
        None => Ok(Vec::new()),
    }
}

/// Whether the tables are those of a data set: in Parquet, and none of its images is here.
pub fn is_data_set(layout: &Layout) -> Result<bool> {
    if parquet(layout, &shape::IMAGES).is_none() {
        return Ok(false);
    }
    let names = images(layout)?.select([col(images::FILENAME)]);
    let is_any = |rows: LazyFrame| -> Result<bool> { Ok(rows.limit(1).collect()?.height() > 0) };
    let here = layout.image_names();
    let here = crate::tables::texts(images::FILENAME, here.iter());
    let here = DataFrame::new_infer_height(vec![here])?.lazy();
    let on = || col(images::FILENAME);
    Ok(is_any(names.clone())? && !is_any(names.semi_join(here, on(), on()))?)
}

/// Whether the labels came with a data set.
pub fn labels_came_along(layout: &Layout) -> Result<bool> {
    Ok(labels_are_parquet(layout) && is_data_set(layout)?)
}

/// Whether the labels are tables in Parquet, all of them.
pub fn labels_are_parquet(layout: &Layout) -> bool {
    let tables = [shape::LABELS, shape::COLORS, shape::TAGS];
    tables.iter().all(|shape| parquet(layout, shape).is_some())
}

/// Whether there are labels, in whatever file.
pub fn has_labels(layout: &Layout) -> bool {
    layout.find(layout::LABELS).is_some() || labels_are_parquet(layout)
}

/// Whether no part of the labels is in Parquet.
pub fn labels_are_json(layout: &Layout) -> bool {
    let tables = [shape::LABELS, shape::COLORS, shape::TAGS];
    tables.iter().all(|shape| parquet(layout, shape).is_none())
}

/// The tables of the labels.
pub fn labels(layout: &Layout) -> Result<LabelTables> {
    if labels_are_json(layout) {
        return file(
            layout,
            layout::LABELS,
            shape::LABELS.maker,
            labels::from_json,
        );
    }
    Ok(LabelTables {
        labels: table(layout, &shape::LABELS)?,
        colors: table(layout, &shape::COLORS)?,
        tags: table(layout, &shape::TAGS)?,
    })
}

/// What people edited of the tags, in their one spelling; nothing where there is no file.
pub fn tag_edits(layout: &Layout) -> Result<TagEdits> {
    let Some(path) = layout.find(layout::TAG_EDITS) else {
        return Ok(TagEdits::new());
    };
    let edits = tag_edits::from_json(&fsio::read(&path)?).and_then(tags::checked);
    edits.with_context(|| {
        format!(
            "{} cannot be used; mend it, or move it away",
            path.display()
        )
    })
}

/// The table `duplicates`.
pub fn duplicates(layout: &Layout) -> Result<LazyFrame> {
    table(layout, &shape::DUPLICATES)
}

/// The table `duplicates`, where it is known which images look alike.
pub fn duplicates_if_any(layout: &Layout) -> Result<Option<LazyFrame>> {
    table_if_any(layout, layout::DUPLICATES, &shape::DUPLICATES)
}

/// The images that users dismissed, where anybody did: a table in the shape of favourites.
pub fn dismissed_if_any(layout: &Layout) -> Result<Option<LazyFrame>> {
    let Some(path) = layout.find(layout::DISMISSED) else {
        return Ok(None);
    };
    let table = favorites::from_json(&fsio::read(&path)?);
    let table = table.with_context(|| super::likes::unusable(&path))?;
    Ok(Some(table.lazy()))
}

/// The table `users`.
pub fn users(layout: &Layout) -> Result<LazyFrame> {
    table(layout, &shape::USERS)
}

/// The table `users`, where there are profiles.
pub fn users_if_any(layout: &Layout) -> Result<Option<LazyFrame>> {
    table_if_any(layout, layout::USERS, &shape::USERS)
}

fn table_if_any(layout: &Layout, json: &str, shape: &Shape) -> Result<Option<LazyFrame>> {
    match layout.find(json).is_some() || parquet(layout, shape).is_some() {
        true => table(layout, shape).map(Some),
        false => Ok(None),
    }
}

/// The bytes of the patterns.
pub fn patterns(layout: &Layout) -> Result<Vec<u8>> {
    file(layout, layout::PATTERNS, "profile", |bytes| {
        Ok(bytes.to_vec())
    })
}

/// The recommendations, as lists by user.
pub fn recommendations(layout: &Layout) -> Result<Vec<UserRecommendations>> {
    let shape = shape::RECOMMENDATIONS;
    match parquet(layout, &shape) {
        Some(path) => {
            let table = scanned(&path, &shape)?;
            guarded(|| recommendations::lists(table)).with_context(|| unusable(&path, shape.maker))
        }
        None => file(
            layout,
            layout::RECOMMENDATIONS,
            shape.maker,
            recommendations::from_json,
        ),
    }
}

/// The table `recommendations`, where there are some.
pub fn recommendations_if_any(layout: &Layout) -> Result<Option<LazyFrame>> {
    match layout.find(layout::RECOMMENDATIONS).is_some()
        || layout.find(layout::RECOMMENDATIONS_TABLE).is_some()
    {
        true => Ok(Some(
            recommendations::frame(&recommendations(layout)?)?.lazy(),
        )),
        false => Ok(None),
    }
}

/// The figures of the models.
pub fn evaluation(layout: &Layout) -> Result<Evaluation> {
    file(
        layout,
        layout::EVALUATION,
        evaluate::STAGE,
        evaluation::from_json,
    )
}

/// The figures of the models, where these were compared.
pub fn evaluation_if_any(layout: &Layout) -> Result<Option<Evaluation>> {
    match layout.find(layout::EVALUATION) {
        Some(_) => evaluation(layout).map(Some),
        None => Ok(None),
    }
}

/// What was rejected; nothing where there is no file.
pub fn rejected(layout: &Layout) -> Result<Vec<Skip>> {
    match layout.find(layout::REJECTED) {
        Some(_) => file(layout, layout::REJECTED, "run", rejected::from_json),
        None => Ok(Vec::new()),
    }
}

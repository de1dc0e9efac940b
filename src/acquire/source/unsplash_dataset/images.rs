//! The table `images`: the rows of the photos' files, column by column.
//!
//! There are no bytes, so `file_size_kb` and `content_hash` are null; the keywords are in the
//! table `tags`, so `source_tags` is an empty list.

use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::NAME;
use super::chunks::{Chunk, chunks};
use super::cut;
use super::files::Part;
use super::photos::{CHUNK_BYTES, Photos};
use super::text::{clean, latitude, longitude, number, positive};
use crate::acquire::license::{UNSPLASH, license_url};
use crate::tables::images::{
    AUTHOR, CONTENT_HASH, DESCRIPTION, FILE_SIZE_KB, FILENAME, FORMAT, HEIGHT, LICENSE,
    LICENSE_URL, SOURCE, SOURCE_TAGS, SOURCE_URL, TITLE, WIDTH, exif_name,
};
use crate::tables::parquet::{Job, Rows, Values};

const ROW: &str = "pixrec_row";
const ID: &str = "photo_id";

/// The columns of a file that the table is made of.
const COLUMNS: [&str; 17] = [
    ID,
    "photo_url",
    "photo_width",
    "photo_height",
    "photo_description",
    "photographer_username",
    "photographer_first_name",
    "photographer_last_name",
    "exif_camera_make",
    "exif_camera_model",
    "exif_iso",
    "exif_aperture_value",
    "exif_focal_length",
    "exif_exposure_time",
    "photo_location_latitude",
    "photo_location_longitude",
    "ai_description",
];

/// The table, in the order of the files.
pub(super) fn rows(parts: &[Arc<Part>], photos: &Arc<Photos>) -> Rows {
    let photos = Arc::clone(photos);
    Box::new(chunks(parts, CHUNK_BYTES).map(move |chunk| {
        let (chunk, photos) = (chunk?, Arc::clone(&photos));
        let job = move || Ok(Values::of(part(chunk, &photos)?));
        Ok(Box::new(job) as Job)
    }))
}

/// The rows of a chunk.
fn part(chunk: Chunk, photos: &Arc<Photos>) -> Result<DataFrame> {
    let (part, number) = (Arc::clone(&chunk.part), chunk.number);
    let mut rows = cut::frame(chunk, &COLUMNS)?.lazy();
    if let Some(again) = photos.again(&part.name, number) {
        rows = rows
            .with_row_index(ROW, None)
            .filter(first(Arc::clone(again)));
    }
    let [width, height] =
        ["photo_width", "photo_height"].map(|side| col(side).cast(DataType::UInt32));
    let columns = [own_columns(&part, photos), exif_columns(&part)].concat();
    Ok(rows
        .filter(width.gt(lit(0_u32)).and(height.gt(lit(0_u32))))
        .select(columns)
        .filter(col(FILENAME).is_not_null())
        .collect()?)
}

/// Whether a row is none of `again`.
fn first(again: Arc<PlHashSet<IdxSize>>) -> Expr {
    col(ROW).map(
        move |rows| {
            let first = rows
                .idx()?
                .iter()
                .map(|row| row.map(|row| !again.contains(&row)));
            Ok(first
                .collect::<BooleanChunked>()
                .with_name(rows.name().clone())
                .into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
    )
}

fn own_columns(part: &Part, photos: &Arc<Photos>) -> Vec<Expr> {
    let text = |names: &[&str], to: &str| clean(part.any_of(names)).alias(to);
    let described = |first: &str, second: &str| {
        coalesce(&[clean(part.any_of(&[first])), clean(part.any_of(&[second]))])
    };
    vec![
        filename(photos),
        col("photo_width").cast(DataType::UInt32).alias(WIDTH),
        col("photo_height").cast(DataType::UInt32).alias(HEIGHT),
        lit(".jpg").alias(FORMAT),
        lit(NULL).cast(DataType::Float64).alias(FILE_SIZE_KB),
        lit(NAME).alias(SOURCE),
        text(&["photo_url"], SOURCE_URL),
        lit(UNSPLASH).alias(LICENSE),
        lit(license_url(UNSPLASH).unwrap_or_default()).alias(LICENSE_URL),
        author(part).alias(AUTHOR),
        described("photo_description", "ai_description").alias(TITLE),
        described("ai_description", "photo_description").alias(DESCRIPTION),
        no_tags(),
        lit(NULL).cast(DataType::String).alias(CONTENT_HASH),
    ]
}

fn exif_columns(part: &Part) -> Vec<Expr> {
    let to = |expression: Expr, field: &str| expression.alias(exif_name(field).as_str());
    let null = |kind: DataType| lit(NULL).cast(kind);
    let text = |name: &str| clean(part.any_of(&[name]));
    let above = |name: &str| number(part.any_of(&[name]), positive);
    vec![
        to(text("exif_camera_make"), "camera_make"),
        to(text("exif_camera_model"), "camera_model"),
        to(null(DataType::String), "date_taken"),
        to(null(DataType::UInt32), "orientation"),
        to(above("exif_exposure_time"), "exposure_time_s"),
        to(above("exif_aperture_value"), "f_number"),
        to(part.any_of(&["exif_iso"]).cast(DataType::UInt32), "iso"),
        to(above("exif_focal_length"), "focal_length_mm"),
        to(null(DataType::UInt32), "focal_length_35mm"),
        to(null(DataType::UInt32), "subject_distance_range"),
        to(
            number(part.any_of(&["photo_location_latitude"]), latitude),
            "latitude",
        ),
        to(
            number(part.any_of(&["photo_location_longitude"]), longitude),
            "longitude",
        ),
    ]
}

/// The file name of a row's photo; null where the row has none.
fn filename(photos: &Arc<Photos>) -> Expr {
    let photos = Arc::clone(photos);
    col(ID)
        .map(
            move |ids| {
                let ids = ids.str()?;
                let mut builder = StringChunkedBuilder::new(FILENAME.into(), ids.len());
                let mut name = String::new();
                for id in ids.iter() {
                    name.clear();
                    let named = id.is_some_and(|id| photos.push_name_of(id, &mut name));
                    builder.append_option(named.then_some(name.as_str()));
                }
                Ok(builder.finish().into_column())
            },
            |_, _| Ok(Field::new(FILENAME.into(), DataType::String)),
        )
        .alias(FILENAME)
}

/// First and last name, or the user name of one who gives neither.
fn author(part: &Part) -> Expr {
    let name = |name: &str| clean(part.any_of(&[name]));
    let (first, last) = (
        name("photographer_first_name"),
        name("photographer_last_name"),
    );
    let both = first.clone() + lit(" ") + last.clone();
    coalesce(&[both, first, last, name("photographer_username")])
}

fn no_tags() -> Expr {
    let kind = DataType::List(Box::new(DataType::String));
    let same = kind.clone();
    col(ID)
        .map(
            move |ids| {
                let mut builder = ListStringChunkedBuilder::new(SOURCE_TAGS.into(), ids.len(), 0);
                for _ in 0..ids.len() {
                    builder.append_values_iter(std::iter::empty());
                }
                Ok(builder.finish().cast(&kind)?.into_column())
            },
            move |_, _| Ok(Field::new(SOURCE_TAGS.into(), same.clone())),
        )
        .alias(SOURCE_TAGS)
}

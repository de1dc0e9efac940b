//! The only bridge from frames to matrices: one row an image, one column a feature, all on the
//! order of one and finite, for every model that learns from what images have.

use anyhow::Result;
use ndarray::{Array1, Array2, ArrayView1, Axis};
use polars::prelude::*;

use crate::query::traits::{COUNT, KIND, VALUE, image_counts, kind, of_kind, traits};
use crate::tables::labels::{FILENAME, LabelTables, NAME, SHARE};
use crate::tables::{count_values, float_values, text_values, texts};

/// A tag that only one image has tells nothing about another.
const MIN_TAG_IMAGES: u32 = 2;
/// The most tags that become features, the most frequent ones: a bound on the matrix's width.
const MAX_TAGS: u32 = 400;

const ROW: &str = "row";
const COLUMN: &str = "column";
const WEIGHT: &str = "weight";

/// What a column of the matrix stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// One of `query::traits::kind`.
    pub kind: String,
    /// The colour name, tag, orientation or size.
    pub value: String,
}

/// Images by features.
#[derive(Debug, Clone)]
pub struct FeatureMatrix {
    /// The images, sorted: the matrix's rows.
    pub filenames: Vec<String>,
    /// The matrix's columns.
    pub features: Vec<Feature>,
    /// (images, features), in 0..=1. A colour is its share of the image, a tag its inverse
    /// document frequency ln(N / n) over that of the rarest tag (Spärck Jones 1972), orientation
    /// and size are 0 or 1.
    pub values: Array2<f64>,
}

impl FeatureMatrix {
    /// The matrix of all labelled images.
    ///
    /// # Errors
    /// The frames are not those of the labels.
    pub fn new(labels: &LabelTables) -> Result<Self> {
        // Sorted here, whatever order the table has: `row_of` searches by halves.
        let by_name = SortMultipleOptions::default();
        let images = labels.labels.clone().select([col(FILENAME)]);
        let images = images.sort([FILENAME], by_name).collect()?;
        let filenames: Vec<String> = text_values(&images, FILENAME)?
            .into_iter()
            .map(str::to_owned)
            .collect();
        let columns = columns(labels)?.collect()?;
        let cells = cells(labels, images.lazy(), columns.clone().lazy())?.collect()?;
        let kinds = text_values(&columns, KIND)?;
        let features: Vec<Feature> = kinds
            .iter()
            .zip(text_values(&columns, VALUE)?)
            .map(|(kind, value)| Feature {
                kind: (*kind).to_owned(),
                value: value.to_owned(),
            })
            .collect();
        let mut values = Array2::zeros((filenames.len(), features.len()));
        let positions = count_values(&cells, ROW)?
            .into_iter()
            .zip(count_values(&cells, COLUMN)?);
        for ((row, column), weight) in positions.zip(float_values(&cells, WEIGHT)?) {
            if let Some(cell) = values.get_mut((row as usize, column as usize)) {
                *cell = weight;
            }
        }
        Ok(Self {
            filenames,
            features,
            values,
        })
    }

    /// The row of an image.
    pub fn row_of(&self, filename: &str) -> Option<usize> {
        self.filenames
            .binary_search_by(|name| name.as_str().cmp(filename))
            .ok()
    }

    /// The mean of some rows: what somebody likes on the whole. Zeros for no rows.
    pub fn mean_of(&self, rows: &[usize]) -> Array1<f64> {
        self.values
            .select(Axis(0), rows)
            .mean_axis(Axis(0))
            .unwrap_or_else(|| Array1::zeros(self.features.len()))
    }
}

/// The cosine of the angle between two rows, 0 where one of them is all zeros (features are never
/// negative, so it is 0..=1).
pub fn cosine(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    let norms = (a.dot(&a) * b.dot(&b)).sqrt();
    if norms > 0.0 {
        (a.dot(&b) / norms).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// `(kind, value, weight, column)`: the features, and what an image that has one gets.
fn columns(labels: &LabelTables) -> Result<LazyFrame> {
    let counts = image_counts(traits(labels)?);
    let images = labels.labels.clone().select([len().alias("images")]);
    let tags = of_kind(counts.clone(), kind::TAG)
        .filter(col(COUNT).gt_eq(lit(MIN_TAG_IMAGES)))
        .limit(MAX_TAGS)
        .cross_join(images, None)
        .with_column(
            (col("images").cast(DataType::Float64) / col(COUNT).cast(DataType::Float64))
                .log(lit(std::f64::consts::E))
                .alias("idf"),
        )
        .select([
            lit(kind::TAG).alias(KIND),
            col(VALUE),
            // Where every image has every tag all are 0, and 0 / 0 is no weight.
            (col("idf") / col("idf").max())
                .fill_nan(lit(0.0))
                .alias(WEIGHT),
        ]);
    let others = counts.filter(col(KIND).neq(lit(kind::TAG))).select([
        col(KIND),
        col(VALUE),
        lit(1.0).alias(WEIGHT),
    ]);
    Ok(concat([others, tags], UnionArgs::default())?
        .sort([KIND, VALUE], SortMultipleOptions::default())
        .with_row_index(COLUMN, None))
}

/// `(row, column, weight)`: the cells of the matrix that are not zero.
fn cells(labels: &LabelTables, images: LazyFrame, columns: LazyFrame) -> Result<LazyFrame> {
    let shares = labels
        .colors
        .clone()
        .group_by([col(FILENAME), col(NAME).alias(VALUE)])
        .agg([col(SHARE).sum()])
        .with_column(lit(kind::COLOR).alias(KIND));
    let left = JoinArgs::new(JoinType::Left);
    let share_on = [col(FILENAME), col(KIND), col(VALUE)];
    Ok(traits(labels)?
        .inner_join(
            images.with_row_index(ROW, None),
            col(FILENAME),
            col(FILENAME),
        )
        .join(
            columns,
            [col(KIND), col(VALUE)],
            [col(KIND), col(VALUE)],
            JoinArgs::new(JoinType::Inner),
        )
        .join(shares, share_on.clone(), share_on, left)
        .select([
            col(ROW),
            col(COLUMN),
            col(WEIGHT) * col(SHARE).fill_null(lit(1.0)),
        ]))
}

/// The images of a list of file names as a frame, for joins.
pub fn filename_frame<'a>(names: impl Iterator<Item = &'a str>) -> Result<DataFrame> {
    Ok(DataFrame::new_infer_height(vec![texts(FILENAME, names)])?)
}

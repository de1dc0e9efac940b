//! The only bridge from frames to matrices: one row an image, one column a feature, all on the
//! order of one and finite, for every model that learns from what images have.

use anyhow::Result;
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, Axis};
use polars::prelude::*;

use crate::interactions::ImageTraits;
use crate::query::traits::kind;
use crate::tables::labels::{FILENAME, LabelTables, NAME, SHARE};
use crate::tables::{float_values, text_values, texts};

/// A tag that only one image has tells nothing about another.
const MIN_TAG_IMAGES: u64 = 2;
/// The most tags that become features, the most frequent ones: a bound on the matrix's width.
const MAX_TAGS: usize = 400;

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
        let traits = ImageTraits::of(labels)?;
        let weights = FeatureWeights::of(&traits, &labels.colors)?;
        let images = traits.images.len();
        let mut values = Array2::zeros((images, weights.features.len()));
        for (image, mut row) in values.rows_mut().into_iter().enumerate() {
            weights.add_to(&mut row, &traits, image, 1.0);
        }
        let filenames = (0..images as u32).map(|image| traits.images.text(image).to_owned());
        Ok(Self {
            filenames: filenames.collect(),
            features: weights.features,
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

/// What each trait of an image puts into its row of the matrix.
pub struct FeatureWeights {
    /// The matrix's columns.
    pub features: Vec<Feature>,
    /// For each trait its column and its weight, if it is a feature.
    columns: Vec<Option<(usize, f64)>>,
    /// For each colour of each image, as the traits have them, its share.
    shares: Vec<f64>,
    /// Where the shares of each image start.
    starts: Vec<usize>,
}

impl FeatureWeights {
    /// The weights of the traits of a collection; `colors` is its table of colours.
    ///
    /// # Errors
    /// The frame is not of the table `colors`.
    pub fn of(traits: &ImageTraits, colors: &LazyFrame) -> Result<Self> {
        let (shares, starts) = shares(traits, colors)?;
        let mut columns = vec![None; traits.len()];
        let tags = traits.of_kind(kind::TAG);
        for number in 0..tags.start {
            columns[number as usize] = Some((0, 1.0));
        }
        for (number, weight) in tag_weights(traits) {
            columns[number as usize] = Some((0, weight));
        }
        let mut features = Vec::new();
        for (number, column) in (0..).zip(&mut columns) {
            if let Some((place, _)) = column {
                *place = features.len();
                let (kind, value) = traits.value(number);
                features.push(Feature {
                    kind: kind.to_owned(),
                    value: value.to_owned(),
                });
            }
        }
        Ok(Self {
            features,
            columns,
            shares,
            starts,
        })
    }

    /// Adds `times` the features of an image to a row of the matrix's width.
    pub fn add_to(
        &self,
        row: &mut ArrayViewMut1<'_, f64>,
        traits: &ImageTraits,
        image: usize,
        times: f64,
    ) {
        let own = traits.rows.row(image);
        // Colours are the first kind.
        let shares = &self.shares[self.starts[image]..self.starts[image + 1]];
        let shares = shares.iter().copied().chain(std::iter::repeat(1.0));
        for (number, share) in own.iter().zip(shares) {
            if let Some((column, weight)) = self.columns[*number as usize] {
                row[column] += times * weight * share;
            }
        }
    }
}

/// The most frequent tags that more than one image has, with their weights.
fn tag_weights(traits: &ImageTraits) -> Vec<(u32, f64)> {
    let images = traits.images.len();
    let counts = traits.sums(&vec![1; images]);
    let mut tags: Vec<u32> = traits.of_kind(kind::TAG).collect();
    tags.retain(|number| counts[*number as usize] >= MIN_TAG_IMAGES);
    // By the alphabet where as many have them: the sort is stable, and so are they numbered.
    tags.sort_by_key(|number| std::cmp::Reverse(counts[*number as usize]));
    tags.truncate(MAX_TAGS);
    let idf = |number: &u32| (images as f64 / counts[*number as usize] as f64).ln();
    let rarest = tags.iter().map(idf).fold(0.0, f64::max);
    let weight = |number: &u32| match rarest {
        // Every image has every tag: none tells anything.
        0.0 => 0.0,
        _ => idf(number) / rarest,
    };
    let weights: Vec<f64> = tags.iter().map(weight).collect();
    tags.into_iter().zip(weights).collect()
}

/// For each image, in order, the shares of its colours as its traits have them, and where the
/// shares of each image start. Shares of one colour are added up by their size, so that the order
/// of the table changes no bit.
fn shares(traits: &ImageTraits, colors: &LazyFrame) -> Result<(Vec<f64>, Vec<usize>)> {
    let columns = [col(FILENAME), col(NAME), col(SHARE).fill_null(lit(0.0))];
    let named = by_name([FILENAME, NAME], true, false);
    let table = colors.clone().select(columns).drop_nulls(Some(named));
    let table = table.collect()?;
    let (filenames, names) = (text_values(&table, FILENAME)?, text_values(&table, NAME)?);
    let mut swatches = Vec::with_capacity(table.height());
    let rows = filenames.into_iter().zip(names);
    for ((filename, name), share) in rows.zip(float_values(&table, SHARE)?) {
        let image = traits.images.number(filename);
        let color = traits.number(kind::COLOR, name);
        swatches.extend(image.zip(color).map(|place| (place, share)));
    }
    swatches.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut shares: Vec<f64> = Vec::with_capacity(swatches.len());
    let mut starts = vec![0; traits.images.len() + 1];
    let mut last = None;
    for (place, share) in swatches {
        match shares.last_mut() {
            Some(sum) if last == Some(place) => *sum += share,
            _ => {
                starts[place.0 as usize + 1] += 1;
                shares.push(share);
            }
        }
        last = Some(place);
    }
    for image in 1..starts.len() {
        starts[image] += starts[image - 1];
    }
    Ok((shares, starts))
}

/// The images of a list of file names as a frame, for joins.
pub fn filename_frame<'a>(names: impl Iterator<Item = &'a str>) -> Result<DataFrame> {
    Ok(DataFrame::new_infer_height(vec![texts(FILENAME, names)])?)
}

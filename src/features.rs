//! The only bridge from frames to matrices: one row an image, one column a feature, all on the
//! order of one and finite, for every model that learns from what images have.

use anyhow::Result;
use ndarray::{Array2, ArrayView1, ArrayViewMut1};
use palette::{FromColor, Oklab, Srgb};
use polars::prelude::*;

use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::interactions::{ImageTraits, UNKNOWN};
use crate::query::traits::kind;
use crate::tables::labels::{BLUE, FILENAME, GREEN, LabelTables, NAME, RED, SHARE};
use crate::tables::{float_values, text_values, texts};

/// A tag that only one image has tells nothing about another.
const MIN_TAG_IMAGES: u64 = 2;
/// The most tags that become features of users, the most frequent ones: a bound on the width of
/// what is dense.
const MAX_USER_TAGS: usize = 400;
/// The most tags that become features of images.
const MAX_TAGS: usize = 2_000;
/// The kind of the features that say where in the colour space an image is.
pub const POSITION: &str = "position";
/// The three axes of Oklab (Ottosson 2020), by what their high values are.
const AXES: [&str; 3] = ["light", "red rather than green", "yellow rather than blue"];
/// Colours reach about so far from gray on the last two axes.
const CHROMA_REACH: f32 = 0.4;
/// Shares are summed as whole numbers of this part, so that the order of rows changes no bit.
const SHARE_STEPS: f64 = 1e6;

/// What a column of the matrix stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// One of `query::traits::kind`, or [`POSITION`].
    pub kind: String,
    /// The colour name, tag, orientation, size or axis.
    pub value: String,
}

/// Images by features: a sparse matrix.
#[derive(Debug, Clone)]
pub struct FeatureMatrix {
    /// The matrix's columns: traits in the order of their numbers, then the three axes of the
    /// colour space.
    pub features: Vec<Feature>,
    /// For each column the trait that it stands for; none for a position.
    pub traits: Vec<Option<u32>>,
    starts: Numbers<u64>,
    columns: Numbers<u32>,
    values: Numbers<f32>,
}

impl FeatureMatrix {
    /// The matrix of the images of `traits`, which are those of `labels`, in their order.
    ///
    /// A colour is its share of the image, a tag its inverse document frequency ln(N / n) over
    /// that of the rarest tag (Spärck Jones 1972), orientation and size are 0 or 1. Positions are
    /// -1 to 1: how far the mean colour of the palette is from the middle of each axis.
    ///
    /// # Errors
    /// The frames are not those of the labels.
    pub fn new(labels: &LabelTables, traits: &ImageTraits) -> Result<Self> {
        let weights = FeatureWeights::with_tags(traits, &labels.colors, MAX_TAGS)?;
        let positions = positions(&labels.colors, traits)?;
        let mut trait_of = vec![None; weights.features.len() + AXES.len()];
        for (number, column) in (0..).zip(&weights.columns) {
            if let Some((column, _)) = column {
                trait_of[*column] = Some(number);
            }
        }
        let (mut starts, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for (image, position) in positions.iter().enumerate() {
            weights.each(traits, image, |column, value| {
                if value != 0.0 {
                    columns.push(column as u32);
                    values.push(value as f32);
                }
            });
            let axes = (weights.features.len() as u32..).zip(position.iter().flatten());
            for (column, value) in axes.filter(|(_, value)| **value != 0.0) {
                columns.push(column);
                values.push(*value);
            }
            starts.push(columns.len() as u64);
        }
        Ok(Self {
            features: described(traits, &trait_of),
            traits: trait_of,
            starts: starts.into(),
            columns: columns.into(),
            values: values.into(),
        })
    }

    /// Writes the matrix.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        let traits = self.traits.iter().map(|number| number.unwrap_or(UNKNOWN));
        to.put(&traits.collect::<Vec<_>>())?;
        to.put(&self.starts)?;
        to.put(&self.columns)?;
        to.put(&self.values)
    }

    /// Reads a matrix that was written, of the images of `traits`.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(from: &mut ArchiveReader, traits: &ImageTraits) -> Result<Self> {
        let numbers: Numbers<u32> = from.take()?;
        let known = |number: &u32| (*number != UNKNOWN).then_some(*number);
        let trait_of: Vec<Option<u32>> = numbers.iter().map(known).collect();
        Ok(Self {
            features: described(traits, &trait_of),
            traits: trait_of,
            starts: from.take()?,
            columns: from.take()?,
            values: from.take()?,
        })
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The columns of an image that are not zero, ascending, and their values.
    pub fn row(&self, image: usize) -> (&[u32], &[f32]) {
        let extent = self.starts[image] as usize..self.starts[image + 1] as usize;
        (&self.columns[extent.clone()], &self.values[extent])
    }

    /// (images, features) as a dense matrix.
    pub fn to_dense(&self) -> Array2<f64> {
        let mut dense = Array2::zeros((self.len(), self.features.len()));
        for (image, mut row) in dense.rows_mut().into_iter().enumerate() {
            let (columns, values) = self.row(image);
            for (column, value) in columns.iter().zip(values) {
                row[*column as usize] = f64::from(*value);
            }
        }
        dense
    }
}

/// What the columns stand for, by their traits; those without one are the axes.
fn described(traits: &ImageTraits, columns: &[Option<u32>]) -> Vec<Feature> {
    let mut axes = AXES.into_iter();
    let feature = |(kind, value): (&str, &str)| Feature {
        kind: kind.to_owned(),
        value: value.to_owned(),
    };
    let columns = columns.iter().map(|column| match column {
        Some(number) => feature(traits.value(*number)),
        None => feature((POSITION, axes.next().unwrap_or_default())),
    });
    columns.collect()
}

/// For each image where in the colour space its palette is; none without colours.
fn positions(colors: &LazyFrame, traits: &ImageTraits) -> Result<Vec<Option<[f32; 3]>>> {
    let share =
        || (col(SHARE).fill_null(lit(0.0)) * lit(SHARE_STEPS)).round(0, RoundMode::default());
    let share = || share().cast(DataType::Int64);
    let mean = |name: &str| {
        let weighted = col(name).cast(DataType::Int64) * share();
        (weighted.sum().cast(DataType::Float64) / share().sum().cast(DataType::Float64)).alias(name)
    };
    let means = colors
        .clone()
        .drop_nulls(Some(by_name([FILENAME, RED, GREEN, BLUE], true, false)))
        .group_by([col(FILENAME)])
        .agg([mean(RED), mean(GREEN), mean(BLUE)])
        .collect()?;
    let mut positions = vec![None; traits.images.len()];
    let channels = [RED, GREEN, BLUE].map(|name| float_values(&means, name));
    let [reds, greens, blues] = channels;
    let rows = reds?.into_iter().zip(greens?).zip(blues?);
    for (filename, ((red, green), blue)) in text_values(&means, FILENAME)?.into_iter().zip(rows) {
        let image = traits.images.number(filename);
        if let Some(place) = image.and_then(|image| positions.get_mut(image as usize))
            && [red, green, blue].iter().all(|channel| channel.is_finite())
        {
            *place = Some(position([red, green, blue]));
        }
    }
    Ok(positions)
}

/// Where a colour with channels of 0 to 255 is: -1 to 1 on each axis.
fn position(channels: [f64; 3]) -> [f32; 3] {
    let [red, green, blue] = channels.map(|channel| (channel / 255.0) as f32);
    let color = Oklab::from_color(Srgb::new(red, green, blue));
    let axes = [
        color.l * 2.0 - 1.0,
        color.a / CHROMA_REACH,
        color.b / CHROMA_REACH,
    ];
    axes.map(|value| value.clamp(-1.0, 1.0))
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
        Self::with_tags(traits, colors, MAX_USER_TAGS)
    }

    fn with_tags(traits: &ImageTraits, colors: &LazyFrame, most: usize) -> Result<Self> {
        let (shares, starts) = shares(traits, colors)?;
        let mut columns = vec![None; traits.len()];
        let tags = traits.of_kind(kind::TAG);
        for number in 0..tags.start {
            columns[number as usize] = Some((0, 1.0));
        }
        for (number, weight) in tag_weights(traits, most) {
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
        self.each(traits, image, |column, value| row[column] += times * value);
    }

    /// Calls `take` with the column and the value of each feature of an image, by the columns.
    fn each(&self, traits: &ImageTraits, image: usize, mut take: impl FnMut(usize, f64)) {
        let own = traits.rows.row(image);
        // Colours are the first kind.
        let shares = &self.shares[self.starts[image]..self.starts[image + 1]];
        let shares = shares.iter().copied().chain(std::iter::repeat(1.0));
        for (number, share) in own.iter().zip(shares) {
            if let Some((column, weight)) = self.columns[*number as usize] {
                take(column, weight * share);
            }
        }
    }
}

/// The most frequent tags that more than one image has, with their weights.
fn tag_weights(traits: &ImageTraits, most: usize) -> Vec<(u32, f64)> {
    let images = traits.images.len();
    let counts = traits.sums(&vec![1; images]);
    let mut tags: Vec<u32> = traits.of_kind(kind::TAG).collect();
    tags.retain(|number| counts[*number as usize] >= MIN_TAG_IMAGES);
    // By the alphabet where as many have them: the sort is stable, and so are they numbered.
    tags.sort_by_key(|number| std::cmp::Reverse(counts[*number as usize]));
    tags.truncate(most);
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

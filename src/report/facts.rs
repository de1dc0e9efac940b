//! What the report can say: numbers and names, counted from the tables of this run.

use anyhow::Result;
use polars::prelude::*;

use super::Chart;
use crate::chart::Thumbnails;
use crate::domain::Skip;
use crate::query::traits::{self, kind};
use crate::query::{likes, most_first};
use crate::tables::evaluation::Evaluation;
use crate::tables::favorites::USER_ID;
use crate::tables::images::{AUTHOR, FILE_SIZE_KB, FILENAME, FORMAT, LICENSE, SOURCE};
use crate::tables::labels::LabelTables;
use crate::tables::parquet::row_count;
use crate::tables::{count_values, float_values, recommendations, text_values, users};

/// What the report is made of.
pub struct Inputs<'a> {
    /// The table `images`.
    pub images: LazyFrame,
    /// What the images have.
    pub labels: &'a LabelTables,
    /// Who likes what; nothing where nobody was asked.
    pub favorites: Option<LazyFrame>,
    /// Whether all favourites are simulated.
    pub simulated: bool,
    /// The profiles, where they were made.
    pub users: Option<LazyFrame>,
    /// Which images look alike, where it is known.
    pub duplicates: Option<LazyFrame>,
    /// What was recommended, where it was.
    pub recommendations: Option<LazyFrame>,
    /// How good the models are, where they were compared.
    pub evaluation: Option<&'a Evaluation>,
    /// What was met and not used.
    pub rejected: &'a [Skip],
    /// The model that recommends.
    pub model: &'a str,
    /// Finds the thumbnail of a content.
    pub thumbnails: &'a Thumbnails<'a>,
    /// The charts that are shown.
    pub charts: Vec<Chart>,
    /// How many charts there are in all.
    pub charts_drawn: usize,
}

/// A part of a whole: what it is, and how many.
pub type Part = (String, u64);

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Images.
    pub images: u64,
    /// The bytes of all files, in MiB.
    pub mebibytes: f64,
    /// Images by source, format and licence, most first; those without a licence apart.
    pub sources: Vec<Part>,
    #[allow(missing_docs, reason = "see above")]
    pub formats: Vec<Part>,
    #[allow(missing_docs, reason = "see above")]
    pub licenses: Vec<Part>,
    /// Images of which no licence is known.
    pub unlicensed: u64,
    /// Authors that are named.
    pub authors: u64,
    /// Images of which the camera is known, the exposure, the date, and the place.
    pub with_camera: u64,
    #[allow(missing_docs, reason = "see above")]
    pub with_date: u64,
    #[allow(missing_docs, reason = "see above")]
    pub with_place: u64,
    /// Items that were met and not used, by stage.
    pub rejected: Vec<Part>,
    /// Images by each trait, most first.
    pub colors: Vec<Part>,
    #[allow(missing_docs, reason = "see above")]
    pub orientations: Vec<Part>,
    #[allow(missing_docs, reason = "see above")]
    pub sizes: Vec<Part>,
    #[allow(missing_docs, reason = "see above")]
    pub tags: Vec<Part>,
    /// Images that have a tag.
    pub tagged: u64,
    /// Pairs of images that look alike, if it is known.
    pub alike: Option<u64>,
    /// Users with a favourite in the collection.
    pub users: u64,
    /// Favourites of all users.
    pub favorites: u64,
    /// The fewest and the most favourites of a user.
    pub fewest_and_most: Option<(u64, u64)>,
    /// Images that somebody likes.
    pub liked: u64,
    /// Whether all favourites are simulated.
    pub simulated: bool,
    /// Favourites by what the images have, most first.
    pub liked_colors: Vec<Part>,
    #[allow(missing_docs, reason = "see above")]
    pub liked_tags: Vec<Part>,
    /// Clusters of users.
    pub clusters: u64,
    /// Users with recommendations, and all of these.
    pub lists: u64,
    #[allow(missing_docs, reason = "see above")]
    pub recommended: u64,
    /// The best recommendation of the first user: why.
    pub reason: Option<String>,
    /// The model that recommends.
    pub model: String,
    /// How good the models are, where they were compared.
    pub evaluation: Option<Evaluation>,
    /// Charts that there are.
    pub charts: u64,
}

impl Facts {
    /// Counts.
    ///
    /// # Errors
    /// A frame is not that of its table.
    pub fn of(inputs: &Inputs<'_>) -> Result<Self> {
        let mut facts = Self {
            simulated: inputs.simulated,
            model: inputs.model.to_owned(),
            evaluation: inputs.evaluation.cloned(),
            charts: inputs.charts_drawn as u64,
            ..Self::default()
        };
        facts.count_images(inputs)?;
        facts.count_labels(inputs.labels)?;
        facts.count_favorites(inputs)?;
        facts.count_recommendations(inputs)?;
        for skip in inputs.rejected {
            match facts
                .rejected
                .iter_mut()
                .find(|(stage, _)| *stage == skip.stage)
            {
                Some((_, count)) => *count += 1,
                None => facts.rejected.push((skip.stage.clone(), 1)),
            }
        }
        Ok(facts)
    }

    fn count_images(&mut self, inputs: &Inputs<'_>) -> Result<()> {
        let known = |name: &str| {
            col(name)
                .is_not_null()
                .sum()
                .cast(DataType::UInt64)
                .alias(name)
        };
        let totals = inputs
            .images
            .clone()
            .select([
                len().cast(DataType::UInt64).alias("images"),
                col(FILE_SIZE_KB).sum(),
                col(AUTHOR).drop_nulls().n_unique().cast(DataType::UInt64),
                known("exif_camera_model"),
                known("exif_date_taken"),
                known("exif_latitude"),
            ])
            .collect()?;
        let one = |name: &str| -> Result<u64> {
            Ok(count_values(&totals, name)?
                .first()
                .copied()
                .unwrap_or_default())
        };
        self.images = one("images")?;
        self.authors = one(AUTHOR)?;
        self.with_camera = one("exif_camera_model")?;
        self.with_date = one("exif_date_taken")?;
        self.with_place = one("exif_latitude")?;
        self.mebibytes = float_values(&totals, FILE_SIZE_KB)?
            .first()
            .copied()
            .unwrap_or_default()
            / 1024.0;
        self.sources = parts(inputs.images.clone(), SOURCE)?;
        self.formats = parts(inputs.images.clone(), FORMAT)?;
        self.licenses = parts(inputs.images.clone(), LICENSE)?;
        let licensed: u64 = self.licenses.iter().map(|(_, count)| count).sum();
        self.unlicensed = self.images.saturating_sub(licensed);
        if let Some(duplicates) = &inputs.duplicates {
            self.alike = Some(row_count(duplicates)?);
        }
        Ok(())
    }

    fn count_labels(&mut self, labels: &LabelTables) -> Result<()> {
        let all = traits::counts(labels)?.collect()?;
        self.colors = of_kind(&all, kind::COLOR)?;
        self.orientations = of_kind(&all, kind::ORIENTATION)?;
        self.sizes = of_kind(&all, kind::SIZE)?;
        self.tags = of_kind(&all, kind::TAG)?;
        let tagged = labels.tags.clone().select([col(FILENAME)]);
        self.tagged = row_count(&tagged.unique(None, UniqueKeepStrategy::Any))?;
        Ok(())
    }

    fn count_favorites(&mut self, inputs: &Inputs<'_>) -> Result<()> {
        let Some(favorites) = &inputs.favorites else {
            return Ok(());
        };
        let labels = inputs.labels;
        let known = likes::known(favorites.clone(), labels.labels.clone())
            .collect()?
            .lazy();
        let by_user = likes::favorite_counts(known.clone()).collect()?;
        let counts = count_values(&by_user, likes::FAVORITES)?;
        self.users = counts.len() as u64;
        self.favorites = counts.iter().sum();
        self.fewest_and_most = counts
            .iter()
            .min()
            .copied()
            .zip(counts.iter().max().copied());
        let liked = known.clone().select([col(FILENAME)]);
        self.liked = row_count(&liked.unique(None, UniqueKeepStrategy::Any))?;
        let traits = traits::traits(labels)?;
        let liked = known.inner_join(traits, col(FILENAME), col(FILENAME));
        let liked = traits::image_counts(liked).collect()?;
        self.liked_colors = of_kind(&liked, kind::COLOR)?;
        self.liked_tags = of_kind(&liked, kind::TAG)?;
        if let Some(users) = &inputs.users {
            let clusters = users.clone().select([col(users::CLUSTER)]).drop_nulls(None);
            self.clusters = row_count(&clusters.unique(None, UniqueKeepStrategy::Any))?;
        }
        Ok(())
    }

    fn count_recommendations(&mut self, inputs: &Inputs<'_>) -> Result<()> {
        let Some(table) = &inputs.recommendations else {
            return Ok(());
        };
        self.recommended = row_count(table)?;
        let users = table.clone().select([col(USER_ID)]);
        self.lists = row_count(&users.unique(None, UniqueKeepStrategy::Any))?;
        let first = table
            .clone()
            .sort(
                [USER_ID, recommendations::RANK],
                SortMultipleOptions::default(),
            )
            .select([col(recommendations::REASON)])
            .limit(1)
            .collect()?;
        let reasons = text_values(&first, recommendations::REASON)?;
        self.reason = reasons.first().map(|reason| (*reason).to_owned());
        Ok(())
    }

    /// Items that were met and not used.
    pub fn all_rejected(&self) -> u64 {
        self.rejected.iter().map(|(_, count)| count).sum()
    }
}

/// How many rows have each value of a column, most first; those without one left out.
fn parts(frame: LazyFrame, column: &str) -> Result<Vec<Part>> {
    const ROWS: &str = "rows";
    let counts = frame.drop_nulls(Some(by_name([column], true, false)));
    let counts = counts
        .group_by([col(column)])
        .agg([len().cast(DataType::UInt64).alias(ROWS)]);
    let counts = most_first(counts, ROWS, &[column]).collect()?;
    let names = text_values(&counts, column)?.into_iter().map(str::to_owned);
    Ok(names.zip(count_values(&counts, ROWS)?).collect())
}

/// The values of one kind with their counts, most first.
fn of_kind(counts: &DataFrame, kind: &str) -> Result<Vec<Part>> {
    let rows = traits::of_kind(counts.clone().lazy(), kind).collect()?;
    let names = text_values(&rows, traits::VALUE)?
        .into_iter()
        .map(str::to_owned);
    Ok(names.zip(count_values(&rows, traits::COUNT)?).collect())
}

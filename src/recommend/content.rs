//! How alike images are in what they have.

use anyhow::{Result, ensure};

use crate::features::FeatureMatrix;
use crate::fsio::{ArchiveReader, ArchiveWriter};
use crate::recommend::linalg::{self, Dense};
use crate::recommend::sparse::Weighted;

/// The rows of the feature matrix at length one, and the images of each feature.
pub struct UnitRows {
    /// For each image its features.
    pub rows: Weighted,
    /// For each feature its images.
    pub columns: Weighted,
}

impl UnitRows {
    /// The unit rows of a feature matrix; a row of zeros stays one.
    pub fn of(features: &FeatureMatrix) -> Self {
        let entries: Vec<Vec<(u32, f32)>> = (0..features.len())
            .map(|image| {
                let (columns, values) = features.row(image);
                let norm = values.iter().map(|value| value * value).sum::<f32>().sqrt();
                let units = values.iter().map(|value| value / norm);
                columns.iter().copied().zip(units).collect()
            })
            .collect();
        let columns = Weighted::transposed(features.features.len(), &entries);
        Self {
            rows: Weighted::of(entries),
            columns,
        }
    }

    /// inverse(T'T + l I), (features, features), with T the rows of some images and l the ridge,
    /// in images, above 0.
    ///
    /// # Errors
    /// The matrix is singular, which a ridge above zero prevents.
    pub fn inverse_gram(&self, images: impl Iterator<Item = u32>, ridge: f32) -> Result<Dense> {
        let features = self.columns.len();
        let mut inverse = Dense::zeros(features, features);
        for image in images {
            let (columns, values) = self.rows.row(image);
            for (column, value) in columns.iter().zip(values) {
                let row = inverse.row_mut(*column as usize);
                for (other, other_value) in columns.iter().zip(values) {
                    row[*other as usize] += value * other_value;
                }
            }
        }
        for feature in 0..features {
            inverse.row_mut(feature)[feature] += ridge;
        }
        ensure!(
            linalg::invert(inverse.values.to_mut(), features),
            "the matrix of {features} features is singular"
        );
        Ok(inverse)
    }

    /// Writes the rows.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.rows.put(to)?;
        self.columns.put(to)
    }

    /// Reads rows that were written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        Ok(Self {
            rows: Weighted::take(from)?,
            columns: Weighted::take(from)?,
        })
    }

    /// Calls `take` with each image that shares a feature and the product of both values, feature
    /// by feature: summed by image, the cosines.
    pub fn each_alike(&self, image: u32, mut take: impl FnMut(u32, f32)) {
        let (features, values) = self.rows.row(image);
        for (feature, value) in features.iter().zip(values) {
            let (images, others) = self.columns.row(*feature);
            for (other, other_value) in images.iter().zip(others) {
                take(*other, value * other_value);
            }
        }
    }

    /// The cosine between two images, -1 to 1; 0 where one has nothing.
    pub fn cosine(&self, a: u32, b: u32) -> f32 {
        let (columns, values) = self.rows.row(a);
        let pairs = columns.iter().zip(values);
        pairs
            .map(|(column, value)| value * self.rows.value(b, *column))
            .sum()
    }
}

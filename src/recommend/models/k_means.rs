//! Model `k-means`: images in clusters by what they have and by who likes them, and how much more
//! often than chance the user's favourites fall into the cluster of an image; inside a cluster,
//! images that are more like the user's favourites come first.

use anyhow::{Result, ensure};
use ndarray::{Array2, ArrayViewMut2};

use super::als::{self, Als};
use crate::cluster::{self, MAX_CLUSTERS};
use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::recommend::Collection;
use crate::recommend::content::UnitRows;
use crate::recommend::model::{Cause, Contribution, ModelDefinition, Recommender, Taste};
use crate::recommend::prior::WithPrior;
use crate::recommend::tune::MIN_JUDGES;

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "k-means",
    help: "clusters of images: those whose clusters hold the user's favourites",
    learn: |collection| Ok(Box::new(WithPrior::learn(collection, learn)?)),
    take: |collection, from| Ok(Box::new(WithPrior::take(collection, from, take)?)),
};

/// Images in a cluster on average: small enough that a cluster is a kind of image, large enough
/// that a user with ten favourites has several in the ones that count.
const IMAGES_PER_CLUSTER: usize = 12;
/// How many chance favourites are spread over all clusters beside the real ones, so that one
/// favourite in a small cluster is no certainty (an m-estimate; Cestnik 1990).
const SMOOTHING: f32 = 1.0;
/// The most frequent features by which images are clustered.
const MAX_FEATURES: usize = 256;
/// Dimensions in which images that the same people like are near.
const FACTORS: usize = 32;
/// How much who likes an image counts beside what it has.
const FAN_WEIGHT: f32 = 2.0;
/// How much likeness counts inside a cluster, in log-odds.
const LIKENESS: f32 = 1.0;

fn learn(collection: &Collection) -> Result<Box<dyn Recommender + '_>> {
    // The likes of a few users are chance.
    let weight = match collection.users() {
        0..MIN_JUDGES => 0.0,
        _ => FAN_WEIGHT,
    };
    Ok(Box::new(ImageClusters::learn(collection, weight)?))
}

fn take<'a>(
    collection: &'a Collection,
    from: &mut ArchiveReader,
) -> Result<Box<dyn Recommender + 'a>> {
    let clusters = ImageClusters {
        content: collection.unit_rows(),
        cluster_of: from.take()?,
        shares: from.take()?,
    };
    ensure!(
        clusters.cluster_of.len() == collection.images(),
        "not the clusters of these images"
    );
    Ok(Box::new(clusters))
}

struct ImageClusters<'a> {
    content: &'a UnitRows,
    /// For each image its cluster.
    cluster_of: Numbers<u32>,
    /// For each cluster its share of all favourites.
    shares: Numbers<f32>,
}

impl<'a> ImageClusters<'a> {
    fn learn(collection: &'a Collection, fan_weight: f32) -> Result<Self> {
        let images = collection.images();
        let rows = rows(collection, fan_weight);
        let mut cluster_of = vec![0; images];
        if !rows.is_empty() && rows.iter().any(|value| *value != 0.0) {
            let wanted = images.div_ceil(IMAGES_PER_CLUSTER).clamp(1, MAX_CLUSTERS);
            let seed = collection.seed_of("clusters");
            let found = cluster::k_means(rows.view(), wanted, seed)?;
            cluster_of = found
                .assignment
                .iter()
                .map(|cluster| *cluster as u32)
                .collect();
        }
        let clusters = cluster_of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut shares = vec![0.0_f32; clusters];
        for (image, cluster) in (0..).zip(&cluster_of) {
            shares[*cluster as usize] += collection.likes(image) as f32 + 0.5;
        }
        let all: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= all);
        Ok(Self {
            content: collection.unit_rows(),
            cluster_of: cluster_of.into(),
            shares: shares.into(),
        })
    }

    fn cluster(&self, image: u32) -> usize {
        self.cluster_of[image as usize] as usize
    }

    /// For each cluster the log of how much more often than chance the favourites are in it.
    fn lifts(&self, favorites: &[u32]) -> Vec<f32> {
        let mut counts = vec![0.0_f32; self.shares.len()];
        for favorite in favorites {
            counts[self.cluster(*favorite)] += 1.0;
        }
        let all = favorites.len() as f32 + SMOOTHING;
        let pairs = counts.iter().zip(self.shares.iter());
        pairs
            .map(|(count, share)| ((count + SMOOTHING * share) / all / share).ln())
            .collect()
    }

    /// The sum of the rows of the favourites, at length one.
    fn profile(&self, favorites: &[u32], features: usize) -> Vec<f32> {
        let mut profile = vec![0.0; features];
        self.content.rows.add_rows(favorites, &mut profile);
        let length = profile
            .iter()
            .map(|value| value * value)
            .sum::<f32>()
            .sqrt();
        if length > 0.0 {
            profile.iter_mut().for_each(|value| *value /= length);
        }
        profile
    }

    fn features(&self) -> usize {
        self.content.columns.len()
    }
}

/// (images, features and dimensions): what images have, and where they are by who likes them.
fn rows(collection: &Collection, fan_weight: f32) -> Array2<f64> {
    let content = collection.unit_rows();
    let features = content.columns.len();
    let mut frequent: Vec<u32> = (0..features as u32).collect();
    frequent.sort_by_key(|feature| std::cmp::Reverse(content.columns.row(*feature).0.len()));
    frequent.truncate(MAX_FEATURES);
    let width = frequent.len() + if fan_weight > 0.0 { FACTORS } else { 0 };
    let mut rows = Array2::zeros((collection.images(), width));
    for (place, feature) in frequent.iter().enumerate() {
        let (images, values) = content.columns.row(*feature);
        for (image, value) in images.iter().zip(values) {
            rows[(*image as usize, place)] = f64::from(*value);
        }
    }
    if fan_weight > 0.0 {
        let points = Als::learn(collection, &als::Settings::small(FACTORS));
        for image in 0..collection.images() as u32 {
            let point = points.direction(image);
            for (place, value) in (frequent.len()..).zip(point) {
                let is_liked = collection.likes(image) > 0;
                let value = if is_liked { fan_weight * value } else { 0.0 };
                rows[(image as usize, place)] = f64::from(value);
            }
        }
    }
    rows
}

impl Recommender for ImageClusters<'_> {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        to.put(&self.cluster_of)?;
        to.put(&self.shares)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        for (taste, mut row) in tastes.iter().zip(scores.rows_mut()) {
            let lifts = self.lifts(taste.favorites);
            let profile = self.profile(taste.favorites, self.features());
            for (image, score) in (0..).zip(&mut row) {
                let likeness = self.content.rows.dot(image, &profile);
                *score = lifts[self.cluster(image)] + LIKENESS * likeness;
            }
        }
        Ok(())
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let lifts = self.lifts(taste.favorites);
        let profile = self.profile(taste.favorites, self.features());
        let parts = |image: &u32| {
            let cluster = self.cluster(*image);
            let inside: Vec<u32> = taste
                .favorites
                .iter()
                .copied()
                .filter(|favorite| self.cluster(*favorite) == cluster)
                .collect();
            let likeness = LIKENESS * self.content.rows.dot(*image, &profile);
            let rest = Contribution {
                cause: Cause::Base,
                amount: likeness
                    + if inside.is_empty() {
                        lifts[cluster]
                    } else {
                        0.0
                    },
            };
            let each = inside.iter().map(|favorite| Contribution {
                cause: Cause::OfOneKind(*favorite),
                amount: lifts[cluster] / inside.len() as f32,
            });
            each.chain([rest]).collect()
        };
        Ok(images.iter().map(parts).collect())
    }
}

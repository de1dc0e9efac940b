//! Model `k-means`: images in clusters, and how much more often than chance the user's
//! favourites fall into the cluster of an image; inside a cluster, the images that are most like
//! the user's favourites in it come first.

use anyhow::Result;
use ndarray::{Array1, Array2, Axis};

use super::{Collection, ModelDefinition, Recommender, Taste};
use crate::cluster::{self, Clusters};
use crate::domain::Seed;
use crate::features::{FeatureMatrix, cosine};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "k-means",
    help: "clusters of images: those whose clusters hold the user's favourites",
    learn: |collection, _seed| Ok(Box::new(ImageClusters::learn(collection)?)),
};

/// Images in a cluster on average: small enough that a cluster is a kind of image, large enough
/// that a user with ten favourites has several in the ones that count.
const IMAGES_PER_CLUSTER: usize = 12;
/// The most clusters: beyond, k-means costs more than it tells.
const MAX_CLUSTERS: usize = 64;
/// How many chance favourites each cluster is given beside the real ones, so that one favourite
/// in a small cluster is no certainty (an m-estimate; Cestnik 1990).
const SMOOTHING: f64 = 1.0;

/// The clusters of a collection's images.
///
/// # Errors
/// A feature is not finite.
pub fn find_clusters(features: &FeatureMatrix, seed: Seed) -> Result<Clusters> {
    let values = features.values.view();
    let images = values.nrows();
    if values.is_empty() {
        // Images without a single feature are all alike.
        return Ok(Clusters {
            assignment: vec![0; images],
            centroids: Array2::zeros((0, 0)),
            inertia: 0.0,
        });
    }
    let wanted = images.div_ceil(IMAGES_PER_CLUSTER).clamp(1, MAX_CLUSTERS);
    Ok(cluster::k_means(values, wanted, seed)?)
}

struct ImageClusters<'a> {
    collection: &'a Collection,
    clusters: &'a Clusters,
    sizes: Vec<usize>,
}

impl<'a> ImageClusters<'a> {
    fn learn(collection: &'a Collection) -> Result<Self> {
        let clusters = collection.clusters()?;
        let mut sizes = vec![0; clusters.assignment.iter().max().map_or(0, |last| last + 1)];
        for cluster in &clusters.assignment {
            sizes[*cluster] += 1;
        }
        Ok(Self {
            collection,
            clusters,
            sizes,
        })
    }

    /// How far each cluster holds the user's favourites, 0 to 1: the smoothed odds that a
    /// favourite is in it over those of any image, o / (1 + o).
    fn affinities(&self, favorites: &[usize]) -> Vec<f64> {
        let mut counts = vec![0.0; self.sizes.len()];
        for row in favorites {
            counts[self.clusters.assignment[*row]] += 1.0;
        }
        let (liked, images) = (
            favorites.len() as f64,
            self.clusters.assignment.len() as f64,
        );
        counts
            .iter()
            .zip(&self.sizes)
            .map(|(count, size)| {
                let chance = *size as f64 / images;
                let ratio = (count + SMOOTHING * chance) / (liked + SMOOTHING) / chance;
                ratio / (1.0 + ratio)
            })
            .collect()
    }

    /// For each cluster the mean of the user's favourites in it; of all of them where it has none.
    fn prototypes(&self, favorites: &[usize]) -> Vec<Array1<f64>> {
        (0..self.sizes.len())
            .map(|cluster| {
                let inside: Vec<usize> = favorites
                    .iter()
                    .copied()
                    .filter(|row| self.clusters.assignment[*row] == cluster)
                    .collect();
                self.collection.features.mean_of(if inside.is_empty() {
                    favorites
                } else {
                    &inside
                })
            })
            .collect()
    }
}

impl Recommender for ImageClusters<'_> {
    fn scores(&self, taste: &Taste<'_>) -> Result<Vec<f64>> {
        let affinities = self.affinities(taste.favorites);
        let prototypes = self.prototypes(taste.favorites);
        let rows = self.collection.features.values.axis_iter(Axis(0));
        Ok(rows
            .zip(&self.clusters.assignment)
            // Likeness moves an image inside its cluster by up to half of the cluster's value.
            .map(|(row, cluster)| {
                affinities[*cluster] * (0.5 + 0.5 * cosine(row, prototypes[*cluster].view()))
            })
            .collect())
    }
}

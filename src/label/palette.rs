//! The colours that an image is made of: weighted k-means in CIELAB.
//!
//! 1. The pixels are counted in a histogram of coarse sRGB cells; a cell stands for the mean of
//!    its own pixels, so nothing is rounded to a grid. A few thousand weighted points then do the
//!    work of 65,000 pixels.
//! 2. The points are clustered in CIELAB (CIE 15, D65), where equal distances look about equally
//!    different, and which is the measure that palettes are judged by elsewhere. The starts are drawn as
//!    k-means++ does (Arthur and Vassilvitskii, 2007); of a few restarts the one with the lowest
//!    inertia stays.
//! 3. The number of colours is found from above: while more than three remain, a pair is merged
//!    that the eye hardly tells apart, or whose merge costs less than one hundredth of the
//!    image's whole variance of colour.
//!
//! `linfa-clustering` is not used: its k-means knows no weights, so it would need every pixel,
//! and its counts belong to another restart than its centroids.

use ::palette::{IntoColor, Lab, LinSrgb, Srgb};
use image::RgbImage;

use super::histogram::{self, Point};
use super::kmeans::{Center, merge_superfluous, nearest, settle, spread_start, squared, variance};
use crate::domain::{Rgb, Seed, Swatch};

/// The fewest colours of a palette, where the image has as many distinct ones.
pub const MIN_COLORS: usize = 3;
/// The most colours of a palette.
pub const MAX_COLORS: usize = 5;

/// Restarts of the clustering: a bad draw of starts is rarely repeated, and time grows with each.
const RESTARTS: usize = 3;

/// A number of colours outside [`MIN_COLORS`]..=[`MAX_COLORS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("colors = {0} is outside {MIN_COLORS}..={MAX_COLORS}; choose 3, 4 or 5")]
pub struct WrongColorCount(pub usize);

/// How many colours a palette may have. Can only hold a valid number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaletteSettings {
    max_colors: usize,
}

impl Default for PaletteSettings {
    /// Up to [`MAX_COLORS`] colours.
    fn default() -> Self {
        Self {
            max_colors: MAX_COLORS,
        }
    }
}

impl PaletteSettings {
    /// Palettes of at most `max_colors` colours.
    ///
    /// # Errors
    /// [`WrongColorCount`] outside [`MIN_COLORS`]..=[`MAX_COLORS`].
    pub fn new(max_colors: usize) -> Result<Self, WrongColorCount> {
        if (MIN_COLORS..=MAX_COLORS).contains(&max_colors) {
            Ok(Self { max_colors })
        } else {
            Err(WrongColorCount(max_colors))
        }
    }

    /// The most colours of a palette, 3 to 5.
    pub fn max_colors(self) -> usize {
        self.max_colors
    }
}

/// The palette of an image: 3 to `max_colors` distinct colours, fewer only where the image has
/// fewer distinct ones (none where it has no pixels). Shares sum to 1; the largest stands first,
/// equal ones in the order of their colour values.
///
/// The same image, settings and seed give the same palette; where the pixels stand does not
/// matter.
pub fn palette(image: &RgbImage, settings: PaletteSettings, seed: Seed) -> Vec<Swatch> {
    let points = histogram::points(image);
    let clusters = cluster(&points, settings.max_colors, seed);
    swatches(&points, &clusters)
}

/// Members of each cluster as indices into `points`; no cluster is empty.
fn cluster(points: &[Point], max_colors: usize, seed: Seed) -> Vec<Vec<usize>> {
    if points.len() <= MIN_COLORS {
        return (0..points.len()).map(|index| vec![index]).collect();
    }
    let mut rng = seed.rng();
    let mut best: Option<(f64, Vec<Center>)> = None;
    for _ in 0..RESTARTS {
        let start = spread_start(points, max_colors, &mut rng);
        let (inertia, centers) = settle(points, start);
        if best.as_ref().is_none_or(|(lowest, _)| inertia < *lowest) {
            best = Some((inertia, centers));
        }
    }
    let centers = best.map(|(_, centers)| centers).unwrap_or_default();
    let merged = merge_superfluous(centers, variance(points));
    let (_, polished) = settle(points, merged);
    at_least_min(points, members(points, &polished))
}

fn members(points: &[Point], centers: &[Center]) -> Vec<Vec<usize>> {
    let mut clusters = vec![Vec::new(); centers.len().max(1)];
    for (index, point) in points.iter().enumerate() {
        if let Some(cluster) = clusters.get_mut(nearest(centers, point.lab).0) {
            cluster.push(index);
        }
    }
    clusters.retain(|cluster| !cluster.is_empty());
    clusters
}

/// Splits off single points until [`MIN_COLORS`] clusters stand: a cluster can run empty, and an
/// image that has three colours is shown three.
fn at_least_min(points: &[Point], mut clusters: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    while clusters.len() < MIN_COLORS.min(points.len()) {
        let Some((cluster, place)) = farthest_member(points, &clusters) else {
            break;
        };
        let alone = clusters[cluster].swap_remove(place);
        clusters.push(vec![alone]);
    }
    clusters
}

/// Cluster and place in it of the point farthest from its cluster's mean; clusters of one point
/// have none to give.
fn farthest_member(points: &[Point], clusters: &[Vec<usize>]) -> Option<(usize, usize)> {
    let mut best: Option<(f32, (usize, usize))> = None;
    for (cluster, members) in clusters.iter().enumerate().filter(|(_, m)| m.len() > 1) {
        let mean = mean_lab(points, members);
        for (place, &index) in members.iter().enumerate() {
            let distance = squared(points.get(index)?.lab, mean);
            if best.is_none_or(|(farthest, _)| distance > farthest) {
                best = Some((distance, (cluster, place)));
            }
        }
    }
    best.map(|(_, at)| at)
}

/// Clusters as swatches, largest first. Where two means round to the same bytes every cluster is
/// shown by its commonest colour instead: those are distinct by construction.
fn swatches(points: &[Point], clusters: &[Vec<usize>]) -> Vec<Swatch> {
    let total: f64 = points.iter().map(|point| point.weight).sum();
    let weight = |members: &Vec<usize>| {
        members
            .iter()
            .map(|&index| points[index].weight)
            .sum::<f64>()
    };
    let shown = |color: fn(&[Point], &[usize]) -> Rgb| -> Vec<Swatch> {
        let mut swatches: Vec<Swatch> = clusters
            .iter()
            .map(|members| Swatch {
                rgb: color(points, members),
                share: weight(members) / total,
            })
            .collect();
        swatches.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.rgb.cmp(&b.rgb)));
        swatches
    };
    let means = shown(mean_color);
    let repeats = |(at, swatch): (usize, &Swatch)| means[..at].iter().any(|s| s.rgb == swatch.rgb);
    if means.iter().enumerate().any(repeats) {
        return shown(commonest_color);
    }
    means
}

fn mean_color(points: &[Point], members: &[usize]) -> Rgb {
    let [l, a, b] = mean_lab(points, members);
    let linear: LinSrgb<f32> = Lab::new(l, a, b).into_color();
    let color: Srgb<u8> = Srgb::from_linear(linear);
    Rgb([color.red, color.green, color.blue])
}

fn commonest_color(points: &[Point], members: &[usize]) -> Rgb {
    let heaviest = members
        .iter()
        .filter_map(|&index| points.get(index))
        .max_by(|a, b| a.weight.total_cmp(&b.weight).then(b.rgb.cmp(&a.rgb)));
    heaviest.map_or(Rgb([0; 3]), |point| point.rgb)
}

fn mean_lab(points: &[Point], members: &[usize]) -> [f32; 3] {
    let mut sum = [0.0_f64; 3];
    let mut weight = 0.0;
    for point in members.iter().filter_map(|&index| points.get(index)) {
        for (axis, value) in sum.iter_mut().zip(point.lab) {
            *axis += point.weight * f64::from(value);
        }
        weight += point.weight;
    }
    sum.map(|axis| (axis / weight) as f32)
}

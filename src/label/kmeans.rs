//! Weighted k-means in CIELAB, and the merging that finds the number of clusters.

use rand::Rng;

use super::histogram::Point;
use super::palette::{MAX_COLORS, MIN_COLORS};

/// CIELAB distance below which two colours count as one. A difference is just noticeable at about
/// 2.3 side by side (Mahy, Van Eycken and Oosterlinck, 1994); swatches that differ by three times
/// that still look like a repetition.
const NEAR_EQUAL: f32 = 7.0;
/// A colour beyond the third must explain at least this part of the image's variance of colour.
const MIN_GAIN: f64 = 0.01;
/// Rounds of one restart, and of the polish after merging; most settle in fewer.
const MAX_ROUNDS: usize = 12;
/// A restart ends when a round lowers the inertia by less than this part of it.
const SETTLED: f64 = 1e-3;

/// A colour of the palette in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Center {
    /// CIELAB coordinates.
    pub(super) lab: [f32; 3],
    /// Pixels that it stands for.
    pub(super) weight: f64,
}

/// k-means++: each further start is drawn with a chance in proportion to its weight and its
/// squared distance from the nearest start so far.
pub(super) fn spread_start(points: &[Point], count: usize, rng: &mut impl Rng) -> Vec<Center> {
    let mut chances: Vec<f64> = points.iter().map(|point| point.weight).collect();
    let mut nearest = vec![f32::INFINITY; points.len()];
    let mut centers = Vec::with_capacity(count);
    while centers.len() < count {
        let Some(drawn) = draw(&chances, rng).and_then(|index| points.get(index)) else {
            break;
        };
        centers.push(Center {
            lab: drawn.lab,
            weight: drawn.weight,
        });
        for ((point, near), chance) in points.iter().zip(&mut nearest).zip(&mut chances) {
            *near = near.min(squared(point.lab, drawn.lab));
            *chance = point.weight * f64::from(*near);
        }
    }
    centers
}

/// An index with a chance in proportion to its value; `None` where all are 0.
fn draw(chances: &[f64], rng: &mut impl Rng) -> Option<usize> {
    let total: f64 = chances.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let mut left = rng.r#gen::<f64>() * total;
    for (index, &chance) in chances.iter().enumerate() {
        left -= chance;
        if left < 0.0 {
            return Some(index);
        }
    }
    // Rounding can leave a grain: the last one that had a chance takes it.
    chances.iter().rposition(|&chance| chance > 0.0)
}

/// Lloyd's rounds: points go to the nearest center, centers to the mean of their points. Returns
/// the inertia of the last assignment and the centers that had points.
pub(super) fn settle(points: &[Point], mut centers: Vec<Center>) -> (f64, Vec<Center>) {
    let mut inertia = f64::INFINITY;
    for _ in 0..MAX_ROUNDS {
        let mut sums = [[0.0_f64; 4]; MAX_COLORS];
        let mut total = 0.0;
        for point in points {
            let (index, distance) = nearest(&centers, point.lab);
            total += point.weight * f64::from(distance);
            let sum = &mut sums[index];
            for (axis, value) in sum.iter_mut().zip(point.lab) {
                *axis += point.weight * f64::from(value);
            }
            sum[3] += point.weight;
        }
        centers = sums
            .into_iter()
            .filter(|sum| sum[3] > 0.0)
            .map(|[l, a, b, weight]| Center {
                lab: [l, a, b].map(|axis| (axis / weight) as f32),
                weight,
            })
            .collect();
        let is_settled = inertia - total <= SETTLED * total;
        inertia = total;
        if is_settled {
            break;
        }
    }
    (inertia, centers)
}

/// The nearest center (the first of equal ones) and its squared distance.
pub(super) fn nearest(centers: &[Center], lab: [f32; 3]) -> (usize, f32) {
    let mut best = (0, f32::INFINITY);
    for (index, center) in centers.iter().take(MAX_COLORS).enumerate() {
        let distance = squared(center.lab, lab);
        if distance < best.1 {
            best = (index, distance);
        }
    }
    best
}

/// Merges pairs while more than [`MIN_COLORS`] remain and one of them is superfluous: near-equal,
/// or cheap to merge by Ward's criterion (the rise of the inertia).
pub(super) fn merge_superfluous(mut centers: Vec<Center>, variance: f64) -> Vec<Center> {
    while centers.len() > MIN_COLORS {
        let Some((one, other)) = superfluous_pair(&centers, variance) else {
            break;
        };
        let gone = centers.remove(other);
        if let Some(kept) = centers.get_mut(one) {
            let weight = kept.weight + gone.weight;
            for (axis, value) in kept.lab.iter_mut().zip(gone.lab) {
                let mean = f64::from(*axis) * kept.weight + f64::from(value) * gone.weight;
                *axis = (mean / weight) as f32;
            }
            kept.weight = weight;
        }
    }
    centers
}

/// The pair that is cheapest to merge, if it is superfluous; near-equal pairs go first.
fn superfluous_pair(centers: &[Center], variance: f64) -> Option<(usize, usize)> {
    let mut best: Option<(bool, f64, (usize, usize))> = None;
    for (one, a) in centers.iter().enumerate() {
        for (other, b) in centers.iter().enumerate().skip(one + 1) {
            let distance = squared(a.lab, b.lab);
            let is_distinct = distance >= NEAR_EQUAL * NEAR_EQUAL;
            let cost = a.weight * b.weight / (a.weight + b.weight) * f64::from(distance);
            if is_distinct && cost >= MIN_GAIN * variance {
                continue;
            }
            if best.is_none_or(|(kind, lowest, _)| (is_distinct, cost) < (kind, lowest)) {
                best = Some((is_distinct, cost, (one, other)));
            }
        }
    }
    best.map(|(_, _, pair)| pair)
}

/// The inertia of the whole image around its one mean colour.
pub(super) fn variance(points: &[Point]) -> f64 {
    let mut sum = [0.0_f64; 3];
    let mut squares = 0.0;
    let mut weight = 0.0;
    for point in points {
        for (axis, value) in sum.iter_mut().zip(point.lab.map(f64::from)) {
            *axis += point.weight * value;
            squares += point.weight * value * value;
        }
        weight += point.weight;
    }
    (squares - sum.iter().map(|axis| axis * axis).sum::<f64>() / weight).max(0.0)
}

/// Squared CIELAB distance (CIE 1976).
pub(super) fn squared(a: [f32; 3], b: [f32; 3]) -> f32 {
    let [l, m, s] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    l * l + m * m + s * s
}

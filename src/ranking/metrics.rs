//! What one user's list is worth, against the favourites that were held out.
//!
//! Gains are binary. Formulas: Järvelin and Kekäläinen 2002 for NDCG; Manning, Raghavan and
//! Schütze, *Introduction to Information Retrieval* (2008), chapter 8, for the others.

/// How far down a list is looked.
pub const DEPTHS: [usize; 3] = [5, 10, 20];
/// The place of 10 in [`DEPTHS`].
pub const TEN: usize = 1;

/// The figures of one user's list, each at the depths of [`DEPTHS`], each 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct UserMetrics {
    /// Hits over the depth.
    pub precision: [f64; 3],
    /// Hits over the favourites held out.
    pub recall: [f64; 3],
    /// Discounted cumulative gain over that of the best list there can be.
    pub ndcg: [f64; 3],
    /// Average precision over the lesser of the depth and the favourites held out.
    pub map: [f64; 3],
    /// 1 where there is a hit.
    pub hit_rate: [f64; 3],
}

impl UserMetrics {
    /// The figures of a list, best image first, where `held` (ascending, not empty) are the
    /// favourites to be found.
    pub fn of(list: &[u32], held: &[u32]) -> Self {
        let mut metrics = Self::default();
        for (place, depth) in DEPTHS.into_iter().enumerate() {
            let (mut hits, mut gain, mut precisions) = (0_u32, 0.0, 0.0);
            for (rank, image) in list.iter().take(depth).enumerate() {
                if held.binary_search(image).is_ok() {
                    hits += 1;
                    gain += discount(rank);
                    precisions += f64::from(hits) / (rank + 1) as f64;
                }
            }
            let best = depth.min(held.len());
            metrics.precision[place] = f64::from(hits) / depth as f64;
            metrics.recall[place] = f64::from(hits) / held.len() as f64;
            metrics.ndcg[place] = gain / (0..best).map(discount).sum::<f64>();
            metrics.map[place] = precisions / best as f64;
            metrics.hit_rate[place] = f64::from(u8::from(hits > 0));
        }
        metrics
    }
}

/// NDCG at 10 of one list, as [`UserMetrics`] has it.
pub fn ndcg_at_10(list: &[u32], held: &[u32]) -> f64 {
    UserMetrics::of(list, held).ndcg[TEN]
}

/// What a hit at a rank, from 0, is worth.
fn discount(rank: usize) -> f64 {
    1.0 / (rank as f64 + 2.0).log2()
}

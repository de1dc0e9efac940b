//! Is a ranking good? Hold-outs of favourites and the figures of information retrieval over them:
//! the models tune themselves by these, and the stage `evaluate` reports them.

mod holdout;
mod metrics;

pub use holdout::{HELD_SHARE, Holdout, MIN_FAVORITES, cold_start, leave_one_out, per_user};
pub use metrics::{DEPTHS, TEN, UserMetrics, ndcg_at_10};

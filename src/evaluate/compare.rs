//! The models beside each other: means, intervals, and whether they differ by more than chance.

use super::settings::POPULAR;
use super::{Inputs, Measured, STAGE, Settings, Task, chance, rounded};
use crate::ranking::{TEN, UserMetrics};
use crate::recommend::Collection;
use crate::stage::Context;
use crate::tables::evaluation::{Comparison, Evaluation, Figures, Intervals};

/// The model that is made of others: the others are held against the best of themselves.
pub const BLEND: &str = "hybrid";
/// What is told of the protocol where the favourites to be found were handed over.
const FILES: &str = "files";

/// The table of what was measured.
pub fn table(
    measured: &[Measured],
    task: &Task,
    collection: &Collection,
    inputs: Inputs<'_>,
    settings: &Settings,
    context: Context<'_>,
) -> Evaluation {
    let best = best_single(measured);
    let popular = measured
        .iter()
        .find(|model| model.definition.name == POPULAR);
    let intervals = intervals(measured, settings, context);
    let versus_popular = comparisons(measured, popular, settings, context);
    let versus_best = comparisons(measured, best, settings, context);
    let each = measured.iter().zip(intervals);
    let each = each.zip(versus_popular.into_iter().zip(versus_best));
    let models = each.map(
        |((model, intervals), (versus_popular, versus_best_single))| {
            let mut figures = figures(model);
            figures.intervals = intervals;
            figures.versus_popular = versus_popular;
            figures.versus_best_single = versus_best_single;
            (model.definition.name.to_owned(), figures)
        },
    );
    Evaluation {
        protocol: match inputs.test {
            Some(_) => FILES.to_owned(),
            None => settings.protocol.name().to_owned(),
        },
        users: task.asked.len() as u64,
        images: collection.images() as u64,
        learned: task.train.items().len() as u64,
        held_out: task.held.items().len() as u64,
        best_single: best
            .map(|model| model.definition.name.to_owned())
            .unwrap_or_default(),
        models: models.collect(),
    }
}

/// The mean over the users.
fn mean(each: &[UserMetrics], figure: impl Fn(&UserMetrics) -> f64) -> f64 {
    each.iter().map(figure).sum::<f64>() / each.len().max(1) as f64
}

fn quality(model: &Measured) -> f64 {
    mean(&model.each, |metrics| metrics.ndcg[TEN])
}

/// The best by NDCG at 10 of those that are not made of others; of equals the first.
fn best_single(measured: &[Measured]) -> Option<&Measured> {
    let mut best: Option<&Measured> = None;
    for model in measured
        .iter()
        .filter(|model| model.definition.name != BLEND)
    {
        if best.is_none_or(|best| quality(model) > quality(best)) {
            best = Some(model);
        }
    }
    best
}

/// The figures of a model alone.
fn figures(model: &Measured) -> Figures {
    let at = |figure: fn(&UserMetrics) -> [f64; 3]| {
        [0, 1, 2].map(|place| rounded(mean(&model.each, |metrics| figure(metrics)[place])))
    };
    let precision = at(|metrics| metrics.precision);
    let recall = at(|metrics| metrics.recall);
    let ndcg = at(|metrics| metrics.ndcg);
    let map = at(|metrics| metrics.map);
    let hit_rate = at(|metrics| metrics.hit_rate);
    Figures {
        precision_at_5: precision[0],
        precision_at_10: precision[1],
        precision_at_20: precision[2],
        recall_at_5: recall[0],
        recall_at_10: recall[1],
        recall_at_20: recall[2],
        ndcg_at_5: ndcg[0],
        ndcg_at_10: ndcg[1],
        ndcg_at_20: ndcg[2],
        map_at_5: map[0],
        map_at_10: map[1],
        map_at_20: map[2],
        hit_rate_at_5: hit_rate[0],
        hit_rate_at_10: hit_rate[1],
        hit_rate_at_20: hit_rate[2],
        coverage: rounded(model.beyond.coverage),
        coverage_of_all_images: rounded(model.beyond.coverage_of_all),
        diversity: model.beyond.diversity.map(rounded),
        novelty: model.beyond.novelty.map(rounded),
        intervals: None,
        versus_popular: None,
        versus_best_single: None,
        cuts: model.cuts.clone(),
    }
}

/// For each model the intervals of what is counted at 10.
fn intervals(
    measured: &[Measured],
    settings: &Settings,
    context: Context<'_>,
) -> Vec<Option<Intervals>> {
    if settings.bootstrap == 0 {
        return vec![None; measured.len()];
    }
    const FIGURES: [fn(&UserMetrics) -> f64; 5] = [
        |metrics| metrics.precision[TEN],
        |metrics| metrics.recall[TEN],
        |metrics| metrics.ndcg[TEN],
        |metrics| metrics.map[TEN],
        |metrics| metrics.hit_rate[TEN],
    ];
    let columns: Vec<Vec<f64>> = measured
        .iter()
        .flat_map(|model| FIGURES.map(|figure| model.each.iter().map(figure).collect()))
        .collect();
    let seed = context.seed.derive(STAGE, "intervals");
    let ends = chance::intervals(&columns, settings.bootstrap, seed);
    ends.chunks(FIGURES.len())
        .map(|of_model| {
            let [precision, recall, ndcg, map, hit_rate] = of_model else {
                return None;
            };
            let ends = |ends: &[f64; 2]| ends.map(rounded);
            Some(Intervals {
                precision_at_10_interval: ends(precision),
                recall_at_10_interval: ends(recall),
                ndcg_at_10_interval: ends(ndcg),
                map_at_10_interval: ends(map),
                hit_rate_at_10_interval: ends(hit_rate),
            })
        })
        .collect()
}

/// For each model how its NDCG at 10 differs from that of `other`, user by user; nothing for that
/// itself.
fn comparisons(
    measured: &[Measured],
    other: Option<&Measured>,
    settings: &Settings,
    context: Context<'_>,
) -> Vec<Option<Comparison>> {
    let Some(other) = other else {
        return vec![None; measured.len()];
    };
    let columns: Vec<Vec<f64>> = measured
        .iter()
        .map(|model| {
            let pairs = model.each.iter().zip(&other.each);
            pairs
                .map(|(own, others)| own.ndcg[TEN] - others.ndcg[TEN])
                .collect()
        })
        .collect();
    let seed = context.seed.derive(STAGE, "tests");
    let p = match settings.bootstrap {
        0 => vec![None; columns.len()],
        flips => {
            let p = chance::sign_flips(&columns, flips, seed);
            p.into_iter().map(Some).collect()
        }
    };
    let each = measured.iter().zip(columns).zip(p);
    each.map(|((model, column), p)| {
        let difference = column.iter().sum::<f64>() / column.len().max(1) as f64;
        (model.definition.name != other.definition.name).then(|| Comparison {
            difference: rounded(difference),
            p: p.map(rounded),
        })
    })
    .collect()
}

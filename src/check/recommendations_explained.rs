use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, readable};
use crate::query::likes;
use crate::recommend::{UNLIKE, shared_reasons};
use crate::tables::recommendations::{self, UserRecommendations};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every recommendation has a true reason and a score from 0 to 1, best first",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let lists = readable(&evidence.recommendations)?;
    let mut bad: Vec<String> = lists
        .iter()
        .filter(|list| !is_ranked(list))
        .map(|list| format!("{} (scores)", list.user_id))
        .collect();
    bad.extend(untrue(evidence, &lists)?);
    Ok(Verdict::unless(
        &bad,
        "lists have an untrue reason or a wrong score",
        format!("{} lists, their reasons counted anew", lists.len()),
    ))
}

fn is_ranked(list: &UserRecommendations) -> bool {
    let rows = &list.recommendations;
    let in_range = rows.iter().all(|row| (0.0..=1.0).contains(&row.score));
    in_range && rows.is_sorted_by(|a, b| a.score >= b.score)
}

/// Users with favourites in the collection who are told something else than what the favourites
/// say; and users without, who are told nothing.
fn untrue(evidence: &Evidence<'_>, lists: &[UserRecommendations]) -> anyhow::Result<Vec<String>> {
    let labels = readable(&evidence.labels)?;
    let known = likes::known(readable(&evidence.favorites)?, labels.labels.clone()).collect()?;
    let with_favorites = super::offenders(known.clone().lazy(), recommendations::USER_ID)?;
    let pairs = recommendations::frame(lists)?.lazy();
    let reasons = shared_reasons(&labels, &known.lazy(), pairs)?;
    let is_true = |list: &UserRecommendations| {
        let known_user = with_favorites.binary_search(&list.user_id).is_ok();
        list.recommendations.iter().all(|row| {
            let shared = reasons.get(&(list.user_id.clone(), row.filename.clone()));
            match shared {
                Some(sentence) => row.reason == *sentence,
                None if known_user => row.reason == UNLIKE,
                None => !row.reason.trim().is_empty(),
            }
        })
    };
    let wrong = lists.iter().filter(|list| !is_true(list));
    Ok(wrong
        .map(|list| format!("{} (reason)", list.user_id))
        .collect())
}

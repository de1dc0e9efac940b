use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::query::likes;
use crate::tables::recommendations::{self, FILENAME, USER_ID};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every recommendation is an image of the collection that is new to the user",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let rows = recommendations::frame(&readable(&evidence.recommendations)?)?.lazy();
    let favorites = readable(&evidence.favorites)?;
    let labels = readable(&evidence.labels)?.labels;
    let on = [col(USER_ID), col(FILENAME)];
    let known = rows.clone().join(
        favorites.clone(),
        on.clone(),
        on.clone(),
        JoinArgs::new(JoinType::Semi),
    );
    let foreign = rows
        .clone()
        .anti_join(labels.clone(), col(FILENAME), col(FILENAME));
    let twice = rows
        .clone()
        .group_by(on)
        .agg([len().alias("times")])
        .filter(col("times").gt(lit(1)));
    let mut bad = Vec::new();
    for wrong in [known, foreign, twice] {
        bad.extend(offenders(wrong, FILENAME)?);
    }
    let ghosts = rows
        .clone()
        .anti_join(favorites.clone(), col(USER_ID), col(USER_ID));
    bad.extend(
        offenders(ghosts, USER_ID)?
            .into_iter()
            .map(|user| format!("{user} (no user)")),
    );
    let empty = without_any(&rows, favorites, labels)?;
    bad.extend(empty.into_iter().map(|user| format!("{user} (no list)")));
    Ok(Verdict::unless(
        &bad,
        "recommendations are known, foreign, double or missing",
        format!("{} recommendations", height(rows)?),
    ))
}

/// Users who have no recommendation although there is an image that they do not have.
fn without_any(
    rows: &LazyFrame,
    favorites: LazyFrame,
    labels: LazyFrame,
) -> anyhow::Result<Vec<String>> {
    let images = height(labels.clone())?;
    let complete = likes::favorite_counts(likes::known(favorites.clone(), labels))
        .filter(col(likes::FAVORITES).gt_eq(lit(images as u64)));
    let bare = likes::users(favorites)
        .anti_join(rows.clone(), col(USER_ID), col(USER_ID))
        .anti_join(complete, col(USER_ID), col(USER_ID));
    if images == 0 {
        Ok(Vec::new())
    } else {
        offenders(bare, USER_ID)
    }
}

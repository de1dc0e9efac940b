use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::tables::duplicates::{DISTANCE, FILENAME, OTHER};
use crate::tables::labels;

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every near-duplicate is a pair of known images, told once",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let pairs = readable(&evidence.duplicates)?;
    let labels = readable(&evidence.labels)?.labels;
    let unknown = |column: &str| {
        pairs
            .clone()
            .anti_join(labels.clone(), col(column), col(labels::FILENAME))
    };
    let mut bad = offenders(unknown(FILENAME), FILENAME)?;
    bad.extend(offenders(unknown(OTHER), OTHER)?);
    let wrong = col(FILENAME)
        .gt_eq(col(OTHER))
        .or(col(DISTANCE).gt(lit(evidence.duplicate_distance)));
    bad.extend(offenders(pairs.clone().filter(wrong), FILENAME)?);
    bad.extend(offenders(pairs.clone().filter(not_after()), FILENAME)?);
    bad.sort();
    bad.dedup();
    // What is told is what was found: the same whether or not the plan that checks labels too.
    let furthest = pairs.clone().select([col(DISTANCE).max()]).collect()?;
    let furthest: u32 = furthest
        .column(DISTANCE)?
        .get(0)?
        .try_extract()
        .unwrap_or(0);
    let detail = match height(pairs)? {
        0 => "0 pairs".to_owned(),
        found => format!("{found} pairs, at most {furthest} bits apart"),
    };
    Ok(Verdict::unless(
        &bad,
        "images stand in pairs that are unknown, out of order, told twice or too far apart",
        detail,
    ))
}

/// Whether a pair does not come after the one before it.
fn not_after() -> Expr {
    let before = |column| col(column).shift(lit(1));
    let falls = col(FILENAME).lt(before(FILENAME));
    let same = col(FILENAME).eq(before(FILENAME));
    falls.or(same.and(col(OTHER).lt_eq(before(OTHER))))
}

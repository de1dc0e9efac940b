use polars::prelude::*;

use super::{CheckDefinition, Evidence, Recount, Verdict, readable};
use crate::tables::{json, text_values, users};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every profile says what the favourites are",
    run,
};

/// Makes the profiles anew and compares them whole, but for the cluster, which is only asked for
/// where there are favourites.
fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let sorted = |frame: LazyFrame| frame.sort([users::USER_ID], SortMultipleOptions::default());
    let stored = sorted(readable(&evidence.users)?).collect()?;
    let counted = sorted(Recount::of(evidence)?.profiles()?.lazy()).collect()?;
    let names = text_values(&stored, users::USER_ID)?;
    let mut bad: Vec<String> = Vec::new();
    if stored.height() != counted.height() {
        bad.push(format!(
            "{} profiles for {} users",
            stored.height(),
            counted.height()
        ));
    }
    for (row, name) in names.iter().enumerate().take(counted.height()) {
        if line(&stored, row)? != line(&counted, row)? {
            bad.push((*name).to_owned());
        }
    }
    let bare = col(users::CLUSTER)
        .is_null()
        .neq(col(users::FAVORITE_ORIENTATION).is_null());
    let far = col(users::CLUSTER).gt_eq(lit(stored.height() as u32));
    bad.extend(super::offenders(
        stored.clone().lazy().filter(bare.or(far)),
        users::USER_ID,
    )?);
    bad.sort();
    bad.dedup();
    Ok(Verdict::unless(
        &bad,
        "profiles do not fit the favourites",
        format!("{} profiles made anew and compared", stored.height()),
    ))
}

fn line(profiles: &DataFrame, row: usize) -> anyhow::Result<Vec<u8>> {
    json::array(&profiles.slice(row as i64, 1))
}

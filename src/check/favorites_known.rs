use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::query::likes;
use crate::tables::favorites::USER_ID;
use crate::tables::users;

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every user with favourites has a profile, and every profile a user",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let favorites = readable(&evidence.favorites)?;
    let profiles = readable(&evidence.users)?;
    let labels = readable(&evidence.labels)?;
    let everybody = likes::users(favorites.clone());
    let mut bad = offenders(
        everybody
            .clone()
            .anti_join(profiles.clone(), col(USER_ID), col(users::USER_ID)),
        USER_ID,
    )?;
    bad.extend(offenders(
        profiles.anti_join(everybody.clone(), col(users::USER_ID), col(USER_ID)),
        users::USER_ID,
    )?);
    let unknown = height(likes::unknown(favorites.clone(), labels.labels))?;
    let detail = format!(
        "{} users, {} favourites, {unknown} of them not in the collection",
        height(everybody)?,
        height(favorites.drop_nulls(None))?
    );
    Ok(Verdict::unless(
        &bad,
        "users without a profile or profiles without a user",
        detail,
    ))
}

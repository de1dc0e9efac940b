use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::query::likes;
use crate::query::traits::{KIND, VALUE, traits};
use crate::recommend::UNLIKE;
use crate::tables::recommendations::{self, FILENAME, REASON, USER_ID};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every recommendation shares something with the user's favourites, or says that it does not",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let rows = recommendations::frame(&readable(&evidence.recommendations)?)?.lazy();
    let labels = readable(&evidence.labels)?;
    let traits = traits(&labels)?.collect()?.lazy();
    let known = likes::known(readable(&evidence.favorites)?, labels.labels);
    // A user without favourites has nothing to share, and an image unlike them says so.
    let wanted = rows
        .semi_join(known.clone(), col(USER_ID), col(USER_ID))
        .filter(col(REASON).neq(lit(UNLIKE)));
    let liked = known
        .inner_join(traits.clone(), col(FILENAME), col(FILENAME))
        .select([col(USER_ID), col(KIND), col(VALUE)]);
    let on = [col(USER_ID), col(KIND), col(VALUE)];
    let shared = wanted
        .clone()
        .inner_join(traits, col(FILENAME), col(FILENAME))
        .join(liked, on.clone(), on, JoinArgs::new(JoinType::Semi))
        .select([col(USER_ID), col(FILENAME)]);
    let pair = [col(USER_ID), col(FILENAME)];
    let strange = wanted
        .clone()
        .join(shared, pair.clone(), pair, JoinArgs::new(JoinType::Anti));
    let bad = offenders(strange, FILENAME)?;
    Ok(Verdict::unless(
        &bad,
        "recommendations share nothing with the favourites",
        format!(
            "{} recommendations to users with favourites",
            height(wanted)?
        ),
    ))
}

use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::query::traits::{KIND, VALUE, kind, traits};
use crate::tables::recommendations::{self, FILENAME, USER_ID};
use crate::tables::users;

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every recommendation shares something with the user's profile",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let rows = recommendations::frame(&readable(&evidence.recommendations)?)?.lazy();
    let profiles = readable(&evidence.users)?;
    // A user without favourites has a profile without a word to share.
    let wanted = rows.semi_join(
        profiles
            .clone()
            .filter(col(users::FAVORITE_ORIENTATION).is_not_null()),
        col(USER_ID),
        col(users::USER_ID),
    );
    let on = [col(USER_ID), col(KIND), col(VALUE)];
    let shared = wanted
        .clone()
        .inner_join(
            traits(&readable(&evidence.labels)?)?,
            col(FILENAME),
            col(FILENAME),
        )
        .join(
            liked(&profiles)?,
            on.clone(),
            on,
            JoinArgs::new(JoinType::Semi),
        )
        .select([col(USER_ID), col(FILENAME)]);
    let pair = [col(USER_ID), col(FILENAME)];
    let strange = wanted
        .clone()
        .join(shared, pair.clone(), pair, JoinArgs::new(JoinType::Anti));
    let bad = offenders(strange, FILENAME)?;
    Ok(Verdict::unless(
        &bad,
        "recommendations share nothing with the profile",
        format!(
            "{} recommendations to users with favourites",
            height(wanted)?
        ),
    ))
}

/// `(user_id, kind, value)`: what the profiles name.
fn liked(profiles: &LazyFrame) -> PolarsResult<LazyFrame> {
    let options = ExplodeOptions {
        empty_as_null: true,
        keep_nulls: true,
    };
    let list = |column: &str, kind: &str| {
        profiles
            .clone()
            .select([
                col(users::USER_ID),
                col(column).alias(VALUE),
                lit(kind).alias(KIND),
            ])
            .explode(by_name([VALUE], true, false), options)
    };
    let one = |column: &str, kind: &str| {
        profiles.clone().select([
            col(users::USER_ID),
            col(column).alias(VALUE),
            lit(kind).alias(KIND),
        ])
    };
    let kinds = [
        list(users::FAVORITE_COLORS, kind::COLOR),
        list(users::FAVORITE_TAGS, kind::TAG),
        one(users::FAVORITE_ORIENTATION, kind::ORIENTATION),
        one(users::FAVORITE_SIZE, kind::SIZE),
    ];
    Ok(concat(kinds, UnionArgs::default())?.drop_nulls(None))
}

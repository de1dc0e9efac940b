use std::collections::{BTreeMap, BTreeSet};

use super::{CheckDefinition, Evidence, Verdict, readable};
use crate::query::likes;
use crate::query::traits::{COUNT, KIND, VALUE, kind, traits};
use crate::tables::{count_values, text_values, users};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every profile says what the favourites are",
    run,
};

/// Favourites of one user that have each value.
type Counts<'a> = BTreeMap<&'a str, u64>;

/// Counts anew what the favourites have, and asks of each profile only what must be so: that no
/// value which it leaves out is more common than one which it names.
fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let labels = readable(&evidence.labels)?;
    let known = likes::known(readable(&evidence.favorites)?, labels.labels.clone());
    let rows = likes::trait_counts(known, traits(&labels)?).collect()?;
    let mut counts: BTreeMap<(&str, &str), Counts<'_>> = BTreeMap::new();
    let keys = text_values(&rows, users::USER_ID)?
        .into_iter()
        .zip(text_values(&rows, KIND)?);
    let values = text_values(&rows, VALUE)?
        .into_iter()
        .zip(count_values(&rows, COUNT)?);
    for (key, (value, count)) in keys.zip(values) {
        counts.entry(key).or_default().insert(value, count);
    }
    let profiles = readable(&evidence.users)?.collect()?;
    let mut bad: BTreeSet<String> = BTreeSet::new();
    for (column, kind) in [
        (users::FAVORITE_COLORS, kind::COLOR),
        (users::FAVORITE_TAGS, kind::TAG),
    ] {
        let lists = profiles.column(column)?.list()?.series_iter();
        for (user, list) in text_values(&profiles, users::USER_ID)?
            .into_iter()
            .zip(lists)
        {
            let list = list.unwrap_or_default();
            let named: Vec<&str> = if list.is_empty() {
                Vec::new()
            } else {
                list.str()?.iter().flatten().collect()
            };
            if !leads(&named, counts.get(&(user, kind))) {
                bad.insert(user.to_owned());
            }
        }
    }
    let bad: Vec<String> = bad.into_iter().collect();
    Ok(Verdict::unless(
        &bad,
        "profiles do not fit the favourites",
        format!(
            "colours and tags of {} profiles counted anew",
            profiles.height()
        ),
    ))
}

fn leads(named: &[&str], counts: Option<&Counts<'_>>) -> bool {
    let Some(counts) = counts else {
        return named.is_empty();
    };
    let least_named = named
        .iter()
        .map(|value| counts.get(value).copied().unwrap_or_default())
        .min()
        .unwrap_or_default();
    let most_left_out = counts
        .iter()
        .filter(|(value, _)| !named.contains(value))
        .map(|(_, count)| *count)
        .max()
        .unwrap_or_default();
    !named.is_empty() && least_named >= most_left_out && least_named > 0
}

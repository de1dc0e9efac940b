use super::{CheckDefinition, Evidence, Verdict, readable};
use crate::domain::Seed;
use crate::interactions::Favorites;
use crate::recommend::{Collection, Content, reasons};
use crate::tables::recommendations::UserRecommendations;

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

/// Users with favourites in the collection who are told what the tables do not say; and users
/// without, who are told nothing.
fn untrue(evidence: &Evidence<'_>, lists: &[UserRecommendations]) -> anyhow::Result<Vec<String>> {
    let content = Content::of(&readable(&evidence.labels)?)?;
    let Favorites { users, images, .. } =
        Favorites::of(readable(&evidence.favorites)?, &content.traits.images)?;
    let collection = Collection::new(content.into(), images, Seed::new(0));
    let is_true = |list: &UserRecommendations| {
        let user = users.number(&list.user_id);
        let favorites = user.map_or(&[][..], |user| collection.favorites.row(user as usize));
        list.recommendations.iter().all(|row| {
            if favorites.is_empty() {
                return !row.reason.trim().is_empty();
            }
            // An image that is not there is another check's matter.
            let image = collection.content.traits.images.number(&row.filename);
            image.is_none_or(|image| reasons::is_true(&collection, favorites, image, &row.reason))
        })
    };
    let wrong = lists.iter().filter(|list| !is_true(list));
    Ok(wrong
        .map(|list| format!("{} (reason)", list.user_id))
        .collect())
}

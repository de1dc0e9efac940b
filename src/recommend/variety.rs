//! From scores to the images of a list that is not all of one kind.

use std::borrow::Cow;

use super::content::UnitRows;
use super::{Guest, Prepared, Settings, rank};

/// Candidates for each place of a list.
const CANDIDATES: usize = 10;

/// The images of one user's list, best first, without the favourites and those that were dismissed.
/// Images that look like one of these are left out, unless there are too few others.
pub fn picks(
    prepared: &Prepared,
    settings: &Settings,
    guest: &Guest<'_>,
    scores: &[f32],
) -> Vec<u32> {
    let count = settings.count as usize;
    let seen = seen(guest);
    let twins: Vec<u32> = seen
        .iter()
        .flat_map(|favorite| prepared.alike.row(*favorite as usize))
        .copied()
        .collect();
    let wanted = match settings.diversity {
        0.0 => count,
        _ => count * CANDIDATES,
    };
    let ranked = rank::best(&prepared.collection, scores, &seen, wanted + twins.len());
    let (last, mut ranked): (Vec<u32>, Vec<u32>) =
        ranked.into_iter().partition(|image| twins.contains(image));
    ranked.truncate(wanted);
    if settings.diversity > 0.0 {
        let content = prepared.collection.unit_rows();
        ranked = varied(&ranked, scores, content, settings.diversity, count);
    }
    ranked.extend(last);
    ranked.truncate(count);
    ranked.sort_unstable_by(rank::order(&prepared.collection, scores));
    ranked
}

/// What somebody is not to be shown, ascending.
fn seen<'a>(guest: &Guest<'a>) -> Cow<'a, [u32]> {
    if guest.dismissed.is_empty() {
        return guest.favorites.into();
    }
    let mut seen = [guest.favorites, guest.dismissed].concat();
    seen.sort_unstable();
    seen.into()
}

/// The `count` candidates by maximal marginal relevance (Carbonell and Goldstein 1998): each is
/// the one with the best of (1 - d) times its score, from 0 to 1 over the candidates, less d times
/// its likeness to the nearest one picked before. `candidates` stand best first.
pub fn varied(
    candidates: &[u32],
    scores: &[f32],
    content: &UnitRows,
    diversity: f64,
    count: usize,
) -> Vec<u32> {
    let score = |image: &u32| f64::from(scores[*image as usize]);
    let (Some(best), Some(worst)) = (candidates.first(), candidates.last()) else {
        return Vec::new();
    };
    let reach = (score(best) - score(worst)).max(f64::MIN_POSITIVE);
    let mut open: Vec<(u32, f64)> = candidates.iter().map(|image| (*image, 0.0)).collect();
    let mut picked: Vec<u32> = Vec::new();
    while picked.len() < count && !open.is_empty() {
        let value = |(image, nearest): &(u32, f64)| {
            (1.0 - diversity) * (score(image) - score(worst)) / reach - diversity * nearest
        };
        let mut best = 0;
        for place in 1..open.len() {
            if value(&open[place]) > value(&open[best]) {
                best = place;
            }
        }
        let (image, _) = open.remove(best);
        picked.push(image);
        for (other, nearest) in &mut open {
            *nearest = nearest.max(f64::from(content.cosine(image, *other)));
        }
    }
    picked
}

//! What to show somebody of whom nothing is known: images that many like, of many kinds.

use std::cell::OnceCell;

use super::{Collection, Guest, Prepared, Settings, rank, rounded, variety};
use crate::recommend::models::popular;
use crate::tables::recommendations::Recommendation;

/// Candidates for each place of the list.
const CANDIDATES: usize = 20;
/// How much unlikeness counts beside being liked.
const DIVERSITY: f64 = 0.5;

/// Why nothing is known of somebody's taste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// There are no favourites.
    Nothing,
    /// There are, but of images that are not in the collection.
    OtherImages,
    /// There are, but of images that came into the collection after the model had learned.
    NewerImages,
}

/// The list of somebody of whom no favourite is known. `popular` keeps what is the same for all.
pub fn list(
    prepared: &Prepared,
    settings: &Settings,
    guest: &Guest<'_>,
    popular: &OnceCell<Vec<u32>>,
) -> Vec<Recommendation> {
    let count = settings.count as usize;
    let known = guest.unknown;
    if guest.dismissed.is_empty() {
        let images = popular.get_or_init(|| images(&prepared.collection, count));
        return told(prepared, known, images);
    }
    let others = images_without(&prepared.collection, guest.dismissed, count);
    told(prepared, known, &others)
}

/// Images for a newcomer with their reasons.
fn told(prepared: &Prepared, known: Known, images: &[u32]) -> Vec<Recommendation> {
    let collection = &prepared.collection;
    let each = images.iter().map(|image| Recommendation {
        filename: prepared.filename(*image).to_owned(),
        score: rounded(f64::from(popular::share(collection, *image))),
        reason: reason(known, collection.likes(*image), collection.users()),
    });
    each.collect()
}

/// The `count` best images for a newcomer: liked by many, and unlike each other; those that are
/// liked most first.
pub fn images(collection: &Collection, count: usize) -> Vec<u32> {
    images_without(collection, &[], count)
}

/// The same without some images, ascending.
fn images_without(collection: &Collection, left_out: &[u32], count: usize) -> Vec<u32> {
    let shares = popular::shares(collection);
    let liked = rank::best(collection, &shares, left_out, count * CANDIDATES);
    let content = collection.unit_rows();
    let mut images = variety::varied(&liked, &shares, content, DIVERSITY, count);
    // Stable: among images that are equally liked the varied order stays.
    images.sort_by(|a, b| shares[*b as usize].total_cmp(&shares[*a as usize]));
    images
}

fn reason(known: Known, likes: usize, users: usize) -> String {
    let why = match known {
        Known::Nothing => "you have no favourites yet",
        Known::OtherImages => "none of your favourites is in this collection",
        Known::NewerImages => "your favourites are newer than what the model has learned from",
    };
    let liked = match likes {
        0 => "nobody has it as a favourite yet".to_owned(),
        1 => format!("1 of {users} users likes it"),
        _ => format!("{likes} of {users} users like it"),
    };
    format!("{why}, so this is one of the popular and varied images: {liked}")
}

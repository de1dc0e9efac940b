//! What one score is made of: `pixrec recommend USER --why IMAGE`.

use anyhow::{Context as _, Result, ensure};
use ndarray::Array2;

use super::model::{Cause, Recommender};
use super::{Guest, Prepared, reasons, rounded};

/// What one image's score for one user is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The image.
    pub filename: String,
    /// The score, 0 to 1.
    pub score: f64,
    /// Why, as the list of recommendations says it.
    pub reason: String,
    /// The parts of the score, the weightiest first, for or against.
    pub parts: Vec<Told>,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What speaks, in words.
    pub cause: String,
    /// By how much, for or against, in parts of all that speaks either way: -1 to 1.
    pub share: f64,
}

/// What the score of an image for somebody is made of.
///
/// # Errors
/// The image is not in the collection, or nothing is known of the user.
pub fn why(
    prepared: &Prepared,
    model: &dyn Recommender,
    guest: &Guest<'_>,
    filename: &str,
) -> Result<Why> {
    let collection = &prepared.collection;
    let images = &collection.content.traits.images;
    let image = images.number(filename).with_context(|| {
        format!("there is no image '{filename}' in the collection; see `pixrec query 'SELECT filename FROM labels'`")
    })?;
    let taste = prepared.taste(guest);
    let user = guest.user;
    ensure!(
        !taste.favorites.is_empty(),
        "{user} has no favourites in this collection, so popular and varied images are shown; \
         add some with `pixrec favorite`"
    );
    let mut scores = Array2::zeros((1, images.len()));
    model.score(&[taste], scores.view_mut())?;
    let parts = model.contributions(&taste, &[image])?.concat();
    let all: f64 = parts.iter().map(|part| f64::from(part.amount.abs())).sum();
    let mut told: Vec<Told> = parts
        .iter()
        .filter(|part| part.amount != 0.0)
        .map(|part| Told {
            cause: words(prepared, image, part.cause),
            share: f64::from(part.amount) / all,
        })
        .collect();
    told.sort_by(|a, b| {
        let order = b.share.abs().total_cmp(&a.share.abs());
        order.then_with(|| a.cause.cmp(&b.cause))
    });
    Ok(Why {
        filename: filename.to_owned(),
        score: rounded(model.shown(scores[(0, image as usize)])),
        reason: reasons::sentence(collection, taste.favorites, image, &parts),
        parts: told,
    })
}

fn words(prepared: &Prepared, image: u32, cause: Cause) -> String {
    let collection = &prepared.collection;
    let content = &collection.content;
    match cause {
        Cause::Favorite(favorite) => {
            format!(
                "people like it together with {}",
                prepared.filename(favorite)
            )
        }
        Cause::OfOneKind(favorite) => format!("of one kind with {}", prepared.filename(favorite)),
        Cause::Has(number) => reasons::described(content, number),
        Cause::Lacks(number) => format!("not {}", reasons::described(content, number)),
        Cause::Position(column) => {
            format!(
                "how {} it is",
                content.features.features[column as usize].value
            )
        }
        Cause::Popularity => {
            format!(
                "{} of {} users like it",
                collection.likes(image),
                collection.users()
            )
        }
        Cause::Base => "the same for all images".to_owned(),
    }
}

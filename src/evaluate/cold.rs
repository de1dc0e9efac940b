//! Two cuts of the users and images on which models differ most: users of whom little is known, and
//! images that nobody likes yet. Both from one more hold-out of what may be learned from, which
//! makes newcomers and new images; what the whole comparison holds out stays unseen.

use std::sync::Arc;

use anyhow::Result;

use super::lists::{LeftOut, lists};
use super::task::{Task, User};
use super::{figures, rounded};
use crate::interactions::Rows;
use crate::progress::Progress;
use crate::ranking::{self, TEN};
use crate::recommend::{Collection, Content, Recommender};
use crate::stage::Context;
use crate::tables::evaluation::{Cut, Cuts};

/// The most favourites of a user of whom little is known.
const NEWCOMER_FAVORITES: usize = 4;

/// Users and what is to be found.
struct Asked {
    users: Vec<User>,
    held: Rows,
}

/// A collection with newcomers and new images.
pub struct ColdStart {
    /// What may be learned from.
    pub collection: Collection,
    new_users: Asked,
    new_images: Asked,
    /// The images that somebody likes, ascending.
    liked: Vec<u32>,
}

impl ColdStart {
    /// The cuts of what may be learned from in a task.
    pub fn of(task: &Task, content: Arc<Content>, context: Context<'_>) -> Self {
        let images = content.traits.images.len();
        let split = ranking::cold_start(
            &task.train,
            images,
            context.seed.derive(super::STAGE, "cuts"),
        );
        let collection = Collection::new(content, split.train, context.seed);
        let (liked, new): (Vec<u32>, Vec<u32>) =
            (0..images as u32).partition(|image| collection.likes(*image) > 0);
        let asked = |wanted: &dyn Fn(usize) -> Vec<u32>| {
            let mut held = Rows::default();
            let mut users = Vec::new();
            for number in 0..collection.users() {
                let found = wanted(number);
                if !found.is_empty() && !collection.favorites.row(number).is_empty() {
                    held.push(found);
                    users.push(User {
                        name: task.users.text(number as u32).to_owned(),
                        number: Some(number as u32),
                    });
                }
            }
            Asked { users, held }
        };
        let new_users = asked(&|user| match collection.favorites.row(user).len() {
            1..=NEWCOMER_FAVORITES => split.held.row(user).to_vec(),
            _ => Vec::new(),
        });
        let new_images = asked(&|user| {
            let held = split.held.row(user).iter().copied();
            held.filter(|image| new.binary_search(image).is_ok())
                .collect()
        });
        Self {
            collection,
            new_users,
            new_images,
            liked,
        }
    }

    /// How many lists a model makes.
    pub fn lists(&self) -> u64 {
        (self.new_users.users.len() + self.new_images.users.len()) as u64
    }

    /// What a model is worth that has learned from the collection.
    ///
    /// # Errors
    /// The model cannot score.
    pub fn measure(&self, model: &dyn Recommender, progress: &dyn Progress) -> Result<Cuts> {
        let cut = |asked: &Asked, left_out| -> Result<Cut> {
            let lists = lists(model, &self.collection, &asked.users, left_out, progress)?;
            let each = figures::each(&lists, &asked.held)?;
            let mean = |figure: &dyn Fn(&ranking::UserMetrics) -> f64| {
                let sum: f64 = each.iter().map(figure).sum();
                (!each.is_empty()).then(|| rounded(sum / each.len() as f64))
            };
            Ok(Cut {
                users: each.len() as u64,
                ndcg_at_10: mean(&|metrics| metrics.ndcg[TEN]),
                recall_at_10: mean(&|metrics| metrics.recall[TEN]),
            })
        };
        Ok(Cuts {
            new_users: cut(&self.new_users, LeftOut::Favorites)?,
            new_images: cut(&self.new_images, LeftOut::These(&self.liked))?,
        })
    }
}

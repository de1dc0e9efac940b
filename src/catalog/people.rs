//! Who likes what among the images of a catalogue, as it is at this moment.

use anyhow::Result;
use polars::prelude::LazyFrame;

use super::{Catalog, Facet};
use crate::interactions::{Favorites, Rows, Words};

/// Users with their favourites and what they dismissed.
pub struct People {
    users: Words,
    favorites: Rows,
    likes: Vec<u32>,
    by_likes: Vec<u32>,
    dismissers: Words,
    dismissed: Rows,
}

impl People {
    /// The people of some tables, both in the shape of the table `favorites`; favourites that the
    /// catalogue does not have are left out.
    ///
    /// # Errors
    /// A frame is of another shape.
    pub fn of(
        favorites: Option<LazyFrame>,
        dismissed: Option<LazyFrame>,
        catalog: &Catalog,
    ) -> Result<Self> {
        let read = |table: Option<LazyFrame>| -> Result<(Words, Rows)> {
            let Some(table) = table else {
                return Ok(Default::default());
            };
            let found = Favorites::of(table, &catalog.base.names)?;
            Ok((found.users, found.images))
        };
        let (users, favorites) = read(favorites)?;
        let (dismissers, dismissed) = read(dismissed)?;
        let mut likes = vec![0_u32; catalog.len()];
        for image in favorites.items() {
            likes[*image as usize] += 1;
        }
        let mut by_likes: Vec<u32> = (0..catalog.len() as u32).collect();
        by_likes.sort_by(|a, b| likes[*b as usize].cmp(&likes[*a as usize]));
        Ok(Self {
            users,
            favorites,
            likes,
            by_likes,
            dismissers,
            dismissed,
        })
    }

    /// How many users there are.
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The users whose names hold a text, whatever the case, in the order of the alphabet, each
    /// with how many favourites.
    pub fn named<'a>(&'a self, text: &str) -> impl Iterator<Item = (&'a str, usize)> + 'a {
        let text = text.to_lowercase();
        let users = (0..self.users.len() as u32).map(|user| {
            let favorites = self.favorites.row(user as usize).len();
            (self.users.text(user), favorites)
        });
        users.filter(move |(name, _)| name.to_lowercase().contains(&text))
    }

    /// Whether there is a user of this name.
    pub fn has(&self, user: &str) -> bool {
        self.users.number(user).is_some()
    }

    /// The images that a user likes, in the order of the table; none where nobody is called so.
    pub fn favorites_of(&self, user: &str) -> &[u32] {
        row(&self.users, &self.favorites, user)
    }

    /// The images that a user does not want to be shown again.
    pub fn dismissed_by(&self, user: &str) -> &[u32] {
        row(&self.dismissers, &self.dismissed, user)
    }

    /// How many users like each image.
    pub fn likes(&self) -> &[u32] {
        &self.likes
    }

    /// All images and how many like them, those that most like first: what a list by likes needs.
    pub fn ranking(&self) -> (&[u32], &[u32]) {
        (&self.by_likes, &self.likes)
    }

    /// How many favourites of all users have each thing of one kind, most first.
    pub fn counts<'a>(&self, facet: &'a Facet) -> Vec<(&'a str, u64)> {
        facet.counts(self.favorites.items())
    }
}

fn row<'a>(users: &Words, rows: &'a Rows, user: &str) -> &'a [u32] {
    let number = users.number(user);
    number.map_or(&[], |number| rows.row(number as usize))
}

//! Who likes what, as numbers: users in the order of the alphabet, each with the images that the
//! user likes in the order of the table.

use anyhow::{Result, bail};
use polars::prelude::*;

use super::batches::each_batch;
use super::sparse::Rows;
use super::words::{UNKNOWN, Words};
use crate::tables::favorites::{FILENAME, USER_ID};

/// The favourites of a collection.
pub struct Favorites {
    /// All users, also those without favourites, in the order of the alphabet.
    pub users: Words,
    /// For each user the images that the user likes, each once.
    pub images: Rows,
    /// How many rows of the table are of images that the collection does not have.
    pub unknown: usize,
}

impl Favorites {
    /// The favourites in the table `favorites`, which may be larger than memory, among the images
    /// of a collection.
    ///
    /// # Errors
    /// The table cannot be had, or a row has no user.
    pub fn of(favorites: LazyFrame, images: &Words) -> Result<Self> {
        let mut pairs = Pairs::default();
        each_batch(favorites, [USER_ID, FILENAME], |columns, first| {
            pairs.add(columns, images, first)
        })?;
        pairs.into_favorites(images.len())
    }

    /// How many users like each image.
    pub fn likes(&self, images: usize) -> Vec<u32> {
        let mut likes = vec![0; images];
        for image in self.images.items() {
            likes[*image as usize] += 1;
        }
        likes
    }
}

/// How many rows of the table `favorites` each image has: how many users like it, where no favourite
/// stands twice. One column is read and nothing is kept, so that it is the fastest way to questions
/// that do not ask who likes an image.
///
/// # Errors
/// The table cannot be had.
pub fn rows_of_images(favorites: LazyFrame, images: &Words) -> Result<Vec<u32>> {
    let mut rows = vec![0_u32; images.len()];
    each_batch(favorites, [FILENAME], |[filenames], _| {
        let filenames: Vec<_> = filenames.iter().collect();
        for image in images.numbers(&filenames) {
            if let Some(rows) = rows.get_mut(image as usize) {
                *rows += 1;
            }
        }
        Ok(())
    })?;
    Ok(rows)
}

/// The rows of the table as they come.
#[derive(Default)]
struct Pairs {
    users: Words,
    user_of: Vec<u32>,
    image_of: Vec<u32>,
    unknown: usize,
}

impl Pairs {
    /// Takes some rows in.
    fn add(
        &mut self,
        [users, filenames]: [&StringChunked; 2],
        images: &Words,
        first: usize,
    ) -> Result<()> {
        let before = self.image_of.len();
        let (users, filenames): (Vec<_>, Vec<_>) = users.iter().zip(filenames.iter()).unzip();
        if let Some(row) = users.iter().position(Option::is_none) {
            bail!("row {} of favorites has no {USER_ID}", first + row + 1);
        }
        self.user_of.extend(self.users.add_all(&users)?);
        self.image_of.extend(images.numbers(&filenames));
        // Rows without an image of the collection said what users there are, and nothing else.
        let mut kept = before;
        for row in before..self.image_of.len() {
            if self.image_of[row] != UNKNOWN {
                self.image_of[kept] = self.image_of[row];
                self.user_of[kept] = self.user_of[row];
                kept += 1;
            } else if filenames[row - before].is_some() {
                self.unknown += 1;
            }
        }
        self.image_of.truncate(kept);
        self.user_of.truncate(kept);
        Ok(())
    }

    fn into_favorites(mut self, images: usize) -> Result<Favorites> {
        let (users, ranks) = self.users.by_alphabet()?;
        for user in &mut self.user_of {
            *user = ranks[*user as usize];
        }
        let mut rows = Rows::of(users.len(), &self.user_of, &self.image_of);
        drop((self.user_of, self.image_of));
        // For each image the last user who was seen to like it, from 1.
        let mut liked_by = vec![0_u32; images];
        rows.retain(|user, row| {
            let mut kept = 0;
            for place in 0..row.len() {
                let image = row[place] as usize;
                if liked_by[image] != user as u32 + 1 {
                    liked_by[image] = user as u32 + 1;
                    row[kept] = row[place];
                    kept += 1;
                }
            }
            kept
        });
        Ok(Favorites {
            users,
            images: rows,
            unknown: self.unknown,
        })
    }
}

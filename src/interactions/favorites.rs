//! Who likes what, as numbers: users in the order of the alphabet, each with the images that the
//! user likes in the order of the table.

use anyhow::{Context, Result};
use polars::prelude::*;

use super::batches::each_batch;
use super::sparse::Rows;
use super::words::Words;
use crate::tables::favorites::{FILENAME, USER_ID};

/// No image has this number.
const NONE: u32 = u32::MAX;

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
        each_batch(favorites, [USER_ID, FILENAME], |users, filenames, first| {
            pairs.add(users, filenames, images, first)
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

/// The rows of the table as they come.
#[derive(Default)]
struct Pairs {
    users: Words,
    user_of: Vec<u32>,
    image_of: Vec<u32>,
    unknown: usize,
}

impl Pairs {
    /// Takes some rows in. Both columns at once, since each is worth a processor.
    fn add(
        &mut self,
        users: &StringChunked,
        filenames: &StringChunked,
        images: &Words,
        first: usize,
    ) -> Result<()> {
        let Self {
            users: known,
            user_of,
            image_of,
            unknown,
        } = self;
        let before = image_of.len();
        let (numbered, missing) = rayon::join(
            || number_users(users, known, user_of, first),
            || number_images(filenames, images, image_of),
        );
        numbered?;
        *unknown += missing;
        // Rows without an image of the collection said what users there are, and nothing else.
        if image_of[before..].contains(&NONE) {
            let mut kept = before;
            for row in before..image_of.len() {
                if image_of[row] != NONE {
                    (image_of[kept], user_of[kept]) = (image_of[row], user_of[row]);
                    kept += 1;
                }
            }
            image_of.truncate(kept);
            user_of.truncate(kept);
        }
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

fn number_users(
    column: &StringChunked,
    known: &mut Words,
    numbers: &mut Vec<u32>,
    first: usize,
) -> Result<()> {
    numbers.reserve(column.len());
    for (row, user) in column.iter().enumerate() {
        let user =
            user.with_context(|| format!("row {} of favorites has no {USER_ID}", first + row + 1))?;
        numbers.push(known.add(user)?);
    }
    Ok(())
}

/// Appends the number of each image; how many are of no image of the collection.
fn number_images(column: &StringChunked, images: &Words, numbers: &mut Vec<u32>) -> usize {
    let mut unknown = 0;
    numbers.extend(column.iter().map(|filename| match filename {
        None => NONE,
        Some(filename) => images.number(filename).unwrap_or_else(|| {
            unknown += 1;
            NONE
        }),
    }));
    unknown
}

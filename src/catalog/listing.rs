//! The images that a filter leaves, in an order, page by page. A page begins after the last image of
//! the page before, whatever was added or taken away meanwhile.

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use roaring::RoaringBitmap;

use super::{Catalog, Filter};

/// In which order images are listed. Ties go by the file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By the file name.
    #[default]
    Name,
    /// Those that most people like first.
    Likes,
    /// Those nearest to the colour of the filter first; by name where it has none.
    Near,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Name, Self::Likes, Self::Near];

    /// The name in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Likes => "likes",
            Self::Near => "near",
        }
    }

    /// The order of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }
}

/// Where a page begins: after this image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// What the images are ordered by, ascending: the higher the likes, the lower the key.
    key: u32,
    filename: String,
}

impl Cursor {
    /// As an address has it; nothing in it needs to be escaped.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{} {}", self.key, self.filename))
    }

    /// The cursor in a text.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (key, filename) = text.split_once(' ')?;
        Some(Self {
            key: key.parse().ok()?,
            filename: filename.to_owned(),
        })
    }
}

/// Some images of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The images, in order.
    pub images: Vec<u32>,
    /// How many there are on all pages.
    pub total: u64,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl Catalog {
    /// A page of at most `limit` images. `by_likes` are all images, most liked first, and `likes`
    /// how many people like each.
    pub fn page(
        &self,
        filter: &Filter,
        order: Order,
        (by_likes, likes): (&[u32], &[u32]),
        after: Option<&Cursor>,
        limit: usize,
    ) -> Page {
        let wanted = filter.images(self);
        let near = filter.near.filter(|_| order == Order::Near);
        let (keyed, total) = match (order, near) {
            (Order::Near, Some(color)) => {
                let mut near = self.looks.swatches.near(color);
                near.retain(|(image, _)| wanted.contains(*image));
                // Distances are positive, so that their bits are in the order of their values.
                let keyed = near.into_iter().map(|(image, far)| (far.to_bits(), image));
                let mut keyed: Vec<(u32, u32)> = keyed.collect();
                keyed.sort_unstable();
                (self.after(keyed, after, limit), wanted.len())
            }
            (Order::Likes, _) => {
                let key = |image: u32| u32::MAX - likes[image as usize];
                let start = after.map_or(0, |cursor| {
                    by_likes.partition_point(|image| !self.is_after(key(*image), *image, cursor))
                });
                let rest = by_likes[start..].iter().copied();
                let rest = rest.filter(|image| wanted.contains(*image));
                let keyed = rest.map(|image| (key(image), image)).take(limit + 1);
                (keyed.collect(), wanted.len())
            }
            _ => (self.by_name(&wanted, after, limit), wanted.len()),
        };
        self.cut(keyed, total, limit)
    }

    fn by_name(
        &self,
        wanted: &RoaringBitmap,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Vec<(u32, u32)> {
        let start = after.map_or(0, |cursor| self.first_after(&cursor.filename));
        let images = wanted.range(start..).take(limit + 1);
        images.map(|image| (0, image)).collect()
    }

    fn after(
        &self,
        keyed: Vec<(u32, u32)>,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Vec<(u32, u32)> {
        let start = after.map_or(0, |cursor| {
            keyed.partition_point(|(key, image)| !self.is_after(*key, *image, cursor))
        });
        keyed.into_iter().skip(start).take(limit + 1).collect()
    }

    fn is_after(&self, key: u32, image: u32, cursor: &Cursor) -> bool {
        let by_key = key.cmp(&cursor.key);
        by_key.then_with(|| self.filename(image).cmp(&cursor.filename)) == Ordering::Greater
    }

    /// The first image whose file name comes after this text.
    fn first_after(&self, filename: &str) -> u32 {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.filename(middle) <= filename {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// A page of what may be one image more.
    fn cut(&self, mut keyed: Vec<(u32, u32)>, total: u64, limit: usize) -> Page {
        let more = keyed.len() > limit;
        keyed.truncate(limit);
        let next = keyed.last().filter(|_| more).map(|(key, image)| Cursor {
            key: *key,
            filename: self.filename(*image).to_owned(),
        });
        Page {
            images: keyed.into_iter().map(|(_, image)| image).collect(),
            total,
            next,
        }
    }
}

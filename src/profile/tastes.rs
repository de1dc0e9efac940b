//! Which tastes fit a collection: what its images have decides what there is to like.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use polars::prelude::*;

use crate::query::traits::{COUNT, KIND, VALUE, counts, kind, of_kind, traits};
use crate::tables::labels::{FILENAME, LabelTables};
use crate::tables::tastes::Taste;
use crate::tables::{count_values, text_values};

/// A trait is a taste where at least this share of the images has it ...
const MIN_SHARE: f64 = 0.05;
/// ... and at most this one: what everything has, nobody prefers.
const MAX_SHARE: f64 = 0.7;
/// Tags that make tastes that everybody understands, where the collection has them.
const WELL_KNOWN_TAGS: [&str; 2] = ["nature", "architecture"];

/// What one image has.
#[derive(Debug, Clone, Default)]
pub struct Traits(BTreeSet<(String, String)>);

impl Traits {
    /// The traits of every labelled image.
    ///
    /// # Errors
    /// The frames are not those of the labels.
    pub fn by_image(labels: &LabelTables) -> Result<BTreeMap<String, Self>> {
        let rows = traits(labels)?.collect()?;
        let kinds = text_values(&rows, KIND)?
            .into_iter()
            .zip(text_values(&rows, VALUE)?);
        let mut images: BTreeMap<String, Self> = BTreeMap::new();
        for (filename, (kind, value)) in text_values(&rows, FILENAME)?.into_iter().zip(kinds) {
            let traits = images.entry(filename.to_owned()).or_default();
            traits.0.insert((kind.to_owned(), value.to_owned()));
        }
        Ok(images)
    }

    /// Whether the image is to a taste: it has one of the things that are liked.
    pub fn fit(&self, taste: &Taste) -> bool {
        let has = |kind: &str, value: &String| self.0.contains(&(kind.to_owned(), value.clone()));
        taste.colors.iter().any(|value| has(kind::COLOR, value))
            || taste.tags.iter().any(|value| has(kind::TAG, value))
            || taste
                .size_category
                .iter()
                .any(|value| has(kind::SIZE, value))
            || taste
                .orientation
                .iter()
                .any(|value| has(kind::ORIENTATION, value))
    }
}

/// What the collection offers, by kind: values that are neither rare nor everywhere, most
/// frequent first.
struct Offer {
    tags: Vec<String>,
    colors: Vec<String>,
    sizes: Vec<String>,
    orientations: Vec<String>,
}

impl Offer {
    fn of(labels: &LabelTables) -> Result<Self> {
        let images = labels.labels.clone().collect()?.height() as f64;
        let counts = counts(labels)?.collect()?;
        let values = |kind: &str| -> Result<Vec<String>> {
            let rows = of_kind(counts.clone().lazy(), kind).collect()?;
            let shares = count_values(&rows, COUNT)?
                .into_iter()
                .map(|count| count as f64 / images);
            let values = text_values(&rows, VALUE)?.into_iter().zip(shares);
            Ok(values
                .filter(|(_, share)| (MIN_SHARE..=MAX_SHARE).contains(share))
                .map(|(value, _)| value.to_owned())
                .collect())
        };
        let mut tags = values(kind::TAG)?;
        // Stable: the well-known ones first, in their order, the others as they were.
        tags.sort_by_key(|tag| {
            WELL_KNOWN_TAGS
                .iter()
                .position(|known| known == tag)
                .unwrap_or(WELL_KNOWN_TAGS.len())
        });
        Ok(Self {
            tags,
            colors: values(kind::COLOR)?,
            sizes: values(kind::SIZE)?,
            orientations: values(kind::ORIENTATION)?,
        })
    }
}

/// The tastes of `users` simulated users: two like a subject, one a colour, one a size, one has
/// mixed tastes, two are alike, one likes an orientation; then the round begins again with the
/// next values. A kind of which the collection offers nothing is replaced by a colour.
///
/// # Errors
/// The frames are not those of the labels.
pub fn plan_tastes(labels: &LabelTables, users: u32) -> Result<Vec<Taste>> {
    let mut dealer = Dealer {
        offer: Offer::of(labels)?,
        dealt: BTreeMap::new(),
    };
    let mut tastes: Vec<Taste> = Vec::new();
    for number in 1..=users {
        let mut taste = match (number - 1) % 8 {
            0 | 1 => dealer.tag(),
            2 => dealer.color(),
            3 => dealer.size(),
            4 => dealer.mixed(),
            5 => dealer.pair(),
            6 => tastes.last().map(alike).unwrap_or_default(),
            _ => dealer.orientation(),
        };
        taste.user_id = format!("user_{number:03}");
        tastes.push(taste);
    }
    Ok(tastes)
}

/// The taste of `other`, by another user.
fn alike(other: &Taste) -> Taste {
    Taste {
        taste: format!("{}, just as {}", other.taste, other.user_id),
        like: Some(other.user_id.clone()),
        ..other.clone()
    }
}

/// Hands out values of each kind in turn.
struct Dealer {
    offer: Offer,
    dealt: BTreeMap<&'static str, usize>,
}

impl Dealer {
    fn next(&mut self, kind: &'static str) -> Option<String> {
        let values = match kind {
            kind::TAG => &self.offer.tags,
            kind::COLOR => &self.offer.colors,
            kind::SIZE => &self.offer.sizes,
            _ => &self.offer.orientations,
        };
        let position = self.dealt.entry(kind).or_default();
        let value = values.get(*position % values.len().max(1)).cloned();
        *position += 1;
        value
    }

    fn tag(&mut self) -> Taste {
        match self.next(kind::TAG) {
            Some(tag) => Taste {
                taste: format!("likes {tag}"),
                tags: vec![tag],
                ..Taste::default()
            },
            None => self.color(),
        }
    }

    fn color(&mut self) -> Taste {
        match self.next(kind::COLOR) {
            Some(color) => Taste {
                taste: format!("likes {color}"),
                colors: vec![color],
                ..Taste::default()
            },
            None => Taste {
                taste: "likes anything".to_owned(),
                ..Taste::default()
            },
        }
    }

    fn size(&mut self) -> Taste {
        match self.next(kind::SIZE) {
            Some(size) => Taste {
                taste: format!("likes {size} images"),
                size_category: Some(size),
                ..Taste::default()
            },
            None => self.color(),
        }
    }

    fn orientation(&mut self) -> Taste {
        match self.next(kind::ORIENTATION) {
            Some(orientation) => Taste {
                taste: format!("likes {orientation} images"),
                orientation: Some(orientation),
                ..Taste::default()
            },
            None => self.color(),
        }
    }

    fn pair(&mut self) -> Taste {
        let (tag, color) = (self.next(kind::TAG), self.next(kind::COLOR));
        let words: Vec<&str> = tag.iter().chain(&color).map(String::as_str).collect();
        Taste {
            taste: format!(
                "likes {}",
                if words.is_empty() {
                    "anything".to_owned()
                } else {
                    words.join(" and ")
                }
            ),
            tags: tag.into_iter().collect(),
            colors: color.into_iter().collect(),
            ..Taste::default()
        }
    }

    fn mixed(&mut self) -> Taste {
        let tags: Vec<String> = [self.next(kind::TAG), self.next(kind::TAG)]
            .into_iter()
            .flatten()
            .collect();
        let colors: Vec<String> = self.next(kind::COLOR).into_iter().collect();
        let words: BTreeSet<&str> = tags.iter().chain(&colors).map(String::as_str).collect();
        let words: Vec<&str> = words.into_iter().collect();
        let taste = if words.is_empty() {
            "likes anything".to_owned()
        } else {
            format!("mixed: {}", words.join(", "))
        };
        Taste {
            taste,
            tags,
            colors,
            ..Taste::default()
        }
    }
}

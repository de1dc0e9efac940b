//! What somebody looks for, as an address has it: `q=sunset&tag=sea&color=blue&near=1e90ff`.

use std::collections::BTreeSet;

use roaring::RoaringBitmap;

use super::Catalog;
use super::facet::{Choice, Kind};
use crate::domain::Rgb;

/// The most choices of one kind that are shown.
const MOST_CHOICES: usize = 30;

/// Which images somebody wants to see. All of it must be so of an image.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Words that title, author, description, file name or tags have, or that begin theirs.
    pub words: String,
    /// What was chosen of each kind.
    pub chosen: BTreeSet<(Kind, String)>,
    /// A colour that the palette comes near.
    pub near: Option<Rgb>,
}

impl Filter {
    /// Whether all images are wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What was chosen of a kind.
    pub fn chosen_of(&self, kind: Kind) -> Vec<&str> {
        let chosen = self.chosen.iter();
        chosen
            .filter(|(of, _)| *of == kind)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The same with a choice taken or, where it is taken, given up.
    pub fn toggled(&self, kind: Kind, value: &str) -> Self {
        let choice = (kind, value.to_owned());
        let mut filter = self.clone();
        if !filter.chosen.remove(&choice) {
            filter.choose(kind, value);
        }
        filter
    }

    /// Takes a choice; in place of another one where an image can have only one.
    pub fn choose(&mut self, kind: Kind, value: &str) {
        if !kind.is_many() {
            self.chosen.retain(|(of, _)| *of != kind);
        }
        self.chosen.insert((kind, value.to_owned()));
    }

    /// The pairs of an address that ask for it.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.words.is_empty() {
            pairs.push(("q", self.words.clone()));
        }
        let chosen = self.chosen.iter();
        pairs.extend(chosen.map(|(kind, value)| (kind.name(), value.clone())));
        if let Some(Rgb([red, green, blue])) = self.near {
            pairs.push(("near", format!("{red:02x}{green:02x}{blue:02x}")));
        }
        pairs
    }

    /// The images that are wanted.
    pub fn images(&self, catalog: &Catalog) -> RoaringBitmap {
        self.images_without(catalog, None)
    }

    /// The images that would be wanted if nothing of one kind were chosen.
    fn images_without(&self, catalog: &Catalog, left_out: Option<Kind>) -> RoaringBitmap {
        let mut wanted: Option<RoaringBitmap> = catalog.images_of_words(&self.words);
        let mut narrow = |images: Option<&RoaringBitmap>| {
            wanted = Some(match (wanted.take(), images) {
                (_, None) => RoaringBitmap::new(),
                (None, Some(images)) => images.clone(),
                (Some(wanted), Some(images)) => wanted & images,
            });
        };
        for (kind, value) in &self.chosen {
            if Some(*kind) != left_out {
                narrow(catalog.facet(*kind).images_with(value));
            }
        }
        if let Some(color) = self.near {
            let near = catalog.looks.swatches.near(color).into_iter();
            narrow(Some(&near.map(|(image, _)| image).collect()));
        }
        wanted.unwrap_or_else(|| catalog.all())
    }

    /// What can be chosen of each kind, with how many images would be left.
    pub fn choices(&self, catalog: &Catalog) -> Vec<(Kind, Vec<Choice>)> {
        let all = self.images(catalog);
        let kinds = Kind::ALL.into_iter();
        kinds
            .map(|kind| {
                let chosen = self.chosen_of(kind);
                let others = (!kind.is_many() && !chosen.is_empty())
                    .then(|| self.images_without(catalog, Some(kind)));
                let among = others.as_ref().unwrap_or(&all);
                let choices = catalog.facet(kind).choices(among, &chosen, MOST_CHOICES);
                (kind, choices)
            })
            .collect()
    }
}

/// The colour in a text like `1e90ff` or `#1e90ff`.
pub fn parse_color(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some(Rgb([red, green, blue]))
}

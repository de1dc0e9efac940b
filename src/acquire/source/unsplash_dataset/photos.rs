//! The list of photos: the file name, number and sides of each. Photos are numbered in the order
//! of their file names, so that a number sorts as its name does.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::{Context, Result, ensure};
use polars::prelude::*;

use super::files::Part;
use super::names::{self, Key};
use super::rows::{NO_PHOTO, Tally, each_batch};

const ID: &str = "photo_id";
const WIDTH: &str = "photo_width";
const HEIGHT: &str = "photo_height";

const NO_SIZE: &str = "without a photo_width and photo_height above 0";
const TWICE: &str = "of a photo that stood before";
const TOO_MANY: &str = "of photos beyond the 4294967295th";

/// Every photo that can be used.
#[derive(Debug, Default)]
pub(super) struct Photos {
    numbers: HashMap<Key, u32>,
    /// All file names, one after the other, in their order.
    names: String,
    /// Where each ends in `names`.
    ends: Vec<usize>,
    /// Width and height in px, by number.
    sides: Vec<(u32, u32)>,
    /// Rows of a part, by its name, that name a photo again.
    again: BTreeMap<String, HashSet<u32>>,
    /// The keys, blind to case, that more than one photo has.
    alike: HashSet<Key>,
}

/// What the first scan gathers.
#[derive(Default)]
struct Gathered {
    places: HashMap<Key, u32>,
    found: Vec<(Key, (u32, u32))>,
    /// The ids that their keys do not tell.
    odd: HashMap<Key, String>,
    part: String,
    row: u32,
    again: BTreeMap<String, HashSet<u32>>,
    tally: Tally,
}

impl Photos {
    /// The photos of these files; of two rows of one photo the first that has a size counts.
    ///
    /// # Errors
    /// A file that cannot be read, or no photo in any.
    pub fn read(parts: &[Part], tally: &mut Tally) -> Result<Self> {
        let mut gathered = Gathered::default();
        for part in parts {
            gathered.part.clone_from(&part.name);
            gathered.row = 0;
            let side = |name| col(name).cast(DataType::UInt32);
            let columns = [ID, WIDTH, HEIGHT];
            let select = [col(ID), side(WIDTH), side(HEIGHT)];
            gathered = each_batch(part, &columns, &select, gathered, Gathered::take)?;
        }
        std::mem::swap(tally, &mut gathered.tally);
        ensure!(
            !gathered.found.is_empty(),
            "no row of {} is a photo with a photo_id, a photo_width and a photo_height",
            parts
                .iter()
                .map(|part| part.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        );
        Self::numbered(gathered)
    }

    fn numbered(gathered: Gathered) -> Result<Self> {
        let Gathered {
            mut places,
            found,
            odd,
            again,
            ..
        } = gathered;
        let alike = alike(&found);
        let unnamed = named(&found, &odd, &alike);
        let mut order: Vec<u32> = (0..u32::try_from(found.len())?).collect();
        let unnamed = |place: u32| text(&unnamed.0, &unnamed.1, place);
        order.sort_unstable_by(|a, b| unnamed(*a).cmp(unnamed(*b)));
        let mut photos = Self {
            again,
            alike,
            ..Self::default()
        };
        let mut new_numbers = vec![0; found.len()];
        for (number, place) in (0_u32..).zip(&order) {
            photos.names.push_str(unnamed(*place));
            photos.ends.push(photos.names.len());
            let (_, sides) = found.get(*place as usize).context("a photo was lost")?;
            photos.sides.push(*sides);
            if let Some(new) = new_numbers.get_mut(*place as usize) {
                *new = number;
            }
        }
        for number in places.values_mut() {
            *number = new_numbers.get(*number as usize).copied().unwrap_or(0);
        }
        photos.numbers = places;
        Ok(photos)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sides.len()
    }

    /// The number of the photo with this id.
    pub fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(&Key::of(id)?).copied()
    }

    /// The file name of a photo.
    pub fn filename(&self, number: u32) -> &str {
        text(&self.names, &self.ends, number)
    }

    /// The file name that an id gives, whether it is known or not; none of an empty one.
    pub fn name_of(&self, id: &str) -> Option<String> {
        Key::of(id).map(|key| name(key, id, &self.alike))
    }

    /// Its width and height in px.
    pub fn sides(&self, number: u32) -> (u32, u32) {
        self.sides.get(number as usize).copied().unwrap_or_default()
    }

    /// The rows of a part that name a photo which stood before.
    pub fn again(&self, part: &str) -> Option<&HashSet<u32>> {
        self.again.get(part)
    }
}

impl Gathered {
    fn take(&mut self, batch: &DataFrame) -> Result<()> {
        let ids = batch.column(ID)?.str()?.iter();
        let widths = batch.column(WIDTH)?.u32()?.iter();
        let heights = batch.column(HEIGHT)?.u32()?.iter();
        for ((id, width), height) in ids.zip(widths).zip(heights) {
            let row = self.row;
            self.row = row.checked_add(1).with_context(|| {
                format!("{} has more than {} rows; split it", self.part, u32::MAX)
            })?;
            let sides = (width.unwrap_or(0), height.unwrap_or(0));
            if let Err(reason) = self.add(row, id.unwrap_or_default(), sides) {
                self.tally.add(&self.part, reason);
            }
        }
        Ok(())
    }

    fn add(&mut self, row: u32, id: &str, sides: (u32, u32)) -> Result<(), &'static str> {
        let key = Key::of(id).ok_or(NO_PHOTO)?;
        if sides.0 == 0 || sides.1 == 0 {
            return Err(NO_SIZE);
        }
        let place = u32::try_from(self.found.len()).map_err(|_| TOO_MANY)?;
        match self.places.entry(key) {
            Entry::Vacant(entry) => entry.insert(place),
            Entry::Occupied(_) => {
                self.again.entry(self.part.clone()).or_default().insert(row);
                return Err(TWICE);
            }
        };
        if key.plain().is_none() {
            self.odd.insert(key, id.to_owned());
        }
        self.found.push((key, sides));
        Ok(())
    }
}

/// The names of `found`, one after the other, and where each ends.
fn named(
    found: &[(Key, (u32, u32))],
    odd: &HashMap<Key, String>,
    alike: &HashSet<Key>,
) -> (String, Vec<usize>) {
    let mut names = String::with_capacity(found.len() * 24);
    let mut ends = Vec::with_capacity(found.len());
    for (key, _) in found {
        let odd_id = || odd.get(key).map_or("", String::as_str);
        names.push_str(&name(*key, key.plain().unwrap_or_else(odd_id), alike));
        ends.push(names.len());
    }
    (names, ends)
}

/// The file name of the id that has this key.
fn name(key: Key, id: &str, alike: &HashSet<Key>) -> String {
    match key.plain() {
        Some(id) if !alike.contains(&key.case_blind()) => names::plain_name(id),
        _ => names::hashed_name(id),
    }
}

/// The keys, blind to case, that more than one photo has.
fn alike(found: &[(Key, (u32, u32))]) -> HashSet<Key> {
    let mut keys: Vec<Key> = found.iter().map(|(key, _)| key.case_blind()).collect();
    keys.sort_unstable();
    keys.windows(2)
        .filter_map(|pair| match pair {
            [one, other] if one == other => Some(*one),
            _ => None,
        })
        .collect()
}

fn text<'a>(texts: &'a str, ends: &[usize], number: u32) -> &'a str {
    let number = number as usize;
    let start = number.checked_sub(1).and_then(|before| ends.get(before));
    let end = ends.get(number).copied().unwrap_or_default();
    texts
        .get(start.copied().unwrap_or_default()..end)
        .unwrap_or_default()
}

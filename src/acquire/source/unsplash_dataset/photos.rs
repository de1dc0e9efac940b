//! The list of photos: the file name, number and sides of each. Photos are numbered in the order
//! of their file names, so that a number sorts as its name does.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use polars::prelude::*;

use super::filenames::{Names, alike, push_name};
use super::files::Part;
use super::ids::Ids;
use super::names::Key;
use super::rows::{Batch, NO_PHOTO, Reasons, Tally, each_batch};

const ID: &str = "photo_id";
const WIDTH: &str = "photo_width";
const HEIGHT: &str = "photo_height";

const NO_SIZE: &str = "without a photo_width and photo_height above 0";
const TWICE: &str = "of a photo that stood before";

/// So many bytes of a file are read together. The table `images` is read in the same chunks, and
/// each is a group of its rows.
pub(super) const CHUNK_BYTES: usize = 16 << 20;

/// Some rows of a part: its name, and which of its chunks they are.
type Place = (String, u32);

/// Every photo that can be used.
#[derive(Debug, Default)]
pub(super) struct Photos {
    ids: Ids,
    /// The number of each, by its place.
    numbers: Vec<u32>,
    /// The file names, by number.
    names: Names,
    /// Width and height in px, by number.
    sides: Vec<(u32, u32)>,
    /// Rows that name a photo again, from the first of their chunk.
    again: BTreeMap<Place, Arc<PlHashSet<IdxSize>>>,
    /// The keys, blind to case, that more than one photo has.
    alike: PlHashSet<Key>,
}

/// What is gathered from the rows, in their order.
#[derive(Default)]
struct Gathered {
    ids: Ids,
    sides: Vec<(u32, u32)>,
    /// The ids that their keys do not tell.
    odd: PlHashMap<Key, String>,
    again: BTreeMap<Place, Arc<PlHashSet<IdxSize>>>,
}

/// What the rows of a chunk tell.
struct Told {
    number: u32,
    /// The row in the chunk, the photo's key, and its sides.
    photos: Vec<(IdxSize, Key, (u32, u32))>,
    odd: Vec<(Key, String)>,
    reasons: Reasons,
}

impl Photos {
    /// The photos of these files; of two rows of one photo the first that has a size counts.
    ///
    /// # Errors
    /// A file that cannot be read, or no photo in any.
    pub fn read(parts: &[Arc<Part>], tally: &mut Tally) -> Result<Self> {
        let mut gathered = Gathered::default();
        let side = |name| col(name).cast(DataType::UInt32);
        each_batch(
            parts,
            CHUNK_BYTES,
            &[ID, WIDTH, HEIGHT],
            |_| vec![col(ID), side(WIDTH), side(HEIGHT)],
            Told::of,
            |part, told| {
                tally.add(part, gathered.add(part, told)?);
                Ok(())
            },
        )?;
        ensure!(
            !gathered.sides.is_empty(),
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
            ids,
            sides,
            odd,
            again,
        } = gathered;
        let alike = alike(ids.keys());
        let unsorted = Names::of(ids.keys(), &odd, &alike);
        let mut photos = Self {
            ids,
            numbers: vec![0; sides.len()],
            again,
            alike,
            ..Self::default()
        };
        for (number, place) in (0_u32..).zip(unsorted.order()?) {
            photos.names.push(unsorted.get(place));
            let sides = sides.get(place as usize).context("a photo was lost")?;
            photos.sides.push(*sides);
            if let Some(own) = photos.numbers.get_mut(place as usize) {
                *own = number;
            }
        }
        Ok(photos)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sides.len()
    }

    /// Their ids.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The number of the photo at this place among the ids.
    pub fn number(&self, place: u32) -> u32 {
        self.numbers
            .get(place as usize)
            .copied()
            .unwrap_or_default()
    }

    /// The file name of a photo.
    pub fn filename(&self, number: u32) -> &str {
        self.names.get(number)
    }

    /// Adds the file name that an id gives to `names`, whether it is known or not; whether there is
    /// one, which an empty id has not.
    pub fn push_name_of(&self, id: &str, names: &mut String) -> bool {
        let key = Key::of(id);
        if let Some(key) = key {
            push_name(names, key, id, &self.alike);
        }
        key.is_some()
    }

    /// Its width and height in px.
    pub fn sides(&self, number: u32) -> (u32, u32) {
        self.sides.get(number as usize).copied().unwrap_or_default()
    }

    /// The rows of a chunk of a part that name a photo which stood before.
    pub fn again(&self, part: &str, chunk: u32) -> Option<&Arc<PlHashSet<IdxSize>>> {
        self.again.get(&(part.to_owned(), chunk))
    }
}

impl Told {
    fn of(batch: &Batch) -> Result<Self> {
        let mut told = Self {
            number: batch.number,
            photos: Vec::with_capacity(batch.rows.height()),
            odd: Vec::new(),
            reasons: Reasons::new(),
        };
        let ids = batch.rows.column(ID)?.str()?.iter();
        let widths = batch.rows.column(WIDTH)?.u32()?.iter();
        let heights = batch.rows.column(HEIGHT)?.u32()?.iter();
        for (row, ((id, width), height)) in (0..).zip(ids.zip(widths).zip(heights)) {
            let sides = (width.unwrap_or(0), height.unwrap_or(0));
            if let Err(reason) = told.add(row, id.unwrap_or_default(), sides) {
                *told.reasons.entry(reason).or_default() += 1;
            }
        }
        Ok(told)
    }

    fn add(&mut self, row: IdxSize, id: &str, sides: (u32, u32)) -> Result<(), &'static str> {
        let key = Key::of(id).ok_or(NO_PHOTO)?;
        if sides.0 == 0 || sides.1 == 0 {
            return Err(NO_SIZE);
        }
        if key.plain().is_none() {
            self.odd.push((key, id.to_owned()));
        }
        self.photos.push((row, key, sides));
        Ok(())
    }
}

impl Gathered {
    /// Adds the photos of a chunk of `part`; why some rows are not used.
    fn add(&mut self, part: &Part, told: Told) -> Result<Reasons> {
        let mut reasons = told.reasons;
        let mut again = PlHashSet::default();
        for (row, key, sides) in told.photos {
            if self.ids.add(key)? {
                self.sides.push(sides);
            } else {
                again.insert(row);
                *reasons.entry(TWICE).or_default() += 1;
            }
        }
        self.odd.extend(told.odd);
        if !again.is_empty() {
            let place = (part.name.clone(), told.number);
            self.again.insert(place, Arc::new(again));
        }
        Ok(reasons)
    }
}

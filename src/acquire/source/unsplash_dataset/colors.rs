//! The table `colors`: at most five colours a photo, the one that covers most first.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::files::Part;
use super::ids::Lookup;
use super::photos::Photos;
use super::rows::Tally;
use super::spool::{Gather, Sorted, Spool};
use crate::domain::{ColorName, Rgb};
use crate::label::color_names::color_name;
use crate::tables::labels::{BLUE, FILENAME, GREEN, NAME, RANK, RED, SHARE};
use crate::tables::parquet::{Job, Rows, Values};

const ID: &str = "photo_id";
const CHANNELS: [&str; 3] = ["red", "green", "blue"];
/// The dataset's documents call it the first, its files the second.
const COVERAGE: [&str; 2] = ["coverage", "ai_coverage"];

/// The most colours of a palette.
const MAX_COLORS: u32 = 5;

const NO_COLOR: &str = "whose red, green and blue are not numbers from 0 to 255";
const NO_SHARE: &str = "whose coverage is no number from 0 up";

/// The table, sorted by file name and rank.
///
/// # Errors
/// A file that cannot be read, or a full disk.
pub(super) fn rows(
    parts: &[Arc<Part>],
    photos: &Arc<Photos>,
    scratch: &Path,
    tally: &mut Tally,
) -> Result<Rows> {
    let gather = Gather {
        parts,
        columns: &[&[ID], &CHANNELS[..], &COVERAGE[..]].concat(),
        select,
        owners: u32::try_from(photos.len())?,
        scratch,
    };
    let read = |rows: &DataFrame, sorted: &mut _| read(rows, photos, sorted);
    let spool = Spool::gathered(gather, tally, read, |(), _| ())?;
    let photos = Arc::clone(photos);
    Ok(Box::new(spool.parts().map(move |part| {
        let (part, photos) = (part?, Arc::clone(&photos));
        let job = move || table(&palettes(&part.sorted(|row| row)?), &photos);
        Ok(Box::new(job) as Job)
    })))
}

fn select(part: &Part) -> Vec<Expr> {
    let coverage = part
        .any_of(&COVERAGE)
        .fill_null(lit("0"))
        .cast(DataType::Float64);
    let channels = CHANNELS.map(|channel| col(channel).cast(DataType::UInt32));
    [&[col(ID)], &channels[..], &[coverage.alias(SHARE)]].concat()
}

/// The rows of a batch: the photo's number, the coverage's bits upside down, so that the largest
/// comes first, and the colour.
fn read(batch: &DataFrame, photos: &Photos, sorted: &mut Sorted<u128>) -> Result<()> {
    let mut lookup = Lookup::new(photos.ids());
    let ids = batch.column(ID)?.str()?.iter();
    let [red, green, blue] =
        CHANNELS.map(|channel| batch.column(channel).and_then(|column| column.u32()));
    let channels = red?.iter().zip(green?.iter()).zip(blue?.iter());
    let coverages = batch.column(SHARE)?.f64()?.iter();
    for ((id, ((red, green), blue)), coverage) in ids.zip(channels).zip(coverages) {
        let row = lookup.place(id).and_then(|place| {
            let photo = photos.number(place);
            let row = color_row(photo, [red, green, blue], coverage)?;
            Ok((photo, row))
        });
        sorted.add(row);
    }
    Ok(())
}

fn color_row(
    photo: u32,
    rgb: [Option<u32>; 3],
    coverage: Option<f64>,
) -> Result<u128, &'static str> {
    let rgb = rgb.map(|channel| channel.and_then(|channel| u8::try_from(channel).ok()));
    let [Some(red), Some(green), Some(blue)] = rgb else {
        return Err(NO_COLOR);
    };
    let coverage = coverage
        .filter(|share| share.is_finite() && *share >= 0.0)
        .ok_or(NO_SHARE)?;
    // Numbers from 0 up sort as their bits do; -0 has a bit that 0 has not.
    let bits = !(coverage + 0.0).to_bits();
    let color = u32::from_be_bytes([0, red, green, blue]);
    Ok(u128::from(photo) << 96 | u128::from(bits) << 32 | u128::from(color))
}

/// One row of the table.
struct Swatch {
    photo: u32,
    rank: u32,
    rgb: [u8; 3],
    share: f64,
}

/// The palettes of sorted rows.
fn palettes(rows: &[u128]) -> Vec<Swatch> {
    let mut swatches = Vec::with_capacity(rows.len());
    for of_one in rows.chunk_by(|one, other| one >> 96 == other >> 96) {
        let start = swatches.len();
        for row in of_one {
            push(&mut swatches, start, *row);
        }
        if let Some(palette) = swatches.get_mut(start..) {
            share_out(palette);
        }
    }
    swatches
}

/// Adds one colour to the palette that begins at `start`, if it is new there and there is room.
fn push(swatches: &mut Vec<Swatch>, start: usize, row: u128) {
    let [
        p0,
        p1,
        p2,
        p3,
        c0,
        c1,
        c2,
        c3,
        c4,
        c5,
        c6,
        c7,
        _,
        red,
        green,
        blue,
    ] = row.to_be_bytes();
    let palette = swatches.get(start..).unwrap_or_default();
    let rank = u32::try_from(palette.len()).unwrap_or(MAX_COLORS) + 1;
    let rgb = [red, green, blue];
    if rank <= MAX_COLORS && !palette.iter().any(|swatch| swatch.rgb == rgb) {
        swatches.push(Swatch {
            photo: u32::from_be_bytes([p0, p1, p2, p3]),
            rank,
            rgb,
            share: f64::from_bits(!u64::from_be_bytes([c0, c1, c2, c3, c4, c5, c6, c7])),
        });
    }
}

/// Makes coverages shares that sum to 1: equal ones where nothing covers anything.
fn share_out(palette: &mut [Swatch]) {
    // Divided by the largest first: the sum of huge numbers is infinite.
    let largest = palette.first().map_or(0.0, |swatch| swatch.share);
    let part = |swatch: &Swatch| {
        if largest > 0.0 {
            swatch.share / largest
        } else {
            1.0
        }
    };
    let sum: f64 = palette.iter().map(part).sum();
    for swatch in palette {
        swatch.share = part(swatch) / sum;
    }
}

fn table(swatches: &[Swatch], photos: &Photos) -> Result<Vec<Values>> {
    let number = |name: &str, get: &dyn Fn(&Swatch) -> u32| {
        UInt32Chunked::from_iter_values(name.into(), swatches.iter().map(get)).into_column()
    };
    let channel = |name: &str, index: usize| number(name, &|swatch| u32::from(swatch.rgb[index]));
    let shares = swatches.iter().map(|swatch| swatch.share);
    let numbers = swatches.iter().map(|swatch| swatch.photo);
    let terms = swatches
        .iter()
        .map(|swatch| color_name(Rgb(swatch.rgb)) as u32);
    Ok(vec![
        Values::texts(FILENAME, numbers, photos.len(), |photo| {
            photos.filename(photo)
        }),
        number(RANK, &|swatch| swatch.rank).into(),
        channel(RED, 0).into(),
        channel(GREEN, 1).into(),
        channel(BLUE, 2).into(),
        Values::texts(NAME, terms, ColorName::ALL.len(), |place| {
            ColorName::ALL[place as usize].as_str()
        }),
        Float64Chunked::from_iter_values(SHARE.into(), shares)
            .into_column()
            .into(),
    ])
}

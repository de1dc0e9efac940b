//! Stage `label`: what can be seen in each image. Pixels are decoded once, for the palette and for
//! the perceptual hash by which images that look alike are found; orientation, size and tags follow
//! from the metadata and the palettes as lazy expressions.

pub mod color_names;
mod color_survey;
pub mod duplicates;
mod histogram;
mod kmeans;
pub mod likeness;
pub mod palette;
mod settings;
pub mod tags;

use std::collections::BTreeMap;

use anyhow::Result;
use image::RgbImage;
use polars::prelude::*;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::{Seed, Skip};
use crate::fsio::Journal;
use crate::imaging::{self, Unreadable};
use crate::query;
use crate::stage::{Context, Outcome};
use crate::tables::duplicates::DuplicateRecord;
use crate::tables::labels::{LabelTables, PaletteRecord, colors_frame};
use crate::tables::{images, text_values};

use palette::PaletteSettings;
pub use settings::{Settings, ValidSettings};

/// The stage's name.
pub const STAGE: &str = "label";

/// Longer side, in px, of the copy that colours are counted on: enough for a palette (a sea of
/// 65,000 pixels), small enough to cost little beside decoding.
const WORKING_SIDE_PX: u32 = 256;

/// What the stage makes.
pub struct Labelled {
    /// The tables `labels`, `colors` and `tags`.
    pub labels: LabelTables,
    /// The table `duplicates`.
    pub duplicates: DataFrame,
}

/// What came of the pixels of one image, as the journal keeps it by content hash.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Seen {
    /// Its palette, and its hash where it has any structure.
    Picture {
        /// The colours that it is made of.
        palette: PaletteRecord,
        /// See [`likeness::likeness`].
        likeness: Option<u64>,
    },
    /// Why its pixels cannot be had.
    Unreadable(String),
}

/// Longer side of a thumbnail in px: the grid of a page, at the density of most screens.
pub const THUMBNAIL_SIDE_PX: u32 = 160;

/// Where images are read and their thumbnails kept; asked from many threads at once.
pub trait Pictures: Sync {
    /// The bytes of an image, by its file name.
    ///
    /// # Errors
    /// There is no such file, or it cannot be read.
    fn read(&self, filename: &str) -> Result<Vec<u8>>;

    /// Whether the thumbnail of the image with this content hash is kept.
    fn has_thumbnail(&self, hash: &str) -> bool;

    /// Keeps the thumbnail of the image with this content hash, a JPEG.
    ///
    /// # Errors
    /// It cannot be written.
    fn keep_thumbnail(&self, hash: &str, jpeg: &[u8]) -> Result<()>;
}

/// Labels the images of the table `images`: the tables `labels`, `colors`, `tags` and
/// `duplicates`, and a skip for every image whose pixels cannot be read; on the way, a thumbnail of
/// each. What the journal knows by the content hash is taken over where its thumbnail is kept.
///
/// # Errors
/// The table is not `images`, or the journal or a thumbnail cannot be written.
pub fn run(
    table: &LazyFrame,
    pictures: &dyn Pictures,
    settings: ValidSettings,
    journal: Journal<Seen>,
    context: Context<'_>,
) -> Result<Outcome<Labelled>> {
    let wanted = table
        .clone()
        .select([col(images::FILENAME), col(images::CONTENT_HASH)])
        .collect()?;
    let filenames = text_values(&wanted, images::FILENAME)?;
    let hashes = text_values(&wanted, images::CONTENT_HASH)?;
    context.progress.begin(STAGE, filenames.len() as u64);
    let looks: Vec<Look> = filenames
        .par_iter()
        .zip(&hashes)
        .map(|(filename, hash)| {
            let palette = settings.palette;
            let looked = look(filename, hash, pictures, palette, &journal, context.seed);
            context.progress.advance(1);
            looked
        })
        .collect::<Result<_>>()?;
    context.progress.end();
    let reused = looks.iter().filter(|look| look.reused).count();
    let finished = hashes.iter().zip(&looks).filter(|(_, look)| look.lasting);
    let finished: BTreeMap<&str, &Seen> =
        finished.map(|(hash, look)| (*hash, &look.seen)).collect();
    journal.close(finished)?;

    let mut palettes = BTreeMap::new();
    let mut hashes = BTreeMap::new();
    let mut skips = Vec::new();
    for (filename, look) in filenames.iter().zip(looks) {
        match look.seen {
            Seen::Picture { palette, likeness } => {
                palettes.insert((*filename).to_owned(), palette);
                hashes.extend(likeness.map(|hash| (*filename, hash)));
            }
            Seen::Unreadable(reason) => skips.push(Skip::new(STAGE, filename, &reason)),
        }
    }
    let alike = alike(&hashes, settings.duplicate_distance);
    Ok(Outcome {
        made: made(palettes.len(), alike.len()),
        tables: Labelled {
            labels: tables(table, &palettes)?,
            duplicates: crate::tables::duplicates::frame(&alike)?,
        },
        skips,
        reused,
    })
}

/// The near-duplicates among the hashes by file name.
fn alike(hashes: &BTreeMap<&str, u64>, max_distance: u32) -> Vec<DuplicateRecord> {
    let (names, hashes): (Vec<&str>, Vec<u64>) = hashes.iter().unzip();
    let pairs = duplicates::pairs(&hashes, max_distance).into_iter();
    pairs
        .map(|(one, other, distance)| DuplicateRecord {
            filename: names[one].to_owned(),
            other: names[other].to_owned(),
            distance,
        })
        .collect()
}

fn made(labels: usize, pairs: usize) -> String {
    let alike = match pairs {
        0 => "no near-duplicates".to_owned(),
        1 => "1 near-duplicate pair".to_owned(),
        pairs => format!("{pairs} near-duplicate pairs"),
    };
    format!("{labels} labels, {alike}")
}

/// What came of one image.
struct Look {
    seen: Seen,
    reused: bool,
    /// Whether it holds for these bytes for ever. That a file is missing does not.
    lasting: bool,
}

/// Looks at the pixels of one image, unless the journal knows what is to be seen.
fn look(
    filename: &str,
    hash: &str,
    pictures: &dyn Pictures,
    settings: PaletteSettings,
    journal: &Journal<Seen>,
    seed: Seed,
) -> Result<Look> {
    let shown = |seen: &Seen| matches!(seen, Seen::Unreadable(_)) || pictures.has_thumbnail(hash);
    if let Some(known) = journal.get(hash).filter(|seen| shown(seen)) {
        return Ok(Look {
            seen: known.clone(),
            reused: true,
            lasting: true,
        });
    }
    let (seen, lasting) = match pictures.read(filename) {
        Ok(bytes) => {
            let pixels = imaging::upright_thumbnail(&bytes, WORKING_SIDE_PX);
            if let Ok(pixels) = &pixels {
                let jpeg = imaging::small_jpeg(pixels, THUMBNAIL_SIDE_PX);
                pictures.keep_thumbnail(hash, &jpeg)?;
            }
            (seen_in(&pixels, hash, settings, seed), true)
        }
        Err(error) => (Seen::Unreadable(format!("{error:#}")), false),
    };
    if lasting {
        journal.add(hash, &seen)?;
    }
    Ok(Look {
        seen,
        reused: false,
        lasting,
    })
}

/// The thumbnail of an image, a JPEG, which is kept where that can be.
///
/// # Errors
/// The file cannot be read, or its pixels cannot be had.
pub fn thumbnail(pictures: &dyn Pictures, filename: &str, hash: &str) -> Result<Vec<u8>> {
    let bytes = pictures.read(filename)?;
    let pixels = imaging::upright_thumbnail(&bytes, WORKING_SIDE_PX)?;
    let jpeg = imaging::small_jpeg(&pixels, THUMBNAIL_SIDE_PX);
    // In a folder that is read-only it is made each time.
    let _ = pictures.keep_thumbnail(hash, &jpeg);
    Ok(jpeg)
}

/// What is to be seen in the image of these bytes; `hash` is theirs.
pub fn see(bytes: &[u8], hash: &str, settings: PaletteSettings, seed: Seed) -> Seen {
    let pixels = imaging::upright_thumbnail(bytes, WORKING_SIDE_PX);
    seen_in(&pixels, hash, settings, seed)
}

fn seen_in(
    pixels: &Result<RgbImage, Unreadable>,
    hash: &str,
    settings: PaletteSettings,
    seed: Seed,
) -> Seen {
    match pixels {
        Ok(pixels) => Seen::Picture {
            palette: named_palette(pixels, settings, seed.derive(STAGE, hash)),
            likeness: likeness::likeness(pixels),
        },
        Err(unreadable) => Seen::Unreadable(unreadable.to_string()),
    }
}

fn named_palette(pixels: &RgbImage, settings: PaletteSettings, seed: Seed) -> PaletteRecord {
    let swatches = palette::palette(pixels, settings, seed);
    PaletteRecord {
        colors: swatches.iter().map(|swatch| swatch.rgb.0).collect(),
        names: swatches
            .iter()
            .map(|swatch| color_names::color_name(swatch.rgb).as_str().to_owned())
            .collect(),
        shares: swatches.iter().map(|swatch| swatch.share).collect(),
    }
}

/// The three tables of those images that have a palette, collected here at the stage's border.
///
/// # Errors
/// The table is not `images`, or a palette is not whole.
pub fn tables(
    table: &LazyFrame,
    palettes: &BTreeMap<String, PaletteRecord>,
) -> Result<LabelTables> {
    let colors = colors_frame(palettes)?.lazy();
    let labelled = query::shape::labels(table.clone().semi_join(
        colors.clone(),
        col(images::FILENAME),
        col(images::FILENAME),
    ));
    let labels = labelled.collect()?.lazy();
    let labelled =
        table
            .clone()
            .semi_join(labels.clone(), col(images::FILENAME), col(images::FILENAME));
    let tags = tags::tags(labelled, colors.clone())?;
    Ok(LabelTables {
        labels,
        colors,
        tags: tags.lazy(),
    })
}

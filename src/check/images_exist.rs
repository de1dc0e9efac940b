use polars::prelude::*;
use rayon::prelude::*;

use super::{CheckDefinition, Evidence, Stored, Verdict, readable};
use crate::acquire::file_size_kb;
use crate::tables::images::{CONTENT_HASH, FILE_SIZE_KB, FILENAME, FORMAT, HEIGHT, WIDTH};
use crate::tables::{count_values, float_values, text_values};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every image is there and is what its metadata tell",
    run,
};

/// What the metadata tell of one image.
struct Told<'a> {
    filename: &'a str,
    content_hash: &'a str,
    format: &'a str,
    size_px: (u64, u64),
    file_size_kb: f64,
}

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let images = readable(&evidence.images)?.collect()?;
    let offenders: Vec<String> = told(&images)?
        .par_iter()
        .filter_map(|told| {
            let fault = fault(told, (evidence.stored)(told.filename))?;
            Some(format!("{} ({fault})", told.filename))
        })
        .collect();
    Ok(Verdict::unless(
        &offenders,
        "images are missing or are not what was told",
        format!("{} files read", images.height()),
    ))
}

fn told(images: &DataFrame) -> anyhow::Result<Vec<Told<'_>>> {
    let sides = count_values(images, WIDTH)?
        .into_iter()
        .zip(count_values(images, HEIGHT)?);
    let names = text_values(images, FILENAME)?
        .into_iter()
        .zip(text_values(images, CONTENT_HASH)?);
    let files = text_values(images, FORMAT)?
        .into_iter()
        .zip(float_values(images, FILE_SIZE_KB)?);
    Ok(names
        .zip(files)
        .zip(sides)
        .map(
            |(((filename, content_hash), (format, file_size_kb)), size_px)| Told {
                filename,
                content_hash,
                format,
                size_px,
                file_size_kb,
            },
        )
        .collect())
}

fn fault(told: &Told<'_>, stored: Option<Stored>) -> Option<&'static str> {
    let Some(stored) = stored else {
        return Some("missing");
    };
    if stored.content_hash != told.content_hash {
        return Some("changed");
    }
    let Some(header) = stored.header else {
        return Some("not an image");
    };
    let size_px = (u64::from(header.width_px), u64::from(header.height_px));
    let same = size_px == told.size_px
        && header.format.extension() == told.format
        && file_size_kb(stored.bytes) == told.file_size_kb;
    (!same).then_some("other size or format")
}

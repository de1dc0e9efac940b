use rayon::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, readable};
use crate::tables::images::{CONTENT_HASH, FILENAME};
use crate::tables::text_values;

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every image exists with the bytes that its metadata tell",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let images = readable(&evidence.images)?.collect()?;
    let hashes = text_values(&images, CONTENT_HASH)?;
    let filenames = text_values(&images, FILENAME)?;
    let offenders: Vec<String> = filenames
        .par_iter()
        .zip(hashes)
        .filter_map(|(filename, hash)| match (evidence.stored)(filename) {
            None => Some(format!("{filename} (missing)")),
            Some(stored) if stored.content_hash != hash => Some(format!("{filename} (changed)")),
            Some(_) => None,
        })
        .collect();
    Ok(Verdict::unless(
        &offenders,
        "images are missing or changed",
        format!("{} files read", images.height()),
    ))
}

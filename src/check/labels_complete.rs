use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::features::filename_frame;
use crate::label;
use crate::tables::images::FILENAME;

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every image has labels, and every label an image",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let images = readable(&evidence.images)?;
    let labels = readable(&evidence.labels)?.labels;
    // An image that could not be decoded has no labels, and `rejected.json` says so.
    let rejected = readable(&evidence.rejected)?;
    let known = rejected
        .iter()
        .filter(|skip| skip.stage == label::STAGE)
        .map(|skip| skip.source.as_str());
    let excused = filename_frame(known)?.lazy();
    let on = || (col(FILENAME), col(FILENAME));
    let unlabelled = images.clone().anti_join(labels.clone(), on().0, on().1);
    let excused_images = height(
        unlabelled
            .clone()
            .semi_join(excused.clone(), on().0, on().1),
    )?;
    let bare = unlabelled.anti_join(excused, on().0, on().1);
    let stray = labels.clone().anti_join(images, on().0, on().1);
    let mut bad = offenders(bare, FILENAME)?;
    bad.extend(offenders(stray, FILENAME)?);
    let detail = format!(
        "{} labelled, {excused_images} rejected with a reason",
        height(labels)?
    );
    Ok(Verdict::unless(
        &bad,
        "images without labels or labels without an image",
        detail,
    ))
}

use super::{CheckDefinition, Verdict, height, readable};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "the collection has enough images",
    run: |evidence| {
        let images = height(readable(&evidence.images)?)?;
        let least = evidence.min_images;
        Ok(Verdict::when(
            images as u64 >= least,
            format!("{images} images, at least {least} wanted"),
        ))
    },
};

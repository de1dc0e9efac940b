//! The built-in source `gallery`: pictures that the program draws itself from a seed, so that a
//! whole run works without a network and without anyone's photographs.
//!
//! [`plan()`] deals what a picture will be (scene, mood, size, format), [`picture`] paints and
//! encodes it. A *scene* is a kind of picture (a beach, a skyline), a *mood* is a scene at one
//! time of day and year; both live in `scene`, one file each. Scenes are painted with the words of
//! `paint` on a `canvas` that measures in units of its own. What a picture's tags say is what
//! was painted: a mood brings the tags that always hold, a thing put in by chance brings its own.

mod brush;
mod canvas;
mod encode;
mod exposure;
mod ink;
mod noise;
mod paint;
mod plan;
mod scene;
mod shape;
mod words;

use anyhow::Context;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::domain::Seed;
use canvas::Canvas;
pub use plan::{Format, Plan, plan, scenes};

/// The generator that a scene throws.
type Dice = Xoshiro256PlusPlus;

/// How much darker the corners are than the middle, 0 to 1.
const VIGNETTE: f32 = 0.22;

/// One finished picture with everything a source knows about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The title in `[a-z0-9-]`, such as `last-light-over-the-bay`; two pictures may share one.
    pub slug: String,
    /// A title in English.
    pub title: String,
    /// One sentence on what is to be seen.
    pub description: String,
    /// An invented name.
    pub author: String,
    /// What is in the picture: 4 to 9 words, lower case, sorted, unique.
    pub tags: Vec<String>,
    /// The usual extension of its format, without a dot: `jpg`, `png`, `webp` or `bmp`.
    pub extension: &'static str,
    /// The encoded file.
    pub bytes: Vec<u8>,
}

/// Draws picture number `index` (from 0). It depends on the seed and the index only, never on
/// how many pictures are asked for or in which order.
///
/// # Errors
/// If the canvas does not fit into memory or an encoder refuses the picture.
pub fn picture(seed: Seed, index: u64) -> anyhow::Result<Picture> {
    let plan = plan(seed, index);
    let (scene, mood) = plan.subject();
    let mut dice = plan.dice("paint");
    let mut canvas = Canvas::new(plan.width, plan.height)?;
    let props = (scene.paint)(&mut canvas, mood, &mut dice);
    let rgb = canvas.finish(VIGNETTE, plan.grain(), dice.r#gen());

    let mut dice = plan.dice("words");
    let title = words::title(mood, &mut dice);
    let description = words::description(mood, &props);
    let author = words::author(&mut dice);
    let about = encode::About {
        description: &description,
        author: &author,
    };
    let bytes = encode::encode(rgb, &plan, &about)
        .with_context(|| format!("picture {index} of the gallery ({})", scene.name))?;
    Ok(Picture {
        slug: words::slug(&title),
        tags: words::tags(mood, &props),
        extension: plan.format.extension(),
        title,
        description,
        author,
        bytes,
    })
}

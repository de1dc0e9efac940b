//! What can be asked of an image, with yes or no.

use std::sync::OnceLock;

use anyhow::{Result, ensure};
use rand::seq::index;

use crate::domain::Seed;
use crate::features::POSITION;
use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::interactions::Rows;
use crate::query::traits::kind;
use crate::recommend::Content;
use crate::recommend::model::Cause;

/// Images by which it is judged how well a question parts; of fewer, all.
const SAMPLE: usize = 2_048;
/// The shares of a colour above which it is asked for.
const SHARES: [f32; 3] = [0.0, 0.25, 0.5];

/// All questions about the images of a collection: is the value of a feature above a threshold?
/// Each of them some images answer with yes and some with no.
pub struct Questions {
    /// For each question the column of the feature matrix.
    columns: Numbers<u32>,
    /// For each question the threshold.
    above: Numbers<f32>,
    /// For each column the trait that it stands for.
    traits: Vec<Option<u32>>,
    /// For each image the questions that it answers with yes, ascending.
    pub of_image: Rows,
    /// For each question the images that answer with yes, ascending.
    pub images: Rows,
    /// Images that stand for all, ascending.
    pub sample: Vec<u32>,
    /// For each of these the questions that it answers with yes, ascending.
    of_sample: Rows,
    /// For each question the places in the sample of those who answer with yes, ascending.
    pub in_sample: Rows,
    /// For each question, once it was asked for, what [`Self::together`] gives.
    together: Vec<OnceLock<Vec<u32>>>,
}

impl Questions {
    /// The questions that some images answer with yes and some with no. By the seed it is drawn
    /// which images stand for all.
    pub fn of(content: &Content, seed: Seed) -> Self {
        let features = &content.features;
        let (mut columns, mut above, mut yes) = (Vec::new(), Vec::new(), Rows::default());
        for (column, mut values) in (0_u32..).zip(by_column(content)) {
            let kind = features.features[column as usize].kind.as_str();
            if kind == POSITION {
                values = with_zeros(&values, features.len());
            }
            let thresholds = match kind {
                kind::COLOR => SHARES.to_vec(),
                POSITION => terciles(&values),
                _ => SHARES[..1].to_vec(),
            };
            for threshold in thresholds {
                let is_yes = values.iter().filter(|(_, value)| *value > threshold);
                let images: Vec<u32> = is_yes.map(|(image, _)| *image).collect();
                if !images.is_empty() && images.len() < features.len() {
                    columns.push(column);
                    above.push(threshold);
                    yes.push(images);
                }
            }
        }
        let of_image = yes.transposed(features.len());
        Self::with(content, columns.into(), above.into(), [of_image, yes], seed)
    }

    fn with(
        content: &Content,
        columns: Numbers<u32>,
        above: Numbers<f32>,
        [of_image, images]: [Rows; 2],
        seed: Seed,
    ) -> Self {
        let all = of_image.len();
        let mut rng = seed.derive("questions", "").rng();
        let mut sample: Vec<u32> = match all <= SAMPLE {
            true => (0..all as u32).collect(),
            false => {
                let drawn = index::sample(&mut rng, all, SAMPLE).into_iter();
                drawn.map(|image| image as u32).collect()
            }
        };
        sample.sort_unstable();
        let mut of_sample = Rows::default();
        for image in &sample {
            of_sample.push(of_image.row(*image as usize).iter().copied());
        }
        Self {
            together: vec![OnceLock::new(); columns.len()],
            traits: content.features.traits.clone(),
            in_sample: of_sample.transposed(columns.len()),
            columns,
            above,
            of_image,
            images,
            sample,
            of_sample,
        }
    }

    /// Writes the questions.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        to.put(&self.columns)?;
        to.put(&self.above)?;
        self.of_image.put(to)?;
        self.images.put(to)
    }

    /// Reads questions that were written, of the same images.
    ///
    /// # Errors
    /// The file is cut, or not what was written.
    pub fn take(content: &Content, from: &mut ArchiveReader, seed: Seed) -> Result<Self> {
        let (columns, above) = (from.take()?, from.take()?);
        let (of_image, images) = (Rows::take(from)?, Rows::take(from)?);
        let questions = Self::with(content, columns, above, [of_image, images], seed);
        let count = questions.columns.len();
        let fits = questions.above.len() == count && questions.images.len() == count;
        ensure!(
            fits && questions.of_image.len() == content.features.len(),
            "not the questions of these images"
        );
        Ok(questions)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether an image answers a question with yes.
    pub fn is_yes(&self, image: u32, question: u32) -> bool {
        let yes = self.of_image.row(image as usize);
        yes.binary_search(&question).is_ok()
    }

    /// For each question how many at some places of the sample answer it with yes.
    pub fn answers(&self, places: impl Iterator<Item = usize>) -> Vec<u32> {
        let mut counts = vec![0; self.len()];
        for place in places {
            for question in self.of_sample.row(place) {
                counts[*question as usize] += 1;
            }
        }
        counts
    }

    /// The same of all in the sample that answer `question` with yes: most users' trees begin with
    /// one of a few questions, so this is counted once for all of them.
    pub fn together(&self, question: u32) -> &[u32] {
        self.together[question as usize].get_or_init(|| {
            let places = self.in_sample.row(question as usize);
            self.answers(places.iter().map(|place| *place as usize))
        })
    }

    /// What an answer says of an image.
    pub fn cause(&self, question: u32, is_yes: bool) -> Cause {
        let question = question as usize;
        let column = self.columns[question];
        match (self.traits[column as usize], is_yes) {
            (Some(number), true) => Cause::Has(number),
            (Some(number), false) if self.above[question] == 0.0 => Cause::Lacks(number),
            _ => Cause::Position(column),
        }
    }
}

/// For each column the images that have a value there, ascending, with their values.
fn by_column(content: &Content) -> Vec<Vec<(u32, f32)>> {
    let features = &content.features;
    let mut all = vec![Vec::new(); features.features.len()];
    for image in 0..features.len() {
        let (columns, values) = features.row(image);
        for (column, value) in columns.iter().zip(values) {
            all[*column as usize].push((image as u32, *value));
        }
    }
    all
}

/// The same column with the zeros that a sparse matrix does not keep: on an axis they are in the
/// middle.
fn with_zeros(values: &[(u32, f32)], images: usize) -> Vec<(u32, f32)> {
    let mut all: Vec<(u32, f32)> = (0..images as u32).map(|image| (image, 0.0)).collect();
    for (image, value) in values {
        all[*image as usize].1 = *value;
    }
    all
}

/// The values that cut images into three parts; one where both are the same.
fn terciles(values: &[(u32, f32)]) -> Vec<f32> {
    let mut sorted: Vec<f32> = values.iter().map(|(_, value)| *value).collect();
    sorted.sort_unstable_by(f32::total_cmp);
    let at = |part: usize| sorted.get(sorted.len() * part / 3).copied();
    let mut cuts: Vec<f32> = [at(1), at(2)].into_iter().flatten().collect();
    cuts.dedup();
    cuts
}

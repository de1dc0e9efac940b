//! What can be asked of an image, with yes or no.

use crate::features::POSITION;
use crate::interactions::Rows;
use crate::query::traits::kind;
use crate::recommend::Content;
use crate::recommend::model::Cause;

/// The shares of a colour above which it is asked for.
const SHARES: [f32; 3] = [0.0, 0.25, 0.5];

/// A question: is the value of a feature above a threshold?
#[derive(Debug, Clone, Copy, PartialEq)]
struct Question {
    column: u32,
    above: f32,
}

/// All questions about the images of a collection.
pub struct Questions {
    questions: Vec<Question>,
    /// For each question the trait that its column stands for, and whether yes means to have it
    /// and no means not to.
    traits: Vec<(Option<u32>, bool)>,
    /// For each image the questions that it answers with yes, ascending.
    pub of_image: Rows,
    /// For each question the images that answer with yes, ascending.
    pub images: Rows,
}

impl Questions {
    /// The questions that some images answer with yes and some with no.
    pub fn of(content: &Content) -> Self {
        let features = &content.features;
        let mut asked: Vec<Vec<(f32, u32)>> = vec![Vec::new(); features.features.len()];
        let mut questions = Vec::new();
        let mut traits = Vec::new();
        let terciles = terciles(content);
        for (column, feature) in features.features.iter().enumerate() {
            let thresholds: &[f32] = match feature.kind.as_str() {
                kind::COLOR => &SHARES,
                POSITION => &terciles[column],
                _ => &SHARES[..1],
            };
            for above in thresholds {
                asked[column].push((*above, questions.len() as u32));
                questions.push(Question {
                    column: column as u32,
                    above: *above,
                });
                traits.push((features.traits[column], *above == 0.0));
            }
        }
        let mut of_image = Rows::default();
        for image in 0..features.len() {
            let (columns, values) = features.row(image);
            let mut yes: Vec<u32> = Vec::new();
            for (column, value) in columns.iter().zip(values) {
                let asked = asked[*column as usize].iter();
                yes.extend(
                    asked
                        .filter(|(above, _)| value > above)
                        .map(|(_, number)| number),
                );
            }
            yes.sort_unstable();
            of_image.push(yes);
        }
        let images = of_image.transposed(questions.len());
        Self {
            questions,
            traits,
            of_image,
            images,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.questions.len()
    }

    /// Whether an image answers a question with yes.
    pub fn is_yes(&self, image: u32, question: u32) -> bool {
        let yes = self.of_image.row(image as usize);
        yes.binary_search(&question).is_ok()
    }

    /// What an answer says of an image.
    pub fn cause(&self, question: u32, is_yes: bool) -> Cause {
        match (self.traits[question as usize], is_yes) {
            ((Some(number), _), true) => Cause::Has(number),
            ((Some(number), true), false) => Cause::Lacks(number),
            _ => Cause::Position(self.questions[question as usize].column),
        }
    }
}

/// For each column that is a position, the values that cut its images into three parts.
fn terciles(content: &Content) -> Vec<Vec<f32>> {
    let features = &content.features;
    let mut values: Vec<Vec<f32>> = vec![Vec::new(); features.features.len()];
    for image in 0..features.len() {
        let (columns, row) = features.row(image);
        for (column, value) in columns.iter().zip(row) {
            if features.features[*column as usize].kind == POSITION {
                values[*column as usize].push(*value);
            }
        }
    }
    for values in &mut values {
        values.sort_unstable_by(f32::total_cmp);
        let at = |part: usize| values.get(values.len() * part / 3).copied();
        let cuts: Vec<f32> = [at(1), at(2)].into_iter().flatten().collect();
        *values = cuts;
    }
    values
}

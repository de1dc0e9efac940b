//! What a tree says of images, once it is grown.

use super::Questions;
use crate::recommend::model::Contribution;

/// The taste of one user.
pub struct TasteTree {
    /// The root first, and every node before its children.
    pub(super) nodes: Vec<Node>,
}

pub(super) struct Node {
    pub log_odds: f32,
    pub depth: usize,
    /// The number by which its images are known: who answers no keeps that of the parent, so that
    /// only the other side is walked.
    pub mark: u8,
    pub split: Option<Split>,
}

#[derive(Clone, Copy)]
pub(super) struct Split {
    pub question: u32,
    pub yes: usize,
    pub no: usize,
}

impl TasteTree {
    /// The log-odds of each image.
    pub fn log_odds(&self, questions: &Questions) -> Vec<f32> {
        let mut marks = vec![0_u8; questions.of_image.len()];
        let mut odds = [0.0; u8::MAX as usize + 1];
        for node in &self.nodes {
            match node.split {
                Some(split) => {
                    let yes = self.nodes[split.yes].mark;
                    remark(
                        &mut marks,
                        questions.images.row(split.question as usize),
                        node.mark,
                        yes,
                    );
                }
                None => odds[node.mark as usize] = node.log_odds,
            }
        }
        marks.iter().map(|mark| odds[*mark as usize]).collect()
    }

    /// The answers of an image from the root to its leaf, each with what it adds to the log-odds,
    /// which are even at the root.
    pub fn path(&self, questions: &Questions, image: u32) -> Vec<Contribution> {
        let mut path = Vec::new();
        let mut node = &self.nodes[0];
        while let Some(split) = node.split {
            let is_yes = questions.is_yes(image, split.question);
            let child = &self.nodes[if is_yes { split.yes } else { split.no }];
            path.push(Contribution {
                cause: questions.cause(split.question, is_yes),
                amount: child.log_odds - node.log_odds,
            });
            node = child;
        }
        path
    }
}

/// Gives those of `places` that have the mark `from` the mark `to`.
pub(super) fn remark(marks: &mut [u8], places: &[u32], from: u8, to: u8) {
    for place in places {
        let mark = &mut marks[*place as usize];
        if *mark == from {
            *mark = to;
        }
    }
}

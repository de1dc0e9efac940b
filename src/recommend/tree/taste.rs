//! What a tree says of images, once it is grown.

use super::Questions;
use crate::recommend::model::Contribution;

/// The taste of one user.
pub struct TasteTree {
    pub(super) nodes: Vec<Node>,
    /// The log-odds of each leaf.
    pub(super) leaves: Vec<f32>,
    /// For each image its leaf.
    pub(super) leaf_of: Vec<u8>,
}

pub(super) struct Node {
    pub log_odds: f32,
    pub depth: usize,
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
    pub fn log_odds(&self) -> impl Iterator<Item = f32> {
        self.leaf_of.iter().map(|leaf| self.leaves[*leaf as usize])
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

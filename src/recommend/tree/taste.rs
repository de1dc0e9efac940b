//! What a tree says of images, once it is grown.

use super::Questions;
use crate::recommend::model::Contribution;

/// The taste of one user.
pub struct TasteTree {
    /// The root first, and every node before its children.
    pub(super) nodes: Vec<Node>,
    /// For each image the mark of its leaf.
    pub(super) marks: Vec<u8>,
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
    /// Finds the leaf of each image, and the log-odds of each node, of the `liked` images with
    /// their weights and of all others.
    ///
    /// With `f` and `o` the weights of favourites and others, the probability of a node is the
    /// m-estimate (Cestnik 1990) (f + m p) / (f + o + m), p that of its parent, so that small
    /// leaves lean on what is known around them (Ferri, Flach and Hernández-Orallo 2003); m is
    /// `smoothing`.
    pub(super) fn settle(&mut self, questions: &Questions, liked: &[(u32, f32)], smoothing: f32) {
        let images = questions.of_image.len();
        self.marks = vec![0; images];
        for node in &self.nodes {
            if let Some(split) = node.split {
                let yes = self.nodes[split.yes].mark;
                let places = questions.images.row(split.question as usize);
                remark(&mut self.marks, places, node.mark, yes);
            }
        }
        // By mark: the weight of the favourites, and how many others there are.
        let mut leaves = images_by_mark(&self.marks).map(|images| (0.0_f32, i64::from(images)));
        for (image, weight) in liked {
            let leaf = &mut leaves[self.marks[*image as usize] as usize];
            *leaf = (leaf.0 + weight, leaf.1 - 1);
        }
        let mut counts = vec![(0.0, 0); self.nodes.len()];
        for (place, node) in self.nodes.iter().enumerate().rev() {
            counts[place] = match node.split {
                Some(Split { yes, no, .. }) => {
                    (counts[yes].0 + counts[no].0, counts[yes].1 + counts[no].1)
                }
                None => leaves[node.mark as usize],
            };
        }
        let (all, others) = counts[0];
        let other_weight = all / others.max(1) as f32;
        for place in 0..self.nodes.len() {
            let before = 1.0 / (1.0 + (-self.nodes[place].log_odds).exp());
            if let Some(Split { yes, no, .. }) = self.nodes[place].split {
                for child in [yes, no] {
                    let (favorites, others) = counts[child];
                    let others = others as f32 * other_weight;
                    let odds =
                        (favorites + smoothing * before) / (others + smoothing * (1.0 - before));
                    self.nodes[child].log_odds = odds.ln();
                }
            }
        }
    }

    /// The log-odds of each image.
    pub fn log_odds(&self) -> impl Iterator<Item = f32> {
        let mut odds = [0.0; u8::MAX as usize + 1];
        for node in self.nodes.iter().filter(|node| node.split.is_none()) {
            odds[node.mark as usize] = node.log_odds;
        }
        self.marks.iter().map(move |mark| odds[*mark as usize])
    }

    /// The same tree for those who only ask for [paths](Self::path).
    pub fn without_images(self) -> Self {
        Self {
            marks: Vec::new(),
            ..self
        }
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

/// How many times each mark stands there.
fn images_by_mark(marks: &[u8]) -> [u32; u8::MAX as usize + 1] {
    // Four counts in turn: neighbours mostly have one mark, and an addition to a number waits for
    // the one before.
    let mut counts = [[0_u32; u8::MAX as usize + 1]; 4];
    let mut fours = marks.chunks_exact(4);
    for four in &mut fours {
        for (counts, mark) in counts.iter_mut().zip(four) {
            counts[*mark as usize] += 1;
        }
    }
    for mark in fours.remainder() {
        counts[0][*mark as usize] += 1;
    }
    std::array::from_fn(|mark| counts.iter().map(|counts| counts[mark]).sum())
}

/// Gives those of `places` that have the mark `from` the mark `to`.
pub(super) fn remark(marks: &mut [u8], places: &[u32], from: u8, to: u8) {
    // By a table and not by a branch: some have it and some do not, in no order that could be guessed.
    let mut becomes: [u8; u8::MAX as usize + 1] = std::array::from_fn(|mark| mark as u8);
    becomes[from as usize] = to;
    for place in places {
        let mark = &mut marks[*place as usize];
        *mark = becomes[*mark as usize];
    }
}

//! A tree grown by counting.

use super::Questions;
use super::taste::{Node, Split, TasteTree};

/// How a tree is grown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// The most questions between the root and a leaf: a reason of more than a few is none.
    pub max_depth: usize,
    /// The least weight of a leaf, in favourites; half of them, where that is less. All other
    /// images together weigh as much as all favourites.
    pub min_weight: f32,
    /// By how many favourites' worth a leaf leans on what is known around it.
    pub smoothing: f32,
}

impl Default for Growth {
    fn default() -> Self {
        Self {
            max_depth: 6,
            min_weight: 1.5,
            smoothing: 2.0,
        }
    }
}

/// The least gain in purity that a question must bring, in favourites.
const MIN_GAIN: f32 = 1e-4;
/// The most leaves: their numbers are kept in one byte.
const MAX_LEAVES: usize = 125;

/// A node that may be split.
struct Open {
    node: usize,
    /// What its images have in `leaf_of`.
    leaf: u8,
    side: Side,
    /// Images, favourites among them, that answer each question with yes.
    images_yes: Vec<u32>,
}

/// What falls to one side of a question.
struct Side {
    images: usize,
    /// The favourites with their weights.
    liked: Vec<(u32, f32)>,
    /// The weight of the favourites.
    favorites: f32,
}

impl Side {
    fn of(images: usize, liked: Vec<(u32, f32)>) -> Self {
        Self {
            images,
            favorites: liked.iter().map(|(_, weight)| weight).sum(),
            liked,
        }
    }
}

impl TasteTree {
    /// Grows a tree for `liked` images with weights; each once. `asked` says which questions may
    /// be asked.
    pub fn grow(
        questions: &Questions,
        liked: &[(u32, f32)],
        asked: &[bool],
        growth: Growth,
    ) -> Self {
        let images = questions.of_image.len();
        let root = Side::of(images, liked.to_vec());
        let others = images.saturating_sub(liked.len()).max(1) as f32;
        let grower = Grower {
            questions,
            asked,
            growth,
            other_weight: root.favorites / others,
            min_weight: growth.min_weight.min(root.favorites / 2.0),
        };
        let mut tree = Self {
            nodes: vec![Node {
                log_odds: 0.0,
                depth: 0,
                split: None,
            }],
            leaves: vec![0.0],
            leaf_of: vec![0; images],
        };
        let images_yes = questions.images.iter().map(|images| images.len() as u32);
        let mut open = vec![Open {
            node: 0,
            leaf: 0,
            side: root,
            images_yes: images_yes.collect(),
        }];
        while let Some(next) = open.pop() {
            if tree.leaves.len() < MAX_LEAVES
                && let Some(question) = grower.best(&next)
            {
                grower.split(&mut tree, next, question, &mut open);
            }
        }
        tree
    }
}

struct Grower<'a> {
    questions: &'a Questions,
    asked: &'a [bool],
    growth: Growth,
    other_weight: f32,
    min_weight: f32,
}

impl Grower<'_> {
    /// The weight of the images of a side that are no favourites.
    fn others(&self, side: &Side) -> f32 {
        (side.images - side.liked.len()) as f32 * self.other_weight
    }

    /// The question that makes the classes purest by Gini's index, the first of equals.
    fn best(&self, open: &Open) -> Option<u32> {
        let (favorites, others) = (open.side.favorites, self.others(&open.side));
        let (favorites_yes, liked_yes) = self.favorites_yes(&open.side.liked);
        // The weight of a node times how mixed it is.
        let mixed = |favorites: f32, others: f32| 2.0 * favorites * others / (favorites + others);
        let whole = mixed(favorites, others);
        let mut best = (MIN_GAIN, None);
        for (question, images) in open.images_yes.iter().enumerate() {
            let images = *images as usize;
            if !self.asked[question] || images == 0 || images == open.side.images {
                continue;
            }
            let yes = favorites_yes[question];
            let other_yes = (images - liked_yes[question]) as f32 * self.other_weight;
            let (no, other_no) = ((favorites - yes).max(0.0), (others - other_yes).max(0.0));
            if yes + other_yes < self.min_weight || no + other_no < self.min_weight {
                continue;
            }
            let gain = whole - mixed(yes, other_yes) - mixed(no, other_no);
            if gain > best.0 {
                best = (gain, Some(question as u32));
            }
        }
        best.1
    }

    /// For each question the weight of the favourites that answer with yes, and how many they are,
    /// those without weight among them.
    fn favorites_yes(&self, liked: &[(u32, f32)]) -> (Vec<f32>, Vec<usize>) {
        let mut weights = vec![0.0; self.questions.len()];
        let mut counts = vec![0; self.questions.len()];
        for (image, weight) in liked {
            for question in self.questions.of_image.row(*image as usize) {
                weights[*question as usize] += weight;
                counts[*question as usize] += 1;
            }
        }
        (weights, counts)
    }

    /// Splits a node; its children that may be split again are added to `all`.
    fn split(&self, tree: &mut TasteTree, open: Open, question: u32, all: &mut Vec<Open>) {
        let Open {
            node,
            leaf,
            side,
            images_yes,
        } = open;
        // Who answers no keeps the leaf, so that only the other side is walked.
        let new_leaf = tree.leaves.len() as u8;
        for image in self.questions.images.row(question as usize) {
            let leaf_of = &mut tree.leaf_of[*image as usize];
            if *leaf_of == leaf {
                *leaf_of = new_leaf;
            }
        }
        let yes_images = images_yes[question as usize] as usize;
        let (liked_yes, liked_no) = side
            .liked
            .into_iter()
            .partition(|(image, _)| self.questions.is_yes(*image, question));
        let yes = Side::of(yes_images, liked_yes);
        let no = Side::of(side.images - yes_images, liked_no);
        let (depth, before) = (tree.nodes[node].depth + 1, tree.nodes[node].log_odds);
        let places = [tree.nodes.len(), tree.nodes.len() + 1];
        tree.nodes[node].split = Some(Split {
            question,
            yes: places[0],
            no: places[1],
        });
        let leaves = [new_leaf, leaf];
        tree.leaves.push(0.0);
        let sides = [&yes, &no];
        for (side, leaf) in sides.into_iter().zip(leaves) {
            let log_odds = self.log_odds(side, before);
            tree.leaves[leaf as usize] = log_odds;
            tree.nodes.push(Node {
                log_odds,
                depth,
                split: None,
            });
        }
        let may_split = [&yes, &no].map(|side| self.may_split(side, depth));
        if may_split == [false, false] {
            return;
        }
        let counts = self.counts(tree, question, [&yes, &no], leaves, images_yes);
        let children = [yes, no].into_iter().zip(counts);
        for (place, (side, images_yes)) in children.enumerate() {
            if may_split[place] {
                all.push(Open {
                    node: places[place],
                    leaf: leaves[place],
                    side,
                    images_yes,
                });
            }
        }
    }

    fn may_split(&self, side: &Side, depth: usize) -> bool {
        let others = self.others(side);
        depth < self.growth.max_depth
            && side.favorites > 0.0
            && others > 0.0
            && side.favorites + others >= 2.0 * self.min_weight
    }

    /// The answers of both sides of a question: the smaller one is counted, and the larger is what
    /// is left of `whole`.
    fn counts(
        &self,
        tree: &TasteTree,
        question: u32,
        [yes, no]: [&Side; 2],
        [yes_leaf, no_leaf]: [u8; 2],
        whole: Vec<u32>,
    ) -> [Vec<u32>; 2] {
        let is_root = yes.images + no.images == tree.leaf_of.len();
        let counted = if is_root {
            self.questions.together(question).to_vec()
        } else if yes.images <= no.images {
            let images = self.questions.images.row(question as usize).iter().copied();
            let is_in = |image: &u32| tree.leaf_of[*image as usize] == yes_leaf;
            self.questions.answers(images.filter(is_in))
        } else {
            let places = memchr::memchr_iter(no_leaf, &tree.leaf_of);
            self.questions.answers(places.map(|image| image as u32))
        };
        let pairs = whole.iter().zip(&counted);
        let left: Vec<u32> = pairs.map(|(all, counted)| all - counted).collect();
        match is_root || yes.images <= no.images {
            true => [counted, left],
            false => [left, counted],
        }
    }

    /// With `f` and `o` the weights of favourites and others, the probability of a node is the
    /// m-estimate (Cestnik 1990) (f + m p) / (f + o + m), p that of its parent, so that small
    /// leaves lean on what is known around them (Ferri, Flach and Hernández-Orallo 2003).
    fn log_odds(&self, side: &Side, parent: f32) -> f32 {
        let before = 1.0 / (1.0 + (-parent).exp());
        let m = self.growth.smoothing;
        ((side.favorites + m * before) / (self.others(side) + m * (1.0 - before))).ln()
    }
}

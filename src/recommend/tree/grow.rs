//! A tree grown by counting, and what it says of images.

use super::Questions;
use crate::recommend::model::Contribution;

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
/// The most leaves: numbers of nodes are kept in few bytes.
const MAX_NODES: usize = 250;

/// The taste of one user.
pub struct TasteTree {
    nodes: Vec<Node>,
    /// For each image its node; a leaf, once the tree is grown.
    leaf_of: Vec<u8>,
}

struct Node {
    log_odds: f32,
    depth: usize,
    split: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    question: u32,
    yes: u8,
    no: u8,
}

/// What is counted in a node.
struct Counts {
    images: usize,
    /// The weight of the favourites, and for each question of those that answer yes.
    favorites: f32,
    favorites_yes: Vec<f32>,
    /// How many favourites answer each question with yes, those without weight among them.
    liked_yes: Vec<u32>,
    /// Images, favourites among them, that answer each question with yes.
    images_yes: Vec<u32>,
    /// The favourites with their weights.
    liked: Vec<(u32, f32)>,
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
        let all: f32 = liked.iter().map(|(_, weight)| weight).sum();
        let others = images.saturating_sub(liked.len()).max(1) as f32;
        let grower = Grower {
            questions,
            asked,
            growth,
            other_weight: all / others,
            min_weight: growth.min_weight.min(all / 2.0),
        };
        let mut tree = Self {
            nodes: vec![Node {
                log_odds: 0.0,
                depth: 0,
                split: None,
            }],
            leaf_of: vec![0; images],
        };
        let images_yes = questions.images.iter().map(|images| images.len() as u32);
        let root = Counts::of(questions, images, images_yes.collect(), liked.to_vec());
        let mut open = vec![(0_u8, root)];
        while let Some((node, counts)) = open.pop() {
            let room = tree.nodes.len() + 2 <= MAX_NODES;
            if !room || tree.nodes[node as usize].depth >= growth.max_depth {
                continue;
            }
            if let Some(question) = grower.best(&counts) {
                open.extend(grower.split(&mut tree, node, counts, question));
            }
        }
        tree
    }

    /// The log-odds of each image.
    pub fn log_odds(&self) -> impl Iterator<Item = f32> {
        self.leaf_of
            .iter()
            .map(|leaf| self.nodes[*leaf as usize].log_odds)
    }

    /// The answers of an image from the root to its leaf, each with what it adds to the log-odds,
    /// which are even at the root.
    pub fn path(&self, questions: &Questions, image: u32) -> Vec<Contribution> {
        let mut path = Vec::new();
        let mut node = &self.nodes[0];
        while let Some(split) = node.split {
            let is_yes = questions.is_yes(image, split.question);
            let next = if is_yes { split.yes } else { split.no };
            let child = &self.nodes[next as usize];
            path.push(Contribution {
                cause: questions.cause(split.question, is_yes),
                amount: child.log_odds - node.log_odds,
            });
            node = child;
        }
        path
    }
}

impl Counts {
    fn of(
        questions: &Questions,
        images: usize,
        images_yes: Vec<u32>,
        liked: Vec<(u32, f32)>,
    ) -> Self {
        let mut favorites_yes = vec![0.0; questions.len()];
        let mut liked_yes = vec![0; questions.len()];
        for (image, weight) in &liked {
            for question in questions.of_image.row(*image as usize) {
                favorites_yes[*question as usize] += weight;
                liked_yes[*question as usize] += 1;
            }
        }
        Self {
            images,
            favorites: liked.iter().map(|(_, weight)| weight).sum(),
            favorites_yes,
            liked_yes,
            images_yes,
            liked,
        }
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
    /// The weights of favourites and others among so many images.
    fn weights(&self, images: usize, liked: usize, favorites: f32) -> (f32, f32) {
        (favorites, (images - liked) as f32 * self.other_weight)
    }

    /// The question that makes the classes purest by Gini's index, the first of equals.
    fn best(&self, counts: &Counts) -> Option<u32> {
        let (favorites, others) = self.weights(counts.images, counts.liked.len(), counts.favorites);
        if favorites <= 0.0 || others <= 0.0 {
            return None;
        }
        // The weight of a node times how mixed it is.
        let mixed = |favorites: f32, others: f32| 2.0 * favorites * others / (favorites + others);
        let whole = mixed(favorites, others);
        let mut best = (MIN_GAIN, None);
        for question in 0..self.questions.len() {
            let images = counts.images_yes[question] as usize;
            if !self.asked[question] || images == 0 || images == counts.images {
                continue;
            }
            let yes = counts.favorites_yes[question];
            let liked = counts.liked_yes[question] as usize;
            let (yes, other_yes) = self.weights(images, liked, yes);
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

    /// Splits a node; gives its children.
    fn split(
        &self,
        tree: &mut TasteTree,
        node: u8,
        counts: Counts,
        question: u32,
    ) -> [(u8, Counts); 2] {
        let (yes, no) = (tree.nodes.len() as u8, tree.nodes.len() as u8 + 1);
        let yes_images = counts.images_yes[question as usize] as usize;
        for image in self.questions.images.row(question as usize) {
            let leaf = &mut tree.leaf_of[*image as usize];
            if *leaf == node {
                *leaf = yes;
            }
        }
        for leaf in &mut tree.leaf_of {
            if *leaf == node {
                *leaf = no;
            }
        }
        // The smaller side is counted, and the larger is what is left.
        let smaller = if 2 * yes_images <= counts.images {
            yes
        } else {
            no
        };
        let mut counted = vec![0_u32; self.questions.len()];
        for (image, leaf) in tree.leaf_of.iter().enumerate() {
            if *leaf == smaller {
                for question in self.questions.of_image.row(image) {
                    counted[*question as usize] += 1;
                }
            }
        }
        let left = counts.images_yes.iter().zip(&counted);
        let left: Vec<u32> = left.map(|(all, counted)| all - counted).collect();
        let (yes_counts, no_counts) = match smaller == yes {
            true => (counted, left),
            false => (left, counted),
        };
        let (liked_yes, liked_no): (Vec<_>, Vec<_>) = counts
            .liked
            .into_iter()
            .partition(|(image, _)| self.questions.is_yes(*image, question));
        let parent = &mut tree.nodes[node as usize];
        parent.split = Some(Split { question, yes, no });
        let (depth, log_odds) = (parent.depth + 1, parent.log_odds);
        let sides = [
            (yes, yes_images, yes_counts, liked_yes),
            (no, counts.images - yes_images, no_counts, liked_no),
        ];
        sides.map(|(child, images, images_yes, liked)| {
            let counts = Counts::of(self.questions, images, images_yes, liked);
            tree.nodes.push(Node {
                log_odds: self.log_odds(&counts, log_odds),
                depth,
                split: None,
            });
            (child, counts)
        })
    }

    /// With `f` and `o` the weights of favourites and others, the probability of a node is the
    /// m-estimate (Cestnik 1990) (f + m p) / (f + o + m), p that of its parent, so that small
    /// leaves lean on what is known around them (Ferri, Flach and Hernández-Orallo 2003).
    fn log_odds(&self, counts: &Counts, parent: f32) -> f32 {
        let (favorites, others) = self.weights(counts.images, counts.liked.len(), counts.favorites);
        let before = 1.0 / (1.0 + (-parent).exp());
        let m = self.growth.smoothing;
        ((favorites + m * before) / (others + m * (1.0 - before))).ln()
    }
}

//! A tree grown by counting.

use pulp::{Arch, NullaryFnOnce};

use super::Questions;
use super::taste::{Node, Split, TasteTree, remark};

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

/// A favourite.
#[derive(Clone, Copy)]
struct Liked {
    image: u32,
    weight: f32,
    /// Whether it is one of the images that stand for all.
    is_in_sample: bool,
}

/// What falls to one side of a question.
struct Side {
    liked: Vec<Liked>,
    /// The weight of the favourites.
    favorites: f32,
    /// How many there are in the sample, favourites among them.
    images: usize,
    /// The weight of those that are no favourites.
    others: f32,
}

/// A node that may be split.
struct Open {
    node: usize,
    side: Side,
    /// How many in the sample answer each question with yes, favourites among them.
    images_yes: Vec<u32>,
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
        let favorites = liked;
        let liked: Vec<Liked> = liked
            .iter()
            .map(|(image, weight)| Liked {
                image: *image,
                weight: *weight,
                is_in_sample: questions.sample.binary_search(image).is_ok(),
            })
            .collect();
        let images = questions.sample.len();
        let all: f32 = liked.iter().map(|liked| liked.weight).sum();
        let others = images - liked.iter().filter(|liked| liked.is_in_sample).count();
        let grower = Grower {
            questions,
            asked,
            growth,
            other_weight: all / others.max(1) as f32,
            min_weight: growth.min_weight.min(all / 2.0),
        };
        let mut tree = Self {
            nodes: vec![Node {
                log_odds: 0.0,
                depth: 0,
                mark: 0,
                split: None,
            }],
            marks: Vec::new(),
        };
        let mut marks = vec![0_u8; images];
        let images_yes = questions.in_sample.iter().map(|places| places.len() as u32);
        let mut open = vec![Open {
            node: 0,
            side: grower.side(images, liked),
            images_yes: images_yes.collect(),
        }];
        while let Some(next) = open.pop() {
            if tree.nodes.len() < 2 * MAX_LEAVES
                && let Some(question) = grower.best(&next)
            {
                open.extend(grower.split(&mut tree, &mut marks, next, question));
            }
        }
        tree.settle(questions, favorites, growth.smoothing);
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
    fn side(&self, images: usize, liked: Vec<Liked>) -> Side {
        let in_sample = liked.iter().filter(|liked| liked.is_in_sample).count();
        Side {
            favorites: liked.iter().map(|liked| liked.weight).sum(),
            liked,
            images,
            others: (images - in_sample) as f32 * self.other_weight,
        }
    }

    /// The question that makes the classes purest by Gini's index, the first of equals.
    fn best(&self, open: &Open) -> Option<u32> {
        let (favorites_yes, liked_yes) = self.favorites_yes(&open.side.liked);
        let mut gains = vec![0.0; self.questions.len()];
        Arch::new().dispatch(Gains {
            grower: self,
            open,
            favorites_yes: &favorites_yes,
            liked_yes: &liked_yes,
            gains: &mut gains,
        });
        let most = gains.iter().copied().fold(MIN_GAIN, f32::max);
        let best = gains
            .iter()
            .position(|gain| *gain == most && most > MIN_GAIN);
        best.map(|question| question as u32)
    }

    /// For each question the weight of the favourites that answer with yes, and how many of these
    /// are in the sample.
    fn favorites_yes(&self, liked: &[Liked]) -> (Vec<f32>, Vec<u32>) {
        let mut weights = vec![0.0; self.questions.len()];
        let mut counts = vec![0; self.questions.len()];
        for liked in liked {
            for question in self.questions.of_image.row(liked.image as usize) {
                weights[*question as usize] += liked.weight;
                counts[*question as usize] += u32::from(liked.is_in_sample);
            }
        }
        (weights, counts)
    }

    /// Splits a node; gives those of its children that may be split again. `marks` are those of the
    /// sample.
    fn split(
        &self,
        tree: &mut TasteTree,
        marks: &mut [u8],
        open: Open,
        question: u32,
    ) -> impl Iterator<Item = Open> + use<> {
        let Open {
            node,
            side,
            images_yes,
        } = open;
        let (yes, no) = (tree.nodes.len(), tree.nodes.len() + 1);
        let (no_mark, yes_mark) = (tree.nodes[node].mark, tree.nodes.len().div_ceil(2) as u8);
        let places = self.questions.in_sample.row(question as usize);
        remark(marks, places, no_mark, yes_mark);
        let yes_images = images_yes[question as usize] as usize;
        let (liked_yes, liked_no) = side
            .liked
            .into_iter()
            .partition(|liked| self.questions.is_yes(liked.image, question));
        let sides = [
            self.side(yes_images, liked_yes),
            self.side(side.images - yes_images, liked_no),
        ];
        tree.nodes[node].split = Some(Split { question, yes, no });
        let depth = tree.nodes[node].depth + 1;
        tree.nodes.extend([yes_mark, no_mark].map(|mark| Node {
            log_odds: 0.0,
            depth,
            mark,
            split: None,
        }));
        let may_split = [0, 1].map(|place| self.may_split(&sides[place], depth));
        let counts = match may_split {
            [false, false] => [Vec::new(), Vec::new()],
            _ => self.counts(marks, question, &sides, [yes_mark, no_mark], images_yes),
        };
        let children = [yes, no].into_iter().zip(sides).zip(counts).zip(may_split);
        children.filter_map(|(((node, side), images_yes), may_split)| {
            may_split.then_some(Open {
                node,
                side,
                images_yes,
            })
        })
    }

    fn may_split(&self, side: &Side, depth: usize) -> bool {
        depth < self.growth.max_depth
            && side.favorites > 0.0
            && side.others > 0.0
            && side.favorites + side.others >= 2.0 * self.min_weight
    }

    /// The answers of both sides of a question: the smaller one is counted, and the larger is what
    /// is left of `whole`.
    fn counts(
        &self,
        marks: &[u8],
        question: u32,
        [yes, no]: &[Side; 2],
        [yes_mark, no_mark]: [u8; 2],
        whole: Vec<u32>,
    ) -> [Vec<u32>; 2] {
        let is_root = yes.images + no.images == marks.len();
        let is_yes_counted = is_root || yes.images <= no.images;
        let counted = if is_root {
            self.questions.together(question).to_vec()
        } else if is_yes_counted {
            let places = self.questions.in_sample.row(question as usize).iter();
            let places = places.map(|place| *place as usize);
            let is_here = |place: &usize| marks[*place] == yes_mark;
            self.questions.answers(places.filter(is_here))
        } else {
            self.questions.answers(memchr::memchr_iter(no_mark, marks))
        };
        let pairs = whole.iter().zip(&counted);
        let left: Vec<u32> = pairs.map(|(all, counted)| all - counted).collect();
        match is_yes_counted {
            true => [counted, left],
            false => [left, counted],
        }
    }
}

/// What each question gains in purity: minus infinity where it may not be asked, or leaves too
/// little on a side. Without a branch, so that several questions are weighed at once.
struct Gains<'a> {
    grower: &'a Grower<'a>,
    open: &'a Open,
    favorites_yes: &'a [f32],
    liked_yes: &'a [u32],
    gains: &'a mut [f32],
}

impl NullaryFnOnce for Gains<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Side {
            favorites, others, ..
        } = self.open.side;
        let Grower {
            other_weight,
            min_weight,
            ..
        } = *self.grower;
        let whole = mixed(favorites, others);
        let counts = self.open.images_yes.iter().zip(self.liked_yes);
        let asked = self.grower.asked.iter().zip(self.favorites_yes);
        let answers = counts.zip(asked);
        for (gain, ((images, liked), (asked, yes))) in self.gains.iter_mut().zip(answers) {
            // Of no use to more than 2^31 images, and so it is one conversion.
            let other_yes = (*images as i32 - *liked as i32) as f32 * other_weight;
            let (no, other_no) = ((favorites - yes).max(0.0), (others - other_yes).max(0.0));
            let is_enough = (yes + other_yes >= min_weight) & (no + other_no >= min_weight);
            let purer = whole - mixed(*yes, other_yes) - mixed(no, other_no);
            *gain = if is_enough & *asked {
                purer
            } else {
                f32::NEG_INFINITY
            };
        }
    }
}

/// The weight of a node times how mixed it is.
#[inline(always)]
fn mixed(favorites: f32, others: f32) -> f32 {
    2.0 * favorites * others / (favorites + others)
}

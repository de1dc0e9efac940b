//! The scenes: one file each, one line each in [`SCENES`]. A scene is a way of painting and a
//! list of moods; a mood holds its light, its inks and the words that are true of it.

use super::Dice;
use super::canvas::Canvas;
use super::ink::{Ink, ink};

mod abstraction;
mod alley;
mod aurora;
mod balloons;
mod beach;
mod blossom;
mod city;
mod desert;
mod field;
mod forest;
mod lake;
mod mountains;
mod reef;
mod sea;
mod still_life;
mod village;

/// Every scene; a new one is a file and a line here.
pub(super) const SCENES: &[Scene] = &[
    beach::SCENE,
    mountains::SCENE,
    forest::SCENE,
    desert::SCENE,
    city::SCENE,
    field::SCENE,
    sea::SCENE,
    alley::SCENE,
    lake::SCENE,
    abstraction::SCENE,
    still_life::SCENE,
    aurora::SCENE,
    village::SCENE,
    balloons::SCENE,
    blossom::SCENE,
    reef::SCENE,
];

/// A kind of picture.
pub(super) struct Scene {
    /// Short name, unique.
    pub name: &'static str,
    /// Places where it can be met, degrees north and east; empty where there is no such place.
    pub places: &'static [(f64, f64)],
    /// The moods in which it is painted; at least one.
    pub moods: &'static [Mood],
    /// Paints it in one of its moods and tells what it put in by chance.
    pub paint: fn(&mut Canvas, &Mood, &mut Dice) -> Vec<Prop>,
}

/// A scene at one time of the day and the year.
pub(super) struct Mood {
    /// Titles to choose from.
    pub titles: &'static [&'static str],
    /// What every picture in this mood shows: a sentence without its full stop.
    pub says: &'static str,
    /// Tags that are true of every picture in this mood.
    pub tags: &'static [&'static str],
    pub light: Light,
    pub season: Season,
    /// `0xRRGGBB`; the scene's file says what each is for.
    pub inks: &'static [u32],
}

impl Mood {
    /// One of its inks; a mood with too few repeats its last.
    pub fn ink(&self, index: usize) -> Ink {
        ink(self
            .inks
            .get(index)
            .or(self.inks.last())
            .copied()
            .unwrap_or(0x80_80_80))
    }

    /// Whether every picture in this mood has a tag.
    pub fn has(&self, tag: &str) -> bool {
        self.tags.contains(&tag)
    }
}

/// The light of a mood; camera settings and the hour follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Light {
    Dawn,
    Day,
    Dull,
    Sunset,
    Dusk,
    Night,
    Indoor,
    /// No light at all: a drawing, not a view.
    Drawn,
}

/// The part of the year in which a mood can be met (on the northern half of the globe).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
    Any,
}

/// Something that a scene put in by chance: its tag and its place in a list of things seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prop {
    pub tag: &'static str,
    pub says: &'static str,
}

/// Birds in the air.
pub(super) const BIRDS: Prop = Prop {
    tag: "bird",
    says: "a few birds in the air",
};
/// A sailing boat.
pub(super) const BOAT: Prop = Prop {
    tag: "boat",
    says: "a sailing boat",
};
/// A moon.
pub(super) const MOON: Prop = Prop {
    tag: "moon",
    says: "a full moon",
};

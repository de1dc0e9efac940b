//! pixrec: image-collection analytics and recommendations.
//!
//! ```text
//!  sources ─> acquire ──> label ──> profile ──> recommend ──> evaluate
//!                │          │          │            │            │
//!                ▼          ▼          ▼            ▼            ▼
//!             images  labels, colors  users   recommendations  figures   tables in the data folder:
//!                         tags      patterns                             the only thing stages share
//!                └──────────┴──── query (lazy views) ┴─────┘
//!                                      ▼
//!               chart, report, page ──> files      check ──> pass or fail
//!
//!  pipeline: reads the plan, opens tables, calls one stage, saves what it returns.
//!  sql: reads a person's question, lets through what only asks; pipeline opens its tables.
//!  serve: speaks HTTP; pipeline reads, edits and recommends for it.
//!  spark: runs scripts on a cluster, with this program as the map step; pipeline hands it tables.
//! ```
//!
//! Rooms, from the ground up: [`fsio`] and [`progress`] know no table; [`domain`] holds the small
//! words; [`imaging`] is the one door to pixels and EXIF; [`tables`] is one file a table;
//! [`query`] asks lazy questions; [`catalog`] holds a collection in memory to be browsed, and [`serve`] shows it; [`sql`] reads those that people ask, and refuses what is none; [`spark`] has a cluster do them;
//! [`interactions`] is who likes what in numbers; [`ranking`] holds favourites out and judges lists;
//! [`features`] turns frames into matrices and [`cluster`] groups
//! their rows; [`language`] has the words of what people read; the stages [`acquire`], [`label`], [`profile`], [`recommend`], [`evaluate`],
//! [`chart`], [`report`] with its [`page`], and [`check`] take frames and give frames; [`pipeline`] alone opens and saves.
//!
//! # Words
//!
//! * *image*: a file in `images/`, known by its `filename`.
//! * *source*, *item*: a place that images come from, and one thing in it that may be an image.
//! * *skip*: an item, file or record that was met and not used, with its reason.
//! * *palette*, *swatch*: the predominant colours of an image, and one of them with its share.
//! * *trait*: something an image has that a person may like: a colour, a tag, an orientation, a
//!   size.
//! * *taste*: what somebody likes; simulated users have one by design.
//! * *profile*: what a user's favourites are, on the whole.
//! * *journal*: finished work of a stage, by which a killed run goes on where it was.
//! * *fresh*: nothing changed since a stage ran, so it need not run again.

pub mod acquire;
pub mod catalog;
pub mod chart;
pub mod check;
pub mod cluster;
pub mod domain;
pub mod evaluate;
pub mod features;
pub mod fsio;
pub mod imaging;
pub mod interactions;
pub mod label;
pub mod language;
mod memory;
pub mod ordered;
pub mod page;
pub mod pipeline;
pub mod profile;
pub mod progress;
pub mod query;
pub mod ranking;
pub mod recommend;
pub mod report;
pub mod serve;
pub mod spark;
pub mod sql;
pub mod stage;
pub mod tables;

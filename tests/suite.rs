//! All tests in one program, so that the heavy dependencies are linked once. The folders mirror
//! `src`; `contracts` loops over every source, model and chart; `cli` runs the program.

#[path = "support/frames.rs"]
mod frames;
mod support;

mod acquire {
    mod allow;
    mod attribution;
    mod folder;
    mod gallery;
    mod license;
    mod paging;
    mod text;
    mod unsplash_dataset;
}
mod catalog;
mod chart {
    mod figure;
}
mod cli {
    mod alone;
    mod check;
    mod duplicates;
    mod edits;
    mod evaluate;
    mod favorites;
    mod folder;
    mod main_job;
    mod parquet;
    mod query;
    mod readme;
    mod resume;
    mod spark;
    mod stream;
}
mod cluster;
mod containers {
    mod files;
    mod run;
    mod stopped;
    mod volume;
    mod whole;
}
mod contracts {
    mod charts;
    mod models;
    pub mod questions;
    mod sources;
}
mod domain;
mod evaluate {
    mod figures;
    mod people;
    mod settings;
    mod stage;
}
mod features;
mod fsio;
mod imaging {
    mod exif;
    mod header;
    mod hostile;
    mod jpeg;
    mod keywords;
    mod make;
    mod pixels;
    mod profile;
}
mod interactions {
    mod table;
    mod words;
}
mod label {
    mod color_names;
    mod duplicates;
    mod likeness;
    mod palette;
    mod stage;
    mod tags;
}
mod ordered;
mod page;
mod pipeline {
    mod recommender;
    mod spec;
}
mod profile {
    mod clusters;
    mod simulate;
    mod stage;
}
mod query {
    mod charts;
    mod likes;
    mod shape;
    mod traits;
}
mod recommend {
    mod rank;
    mod stage;
    mod variety;
}
mod report {
    mod languages;
    mod prose;
}
mod serve {
    mod api;
    mod browser;
    mod description;
    mod edits;
    mod guard;
    mod load;
    mod pages;
    mod payloads;
}
mod spark {
    mod cluster;
}
mod sql {
    mod errors;
    mod guard;
    mod params;
}
mod tables {
    mod duplicates;
    mod evaluation;
    pub mod favorites;
    mod handed;
    pub mod images;
    pub mod json;
    pub mod labels;
    mod parquet;
    pub mod recommendations;
    mod shape;
    mod tag_edits;
}
mod web;

//! JPEG: the skeleton of a file, and a small picture from as little of it as will do.
//!
//! A JPEG file holds cosines: the low ones are a small copy of the picture. [`reduce()`] takes only
//! those, at 1/8, 1/4 or 1/2 of its size. Of an ordinary file every symbol must be read to find
//! the next one, but most are passed over several at a time and none is made into pixels. Of a
//! progressive file whole scans are not looked at.
//!
//! What is odd is left to the full decoder: it alone judges what is damaged.

mod bits;
mod color;
mod frame;
mod huffman;
mod layout;
mod notes;
mod planes;
mod reduce;
mod scan;
mod tables;
mod tasks;

pub(super) use layout::{read_head, read_layout};
pub(super) use reduce::{Reduction, reduce};

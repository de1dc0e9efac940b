//! The rooms that bytes from outside reach, for the fuzzer: the same files as in the program,
//! taken in by their paths, since the program as a whole brings Polars with it.

#[path = "../../../src/domain/mod.rs"]
pub mod domain;
#[path = "../../../src/imaging/mod.rs"]
pub mod imaging;

/// Those files of the room `label` that work on pixels.
#[path = "../../../src/label"]
pub mod label {
    pub mod color_names;
    mod histogram;
    mod kmeans;
    pub mod likeness;
    pub mod palette;
}

mod checks;

pub use checks::{file_is_read_or_refused, let_decoders_panic};

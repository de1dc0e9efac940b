//! All tests in one program, so that the heavy dependencies are linked once. The folders mirror
//! `src`; `contracts` loops over every source, model, chart and check; `cli` runs the program.

mod acquire {
    mod gallery;
}
mod chart {
    mod figure;
}
mod cluster;
mod imaging {
    mod exif;
    mod header;
    mod keywords;
    mod make;
    mod pixels;
}
mod label {
    mod color_names;
    mod palette;
}
mod recommend {
    mod tree;
}

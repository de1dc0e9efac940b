//! How fast a small picture of a JPEG is made, in MB of files a second.
//!
//! ```text
//! PIXREC_JPEG_FOLDER=photos cargo bench --bench jpeg
//! ```
//!
//! reads the JPEG files of a folder; without one it makes pictures itself. Ordinary and
//! progressive files are told apart. Compared are `upright_thumbnail`, `jpeg-decoder` with its own
//! scaling, and a full decode as `image` does it. Each is run a few times, in turn; the fastest
//! counts. All run in one thread.

use std::hint::black_box;
use std::time::{Duration, Instant};

use image::{ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use pixrec::imaging::upright_thumbnail;

/// Longer side of the small picture, in px, as the stage `label` works with.
const SIDE_PX: u16 = 256;
/// Rounds, of which the fastest counts.
const ROUNDS: usize = 5;
/// Sides of the pictures that are made where no folder is given.
const MADE_SIZES: [(u16, u16); 3] = [(640, 480), (1920, 1080), (4000, 3000)];

/// A way to decode a file; whether it could.
type Decode = fn(&[u8]) -> bool;

const WAYS: [(&str, Decode); 3] = [
    ("upright_thumbnail", thumbnail),
    ("jpeg-decoder scaled", scaled),
    ("image full", full),
];

fn main() {
    // `cargo test --benches` runs benches to see whether they work: one round will do.
    let rounds = if std::env::args().any(|argument| argument == "--bench") {
        ROUNDS
    } else {
        1
    };
    let files = match std::env::var_os("PIXREC_JPEG_FOLDER") {
        Some(folder) => read(folder.as_ref()),
        None => made(),
    };
    let (progressive, ordinary): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| is_progressive(file));
    for (kind, files) in [("ordinary", ordinary), ("progressive", progressive)] {
        report(kind, &files, rounds);
    }
}

fn report(kind: &str, files: &[Vec<u8>], rounds: usize) {
    let megabytes = files.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    println!("{kind}: {} files, {megabytes:.1} MB", files.len());
    let mut fastest = WAYS.map(|_| (Duration::MAX, 0));
    for _ in 0..rounds {
        for ((_, decode), best) in WAYS.iter().zip(&mut fastest) {
            let start = Instant::now();
            let read = files.iter().filter(|file| decode(file)).count();
            *best = (best.0.min(start.elapsed()), read);
        }
    }
    for ((name, _), (elapsed, read)) in WAYS.iter().zip(fastest) {
        let seconds = elapsed.as_secs_f64();
        let speed = megabytes / seconds;
        println!("  {name:20} {seconds:8.3} s {speed:8.1} MB/s, {read} read");
    }
}

fn thumbnail(bytes: &[u8]) -> bool {
    black_box(upright_thumbnail(bytes, SIDE_PX.into())).is_ok()
}

fn scaled(bytes: &[u8]) -> bool {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.scale(SIDE_PX, SIDE_PX).is_ok() && black_box(decoder.decode()).is_ok()
}

fn full(bytes: &[u8]) -> bool {
    black_box(image::load_from_memory_with_format(
        bytes,
        ImageFormat::Jpeg,
    ))
    .is_ok()
}

fn read(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(folder).expect("the folder can be listed");
    let mut paths: Vec<_> = files.flatten().map(|file| file.path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| std::fs::read(path).ok())
        .filter(|bytes| bytes.starts_with(&[0xff, 0xd8, 0xff]))
        .collect()
}

fn made() -> Vec<Vec<u8>> {
    MADE_SIZES
        .into_iter()
        .flat_map(|size| [false, true].map(|is_progressive| encoded(size, is_progressive)))
        .collect()
}

/// A picture of waves with some noise on them, about as hard to store as a photograph.
fn encoded((width, height): (u16, u16), is_progressive: bool) -> Vec<u8> {
    let picture = RgbImage::from_fn(width.into(), height.into(), |x, y| {
        let wave = (f64::from(x) / 90.0).sin() * 50.0 + (f64::from(y) / 70.0).cos() * 50.0;
        let noise = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761) >> 28;
        let light = 110.0 + wave + f64::from(noise);
        Rgb([light, light * 0.8, 200.0 - light / 2.0].map(|value| value as u8))
    });
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 85);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_progressive(is_progressive);
    encoder
        .encode(picture.as_raw(), width, height, ColorType::Rgb)
        .expect("the picture is encoded");
    bytes
}

/// Whether a file has a progressive frame header before its first scan.
fn is_progressive(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[mark, kind, high, low]) = bytes.get(at..at + 4) {
        match (mark, kind) {
            (0xff, 0xff) => at += 1,
            (0xff, 0xc2) => return true,
            (0xff, 0xc0 | 0xc1 | 0xda) => return false,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
    false
}

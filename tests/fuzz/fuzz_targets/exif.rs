//! Any bytes as what a camera or a person wrote into a picture. The first byte chooses the place.

#![no_main]

use std::sync::LazyLock;

use image::{ExtendedColorType, ImageEncoder, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder};
use libfuzzer_sys::{Corpus, fuzz_target};
use pixrec_fuzz::{file_is_read_or_refused, imaging::inspect, let_decoders_panic};

/// The longest content of a JPEG segment, in bytes.
const MAX_SEGMENT_BYTES: usize = 65_533;

static JPEG: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut file = Vec::new();
    JpegEncoder::new(&mut file)
        .write_image(&[90, 120, 200], 1, 1, ExtendedColorType::Rgb8)
        .expect("one pixel can be encoded");
    file
});

fuzz_target!(init: let_decoders_panic(), |bytes: &[u8]| -> Corpus {
    let Some((place, block)) = bytes.split_first() else {
        return Corpus::Reject;
    };
    let file = match place % 5 {
        0 => in_segment(0xe1, b"Exif\0\0", block),
        1 => in_segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0", block),
        2 => in_segment(0xed, b"Photoshop 3.0\0", block),
        3 => in_png(block),
        _ => {
            // A TIFF is its own block, and may be none.
            let magic: &[u8] = if block.len() % 2 == 0 { b"II\x2a\0" } else { b"MM\0\x2a" };
            file_is_read_or_refused(&[magic, block].concat(), 16);
            return Corpus::Keep;
        }
    };
    inspect(&file).expect("what is written into a picture never refuses it");
    file_is_read_or_refused(&file, 16);
    Corpus::Keep
});

fn in_segment(marker: u8, prefix: &[u8], block: &[u8]) -> Vec<u8> {
    let block = &block[..block.len().min(MAX_SEGMENT_BYTES - prefix.len())];
    let length = (prefix.len() + block.len() + 2) as u16;
    let (start, rest) = JPEG.split_at(2);
    [
        start,
        &[0xff, marker],
        &length.to_be_bytes(),
        prefix,
        block,
        rest,
    ]
    .concat()
}

fn in_png(block: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder
        .set_exif_metadata(block.to_vec())
        .expect("PNG holds EXIF");
    encoder
        .write_image(&[90, 120, 200], 1, 1, ExtendedColorType::Rgb8)
        .expect("one pixel can be encoded");
    file
}

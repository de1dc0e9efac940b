//! Small image files, made here: good ones, odd ones and broken ones.

use std::io::Cursor;

use image::{DynamicImage, Frame, ImageBuffer, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};

/// A picture of two halves, of this size and these colours.
pub fn halves(width: u32, height: u32, left: [u8; 3], right: [u8; 3]) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        Rgb(if x < width / 2 { left } else { right })
    })
}

pub fn encode(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image
        .into()
        .write_to(&mut bytes, format)
        .expect("an image can be encoded");
    bytes.into_inner()
}

/// A PNG that no other number gives.
pub fn png(number: u8) -> Vec<u8> {
    encode(
        halves(60, 40, [number, 40, 200], [250, 250 - number, 10]),
        ImageFormat::Png,
    )
}

pub fn jpeg(number: u8) -> Vec<u8> {
    encode(
        halves(64, 64, [200, number, 30], [20, 90, number]),
        ImageFormat::Jpeg,
    )
}

/// A PNG of 16 bits a channel.
pub fn png_16_bit() -> Vec<u8> {
    let image = ImageBuffer::from_fn(30, 30, |x, y| {
        Rgb([(x * 2000) as u16, (y * 2000) as u16, 9000])
    });
    encode(DynamicImage::ImageRgb16(image), ImageFormat::Png)
}

pub fn png_gray() -> Vec<u8> {
    encode(
        ImageBuffer::from_fn(30, 20, |x, _| Luma([(x * 8) as u8])),
        ImageFormat::Png,
    )
}

/// A PNG of which nothing is to be seen.
pub fn png_transparent() -> Vec<u8> {
    encode(
        RgbaImage::from_pixel(20, 30, Rgba([255, 0, 0, 0])),
        ImageFormat::Png,
    )
}

/// A GIF of two frames, the first green.
pub fn gif_animated() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for color in [[0, 160, 0, 255], [200, 0, 0, 255]] {
        let frame = Frame::new(RgbaImage::from_pixel(24, 24, Rgba(color)));
        encoder.encode_frame(frame).expect("a frame can be encoded");
    }
    drop(encoder);
    bytes
}

/// A PNG that says it has 60,000 x 60,000 px, and nothing else.
pub fn png_of_60000() -> Vec<u8> {
    let mut bytes = encode(halves(2, 2, [0; 3], [9; 3]), ImageFormat::Png);
    for at in [16, 20] {
        bytes[at..at + 4].copy_from_slice(&60_000_u32.to_be_bytes());
    }
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

/// The checksum of a PNG chunk (PNG specification, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    })
}

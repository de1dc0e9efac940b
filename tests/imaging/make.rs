//! Small pictures and metadata blocks, made in memory.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat as Kind, Rgb, RgbImage};

/// The formats that are read, with the extension that each must report.
pub const KINDS: [(Kind, &str); 6] = [
    (Kind::Jpeg, ".jpg"),
    (Kind::Png, ".png"),
    (Kind::Gif, ".gif"),
    (Kind::WebP, ".webp"),
    (Kind::Bmp, ".bmp"),
    (Kind::Tiff, ".tiff"),
];

pub const RED: [u8; 3] = [255, 0, 0];
pub const BLUE: [u8; 3] = [0, 0, 255];

/// Left half red, right half blue.
pub fn red_left_blue_right(width: u32, height: u32) -> DynamicImage {
    let color = |x, _| Rgb(if x < width / 2 { RED } else { BLUE });
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, color))
}

/// A picture without repetition, so that no cut of its file goes unnoticed.
pub fn speckled(width: u32, height: u32) -> DynamicImage {
    let color = |x: u32, y: u32| {
        let mixed = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761);
        Rgb([(mixed >> 8) as u8, (mixed >> 16) as u8, (mixed >> 24) as u8])
    };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, color))
}

pub fn encode(picture: &DynamicImage, kind: Kind) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, kind)
        .expect("the picture is encoded");
    bytes.into_inner()
}

/// A JPEG with a segment put in behind its first marker.
pub fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a segment holds 65533 bytes");
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xff, marker]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(content);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// A JPEG with an EXIF block.
pub fn with_exif(jpeg: &[u8], block: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xe1, &[b"Exif\0\0", block].concat())
}

/// One field of an EXIF directory: its number, its type and its values.
pub enum Field {
    Ascii(u16, &'static [u8]),
    Short(u16, u16),
    Rational(u16, Vec<(u32, u32)>),
}

impl Field {
    fn parts(&self) -> (u16, u16, u32, Vec<u8>) {
        match self {
            Self::Ascii(tag, text) => (*tag, 2, text.len() as u32, text.to_vec()),
            Self::Short(tag, value) => (*tag, 3, 1, value.to_be_bytes().to_vec()),
            Self::Rational(tag, values) => {
                let bytes = values
                    .iter()
                    .flat_map(|(n, d)| [n.to_be_bytes(), d.to_be_bytes()].concat());
                (*tag, 5, values.len() as u32, bytes.collect())
            }
        }
    }
}

/// A big-endian EXIF block of a main, a camera and a GPS directory.
pub fn exif_block(main: &[Field], camera: &[Field], gps: &[Field]) -> Vec<u8> {
    const POINTER_BYTES: usize = 24;
    let main_size = directory(main, 0, &[]).len() + POINTER_BYTES;
    let camera_at = 8 + main_size;
    let gps_at = camera_at + directory(camera, 0, &[]).len();
    let pointers = [(0x8769, camera_at as u32), (0x8825, gps_at as u32)];
    let mut block = b"MM\0\x2a\0\0\0\x08".to_vec();
    block.extend(directory(main, 8, &pointers));
    block.extend(directory(camera, camera_at, &[]));
    block.extend(directory(gps, gps_at, &[]));
    block
}

/// A directory that will stand at `at`, its long values right behind it.
fn directory(fields: &[Field], at: usize, pointers: &[(u16, u32)]) -> Vec<u8> {
    let count = fields.len() + pointers.len();
    let mut entries = (count as u16).to_be_bytes().to_vec();
    let mut values = Vec::new();
    let values_at = at + 2 + 12 * count + 4;
    for field in fields {
        let (tag, kind, count, mut bytes) = field.parts();
        entries.extend(tag.to_be_bytes());
        entries.extend(kind.to_be_bytes());
        entries.extend(count.to_be_bytes());
        if bytes.len() > 4 {
            entries.extend(((values_at + values.len()) as u32).to_be_bytes());
            values.extend(bytes);
        } else {
            bytes.resize(4, 0);
            entries.extend(bytes);
        }
    }
    for (tag, target) in pointers {
        entries.extend(tag.to_be_bytes());
        entries.extend([0, 4, 0, 0, 0, 1]);
        entries.extend(target.to_be_bytes());
    }
    entries.extend([0; 4]);
    entries.extend(values);
    entries
}

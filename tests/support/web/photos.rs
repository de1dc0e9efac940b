//! The photos that the stand-ins have, and how they hand out the files.

use std::sync::Arc;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::answer::Answer;
use super::request::Request;
use crate::support::pictures::encode;

/// A photo of a site, from which each stand-in makes a record of its own shape.
#[derive(Clone, Debug)]
pub struct Photo {
    /// A decimal number, unique in its set.
    pub id: String,
    pub title: String,
    pub author: String,
    /// The site's own code, such as "by-sa" or "4".
    pub license: String,
    pub tags: Vec<String>,
    /// In px, as the file has it.
    pub width: u32,
    pub height: u32,
    pub bytes: Arc<[u8]>,
    pub mime: &'static str,
    /// May be HTML.
    pub description: String,
}

/// The word that every photo of [`varied`] has among its tags.
pub const COMMON_TAG: &str = "sample";

/// Titles as strangers give them; [`varied`] takes them in turn.
pub const TITLES: [&str; 8] = [
    "Kite & clouds",
    "../../etc/passwd",
    "\"Quoted\" <b>bold</b> 'title'",
    "夕焼け 🌇",
    "CON",
    "A%20percent?and+plus",
    "Nul\0 and\nnewline",
    "  ",
];

/// This many different photos, JPEG and PNG in turn, 24 x 16 px to 64 x 48 px, with these licences
/// in turn and numbers from 1 as ids.
pub fn varied(count: usize, licenses: &[&str]) -> Vec<Photo> {
    (0..count).map(|number| photo(number, licenses)).collect()
}

fn photo(number: usize, licenses: &[&str]) -> Photo {
    let step = (number % 5) as u32;
    let (width, height) = (24 + 10 * step, 16 + 8 * step);
    let (format, mime) = if number.is_multiple_of(2) {
        (ImageFormat::Jpeg, "image/jpeg")
    } else {
        (ImageFormat::Png, "image/png")
    };
    Photo {
        id: (number + 1).to_string(),
        title: TITLES[number % TITLES.len()].to_owned(),
        author: [
            "Ana Petrović",
            "<a href=\"//x.example\">Bo</a>",
            "C. \"Cy\" O'Neill",
        ][number % 3]
            .to_owned(),
        license: licenses[number % licenses.len()].to_owned(),
        tags: vec![
            COMMON_TAG.to_owned(),
            ["lake", "night", "street"][number % 3].to_owned(),
        ],
        width,
        height,
        bytes: encode(pattern(width, height, number), format).into(),
        mime,
        description: format!(
            "<p>Number {} &amp; more<script>alert(1)</script></p>",
            number + 1
        ),
    }
}

/// A gradient with a bar whose place and colour tell the number, so that no two files are alike.
fn pattern(width: u32, height: u32, number: usize) -> RgbImage {
    let [high, low] = [(number / 256 % 256) as u8, (number % 256) as u8];
    RgbImage::from_fn(width, height, |x, y| {
        if x / 8 == number as u32 % (width / 8) {
            return Rgb([low, high, 255 - low]);
        }
        Rgb([
            (x * 255 / width) as u8,
            (y * 255 / height) as u8,
            low.reverse_bits(),
        ])
    })
}

impl Photo {
    /// Its place in the set, from 0: sites vary by it which members are null or absent.
    pub fn index(&self) -> usize {
        self.id
            .parse::<usize>()
            .map_or(0, |id| id.saturating_sub(1))
    }

    /// "jpg" or "png".
    pub fn extension(&self) -> &'static str {
        if self.mime == "image/png" {
            "png"
        } else {
            "jpg"
        }
    }

    /// The address of the file at a server.
    pub fn url(&self, base: &str) -> String {
        format!("{base}/files/{}.{}", self.id, self.extension())
    }

    /// The address of the file under a size's name; the same bytes.
    pub fn url_of_size(&self, base: &str, size: &str) -> String {
        format!("{base}/files/{}_{size}.{}", self.id, self.extension())
    }

    /// An id in the form of a UUID, that no other photo of the set has.
    pub fn uuid(&self) -> String {
        format!("00000000-0000-4000-8000-{:0>12}", self.id)
    }

    /// Whether each word of a search is part of its title, description or tags, whatever the case.
    pub fn matches(&self, search: &str) -> bool {
        let text = format!(
            "{} {} {}",
            self.title,
            self.description,
            self.tags.join(" ")
        );
        let text = text.to_lowercase();
        let search = search.to_lowercase();
        search
            .split_whitespace()
            .all(|word| word == "*" || text.contains(word))
    }

    /// A copy with other pixels' width and height that are still true: for renditions.
    pub fn scaled(&self, width: u32) -> Vec<u8> {
        let format = ImageFormat::from_mime_type(self.mime).unwrap_or(ImageFormat::Png);
        let whole =
            image::load_from_memory(&self.bytes).unwrap_or_else(|_| DynamicImage::new_rgb8(1, 1));
        encode(whole.thumbnail(width, u32::MAX), format)
    }

    pub fn answer(&self) -> Answer {
        Answer::image(self.bytes.clone(), self.mime)
    }
}

/// The file that a path below `/files/` names, or a 404.
pub fn file(photos: &[Photo], request: &Request) -> Answer {
    let name = request.path.rsplit('/').next().unwrap_or_default();
    let id = name.split(['.', '_']).next().unwrap_or_default();
    let found = photos.iter().find(|photo| photo.id == id);
    found.map_or_else(|| Answer::status(404), Photo::answer)
}

/// The photos of a page that is counted from 1; none beyond the last.
pub fn page<T>(all: &[T], page: usize, size: usize) -> &[T] {
    let start = page.saturating_sub(1).saturating_mul(size).min(all.len());
    &all[start..start.saturating_add(size).min(all.len())]
}

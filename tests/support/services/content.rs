//! What is in the wiki: small pictures in every form that a collector meets on Commons.

use std::sync::LazyLock;

use image::{ImageFormat, Rgb, RgbImage};
use serde::Serialize;

use crate::support::pictures;

/// Categories and files of a wiki.
pub struct Content {
    pub categories: Vec<Category>,
    pub files: Vec<WikiFile>,
}

/// A category and the ones that it is in.
#[derive(Debug, Clone, Serialize)]
pub struct Category {
    pub name: &'static str,
    pub parents: Vec<&'static str>,
}

/// A file and what its page says.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WikiFile {
    /// Without `File:`; MediaWiki has none of `# < > [ ] | { } / :` in it.
    pub title: String,
    #[serde(skip)]
    pub bytes: Vec<u8>,
    pub categories: Vec<&'static str>,
    /// Codes of `Wikitext::licences` in `tests/services/mediawiki/Wikitext.php`.
    pub licenses: Vec<&'static str>,
    /// May have HTML in it, as the description may.
    pub author: &'static str,
    /// Where the author's name leads, or nothing.
    pub author_url: &'static str,
    /// Language code and text; a text for no language has `""`.
    pub description: Vec<(&'static str, &'static str)>,
    /// When it was taken, as free text.
    pub date: &'static str,
}

impl WikiFile {
    /// A file by Ana Petrović, described in one sentence.
    pub fn new(title: &str, bytes: Vec<u8>, category: &'static str, license: &'static str) -> Self {
        Self {
            title: title.to_owned(),
            bytes,
            categories: vec![category],
            licenses: vec![license],
            author: "Ana Petrović",
            description: vec![("en", "A test picture.")],
            date: "2020-01-31",
            ..Self::default()
        }
    }
}

/// The title of 238 bytes, two short of MediaWiki's limit.
pub static LONG_TITLE: LazyLock<String> = LazyLock::new(|| format!("{}.png", "長い".repeat(39)));

/// A category whose sub-categories go round in a circle: Water > Lakes > Shores > Water.
pub const CIRCLE: &str = "Water";
/// 2500 x 1500 px.
pub const LARGE: &str = "Large lake.jpg";
/// Its second half is missing; the header says 400 x 300 px.
pub const TRUNCATED: &str = "Truncated.jpg";

impl Content {
    /// Files of all kinds in nested categories.
    pub fn like_commons() -> Self {
        let files = [lakes(), licenses(), titles(), markup(), formats()];
        Self {
            categories: categories(),
            files: files.into_iter().flatten().collect(),
        }
    }

    /// The file of this title.
    pub fn file(&self, title: &str) -> &WikiFile {
        let mut files = self.files.iter();
        files
            .find(|file| file.title == title)
            .unwrap_or_else(|| panic!("no file {title}"))
    }

    /// The files in this very category.
    pub fn in_category(&self, name: &str) -> Vec<&WikiFile> {
        let files = self.files.iter();
        files
            .filter(|file| file.categories.contains(&name))
            .collect()
    }
}

fn categories() -> Vec<Category> {
    let nested = [
        ("Nature", vec![]),
        (CIRCLE, vec!["Nature", "Shores"]),
        ("Lakes", vec![CIRCLE]),
        ("Shores", vec!["Lakes"]),
        ("Licences", vec![]),
        ("Odd titles", vec![]),
        ("Markup", vec![]),
        ("Formats", vec![]),
        ("Nothing in it", vec!["Nature"]),
    ];
    let category = |(name, parents)| Category { name, parents };
    nested.into_iter().map(category).collect()
}

/// A JPEG that no other number of the wiki gives.
fn picture(number: u32) -> Vec<u8> {
    let shade = (number * 17 % 256) as u8;
    let image = pictures::halves(
        120 + number,
        90,
        [shade, 90, 160],
        [30, 200 - shade / 2, 60],
    );
    pictures::encode(image, ImageFormat::Jpeg)
}

/// Four in each category of the circle, the first two of which are in all three.
fn lakes() -> Vec<WikiFile> {
    let circle = [CIRCLE, "Lakes", "Shores"];
    let lake = |number: u32| {
        let license = ["cc-by-4.0", "cc-by-sa-4.0", "cc-zero"][number as usize % 3];
        let category = circle[number as usize % 3];
        let title = format!("Lake {number:02}.jpg");
        let mut file = WikiFile::new(&title, picture(number), category, license);
        if number < 2 {
            file.categories = circle.to_vec();
        }
        file
    };
    (0..12).map(lake).collect()
}

fn licenses() -> Vec<WikiFile> {
    let named = [
        ("Free.jpg", vec!["cc-by-4.0"]),
        ("Share alike.jpg", vec!["cc-by-sa-3.0"]),
        ("Zero.jpg", vec!["cc-zero"]),
        ("Public domain.jpg", vec!["pd"]),
        ("Unlicensed.jpg", vec![]),
        ("Non-free.jpg", vec!["non-free"]),
        ("Non-commercial.jpg", vec!["cc-by-nc-2.0"]),
        ("Two licences.jpg", vec!["cc-by-sa-3.0", "gfdl"]),
    ];
    let numbered = named.into_iter().zip(20..);
    let file = |((title, licenses), number)| WikiFile {
        licenses,
        ..WikiFile::new(title, picture(number), "Licences", "")
    };
    numbered.map(file).collect()
}

/// Two of them differ only in what a file system may not allow, one is a device on Windows.
fn titles() -> Vec<WikiFile> {
    let titles = [
        "\"Quoted\" and 'quoted'.png",
        "Kite 🪁.png",
        "日没の湖.png",
        "50% shade.png",
        "Where to?.png",
        "Where to*.png",
        "Fish & chips + peas = lunch.png",
        "CON.png",
        "..Leading dots;.png",
        LONG_TITLE.as_str(),
    ];
    let numbered = titles.into_iter().zip(1..);
    let file =
        |(title, number)| WikiFile::new(title, pictures::png(number), "Odd titles", "cc-by-4.0");
    numbered.map(file).collect()
}

fn markup() -> Vec<WikiFile> {
    let script = "<script>alert('x')</script><b onclick=\"alert(1)\">Bold</b> &amp; <i>slanted</i> \
                  <img src=x onerror=alert(2)>";
    let file = |title, number| WikiFile::new(title, picture(number), "Markup", "cc-by-sa-4.0");
    vec![
        WikiFile {
            description: vec![("en", script)],
            author: "<a href=\"javascript:alert(3)\">Mallory</a>",
            ..file("Scripted.jpg", 40)
        },
        WikiFile {
            description: vec![("de", "Ein See"), ("ja", "湖"), ("he", "אגם")],
            author: "Grace & Co.",
            author_url: "https://photos.example.org/~grace?a=1&b=2",
            ..file("Languages.jpg", 41)
        },
        WikiFile {
            description: vec![("", "See\n* one\n* two\n\nand '''three'''")],
            date: "circa <time>1900</time>",
            ..file("List.jpg", 42)
        },
        WikiFile {
            description: vec![],
            author: "",
            date: "",
            categories: vec![],
            ..file("Nothing known.jpg", 43)
        },
    ]
}

fn formats() -> Vec<WikiFile> {
    let twice = picture(60);
    let gradient = |width, height| {
        RgbImage::from_fn(width, height, |x, y| {
            Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 120])
        })
    };
    let mut truncated = pictures::encode(gradient(400, 300), ImageFormat::Jpeg);
    truncated.truncate(truncated.len() / 2);
    let small = pictures::halves(70, 50, [9, 90, 190], [190, 90, 9]);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\">\
               <rect width=\"40\" height=\"30\" fill=\"teal\"/></svg>";
    let files = [
        ("Same bytes.jpg", twice.clone()),
        ("Same bytes again.jpg", twice),
        (TRUNCATED, truncated),
        ("Vector.svg", svg.as_bytes().to_vec()),
        ("Tagged.tif", pictures::encode(small, ImageFormat::Tiff)),
        ("Moving.gif", pictures::gif_animated()),
        ("Deep.png", pictures::png_16_bit()),
        (
            LARGE,
            pictures::encode(gradient(2500, 1500), ImageFormat::Jpeg),
        ),
    ];
    let file = |(title, bytes)| WikiFile::new(title, bytes, "Formats", "cc-by-4.0");
    files.into_iter().map(file).collect()
}

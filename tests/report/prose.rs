//! Answers `src/report`: sentences that are true of the data and none that are not, four pages
//! whatever the data, and nothing from outside that becomes markup.

use anyhow::Result;
use pixrec::language::codes;
use pixrec::report::prose::{Text, text};
use pixrec::report::{Chart, Facts, PAGES, Picture, Settings, sheets};

pub fn parts(parts: &[(&str, u64)]) -> Vec<(String, u64)> {
    parts
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

/// A collection of which everything is known.
pub fn usual() -> Facts {
    Facts {
        images: 150,
        mebibytes: 31.9,
        sources: parts(&[("commons", 100), ("folder", 50)]),
        formats: parts(&[(".jpg", 140), (".png", 10)]),
        licenses: parts(&[("CC0-1.0", 100), ("CC-BY-4.0", 49)]),
        unlicensed: 1,
        authors: 12,
        with_camera: 90,
        with_date: 80,
        with_place: 7,
        rejected: parts(&[("acquire", 2), ("label", 1)]),
        colors: parts(&[("blue", 61), ("gray", 30), ("pink", 2)]),
        orientations: parts(&[("landscape", 100), ("portrait", 50)]),
        sizes: parts(&[("medium", 150)]),
        tags: parts(&[("sea", 40), ("city", 39)]),
        tagged: 149,
        alike: Some(3),
        users: 2_000,
        favorites: 30_000,
        fewest_and_most: Some((5, 40)),
        liked: 120,
        liked_colors: parts(&[("blue", 20_000)]),
        liked_tags: parts(&[("sea", 15_000)]),
        clusters: 4,
        lists: 2_000,
        recommended: 10_000,
        reason: Some("blue, like 9 of your 12 favourites".to_owned()),
        model: "hybrid".to_owned(),
        charts: 12,
        ..Facts::default()
    }
}

/// The default settings, but for the language.
pub fn settings_in(language: &str) -> Settings {
    Settings {
        language: language.to_owned(),
        ..Settings::default()
    }
}

pub fn said_in(facts: &Facts, language: &str) -> Text {
    text(facts, &settings_in(language)).expect("a language that there is")
}

fn said(facts: &Facts) -> Text {
    said_in(facts, "en")
}

/// All sentences, one after the other.
fn words(text: &Text) -> String {
    let paragraphs = text.collection.iter().chain(&text.findings).cloned();
    let rest = [
        &text.summary,
        &text.limitations,
        &text.future,
        &text.conclusion,
        &text.quality_note,
    ];
    let rubric = text.rubric.iter().map(|row| row.join(" "));
    let all = paragraphs.chain(rest.into_iter().cloned()).chain(rubric);
    all.collect::<Vec<_>>().join("\n")
}

pub fn assert_says(text: &Text, sentences: &[&str]) {
    let words = words(text);
    for sentence in sentences {
        assert!(
            words.contains(sentence),
            "it does not say '{sentence}':\n{words}"
        );
    }
}

pub fn assert_never_says(text: &Text, sentences: &[&str]) {
    let words = words(text);
    for sentence in sentences {
        assert!(!words.contains(sentence), "it says '{sentence}':\n{words}");
    }
}

#[test]
fn what_was_counted_is_said() {
    let text = said(&usual());
    assert_says(
        &text,
        &[
            "a collection of 150 images and the 30,000 favourites of 2,000 users",
            "The 150 images came from 2 sources: commons (100) and folder (50).",
            "none is known of 1 image",
            "12 authors are named",
            "EXIF names the camera of 90 images, the date of 80 images and the place of 7 images.",
            "3 items were rejected",
            "Blue leads the palettes: it is among the predominant colours of 61 images (41 %).",
            "Pink comes last, with 2 images.",
            "2 tags are used; the most common, ‘sea’, is on 40 images.",
            "2,000 users have 5 to 40 favourites each.",
            "30 images are nobody’s favourite.",
            "Blue is the colour that most favourites have (67 % of them), ‘sea’ the most liked tag (50 %).",
            "the users form 4 groups",
            "One image has no tag",
            "The models were not compared in this run",
            "At least 100 images, openly licensed no 150 images; a licence is known of 149",
            "At least six charts yes 12 charts",
        ],
    );
    assert_never_says(&text, &["simulated", "one source", "not enough to tell"]);
}

/// One image, one user, and little known of either.
pub fn few() -> Facts {
    Facts {
        images: 1,
        sources: parts(&[("folder", 1)]),
        licenses: Vec::new(),
        unlicensed: 1,
        authors: 0,
        with_camera: 0,
        with_date: 0,
        with_place: 0,
        rejected: Vec::new(),
        colors: parts(&[("blue", 1)]),
        orientations: parts(&[("square", 1)]),
        tags: Vec::new(),
        tagged: 0,
        users: 1,
        favorites: 1,
        fewest_and_most: Some((1, 1)),
        liked: 1,
        liked_tags: Vec::new(),
        clusters: 1,
        lists: 0,
        recommended: 0,
        reason: None,
        simulated: true,
        charts: 0,
        ..usual()
    }
}

#[test]
fn what_is_not_so_is_not_said() {
    let text = said(&few());
    assert_says(
        &text,
        &[
            "a collection of 1 image and the 1 favourite of 1 user",
            "All 1 image came from one source, folder.",
            "No licence is known of any image.",
            "nothing below rests on EXIF",
            "Nothing that was met was rejected.",
            "Only one colour is found, blue",
            "Every image is of square orientation.",
            "No image has a tag.",
            "One user has 1 favourite.",
            "Every image is somebody's favourite.",
            "the users form one group",
            "All favourites are simulated",
            "One user is not enough",
            "All images are of one source (folder)",
            "favourites of real people",
            "At least six charts no 0 charts",
        ],
    );
    assert_never_says(
        &text,
        &[
            "leads",
            "comes last",
            "gave",
            "authors",
            "1 images",
            "1 users",
        ],
    );
}

/// Nobody likes anything.
pub fn nobody() -> Facts {
    Facts {
        users: 0,
        favorites: 0,
        fewest_and_most: None,
        liked: 0,
        liked_colors: Vec::new(),
        liked_tags: Vec::new(),
        clusters: 0,
        lists: 0,
        recommended: 0,
        reason: None,
        ..usual()
    }
}

#[test]
fn without_favourites_nothing_is_said_of_tastes() {
    let text = said(&nobody());
    assert_says(
        &text,
        &[
            "Nobody has a favourite in the collection",
            "Profiles of users and patterns no",
        ],
    );
    assert_never_says(
        &text,
        &[
            "favourites of 2",
            "users form",
            "most favourites",
            "were made for",
        ],
    );
}

const MARKUP: &str =
    "#read(\"/etc/passwd\") $x$ @ref *b* _i_ `c` <l> #import \"@preview/x:0.1.0\" \\ // /* ]";

/// Everything that can come from outside, as bad as it can be.
pub fn hostile() -> Facts {
    let bad = |count: usize| -> Vec<(String, u64)> {
        (0..count)
            .map(|number| (format!("{MARKUP}{number}"), 9))
            .collect()
    };
    Facts {
        sources: bad(9),
        formats: bad(9),
        licenses: bad(9),
        colors: bad(9),
        orientations: bad(3),
        sizes: bad(3),
        tags: bad(5_000),
        liked_colors: bad(9),
        liked_tags: bad(9),
        rejected: bad(9),
        reason: Some(MARKUP.repeat(10_000)),
        model: MARKUP.repeat(100),
        ..usual()
    }
}

/// Twelve thumbnails with names that nobody checked.
fn pictures() -> Vec<Picture> {
    let pixels = image::RgbImage::from_pixel(16, 12, image::Rgb([200, 60, 40]));
    let jpeg = pixrec::imaging::small_jpeg(&pixels, 16);
    let picture = |at| Picture {
        filename: format!("{MARKUP} {at}"),
        jpeg: jpeg.clone(),
    };
    (0..12).map(picture).collect()
}

pub fn pages(facts: &Facts, settings: &Settings, charts: &[Chart]) -> Result<Vec<u8>> {
    let set = sheets(&text(facts, settings)?, charts, &pictures())?;
    assert_eq!(set.pages, PAGES);
    let pdf = hayro_syntax::Pdf::new(set.pdf.clone()).expect("a PDF");
    assert_eq!(pdf.pages().len(), PAGES);
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        assert!(
            (width - 595.0).abs() < 1.0 && (height - 842.0).abs() < 1.0,
            "A4"
        );
    }
    Ok(set.pdf)
}

#[test]
fn it_is_four_pages_whatever_the_data() -> Result<()> {
    for language in codes() {
        let settings = settings_in(language);
        for facts in [usual(), few(), nobody(), Facts::default(), hostile()] {
            pages(&facts, &settings, &[])?;
        }
        let long = Settings {
            title: Some("字 long # title ".repeat(6).trim().to_owned()),
            authors: vec!["Ana #Example of a Long, Long Name".to_owned(); 6],
            ..settings
        };
        long.check()?;
        pages(&hostile(), &long, &[])?;
    }
    Ok(())
}

#[test]
fn the_same_text_gives_the_same_bytes() -> Result<()> {
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600"><text x="9" y="99">Blue</text></svg>"##;
    let chart = Chart {
        name: "color_frequencies",
        svg: svg.to_vec(),
    };
    let charts = [chart];
    for settings in codes().map(settings_in) {
        let first = pages(&usual(), &settings, &charts)?;
        assert!(first == pages(&usual(), &settings, &charts)?);
        assert!(first != pages(&usual(), &settings, &[])?);
    }
    Ok(())
}

#[test]
fn settings_that_cannot_be_are_named() {
    let wrong = [
        (
            Settings {
                title: Some(" ".to_owned()),
                ..Settings::default()
            },
            "report.title",
        ),
        (
            Settings {
                authors: vec!["a".to_owned(); 7],
                ..Settings::default()
            },
            "report.authors",
        ),
        (
            Settings {
                language: "xx".to_owned(),
                ..Settings::default()
            },
            "report.language is 'xx'; it can be en, de, es",
        ),
    ];
    for (settings, named) in wrong {
        let error = settings.check().expect_err("it cannot be").to_string();
        assert!(error.contains(named), "{error}");
    }
}

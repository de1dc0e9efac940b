//! Answers `src/page`: the page as bytes, and in a browser.

mod browser;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pixrec::page::{Chart, Inputs, MOST_IMAGES, page};
use pixrec::tables::images::{ImageRecord, frame};
use pixrec::tables::shape::{FAVORITES, RECOMMENDATIONS, USERS};
use polars::prelude::*;
use sha2::{Digest, Sha256};

use crate::frames::{Picture, labels, synthetic};
use crate::tables::images::record;

/// What a stranger may write to break out of wherever it lands.
pub const PAYLOADS: [&str; 24] = [
    "<script>window.broken=1</script>",
    "</script><script>window.broken=1</script>",
    "<!--<script>window.broken=1</script>",
    "]]><script>window.broken=1</script>",
    "\"><img src=x onerror=window.broken=1>",
    "'><svg onload=window.broken=1>",
    "<iframe srcdoc='<script>parent.broken=1</script>'></iframe>",
    "javascript:window.broken=1",
    "JaVaScRiPt:window.broken=1//https://x.org",
    "data:text/html,<script>window.broken=1</script>",
    "https://x.org/\" onmouseover=\"window.broken=1",
    "https://x.org/'><script>window.broken=1</script>",
    "\\u003cscript\\u003ewindow.broken=1\\u003c/script\\u003e",
    "${window.broken=1}",
    "{{constructor.constructor('window.broken=1')()}}",
    "__proto__",
    "<style>*{display:none}</style>",
    "<base href='https://x.org/'>",
    "<form action=https://x.org><button>x</form>",
    "</title><script>window.broken=1</script>",
    "</textarea><script>window.broken=1</script>",
    "&lt;script&gt;window.broken=1&lt;/script&gt;",
    "\u{2028}window.broken=1\u{2029}",
    "\u{202E}gpj.nepo\u{202C} שלום 海 👩‍👩‍👧",
];

/// The smallest JPEG of one colour.
fn jpeg() -> Vec<u8> {
    let pixels = image::RgbImage::from_pixel(16, 12, image::Rgb([200, 60, 40]));
    pixrec::imaging::small_jpeg(&pixels, 16)
}

/// A page of these images, whose texts `change` may spoil.
fn page_of(pictures: &[Picture], change: impl Fn(usize, &mut ImageRecord)) -> Result<String> {
    let records = pictures.iter().enumerate().map(|(at, picture)| {
        let mut record = record(&picture.filename);
        change(at, &mut record);
        record
    });
    let labels = labels(pictures);
    let none = |schema: Schema| DataFrame::empty_with_schema(&schema).lazy();
    let jpeg = jpeg();
    page(&Inputs {
        images: frame(records.collect())?.lazy(),
        labels: &labels,
        favorites: none(FAVORITES.schema()),
        users: none(USERS.schema()),
        recommendations: none(RECOMMENDATIONS.schema()),
        charts: vec![Chart {
            words: "Blue leads <3".to_owned(),
            size: (960, 600),
            svg: b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        }],
        thumbnails: &|_| Some(jpeg.clone()),
        title: "A <b>title</b>",
        images_beside: false,
    })
}

/// What stands in the elements `script` of a page, those of JSON among them.
fn scripts(page: &str) -> Vec<(String, String)> {
    let document = scraper::Html::parse_document(page);
    let all = scraper::Selector::parse("script").expect("a selector");
    let scripts = document.select(&all).map(|script| {
        let kind = script.attr("type").unwrap_or_default().to_owned();
        (kind, script.text().collect())
    });
    scripts.collect()
}

#[test]
fn the_policy_lets_its_own_script_and_style_run_and_nothing_else() -> Result<()> {
    let page = page_of(&synthetic(3, 1), |_, _| ())?;
    let document = scraper::Html::parse_document(&page);
    let one = |selector: &str| {
        let selector = scraper::Selector::parse(selector).expect("a selector");
        document.select(&selector).next().expect("it is there")
    };
    let policy = one("meta[http-equiv=Content-Security-Policy]")
        .attr("content")
        .expect("a policy");
    let hash = |text: String| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let script = one("script:not([type])").text().collect::<String>();
    let style = one("style").text().collect::<String>();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(
        policy.contains(&format!("script-src {};", hash(script))),
        "{policy}"
    );
    assert!(
        policy.contains(&format!("style-src {};", hash(style))),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    Ok(())
}

#[test]
fn no_text_ends_the_block_that_it_stands_in() -> Result<()> {
    let pictures = synthetic(PAYLOADS.len(), 1);
    let page = page_of(&pictures, |at, record| {
        let payload = PAYLOADS[at].to_owned();
        record.title = Some(payload.clone());
        record.author = Some(payload.clone());
        record.license = Some(payload.clone());
        record.license_url = Some(payload.clone());
        record.source_url = Some(payload);
    })?;
    let scripts = scripts(&page);
    let kinds: Vec<&str> = scripts.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["application/json", "application/json", ""]);
    let images: serde_json::Value = serde_json::from_str(&scripts[0].1)?;
    let images = images.as_array().expect("an array");
    let mut titles: Vec<&str> = images
        .iter()
        .filter_map(|row| row["title"].as_str())
        .collect();
    let mut payloads = PAYLOADS;
    titles.sort_unstable();
    payloads.sort_unstable();
    assert_eq!(titles, payloads, "each is told as it is");
    for image in images {
        for link in [&image["license_url"], &image["source_url"]] {
            assert!(
                link.is_null()
                    || link
                        .as_str()
                        .is_some_and(|link| link.starts_with("https://x.org/")),
                "{link}"
            );
        }
    }
    Ok(())
}

#[test]
fn a_large_collection_is_cut_and_says_so() -> Result<()> {
    let most = MOST_IMAGES as usize;
    let page = page_of(&synthetic(most + 50, 1), |_, _| ())?;
    let images: serde_json::Value = serde_json::from_str(&scripts(&page)[0].1)?;
    assert_eq!(images.as_array().map(Vec::len), Some(most));
    assert!(page.contains("5,000 of 5,050 images"));
    Ok(())
}

#[test]
fn the_same_tables_give_the_same_bytes() -> Result<()> {
    let pictures = synthetic(40, 3);
    let page = || page_of(&pictures, |_, _| ());
    assert!(page()? == crate::frames::with_threads(4, page)?);
    Ok(())
}

use hayro_syntax::Pdf;

use super::{CheckDefinition, Evidence, Verdict};
use crate::report::PAGES;

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "the report has four A4 pages, and the page is whole",
    run,
};

/// Width and height of A4 in points, and how far a page may be from it.
const A4: (f32, f32) = (595.28, 841.89);
const TOLERANCE: f32 = 1.0;

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    if !evidence.report_wanted && evidence.report.is_none() && evidence.page.is_none() {
        return Ok(Verdict::when(true, "no report was set".to_owned()));
    }
    let wrong = [
        wrong_report(evidence.report.as_deref()),
        wrong_page(evidence.page.as_deref()),
    ];
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    Ok(Verdict::when(
        wrong.is_empty(),
        match wrong.is_empty() {
            true => format!("{PAGES} pages, and a page"),
            false => wrong.join("; "),
        },
    ))
}

/// What is wrong with the report, if something is.
fn wrong_report(bytes: Option<&[u8]>) -> Option<String> {
    let Some(bytes) = bytes else {
        return Some("summary_report.pdf is missing".to_owned());
    };
    let Ok(pdf) = Pdf::new(bytes.to_vec()) else {
        return Some("summary_report.pdf is no PDF that can be read".to_owned());
    };
    let near = |one: f32, other: f32| (one - other).abs() < TOLERANCE;
    let pages = pdf.pages();
    let is_a4 = pages.iter().all(|page| {
        let (width, height) = page.render_dimensions();
        near(width, A4.0) && near(height, A4.1)
    });
    match (pages.len(), is_a4) {
        (PAGES, true) => None,
        (PAGES, false) => Some("summary_report.pdf is not on A4".to_owned()),
        (other, _) => Some(format!("summary_report.pdf has {other} pages, not {PAGES}")),
    }
}

fn wrong_page(bytes: Option<&[u8]>) -> Option<String> {
    let whole = |bytes: &[u8]| {
        bytes.starts_with(b"<!DOCTYPE html>") && bytes.trim_ascii_end().ends_with(b"</html>")
    };
    match bytes {
        None => Some("index.html is missing".to_owned()),
        Some(bytes) if !whole(bytes) => Some("index.html is cut off".to_owned()),
        Some(_) => None,
    }
}

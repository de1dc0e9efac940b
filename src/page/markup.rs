//! The document: what stands in it before its script has run, and the policy that it is read under.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::chart::{paint, theme};
use crate::domain::{ColorName, Rgb};

use super::{Chart, Inputs, MOST_IMAGES, MOST_PEOPLE, Totals, shown};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the page may do: run its own script, use its own style, show pictures inside it and beside
/// it. Nothing is loaded from anywhere else.
fn policy() -> String {
    let own = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data: 'self'; base-uri 'none'; \
         form-action 'none'",
        own(SCRIPT),
        own(STYLE)
    )
}

/// The whole document; `data` are blocks of JSON that end no element.
pub(super) fn document(
    inputs: &Inputs<'_>,
    totals: &Totals,
    data: &[(&'static str, String)],
) -> String {
    let images = shown(totals.images, MOST_IMAGES, "image", "images");
    let people = shown(totals.people, MOST_PEOPLE, "person", "people");
    let page = html! {
        (DOCTYPE)
        html lang="en" data-images-beside[inputs.images_beside] {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content="pixrec";
                link rel="icon" href="data:,";
                title { (inputs.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#images" { "To the images" }
                header {
                    h1 dir="auto" { (inputs.title) }
                    p.summary { (images) ", " (people) }
                    nav aria-label="Parts of the page" {
                        a href="#images" { "Images" }
                        a href="#people" { "People" }
                        a href="#charts" { "Charts" }
                        a href="summary_report.pdf" { "Report (PDF)" }
                    }
                }
                noscript {
                    p.note {
                        "The images and people are shown by the script of this page, which your "
                        "browser does not run. The charts are below; who made the images stands in "
                        "ATTRIBUTION.md."
                    }
                }
                main {
                    (images_part())
                    (people_part())
                    (charts_part(&inputs.charts))
                }
                dialog #detail aria-labelledby="detail-title" {}
                @for (name, json) in data {
                    script type="application/json" id={ "data-" (name) } { (PreEscaped(json)) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn images_part() -> Markup {
    html! {
        section #images tabindex="-1" aria-labelledby="images-title" {
            h2 #images-title { "Images" }
            form #filter role="search" aria-label="Search the images" {
                label.wide {
                    span { "Search" }
                    input #words type="search" placeholder="title, file, author, tag" autocomplete="off";
                }
                label {
                    span { "Tag" }
                    input #tag list="tags" autocomplete="off" placeholder="any";
                    datalist #tags {}
                }
                label {
                    span { "Orientation" }
                    select #orientation {}
                }
                label {
                    span { "Liked by" }
                    select #liker {}
                }
                label {
                    span { "Order" }
                    select #order {
                        option value="name" { "name" }
                        option value="likes" { "most liked" }
                    }
                }
                fieldset {
                    legend { "Colour" }
                    div #colors data-examples=(examples()) {}
                }
                button #clear type="reset" { "Clear" }
            }
            p #count role="status" aria-live="polite" {}
            ul #grid {}
            button #more type="button" hidden { "Show more images" }
        }
    }
}

/// The paint of each colour name, as JSON: the one that charts use.
fn examples() -> String {
    let paints = ColorName::ALL.map(|name| {
        let Rgb([red, green, blue]) = paint::of_name(name.as_str()).unwrap_or(theme::REST);
        (name.as_str(), format!("#{red:02x}{green:02x}{blue:02x}"))
    });
    serde_json::json!(BTreeMap::from(paints)).to_string()
}

fn people_part() -> Markup {
    html! {
        section #people tabindex="-1" aria-labelledby="people-title" {
            h2 #people-title { "People" }
            label {
                span { "Person" }
                select #person {}
            }
            div #profile aria-live="polite" {}
        }
    }
}

fn charts_part(charts: &[Chart]) -> Markup {
    html! {
        section #charts tabindex="-1" aria-labelledby="charts-title" {
            h2 #charts-title { "Charts" }
            @if charts.is_empty() {
                p.note { "No charts were drawn." }
            }
            div.charts {
                @for chart in charts {
                    img loading="lazy" width=(chart.size.0) height=(chart.size.1) alt=(chart.words)
                        src={ "data:image/svg+xml;base64," (STANDARD.encode(&chart.svg)) };
                }
            }
        }
    }
}

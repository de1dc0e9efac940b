//! What all favourites have in common, and the charts.

use axum::extract::State;
use maud::{Markup, html};
use serde_json::Value;

use super::super::asked::segment;
use super::super::views::{self, Choice};
use super::super::{Shared, blocking};
use super::{Frame, Me, Page, parts};
use crate::catalog::Kind;
use crate::chart;
use crate::domain::counted;

/// So many colours and tags are shown.
const MOST: usize = 15;

/// The page of patterns.
pub async fn show(State(app): State<Shared>, Me(me): Me) -> Page {
    let done = blocking(move || {
        let now = app.live.now();
        let counts = |kind| {
            let counts = now.people.counts(now.catalog.facet(kind));
            views::counted(counts, MOST)
        };
        let (colors, tags) = (counts(Kind::Color), counts(Kind::Tag));
        let patterns = app.live.patterns();
        let patterns = patterns.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let charts: Vec<&str> = chart::CHARTS
            .iter()
            .map(|chart| chart.name)
            .filter(|name| app.live.chart(name).is_some())
            .collect();
        let frame = Frame {
            title: "Patterns",
            part: "patterns",
            me: me.as_deref(),
        };
        frame.around(&html! {
            h1 { "Patterns" }
            p.quiet { "What the favourites of " (counted(now.people.len() as u64, "person", "people")) " have in common." }
            div.columns {
                (column("Popular colours", &colors, Kind::Color))
                (column("Frequent tags", &tags, Kind::Tag))
                @if let Some(patterns) = &patterns { (pairs(patterns)) (clusters(patterns)) }
            }
            h2 { "Charts" }
            @if charts.is_empty() { p { "None were drawn yet; " code { "pixrec chart" } " draws them." } }
            div.charts {
                @for name in charts {
                    a href={ "/charts/" (name) ".svg" } {
                        img src={ "/charts/" (name) ".svg" } alt={ "Chart: " (name.replace('_', " ")) } width="640" height="420" loading="lazy";
                    }
                }
            }
            @if app.live.report().is_some() {
                h2 { "Report" }
                p { a href="/report.pdf" { "The report in four pages (PDF)" } }
            }
        })
    });
    Ok(done.await?)
}

fn column(title: &str, counts: &[Choice], kind: Kind) -> Markup {
    html! {
        section {
            h2 { (title) }
            @if counts.is_empty() { p { "Nobody likes anything yet." } }
            (parts::bars(counts, kind == Kind::Color, &|value| format!("/?{}={}", kind.name(), segment(value))))
        }
    }
}

/// Pairs of tags, as the last run of `profile` found them.
fn pairs(patterns: &Value) -> Markup {
    let pairs = patterns["tag_pairs"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let text = |pair: &Value, of: &str| pair[of].as_str().unwrap_or_default().to_owned();
    html! {
        @if !pairs.is_empty() {
            section {
                h2 { "Tags liked together" }
                ul {
                    @for pair in pairs.iter().take(MOST) {
                        @let (a, b) = (text(pair, "a"), text(pair, "b"));
                        li { a dir="auto" href={ "/?tag=" (segment(&a)) "&tag=" (segment(&b)) } { bdi { (a) } " and " bdi { (b) } } " " span.quiet { (pair["count"]) } }
                    }
                }
            }
        }
    }
}

/// Groups of users, as the last run of `profile` found them. No name of a user is told.
fn clusters(patterns: &Value) -> Markup {
    let clusters = patterns["user_clusters"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let words = |cluster: &Value, of: &str| {
        let all = cluster[of].as_array().map_or(&[][..], Vec::as_slice);
        let words: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
        words.join(", ")
    };
    html! {
        @if !clusters.is_empty() {
            section {
                h2 { "Groups of people" }
                ul {
                    @for cluster in clusters {
                        @let people = cluster["users"].as_array().map_or(0, Vec::len);
                        li dir="auto" { (counted(people as u64, "person", "people")) ": " (words(cluster, "top_tags")) "; " (words(cluster, "top_colors")) }
                    }
                }
            }
        }
    }
}

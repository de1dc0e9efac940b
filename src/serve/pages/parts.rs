//! Pieces that several pages show.

use maud::{Markup, html};

use super::super::asked::segment;
use super::super::views::{Card, Choice};
use crate::chart::{paint, theme};
use crate::domain::{Rgb, separated};

/// What an image is called.
pub fn called<'a>(title: Option<&'a str>, id: &'a str) -> &'a str {
    title.unwrap_or(id)
}

/// Whose hearts are shown, and which of them are full.
pub struct Hearts<'a> {
    /// Who looks at the page.
    pub me: Option<&'a str>,
    /// The page that is looked at.
    pub here: &'a str,
    /// Whether this is a favourite.
    pub is_favorite: &'a dyn Fn(&str) -> bool,
}

/// A grid of images.
pub fn grid(cards: &[Card], hearts: &Hearts<'_>) -> Markup {
    html! {
        ul.grid { @for card in cards { li { (tile(card, hearts)) } } }
    }
}

/// One image of a grid: its place has a size of its own before the picture is there.
fn tile(card: &Card, hearts: &Hearts<'_>) -> Markup {
    let name = called(card.title.as_deref(), &card.id);
    html! {
        a.tile href={ "/image/" (segment(&card.id)) } {
            span.frame {
                img src=(card.thumbnail) alt="" width="160" height="120" loading="lazy" decoding="async";
            }
            (strip(&card.palette))
            span.name dir="auto" { (name) }
        }
        div.under {
            span.quiet { (likes(card.likes)) }
            (heart(&card.id, name, hearts))
        }
    }
}

/// `3 people like it`.
pub fn likes(count: u32) -> String {
    match count {
        0 => "no likes yet".to_owned(),
        1 => "1 like".to_owned(),
        _ => format!("{} likes", separated(&count.to_string())),
    }
}

/// A palette as a strip of colours.
fn strip(palette: &[String]) -> Markup {
    html! {
        svg.strip viewBox={ "0 0 " (palette.len().max(1)) " 1" } preserveAspectRatio="none" aria-hidden="true" {
            @for (at, color) in palette.iter().enumerate() {
                rect x=(at) width="1.02" height="1" fill=(color) {}
            }
        }
    }
}

/// The button by which an image becomes a favourite, or is none any more.
pub fn heart(id: &str, name: &str, hearts: &Hearts<'_>) -> Markup {
    let Some(me) = hearts.me else {
        return html! {};
    };
    let is_favorite = (hearts.is_favorite)(id);
    html! {
        form.heart method="post" action={ "/user/" (segment(me)) "/favorites" }
            data-change={ "/api/v1/users/" (segment(me)) "/favorites/" (segment(id)) } {
            input type="hidden" name="image" value=(id);
            input type="hidden" name="back" value=(hearts.here);
            button type="submit" name="change" value=(if is_favorite { "remove" } else { "add" })
                aria-pressed=(if is_favorite { "true" } else { "false" })
                aria-label={ "Favourite: " (name) } { span aria-hidden="true" { "♥" } }
        }
    }
}

/// A dot of a colour.
pub fn dot(color: &str) -> Markup {
    html! {
        svg.dot viewBox="0 0 10 10" aria-hidden="true" {
            circle cx="5" cy="5" r="4.5" fill=(color) stroke="#8a8882" stroke-width="0.7" {}
        }
    }
}

/// The colour that a basic term is painted in.
pub fn paint_of(term: &str) -> String {
    let Rgb([red, green, blue]) = paint::of_name(term).unwrap_or(theme::REST);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Counts as bars; a bar for `blue` is blue. `link` gives the address of the images that have a
/// value.
pub fn bars(values: &[Choice], is_colors: bool, link: &dyn Fn(&str) -> String) -> Markup {
    let most = values
        .iter()
        .map(|value| value.count)
        .max()
        .unwrap_or(1)
        .max(1);
    html! {
        ul.bars {
            @for value in values {
                li {
                    a dir="auto" href=(link(&value.value)) { (value.value) }
                    svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
                        @let width = format!("{:.1}", 100.0 * value.count as f64 / most as f64);
                        @if is_colors {
                            rect width=(width) height="10" fill=(paint_of(&value.value)) {}
                        } @else {
                            rect.bar width=(width) height="10" {}
                        }
                    }
                    span { (separated(&value.count.to_string())) }
                }
            }
        }
    }
}

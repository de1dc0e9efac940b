//! The collection: search, choices with counts, and a grid.

use axum::extract::{OriginalUri, RawQuery, State};
use maud::{Markup, html};

use super::super::asked::Asked;
use super::super::views::{self, Choice, Choices, Images};
use super::super::{Shared, blocking};
use super::parts::{self, Hearts};
use super::{Frame, Me, Page, Trouble, address};
use crate::catalog::{Filter, Kind, Order};
use crate::domain::{Rgb, counted, separated};

/// The collection, as the address asks for it.
pub async fn show(
    State(app): State<Shared>,
    Me(me): Me,
    OriginalUri(uri): OriginalUri,
    RawQuery(query): RawQuery,
) -> Page {
    let mut asked = Asked::of(query.as_deref()).map_err(Trouble)?;
    asked.choices = true;
    let here = address(&uri);
    let done = blocking(move || {
        let images = views::images(&app, &asked);
        let favorites = views::favorites(&app, me.as_deref());
        let hearts = Hearts {
            me: me.as_deref(),
            here: &here,
            is_favorite: &|id| favorites.contains(id),
        };
        let frame = Frame {
            title: "Collection",
            part: "collection",
            me: me.as_deref(),
        };
        frame.around(&body(&asked, &images, &hearts))
    });
    Ok(done.await?)
}

fn body(asked: &Asked, images: &Images, hearts: &Hearts<'_>) -> Markup {
    let choices = images.choices.as_deref().unwrap_or_default();
    html! {
        h1.hidden { "Collection" }
        (search(asked))
        div.facets {
            @for choices in choices.iter().filter(|choices| !choices.values.is_empty()) {
                (facet(asked, choices))
            }
            (near(asked))
        }
        (chosen(asked))
        p #count role="status" {
            (counted(images.total, "image", "images"))
            @if asked.order == Order::Near { ", the nearest colour first" }
            @if asked.order == Order::Likes { ", the most liked first" }
            @if asked.after.is_some() { ", continued" }
        }
        @if images.items.is_empty() {
            p { "No image is like this. " a href="/" { "Show all" } }
        }
        div #images data-more { (parts::grid(&images.items, hearts)) }
        @if let Some(next) = &images.next {
            @let query = asked.query();
            @let more = if query.is_empty() { String::new() } else { format!("{query}&") };
            p.more { a #next rel="next" href={ "/?" (more) "after=" (next) } { "More images" } }
        }
    }
}

fn search(asked: &Asked) -> Markup {
    let rest = Filter {
        words: String::new(),
        ..asked.filter.clone()
    };
    html! {
        form.search role="search" method="get" action="/" {
            label.wide {
                span { "Search" }
                input type="search" name="q" value=(asked.filter.words) maxlength="200" dir="auto"
                    placeholder="title, author, file, tag" autocomplete="off";
            }
            (hidden(&rest))
            label {
                span { "Order" }
                select name="order" {
                    @for (order, name) in [(Order::Name, "by name"), (Order::Likes, "most liked"), (Order::Near, "nearest colour")] {
                        @if order != Order::Near || asked.filter.near.is_some() {
                            option value=(order.name()) selected[order == asked.order] { (name) }
                        }
                    }
                }
            }
            button type="submit" { "Search" }
        }
    }
}

/// What stays as it is when a form is sent.
fn hidden(filter: &Filter) -> Markup {
    html! {
        @for (name, value) in filter.pairs() { input type="hidden" name=(name) value=(value); }
    }
}

fn to(asked: &Asked, filter: Filter) -> String {
    format!("/?{}", asked.with(filter).query())
}

fn title(kind: &str) -> &'static str {
    match Kind::parse(kind) {
        Some(Kind::Tag) | None => "Tag",
        Some(Kind::Color) => "Colour",
        Some(Kind::Orientation) => "Orientation",
        Some(Kind::Size) => "Size",
        Some(Kind::License) => "Licence",
        Some(Kind::Camera) => "Camera",
    }
}

fn facet(asked: &Asked, choices: &Choices) -> Markup {
    let taken = choices.values.iter().filter(|value| value.chosen).count();
    html! {
        details.facet name="facet" {
            summary { (title(choices.kind)) @if taken > 0 { " (" (taken) ")" } }
            ul { @for value in &choices.values { li { (choice(asked, choices.kind, value)) } } }
        }
    }
}

fn choice(asked: &Asked, kind: &str, choice: &Choice) -> Markup {
    let Some(of) = Kind::parse(kind) else {
        return html! {};
    };
    let filter = asked.filter.toggled(of, &choice.value);
    html! {
        a href=(to(asked, filter)) aria-current=[choice.chosen.then_some("true")] {
            @if of == Kind::Color { (parts::dot(&parts::paint_of(&choice.value))) }
            span.value dir="auto" { (choice.value) }
            span.quiet { (separated(&choice.count.to_string())) }
        }
    }
}

/// The search for a colour that is picked.
fn near(asked: &Asked) -> Markup {
    let others = Filter {
        near: None,
        ..asked.filter.clone()
    };
    let Rgb([red, green, blue]) = asked.filter.near.unwrap_or(Rgb([0x1e, 0x90, 0xff]));
    html! {
        details.facet name="facet" {
            summary { "Nearest colour" @if asked.filter.near.is_some() { " (1)" } }
            form.near method="get" action="/" {
                label {
                    span { "Colour" }
                    input type="color" name="near" value=(format!("#{red:02x}{green:02x}{blue:02x}"));
                }
                (hidden(&others))
                button type="submit" { "Find" }
            }
        }
    }
}

/// What was chosen, each with a way to give it up.
fn chosen(asked: &Asked) -> Markup {
    let filter = &asked.filter;
    if filter.is_empty() {
        return html! {};
    }
    let gone = |words: bool| {
        let mut rest = filter.clone();
        if words {
            rest.words.clear();
        } else {
            rest.near = None;
        }
        to(asked, rest)
    };
    html! {
        ul.chosen aria-label="What was chosen" {
            @if !filter.words.is_empty() {
                li { a href=(gone(true)) aria-label={ "Without the words " (filter.words) } { "“" bdi { (filter.words) } "” ×" } }
            }
            @for (kind, value) in &filter.chosen {
                li {
                    a href=(to(asked, filter.toggled(*kind, value))) aria-label={ "Without " (kind.name()) " " (value) } {
                        @if *kind == Kind::Color { (parts::dot(&parts::paint_of(value))) }
                        bdi { (value) } " ×"
                    }
                }
            }
            @if let Some(Rgb([red, green, blue])) = filter.near {
                @let color = format!("#{red:02x}{green:02x}{blue:02x}");
                li { a href=(gone(false)) aria-label={ "Without the colour " (color) } { (parts::dot(&color)) (color) " ×" } }
            }
            li { a href="/" { "Clear all" } }
        }
    }
}

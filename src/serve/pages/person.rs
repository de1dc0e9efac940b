//! People: the list, and one of them with favourites, profile and what is recommended.

use axum::extract::{OriginalUri, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::asked::{At, Filled, LIMIT, segment};
use super::super::problem::Problem;
use super::super::views::{self, Recommendations, Training, User};
use super::super::{App, Shared, blocking};
use super::image::cards;
use super::parts::{self, Hearts, called};
use super::{Frame, ME, Me, Page, Trouble, address, back, cookie};
use crate::catalog::Kind;
use crate::domain::{capitalized, counted};

/// So many images are recommended at once.
const RECOMMENDED: usize = 12;
/// So many favourites are shown at once.
const MOST_FAVORITES: usize = 120;

/// What the list of people is asked for.
#[derive(Deserialize)]
pub struct People {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

/// Everybody who likes something.
pub async fn list(State(app): State<Shared>, Me(me): Me, Filled(asked): Filled<People>) -> Page {
    let done = blocking(move || {
        let users = views::users(&app, &asked.q, &asked.after, LIMIT);
        let frame = Frame {
            title: "People",
            part: "people",
            me: me.as_deref(),
        };
        frame.around(&html! {
            h1 { "People" }
            form.plain method="post" action="/me" {
                label {
                    span { "Say who you are: a new name, or one of those below" }
                    input name="name" required maxlength="100" dir="auto" autocomplete="nickname";
                }
                button type="submit" { "This is me" }
            }
            form.search role="search" method="get" action="/people" {
                label.wide { span { "Search people" } input type="search" name="q" value=(asked.q) dir="auto"; }
                button type="submit" { "Search" }
            }
            p role="status" { (counted(users.total, "person", "people")) }
            ul.people {
                @for user in &users.items {
                    li {
                        a dir="auto" href={ "/user/" (segment(&user.id)) } { (user.id) }
                        " " span.quiet { (counted(user.favorites, "favourite", "favourites")) }
                    }
                }
            }
            @if let Some(next) = &users.next {
                p.more { a rel="next" href={ "/people?q=" (segment(&asked.q)) "&after=" (segment(next)) } { "More people" } }
            }
        })
    });
    Ok(done.await?)
}

/// Who somebody says to be.
#[derive(Deserialize)]
pub struct Name {
    name: String,
}

/// Remembers in the browser who looks at the pages. Nothing is changed in the data.
pub async fn choose(
    State(app): State<Shared>,
    Filled(form): Filled<Name>,
) -> Result<Response, Trouble> {
    // Somebody who is there already may have spaces around the name.
    let is_there = app.live.now().people.has(&form.name);
    let name = if is_there {
        &form.name
    } else {
        form.name.trim()
    };
    views::somebody(&app, name)?;
    let page = format!("/user/{}", segment(name));
    let cookie = cookie(ME, &segment(name)).ok_or_else(Problem::mistake)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&page)).into_response())
}

/// The page of a user.
pub async fn show(
    State(app): State<Shared>,
    Me(me): Me,
    OriginalUri(uri): OriginalUri,
    At(user): At<String>,
) -> Page {
    let here = address(&uri);
    let done = blocking(move || {
        let user = views::user(&app, &user)?;
        let list = views::recommendations(&app, &user.id, RECOMMENDED);
        let is_me = me.as_deref() == Some(user.id.as_str());
        let own = views::favorites(&app, me.as_deref());
        let hearts = Hearts {
            me: me.as_deref(),
            here: &here,
            is_favorite: &|id| own.contains(id),
        };
        let frame = Frame {
            title: &user.id,
            part: if is_me { "me" } else { "people" },
            me: me.as_deref(),
        };
        Ok::<_, Problem>(frame.around(&html! {
            h1 dir="auto" { (user.id) }
            @if !is_me {
                form.plain method="post" action="/me" {
                    input type="hidden" name="name" value=(user.id);
                    button type="submit" { "This is me" }
                }
            }
            section #recommendations data-live {
                h2 { "Recommended" }
                (recommended(&app, &user, list, &hearts))
                (training(&views::training(&app), &here))
            }
            section #favorites data-live { (liked(&app, &user, &hearts)) }
            section #profile data-live { (profile(&user)) }
            section #dismissed data-live { (dismissed(&app, &user, &here)) }
        }))
    });
    Ok(done.await??)
}

fn recommended(
    app: &App,
    user: &User,
    list: Result<Recommendations, Problem>,
    hearts: &Hearts<'_>,
) -> Markup {
    let list = match list {
        Ok(list) => list,
        Err(problem) => return html! { p.quiet { (capitalized(&problem.detail)) "." } },
    };
    if list.items.is_empty() {
        return html! { p { "Nothing is new: every image is a favourite or was dismissed." } };
    }
    let shown = cards(app, list.items.iter().map(|item| item.id.as_str()));
    html! {
        ol.picks {
            @for item in &list.items {
                @if let Some(card) = shown.iter().find(|card| card.id == item.id) {
                    @let name = called(card.title.as_deref(), &card.id);
                    li {
                        a.thumb href={ "/image/" (segment(&card.id)) } tabindex="-1" aria-hidden="true" {
                            img src=(card.thumbnail) alt="" width="160" height="120" loading="lazy" decoding="async";
                        }
                        div {
                            p.name { a dir="auto" href={ "/image/" (segment(&card.id)) } { (name) } }
                            p { (capitalized(&item.reason)) "." }
                            p.quiet { "Fits " (format!("{:.0} %", 100.0 * item.score)) ". "
                                a href={ "/user/" (segment(&user.id)) "/why/" (segment(&card.id)) } aria-label={ "Why " (name) "?" } { "Why?" }
                            }
                            div.under {
                                (parts::heart(&card.id, name, hearts))
                                (dismissal(user, &card.id, hearts.here, false, &format!("Do not show again: {name}"), "Not for me"))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn dismissal(user: &User, id: &str, here: &str, again: bool, label: &str, words: &str) -> Markup {
    html! {
        form.dismiss method="post" action={ "/user/" (segment(&user.id)) "/dismissed" }
            data-change={ "/api/v1/users/" (segment(&user.id)) "/dismissed/" (segment(id)) } {
            input type="hidden" name="image" value=(id);
            input type="hidden" name="back" value=(here);
            button type="submit" name="change" value=(if again { "remove" } else { "add" }) aria-label=(label) { (words) }
        }
    }
}

/// How far the model is, and the button that lets it learn again.
fn training(training: &Training, here: &str) -> Markup {
    html! {
        form #learning.plain method="post" action="/learning" data-state=(training.state) {
            input type="hidden" name="back" value=(here);
            button type="submit" disabled[training.state == "learning"] { "Learn again from all favourites" }
            p role="status" {
                @match training.state {
                    "learning" => {
                        "Learning for " span.seconds { (format!("{:.0}", training.seconds)) } " s"
                        @if let Some(before) = training.seconds_before { "; the last time took " (format!("{before:.0} s")) }
                        @if training.answers { ". Meanwhile the model of before answers" }
                        " …"
                    }
                    "failed" => { "Learning failed: " (training.trouble.as_deref().unwrap_or_default()) }
                    _ => { "The model " (training.model) " has learned. What you like counts at once; learning again is for what others like." }
                }
            }
        }
    }
}

fn liked(app: &App, user: &User, hearts: &Hearts<'_>) -> Markup {
    let newest = user.favorites.iter().rev().take(MOST_FAVORITES);
    let shown = cards(app, newest.map(String::as_str));
    html! {
        h2 { "Favourites" }
        @if user.favorites.is_empty() {
            p { "None yet. " a href="/" { "Find some in the collection" } ", and see the recommendations change." }
        } @else {
            p.quiet {
                (counted(user.favorites.len() as u64, "favourite", "favourites"))
                @if user.favorites.len() > MOST_FAVORITES { ", the latest " (MOST_FAVORITES) " of them" }
            }
            (parts::grid(&shown, hearts))
        }
    }
}

fn profile(user: &User) -> Markup {
    html! {
        @if !user.favorites.is_empty() {
            h2 { "Profile" }
            p.quiet { "How many of the favourites have what." }
            div.columns {
                @for choices in user.profile.iter().filter(|choices| !choices.values.is_empty()) {
                    @let is_colors = choices.kind == Kind::Color.name();
                    section {
                        h3 { (match choices.kind { "color" => "Colours", "tag" => "Tags", "size" => "Sizes", _ => "Orientations" }) }
                        (parts::bars(&choices.values, is_colors, &|value| format!("/?{}={}", choices.kind, segment(value))))
                    }
                }
            }
        }
    }
}

fn dismissed(app: &App, user: &User, here: &str) -> Markup {
    let shown = cards(app, user.dismissed.iter().map(String::as_str));
    html! {
        @if !shown.is_empty() {
            h2 { "Not shown again" }
            ul.tags {
                @for card in &shown {
                    @let name = called(card.title.as_deref(), &card.id);
                    li {
                        a dir="auto" href={ "/image/" (segment(&card.id)) } { (name) }
                        (dismissal(user, &card.id, here, true, &format!("Show again: {name}"), "↩"))
                    }
                }
            }
        }
    }
}

/// What the score of an image is made of.
pub async fn why(
    State(app): State<Shared>,
    Me(me): Me,
    At((user, id)): At<(String, String)>,
) -> Page {
    let done = blocking(move || {
        let why = views::why(&app, &user, &id)?;
        let image = views::image(&app, &id)?;
        let name = called(image.title.as_deref(), &image.id);
        let frame = Frame {
            title: "Why?",
            part: "",
            me: me.as_deref(),
        };
        Ok::<_, Problem>(frame.around(&html! {
            h1 { "Why " bdi { (name) } "?" }
            article.image {
                figure { a href={ "/image/" (segment(&image.id)) } { img.thumb src=(image.thumbnail) width="160" height="120" alt=(name); } }
                div.about {
                    p { "For " bdi { (user) } " it fits " (format!("{:.0} %", 100.0 * why.score)) ": " (why.reason) "." }
                    h2 { "What the score is made of" }
                    table {
                        thead { tr { th scope="col" { "What speaks for it, or against" } th scope="col" { "Part" } } }
                        tbody {
                            @for part in &why.parts {
                                tr { td dir="auto" { (part.cause) } td.number { (format!("{:+.0} %", 100.0 * part.share)) } }
                            }
                        }
                    }
                    p { a href={ "/user/" (segment(&user)) } { "Back to " bdi { (user) } } }
                }
            }
        }))
    });
    Ok(done.await??)
}

/// What the buttons below an image send.
#[derive(Deserialize)]
pub struct Change {
    image: String,
    change: String,
    back: Option<String>,
}

/// Makes an image a favourite, or takes it away.
pub async fn favorite(
    State(app): State<Shared>,
    At(user): At<String>,
    Filled(form): Filled<Change>,
) -> Result<Redirect, Trouble> {
    changed(app, user, form, |app, user, id, remove| {
        Ok(app.favorite(user, id, remove)?)
    })
    .await
}

/// Keeps an image from being shown again, or lets it be.
pub async fn dismiss(
    State(app): State<Shared>,
    At(user): At<String>,
    Filled(form): Filled<Change>,
) -> Result<Redirect, Trouble> {
    changed(app, user, form, |app, user, id, remove| {
        Ok(app.live.dismiss(user, id, remove)?)
    })
    .await
}

async fn changed(
    app: Shared,
    user: String,
    form: Change,
    change: fn(&App, &str, &str, bool) -> Result<(), Problem>,
) -> Result<Redirect, Trouble> {
    let done = blocking(move || {
        // A favourite may outlive its image, and can still be taken away.
        if form.change != "remove" {
            views::image(&app, &form.image)?;
        }
        views::somebody(&app, &user)?;
        change(&app, &user, &form.image, form.change == "remove")?;
        let own = format!("/user/{}", segment(&user));
        Ok::<_, Problem>(back(form.back.as_deref(), &own))
    });
    Ok(done.await??)
}

/// Where to go after something was begun.
#[derive(Deserialize)]
pub struct Begun {
    back: Option<String>,
}

/// Lets the model learn again.
pub async fn learn(State(app): State<Shared>, Filled(form): Filled<Begun>) -> Redirect {
    app.adviser.learn();
    back(form.back.as_deref(), "/people")
}

//! The pages for people. They work without a script; with one, hearts and lists change in place.

mod collection;
mod image;
mod parts;
mod patterns;
mod person;

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;

use super::asked::{Filled, segment};
use super::problem::Problem;
use super::{Shared, files, guard, views};

/// The cookie that says who looks at the pages.
const ME: &str = "pixrec_user";

/// The routes of pages.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(collection::show))
        .route("/image/{id}", get(image::show))
        .route("/image/{id}/tags", post(image::change_tags))
        .route("/people", get(person::list))
        .route("/me", post(person::choose))
        .route("/user/{user}", get(person::show))
        .route("/user/{user}/why/{id}", get(person::why))
        .route("/user/{user}/favorites", post(person::favorite))
        .route("/user/{user}/dismissed", post(person::dismiss))
        .route("/learning", post(person::learn))
        .route("/patterns", get(patterns::show))
        .route("/sign-in", post(enter))
}

/// A page, or why there is none.
type Page = Result<Markup, Trouble>;

/// Who looks at the pages, if that was said.
pub struct Me(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Me {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let value = guard::cookie(&parts.headers, ME);
        let name = value.and_then(|value| {
            let name = percent_encoding::percent_decode_str(value)
                .decode_utf8()
                .ok()?;
            views::possible(&name).ok().map(|()| name.into_owned())
        });
        Ok(Self(name))
    }
}

/// A cookie as this server sets it: for its own pages, out of reach of scripts.
fn cookie(name: &str, value: &str) -> Option<HeaderValue> {
    let year = 365 * 24 * 60 * 60;
    let cookie = format!("{name}={value}; Path=/; Max-Age={year}; HttpOnly; SameSite=Strict");
    HeaderValue::from_str(&cookie).ok()
}

/// A frame around what a page shows.
struct Frame<'a> {
    title: &'a str,
    /// The part of the site that it belongs to.
    part: &'a str,
    me: Option<&'a str>,
}

impl Frame<'_> {
    fn around(&self, body: &Markup) -> Markup {
        let here = |part: &str| (part == self.part).then_some("page");
        html! {
            (DOCTYPE)
            html lang="en" {
                (head(self.title))
                body {
                    a.skip href="#main" { "To the content" }
                    header.top {
                        a.brand href="/" { "pixrec" }
                        nav aria-label="Parts of the site" {
                            a href="/" aria-current=[here("collection")] { "Collection" }
                            a href="/people" aria-current=[here("people")] { "People" }
                            a href="/patterns" aria-current=[here("patterns")] { "Patterns" }
                            @match self.me {
                                Some(me) => {
                                    a.me href={ "/user/" (segment(me)) } aria-current=[here("me")] {
                                        span.quiet { "You: " } bdi { (me) }
                                    }
                                }
                                None => a.me href="/people" { "Say who you are" }
                            }
                        }
                    }
                    main #main tabindex="-1" { (body) }
                }
            }
        }
    }
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            link rel="icon" href="data:,";
            link rel="stylesheet" href=(files::style());
            script src=(files::script()) defer {}
            title { (title) " · pixrec" }
        }
    }
}

/// A problem as a page.
pub struct Trouble(pub Problem);

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let status = StatusCode::from_u16(problem.status);
        let frame = Frame {
            title: &problem.title,
            part: "",
            me: None,
        };
        let page = frame.around(&html! {
            h1 { (problem.title) }
            p { (crate::domain::capitalized(&problem.detail)) "." }
            p { a href="/" { "To the collection" } }
        });
        (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), page).into_response()
    }
}

/// What is told to somebody who has not said the token.
pub fn sign_in(problem: Problem, asked: &Uri) -> Response {
    if super::problem::is_for_programs(asked.path()) {
        let mut response = problem.into_response();
        let how = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
        return response;
    }
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head("Sign in"))
            body {
                main #main {
                    h1 { "Sign in" }
                    p { "The server was started with a token in PIXREC_TOKEN." }
                    form.plain method="post" action="/sign-in" {
                        label { span { "Token" } input type="password" name="token" autocomplete="current-password" required; }
                        button type="submit" { "Sign in" }
                    }
                }
            }
        }
    };
    (StatusCode::UNAUTHORIZED, page).into_response()
}

#[derive(Deserialize)]
struct Entry {
    token: String,
}

async fn enter(State(app): State<Shared>, Filled(entry): Filled<Entry>) -> Response {
    let pass = app.door.pass(&entry.token);
    match pass.and_then(|pass| cookie(guard::PASS, pass)) {
        Some(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response(),
        None => {
            let detail = "this is not the token";
            Trouble(Problem::new(StatusCode::FORBIDDEN, detail)).into_response()
        }
    }
}

/// Where to go after a change: back to the page that it was made on, if that is one of this server.
fn back(wanted: Option<&str>, otherwise: &str) -> Redirect {
    let is_own = |path: &&str| {
        path.starts_with('/')
            && !path.starts_with("//")
            && path
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    Redirect::to(wanted.filter(is_own).unwrap_or(otherwise))
}

/// The address of the page that is shown, as a form hands it back.
fn address(uri: &Uri) -> String {
    uri.path_and_query()
        .map_or("/", |address| address.as_str())
        .to_owned()
}

//! One image: large, with all that is known of it.

use axum::extract::{OriginalUri, State};
use axum::response::Redirect;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::asked::{At, Filled, segment};
use super::super::problem::Problem;
use super::super::views::{self, Card, Image};
use super::super::{App, Shared, blocking};
use super::parts::{self, Hearts, called};
use super::{Frame, Me, Page, Trouble, address, back};
use crate::catalog::Kind;
use crate::domain::{capitalized, separated};
use crate::tables::images::ExifRecord;

/// So many images like this one are shown.
const SIMILAR: usize = 12;

/// The page of an image.
pub async fn show(
    State(app): State<Shared>,
    Me(me): Me,
    OriginalUri(uri): OriginalUri,
    At(id): At<String>,
) -> Page {
    let here = address(&uri);
    let done = blocking(move || {
        let image = views::image(&app, &id)?;
        let similar = views::similar(&app, &id, SIMILAR);
        let similar = similar.map(|found| {
            let ids = found.items.iter().map(|near| near.id.as_str());
            cards(&app, ids)
        });
        let alike = cards(&app, image.alike.iter().map(String::as_str));
        let favorites = views::favorites(&app, me.as_deref());
        let hearts = Hearts {
            me: me.as_deref(),
            here: &here,
            is_favorite: &|id| favorites.contains(id),
        };
        let name = called(image.title.as_deref(), &image.id).to_owned();
        let frame = Frame {
            title: &name,
            part: "",
            me: me.as_deref(),
        };
        let common = common_tags(&app);
        Ok::<_, Problem>(frame.around(&html! {
            (body(&image, &name, &hearts, &common))
            @if !alike.is_empty() {
                section { h2 { "Near-duplicates" } (parts::grid(&alike, &hearts)) }
            }
            section {
                h2 { "More like this" }
                @match &similar {
                    Ok(cards) => (parts::grid(cards, &hearts))
                    Err(problem) => p.quiet { (capitalized(&problem.detail)) "." }
                }
            }
        }))
    });
    Ok(done.await??)
}

/// What lists tell of these images.
pub fn cards<'a>(app: &App, ids: impl Iterator<Item = &'a str>) -> Vec<Card> {
    let now = app.live.now();
    let numbers = ids.filter_map(|id| now.catalog.number(id));
    numbers
        .map(|image| views::card(&now.catalog, &now.people, image))
        .collect()
}

/// Tags that may be meant when somebody begins to type one.
fn common_tags(app: &App) -> Vec<String> {
    const MOST: usize = 200;
    let catalog = app.live.now().catalog;
    let facet = catalog.facet(Kind::Tag);
    let choices = facet.choices(&catalog.all(), &[], MOST);
    choices.into_iter().map(|choice| choice.value).collect()
}

fn body(image: &Image, name: &str, hearts: &Hearts<'_>, common: &[String]) -> Markup {
    // Of TIFF browsers show nothing.
    let shown = match image.format.as_str() {
        ".tiff" => &image.thumbnail,
        _ => &image.file,
    };
    html! {
        article.image {
            figure {
                a href=(image.file) {
                    img.large src=(shown) width=(image.width) height=(image.height) alt=(name);
                }
            }
            div.about {
                h1 dir="auto" { (name) }
                @if let Some(author) = &image.author { p dir="auto" { "by " bdi { (author) } } }
                div.under {
                    span { (parts::likes(image.likes)) }
                    (parts::heart(&image.id, name, hearts))
                }
                @if let Some(description) = &image.description { p dir="auto" { (description) } }
                @if let Some(me) = hearts.me {
                    p { a href={ "/user/" (segment(me)) "/why/" (segment(&image.id)) } { "How well does it fit you, and why?" } }
                }
                (palette(image))
                (tags(image, name, hearts.here, common))
                (facts(image))
                (credit(image))
            }
        }
    }
}

fn palette(image: &Image) -> Markup {
    html! {
        @if !image.palette.is_empty() {
            section {
                h2 { "Palette" }
                ul.swatches {
                    @for paint in &image.palette {
                        @let percent = format!("{:.0} %", 100.0 * paint.share);
                        li {
                            a href={ "/?near=" (paint.color.trim_start_matches('#')) } aria-label={ "Images near " (paint.color) ", " (paint.name) ", " (percent) } {
                                svg viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true" { rect width="10" height="10" fill=(paint.color) {} }
                                (paint.color)
                            }
                            a.quiet href={ "/?color=" (paint.name) } { (paint.name) } " " span.quiet { (percent) }
                        }
                    }
                }
            }
        }
    }
}

fn tags(image: &Image, name: &str, here: &str, common: &[String]) -> Markup {
    let action = format!("/image/{}/tags", segment(&image.id));
    html! {
        section #tags {
            h2 { "Tags" }
            ul.tags {
                @for tag in &image.tags {
                    li {
                        a dir="auto" href={ "/?" (pair("tag", tag)) } { (tag) }
                        form method="post" action=(action) {
                            input type="hidden" name="remove" value=(tag);
                            input type="hidden" name="back" value=(here);
                            button type="submit" aria-label={ "Remove the tag " (tag) " from " (name) } { "×" }
                        }
                    }
                }
            }
            form.plain method="post" action=(action) {
                label {
                    span { "Add a tag" }
                    input name="add" list="common" maxlength="60" required dir="auto" autocomplete="off";
                }
                input type="hidden" name="back" value=(here);
                button type="submit" { "Add" }
            }
            datalist #common { @for tag in common { option value=(tag); } }
        }
    }
}

fn pair(name: &str, value: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair(name, value);
    pairs.finish()
}

fn facts(image: &Image) -> Markup {
    let size = format!(
        "{} × {} px, {} KB, {}",
        separated(&image.width.to_string()),
        separated(&image.height.to_string()),
        separated(&format!("{:.0}", image.file_size_kb)),
        image.format.trim_start_matches('.')
    );
    let exif = image.exif.as_ref().map(in_words).unwrap_or_default();
    html! {
        section {
            h2 { "Details" }
            dl {
                dt { "File" } dd { (image.id) }
                dt { "Size" } dd { (size) }
                @if let Some(orientation) = &image.orientation {
                    dt { "Shape" } dd { a href={ "/?" (pair("orientation", orientation)) } { (orientation) } @if let Some(size) = &image.size { ", " a href={ "/?" (pair("size", size)) } { (size) } } }
                }
                @if let Some(source) = &image.source { dt { "Source" } dd dir="auto" { (link(source, image.source_url.as_deref())) } }
                @if let Some(license) = &image.license { dt { "Licence" } dd { (link(license, image.license_url.as_deref())) } }
                @for (name, value) in exif { dt { (name) } dd dir="auto" { (value) } }
            }
        }
    }
}

/// A text, with a link where there is one: to a stranger's page, which is not told from where.
fn link(text: &str, to: Option<&str>) -> Markup {
    html! {
        @match to {
            Some(to) => a href=(to) rel="noreferrer noopener external" { (text) }
            None => (text)
        }
    }
}

/// What the camera wrote, in words.
fn in_words(exif: &ExifRecord) -> Vec<(&'static str, String)> {
    let camera = [&exif.camera_make, &exif.camera_model]
        .into_iter()
        .flatten();
    let camera: Vec<&str> = camera.map(String::as_str).collect();
    let exposure = exif.exposure_time_s.map(|seconds| match seconds {
        seconds if seconds > 0.0 && seconds < 0.5 => format!("1/{:.0} s", 1.0 / seconds),
        seconds => format!("{seconds} s"),
    });
    let place = exif.latitude.zip(exif.longitude);
    let all = [
        ("Camera", (!camera.is_empty()).then(|| camera.join(" "))),
        (
            "Taken",
            exif.date_taken.as_ref().map(|date| date.replace('T', " ")),
        ),
        ("Exposure", exposure),
        (
            "Aperture",
            exif.f_number.map(|number| format!("f/{number}")),
        ),
        ("ISO", exif.iso.map(|iso| iso.to_string())),
        (
            "Focal length",
            exif.focal_length_mm.map(|length| format!("{length} mm")),
        ),
        (
            "Place",
            place.map(|(latitude, longitude)| format!("{latitude:.5}, {longitude:.5}")),
        ),
    ];
    let told = all.into_iter();
    told.filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn credit(image: &Image) -> Markup {
    html! {
        section {
            h2 { "Attribution" }
            label.credit {
                span { "Ready to be copied" }
                textarea readonly rows="3" dir="auto" { (image.credit) }
            }
            button.copy type="button" hidden { "Copy" }
        }
    }
}

/// What the form of tags sends.
#[derive(Deserialize)]
pub struct TagForm {
    #[serde(default)]
    add: String,
    #[serde(default)]
    remove: String,
    back: Option<String>,
}

/// Changes the tags of an image, and shows the page again.
pub async fn change_tags(
    State(app): State<Shared>,
    At(id): At<String>,
    Filled(form): Filled<TagForm>,
) -> Result<Redirect, Trouble> {
    let own = format!("/image/{}", segment(&id));
    let given = |tag: String| match tag.trim().is_empty() {
        true => Vec::new(),
        false => vec![tag],
    };
    let done = blocking(move || {
        views::image(&app, &id)?;
        let (add, remove) = (given(form.add), given(form.remove));
        if !(add.is_empty() && remove.is_empty()) {
            app.live.tag(&id, &add, &remove)?;
        }
        Ok::<_, Problem>(back(form.back.as_deref(), &own))
    });
    Ok(done.await??)
}

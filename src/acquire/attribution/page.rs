//! The credits as a page of HTML.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::{HEADING, Line, Origin, counts, per_license};

/// What the page may load: its own style, and images of its own site.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; \
                      base-uri 'none'; form-action 'none'";

const STYLE: &str = "
:root { color-scheme: light dark; }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif;
  color: #1b1b1b; background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; }
li { margin: 0.4rem 0; }
a { color: #0b57d0; }
cite { font-style: normal; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  body { color: #e3e3e3; background: #161616; }
  a { color: #8ab4f8; }
}
";

/// The whole document.
pub(super) fn page(lines: &[Line]) -> String {
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (HEADING) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (HEADING) }
                    p { (counts(lines)) "." }
                    (licenses(lines))
                    ul.credits {
                        @for line in lines { (item(line)) }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn licenses(lines: &[Line]) -> Markup {
    let counts = per_license(lines);
    markup! {
        @if !counts.is_empty() {
            p {
                "Licences: "
                @for (at, (license, count)) in counts.iter().enumerate() {
                    @if at > 0 { ", " }
                    bdi { (license) } " (" (count) ")"
                }
                "."
            }
        }
    }
}

/// One image. Titles and authors are kept from turning the direction of what stands around them.
fn item(line: &Line) -> Markup {
    let file = markup! {
        @match &line.file_link {
            Some(link) => { a href=(link) { (line.filename) } }
            None => { bdi { (line.filename) } }
        }
    };
    markup! {
        li {
            @match &line.title {
                Some(title) => { "“" cite { bdi { (title) } } "”" }
                None => { (file) }
            }
            " by " bdi { (line.author_words()) } ", "
            @match &line.license_link {
                Some(link) => { a rel="license" href=(link) { (line.license_words()) } }
                None => { bdi { (line.license_words()) } }
            }
            @match &line.source {
                Some(Origin::Link(link)) => { ", " a href=(link) { "source" } }
                Some(Origin::Words(words)) => { ", source " bdi { (words) } }
                None => {}
            }
            @if line.title.is_some() { " (" (file) ")" }
        }
    }
}

//! Answers `src/acquire/attribution/`.

use pixrec::acquire::attribution::{Credit, Credits};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{Html, Selector};

fn markdown(credits: &[Credit<'_>]) -> String {
    Credits::of(credits).markdown()
}

fn html(credits: &[Credit<'_>]) -> String {
    Credits::of(credits).html()
}

const TOWN: Credit = Credit {
    filename: "town.jpg",
    title: Some("Town"),
    author: Some("Ann"),
    source_url: Some("https://commons.wikimedia.org/wiki/File:Town_(1).jpg?a=1&copy;=2"),
    license: Some("CC-BY-SA-4.0"),
    license_url: Some("https://creativecommons.org/licenses/by-sa/4.0/"),
};

const BARE: Credit = Credit {
    filename: "1.png",
    title: None,
    author: None,
    source_url: Some("pixrec:gallery/1"),
    license: None,
    license_url: None,
};

/// What Markdown shows: the texts of the list's items, all links, and everything that no page of
/// credits has.
struct Shown {
    items: Vec<String>,
    links: Vec<String>,
    foreign: Vec<String>,
}

fn shown(page: &str) -> Shown {
    let (mut items, mut links, mut foreign) = (Vec::new(), Vec::new(), Vec::new());
    let mut within = false;
    let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    for event in Parser::new_ext(page, options) {
        match event {
            Event::Start(Tag::Item) => {
                items.push(String::new());
                within = true;
            }
            Event::End(TagEnd::Item) => within = false,
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.into_string()),
            Event::Text(text) if within => {
                if let Some(item) = items.last_mut() {
                    item.push_str(&text);
                }
            }
            Event::Text(_) | Event::End(_) => {}
            Event::Start(Tag::Paragraph | Tag::List(None)) => {}
            Event::Start(Tag::Heading { .. }) if !within => {}
            Event::SoftBreak if !within => {}
            other => foreign.push(format!("{other:?}")),
        }
    }
    Shown {
        items,
        links,
        foreign,
    }
}

fn one_line(text: &str) -> String {
    let plain = pixrec::domain::printable(text);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_line_has_title_author_licence_and_source() {
    let page = markdown(&[TOWN, BARE]);
    let shown = shown(&page);
    assert_eq!(
        shown.items,
        [
            "\"Town\" by Ann, CC-BY-SA-4.0, source (town.jpg)",
            "1.png by an unknown author, licence unknown, source pixrec:gallery/1",
        ]
    );
    assert_eq!(
        shown.links,
        [
            "https://creativecommons.org/licenses/by-sa/4.0/",
            "https://commons.wikimedia.org/wiki/File:Town_(1).jpg?a=1&copy;=2",
            "images/town.jpg",
            "images/1.png",
        ]
    );
    assert!(page.contains("2 images, 1 author."), "{page}");
    assert!(
        page.contains("Licences: CC-BY-SA-4.0 (1), licence unknown (1)."),
        "{page}"
    );
}

#[test]
fn a_licence_without_link_gets_the_known_one_and_a_reference_is_in_words() {
    let credit = Credit {
        license: Some("LicenseRef-Unsplash"),
        license_url: None,
        ..TOWN
    };
    let page = markdown(&[credit]);
    assert!(
        page.contains("[Unsplash License](https://unsplash.com/license)"),
        "{page}"
    );
    assert!(html(&[credit]).contains("rel=\"license\" href=\"https://unsplash.com/license\""));
}

#[test]
fn only_addresses_of_the_web_become_links() {
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/x",
        "ftp://example.org/x",
        "http:///x",
        "file:///etc/passwd",
        "",
    ] {
        let credit = Credit {
            source_url: Some(url),
            license: Some("mine"),
            license_url: Some(url),
            ..TOWN
        };
        assert_eq!(
            shown(&markdown(&[credit])).links,
            ["images/town.jpg"],
            "{url}"
        );
        let page = Html::parse_document(&html(&[credit]));
        assert_eq!(links(&page), ["images/town.jpg"], "{url}");
    }
}

#[test]
fn a_file_name_that_is_no_part_of_an_address_is_no_link() {
    for filename in ["../x", "a b.jpg", "javascript:x", "", "x\n# y"] {
        let credit = Credit { filename, ..BARE };
        let found = shown(&markdown(&[credit]));
        assert_eq!((found.links.len(), found.items.len()), (0, 1), "{filename}");
        assert!(found.foreign.is_empty(), "{filename}: {:?}", found.foreign);
        assert!(
            links(&Html::parse_document(&html(&[credit]))).is_empty(),
            "{filename}"
        );
    }
}

#[test]
fn no_images_are_a_page_too() {
    assert_eq!(markdown(&[]), "# Image credits\n\n0 images, 0 authors.\n\n");
    assert!(html(&[]).contains("0 images, 0 authors."));
}

fn links(page: &Html) -> Vec<String> {
    all(page, "a")
        .filter_map(|link| link.attr("href").map(str::to_owned))
        .collect()
}

fn all<'a>(page: &'a Html, selector: &str) -> impl Iterator<Item = scraper::ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect::<Vec<_>>().into_iter()
}

#[test]
fn the_page_is_complete_and_may_load_nothing() {
    let text = html(&[TOWN, BARE]);
    assert!(text.starts_with("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"));
    let page = Html::parse_document(&text);
    let policy = all(&page, "meta[http-equiv='Content-Security-Policy']")
        .next()
        .unwrap();
    assert!(
        policy
            .attr("content")
            .unwrap()
            .starts_with("default-src 'none';")
    );
    let text_of = |selector| {
        all(&page, selector)
            .map(|found| found.text().collect())
            .collect::<Vec<String>>()
    };
    assert_eq!(text_of("title"), ["Image credits"]);
    assert_eq!(
        text_of("li"),
        [
            "“Town” by Ann, CC-BY-SA-4.0, source (town.jpg)",
            "1.png by an unknown author, licence unknown, source pixrec:gallery/1",
        ]
    );
    assert_eq!(text_of("a[rel=license]"), ["CC-BY-SA-4.0"]);
}

const HOSTILE: &str = "(\\PC|\\[|\\]|\\(|\\)|`|<|>|&|#|\\*|_|\\||~|\\$|!|\\\\|\n|- |\r|\t|\u{202e}|<b>|<!--|\\[x\\]\\(http://e.org\\)|!\\[\\]\\(x\\)|&lt;|&#60;|http://e.org|www.e.org|```|\\[\\^1\\]|---|1\\. |\\[ \\] |\\{\\{|:::|\\[\\[a\\]\\]|\\^a\\^|==a==){0,25}";

proptest! {
    #[test]
    fn no_title_makes_markdown(title in HOSTILE, author in HOSTILE, license in HOSTILE) {
        let credit = Credit { title: Some(&title), author: Some(&author), license: Some(&license), license_url: None, ..TOWN };
        let found = shown(&markdown(&[credit, TOWN]));
        prop_assert_eq!(found.items.len(), 2);
        prop_assert!(found.foreign.is_empty(), "{:?}", found.foreign);
        let (title, author) = (one_line(&title), one_line(&author));
        let file = if title.is_empty() { "town.jpg".to_owned() } else { format!("\"{title}\"") };
        let author = if author.is_empty() { "an unknown author".to_owned() } else { author };
        let expected = format!("{file} by {author}, ");
        prop_assert!(found.items[0].starts_with(&expected), "{:?} is not {:?}", found.items[0], expected);
        let ours = ["https://creativecommons.org/", "https://commons.wikimedia.org/", "images/town.jpg"];
        prop_assert!(found.links.iter().all(|link| ours.iter().any(|our| link.starts_with(our))), "{:?}", found.links);
        prop_assert_eq!(found.links.len(), 5);
    }

    #[test]
    fn no_address_ends_its_link(rest in HOSTILE) {
        let url = format!("https://e.org/{rest}");
        let credit = Credit { source_url: Some(&url), license_url: Some(&url), ..TOWN };
        let found = shown(&markdown(&[credit]));
        prop_assert_eq!(&found.items, &["\"Town\" by Ann, CC-BY-SA-4.0, source (town.jpg)".to_owned()]);
        prop_assert!(found.foreign.is_empty(), "{:?}", found.foreign);
        prop_assert_eq!(found.links.len(), 3);
        let page = Html::parse_document(&html(&[credit]));
        prop_assert_eq!(links(&page), found.links);
    }

    #[test]
    fn no_title_makes_html(title in HOSTILE, author in HOSTILE) {
        let credit = Credit { title: Some(&title), author: Some(&author), ..TOWN };
        let page = Html::parse_document(&html(&[credit]));
        prop_assert_eq!(all(&page, "body *").count(), all(&Html::parse_document(&html(&[TOWN])), "body *").count()
            - usize::from(one_line(&title).is_empty()) * 2);
        let item: String = all(&page, "li").next().unwrap().text().collect();
        prop_assert!(item.contains(&one_line(&title)) && item.contains(&one_line(&author)));
    }
}

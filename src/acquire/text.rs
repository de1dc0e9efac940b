//! Text out of HTML that strangers wrote.

use scraper::Html;
use scraper::node::{Element, Node};

use crate::domain::printable;

/// How much HTML is looked at, in bytes: the longest text that is given, in the widest characters,
/// and some markup.
const MAX_HTML_BYTES: usize = 64 * 1024;

/// How many tags are looked at. The parser's work can grow with more than the square of the
/// elements that are open: 64 KiB of them took it ten seconds, so that one hostile description
/// would hold a run up.
const MAX_TAGS: usize = 2_000;

/// The longest text that is given, in characters.
const MAX_CHARACTERS: usize = 10_000;

/// Elements whose content is nothing to read.
const UNREAD: [&str; 9] = [
    "script", "style", "template", "noscript", "iframe", "noembed", "noframes", "head", "object",
];

/// Elements that stand within a line; every other one keeps words apart.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The text of a fragment of HTML as a reader would see it, on one line: without markup, scripts,
/// styles and what an inline style hides, entities decoded once, blocks and line breaks kept apart
/// as words, without control characters, white space collapsed. At most 64 KiB and 2,000 tags are
/// looked at and at most 10,000 characters are given; what is left out shows as `…` at the end.
/// Text without markup stays as it is, save for white space.
pub fn plain_text(html: &str) -> String {
    let tags = html.match_indices('<').nth(MAX_TAGS);
    let end = tags.map_or(html.len(), |(at, _)| at).min(MAX_HTML_BYTES);
    let mut ends = (0..=end).rev();
    let looked_at = ends.find(|at| html.is_char_boundary(*at)).unwrap_or(0);
    let whole = looked_at == html.len();
    let mut start = &html[..looked_at];
    if !whole {
        // The parser drops half a tag, but takes one of which only this is left for text.
        start = start.trim_end_matches(['<', '/']);
    }
    // Most texts are plain, and parsing costs a hundred times as much as looking.
    let text = match start.contains(['<', '&']) {
        true => visible(&Html::parse_fragment(start)),
        false => start.to_owned(),
    };
    collapsed(&printable(&text), whole)
}

/// What a reader would see, with a space for every border of a block. Walks with a stack of its
/// own, as the elements may stand in each other by the ten thousand.
fn visible(document: &Html) -> String {
    let mut text = String::new();
    let mut ahead = vec![(document.tree.root(), true)];
    while let Some((node, opens)) = ahead.pop() {
        match node.value() {
            _ if !opens => text.push(' '),
            Node::Text(words) => text.push_str(words),
            Node::Element(element) if is_unread(element) => text.push_str(border(element)),
            Node::Element(element) => {
                text.push_str(border(element));
                if !border(element).is_empty() {
                    ahead.push((node, false));
                }
                ahead.extend(node.children().rev().map(|child| (child, true)));
            }
            _ => ahead.extend(node.children().rev().map(|child| (child, true))),
        }
    }
    text
}

/// What keeps an element's text apart from that before and after it.
fn border(element: &Element) -> &'static str {
    if INLINE.contains(&element.name()) || UNREAD.contains(&element.name()) {
        ""
    } else {
        " "
    }
}

fn is_unread(element: &Element) -> bool {
    UNREAD.contains(&element.name())
        || element.attr("hidden").is_some()
        || element.attr("style").is_some_and(hides)
}

/// Whether the last `display` of an inline style is `none`.
fn hides(style: &str) -> bool {
    let mut values = style.split(';').filter_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        property
            .trim()
            .eq_ignore_ascii_case("display")
            .then_some(value)
    });
    values.next_back().is_some_and(|value| {
        let word = value.split('!').next().unwrap_or_default();
        word.trim().eq_ignore_ascii_case("none")
    })
}

/// `text` with single spaces, cut to the longest that is given.
fn collapsed(text: &str, whole: bool) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = line.char_indices().nth(MAX_CHARACTERS).is_none();
    if fits && whole {
        return line;
    }
    let end = line.char_indices().nth(MAX_CHARACTERS - 1);
    let kept = &line[..end.map_or(line.len(), |(at, _)| at)];
    format!("{}…", kept.trim_end())
}

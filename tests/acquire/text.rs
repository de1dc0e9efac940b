//! Answers `src/acquire/text.rs`.

use pixrec::acquire::text::plain_text;
use proptest::prelude::*;

#[test]
fn markup_goes_and_words_stay_apart() {
    let cases = [
        ("<a href=\"//x.org\">Ann</a> &amp; <b>Bob</b>", "Ann & Bob"),
        ("one<br>two<p>three</p>four", "one two three four"),
        ("<ul><li>a</li><li>b</li></ul>c", "a b c"),
        ("<b>in</b>line", "inline"),
        ("<td>a</td><div>b</div>c", "a b c"),
        ("x<script>alert(1)</script>y<style>p{}</style>z", "xyz"),
        (
            "x<template><p>no</p></template><noscript>no</noscript>",
            "x",
        ),
        ("<!-- no -->x", "x"),
        (
            "a<span style=\"color:red; Display : NONE !important\">hidden<b>too</b></span>b",
            "ab",
        ),
        (
            "a<span style=\"display:none;display:inline\">b</span>",
            "ab",
        ),
        ("<p hidden>no</p>yes", "yes"),
        ("<unclosed <b>x", "x"),
        ("", ""),
    ];
    for (html, text) in cases {
        assert_eq!(plain_text(html), text, "of {html:?}");
    }
}

#[test]
fn entities_are_decoded_once() {
    assert_eq!(plain_text("&lt;script&gt;"), "<script>");
    assert_eq!(plain_text("&amp;lt;b&amp;gt;"), "&lt;b&gt;");
    assert_eq!(plain_text("caf&eacute; &#x1F600;&nbsp;x"), "café 😀 x");
}

#[test]
fn plain_words_stay_as_they_are() {
    for text in [
        "a < b",
        "AT&T",
        "1 > 0 & 2",
        "50 % of \"all\"",
        "naïve — 東京 🗼",
        "x<3",
    ] {
        assert_eq!(plain_text(text), text);
    }
    assert_eq!(plain_text("  a \n\t b\u{a0}\u{3000}c "), "a b c");
}

#[test]
fn nothing_that_steers_a_terminal_stays() {
    assert_eq!(plain_text("a\u{1b}[2Jb\u{202e}c\u{7}d"), "a [2Jb c d");
    assert_eq!(plain_text("a&#x202e;b&#x1b;c"), "a b c");
}

#[test]
fn long_text_is_cut_at_a_character() {
    let cut = plain_text(&"é".repeat(20_000));
    assert_eq!(cut.chars().count(), 10_000);
    assert!(cut.ends_with("é…"));
    let whole = "é".repeat(10_000);
    assert_eq!(plain_text(&whole), whole);
    let words = plain_text(&"ab ".repeat(20_000));
    assert!(words.chars().count() <= 10_000 && words.ends_with("b…") | words.ends_with("a…"));
    // The markup alone is longer than what is looked at.
    let hidden = format!("start{}end", "<i></i>".repeat(50_000));
    assert_eq!(plain_text(&hidden), "start…");
}

#[test]
fn deep_nesting_ends() {
    for tag in [
        "<b>",
        "<div>",
        "<span>",
        "<p><i class=a>",
        "<table><td>",
        "<a href=x>",
        "<svg>",
    ] {
        let text = plain_text(&format!("start{}", tag.repeat(100_000)));
        assert_eq!(text, "start…", "{tag}");
    }
}

proptest! {
    #[test]
    fn text_is_on_one_line_and_bounded(html in "(<|>|/|&|;|#|[a-z]|script|style=|display:none|\"|\\PC|\n| |<b>|</p>){0,60}") {
        let text = plain_text(&html);
        prop_assert!(!text.contains(char::is_control));
        prop_assert_eq!(&text.split_whitespace().collect::<Vec<_>>().join(" "), &text);
    }

    #[test]
    fn what_is_escaped_comes_back(words in "[a-z<>&\"' ]{0,60}") {
        let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let expected = words.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(plain_text(&escaped), expected);
    }
}

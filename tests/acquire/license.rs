//! Answers `src/acquire/license/`, but for the list of what is allowed.

use pixrec::acquire::license::{Claims, NotFree, in_words, license_url, resolve, spdx_id};
use proptest::prelude::*;

/// The id that a link, a code and a name give together, or the reason why they give none; an
/// empty text claims nothing.
fn id(url: &str, code: &str, name: &str) -> Result<String, String> {
    let claims = Claims {
        url: Some(url),
        code: Some(code),
        name: Some(name),
    };
    resolve(&claims)
        .map(|license| license.id)
        .map_err(|not_free| not_free.to_string())
}

fn of_link(url: &str) -> (String, String) {
    let claims = Claims {
        url: Some(url),
        ..Claims::default()
    };
    match resolve(&claims) {
        Ok(license) => (license.id, license.url.unwrap_or_default()),
        Err(not_free) => (not_free.to_string(), String::new()),
    }
}

#[test]
fn what_people_write_becomes_an_spdx_id() {
    let cases = [
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("cc by 2.0", "CC-BY-2.0"),
        ("CC_BY_NC_ND_3.0", "CC-BY-NC-ND-3.0"),
        ("  cc-by-nc-sa-2.5 ", "CC-BY-NC-SA-2.5"),
        ("CC0", "CC0-1.0"),
        ("cc0 1.0", "CC0-1.0"),
        ("CC Zero", "CC0-1.0"),
        ("CC0-1.0", "CC0-1.0"),
        ("mit", "MIT"),
        (
            "Creative Commons Attribution-Share Alike 3.0 Germany",
            "CC-BY-SA-3.0-DE",
        ),
    ];
    for (words, id) in cases {
        assert_eq!(spdx_id(words), id, "of {words:?}");
        assert_eq!(spdx_id(id), id);
    }
}

#[test]
fn other_words_stay_as_they_are() {
    for words in [
        "Public domain",
        "CC BY",
        "CC BY-SA 9.0",
        "CC-BY-XX-4.0",
        "mine",
        "NOASSERTION",
        "CC BY-SA 3.0 or GFDL",
    ] {
        assert_eq!(spdx_id(&format!(" {words} ")), words);
        assert_eq!(license_url(words), None);
    }
    assert_eq!(spdx_id("GPL-3.0-only"), "GPL-3.0-only");
    assert_eq!(spdx_id("GPL-1.0+"), "GPL-1.0+");
}

#[test]
fn known_licences_have_their_text() {
    let cases = [
        (
            "CC0-1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        (
            "CC-BY-NC-ND-2.5",
            "https://creativecommons.org/licenses/by-nc-nd/2.5/",
        ),
        (
            "CC-BY-NC-ND-1.0",
            "https://creativecommons.org/licenses/by-nd-nc/1.0/",
        ),
        (
            "CC-BY-SA-3.0-DE",
            "https://creativecommons.org/licenses/by-sa/3.0/de/",
        ),
        (
            "CC-PDM-1.0",
            "https://creativecommons.org/publicdomain/mark/1.0/",
        ),
        (
            "GFDL-1.2-or-later",
            "https://www.gnu.org/licenses/old-licenses/fdl-1.2.html",
        ),
        ("GFDL-1.3-only", "https://www.gnu.org/licenses/fdl-1.3.html"),
        ("LAL-1.3", "https://artlibre.org/licence/lal/en/"),
        (
            "OGL-UK-3.0",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        ),
        ("LicenseRef-Unsplash", "https://unsplash.com/license"),
    ];
    for (id, url) in cases {
        assert_eq!(license_url(id).as_deref(), Some(url), "{id}");
    }
    for id in [
        "",
        "-",
        "CC0",
        "CC-BY-9.0",
        "4.0",
        "MIT",
        "LicenseRef-Public-Domain",
    ] {
        assert_eq!(license_url(id), None, "{id}");
    }
}

#[test]
fn a_link_is_read_however_it_is_written() {
    for url in [
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "http://creativecommons.org/licenses/by-sa/4.0",
        "//creativecommons.org/licenses/by-sa/4.0/deed.en",
        "HTTPS://WWW.CreativeCommons.org/licenses/BY-SA/4.0/legalcode",
        "https://www.creativecommons.org/licenses/by-sa/4.0/legalcode.de?ref=x#top",
        "https://creativecommons.org/licenses/by-sa/4.0/rdf",
    ] {
        let expected = "https://creativecommons.org/licenses/by-sa/4.0/";
        assert_eq!(
            of_link(url),
            ("CC-BY-SA-4.0".to_owned(), expected.to_owned()),
            "{url}"
        );
    }
    let cases = [
        (
            "https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
            "CC0-1.0",
        ),
        (
            "http://creativecommons.org/publicdomain/mark/1.0/",
            "CC-PDM-1.0",
        ),
        (
            "https://creativecommons.org/licenses/by-nd-nc/1.0/",
            "CC-BY-NC-ND-1.0",
        ),
        ("http://www.gnu.org/copyleft/fdl.html", "GFDL-1.2-or-later"),
        (
            "https://www.gnu.org/licenses/old-licenses/fdl-1.2.en.html",
            "GFDL-1.2-only",
        ),
        ("https://www.gnu.org/licenses/fdl-1.3.html", "GFDL-1.3-only"),
        ("http://artlibre.org/licence/lal/en", "LAL-1.3"),
        (
            "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "OGL-UK-3.0",
        ),
        (
            "http://www.usa.gov/copyright.shtml",
            "LicenseRef-US-Government-Work",
        ),
        (
            "https://www.flickr.com/commons/usage/",
            "LicenseRef-No-Known-Copyright-Restrictions",
        ),
        (
            "http://rightsstatements.org/vocab/NoC-US/1.0/",
            "LicenseRef-NoC-US",
        ),
        ("https://unsplash.com/license", "LicenseRef-Unsplash"),
        ("https://www.pexels.com/license/", "LicenseRef-Pexels"),
    ];
    for (url, id) in cases {
        assert_eq!(of_link(url).0, id, "{url}");
    }
}

#[test]
fn a_port_keeps_its_own_text() {
    let of = |path: &str| of_link(&format!("https://creativecommons.org/licenses/{path}"));
    let listed = of("by-sa/3.0/de/deed.de");
    assert_eq!(listed.0, "CC-BY-SA-3.0-DE");
    assert_eq!(
        listed.1,
        "https://creativecommons.org/licenses/by-sa/3.0/de/"
    );
    let unlisted = of("by/2.0/br/");
    assert_eq!(unlisted.0, "CC-BY-2.0");
    assert_eq!(
        unlisted.1,
        "https://creativecommons.org/licenses/by/2.0/br/"
    );
    // From 4.0 on there are no ports: it is a language.
    assert_eq!(
        of("by/4.0/de/").1,
        "https://creativecommons.org/licenses/by/4.0/"
    );
}

#[test]
fn links_that_only_look_like_licences_are_none() {
    for url in [
        "https://creativecommons.org.example.net/licenses/by/4.0/",
        "https://creativecommons.org@example.net/licenses/by/4.0/",
        "https://example.net/creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by/9.9/",
        "https://creativecommons.org/licenses/sampling+/1.0/",
        "https://creativecommons.org/licenses/by-sa-nd/4.0/",
        "https://creativecommons.org/",
        "javascript:alert(1)//creativecommons.org/licenses/by/4.0/",
        "https://rightsstatements.org/vocab/InC/1.0/",
        "https://plus.unsplash.com/license",
    ] {
        assert!(
            of_link(url).0.contains("not a known one"),
            "{url}: {:?}",
            of_link(url)
        );
    }
}

#[test]
fn codes_and_names_are_read() {
    let cases = [
        ("cc-by-sa-4.0", "CC-BY-SA-4.0"),
        ("by-nc-4.0", "CC-BY-NC-4.0"),
        ("cc-zero", "CC0-1.0"),
        ("pdm", "CC-PDM-1.0"),
        ("pdm-1.0", "CC-PDM-1.0"),
        ("pd", "LicenseRef-Public-Domain"),
        ("Public domain", "LicenseRef-Public-Domain"),
        ("PD-self", "LicenseRef-Public-Domain"),
        ("PD-old-70", "LicenseRef-Public-Domain"),
        ("gfdl", "GFDL-1.2-or-later"),
        ("GFDL 1.2", "GFDL-1.2-only"),
        ("GFDL 1.2 or later", "GFDL-1.2-or-later"),
        ("PD-USGov-NASA", "LicenseRef-US-Government-Work"),
        ("FAL", "LAL-1.3"),
        ("OGL v3.0", "OGL-UK-3.0"),
        ("OGL 3", "OGL-UK-3.0"),
        ("cc-by-sa-3.0,gfdl", "CC-BY-SA-3.0"),
        ("CC BY-SA 3.0 or GFDL", "CC-BY-SA-3.0"),
        ("CC BY-NC 3.0 or GFDL", "GFDL-1.2-or-later"),
        ("CC BY-SA 3.0-2.5-2.0-1.0", "CC-BY-SA-3.0"),
        ("cc-by-sa-2.5,2.0,1.0", "CC-BY-SA-2.5"),
        ("cc-by-sa-3.0-migrated", "CC-BY-SA-3.0"),
        ("CC BY-SA 3.0 de", "CC-BY-SA-3.0-DE"),
        (
            "Attribution-NonCommercial-NoDerivs 2.0 Generic",
            "CC-BY-NC-ND-2.0",
        ),
        (
            "Creative Commons Attribution 4.0 International",
            "CC-BY-4.0",
        ),
        (
            "United States Government Work",
            "LicenseRef-US-Government-Work",
        ),
        (
            "No known copyright restrictions",
            "LicenseRef-No-Known-Copyright-Restrictions",
        ),
        ("Public Domain Dedication (CC0)", "CC0-1.0"),
        ("Unsplash License", "LicenseRef-Unsplash"),
    ];
    for (words, expected) in cases {
        assert_eq!(
            id("", words, "").as_deref(),
            Ok(expected),
            "as a code: {words}"
        );
        assert_eq!(
            id("", "", words).as_deref(),
            Ok(expected),
            "as a name: {words}"
        );
    }
}

#[test]
fn words_that_are_not_wholly_understood_are_not_free() {
    for words in [
        "Fair use",
        "All rights reserved",
        "CC BY 4.0 NC",
        "CC BY 3.0 no derivatives",
        "CC BY 4.0, not for commercial use",
        "CC BY 4.0 or Fair use",
        "not CC BY 4.0",
        "CC BY 4.0?",
        "CC BY 9.0",
        "by me",
        "PD-US-expired",
        "pdm 7.0.0.0",
        "NOASSERTION",
        "public domain 4",
    ] {
        let told = id("", "", words);
        let expected = format!("its licence is not a known one: \"{words}\"");
        assert_eq!(told, Err(expected), "{words}");
    }
}

#[test]
fn a_version_that_nobody_names_is_not_guessed() {
    for words in [
        "CC BY",
        "by-sa",
        "Attribution",
        "Attribution License",
        "OGL",
    ] {
        let told = id("", "", words).unwrap_err();
        assert_eq!(
            told,
            format!("its licence is named without its version: \"{words}\"")
        );
    }
}

#[test]
fn nothing_claimed_is_not_free() {
    assert_eq!(resolve(&Claims::default()), Err(NotFree::Unclaimed));
    assert_eq!(
        id(" ", "\t", "").unwrap_err(),
        "it has no licence: the source names none"
    );
}

#[test]
fn claims_that_agree_are_one_licence_as_close_as_any_tells_it() {
    let by = "https://creativecommons.org/licenses/by/2.0/";
    let ported = "https://creativecommons.org/licenses/by-sa/3.0/de/";
    let mark = "https://creativecommons.org/publicdomain/mark/1.0/";
    let cases = [
        (by, "cc-by-2.0", "CC BY 2.0", "CC-BY-2.0"),
        (by, "", "Attribution License", "CC-BY-2.0"),
        ("", "cc-by", "CC BY 2.0", "CC-BY-2.0"),
        (ported, "cc-by-sa-3.0", "CC BY-SA 3.0", "CC-BY-SA-3.0-DE"),
        (mark, "pd", "Public domain", "CC-PDM-1.0"),
        ("", "pd", "Public domain", "LicenseRef-Public-Domain"),
        (
            "https://www.usa.gov/government-works",
            "pd",
            "",
            "LicenseRef-US-Government-Work",
        ),
        (
            "http://www.gnu.org/copyleft/fdl.html",
            "gfdl",
            "GFDL 1.3",
            "GFDL-1.3-only",
        ),
        (
            "http://www.gnu.org/copyleft/fdl.html",
            "cc-by-sa-3.0,gfdl",
            "CC BY-SA 3.0 or GFDL",
            "GFDL-1.2-or-later",
        ),
    ];
    for (url, code, name, expected) in cases {
        assert_eq!(
            id(url, code, name).as_deref(),
            Ok(expected),
            "{url} {code} {name}"
        );
    }
}

#[test]
fn claims_that_disagree_are_named() {
    let by = "https://creativecommons.org/licenses/by/4.0/";
    assert_eq!(
        id(by, "", "CC BY-SA 4.0").unwrap_err(),
        "its licence is contradicting: CC-BY-4.0 by its link, CC-BY-SA-4.0 by its name"
    );
    assert_eq!(
        id("", "cc0", "Public domain").unwrap_err(),
        "its licence is contradicting: CC0-1.0 by its code, LicenseRef-Public-Domain by its name"
    );
    assert_eq!(
        id(by, "cc-by", "CC BY 3.0").unwrap_err(),
        "its licence is contradicting: CC-BY-4.0 by its link, CC-BY-3.0 by its name"
    );
    let ported = "https://creativecommons.org/licenses/by-sa/3.0/de/";
    assert!(
        id(ported, "", "CC BY-SA 3.0 at")
            .unwrap_err()
            .contains("contradicting")
    );
    assert!(id(by, "", "Fair use").is_err());
}

#[test]
fn what_is_quoted_is_short_and_safe_to_print() {
    let told = id(
        "",
        "",
        &format!("a\u{202e}b\u{1b}[31m\n\nc{}", "x".repeat(5_000)),
    )
    .unwrap_err();
    let quoted = told.split('"').nth(1).unwrap();
    assert!(
        quoted.starts_with("a b [31m c") && quoted.ends_with("x…"),
        "{quoted}"
    );
    assert_eq!(quoted.chars().count(), 80);
}

#[test]
fn references_are_shown_in_words() {
    assert_eq!(in_words("LicenseRef-Unsplash"), "Unsplash License");
    assert_eq!(in_words("LicenseRef-Public-Domain"), "Public domain");
    assert_eq!(in_words("LicenseRef-My-Own"), "My Own");
    assert_eq!(in_words("CC-BY-4.0"), "CC-BY-4.0");
}

proptest! {
    #[test]
    fn whatever_is_claimed_is_one_known_id_or_a_reason(url in ".{0,80}", code in ".{0,40}", name in ".{0,40}") {
        match id(&url, &code, &name) {
            Ok(id) => prop_assert_eq!(id.starts_with("LicenseRef-") || spdx_id(&id) == id, true),
            Err(reason) => prop_assert!(!reason.contains(char::is_control), "{}", reason),
        }
    }

    #[test]
    fn pieces_of_licences_in_any_order_never_panic_and_read_the_same_twice(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "cc", "by", "-", "sa", "nc", "nd", " ", "4.0", "3.0", "1", "de", ",", " or ", "gfdl",
            "later", "pd", "0", "/", "licenses", "https://creativecommons.org/", "v", "+", "é",
        ]), 0..12)
    ) {
        let words = pieces.concat();
        let first = id(&words, "", "").or_else(|_| id("", "", &words));
        if let Ok(found) = first {
            prop_assert_eq!(id("", "", &found), Ok(found.clone()), "of {:?}", words);
        }
    }
}

#[test]
fn licences_of_creative_commons_have_their_text() {
    let text = |id| license_url(id).unwrap_or_default();
    assert_eq!(
        text("CC0-1.0"),
        "https://creativecommons.org/publicdomain/zero/1.0/"
    );
    assert_eq!(
        text("CC-BY-4.0"),
        "https://creativecommons.org/licenses/by/4.0/"
    );
    assert_eq!(
        text("CC-BY-NC-ND-2.5"),
        "https://creativecommons.org/licenses/by-nc-nd/2.5/"
    );
    for id in ["", "-", "CC0", "CC-BY-9.0", "4.0", "MIT"] {
        assert_eq!(license_url(id), None, "{id}");
    }
}

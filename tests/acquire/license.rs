//! Answers `src/acquire/license.rs`.

use pixrec::acquire::{license_url, spdx_id};

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
        "GPL-3.0-only",
    ] {
        assert_eq!(spdx_id(&format!(" {words} ")), words);
        assert_eq!(license_url(words), None);
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

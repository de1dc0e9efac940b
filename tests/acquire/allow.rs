//! Answers `src/acquire/license/allow.rs`.

use pixrec::acquire::license::AllowList;

fn list(names: &[&str]) -> Result<AllowList, String> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    AllowList::parse(&names).map_err(|error| error.to_string())
}

const OPEN: [&str; 16] = [
    "CC0-1.0",
    "CC-PDM-1.0",
    "CC-BY-1.0",
    "CC-BY-4.0",
    "cc-by-4.0",
    "CC-BY-3.0-DE",
    "CC-BY-SA-2.1-JP",
    "CC-BY-SA-4.0",
    "LicenseRef-Public-Domain",
    "LicenseRef-US-Government-Work",
    "LAL-1.2",
    "LAL-1.3",
    "GFDL-1.2-or-later",
    "GFDL-1.3-only",
    "OGL-UK-3.0",
    "OGL-Canada-2.0",
];

const CLOSED: [&str; 10] = [
    "CC-BY-NC-4.0",
    "CC-BY-ND-4.0",
    "CC-BY-NC-SA-2.0",
    "LicenseRef-Unsplash",
    "LicenseRef-Pexels",
    "LicenseRef-No-Known-Copyright-Restrictions",
    "LicenseRef-NoC-US",
    "all rights reserved",
    "CC-BY",
    "",
];

#[test]
fn open_licences_are_allowed_by_default_and_no_others() {
    for list in [AllowList::open(), list(&["OPEN"]).unwrap()] {
        for id in OPEN {
            assert!(list.permits(id), "{id}");
        }
        for id in CLOSED {
            assert!(!list.permits(id), "{id}");
        }
    }
}

#[test]
fn a_source_may_add_its_own() {
    let list = AllowList::open().and(&["LicenseRef-Unsplash"]);
    assert!(list.permits("LicenseRef-Unsplash") && list.permits("CC0-1.0"));
    assert!(!list.permits("LicenseRef-Pexels"));
}

#[test]
fn names_and_beginnings_are_taken_in_any_letters() {
    let some = list(&["cc-by-sa-*", " mit ", "licenseref-mine"]).unwrap();
    for id in ["CC-BY-SA-4.0", "CC-BY-SA-3.0-DE", "MIT", "LicenseRef-Mine"] {
        assert!(some.permits(id), "{id}");
    }
    for id in ["CC-BY-4.0", "CC0-1.0", "MIT-0", "LicenseRef-Other"] {
        assert!(!some.permits(id), "{id}");
    }
    assert!(list(&["CC-BY-*"]).unwrap().permits("CC-BY-NC-ND-4.0"));
    assert!(list(&["any"]).unwrap().permits("LicenseRef-Pexels"));
    // SPDX has replaced this id; what is found has the new one.
    assert!(list(&["GFDL-1.2"]).unwrap().permits("GFDL-1.2-only"));
}

#[test]
fn a_typing_mistake_names_the_nearest() {
    for (name, near) in [
        ("CC-BY-4", "CC-BY-4.0"),
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("opne", "open"),
        ("CC0", "CC0-1.0"),
        ("CC-YB-*", "CC-BY"),
        ("LicenseRef-Unsp lash", "LicenseRef-Unsplash"),
    ] {
        let told = list(&["open", name]).unwrap_err();
        assert!(told.contains(&format!("\"{name}\"")), "{told}");
        assert!(told.contains(&format!("did you mean \"{near}")), "{told}");
    }
    for hostile in ["", "NOASSERTION", "é*", "LicenseRef-", "\u{1b}[2J"] {
        let told = list(&[hostile]).unwrap_err();
        assert!(!told.contains(char::is_control), "{told}");
    }
    assert!(list(&[&"x".repeat(100_000)]).unwrap_err().len() < 500);
    assert!(list(&[]).unwrap_err().contains("empty"));
}

#[test]
fn a_refusal_says_what_is_allowed() {
    assert_eq!(
        AllowList::open().check(Some("CC-BY-NC-2.0")).unwrap_err(),
        "the licence CC-BY-NC-2.0 is not among those allowed (open licences); allow_licenses names others"
    );
    let told = list(&["CC0-1.0", "CC-BY-SA-*"])
        .unwrap()
        .check(Some("MIT"))
        .unwrap_err();
    assert!(told.contains("(CC0-1.0, CC-BY-SA-*)"), "{told}");
    assert_eq!(AllowList::open().check(Some("CC0-1.0")), Ok(()));
    // Even where any licence is allowed there must be one.
    assert!(list(&["any"]).unwrap().check(None).is_err());
}

//! Answers `src/tables/tag_edits.rs`.

use anyhow::Result;
use pixrec::tables::tag_edits::{from_json, to_json};

#[test]
fn edits_are_the_same_after_a_round_trip_and_sorted() -> Result<()> {
    let text = br#"{"b.jpg": {"remove": ["sea", "boat"]}, "a.jpg": {"add": ["x"], "remove": []}}"#;
    let edits = from_json(text)?;
    let json = to_json(&edits)?;
    let expected = "{\n  \"a.jpg\": {\"add\":[\"x\"],\"remove\":[]},\n  \"b.jpg\": {\"add\":[],\"remove\":[\"boat\",\"sea\"]}\n}\n";
    assert_eq!(String::from_utf8_lossy(&json), expected);
    assert_eq!(from_json(&json)?, edits);
    assert_eq!(to_json(&from_json(b"{}")?)?, b"{}\n");
    Ok(())
}

#[test]
fn what_is_no_file_of_edits_is_refused_and_nothing_of_it_is_lost() {
    for wrong in [
        &b""[..],
        b"[]",
        br#"{"a.jpg": ["x"]}"#,
        br#"{"a.jpg": {"ad": ["x"]}}"#,
        br#"{"a.jpg": {"add": "x"}}"#,
        br#"{"a.jpg": {}, "a.jpg": {}}"#,
        br#"{"": {}}"#,
    ] {
        let text = String::from_utf8_lossy(wrong);
        assert!(from_json(wrong).is_err(), "{text}");
    }
}

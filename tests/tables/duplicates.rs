//! Answers `src/tables/duplicates.rs`.

use anyhow::Result;
use pixrec::tables::duplicates::{DuplicateRecord, frame, from_json, to_json};
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_pairs_are_the_same_after_a_round_trip(
        pairs in proptest::collection::vec((".*", ".*", any::<u32>()), 0..6)
    ) {
        let fail = |error: anyhow::Error| TestCaseError::fail(format!("{error:#}"));
        let pairs = pairs.into_iter();
        let records: Vec<DuplicateRecord> = pairs
            .map(|(filename, other, distance)| DuplicateRecord { filename, other, distance })
            .collect();
        let table = frame(&records).map_err(fail)?;
        let json = to_json(&table).map_err(fail)?;
        prop_assert_eq!(from_json(&json).map_err(fail)?, table);
    }
}

#[test]
fn the_file_is_one_pair_a_line() -> Result<()> {
    let record = DuplicateRecord {
        filename: "a.jpg".to_owned(),
        other: "b.png".to_owned(),
        distance: 3,
    };
    let line = "{\"filename\":\"a.jpg\",\"other\":\"b.png\",\"distance\":3}";
    let json = String::from_utf8(to_json(&frame(&[record])?)?)?;
    assert_eq!(json, format!("[\n  {line}\n]\n"));
    assert_eq!(to_json(&frame(&[])?)?, b"[]\n");
    Ok(())
}

#[test]
fn what_is_no_pair_is_an_error_that_says_where() {
    for bytes in [
        "{}",
        "[{\"filename\":\"a\",\"other\":\"b\"}]",
        "[{\"filename\":\"a\",\"other\":null,\"distance\":1}]",
        "[{\"filename\":\"a\",\"other\":\"b\",\"distance\":-1}]",
        "[{\"filename\":\"a\",\"other\":\"b\",\"distance\":4294967296}]",
        "[{\"filename\":\"a\",\"other\":\"b\",\"distance\":1}",
    ] {
        let error = from_json(bytes.as_bytes()).expect_err(bytes);
        assert!(format!("{error:#}").contains("line 1 column"), "{error:#}");
    }
}

//! Answers `src/interactions/words.rs`.

use anyhow::Result;
use pixrec::interactions::Words;
use proptest::prelude::*;

proptest! {
    #[test]
    fn each_text_has_one_number_and_each_number_its_text(
        texts in proptest::collection::vec(".{0,6}", 0..80)
    ) {
        let fail = |error: anyhow::Error| TestCaseError::fail(error.to_string());
        let mut words = Words::default();
        let numbers: Vec<u32> = texts
            .iter()
            .map(|text| words.add(text))
            .collect::<Result<_>>()
            .map_err(fail)?;
        for (text, number) in texts.iter().zip(&numbers) {
            prop_assert_eq!(words.text(*number), text);
            prop_assert_eq!(words.number(text), Some(*number));
        }
        let mut distinct = texts.clone();
        distinct.sort();
        distinct.dedup();
        prop_assert_eq!(words.len(), distinct.len());
        prop_assert_eq!(words.number("not one of them, as it is too long"), None);

        let (sorted, ranks) = words.by_alphabet().map_err(fail)?;
        for (rank, text) in (0..).zip(&distinct) {
            prop_assert_eq!(sorted.text(rank), text);
            prop_assert_eq!(sorted.number(text), Some(rank));
        }
        for (text, number) in texts.iter().zip(numbers) {
            prop_assert_eq!(sorted.text(ranks[number as usize]), text);
        }
    }
}

#[test]
fn a_number_that_is_not_known_has_no_text() -> Result<()> {
    let mut words = Words::default();
    assert!(words.is_empty());
    assert_eq!(words.text(0), "");
    words.add("sea")?;
    assert_eq!(words.text(1), "");
    assert_eq!(words.text(u32::MAX), "");
    Ok(())
}

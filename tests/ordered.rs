//! Work on many threads whose results come in order.

use anyhow::{Result, bail};
use pixrec::ordered::in_order;
use proptest::prelude::*;

proptest! {
    #[test]
    fn results_are_taken_in_the_order_of_the_pieces(pieces in prop::collection::vec(0_u64..200, 0..60)) {
        let mut taken = Vec::new();
        let work = |piece: u64| {
            std::thread::sleep(std::time::Duration::from_micros(piece));
            Ok(piece + 1)
        };
        in_order(pieces.iter().copied().map(Ok), work, |made| {
            taken.push(made);
            Ok(())
        })
        .expect("no error");
        let expected: Vec<u64> = pieces.iter().map(|piece| piece + 1).collect();
        prop_assert_eq!(taken, expected);
    }
}

/// What is taken of the numbers from 0 up, and the error that ends it.
fn failing(
    pieces: impl Iterator<Item = Result<u32>> + Send,
    work: impl Fn(u32) -> Result<u32> + Sync,
    take: impl Fn(u32) -> Result<()>,
) -> (Vec<u32>, String) {
    let mut taken = Vec::new();
    let error = in_order(pieces, work, |made| {
        take(made)?;
        taken.push(made);
        Ok(())
    });
    (taken, error.expect_err("it fails").to_string())
}

#[test]
fn the_first_error_ends_it_wherever_it_comes_from() {
    let up_to_five = |number: u32| match number {
        5 => bail!("five"),
        _ => Ok(number),
    };
    let first = vec![0, 1, 2, 3, 4];
    let expected = (first, "five".to_owned());
    assert_eq!(failing((0..).map(up_to_five), Ok, |_| Ok(())), expected);
    assert_eq!(failing((0..).map(Ok), up_to_five, |_| Ok(())), expected);
    let take = |number| up_to_five(number).map(|_| ());
    assert_eq!(failing((0..).map(Ok), Ok, take), expected);
}

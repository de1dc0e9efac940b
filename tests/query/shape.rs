//! Answers `src/query/shape.rs`: the lazy expressions say what `domain` says.

use pixrec::domain::{Orientation, SizeCategory};
use pixrec::query::shape::labels;
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{rows, shuffled};

const NAMES: [&str; 3] = ["filename", "orientation", "size_category"];

/// Sides around the borders of sizes and squares, and any others.
fn any_side() -> impl Strategy<Value = u32> {
    prop_oneof![470_u32..530, 1420_u32..1510, 1_u32..100, any::<u32>()]
}

fn table(sides: &[(u32, u32)]) -> LazyFrame {
    let names = (0..sides.len()).map(|index| format!("{index:04}.jpg"));
    let (widths, heights): (Vec<u32>, Vec<u32>) = sides.iter().copied().unzip();
    df!["filename" => names.collect::<Vec<_>>(), "width" => widths, "height" => heights]
        .expect("columns are equally long")
        .lazy()
}

fn expected(sides: &[(u32, u32)]) -> Vec<Vec<String>> {
    let each = sides.iter().enumerate();
    each.map(|(index, (width, height))| {
        vec![
            format!("{index:04}.jpg"),
            Orientation::of(*width, *height).as_str().to_owned(),
            SizeCategory::of(*width, *height).as_str().to_owned(),
        ]
    })
    .collect()
}

proptest! {
    #[test]
    fn shapes_are_those_of_the_domain_whatever_the_order_of_rows(
        sides in proptest::collection::vec((any_side(), any_side()), 0..200), seed in 0_u64..100
    ) {
        let table = table(&sides);
        prop_assert_eq!(rows(labels(shuffled(&table, seed)), &NAMES), expected(&sides));
    }
}

#[test]
fn borders_are_on_the_right_side() {
    let sides = [
        (499, 1),
        (500, 1),
        (1500, 1),
        (1501, 1),
        (100, 95),
        (100, 94),
        (95, 100),
        (94, 100),
        (60, 57),
        (19, 20),
        (1, 1),
        (2, 1),
        (u32::MAX, u32::MAX - 1),
    ];
    assert_eq!(rows(labels(table(&sides)), &NAMES), expected(&sides));
}

//! Which rows have one of some texts? Of a few known texts among the rows of a large table: the
//! texts are hashed once, and what a row has not in common with the row before is looked up.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;
use polars::prelude::*;
use polars_arrow::bitmap::BitmapBuilder;

type Texts = HashSet<String, RandomState>;

/// Whether a row has one of `texts` in the column `name`; a row without a text has none. A reader
/// of Parquet asks it before it makes ready the other columns.
pub fn among<'a>(name: &str, texts: impl IntoIterator<Item = &'a str>) -> Expr {
    let texts: Arc<Texts> = Arc::new(texts.into_iter().map(str::to_owned).collect());
    let has = move |column: Column| Ok(mask(column.str()?, &texts).into_column());
    col(name).map(has, |_, field| {
        Ok(Field::new(field.name().clone(), DataType::Boolean))
    })
}

fn mask(column: &StringChunked, texts: &Texts) -> BooleanChunked {
    let mut keep = BitmapBuilder::with_capacity(column.len());
    // Rows of one file name stand together in most tables.
    let mut before: (Option<&str>, bool) = (None, false);
    for chunk in column.downcast_iter() {
        for text in chunk {
            if text != before.0 {
                before = (text, text.is_some_and(|text| texts.contains(text)));
            }
            keep.push(before.1);
        }
    }
    BooleanChunked::from_bitmap(column.name().clone(), keep.freeze())
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;
    use proptest::prelude::*;

    use super::among;

    proptest! {
        #[test]
        fn rows_with_one_of_the_texts_are_kept_in_their_order(
            rows in prop::collection::vec(prop::option::of(0_u8..9), 0..60),
            wanted in prop::collection::vec(0_u8..12, 0..6),
        ) {
            let text = |number: &u8| format!("the text of the number {number}");
            let values: Vec<Option<String>> = rows.iter().map(|row| row.as_ref().map(text)).collect();
            let texts: Vec<String> = wanted.iter().map(text).collect();
            let frame = df!["text" => values.clone()].expect("one column").lazy();
            let kept = frame.filter(among("text", texts.iter().map(String::as_str))).collect();
            let kept = kept.expect("a frame");
            let kept: Vec<&str> = kept.column("text").expect("a column").str().expect("texts")
                .iter().flatten().collect();
            let expected: Vec<&str> = values.iter().flatten().map(String::as_str)
                .filter(|value| texts.iter().any(|text| text == value)).collect();
            prop_assert_eq!(kept, expected);
        }
    }
}

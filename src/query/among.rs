//! Which rows have one of some texts? Of a few known texts among the rows of a large table: what a
//! row has not in common with the row before is looked up, in sorted tables beside where the last was.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;
use polars::prelude::*;
use polars_arrow::bitmap::BitmapBuilder;

/// So many texts are compared with one by one before the rest is searched by halves.
const FEW: usize = 8;

/// Whether a row has one of `texts` in the column `name`; a row without a text has none. A reader
/// of Parquet asks it before it makes ready the other columns.
pub fn among<'a>(name: &str, texts: impl IntoIterator<Item = &'a str>) -> Expr {
    let texts = Arc::new(Texts::new(texts));
    let has = move |column: Column| Ok(mask(column.str()?, &texts).into_column());
    col(name).map(has, |_, field| {
        Ok(Field::new(field.name().clone(), DataType::Boolean))
    })
}

struct Texts {
    sorted: Vec<Arc<str>>,
    hashed: HashSet<Arc<str>, RandomState>,
}

impl Texts {
    fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let hashed: HashSet<Arc<str>, _> = texts.into_iter().map(Arc::from).collect();
        let mut sorted: Vec<Arc<str>> = hashed.iter().map(Arc::clone).collect();
        sorted.sort_unstable();
        Self { sorted, hashed }
    }
}

/// Looks up texts that come in ascending order, or mostly do.
struct Search<'a> {
    texts: &'a Texts,
    /// How many of the sorted texts are smaller than `highest`.
    smaller: usize,
    /// The greatest text that was looked up so far.
    highest: &'a str,
}

impl<'a> Search<'a> {
    fn has(&mut self, text: &'a str) -> bool {
        if text < self.highest {
            return self.texts.hashed.contains(text);
        }
        let rest = &self.texts.sorted[self.smaller..];
        let mut skipped = rest
            .iter()
            .take(FEW)
            .take_while(|other| ***other < *text)
            .count();
        if skipped == FEW {
            skipped += rest[FEW..].partition_point(|other| **other < *text);
        }
        self.smaller += skipped;
        self.highest = text;
        rest.get(skipped).is_some_and(|other| **other == *text)
    }
}

fn mask(column: &StringChunked, texts: &Texts) -> BooleanChunked {
    let mut keep = BitmapBuilder::with_capacity(column.len());
    let mut search = Search {
        texts,
        smaller: 0,
        highest: "",
    };
    // Rows of one file name stand together in most tables.
    let mut before: (Option<&str>, bool) = (None, false);
    for chunk in column.downcast_iter() {
        for text in chunk {
            if text != before.0 {
                before = (text, text.is_some_and(|text| search.has(text)));
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
            mut rows in prop::collection::vec(prop::option::of(0_u8..60), 0..90),
            wanted in prop::collection::vec(0_u8..80, 0..40),
            is_sorted: bool,
        ) {
            if is_sorted {
                rows.sort_unstable_by_key(|row| row.map(|number| number.to_string()));
            }
            let text = |number: &u8| match number {
                0 => String::new(),
                _ => format!("the text of the number {number}"),
            };
            let values: Vec<Option<String>> = rows.iter().map(|row| row.as_ref().map(text)).collect();
            let texts: Vec<String> = wanted.iter().map(text).collect();
            let part = |values: &[Option<String>]| df!["text" => values].expect("one column");
            let (one, other) = values.split_at(values.len() / 3);
            let frame = part(one).vstack(&part(other)).expect("the same columns").lazy();
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

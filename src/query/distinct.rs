//! Which rows are the first with their file name and value? Tables are mostly sorted by file name,
//! and then only the few rows of one image need be compared; a table that is not is looked through by
//! a hash of all rows.

use std::cmp::Ordering;
use std::collections::HashSet;

use foldhash::fast::RandomState;
use polars::prelude::*;
use polars_arrow::bitmap::{Bitmap, BitmapBuilder};

/// So many rows of one image are compared one by one; of more a hash is made.
const FEW: usize = 32;

/// Whether a row is the first of those with the same text in both columns. A row without one of them
/// is always kept.
pub fn is_first(name: &str, value: &str) -> Expr {
    let first = |columns: &mut [Column]| match columns {
        [names, values] => {
            let mask = mask(names.str()?, values.str()?);
            Ok(mask.into_column())
        }
        _ => polars_bail!(InvalidOperation: "two columns are wanted"),
    };
    let to_bool = |_: &Schema, fields: &[Field]| {
        let name = fields.first().map(|field| field.name().clone());
        Ok(Field::new(name.unwrap_or_default(), DataType::Boolean))
    };
    // Of groups, since a row needs those before it: as elements they would come in batches.
    col(name).apply_many(first, &[col(value)], to_bool)
}

fn mask(names: &StringChunked, values: &StringChunked) -> BooleanChunked {
    // Chunk beside chunk is walked many times as fast as two whole columns.
    let keep = match names.chunk_lengths().eq(values.chunk_lengths()) {
        true => by_runs(names, values),
        false => by_runs(&names.rechunk(), &values.rechunk()),
    };
    let keep = keep.unwrap_or_else(|| by_hash(names, values));
    BooleanChunked::from_bitmap(names.name().clone(), keep)
}

/// The same by comparing within each name, where the names are sorted; else nothing.
fn by_runs(names: &StringChunked, values: &StringChunked) -> Option<Bitmap> {
    let mut keep = BitmapBuilder::with_capacity(names.len());
    let (mut name, mut kept) = (None, Values::default());
    for (names, values) in names.downcast_iter().zip(values.downcast_iter()) {
        for (own, value) in names.iter().zip(values.iter()) {
            match own.cmp(&name) {
                Ordering::Less => return None,
                Ordering::Equal => {}
                Ordering::Greater => {
                    name = own;
                    kept.clear();
                }
            }
            keep.push(match (own, value) {
                (Some(_), Some(value)) => kept.insert(value),
                _ => true,
            });
        }
    }
    Some(keep.freeze())
}

fn by_hash(names: &StringChunked, values: &StringChunked) -> Bitmap {
    let mut seen = HashSet::with_hasher(RandomState::default());
    let rows = names.iter().zip(values.iter());
    rows.map(|row| row.0.is_none() || row.1.is_none() || seen.insert(row))
        .collect()
}

/// The values of one name.
#[derive(Default)]
struct Values<'a> {
    few: Vec<&'a str>,
    many: HashSet<&'a str, RandomState>,
}

impl<'a> Values<'a> {
    fn clear(&mut self) {
        self.few.clear();
        if !self.many.is_empty() {
            self.many.clear();
        }
    }

    /// Whether the value is new.
    fn insert(&mut self, value: &'a str) -> bool {
        if self.few.contains(&value) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(value);
            return true;
        }
        self.many.insert(value)
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;
    use proptest::prelude::*;

    use super::is_first;

    fn kept(rows: &[(u8, u8)]) -> Vec<(String, String)> {
        let text = |number: u8| number.to_string();
        let names: Vec<String> = rows.iter().map(|row| text(row.0)).collect();
        let values: Vec<String> = rows.iter().map(|row| text(row.1)).collect();
        let frame = df!["name" => names, "value" => values].expect("columns of one length");
        let kept = frame.lazy().filter(is_first("name", "value")).collect();
        let kept = kept.expect("a frame");
        let column = |name| {
            let column = kept.column(name).expect("a column").str().expect("texts");
            column
                .iter()
                .flatten()
                .map(str::to_owned)
                .collect::<Vec<String>>()
        };
        column("name").into_iter().zip(column("value")).collect()
    }

    proptest! {
        #[test]
        fn the_first_of_equal_rows_are_kept_in_their_order(
            mut rows in prop::collection::vec((0_u8..4, 0_u8..40), 0..200), is_sorted: bool
        ) {
            if is_sorted {
                rows.sort_by_key(|row| row.0);
            }
            let mut expected: Vec<(String, String)> = Vec::new();
            for (name, value) in &rows {
                let row = (name.to_string(), value.to_string());
                if !expected.contains(&row) {
                    expected.push(row);
                }
            }
            prop_assert_eq!(kept(&rows), expected);
        }
    }
}

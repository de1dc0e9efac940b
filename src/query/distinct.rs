//! Which rows are the first with their file name and value? Tables are mostly sorted by file name,
//! and then only the few rows of one image need be compared; a table that is not is looked through by
//! a hash of all rows.

use std::collections::HashSet;

use polars::prelude::*;

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
    let rows: Vec<(Option<&str>, Option<&str>)> = names.iter().zip(values.iter()).collect();
    let is_sorted = rows.is_sorted_by(|one, next| one.0 <= next.0);
    let keep: Vec<bool> = if is_sorted {
        rows.chunk_by(|one, next| one.0 == next.0)
            .flat_map(|image| firsts(image))
            .collect()
    } else {
        firsts_by_hash(&rows)
    };
    BooleanChunked::new(names.name().clone(), keep)
}

/// Which of the rows of one image are the first with their value.
fn firsts(rows: &[(Option<&str>, Option<&str>)]) -> Vec<bool> {
    if rows.len() > FEW {
        return firsts_by_hash(rows);
    }
    let is_first = |(at, row)| {
        let before = rows.get(..at).unwrap_or_default();
        is_partial(row) || !before.contains(row)
    };
    rows.iter().enumerate().map(is_first).collect()
}

fn firsts_by_hash(rows: &[(Option<&str>, Option<&str>)]) -> Vec<bool> {
    let mut seen = HashSet::with_capacity(rows.len());
    let is_first = |row| is_partial(row) || seen.insert(*row);
    rows.iter().map(is_first).collect()
}

fn is_partial((name, value): &(Option<&str>, Option<&str>)) -> bool {
    name.is_none() || value.is_none()
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

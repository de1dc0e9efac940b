//! What an image has of a few things, as the bits of one number: rows of one file name stand
//! together in most tables, and then no name is hashed; a table that is not sorted is looked through
//! by a hash of all names.

use std::cmp::Ordering;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use polars::prelude::*;

/// All bits that the rows of a name have in the column `bit`, u64, in the first of these rows; no
/// bit in the others.
pub fn set(name: &str, bit: &str) -> Expr {
    let all = |columns: &mut [Column]| match columns {
        [names, bits] => {
            let (names, bits) = (names.str()?, bits.u64()?);
            let first = by_runs(names).unwrap_or_else(|| by_hash(names));
            let mut sets = vec![0; first.len()];
            for (row, bit) in first.into_iter().zip(bits.iter()) {
                sets[row] |= bit.unwrap_or_default();
            }
            Ok(UInt64Chunked::from_vec(names.name().clone(), sets).into_column())
        }
        _ => polars_bail!(InvalidOperation: "two columns are wanted"),
    };
    let to_number = |_: &Schema, fields: &[Field]| {
        let name = fields.first().map(|field| field.name().clone());
        Ok(Field::new(name.unwrap_or_default(), DataType::UInt64))
    };
    // Of groups, since a row needs those before it: as elements they would come in batches.
    col(name).apply_many(all, &[col(bit)], to_number)
}

/// For each row the first one with its name, where the names are sorted; else nothing.
fn by_runs(names: &StringChunked) -> Option<Vec<usize>> {
    let mut first = Vec::with_capacity(names.len());
    let (mut name, mut start) = (None, 0);
    for chunk in names.downcast_iter() {
        for own in chunk {
            match own.cmp(&name) {
                Ordering::Less => return None,
                Ordering::Equal => {}
                Ordering::Greater => (name, start) = (own, first.len()),
            }
            first.push(start);
        }
    }
    Some(first)
}

fn by_hash(names: &StringChunked) -> Vec<usize> {
    let mut first: HashMap<Option<&str>, usize, RandomState> = HashMap::default();
    let rows = names.iter().enumerate();
    rows.map(|(row, name)| *first.entry(name).or_insert(row))
        .collect()
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;
    use proptest::prelude::*;

    use super::set;

    proptest! {
        #[test]
        fn all_bits_of_a_name_stand_in_its_first_row(
            mut rows in prop::collection::vec((0_u8..9, 0_u32..5), 0..60), is_sorted: bool
        ) {
            if is_sorted {
                rows.sort_by_key(|row| row.0);
            }
            let names: Vec<String> = rows.iter().map(|row| row.0.to_string()).collect();
            let bits: Vec<u64> = rows.iter().map(|row| 1 << row.1).collect();
            let frame = df!["name" => names, "bit" => &bits].expect("columns of one length");
            let sets = frame.lazy().select([set("name", "bit")]).collect().expect("a frame");
            let sets: Vec<u64> = sets.column("name").expect("a column").u64().expect("numbers")
                .iter().flatten().collect();
            let expected: Vec<u64> = (0..rows.len())
                .map(|row| {
                    let same = |other: &usize| rows[*other].0 == rows[row].0;
                    match (0..row).any(|before| same(&before)) {
                        true => 0,
                        false => (row..rows.len()).filter(same).fold(0, |all, at| all | bits[at]),
                    }
                })
                .collect();
            prop_assert_eq!(sets, expected);
        }
    }
}

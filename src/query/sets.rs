//! What an image has of a few things, as the bits of one number: rows of one file name stand
//! together in most tables, and then no name is hashed; a table that is not sorted is looked through
//! by a hash of all names.

use std::cmp::Ordering;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use polars::prelude::*;

type Bits = HashMap<String, u64, RandomState>;

/// For each name that has any of `words` in the column `word`, all that it has, u64: the first word
/// is the lowest bit. There are at most 64 words. The rows of this column are not those of the table:
/// nothing can stand beside it.
pub fn sets<'a>(name: &str, word: &str, words: impl IntoIterator<Item = &'a str>) -> Expr {
    let places = words.into_iter().take(u64::BITS as usize).zip(0..);
    let bits: Bits = places
        .map(|(word, place)| (word.to_owned(), 1 << place))
        .collect();
    let all = move |columns: &mut [Column]| match columns {
        [names, words] => {
            let sets = of_names(names.str()?, words.str()?, &bits);
            Ok(UInt64Chunked::from_vec(names.name().clone(), sets).into_column())
        }
        _ => polars_bail!(InvalidOperation: "two columns are wanted"),
    };
    let to_number = |_: &Schema, fields: &[Field]| {
        let name = fields.first().map(|field| field.name().clone());
        Ok(Field::new(name.unwrap_or_default(), DataType::UInt64))
    };
    // Of groups, since a row needs those before it: as elements they would come in batches.
    col(name).apply_many(all, &[col(word)], to_number)
}

fn of_names(names: &StringChunked, words: &StringChunked, bits: &Bits) -> Vec<u64> {
    // Chunk beside chunk is walked many times as fast as two whole columns.
    let sets = match names.chunk_lengths().eq(words.chunk_lengths()) {
        true => by_runs(names, words, bits),
        false => by_runs(&names.rechunk(), &words.rechunk(), bits),
    };
    sets.unwrap_or_else(|| by_hash(names, words, bits))
}

/// The sets where the names are sorted; else nothing.
fn by_runs(names: &StringChunked, words: &StringChunked, bits: &Bits) -> Option<Vec<u64>> {
    let mut sets: Vec<u64> = Vec::new();
    let mut last = None;
    for (names, words) in names.downcast_iter().zip(words.downcast_iter()) {
        for (name, word) in names.iter().zip(words.iter()) {
            let Some(bit) = word.and_then(|word| bits.get(word)) else {
                continue;
            };
            match (name.cmp(&last), sets.last_mut()) {
                (Ordering::Less, _) => return None,
                (Ordering::Equal, Some(set)) => *set |= bit,
                _ => {
                    sets.push(*bit);
                    last = name;
                }
            }
        }
    }
    Some(sets)
}

fn by_hash(names: &StringChunked, words: &StringChunked, bits: &Bits) -> Vec<u64> {
    let mut sets: HashMap<Option<&str>, u64, RandomState> = HashMap::default();
    for (name, word) in names.iter().zip(words.iter()) {
        if let Some(bit) = word.and_then(|word| bits.get(word)) {
            *sets.entry(name).or_default() |= bit;
        }
    }
    sets.into_values().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use polars::prelude::*;
    use proptest::prelude::*;

    use super::sets;

    proptest! {
        #[test]
        fn a_name_has_the_bits_of_all_its_words(
            mut rows in prop::collection::vec((0_u8..9, 0_u32..8), 0..60), is_sorted: bool
        ) {
            if is_sorted {
                rows.sort_by_key(|row| row.0);
            }
            let names: Vec<String> = rows.iter().map(|row| row.0.to_string()).collect();
            let words: Vec<String> = rows.iter().map(|row| format!("word {}", row.1)).collect();
            let known: Vec<String> = (0..5).map(|word| format!("word {word}")).collect();
            let frame = df!["name" => names, "word" => &words].expect("columns of one length");
            let known = known.iter().map(String::as_str);
            let found = frame.lazy().select([sets("name", "word", known)]).collect().expect("a frame");
            let mut found: Vec<u64> = found.column("name").expect("a column").u64().expect("numbers")
                .iter().flatten().collect();
            let mut expected: BTreeMap<u8, u64> = BTreeMap::new();
            for (name, word) in rows.iter().filter(|row| row.1 < 5) {
                *expected.entry(*name).or_default() |= 1 << word;
            }
            let mut expected: Vec<u64> = expected.into_values().collect();
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}

//! Columns of texts that repeat, each text kept once. They are written as they are, so that
//! nothing has to find out again which rows have the same text.

use polars::prelude::*;

/// A column of a part of a table.
pub enum Values {
    /// A column that has its values in its rows.
    Column(Column),
    /// Texts that repeat.
    Words(Words),
}

/// Texts by their numbers.
pub struct Words {
    /// The column's name.
    pub name: PlSmallStr,
    /// For each row the place of its text in `words`.
    pub keys: Vec<u32>,
    /// Each text once.
    pub words: StringChunked,
}

/// Where a text is that no row has had yet.
const NEW: u32 = u32::MAX;

impl From<Column> for Values {
    fn from(column: Column) -> Self {
        Self::Column(column)
    }
}

impl Values {
    /// The columns as a frame.
    ///
    /// # Errors
    /// They differ in length.
    pub fn frame(values: Vec<Self>) -> PolarsResult<DataFrame> {
        let columns = values.into_iter().map(|values| match values {
            Self::Column(column) => Ok(column),
            Self::Words(Words { name, keys, words }) => {
                let keys = IdxCa::from_vec(name.clone(), keys);
                Ok(words.take(&keys)?.with_name(name).into_column())
            }
        });
        DataFrame::new_infer_height(columns.collect::<PolarsResult<_>>()?)
    }

    /// The columns of a frame.
    pub fn of(frame: DataFrame) -> Vec<Self> {
        frame.into_columns().into_iter().map(Self::from).collect()
    }

    /// The column `name` of the texts that `text` gives for the numbers of the rows, which are
    /// below `count`.
    pub fn texts<'a>(
        name: &str,
        numbers: impl ExactSizeIterator<Item = u32>,
        count: usize,
        text: impl Fn(u32) -> &'a str,
    ) -> Self {
        let mut places = vec![NEW; count];
        let mut met = Vec::new();
        let mut keys = Vec::with_capacity(numbers.len());
        for number in numbers {
            let Some(place) = places.get_mut(number as usize) else {
                continue;
            };
            if *place == NEW {
                *place = met.len() as u32;
                met.push(number);
            }
            keys.push(*place);
        }
        let words = StringChunked::from_iter_values(name.into(), met.into_iter().map(text));
        let name = name.into();
        Self::Words(Words { name, keys, words })
    }
}

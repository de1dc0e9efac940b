//! Columns as the compressed pages of a Parquet file.

use anyhow::Result;
use polars::prelude::*;
use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray};
use polars_arrow::datatypes::IntegerType;
use polars_parquet::parquet::error::ParquetError;
use polars_parquet::write::{
    CompressedPage, CompressionOptions, Compressor, Version, WriteOptions, array_to_columns,
    to_parquet_type,
};

use super::words::{Values, Words};

/// How files are written.
pub(super) const OPTIONS: WriteOptions = WriteOptions {
    statistics: StatisticsOptions {
        min_value: true,
        max_value: true,
        distinct_count: false,
        null_count: true,
        binary_statistics_truncate_length: None,
    },
    version: Version::V1,
    compression: CompressionOptions::Snappy,
    data_page_size: None,
};

/// Some rows, ready to be written.
pub(super) struct Group {
    /// The columns as a reader gets them.
    pub schema: ArrowSchema,
    /// The pages of each column.
    pub columns: Vec<Vec<CompressedPage>>,
    /// How many rows there are.
    pub rows: usize,
}

impl Group {
    /// The group of these columns.
    pub fn of(values: Vec<Values>) -> Result<Self> {
        let mut group = Self {
            schema: ArrowSchema::default(),
            columns: Vec::new(),
            rows: 0,
        };
        for column in values {
            let (field, array) = column.into_array()?;
            group.rows = array.len();
            if group.rows > 0 {
                group.columns.extend(pages(&field, &*array)?);
            }
            group.schema.insert(field.name.clone(), field);
        }
        Ok(group)
    }
}

fn pages(field: &ArrowField, array: &dyn Array) -> Result<Vec<Vec<CompressedPage>>> {
    let schema = ArrowSchema::from_iter([field.clone()]);
    let encodings = get_encodings(&schema);
    let encodings = encodings.first().map_or(&[][..], Vec::as_slice);
    array_to_columns(array, to_parquet_type(field)?, OPTIONS, encodings)?
        .into_iter()
        .map(|pages| {
            let pages =
                pages.map(|page| page.map_err(|error| ParquetError::OutOfSpec(error.to_string())));
            let compressed = Compressor::new(pages, OPTIONS.compression, Vec::new());
            Ok(compressed.collect::<Result<_, ParquetError>>()?)
        })
        .collect()
}

impl Values {
    fn into_array(self) -> Result<(ArrowField, Box<dyn Array>)> {
        match self {
            Self::Words(words) => words.into_array(),
            Self::Column(column) => match one_text(&column) {
                Some(words) => words.into_array(),
                None => {
                    let field = column.field().to_arrow(CompatLevel::newest());
                    let series = column.as_materialized_series().rechunk();
                    Ok((field, series.to_arrow(0, CompatLevel::newest())))
                }
            },
        }
    }
}

/// A column that has the same text in every row.
fn one_text(column: &Column) -> Option<Words> {
    let scalar = column.as_scalar_column()?;
    let one = scalar.as_single_value_series();
    let words = one.str().ok()?.clone();
    (words.null_count() == 0).then(|| Words {
        name: column.name().clone(),
        keys: vec![0; column.len()],
        words,
    })
}

impl Words {
    fn into_array(self) -> Result<(ArrowField, Box<dyn Array>)> {
        let words = self.words.into_series().rechunk();
        let values = words.to_arrow(0, CompatLevel::newest());
        let text = values.dtype().clone();
        let kind = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(text.clone()), false);
        let keys = PrimitiveArray::from_vec(self.keys);
        let array = DictionaryArray::try_new(kind, keys, values)?;
        Ok((ArrowField::new(self.name, text, true), Box::new(array)))
    }
}

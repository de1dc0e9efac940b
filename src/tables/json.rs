//! Frames as JSON text: one record a line, so that files can be read, compared and merged by
//! people and by `diff`. Rows are written as they stand, without a tree of values in between.

mod read;
mod rewrite;

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::*;
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

pub use read::{each_member, list, members};
pub use rewrite::rewrite;

/// A JSON array with one object a row, keys in the order of the columns.
///
/// # Errors
/// A column of a type that the contract does not know.
pub fn array(frame: &DataFrame) -> Result<Vec<u8>> {
    write_lines(frame.height(), *b"[]", |row, out| {
        Ok(serde_json::to_writer(out, &record(frame, row, None))?)
    })
}

/// The same, with the columns that start with `prefix` and a `_` gathered into one object named
/// `prefix`; where all of them are null, it is null.
///
/// # Errors
/// As for [`array()`].
pub fn array_nesting(frame: &DataFrame, prefix: &str) -> Result<Vec<u8>> {
    write_lines(frame.height(), *b"[]", |row, out| {
        Ok(serde_json::to_writer(
            out,
            &record(frame, row, Some(prefix)),
        )?)
    })
}

/// A JSON object with one member a row: the text of column `key`, and the other columns as an
/// object.
///
/// # Errors
/// As for [`array()`], or `key` is no text column.
pub fn keyed(frame: &DataFrame, key: &str) -> Result<Vec<u8>> {
    let keys = super::text_values(frame, key)?;
    let rest = frame.drop(key)?;
    write_lines(frame.height(), *b"{}", |row, out| {
        serde_json::to_writer(&mut *out, keys.get(row).copied().unwrap_or_default())?;
        out.extend_from_slice(b": ");
        Ok(serde_json::to_writer(out, &record(&rest, row, None))?)
    })
}

/// A JSON object with one member a row: the text of column `key`, and the value of column `value`.
///
/// # Errors
/// As for [`keyed`].
pub fn keyed_values(frame: &DataFrame, key: &str, value: &str) -> Result<Vec<u8>> {
    let keys = super::text_values(frame, key)?;
    let values = frame.column(value)?;
    write_lines(frame.height(), *b"{}", |row, out| {
        serde_json::to_writer(&mut *out, keys.get(row).copied().unwrap_or_default())?;
        out.extend_from_slice(b": ");
        Ok(serde_json::to_writer(out, &Cell(values.get(row)?))?)
    })
}

/// Any records as a JSON object, one member a line.
///
/// # Errors
/// A record that cannot be written.
pub fn object<T: Serialize>(members: &BTreeMap<String, T>) -> Result<Vec<u8>> {
    let mut rest = members.iter();
    write_lines(members.len(), *b"{}", |_, out| {
        let Some((key, value)) = rest.next() else {
            return Ok(());
        };
        serde_json::to_writer(&mut *out, key)?;
        out.extend_from_slice(b": ");
        Ok(serde_json::to_writer(out, value)?)
    })
}

/// Any records as a JSON array, one a line.
///
/// # Errors
/// A record that cannot be written.
pub fn records<T: Serialize>(records: &[T]) -> Result<Vec<u8>> {
    write_lines(records.len(), *b"[]", |row, out| {
        Ok(serde_json::to_writer(out, &records.get(row))?)
    })
}

fn write_lines(
    rows: usize,
    [open, close]: [u8; 2],
    mut write: impl FnMut(usize, &mut Vec<u8>) -> Result<()>,
) -> Result<Vec<u8>> {
    let mut out = vec![open];
    for row in 0..rows {
        out.extend_from_slice(if row == 0 { b"\n  " } else { b",\n  " });
        write(row, &mut out)?;
    }
    if rows > 0 {
        out.push(b'\n');
    }
    out.extend_from_slice(&[close, b'\n']);
    Ok(out)
}

struct Record<'a> {
    frame: &'a DataFrame,
    row: usize,
    nested: Option<&'a str>,
}

fn record<'a>(frame: &'a DataFrame, row: usize, nested: Option<&'a str>) -> Record<'a> {
    Record { frame, row, nested }
}

/// The column's name inside the nested object, if it belongs there.
fn inner_name<'a>(nested: Option<&str>, name: &'a str) -> Option<&'a str> {
    name.strip_prefix(nested?)?.strip_prefix('_')
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for column in self.frame.columns() {
            if inner_name(self.nested, column.name()).is_none() {
                let value = column.get(self.row).map_err(S::Error::custom)?;
                map.serialize_entry(column.name().as_str(), &Cell(value))?;
            }
        }
        if let Some(name) = self.nested {
            let inner = Inner { record: self, name };
            map.serialize_entry(name, &inner.if_any().then_some(inner))?;
        }
        map.end()
    }
}

struct Inner<'a> {
    record: &'a Record<'a>,
    name: &'a str,
}

impl<'a> Inner<'a> {
    fn cells(&self) -> impl Iterator<Item = (&'a str, AnyValue<'a>)> {
        let Record { frame, row, .. } = *self.record;
        let name = self.name;
        frame.columns().iter().filter_map(move |column| {
            let inner = inner_name(Some(name), column.name())?;
            Some((inner, column.get(row).unwrap_or(AnyValue::Null)))
        })
    }

    fn if_any(&self) -> bool {
        self.cells().any(|(_, value)| !value.is_null())
    }
}

impl Serialize for Inner<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.cells().map(|(name, value)| (name, Cell(value))))
    }
}

struct Cell<'a>(AnyValue<'a>);

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            AnyValue::Null => serializer.serialize_none(),
            AnyValue::Boolean(value) => serializer.serialize_bool(*value),
            AnyValue::String(text) => serializer.serialize_str(text),
            AnyValue::StringOwned(text) => serializer.serialize_str(text),
            AnyValue::UInt32(value) => serializer.serialize_u32(*value),
            AnyValue::UInt64(value) => serializer.serialize_u64(*value),
            AnyValue::Int64(value) => serializer.serialize_i64(*value),
            AnyValue::Float64(value) if value.is_finite() => serializer.serialize_f64(*value),
            AnyValue::Float64(_) => serializer.serialize_none(),
            AnyValue::List(items) => {
                let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                for item in items.iter() {
                    sequence.serialize_element(&Cell(item))?;
                }
                sequence.end()
            }
            AnyValue::StructOwned(row) => {
                let (values, fields) = &**row;
                let names = fields.iter().map(|field| field.name().as_str());
                let cells = values.iter().map(|value| Cell(value.clone()));
                serializer.collect_map(names.zip(cells))
            }
            AnyValue::Struct(_, _, fields) => {
                let names = fields.iter().map(|field| field.name().as_str());
                serializer.collect_map(names.zip(self.0._iter_struct_av().map(Cell)))
            }
            other => Err(S::Error::custom(format!(
                "a value of type {} has no JSON form here",
                other.dtype()
            ))),
        }
    }
}

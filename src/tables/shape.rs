//! The shape of every table: its columns and their types, its key, and who makes it. What a file
//! holds is held against it before anything is asked of it, and `pixrec query` knows its tables by
//! it.

use anyhow::{Result, bail};
use polars::prelude::*;

use super::{duplicates, favorites, images, labels, recommendations, rejected, users};
use crate::domain::{nearest, printable};

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: PlSmallStr,
    /// Its type; a file may have another that holds the same values.
    pub dtype: DataType,
    /// Whether a file must have it. One that is not needed is null where it is missing.
    pub needed: bool,
}

/// A table that several stages share.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its name, as questions use it.
    pub name: &'static str,
    /// The columns by which a row is known: none of them is null, and no two rows have the same.
    pub key: &'static [&'static str],
    /// The stage that makes it.
    pub maker: &'static str,
    /// Its columns, in order.
    pub fields: fn() -> Vec<Field>,
}

/// All tables, in the order in which they are made.
pub const TABLES: [Shape; 9] = [
    IMAGES,
    LABELS,
    COLORS,
    TAGS,
    DUPLICATES,
    FAVORITES,
    USERS,
    RECOMMENDATIONS,
    REJECTED,
];

/// `images`
pub const IMAGES: Shape = Shape {
    name: "images",
    key: &[images::FILENAME],
    maker: "acquire",
    fields: images::fields,
};
/// `labels`
pub const LABELS: Shape = Shape {
    name: "labels",
    key: &[labels::FILENAME],
    maker: "label",
    fields: || texts([labels::FILENAME, labels::ORIENTATION, labels::SIZE_CATEGORY]),
};
/// `colors`
pub const COLORS: Shape = Shape {
    name: "colors",
    key: &[labels::FILENAME, labels::RANK],
    maker: "label",
    fields: || {
        vec![
            needed(labels::FILENAME, DataType::String),
            needed(labels::RANK, DataType::UInt32),
            needed(labels::RED, DataType::UInt32),
            needed(labels::GREEN, DataType::UInt32),
            needed(labels::BLUE, DataType::UInt32),
            needed(labels::NAME, DataType::String),
            needed(labels::SHARE, DataType::Float64),
        ]
    },
};
/// `colors` as somebody may hand it over where there are no labels: shares of named colours, with
/// or without their ranks and values.
pub const COLORS_ALONE: Shape = Shape {
    name: "colors",
    key: &[],
    maker: "label",
    fields: || {
        let all = (COLORS.fields)().into_iter();
        let needed = [labels::FILENAME, labels::NAME, labels::SHARE];
        all.map(|field| Field {
            needed: needed.contains(&field.name.as_str()),
            ..field
        })
        .collect()
    },
};
/// `tags`
pub const TAGS: Shape = Shape {
    name: "tags",
    key: &[labels::FILENAME, labels::TAG],
    maker: "label",
    fields: || texts([labels::FILENAME, labels::TAG]),
};
/// `duplicates`
pub const DUPLICATES: Shape = Shape {
    name: "duplicates",
    key: &[duplicates::FILENAME, duplicates::OTHER],
    maker: "label",
    fields: || {
        vec![
            needed(duplicates::FILENAME, DataType::String),
            needed(duplicates::OTHER, DataType::String),
            needed(duplicates::DISTANCE, DataType::UInt32),
        ]
    },
};
/// `favorites`: a favourite may stand twice and counts once, so that it has no key.
pub const FAVORITES: Shape = Shape {
    name: "favorites",
    key: &[],
    maker: "profile",
    fields: || texts([favorites::USER_ID, favorites::FILENAME]),
};
/// `users`
pub const USERS: Shape = Shape {
    name: "users",
    key: &[users::USER_ID],
    maker: "profile",
    fields: users::fields,
};
/// `recommendations`
pub const RECOMMENDATIONS: Shape = Shape {
    name: "recommendations",
    key: &[recommendations::USER_ID, recommendations::RANK],
    maker: "recommend",
    fields: || {
        vec![
            needed(recommendations::USER_ID, DataType::String),
            needed(recommendations::RANK, DataType::UInt32),
            needed(recommendations::FILENAME, DataType::String),
            needed(recommendations::SCORE, DataType::Float64),
            needed(recommendations::REASON, DataType::String),
        ]
    },
};
/// `rejected`: the same thing may be met twice, so that it has no key.
pub const REJECTED: Shape = Shape {
    name: "rejected",
    key: &[],
    maker: "run",
    fields: || texts([rejected::SOURCE, rejected::REASON, rejected::STAGE]),
};

/// A column that a file must have.
pub(super) fn needed(name: &'static str, dtype: DataType) -> Field {
    Field {
        name: name.into(),
        dtype,
        needed: true,
    }
}

fn texts<const N: usize>(names: [&'static str; N]) -> Vec<Field> {
    names.map(|name| needed(name, DataType::String)).to_vec()
}

impl Shape {
    /// The shape of the table `name`.
    pub fn of(name: &str) -> Option<Self> {
        TABLES.into_iter().find(|table| table.name == name)
    }

    /// The table's file in Parquet.
    pub fn parquet(&self) -> String {
        format!("{}.parquet", self.name)
    }

    /// The columns and their types.
    pub fn schema(&self) -> Schema {
        let fields = (self.fields)().into_iter();
        fields
            .map(|field| polars::prelude::Field::new(field.name, field.dtype))
            .collect()
    }

    /// `frame` with the types of the table: whole numbers, texts and their categories may be
    /// stored in other types. Columns that are not needed and not there are null; columns that the
    /// table does not know stay. Nothing is read but the schema.
    ///
    /// # Errors
    /// Names the column that is missing, or whose type holds other values.
    pub fn conform(&self, mut frame: LazyFrame) -> Result<LazyFrame> {
        let there = frame.collect_schema()?;
        let mut changes = Vec::new();
        for Field {
            name,
            dtype,
            needed,
        } in (self.fields)()
        {
            match there.get(&name) {
                Some(stored) if *stored == dtype => {}
                Some(stored) if holds(stored, &dtype) => {
                    changes.push(col(name.clone()).strict_cast(dtype));
                }
                Some(stored) => bail!(
                    "the column '{name}' holds {}, not {}",
                    in_words(stored),
                    in_words(&dtype)
                ),
                None if needed => bail!(missing(&name, &there)),
                None => changes.push(lit(NULL).cast(dtype).alias(name)),
            }
        }
        Ok(match changes.is_empty() {
            true => frame,
            false => frame.with_columns(changes),
        })
    }
}

fn missing(name: &str, there: &Schema) -> String {
    let names = || there.iter_names().map(|name| name.as_str());
    match nearest(name, names()) {
        Some(near) => format!(
            "the column '{name}' is missing; is '{}' meant to be it?",
            printable(near)
        ),
        None => format!("the column '{name}' is missing"),
    }
}

/// Whether values of the type `stored` can be those of a column of type `wanted`.
fn holds(stored: &DataType, wanted: &DataType) -> bool {
    match wanted {
        DataType::String => matches!(
            stored,
            DataType::Categorical(..) | DataType::Enum(..) | DataType::Null
        ),
        DataType::UInt32 => stored.is_integer() || *stored == DataType::Null,
        DataType::Float64 => stored.is_primitive_numeric() || *stored == DataType::Null,
        DataType::List(wanted) => match stored {
            DataType::List(stored) => stored == wanted || holds(stored, wanted),
            other => *other == DataType::Null,
        },
        _ => false,
    }
}

/// What a column of the type holds, in words.
pub fn in_words(dtype: &DataType) -> String {
    match dtype {
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => "text".to_owned(),
        DataType::Boolean => "yes or no".to_owned(),
        DataType::List(inner) => format!("lists of {}", in_words(inner)),
        other if other.is_integer() => "whole numbers".to_owned(),
        other if other.is_primitive_numeric() => "numbers".to_owned(),
        other => format!("values of type {other}"),
    }
}

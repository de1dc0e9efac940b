//! The rows of a table in Parquet against its shape: no key is missing or stands twice, no value is
//! out of its range, no file name leads out of its folder. All by lazy queries over the columns in
//! question, and none over the others.

use anyhow::{Result, bail, ensure};
use polars::prelude::*;

use super::parquet::{row_count, streamed};
use super::shape::{self, Shape};
use super::{favorites, images, text_values};
use crate::domain::{is_safe_name, printable};

/// The column that numbers rows, from 1.
const ROW: &str = "the row";
/// The row that had the same key before.
const FIRST: &str = "the first row";
/// So many rows are looked at together for whether they are sorted.
const ROWS_A_LOOK: IdxSize = 1 << 20;
/// Of how many rows it is found out whether any two have the same key, where they are not sorted
/// by it: their keys must be held at once.
const MOST_UNSORTED: u64 = 50_000_000;

/// Checks the rows of `table` as it was scanned, before [`Shape::conform`].
///
/// # Errors
/// Names the first row that is wrong, and the column; or the column that is missing.
pub fn check(table: LazyFrame, shape: &Shape) -> Result<()> {
    check_ranges(&table, shape)?;
    let table = shape.conform(table)?;
    check_filled(&table, shape)?;
    if shape.name == shape::IMAGES.name {
        check_names(&table)?;
    }
    check_unique(&table, shape)
}

/// The columns that are null in no row: those that a table needs. Of an image not all may be known, and a user need not have
/// favourites.
fn filled(shape: &Shape) -> Vec<PlSmallStr> {
    const IMAGES: &str = shape::IMAGES.name;
    const FAVORITES: &str = shape::FAVORITES.name;
    const USERS: &str = shape::USERS.name;
    let some: &[&'static str] = match shape.name {
        IMAGES => &[images::FILENAME, images::WIDTH, images::HEIGHT],
        FAVORITES => &[favorites::USER_ID],
        USERS => shape.key,
        _ => {
            let needed = (shape.fields)().into_iter().filter(|field| field.needed);
            return needed.map(|field| field.name).collect();
        }
    };
    some.iter().map(|name| PlSmallStr::from(*name)).collect()
}

/// The texts that are empty in no row either: those of the key, and users.
fn is_never_empty(shape: &Shape, name: &str) -> bool {
    let is_text = shape.schema().get(name) == Some(&DataType::String);
    is_text && (shape.key.contains(&name) || name == favorites::USER_ID)
}

/// The first row for which `is_wrong`: its number, from 1, and its values of some columns.
fn first_row(
    table: &LazyFrame,
    is_wrong: Expr,
    columns: impl IntoIterator<Item = Expr>,
) -> Result<Option<(u64, DataFrame)>> {
    let columns = columns.into_iter().chain([col(ROW)]).collect::<Vec<_>>();
    let rows = table.clone().with_row_index(ROW, Some(1));
    let first = rows.filter(is_wrong).select(columns).limit(1);
    let first = streamed(first)?;
    let number = super::count_values(&first, ROW)?.first().copied();
    Ok(number.map(|number| (number, first)))
}

/// Whole numbers that are stored in a wider type than the table's must fit into it.
fn check_ranges(table: &LazyFrame, shape: &Shape) -> Result<()> {
    let there = table.clone().collect_schema()?;
    for shape::Field { name, dtype, .. } in (shape.fields)() {
        let is_wider = |stored: &&DataType| stored.is_integer() && **stored != dtype;
        if !dtype.is_integer() || there.get(&name).filter(is_wider).is_none() {
            continue;
        }
        let value = || col(name.clone());
        let is_outside = value()
            .is_not_null()
            .and(value().cast(dtype.clone()).is_null());
        if let Some((row, values)) = first_row(table, is_outside, [value()])? {
            let value = values.column(&name)?.get(0)?.into_static();
            bail!("row {row}: {name} is {value}, and can be 0 to {}", u32::MAX);
        }
    }
    Ok(())
}

fn check_filled(table: &LazyFrame, shape: &Shape) -> Result<()> {
    for name in filled(shape) {
        let is_null = col(name.clone()).is_null();
        let is_missing = match is_never_empty(shape, &name) {
            true => is_null.or(col(name.clone()).eq(lit(""))),
            false => is_null,
        };
        if let Some((row, _)) = first_row(table, is_missing, [])? {
            bail!("row {row} has no {name}");
        }
    }
    Ok(())
}

/// Names of files come from outside, and are read in a folder that they must not leave.
fn check_names(table: &LazyFrame) -> Result<()> {
    let names = table.clone().select([col(images::FILENAME)]).collect()?;
    let names = text_values(&names, images::FILENAME)?;
    if let Some((row, name)) = (1..).zip(names).find(|(_, name)| !is_safe_name(name)) {
        bail!("row {row}: {}", images::unsafe_name(name));
    }
    Ok(())
}

fn check_unique(table: &LazyFrame, shape: &Shape) -> Result<()> {
    let keys: Vec<Expr> = shape.key.iter().map(|name| col(*name)).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let keyed = table.clone().select(keys.clone());
    let rows = row_count(table)?;
    if rows > MOST_UNSORTED || is_sorted(&keyed, shape, rows)? {
        return Ok(());
    }
    // Counted first, without the numbers of the rows: mostly there is nothing to tell.
    let counts = keyed.clone().group_by(keys.clone()).agg([len().alias(ROW)]);
    let twice = counts.filter(col(ROW).gt(lit(1))).limit(1);
    ensure!(
        streamed(twice)?.height() == 0,
        told_twice(keyed, keys, shape)?
    );
    Ok(())
}

/// Whether each row comes after the one before, by its key: then no two have the same.
fn is_sorted(keyed: &LazyFrame, shape: &Shape, rows: u64) -> Result<bool> {
    let after = shape.key.iter().rev().fold(lit(false), |rest, name| {
        let before = || col(*name).shift(lit(1));
        let same = col(*name).eq(before()).and(rest);
        col(*name).gt(before()).or(same)
    });
    // Each look begins with the last row of the one before.
    let step = ROWS_A_LOOK - 1;
    for start in (0..rows).step_by(step as usize) {
        let look = keyed.clone().slice(start as i64, ROWS_A_LOOK);
        let look = look.select([after.clone().slice(lit(1), lit(ROWS_A_LOOK)).all(true)]);
        let is_after = look.collect()?;
        let is_after = is_after
            .columns()
            .first()
            .and_then(|all| all.bool().ok()?.get(0));
        if is_after == Some(false) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Where the first key stands that stood before.
fn told_twice(keyed: LazyFrame, keys: Vec<Expr>, shape: &Shape) -> Result<String> {
    let numbered = keyed.with_row_index(ROW, Some(1));
    let row = || col(ROW).sort(SortOptions::default());
    let again = numbered
        .group_by(keys)
        .agg([
            row().first().alias(FIRST),
            row().slice(lit(1), lit(1)).first(),
        ])
        .drop_nulls(Some(by_name([ROW], true, false)))
        .sort([ROW], SortMultipleOptions::default())
        .limit(1)
        .collect()?;
    let number = |name| -> Result<u64> {
        Ok(super::count_values(&again, name)?
            .first()
            .copied()
            .unwrap_or_default())
    };
    let key = shape.key.iter().map(|name| -> Result<String> {
        let value = again.column(name)?.get(0)?;
        let value = value
            .get_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        Ok(format!("{name} '{}'", printable(&value)))
    });
    let key = key.collect::<Result<Vec<_>>>()?.join(" and ");
    let (row, first) = (number(ROW)?, number(FIRST)?);
    Ok(format!(
        "row {row} has the {key} again, which row {first} has"
    ))
}

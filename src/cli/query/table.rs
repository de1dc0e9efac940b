//! An answer as an aligned table: numbers to the right, the rest to the left, as wide as the
//! terminal at most.

use std::io::{Result, Write};

use pixrec::domain::printable;
use polars::prelude::*;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::cell::{Cell, cell};

const GAP: &str = "  ";
const CUT: char = '…';
/// The least width that a column is cut to.
const NARROWEST: usize = 6;

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

struct Column {
    head: String,
    right: bool,
    width: usize,
    cells: Vec<Cell>,
}

/// Writes `frame` within `width` characters, where there is a bound.
pub fn write(out: &mut impl Write, frame: &DataFrame, width: Option<usize>) -> Result<()> {
    let mut columns: Vec<Column> = frame.columns().iter().map(column).collect();
    if let Some(width) = width {
        fit(&mut columns, width);
    }
    let heads = columns.iter().map(|column| (column, &*column.head, BOLD));
    line(out, heads)?;
    let rules: Vec<String> = columns
        .iter()
        .map(|column| "─".repeat(column.width))
        .collect();
    writeln!(out, "{}", rules.join(GAP))?;
    for row in 0..frame.height() {
        let cells = columns.iter().filter_map(|column| {
            let cell = column.cells.get(row)?;
            Some((column, &*cell.text, if cell.is_null { DIM } else { "" }))
        });
        line(out, cells)?;
    }
    Ok(())
}

fn column(values: &polars::prelude::Column) -> Column {
    let series = values.as_materialized_series();
    let head = printable(values.name());
    let cells: Vec<Cell> = series.iter().map(|value| cell(&value)).collect();
    let widths = cells.iter().map(|cell| cell.text.width());
    let width = widths.chain([head.width()]).max().unwrap_or_default();
    Column {
        right: values.dtype().is_primitive_numeric(),
        head,
        width,
        cells,
    }
}

/// Cuts the widest columns until the line fits, or nothing more can be cut.
fn fit(columns: &mut [Column], width: usize) {
    let gaps = GAP.len() * columns.len().saturating_sub(1);
    let room = width.saturating_sub(gaps);
    // The widest that a column may be: the largest with which all fit.
    let fits = |most: usize| {
        columns
            .iter()
            .map(|column| column.width.min(most))
            .sum::<usize>()
            <= room
    };
    let widest = columns
        .iter()
        .map(|column| column.width)
        .max()
        .unwrap_or_default();
    if fits(widest) {
        return;
    }
    let most = (NARROWEST..widest)
        .rev()
        .find(|&most| fits(most))
        .unwrap_or(NARROWEST);
    for column in columns {
        // A number that is cut is another number.
        if !column.right {
            column.width = column.width.min(most);
        }
    }
}

fn line<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = (&'a Column, &'a str, &'a str)>,
) -> Result<()> {
    let mut written = String::new();
    for (at, (column, text, style)) in cells.enumerate() {
        if at > 0 {
            written.push_str(GAP);
        }
        let text = cut(text, column.width);
        let space = " ".repeat(column.width.saturating_sub(text.width()));
        let styled = match style {
            "" => text,
            style => format!("{style}{text}{PLAIN}"),
        };
        match column.right {
            true => written.extend([space, styled]),
            false => written.extend([styled, space]),
        }
    }
    writeln!(out, "{}", written.trim_end())
}

/// `text`, or as much of it as there is room for.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or_default();
        if used > width {
            break;
        }
        kept.push(character);
    }
    kept.push(CUT);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(frame: &DataFrame, width: Option<usize>) -> String {
        let mut out = Vec::new();
        write(&mut anstream::StripStream::new(&mut out), frame, width)
            .expect("memory can be written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn columns_are_aligned_whatever_stands_in_them() {
        let frame = df!(
            "name" => [Some("青い海"), Some("a\nb"), None, Some("")],
            "count" => [Some(1_i64), Some(-20), None, Some(300)],
        );
        assert_eq!(
            told(&frame.expect("columns of one length"), None),
            "name    count\n──────  ─────\n青い海      1\na b       -20\nnull     null\n          300\n"
        );
    }

    #[test]
    fn long_texts_are_cut_to_the_width_and_numbers_never_are() {
        let frame = df!(
            "text" => ["a very long text that does not fit", "青い青い青い青い青い青い"],
            "number" => [123_456_789_u64, 1],
        );
        let told = told(&frame.expect("columns of one length"), Some(24));
        assert!(told.lines().all(|line| line.width() <= 24), "{told}");
        assert!(told.contains("a very long …  123456789"), "{told}");
    }
}

//! Texts of the dataset made fit for a table, a whole column at a time.

use polars::prelude::*;

use crate::domain::printable;

/// `column` trimmed and without what can steer a terminal; null where nothing is left.
pub(super) fn clean(column: Expr) -> Expr {
    column.map(
        |column| {
            let texts = column.str()?;
            if texts.iter().flatten().all(is_clean) {
                return Ok(column);
            }
            let mut builder = StringChunkedBuilder::new(texts.name().clone(), texts.len());
            for text in texts.iter() {
                match text.map(str::trim).filter(|text| !text.is_empty()) {
                    Some(text) if is_plain(text) => builder.append_value(text),
                    other => builder.append_option(other.map(printable)),
                }
            }
            Ok(builder.finish().into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::String)),
    )
}

/// Whether a text is as [`clean`] would make it; in most columns all are.
fn is_clean(text: &str) -> bool {
    is_plain(text) && !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ')
}

/// Whether a text is ASCII that can be seen, as nearly all are: then nothing need be taken out.
fn is_plain(text: &str) -> bool {
    // Without an early end, so that many bytes are looked at together.
    text.bytes()
        .fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte))
}

/// `column` as numbers by `parse`; null where that gives none.
pub(super) fn number(column: Expr, parse: fn(&str) -> Option<f64>) -> Expr {
    column.map(
        move |column| {
            let texts = column.str()?;
            let numbers = texts.iter().map(|text| parse(text?.trim()));
            Ok(Float64Chunked::from_iter_options(texts.name().clone(), numbers).into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Float64)),
    )
}

/// `1/250` or `0.004` as seconds; `50`, `50.0 mm` or `f/2.8` as a number above 0.
pub(super) fn positive(text: &str) -> Option<f64> {
    let text = text.strip_prefix("f/").unwrap_or(text);
    let text =
        text.trim_end_matches(|character: char| character.is_alphabetic() || character == ' ');
    let value = match text.split_once('/') {
        Some((over, under)) => {
            over.trim().parse::<f64>().ok()? / under.trim().parse::<f64>().ok()?
        }
        None => text.parse().ok()?,
    };
    (value.is_finite() && value > 0.0).then_some(value)
}

/// Degrees from -90 to 90.
pub(super) fn latitude(text: &str) -> Option<f64> {
    text.parse()
        .ok()
        .filter(|degrees| (-90.0..=90.0).contains(degrees))
}

/// Degrees from -180 to 180.
pub(super) fn longitude(text: &str) -> Option<f64> {
    text.parse()
        .ok()
        .filter(|degrees| (-180.0..=180.0).contains(degrees))
}

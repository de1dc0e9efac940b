//! A value of an answer as a person reads it: short, true, and without what could steer a terminal.

use pixrec::domain::printable;
use polars::prelude::*;

/// A cell of a table.
pub struct Cell {
    pub text: String,
    /// Whether there is no value; a text may be spelled the same.
    pub is_null: bool,
}

/// Digits that are shown of a number that has more.
const DIGITS: usize = 6;
/// Numbers that need no more characters are shown whole.
const WHOLE_NUMBER: usize = 10;

/// The cell of a value.
pub fn cell(value: &AnyValue<'_>) -> Cell {
    Cell {
        text: text(value),
        is_null: value.is_null(),
    }
}

fn text(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => "null".to_owned(),
        AnyValue::String(text) => printable(text),
        AnyValue::StringOwned(text) => printable(text),
        AnyValue::Float64(number) => float(*number),
        AnyValue::Float32(number) => float(f64::from(*number)),
        AnyValue::Binary(bytes) => hex(bytes),
        AnyValue::BinaryOwned(bytes) => hex(bytes),
        AnyValue::List(values) => {
            let values: Vec<String> = values.iter().map(|value| text(&value)).collect();
            format!("[{}]", values.join(", "))
        }
        other => printable(&other.to_string()),
    }
}

/// A number in as few characters as name it, or rounded to a few digits.
fn float(number: f64) -> String {
    let whole = number.to_string();
    let size = number.abs();
    if whole.len() <= WHOLE_NUMBER || !number.is_finite() {
        return whole;
    }
    if !(1e-4..1e12).contains(&size) {
        return format!("{number:.*e}", DIGITS - 1);
    }
    let before = (size.log10().floor().max(0.0)) as usize + 1;
    let rounded = format!("{number:.*}", DIGITS.saturating_sub(before).max(2));
    rounded
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_true() {
        let told = [
            (0.1, "0.1"),
            (-2.0, "-2"),
            (1.0 / 3.0, "0.33333"),
            (123_456.789_123, "123456.79"),
            (0.000_012_345_678_9, "1.23457e-5"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
            (1e300, "1.00000e300"),
            (100_000_000_000.0, "100000000000"),
        ];
        for (number, text) in told {
            assert_eq!(float(number), text);
        }
    }

    #[test]
    fn lists_name_their_values_and_nothing_steers_the_terminal() {
        let list = Series::new("".into(), [Some("a\x1b[31m"), None]);
        let cell = cell(&AnyValue::List(list));
        assert_eq!(cell.text, "[a [31m, null]");
        assert!(!cell.is_null);
    }
}

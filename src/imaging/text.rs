//! Text that came out of a picture file, made fit for one line of a table.

use crate::domain::printable;

/// `raw` on one line: control and direction characters gone, runs of blanks made one space, ends
/// trimmed, at most `max_chars` characters. `None` where nothing is left.
pub(super) fn one_line(raw: &str, max_chars: usize) -> Option<String> {
    let clean = printable(raw);
    let words: Vec<&str> = clean.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(max_chars).collect();
    let line = line.trim_end();
    (!line.is_empty()).then(|| line.to_owned())
}

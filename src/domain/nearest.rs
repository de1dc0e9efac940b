//! What somebody may have meant who typed a name that is not known.

/// Names further apart than this (0 to 1, Jaro-Winkler) are not worth a question.
const NEAR: f64 = 0.6;

/// Whoever typed more bytes meant no name.
const LONGEST: usize = 255;

/// The known name that is most like `typed`, if any is like it.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if typed.len() > LONGEST {
        return None;
    }
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(typed, name), name))
        .filter(|(similarity, _)| *similarity >= NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

//! A line of a stream's input: a word as it is, such as the path of an image, or a JSON object that
//! holds it in a field. What cannot be one is told in the answer to its line and stops nothing.

use std::io::BufRead;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

/// The longest line that is read, in bytes: far above any path.
const MAX_LINE_BYTES: usize = 64 << 10;
/// So much of a line that cannot be used is told again, in characters.
const TOLD_CHARS: usize = 200;

/// What a line names, as a JSON object holds it.
pub trait Object: DeserializeOwned {
    /// The field that it stands in.
    const FIELD: &'static str;
    /// What it is: an image, a user.
    const WHAT: &'static str;
    /// How one that begins with a brace is written.
    const BRACE: &'static str;

    /// The word itself.
    fn into_word(self) -> String;
}

/// What one line names.
pub struct Named {
    /// The word as it was given; the line itself where it names none.
    pub source: String,
    /// The word, or why there is none.
    pub word: Result<String, String>,
}

/// The lines of an input, one after the other.
pub struct Lines<R, O> {
    input: R,
    object: PhantomData<fn() -> O>,
}

impl<R: BufRead, O: Object> Lines<R, O> {
    /// The lines of `input`, of which nothing is read yet.
    pub fn new(input: R) -> Self {
        Self {
            input,
            object: PhantomData,
        }
    }

    /// Reads up to the end of a line; of one that is too long only its beginning is kept. None at
    /// the end of the input.
    fn read(&mut self) -> std::io::Result<Option<Named>> {
        let mut line = Vec::new();
        let mut bytes = 0;
        loop {
            let there = self.input.fill_buf()?;
            if there.is_empty() {
                break;
            }
            let end = memchr::memchr(b'\n', there);
            let part = &there[..end.unwrap_or(there.len())];
            let room = MAX_LINE_BYTES.saturating_sub(line.len());
            line.extend_from_slice(&part[..part.len().min(room)]);
            let read = end.map_or(part.len(), |end| end + 1);
            bytes += read;
            let is_long = bytes > MAX_LINE_BYTES + 1;
            self.input.consume(read);
            if end.is_some() {
                return Ok(Some(named::<O>(&line, is_long)));
            }
        }
        Ok((bytes > 0).then(|| named::<O>(&line, bytes > MAX_LINE_BYTES)))
    }
}

impl<R: BufRead, O: Object> Iterator for Lines<R, O> {
    type Item = std::io::Result<Named>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn named<O: Object>(line: &[u8], is_long: bool) -> Named {
    // As programs on Windows end lines.
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let wrong = |reason: String| {
        let told = String::from_utf8_lossy(line);
        Named {
            source: told.chars().take(TOLD_CHARS).collect(),
            word: Err(reason),
        }
    };
    if is_long {
        return wrong(format!("the line is longer than {MAX_LINE_BYTES} bytes"));
    }
    let Ok(text) = std::str::from_utf8(line) else {
        return wrong("the line is not UTF-8".to_owned());
    };
    let word = if text.trim_start().starts_with('{') {
        match serde_json::from_str::<O>(text) {
            Ok(object) => object.into_word(),
            Err(error) => {
                let (field, brace) = (O::FIELD, O::BRACE);
                return wrong(format!(
                    "not a JSON object with the field {field} ({error}); {brace}"
                ));
            }
        }
    } else {
        text.to_owned()
    };
    if word.trim().is_empty() {
        return wrong(format!("the line names no {}", O::WHAT));
    }
    Named {
        source: word.clone(),
        word: Ok(word),
    }
}

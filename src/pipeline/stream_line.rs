//! A line of the stream's input: the path of an image, or a JSON object with the field `path`.
//! What cannot be one is told in the answer to its line and stops nothing.

use std::io::BufRead;

use serde::Deserialize;

/// The longest line that is read, in bytes: far above any path.
const MAX_LINE_BYTES: usize = 64 << 10;
/// So much of a line that cannot be used is told again, in characters.
const TOLD_CHARS: usize = 200;

/// What one line names.
pub struct Named {
    /// The path as it was given; the line itself where it names none.
    pub source: String,
    /// The path of the image, or why there is none.
    pub path: Result<String, String>,
}

/// The lines of an input, one after the other.
pub struct Lines<R>(R);

impl<R: BufRead> Lines<R> {
    /// The lines of `input`, of which nothing is read yet.
    pub fn new(input: R) -> Self {
        Self(input)
    }

    /// Reads up to the end of a line; of one that is too long only its beginning is kept. None at
    /// the end of the input.
    fn read(&mut self) -> std::io::Result<Option<Named>> {
        let mut line = Vec::new();
        let mut bytes = 0;
        loop {
            let there = self.0.fill_buf()?;
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
            self.0.consume(read);
            if end.is_some() {
                return Ok(Some(named(&line, is_long)));
            }
        }
        Ok((bytes > 0).then(|| named(&line, bytes > MAX_LINE_BYTES)))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = std::io::Result<Named>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

#[derive(Deserialize)]
struct Object {
    path: String,
}

fn named(line: &[u8], is_long: bool) -> Named {
    // As programs on Windows end lines.
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let wrong = |reason: String| {
        let told = String::from_utf8_lossy(line);
        Named {
            source: told.chars().take(TOLD_CHARS).collect(),
            path: Err(reason),
        }
    };
    if is_long {
        return wrong(format!("the line is longer than {MAX_LINE_BYTES} bytes"));
    }
    let Ok(text) = std::str::from_utf8(line) else {
        return wrong("the line is not UTF-8".to_owned());
    };
    let path = if text.trim_start().starts_with('{') {
        match serde_json::from_str::<Object>(text) {
            Ok(Object { path }) => path,
            Err(error) => {
                return wrong(format!(
                    "not a JSON object with the field path ({error}); write ./ before a path that begins with a brace"
                ));
            }
        }
    } else {
        text.to_owned()
    };
    if path.trim().is_empty() {
        return wrong("the line names no image".to_owned());
    }
    Named {
        source: path.clone(),
        path: Ok(path),
    }
}

//! A JSON object with other members in the place of some: read and written piece by piece, so that
//! it never is in memory as a whole, however large it is.

use std::fmt;
use std::io::{self, Read, Write};

use anyhow::{Context, Result};
use serde::Deserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::domain::printable;

/// Copies a JSON object, one member a line. `change` is given the name and the text of each member,
/// and says what is to stand in its place; nothing where it stays as it is written. `what` is said
/// where the text is no object.
///
/// # Errors
/// The text is none, with line and column; `change` fails, with the member's name; or nothing can be
/// written: then it is an [`io::Error`].
pub fn rewrite(
    from: impl Read,
    to: impl Write,
    what: &'static str,
    change: impl FnMut(&str, &RawValue) -> Result<Option<Vec<u8>>>,
) -> Result<()> {
    let mut failed = None;
    let mut text = serde_json::Deserializer::from_reader(from);
    let copy = Copy {
        to,
        change,
        failed: &mut failed,
    };
    let copied = text.deserialize_map(copy).and_then(|()| text.end());
    match (failed, copied) {
        (Some(error), _) => Err(error),
        (None, copied) => copied.context(what),
    }
}

struct Copy<'a, W, F> {
    to: W,
    change: F,
    /// Why it ended, where that was not the text.
    failed: &'a mut Option<anyhow::Error>,
}

impl<W: Write, F: FnMut(&str, &RawValue) -> Result<Option<Vec<u8>>>> Copy<'_, W, F> {
    fn member(&mut self, name: &str, text: &RawValue) -> Result<()> {
        let changed =
            (self.change)(name, text).with_context(|| format!("'{}'", printable(name)))?;
        serde_json::to_writer(&mut self.to, name).map_err(io::Error::from)?;
        self.to.write_all(b": ")?;
        match changed {
            Some(text) => self.to.write_all(&text)?,
            None => self.to.write_all(text.get().as_bytes())?,
        }
        Ok(())
    }

    fn part(&mut self, part: &[u8]) -> Result<()> {
        Ok(self.to.write_all(part)?)
    }

    /// Ends the reading where writing failed.
    fn or_end<E: Error>(&mut self, done: Result<()>) -> Result<(), E> {
        done.map_err(|error| {
            *self.failed = Some(error);
            E::custom("ended")
        })
    }
}

impl<'de, W: Write, F: FnMut(&str, &RawValue) -> Result<Option<Vec<u8>>>> Visitor<'de>
    for Copy<'_, W, F>
{
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<(), M::Error> {
        let mut between: &[u8] = b"{\n  ";
        while let Some((name, text)) = map.next_entry::<String, Box<RawValue>>()? {
            let done = self.part(between).and_then(|()| self.member(&name, &text));
            self.or_end(done)?;
            between = b",\n  ";
        }
        let end: &[u8] = match between.starts_with(b"{") {
            true => b"{}\n",
            false => b"\n}\n",
        };
        let done = self.part(end).and_then(|()| Ok(self.to.flush()?));
        self.or_end(done)
    }
}

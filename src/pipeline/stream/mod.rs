//! Work for an outside engine: lines come in, and one answer a line goes out, in the same order.

mod label;
mod line;
mod recommend;

use std::io::{BufReader, Read};
use std::sync::mpsc::{Receiver, sync_channel};

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::domain::printable;
use line::{Lines, Named, Object};

pub use label::label_stream;
pub use recommend::recommend_stream;

/// The lines of an input, in windows that are worked on at once.
struct Stream {
    lines: Receiver<std::io::Result<Named>>,
    /// How many lines there are in a window at most.
    window: usize,
}

impl Stream {
    /// Begins to read lines that name what `O` holds.
    fn new<O: Object>(input: impl Read + Send + 'static, window: usize) -> Self {
        // A thread of its own, so that nobody waits for a window that never fills. It is not
        // joined: where nobody reads the answers any more, it may wait for a line for ever.
        let (sender, lines) = sync_channel(window);
        std::thread::spawn(move || {
            for line in Lines::<_, O>::new(BufReader::new(input)) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { lines, window }
    }

    /// The lines that are there; waits for the first. None at the end.
    fn next_window(&self) -> Result<Option<Vec<Named>>> {
        let Ok(first) = self.lines.recv() else {
            return Ok(None);
        };
        let more = self.lines.try_iter().take(self.window - 1);
        let named = std::iter::once(first).chain(more);
        let named = named.collect::<std::io::Result<_>>();
        Ok(Some(named.context("cannot read the lines of stdin")?))
    }
}

/// A line of the output that says why there is no answer.
#[derive(Serialize)]
struct Failed<'a> {
    source: &'a str,
    error: String,
}

impl<'a> Failed<'a> {
    fn new(source: &'a str, error: &str) -> Self {
        Self {
            source,
            error: printable(error),
        }
    }
}

fn write_line(out: &mut Vec<u8>, answer: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.push(b'\n');
    Ok(())
}

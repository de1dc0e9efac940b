//! Labels for an outside engine: paths of images come in, one a line, and labels go out, one a line
//! in the same order. No data folder is needed or touched.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

use anyhow::{Context as _, Result};
use polars::prelude::IntoLazy;
use rayon::prelude::*;
use serde::Serialize;

use super::plan::Plan;
use super::stream_line::{Lines, Named};
use crate::acquire::{MAX_FILE_BYTES, file_record};
use crate::domain::{Seed, printable};
use crate::label::palette::PaletteSettings;
use crate::label::{self, Seen};
use crate::tables::images::{self, ImageRecord};
use crate::tables::labels::{self, LabelRecord, PaletteRecord};
use crate::{fsio, imaging};

/// Lines a thread that are worked on at once, where so many are there: enough that all threads have
/// work until nearly the end, and few enough that answers come soon.
const LINES_A_THREAD: usize = 32;

/// What came of one line that names an image.
struct Made {
    record: ImageRecord,
    palette: PaletteRecord,
}

/// A line of the output.
#[derive(Serialize)]
struct Labelled<'a> {
    source: &'a str,
    #[serde(flatten)]
    labels: &'a LabelRecord,
    width: u32,
    height: u32,
    format: &'a str,
    content_hash: &'a str,
}

/// A line of the output where there are no labels.
#[derive(Serialize)]
struct Failed<'a> {
    source: &'a str,
    error: &'a str,
}

/// Writes a line with labels to `out` for each line of `input`, or one with the reason why there
/// are none. What is there is answered and flushed before more is waited for.
///
/// # Errors
/// The input cannot be read, or the output not be written.
pub fn label_stream(
    input: impl Read + Send + 'static,
    out: &mut impl Write,
    plan: &Plan,
) -> Result<()> {
    let palette = plan.spec.label.check()?.palette;
    let window = rayon::current_num_threads() * LINES_A_THREAD;
    // A thread of its own, so that nobody waits for a window that never fills. It is not joined:
    // where nobody reads the answers any more, it may wait for a line for ever.
    let (sender, lines) = sync_channel(window);
    std::thread::spawn(move || {
        for line in Lines::new(BufReader::new(input)) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    while let Some(named) = next_window(&lines, window)? {
        let made: Vec<Result<Made, String>> = named
            .par_iter()
            .map(|line| look(line, palette, plan.seed))
            .collect();
        out.write_all(&answers(&named, &made)?)?;
        out.flush()?;
    }
    Ok(())
}

/// The lines that are there, at most `window`; waits for the first. None at the end.
fn next_window(
    lines: &Receiver<std::io::Result<Named>>,
    window: usize,
) -> Result<Option<Vec<Named>>> {
    let Ok(first) = lines.recv() else {
        return Ok(None);
    };
    let more = lines.try_iter().take(window - 1);
    let named = std::iter::once(first).chain(more);
    let named = named.collect::<std::io::Result<_>>();
    Ok(Some(named.context("cannot read the lines of stdin")?))
}

/// Looks at the image that a line names.
fn look(line: &Named, palette: PaletteSettings, seed: Seed) -> Result<Made, String> {
    let path = line.path.as_ref().map_err(Clone::clone)?;
    let bytes = fsio::read_regular(Path::new(path), MAX_FILE_BYTES)
        .map_err(|error| format!("{error:#}"))?;
    let header = imaging::inspect(&bytes).map_err(|unreadable| unreadable.to_string())?;
    let record = file_record(&bytes, header);
    match label::see(&bytes, &record.content_hash, palette, seed) {
        Seen::Picture { palette, .. } => Ok(Made { record, palette }),
        Seen::Unreadable(reason) => Err(reason),
    }
}

/// The lines of the output, by the tables that the stage makes of the same images.
fn answers(named: &[Named], made: &[Result<Made, String>]) -> Result<Vec<u8>> {
    let mut records = Vec::new();
    let mut palettes = BTreeMap::new();
    for (number, made) in made.iter().enumerate() {
        if let Ok(made) = made {
            let filename = number.to_string();
            palettes.insert(filename.clone(), made.palette.clone());
            records.push(ImageRecord {
                filename,
                ..made.record.clone()
            });
        }
    }
    let tables = label::tables(&images::frame(records)?.lazy(), &palettes)?;
    let labels = labels::records(&tables)?;
    let mut lines = Vec::new();
    for (number, (line, made)) in named.iter().zip(made).enumerate() {
        answer(&mut lines, line, made, labels.get(&number.to_string()))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn answer(
    out: &mut Vec<u8>,
    Named { source, .. }: &Named,
    made: &Result<Made, String>,
    labels: Option<&LabelRecord>,
) -> Result<()> {
    match (made, labels) {
        (Ok(Made { record, .. }), Some(labels)) => serde_json::to_writer(
            out,
            &Labelled {
                source,
                labels,
                width: record.width,
                height: record.height,
                format: &record.format,
                content_hash: &record.content_hash,
            },
        )?,
        (made, _) => {
            let error = made
                .as_ref()
                .err()
                .map_or("it has no labels", String::as_str);
            let error = printable(error);
            serde_json::to_writer(
                out,
                &Failed {
                    source,
                    error: &error,
                },
            )?;
        }
    }
    Ok(())
}

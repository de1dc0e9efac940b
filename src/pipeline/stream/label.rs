//! Labels for an outside engine: paths of images come in, one a line, and labels go out, one a line
//! in the same order. No data folder is needed or touched.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::Result;
use polars::prelude::IntoLazy;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::line::{Named, Object};
use super::{Failed, Stream, write_line};
use crate::acquire::{MAX_FILE_BYTES, file_record};
use crate::domain::Seed;
use crate::label::palette::PaletteSettings;
use crate::label::{self, Seen};
use crate::pipeline::plan::Plan;
use crate::tables::images::{self, ImageRecord};
use crate::tables::labels::{self, LabelRecord, PaletteRecord};
use crate::{fsio, imaging};

/// Lines a thread that are worked on at once, where so many are there: enough that all threads have
/// work until nearly the end, and few enough that answers come soon.
const LINES_A_THREAD: usize = 32;

/// A line that is a JSON object.
#[derive(Deserialize)]
struct OfImage {
    path: String,
}

impl Object for OfImage {
    const FIELD: &'static str = "path";
    const WHAT: &'static str = "image";
    const BRACE: &'static str = "write ./ before a path that begins with a brace";

    fn into_word(self) -> String {
        self.path
    }
}

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
    let stream = Stream::new::<OfImage>(input, window);
    while let Some(named) = stream.next_window()? {
        let made: Vec<Result<Made, String>> = named
            .par_iter()
            .map(|line| look(line, palette, plan.seed))
            .collect();
        out.write_all(&answers(&named, &made)?)?;
        out.flush()?;
    }
    Ok(())
}

/// Looks at the image that a line names.
fn look(line: &Named, palette: PaletteSettings, seed: Seed) -> Result<Made, String> {
    let path = line.word.as_ref().map_err(Clone::clone)?;
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
        (Ok(Made { record, .. }), Some(labels)) => write_line(
            out,
            &Labelled {
                source,
                labels,
                width: record.width,
                height: record.height,
                format: &record.format,
                content_hash: &record.content_hash,
            },
        ),
        (made, _) => {
            let error = made.as_ref().err();
            let error = error.map_or("it has no labels", String::as_str);
            write_line(out, &Failed::new(source, error))
        }
    }
}

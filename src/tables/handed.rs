//! `tags` and `colors` in CSV, as somebody may hand them over where there are no labels: `tags.csv`
//! with the columns `filename,tag`, `colors.csv` with `filename,name,share` and, if known,
//! `rank,r,g,b`. The column of file names may be called `image`.

use anyhow::{Context, Result, ensure};
use polars::prelude::*;

use super::labels::{BLUE, FILENAME, GREEN, NAME, RANK, RED, SHARE, TAG};
use super::{commas, optional_texts, texts};

/// The highest value of a channel.
const MAX_CHANNEL: u32 = 255;

/// The table `tags` from `tags.csv`, each tag of an image once, in the order of the file. A row
/// without a tag names an image that has none, perhaps: its tag is null.
///
/// # Errors
/// Names the line of what is wrong, or the missing column.
pub fn tags(bytes: &[u8]) -> Result<DataFrame> {
    let mut rows: Vec<(String, Option<String>)> = Vec::new();
    commas::each_row(bytes, &[FILENAME, TAG], &[], |row| {
        let filename = filename(row)?;
        let tag = Some(row.field(1).to_owned()).filter(|tag| !tag.is_empty());
        rows.push((filename, tag));
        Ok(())
    })?;
    let frame = DataFrame::new_infer_height(vec![
        texts(FILENAME, rows.iter().map(|(filename, _)| filename)),
        optional_texts(TAG, rows.iter().map(|(_, tag)| tag.as_deref())),
    ])?;
    let frame = frame.lazy().unique_stable(None, UniqueKeepStrategy::First);
    Ok(frame.collect()?)
}

/// The table `colors` from `colors.csv`, in the order of the file; what is not known of ranks and
/// values is null.
///
/// # Errors
/// As [`tags`]; a share is not 0 to 1, or a rank or value no whole number in its range.
pub fn colors(bytes: &[u8]) -> Result<DataFrame> {
    const NUMBERS: [(&str, u32); 4] = [
        (RANK, u32::MAX),
        (RED, MAX_CHANNEL),
        (GREEN, MAX_CHANNEL),
        (BLUE, MAX_CHANNEL),
    ];
    let (mut filenames, mut names, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    let mut numbers: [Vec<Option<u32>>; NUMBERS.len()] = Default::default();
    let needed = [FILENAME, NAME, SHARE];
    commas::each_row(bytes, &needed, &NUMBERS.map(|(name, _)| name), |row| {
        filenames.push(filename(row)?);
        ensure!(!row.field(1).is_empty(), "has an empty {NAME}");
        names.push(row.field(1).to_owned());
        shares.push(share(row.field(2))?);
        for (place, (column, most)) in NUMBERS.into_iter().enumerate() {
            let text = row.field(needed.len() + place);
            numbers[place].push(number(column, text, most)?);
        }
        Ok(())
    })?;
    let [ranks, reds, greens, blues] = numbers;
    let shares = Float64Chunked::from_vec(SHARE.into(), shares).into_column();
    let whole = |name: &str, values: Vec<Option<u32>>| {
        UInt32Chunked::from_iter_options(name.into(), values.into_iter()).into_column()
    };
    Ok(DataFrame::new_infer_height(vec![
        texts(FILENAME, filenames.iter()),
        whole(RANK, ranks),
        whole(RED, reds),
        whole(GREEN, greens),
        whole(BLUE, blues),
        texts(NAME, names.iter()),
        shares,
    ])?)
}

fn filename(row: &commas::Row<'_>) -> Result<String> {
    let filename = row.field(0);
    ensure!(!filename.is_empty(), "has an empty {FILENAME}");
    Ok(filename.to_owned())
}

fn share(text: &str) -> Result<f64> {
    let share: Option<f64> = text.parse().ok();
    share
        .filter(|share| (0.0..=1.0).contains(share))
        .with_context(|| format!("has the {SHARE} '{text}'; it can be 0 to 1"))
}

/// A whole number of a column that need not be filled.
fn number(column: &str, text: &str, most: u32) -> Result<Option<u32>> {
    if text.is_empty() {
        return Ok(None);
    }
    let number: Option<u32> = text.parse().ok();
    let number = number.filter(|number| *number <= most);
    let number =
        number.with_context(|| format!("has the {column} '{text}'; it can be 0 to {most}"))?;
    Ok(Some(number))
}

//! Tags: the source's own words, in one spelling.

use std::collections::BTreeSet;

use anyhow::Result;
use polars::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::domain::{is_filing_word, printable};
use crate::tables::labels::{FILENAME, TAG};
use crate::tables::{images, texts};

/// The longest tag, in characters; longer ones are descriptions.
const MAX_TAG_CHARS: usize = 48;

const RAW: &str = "raw";

/// The table `tags` of the table `images`: each source tag in one spelling, each once an image.
///
/// # Errors
/// The table is not `images`.
pub fn tags(table: LazyFrame) -> Result<DataFrame> {
    let options = ExplodeOptions {
        empty_as_null: true,
        keep_nulls: true,
    };
    let exploded = table
        .select([col(FILENAME), col(images::SOURCE_TAGS).alias(RAW)])
        .explode(by_name([RAW], true, false), options)
        .drop_nulls(None);
    let spellings = spellings(
        exploded
            .clone()
            .select([col(RAW)])
            .unique(None, UniqueKeepStrategy::Any),
    )?;
    Ok(exploded
        .inner_join(spellings.lazy(), col(RAW), col(RAW))
        .select([col(FILENAME), col(TAG)])
        .unique(None, UniqueKeepStrategy::Any)
        .sort([FILENAME, TAG], SortMultipleOptions::default())
        .collect()?)
}

/// `(raw, tag)`: each distinct source tag beside its one spelling, without those that have none.
/// There are far fewer of them than rows, so that text is only worked on once.
fn spellings(distinct: LazyFrame) -> Result<DataFrame> {
    let distinct = distinct.collect()?;
    let raw = crate::tables::text_values(&distinct, RAW)?;
    let pairs: BTreeSet<(&str, String)> = raw
        .iter()
        .filter_map(|raw| Some((*raw, spelling(raw)?)))
        .collect();
    Ok(DataFrame::new_infer_height(vec![
        texts(RAW, pairs.iter().map(|(raw, _)| raw)),
        texts(TAG, pairs.iter().map(|(_, tag)| tag)),
    ])?)
}

/// The one spelling of a tag: composed Unicode, lower case, single spaces, no control characters.
/// None where nothing is left, where it is only digits and signs (a size, a date), where it is
/// longer than 48 characters, and for folder names that say nothing about an image.
pub fn spelling(raw: &str) -> Option<String> {
    let composed: String = raw.nfkc().collect();
    let spaced = printable(&composed).replace(['_', '+'], " ").to_lowercase();
    let tag = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let tag = tag
        .trim_matches(|character: char| !character.is_alphanumeric())
        .to_owned();
    let words = tag.chars().any(char::is_alphabetic);
    let size = tag
        .split_once('x')
        .is_some_and(|(width, height)| is_number(width) && is_number(height));
    let fits = tag.chars().count() <= MAX_TAG_CHARS;
    (words && !size && fits && !is_filing_word(&tag)).then_some(tag)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

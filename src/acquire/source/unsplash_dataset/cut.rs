//! Rows cut into columns of text.

use std::borrow::Cow;
use std::sync::Arc;

use anyhow::Result;
use memchr::memchr;
use polars::prelude::*;

use super::chunks::{Chunk, QUOTE, quoted_end};

/// The columns of `names` that the chunk's part has, as text, null where they are empty.
pub(super) fn frame(chunk: Chunk, names: &[&str]) -> Result<DataFrame> {
    let part = Arc::clone(&chunk.part);
    let text = chunk.into_text();
    let guess = text.len() / 32;
    let mut wanted: Vec<Wanted> = names
        .iter()
        .filter_map(|name| {
            Some(Wanted {
                place: part.place(name)?,
                values: StringChunkedBuilder::new((*name).into(), guess),
            })
        })
        .collect();
    wanted.sort_by_key(|column| column.place);
    let mut cutter = Cutter {
        text: &text,
        separator: part.separator(),
        quoted: memchr(QUOTE, text.as_bytes()).is_some(),
        here: 0,
    };
    let mut height = 0;
    while cutter.row(&mut wanted) {
        height += 1;
    }
    let columns = wanted
        .into_iter()
        .map(|column| column.values.finish().into_column());
    Ok(DataFrame::new(height, columns.collect())?)
}

/// A column that is wanted.
struct Wanted {
    /// Its place in a row, from 0.
    place: usize,
    values: StringChunkedBuilder,
}

/// Rows that are cut one after the other.
struct Cutter<'a> {
    text: &'a str,
    separator: u8,
    /// Whether there is a quote in `text`: without one, fields need not be looked at.
    quoted: bool,
    here: usize,
}

impl<'a> Cutter<'a> {
    /// Puts the fields of the next row into the columns that want them, which are sorted by place;
    /// whether there was one.
    fn row(&mut self, wanted: &mut [Wanted]) -> bool {
        // An empty line is no row, as for other readers.
        while self.text.as_bytes().get(self.here) == Some(&b'\n') {
            self.here += 1;
        }
        if self.here >= self.text.len() {
            return false;
        }
        let mut place = 0;
        let mut ended = false;
        for column in wanted {
            while !ended && place < column.place {
                (_, ended) = self.field();
                place += 1;
            }
            if ended {
                column.values.append_null();
                continue;
            }
            let field;
            (field, ended) = self.field();
            place += 1;
            match plain(field) {
                Some(text) => column.values.append_value(text),
                None => column.values.append_null(),
            }
        }
        if !ended {
            self.skip_row();
        }
        true
    }

    /// The next field of a row as it stands there, and whether it is the row's last.
    fn field(&mut self) -> (&'a str, bool) {
        let bytes = self.text.as_bytes();
        let start = self.here;
        let end = if self.quoted && bytes.get(start) == Some(&QUOTE) {
            quoted_end(bytes, start, self.separator)
        } else {
            plain_end(&bytes[start..], self.separator).map(|length| start + length)
        };
        let end = end.unwrap_or(bytes.len());
        self.here = end + 1;
        (
            &self.text[start..end],
            bytes.get(end) != Some(&self.separator),
        )
    }

    /// Goes on to the next row.
    fn skip_row(&mut self) {
        if self.quoted {
            while !self.field().1 {}
            return;
        }
        let rest = &self.text.as_bytes()[self.here..];
        self.here += memchr(b'\n', rest).map_or(rest.len(), |length| length + 1);
    }
}

/// A bit of each byte: the lowest and the highest.
const LOWEST: u64 = u64::from_ne_bytes([1; 8]);
const HIGHEST: u64 = LOWEST << 7;

/// Where the first separator or line break is. Fields are short, so that eight bytes at a time,
/// here, are found faster than many by a call.
fn plain_end(bytes: &[u8], separator: u8) -> Option<usize> {
    let zeros = |bytes: u64| bytes.wrapping_sub(LOWEST) & !bytes & HIGHEST;
    let (separators, breaks) = (LOWEST * u64::from(separator), LOWEST * u64::from(b'\n'));
    let (words, rest) = bytes.as_chunks();
    for (place, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // Bytes that are found wrongly stand behind one that is found rightly.
        let found = zeros(word ^ separators) | zeros(word ^ breaks);
        if found != 0 {
            return Some(place * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let found = rest
        .iter()
        .position(|byte| *byte == separator || *byte == b'\n');
    found.map(|place| words.len() * 8 + place)
}

/// What a field says; nothing where it is empty or its quotes do not end.
fn plain(field: &str) -> Option<Cow<'_, str>> {
    let field = field.strip_suffix('\r').unwrap_or(field);
    match field.strip_prefix('"') {
        None => (!field.is_empty()).then_some(Cow::Borrowed(field)),
        Some(inside) => inside.strip_suffix('"').map(unquoted),
    }
}

/// What stands between quotes: two of them mean one, and one means nothing.
fn unquoted(inside: &str) -> Cow<'_, str> {
    if memchr(QUOTE, inside.as_bytes()).is_none() {
        return Cow::Borrowed(inside);
    }
    let mut is_first = false;
    let kept = inside.chars().filter(|character| {
        is_first = *character == '"' && !is_first;
        !is_first
    });
    Cow::Owned(kept.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::chunks::chunks;
    use super::super::files::{Kind, open};
    use super::*;

    const HEADER: &str = "photo_id\tother\tcollection_id\n";

    /// The first and the last field of each row of a file, read in chunks of about `size` bytes.
    fn fields(rows: &[u8], size: usize) -> Vec<[Option<String>; 2]> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = [HEADER.as_bytes(), rows].concat();
        std::fs::write(folder.path().join("collections.tsv"), file).expect("a file");
        let parts = open(folder.path(), Kind::Collections).expect("a part");
        let frames = chunks(&parts, size).map(|chunk| {
            let chunk = chunk.expect("a chunk");
            frame(chunk, &["collection_id", "photo_id", "none"]).expect("a frame")
        });
        frames
            .flat_map(|frame| {
                let column = |name: &str| {
                    let column = frame.column(name).expect("a column").str().expect("texts");
                    column
                        .iter()
                        .map(|text| text.map(str::to_owned))
                        .collect::<Vec<_>>()
                };
                let (first, last) = (column("photo_id"), column("collection_id"));
                first.into_iter().zip(last).map(|(one, other)| [one, other])
            })
            .collect()
    }

    fn row(first: &str, last: &str) -> [Option<String>; 2] {
        [first, last].map(|text| (!text.is_empty()).then(|| text.to_owned()))
    }

    #[test]
    fn fields_are_those_at_their_places_and_null_where_there_are_none() {
        let rows = b"a\tb\tc\n\n\tb\nd\te\tf\tg\r\n\xc3\xa4\t\xff\tx\xffy\nlast";
        let expected = [
            row("a", "c"),
            row("", ""),
            row("d", "f"),
            row("\u{e4}", "x\u{fffd}y"),
            row("last", ""),
        ];
        assert_eq!(fields(rows, 1 << 20), expected);
    }

    #[test]
    fn a_quote_that_opens_no_field_is_a_character_and_one_that_is_never_closed_says_nothing() {
        let inside = fields(b"5\" screen\tb\tc\na\tb\tc\"\n", 1 << 20);
        assert_eq!(inside, [row("5\" screen", "c"), row("a", "c\"")]);
        let open = fields(b"a\tb\tc\n\"d\te\tf\n", 1 << 20);
        assert_eq!(open, [row("a", "c"), row("", "")]);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_whatever_the_size_of_chunks(
            table in prop::collection::vec(prop::array::uniform3("[ab\"\t\n\r\u{e9}]{0,5}"), 0..20),
            quote_all in any::<bool>(),
            size in 1_usize..64,
        ) {
            let style = if quote_all { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
            let mut writer = csv::WriterBuilder::new()
                .delimiter(b'\t')
                .quote_style(style)
                .from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).expect("a row");
            }
            let text = writer.into_inner().expect("rows");
            let read: Vec<[String; 2]> = fields(&text, size)
                .into_iter()
                .map(|row| row.map(Option::unwrap_or_default))
                .collect();
            let written: Vec<[String; 2]> = table
                .into_iter()
                .map(|[first, _, last]| [first, last])
                .collect();
            prop_assert_eq!(read, written);
        }

        #[test]
        fn any_bytes_are_cut_the_same_whatever_the_size_of_chunks(
            rows in prop::collection::vec(prop::sample::select(b"ab\"\t\n\r\xe9".to_vec()), 0..200),
            size in 1_usize..64,
        ) {
            prop_assert_eq!(fields(&rows, size), fields(&rows, 1 << 20));
        }
    }
}

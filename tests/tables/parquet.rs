//! Tables in Parquet files: what is written is read again.

use pixrec::tables::parquet::{Job, Rows, Values, scan, write};
use polars::prelude::*;

use crate::support::Sandbox;

/// The table of these parts, written and read.
fn written(parts: Vec<Box<dyn Fn() -> Vec<Values> + Send>>) -> DataFrame {
    let sandbox = Sandbox::new();
    let path = sandbox.path("table.parquet");
    let rows: Rows = Box::new(
        parts
            .into_iter()
            .map(|part| Ok(Box::new(move || Ok(part())) as Job)),
    );
    write(rows, &path).expect("written");
    scan(&path)
        .and_then(|frame| Ok(frame.collect()?))
        .expect("read")
}

/// A part of a text that repeats, a number and a text that is the same in each row.
fn part(keys: &[u32]) -> Vec<Values> {
    let words = ["zero", "one", "a word of more than twelve bytes"];
    let numbers = keys.iter().copied();
    let frame = df!("number" => keys)
        .expect("a frame")
        .lazy()
        .select([
            col("number"),
            lit("same").alias("same"),
            lit(NULL).cast(DataType::Float64).alias("none"),
        ])
        .collect()
        .expect("a frame");
    let mut values = vec![Values::texts("word", numbers, words.len(), |key| {
        words[key as usize]
    })];
    values.extend(Values::of(frame));
    values
}

#[test]
fn parts_follow_each_other_and_texts_are_plain_texts_again() {
    let table = written(vec![
        Box::new(|| part(&[2, 0, 2, 2])),
        Box::new(|| part(&[])),
        Box::new(|| part(&[1])),
    ]);
    let long = "a word of more than twelve bytes";
    let expected = df!(
        "word" => [long, "zero", long, long, "one"],
        "number" => [2_u32, 0, 2, 2, 1],
        "same" => ["same"; 5],
        "none" => [None::<f64>; 5],
    )
    .expect("a frame");
    assert!(table.equals_missing(&expected), "{table}");
    assert_eq!(table.schema(), expected.schema());
}

#[test]
fn a_table_without_rows_keeps_its_columns() {
    let table = written(vec![Box::new(|| part(&[]))]);
    assert_eq!(table.height(), 0);
    assert_eq!(
        table.schema(),
        written(vec![Box::new(|| part(&[1]))]).schema()
    );
}

//! Tables in Parquet files: what is written is read again.

use std::path::Path;

use pixrec::tables::keys;
use pixrec::tables::parquet::{
    Job, Rows, Values, guarded, note, rows_of, scan, write, write_noting,
};
use pixrec::tables::shape::{Shape, TABLES, TAGS};
use polars::prelude::*;
use proptest::prelude::*;
use proptest::sample::select;

use crate::frames::with_threads;
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

fn save(frame: DataFrame, path: &Path) {
    write(rows_of(frame), path).expect("written");
}

fn load(path: &Path) -> anyhow::Result<DataFrame> {
    guarded(|| Ok(scan(path)?.collect()?))
}

/// A column of any values of a type, of `count` rows.
fn any_column(name: PlSmallStr, dtype: DataType, count: usize) -> BoxedStrategy<Column> {
    let text = || {
        proptest::option::of(select(vec![
            "",
            "a",
            "b.jpg",
            "Ärger\n",
            "a word of more than twelve bytes",
        ]))
    };
    let named = name.clone();
    match dtype {
        DataType::UInt32 => proptest::collection::vec(any::<Option<u32>>(), count)
            .prop_map(move |values| Column::new(named.clone(), values))
            .boxed(),
        DataType::Float64 => proptest::collection::vec(any::<Option<f64>>(), count)
            .prop_map(move |values| Column::new(named.clone(), values))
            .boxed(),
        DataType::List(_) => {
            let list = proptest::collection::vec(text(), 0..3);
            proptest::collection::vec(proptest::option::of(list), count)
                .prop_map(move |lists| {
                    let size = lists.len();
                    let mut builder = ListStringChunkedBuilder::new(named.clone(), size, size);
                    for list in lists {
                        match list {
                            Some(list) => builder
                                .append_series(&Series::new("".into(), list))
                                .expect("text"),
                            None => builder.append_null(),
                        }
                    }
                    builder.finish().into_column()
                })
                .boxed()
        }
        _ => proptest::collection::vec(text(), count)
            .prop_map(move |values| Column::new(named.clone(), values))
            .boxed(),
    }
}

/// Any rows of a table, whether or not they make sense.
fn any_table(shape: Shape) -> impl Strategy<Value = DataFrame> {
    (0..20_usize).prop_flat_map(move |count| {
        let columns: Vec<BoxedStrategy<Column>> = shape
            .schema()
            .into_iter()
            .map(|(name, dtype)| any_column(name, dtype, count))
            .collect();
        columns.prop_map(|columns| DataFrame::new_infer_height(columns).expect("equally long"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_table_is_the_same_when_it_is_read_again(
        tables in TABLES.into_iter().map(any_table).collect::<Vec<_>>()
    ) {
        let sandbox = Sandbox::new();
        for (shape, table) in TABLES.into_iter().zip(tables) {
            let path = sandbox.path(&shape.parquet());
            save(table.clone(), &path);
            let again = shape.conform(scan(&path).expect("a table")).expect("its columns");
            let again = again.collect().expect("its rows");
            prop_assert!(again.equals_missing(&table), "{}: {} {}", shape.name, again, table);
            prop_assert_eq!(again.schema(), table.schema());
        }
    }
}

/// A large table of tags.
fn many_tags(count: u32) -> DataFrame {
    let names: Vec<String> = (0..count)
        .map(|row| format!("image-{:07}.jpg", row / 4))
        .collect();
    let tags: Vec<String> = (0..count).map(|row| format!("tag {}", row % 4)).collect();
    df!["filename" => names, "tag" => tags].expect("equally long")
}

#[test]
fn a_large_table_has_groups_and_the_same_bytes_for_any_number_of_threads() {
    let sandbox = Sandbox::new();
    let table = many_tags(600_000);
    let bytes = |threads| {
        let path = sandbox.path(&format!("{threads}.parquet"));
        with_threads(threads, || save(table.clone(), &path));
        std::fs::read(path).expect("a file")
    };
    let one = bytes(1);
    assert!(one == bytes(5), "the number of threads shows");
    let path = sandbox.path("1.parquet");
    let groups = ParquetReader::new(std::fs::File::open(&path).expect("a file"))
        .get_metadata()
        .expect("a Parquet file")
        .row_groups
        .len();
    assert_eq!(groups, 3);
    assert!(load(&path).expect("a table").equals(&table));
}

#[test]
fn a_question_about_one_column_reads_only_that() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("tags.parquet");
    save(many_tags(10), &path);
    let tags = TAGS
        .conform(scan(&path).expect("a table"))
        .expect("its columns");
    let question = tags.group_by([col("tag")]).agg([len().alias("count")]);
    let plan = question.explain(true).expect("a plan");
    assert!(plan.contains("PROJECT 1/2 COLUMNS"), "{plan}");

    // Nor do columns of another type, or those that are missing, cost anything that are not asked for.
    let path = sandbox.path("images.parquet");
    let images = pixrec::tables::images::frame(Vec::new())
        .expect("a frame")
        .lazy();
    let stored = images
        .with_column(col("width").cast(DataType::Int64))
        .drop(by_name(["exif_iso"], true, false))
        .collect()
        .expect("a frame");
    save(stored, &path);
    let images = Shape::of("images").expect("a table");
    let images = images
        .conform(scan(&path).expect("a table"))
        .expect("its columns");
    let question = images.select([col("format").n_unique()]);
    let plan = question.explain(true).expect("a plan");
    assert!(plan.contains("PROJECT 1/25 COLUMNS"), "{plan}");
    assert!(!plan.contains("strict_cast"), "{plan}");
}

#[test]
fn a_note_goes_with_the_file() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("tags.parquet");
    write_noting(rows_of(many_tags(3)), &path, Some(("key", "value"))).expect("written");
    assert_eq!(note(&path, "key").as_deref(), Some("value"));
    assert_eq!(note(&path, "other"), None);
    assert!(load(&path).expect("a table").equals(&many_tags(3)));
    save(many_tags(3), &path);
    assert_eq!(note(&path, "key"), None);
    assert_eq!(note(&sandbox.path("none.parquet"), "key"), None);
}

fn error_of(bytes: &[u8]) -> String {
    let sandbox = Sandbox::new();
    let path = sandbox.write("table.parquet", bytes);
    format!("{:#}", load(&path).expect_err("the file is wrong"))
}

#[test]
fn what_is_no_parquet_file_or_was_cut_is_told() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("tags.parquet");
    save(many_tags(100), &path);
    let whole = std::fs::read(path).expect("a file");
    assert_eq!(error_of(b""), "it is no Parquet file");
    assert_eq!(error_of(b"filename,tag\n"), "it is no Parquet file");
    assert_eq!(
        error_of(&whole[..200]),
        "the file is cut off: the end of a Parquet file is missing after 200 bytes"
    );
    assert_eq!(
        error_of(b"PAR1PAR1"),
        "the file is cut off: the end of a Parquet file is missing after 8 bytes"
    );
    let mut wrong = whole.clone();
    let end = wrong.len() - 8;
    wrong[end..end + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]);
    let told = error_of(&wrong);
    assert!(
        told.starts_with("the description of its columns at its end is damaged"),
        "{told}"
    );
}

#[test]
fn no_damage_of_a_byte_ends_the_program() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("tags.parquet");
    save(many_tags(40), &path);
    let whole = std::fs::read(&path).expect("a file");
    for place in 0..whole.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] ^= change;
            std::fs::write(&path, &bytes).expect("written");
            // Whatever comes of it: an answer or an error, and never the end.
            let _ = guarded(|| keys::check(scan(&path)?, &TAGS));
            let _ = load(&path);
        }
    }
}

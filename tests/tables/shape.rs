//! Answers `src/tables/shape.rs` and `src/tables/keys.rs`: what is wrong with a table is told with
//! its row and column.

use pixrec::tables::images::{ImageRecord, frame};
use pixrec::tables::keys;
use pixrec::tables::shape::{COLORS, FAVORITES, IMAGES, LABELS, Shape, TABLES, TAGS};
use polars::prelude::*;

fn fault(table: DataFrame, shape: &Shape) -> String {
    let error = keys::check(table.lazy(), shape).expect_err("the table is wrong");
    format!("{error:#}")
}

fn tags(rows: &[(Option<&str>, Option<&str>)]) -> DataFrame {
    let names: Vec<Option<&str>> = rows.iter().map(|(name, _)| *name).collect();
    let tags: Vec<Option<&str>> = rows.iter().map(|(_, tag)| *tag).collect();
    df!["filename" => names, "tag" => tags].expect("columns are equally long")
}

#[test]
fn a_missing_column_or_another_type_is_told() {
    let none = df!["filename" => ["a.jpg"], "tags" => ["sea"]].expect("a frame");
    assert_eq!(
        fault(none, &TAGS),
        "the column 'tag' is missing; is 'tags' meant to be it?"
    );
    let far = df!["filename" => ["a.jpg"], "x" => ["sea"]].expect("a frame");
    assert_eq!(fault(far, &TAGS), "the column 'tag' is missing");
    let numbers = df!["filename" => ["a.jpg"], "tag" => [1.5]].expect("a frame");
    assert_eq!(
        fault(numbers, &TAGS),
        "the column 'tag' holds numbers, not text"
    );
    let lists = df!["filename" => ["a.jpg"], "tag" => [Series::new("".into(), ["x"])]];
    assert_eq!(
        fault(lists.expect("a frame"), &TAGS),
        "the column 'tag' holds lists of text, not text"
    );
}

#[test]
fn a_missing_key_is_told_with_its_row() {
    let row = |name| (name, Some("sea"));
    let null = tags(&[row(Some("a.jpg")), row(None)]);
    assert_eq!(fault(null, &TAGS), "row 2 has no filename");
    let empty = tags(&[(Some("a.jpg"), Some("")), row(Some("b.jpg"))]);
    assert_eq!(fault(empty, &TAGS), "row 1 has no tag");
    let nobody = df!["user_id" => [Some("ana"), Some("bo"), None], "filename" => ["x"; 3]];
    assert_eq!(
        fault(nobody.expect("a frame"), &FAVORITES),
        "row 3 has no user_id"
    );
}

#[test]
fn a_double_key_is_told_with_both_rows() {
    let row = |name, tag| (Some(name), Some(tag));
    let twice = tags(&[
        row("b", "sea"),
        row("a", "sea"),
        row("b", "sky"),
        row("b", "sea"),
        row("b", "sky"),
    ]);
    assert_eq!(
        fault(twice, &TAGS),
        "row 4 has the filename 'b' and tag 'sea' again, which row 1 has"
    );
    let sorted = tags(&[row("a", "sea"), row("a", "sky"), row("a", "sky")]);
    assert_eq!(
        fault(sorted, &TAGS),
        "row 3 has the filename 'a' and tag 'sky' again, which row 2 has"
    );
    let labels = df!["filename" => ["x\u{1b}", "x\u{1b}"], "orientation" => ["square"; 2], "size_category" => ["large"; 2]];
    assert_eq!(
        fault(labels.expect("a frame"), &LABELS),
        "row 2 has the filename 'x ' again, which row 1 has"
    );
}

#[test]
fn favourites_may_stand_twice_and_users_may_have_none() {
    let table = df!["user_id" => ["ana"; 3], "filename" => [Some("a"), Some("a"), None]];
    let table = table.expect("a frame").lazy();
    assert!(keys::check(table, &FAVORITES).is_ok());
}

fn colors(ranks: Series) -> DataFrame {
    let count = ranks.len();
    let names: Vec<String> = (0..count).map(|row| format!("{row}.jpg")).collect();
    let channel = || vec![1_u8; count];
    let mut table = df![
        "filename" => names, "r" => channel(), "g" => channel(), "b" => channel(),
        "name" => vec!["red"; count], "share" => vec![1.0_f32; count],
    ]
    .expect("a frame");
    table.with_column(ranks.into_column()).expect("as long");
    table
}

#[test]
fn values_out_of_range_are_told_and_narrower_types_are_taken() {
    let ranks = Series::new("rank".into(), [1_i64, -5]);
    assert_eq!(
        fault(colors(ranks), &COLORS),
        "row 2: rank is -5, and can be 0 to 4294967295"
    );
    let ranks = Series::new("rank".into(), [1_u64 << 32]);
    assert_eq!(
        fault(colors(ranks), &COLORS),
        "row 1: rank is 4294967296, and can be 0 to 4294967295"
    );
    let table = colors(Series::new("rank".into(), [1_i8, 2])).lazy();
    assert!(keys::check(table.clone(), &COLORS).is_ok());
    let table = COLORS.conform(table).and_then(|table| Ok(table.collect()?));
    let table = table.expect("the types hold the same values");
    let names: Vec<PlSmallStr> = COLORS.schema().iter_names().cloned().collect();
    let table = table.select(names).expect("all columns");
    assert_eq!(**table.schema(), COLORS.schema());
}

#[test]
fn names_of_files_that_lead_elsewhere_are_told() {
    let record = |filename: &str| ImageRecord {
        filename: filename.to_owned(),
        ..ImageRecord::default()
    };
    let mut table = frame(vec![record("a.jpg"), record("b.jpg")]).expect("a frame");
    let names = Series::new("filename".into(), ["a.jpg", "../../etc/passwd"]);
    table.with_column(names.into_column()).expect("as long");
    let told = fault(table, &IMAGES);
    assert!(
        told.starts_with("row 2: '../../etc/passwd' is not a safe file name"),
        "{told}"
    );
}

#[test]
fn many_rows_are_sorted_across_looks() {
    // Just beyond what is looked at together: the last row is the one before it again.
    let rows = (1_u32 << 20) + 3;
    let mut names: Vec<String> = (0..rows).map(|row| format!("{row:08}")).collect();
    names.push(names[rows as usize - 1].clone());
    let count = names.len();
    let table = df!["filename" => names, "orientation" => vec!["square"; count], "size_category" => vec!["large"; count]];
    let table = table.expect("a frame");
    let told = fault(table.clone(), &LABELS);
    assert_eq!(
        told,
        "row 1048580 has the filename '01048578' again, which row 1048579 has"
    );
    let good = table.lazy().limit(rows);
    assert!(keys::check(good, &LABELS).is_ok());
}

#[test]
fn empty_tables_of_every_shape_are_right() {
    for shape in TABLES {
        let empty = DataFrame::empty_with_schema(&shape.schema()).lazy();
        assert!(keys::check(empty, &shape).is_ok(), "{}", shape.name);
    }
}

#[test]
fn what_every_row_has_is_never_null() {
    let labels = df!["filename" => ["a", "b"], "orientation" => [Some("square"), None], "size_category" => ["large"; 2]];
    assert_eq!(
        fault(labels.expect("a frame"), &LABELS),
        "row 2 has no orientation"
    );
    let images = frame(vec![ImageRecord {
        filename: "a.jpg".to_owned(),
        ..ImageRecord::default()
    }]);
    let mut images = images.expect("a frame");
    assert!(
        keys::check(images.clone().lazy(), &IMAGES).is_ok(),
        "much may be unknown"
    );
    let unknown = Column::new("height".into(), [None::<u32>]);
    images.with_column(unknown).expect("as long");
    assert_eq!(fault(images, &IMAGES), "row 1 has no height");
}

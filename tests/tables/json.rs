//! Answers `src/tables/json.rs`.

use anyhow::Result;
use pixrec::tables::json::{array, array_nesting, keyed, keyed_values, records};
use polars::prelude::*;

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

#[test]
fn rows_stand_one_a_line_with_keys_in_the_order_of_the_columns() -> Result<()> {
    let frame = df!["z" => ["a\"\n", "b"], "a" => [Some(1_u32), None], "f" => [0.1, 2.5]]?;
    let expected =
        "[\n  {\"z\":\"a\\\"\\n\",\"a\":1,\"f\":0.1},\n  {\"z\":\"b\",\"a\":null,\"f\":2.5}\n]\n";
    assert_eq!(text(array(&frame)?), expected);
    Ok(())
}

#[test]
fn what_is_no_number_is_null() -> Result<()> {
    let frame = df!["x" => [f64::NAN, f64::INFINITY, -0.5]]?;
    assert_eq!(
        text(array(&frame)?),
        "[\n  {\"x\":null},\n  {\"x\":null},\n  {\"x\":-0.5}\n]\n"
    );
    Ok(())
}

#[test]
fn numbers_truth_and_lists_of_lists_have_their_json_forms() -> Result<()> {
    let list = Series::new("".into(), [1_u32, 2]);
    let lists = Series::new("".into(), [list.clone(), list]);
    let frame = df![
        "yes" => [true],
        "big" => [u64::MAX],
        "low" => [i64::MIN],
        "lists" => [lists],
    ]?;
    let expected = format!(
        "[\n  {{\"yes\":true,\"big\":{},\"low\":{},\"lists\":[[1,2],[1,2]]}}\n]\n",
        u64::MAX,
        i64::MIN
    );
    assert_eq!(text(array(&frame)?), expected);
    Ok(())
}

#[test]
fn columns_of_a_prefix_are_gathered_and_all_null_is_null() -> Result<()> {
    let frame = df![
        "exif_iso" => [Some(100_u32), None],
        "name" => ["a", "b"],
        "exif_make" => [None::<&str>, None],
        "exifish" => ["x", "y"],
    ]?;
    let expected = "[\n  {\"name\":\"a\",\"exifish\":\"x\",\"exif\":{\"iso\":100,\"make\":null}},\n  {\"name\":\"b\",\"exifish\":\"y\",\"exif\":null}\n]\n";
    assert_eq!(text(array_nesting(&frame, "exif")?), expected);
    Ok(())
}

#[test]
fn keyed_rows_are_members_of_an_object() -> Result<()> {
    let frame = df!["v" => [1_u32, 2], "k" => ["b", "a\""]]?;
    let expected = "{\n  \"b\": {\"v\":1},\n  \"a\\\"\": {\"v\":2}\n}\n";
    assert_eq!(text(keyed(&frame, "k")?), expected);
    assert_eq!(
        text(keyed_values(&frame, "k", "v")?),
        "{\n  \"b\": 1,\n  \"a\\\"\": 2\n}\n"
    );
    Ok(())
}

#[test]
fn no_rows_are_empty_brackets() -> Result<()> {
    let frame = df!["k" => Vec::<String>::new(), "v" => Vec::<u32>::new()]?;
    assert_eq!(text(array(&frame)?), "[]\n");
    assert_eq!(text(array_nesting(&frame, "k")?), "[]\n");
    assert_eq!(text(keyed(&frame, "k")?), "{}\n");
    assert_eq!(text(keyed_values(&frame, "k", "v")?), "{}\n");
    assert_eq!(text(records::<u32>(&[])?), "[]\n");
    Ok(())
}

#[test]
fn a_key_that_is_missing_or_no_text_is_an_error() -> Result<()> {
    let frame = df!["k" => [1_u32], "v" => [1_u32]]?;
    assert!(keyed(&frame, "k").is_err());
    assert!(keyed(&frame, "other").is_err());
    assert!(keyed_values(&frame, "v", "other").is_err());
    Ok(())
}

#[test]
fn a_column_of_an_unknown_type_is_an_error_and_not_a_wrong_value() -> Result<()> {
    let frame = df!["x" => [1.5_f32]]?;
    let error = array(&frame).expect_err("no form").to_string();
    assert!(error.contains("no JSON form"), "{error}");
    Ok(())
}

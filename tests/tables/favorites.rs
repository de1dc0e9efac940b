//! Answers `src/tables/favorites.rs`.

use anyhow::Result;
use pixrec::tables::favorites::{frame, from_csv, from_json, to_json, users};
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{Person, any_persons, person};

proptest! {
    #[test]
    fn users_and_their_order_are_the_same_after_a_round_trip(persons in any_persons()) {
        let fail = |error: anyhow::Error| TestCaseError::fail(format!("{error:#}"));
        let table = frame(&persons).map_err(fail)?;
        prop_assert_eq!(&users(&table.clone().lazy()).map_err(fail)?, &persons);
        let json = to_json(&table.lazy()).map_err(fail)?;
        let again = from_json(&json).map_err(fail)?.lazy();
        prop_assert_eq!(&users(&again).map_err(fail)?, &persons);
        prop_assert_eq!(to_json(&again).map_err(fail)?, json);
    }
}

fn of_csv(text: &str) -> Result<Vec<Person>> {
    users(&from_csv(text.as_bytes())?.lazy())
}

fn csv_error(text: &str) -> String {
    let error = of_csv(text).expect_err("the file is wrong");
    format!("{error:#}")
}

#[test]
fn a_favourite_that_stands_twice_counts_once() -> Result<()> {
    let table = frame(&[
        person("ana", &["b.jpg", "a.jpg", "b.jpg"]),
        person("bo", &["b.jpg"]),
    ])?;
    assert_eq!(table.height(), 3);
    let expected = [person("ana", &["b.jpg", "a.jpg"]), person("bo", &["b.jpg"])];
    assert_eq!(users(&table.lazy())?, expected);
    Ok(())
}

#[test]
fn a_user_without_favourites_is_still_a_user() -> Result<()> {
    let json = b"{\n  \"ana\": [],\n  \"bo\": [\"a.jpg\"]\n}\n";
    let table = from_json(json)?;
    assert_eq!(table.height(), 2);
    assert_eq!(
        to_json(&table.lazy())?,
        b"{\n  \"ana\": [],\n  \"bo\": [\"a.jpg\"]\n}\n"
    );
    let nobody = from_json(b"{}")?;
    assert_eq!((nobody.height(), nobody.width()), (0, 2));
    assert_eq!(to_json(&nobody.lazy())?, b"{}\n");
    let only_empty = from_json(b"{\"ana\":[]}")?;
    assert_eq!(to_json(&only_empty.lazy())?, b"{\n  \"ana\": []\n}\n");
    Ok(())
}

#[test]
fn users_that_stand_twice_or_have_no_name_are_refused() {
    let cases = [
        (
            r#"{"ana":["a.jpg"],"bo":[],"ana":["b.jpg"]}"#,
            "'ana' stands twice (again in record 3)",
        ),
        (r#"{"":["a.jpg"]}"#, "record 1 has an empty user_id"),
    ];
    for (json, what) in cases {
        let error = format!("{:#}", from_json(json.as_bytes()).expect_err("wrong"));
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn a_wrong_file_says_where_and_shows_the_right_form() {
    for (json, what) in [
        ("{\n\"ana\": [\"a.jpg\",]}", "line 2 column"),
        ("{\n\"ana\": \"a.jpg\"}", "line 2 column"),
        ("{\n\"ana\": [1]}", "line 2 column"),
        ("[]", "line 1 column"),
    ] {
        let error = format!("{:#}", from_json(json.as_bytes()).expect_err("wrong"));
        assert!(error.contains(what), "{error}");
        assert!(error.contains("{\"ana\": [\"reef.jpg\"]}"), "{error}");
    }
}

#[test]
fn a_csv_with_quotes_spaces_and_more_columns_is_read() -> Result<()> {
    let text = "when,filename , user_id\r\n2023,\"a, \"\"b\"\".jpg\",ana\r\n2024, c.jpg ,\"bo, jr\"\r\n2025,d.jpg,ana\r\n";
    let expected = [
        person("ana", &["a, \"b\".jpg", "d.jpg"]),
        person("bo, jr", &["c.jpg"]),
    ];
    assert_eq!(of_csv(text)?, expected);
    Ok(())
}

#[test]
fn a_csv_that_begins_with_a_byte_order_mark_is_read() -> Result<()> {
    let text = "\u{feff}user_id,filename\nana,a.jpg\n";
    assert_eq!(of_csv(text)?, [person("ana", &["a.jpg"])]);
    Ok(())
}

#[test]
fn a_csv_row_without_a_file_name_is_a_user_without_favourites() -> Result<()> {
    let text = "user_id,filename\nana,\nbo,a.jpg\nbo,a.jpg\nbo,\n";
    assert_eq!(
        of_csv(text)?,
        [person("ana", &[]), person("bo", &["a.jpg"])]
    );
    assert_eq!(of_csv("user_id,filename\n")?, []);
    Ok(())
}

#[test]
fn a_csv_without_a_column_or_a_user_says_which() {
    assert!(csv_error("user,filename\nana,a.jpg\n").contains("no column 'user_id'"));
    assert!(csv_error("user_id,file\nana,a.jpg\n").contains("no column 'filename'"));
    assert!(csv_error("").contains("no column"));
    let error = csv_error("user_id,filename\nana,a.jpg\n \n,b.jpg\n");
    assert!(
        error.contains("empty user_id") || error.contains("line"),
        "{error}"
    );
    assert_eq!(
        csv_error("user_id,filename\nana,a.jpg\n,b.jpg\n"),
        "line 3 has an empty user_id"
    );
    let ragged = csv_error("user_id,filename\nana,a.jpg\nbo\n");
    assert!(
        ragged.contains("line: 3") || ragged.contains("line 3"),
        "{ragged}"
    );
}

#[test]
fn a_quote_that_is_missing_is_told_where_its_field_opens() {
    let head = "user_id,filename\nana,a.jpg\n";
    let cases = [
        (
            "bo,\"b.jpg\ncy,c.jpg\n",
            "the quote that opens a field in line 3 is never closed",
        ),
        (
            "bo,\"b.jpg\ncy,\"c.jpg\"\n",
            "a field opens with a quote in line 3 and goes on after the quote that closes it in line 4; is one missing? (a quote inside a field is written twice)",
        ),
        (
            "bo,b.jpg\"\ncy,c.jpg\n",
            "a quote stands inside a field without quotes in line 3; is one missing at the field's begin? (a quote inside a field is written twice, and the field between quotes)",
        ),
    ];
    for (rest, told) in cases {
        assert_eq!(csv_error(&format!("{head}{rest}")), told, "{rest}");
        let crlf = format!("\u{feff}{head}{rest}").replace('\n', "\r\n");
        assert_eq!(csv_error(&crlf), told, "{rest}");
    }
}

#[test]
fn quotes_as_they_should_be_are_taken() -> Result<()> {
    let text = "user_id,filename\r\n\"a \"\"b\"\"\",\"x\ny.jpg\" \r\n\"\",\"z\"\r\n";
    assert_eq!(csv_error(text), "line 4 has an empty user_id");
    let text = "\u{feff}\"user_id\",\"filename\"\r\n\"a \"\"b\"\"\",\"x.jpg\"  ,\r\n";
    assert_eq!(
        csv_error(text),
        "line 2 has 3 fields, and the first line 2 fields"
    );
    let text = "\u{feff}\"user_id\",\"filename\"\r\n\"a \"\"b\"\"\",\"x.jpg\"  \r\nbo,\"\"\r\n";
    let expected = [person("a \"b\"", &["x.jpg"]), person("bo", &[])];
    assert_eq!(of_csv(text)?, expected);
    Ok(())
}

#[test]
fn a_csv_with_a_wrong_number_of_fields_or_other_letters_names_the_line() {
    let short = "user_id,filename\nana,a.jpg\nbo\n";
    assert_eq!(
        csv_error(short),
        "line 3 has 1 field, and the first line 2 fields"
    );
    let long = "user_id,filename\nana,a.jpg,b.jpg\n";
    assert_eq!(
        csv_error(long),
        "line 2 has 3 fields, and the first line 2 fields"
    );
    let latin = from_csv(b"user_id,filename\nan\xe9,a.jpg\n").expect_err("no UTF-8");
    assert_eq!(format!("{latin:#}"), "line 2 is not UTF-8 text");
}

#[test]
fn wrong_json_names_the_user_and_the_place() {
    let error = |json: &str| format!("{:#}", from_json(json.as_bytes()).expect_err("wrong"));
    let what = "not an object of file name lists by user, like {\"ana\": [\"reef.jpg\"]}";
    assert_eq!(
        error("{\n\"ana\": [\"a.jpg\"],\n\"bo\": [7]\n}"),
        format!("{what}: 'bo': invalid type: integer `7`, expected a string at line 3 column 8")
    );
    assert_eq!(
        error("{\n\"ana\": [\"a.jpg\"],\n}"),
        format!("{what}: trailing comma at line 3 column 1")
    );
    assert_eq!(
        error("[]"),
        format!("{what}: invalid type: sequence, expected an object at line 1 column 0")
    );
}

//! Answers `src/tables/images.rs`.

use anyhow::Result;
use pixrec::tables::images::{ExifRecord, ImageRecord, frame, from_json, to_json};
use proptest::option::of as maybe;
use proptest::prelude::*;

pub fn record(filename: &str) -> ImageRecord {
    ImageRecord {
        filename: filename.to_owned(),
        width: 640,
        height: 480,
        format: ".jpg".to_owned(),
        file_size_kb: 12.34,
        source: None,
        source_url: None,
        license: None,
        license_url: None,
        author: None,
        title: None,
        description: None,
        source_tags: Vec::new(),
        content_hash: "00".to_owned(),
        exif: None,
    }
}

/// Any number that JSON can hold, also the smallest and those with seventeen digits.
fn any_number() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO
}

fn any_exif() -> impl Strategy<Value = ExifRecord> {
    let texts = (maybe(".*"), maybe(".*"), maybe(".*"));
    let counts = proptest::array::uniform4(maybe(any::<u32>()));
    let numbers = proptest::array::uniform5(maybe(any_number()));
    (texts, counts, numbers).prop_map(|((make, model, date), counts, numbers)| {
        let [orientation, iso, film, range] = counts;
        let [exposure, f_number, focal, latitude, longitude] = numbers;
        ExifRecord {
            camera_make: make,
            camera_model: model,
            date_taken: date,
            orientation,
            exposure_time_s: exposure,
            f_number,
            iso,
            focal_length_mm: focal,
            focal_length_35mm: film,
            subject_distance_range: range,
            latitude,
            longitude,
        }
    })
}

fn any_record() -> impl Strategy<Value = ImageRecord> {
    let sizes = (any::<u32>(), any::<u32>(), any_number());
    let texts = proptest::array::uniform7(maybe(".*"));
    let tags = proptest::collection::vec(".*", 0..3);
    let name = "[a-z0-9][A-Za-z0-9_-]{0,12}\\.jpg";
    (name, sizes, texts, tags, maybe(any_exif())).prop_map(
        |(filename, (width, height, kb), texts, source_tags, exif)| {
            let [
                source,
                source_url,
                license,
                license_url,
                author,
                title,
                description,
            ] = texts;
            ImageRecord {
                filename: format!("x{filename}"),
                width,
                height,
                file_size_kb: kb,
                source,
                source_url,
                license,
                license_url,
                author,
                title,
                description,
                source_tags,
                // An object of nulls only is written as null.
                exif: exif.filter(|exif| *exif != ExifRecord::default()),
                ..record("")
            }
        },
    )
}

proptest! {
    #[test]
    fn any_records_are_the_same_after_a_round_trip(
        mut records in proptest::collection::vec(any_record(), 0..5)
    ) {
        records.sort_by(|a, b| a.filename.cmp(&b.filename));
        records.dedup_by(|a, b| a.filename == b.filename);
        let table = frame(records.clone()).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        let json = to_json(&table).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        // The file itself says all that the records say ...
        let parsed: Vec<ImageRecord> = serde_json::from_slice(&json)?;
        prop_assert_eq!(&parsed, &records);
        // ... and so does the table that is read from it, to the last bit.
        let again = from_json(&json).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        prop_assert!(again.equals_missing(&table));
        prop_assert_eq!(to_json(&again).ok(), Some(json));
    }
}

#[test]
fn exif_is_an_object_or_null_and_a_missing_value_in_it_is_null() -> Result<()> {
    let exif = ExifRecord {
        iso: Some(200),
        ..ExifRecord::default()
    };
    let some = ImageRecord {
        exif: Some(exif),
        ..record("a.jpg")
    };
    let json: serde_json::Value =
        serde_json::from_slice(&to_json(&frame(vec![some, record("b.jpg")])?)?)?;
    assert_eq!(json[0]["exif"]["iso"], 200);
    assert!(json[0]["exif"]["latitude"].is_null());
    assert_eq!(
        json[0]["exif"].as_object().map(serde_json::Map::len),
        Some(12)
    );
    assert!(
        json[1]
            .as_object()
            .is_some_and(|row| row.contains_key("exif"))
    );
    assert!(json[1]["exif"].is_null());
    assert!(json[1]["title"].is_null());
    assert_eq!(json[1]["source_tags"], serde_json::json!([]));
    Ok(())
}

#[test]
fn records_are_sorted_by_file_name_one_a_line() -> Result<()> {
    let names = ["b.jpg", "a.jpg", "B.jpg"];
    let json = to_json(&frame(names.map(record).to_vec())?)?;
    let text = String::from_utf8(json)?;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5, "{text}");
    for (line, name) in lines[1..4].iter().zip(["B.jpg", "a.jpg", "b.jpg"]) {
        assert!(
            line.starts_with(&format!("  {{\"filename\":\"{name}\"")),
            "{line}"
        );
    }
    Ok(())
}

#[test]
fn an_empty_collection_is_an_empty_array_and_keeps_its_columns() -> Result<()> {
    let table = from_json(b"[]")?;
    assert_eq!((table.height(), table.width()), (0, 26));
    assert_eq!(to_json(&table)?, b"[]\n");
    assert_eq!(table.schema(), frame(vec![record("a.jpg")])?.schema());
    Ok(())
}

fn error_of(json: &str) -> String {
    let error = from_json(json.as_bytes()).expect_err("the file is wrong");
    format!("{error:#}")
}

fn valid() -> String {
    serde_json::to_string(&record("a.jpg")).expect("a record is JSON")
}

#[test]
fn a_wrong_file_says_at_which_line_and_column() {
    let valid = valid();
    let missing = valid.replace("\"width\":640,", "");
    let typed = valid.replace("640", "\"640\"");
    let negative = valid.replace("640", "-640");
    let cases = [
        (
            format!("[\n{valid},\n]"),
            "trailing comma",
            "line 3 column 1",
        ),
        (format!("[\n{valid}\n"), "EOF", "line 3 column 0"),
        (
            format!("[\n{missing}]"),
            "missing field `width`",
            "line 2 column",
        ),
        (
            format!("[\n\n{typed}]"),
            "invalid type: string \"640\"",
            "line 3 column",
        ),
        (format!("[\n{negative}]"), "invalid value", "line 2 column"),
        (
            "{}".to_owned(),
            "not an array of image records",
            "line 1 column",
        ),
        (String::new(), "EOF", "line 1 column 0"),
    ];
    for (json, what, place) in cases {
        let error = error_of(&json);
        assert!(error.contains(what) && error.contains(place), "{error}");
    }
}

#[test]
fn a_file_name_that_stands_twice_is_named() {
    let valid = valid();
    let error = error_of(&format!("[{valid},{valid}]"));
    assert!(error.contains("'a.jpg' stands twice"), "{error}");
}

#[test]
fn a_file_name_that_leads_out_of_the_folder_is_refused() {
    for name in ["../etc/passwd", "/etc/passwd", ".hidden", "", "a b.jpg"] {
        let error = error_of(&format!("[{}]", valid().replace("a.jpg", name)));
        assert!(
            error.contains("file name") || error.contains("filename"),
            "{error}"
        );
    }
}

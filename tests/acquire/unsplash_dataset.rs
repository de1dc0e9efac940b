//! The tables that a local copy of the Unsplash dataset becomes, and what is said of bad rows.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pixrec::acquire::source::unsplash_dataset;
use pixrec::domain::is_safe_name;
use pixrec::pipeline::{Layout, import_tables};
use polars::prelude::*;

use crate::support::Sandbox;

const PHOTOS: &str = "photo_id\tphoto_url\tphoto_image_url\tphoto_submitted_at\tphoto_featured\tphoto_width\tphoto_height\tphoto_aspect_ratio\tphoto_description\tphotographer_username\tphotographer_first_name\tphotographer_last_name\texif_camera_make\texif_camera_model\texif_iso\texif_aperture_value\texif_focal_length\texif_exposure_time\tphoto_location_name\tphoto_location_latitude\tphoto_location_longitude\tai_description\n";
const KEYWORDS: &str =
    "photo_id\tkeyword\tai_service_1_confidence\tai_service_2_confidence\tsuggested_by_user\n";
const COLORS: &str = "photo_id\thex\tred\tgreen\tblue\tkeyword\tai_coverage\tai_score\n";
const COLLECTIONS: &str = "photo_id\tcollection_id\tcollection_title\tphoto_collected_at\n";

/// A photo of 6000 by 4000 px that tells all there is.
fn photo(id: &str) -> String {
    format!(
        "{id}\thttps://unsplash.com/photos/{id}\thttps://images.unsplash.com/{id}\t2020-01-01 00:00:00\tt\t6000\t4000\t1.50\tA reef\tana99\tAna\tLima\tCanon\tEOS 5D\t200\t2.8\t50.0\t1/250\tRio\t-22.5\t-43.25\tfish in water\n"
    )
}

/// A photo that tells no more than it must.
fn bare(id: &str, width: &str, height: &str) -> String {
    let empty = "\t".repeat(14);
    format!("{id}\t\t\t\tf\t{width}\t{height}{empty}\t\n")
}

/// A dataset of these files' rows, the headers put before them.
struct Dataset(Sandbox);

impl Dataset {
    fn new(photos: &str, keywords: &str, colors: &str, collections: &str) -> Self {
        let dataset = Self(Sandbox::new());
        dataset.file("photos.tsv000", &[PHOTOS, photos].concat());
        dataset.file("keywords.tsv000", &[KEYWORDS, keywords].concat());
        dataset.file("colors.tsv000", &[COLORS, colors].concat());
        dataset.file("collections.tsv000", &[COLLECTIONS, collections].concat());
        dataset
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        self.0.write(&format!("dataset/{name}"), text.as_bytes())
    }

    fn import(&self) -> anyhow::Result<Vec<String>> {
        let data = self.0.path("data");
        let layout = Layout {
            input: data.clone(),
            output: data.clone(),
            charts: data,
        };
        let imported = import_tables(&layout, &self.0.path("dataset"), unsplash_dataset::import)?;
        let line = |skip: &pixrec::domain::Skip| format!("{}: {}", skip.source, skip.reason);
        Ok(imported.skips.iter().map(line).collect())
    }

    /// The skips of an import that works.
    fn skips(&self) -> Vec<String> {
        self.import()
            .unwrap_or_else(|error| panic!("the import works: {error:#}"))
    }

    /// What an import that does not work says.
    fn error(&self) -> String {
        let error = self.import().expect_err("the import fails");
        format!("{error:#}")
    }

    fn table(&self, name: &str) -> DataFrame {
        let path = self.0.path(&format!("data/{name}.parquet"));
        let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        ParquetReader::new(file).finish().expect("a Parquet table")
    }

    /// The rows of some columns of a table, as text.
    fn rows(&self, table: &str, columns: &[&str]) -> Vec<String> {
        let table = self.table(table);
        let cell = |name: &str, row: usize| {
            let value = table.column(name).expect("the column").get(row);
            match value.expect("the row") {
                AnyValue::Null => "null".to_owned(),
                AnyValue::String(text) => text.to_owned(),
                AnyValue::StringOwned(text) => text.to_string(),
                AnyValue::List(items) => format!("{} items", items.len()),
                other => other.to_string(),
            }
        };
        let line = |row| {
            let cells: Vec<String> = columns.iter().map(|name| cell(name, row)).collect();
            cells.join(" | ")
        };
        (0..table.height()).map(line).collect()
    }
}

#[test]
fn every_column_of_a_photo_has_its_place_in_images() {
    let dataset = Dataset::new(&photo("aBc_-123xyz"), "", "", "");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    let told: BTreeMap<String, String> = dataset
        .table("images")
        .get_column_names()
        .into_iter()
        .map(|name| (name.to_string(), dataset.rows("images", &[name]).remove(0)))
        .collect();
    let expected = [
        ("filename", "unsplash-aBc_-123xyz.jpg"),
        ("width", "6000"),
        ("height", "4000"),
        ("format", ".jpg"),
        ("file_size_kb", "null"),
        ("source", "unsplash-dataset"),
        ("source_url", "https://unsplash.com/photos/aBc_-123xyz"),
        ("license", "LicenseRef-Unsplash"),
        ("license_url", "https://unsplash.com/license"),
        ("author", "Ana Lima"),
        ("title", "A reef"),
        ("description", "fish in water"),
        ("source_tags", "0 items"),
        ("content_hash", "null"),
        ("exif_camera_make", "Canon"),
        ("exif_camera_model", "EOS 5D"),
        ("exif_date_taken", "null"),
        ("exif_orientation", "null"),
        ("exif_exposure_time_s", "0.004"),
        ("exif_f_number", "2.8"),
        ("exif_iso", "200"),
        ("exif_focal_length_mm", "50.0"),
        ("exif_focal_length_35mm", "null"),
        ("exif_subject_distance_range", "null"),
        ("exif_latitude", "-22.5"),
        ("exif_longitude", "-43.25"),
    ];
    let expected: BTreeMap<String, String> = expected
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    assert_eq!(told, expected);
}

#[test]
fn the_tables_have_the_columns_and_types_of_those_from_json() {
    let dataset = Dataset::new(
        &photo("a"),
        "a\treef\t\t\tt\n",
        "a\t\t1\t2\t3\t\t0.5\t\n",
        "a\t7\t\t\n",
    );
    dataset.skips();
    let record = pixrec::tables::images::ImageRecord {
        filename: "a.jpg".to_owned(),
        width: 1,
        height: 1,
        format: ".jpg".to_owned(),
        file_size_kb: 1.0,
        source: None,
        source_url: None,
        license: None,
        license_url: None,
        author: None,
        title: None,
        description: None,
        source_tags: Vec::new(),
        content_hash: String::new(),
        exif: None,
    };
    let images = pixrec::tables::images::frame(vec![record]).expect("a table");
    assert_eq!(dataset.table("images").schema(), images.schema());
    let json = br#"{"a.jpg": {"predominant_colors": [[1, 2, 3]], "color_names": ["black"], "color_shares": [1.0], "orientation": "square", "size_category": "large", "tags": ["reef"]}}"#;
    let tables = pixrec::tables::labels::from_json(json).expect("tables");
    for (name, frame) in [
        ("labels", tables.labels),
        ("colors", tables.colors),
        ("tags", tables.tags),
    ] {
        let frame = frame.collect().expect("a table");
        assert_eq!(dataset.table(name).schema(), frame.schema(), "{name}");
    }
    let favorites = pixrec::tables::favorites::from_json(br#"{"ana": ["a.jpg"]}"#);
    let favorites = favorites.expect("a table");
    assert_eq!(dataset.table("favorites").schema(), favorites.schema());
}

#[test]
fn quoted_fields_keep_their_tabs_quotes_and_line_breaks_on_one_row() {
    let odd = photo("p1").replace("A reef", "\"a \"\"red\"\"\treef\nat night\"");
    let dataset = Dataset::new(&[odd, photo("p2")].concat(), "", "", "");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    assert_eq!(
        dataset.rows("images", &["filename", "title", "author"]),
        [
            "unsplash-p1.jpg | a \"red\" reef at night | Ana Lima",
            "unsplash-p2.jpg | A reef | Ana Lima"
        ]
    );
}

#[test]
fn a_quote_inside_of_a_text_and_an_empty_line_take_no_rows_away() {
    let odd = photo("p1").replace("A reef", "A 5\" screen");
    let photos = [odd, "\n".to_owned(), photo("p2"), photo("p3")].concat();
    let dataset = Dataset::new(&photos, "", "", "");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    assert_eq!(
        dataset.rows("images", &["filename", "title"]),
        [
            "unsplash-p1.jpg | A 5\" screen",
            "unsplash-p2.jpg | A reef",
            "unsplash-p3.jpg | A reef"
        ]
    );
}

#[test]
fn tables_are_the_same_byte_for_byte_whatever_the_number_of_threads() {
    // More than one chunk of each file, with words that are new in each.
    let number = |row: u32| row.wrapping_mul(2_654_435_761) % 50_000;
    let photos: String = (0..50_000)
        .map(|row| photo(&format!("p{}", number(row))))
        .collect();
    let rows = |line: fn(u32, u32) -> String| -> String {
        (0..400_000).map(|row| line(row % 50_000, row)).collect()
    };
    let dataset = Dataset::new(
        &photos,
        &rows(|photo, row| format!("p{photo}\tword {}\t\t\tf\n", row / 7 % 90_000)),
        &rows(|photo, row| format!("p{photo}\t\t{}\t{}\t0\t\t0.{row}\t\n", row % 256, row % 99)),
        &rows(|photo, row| format!("p{photo}\t{}\t\t\n", row / 5 % 70_000)),
    );
    let made = |jobs: &str| {
        let folder = format!("data-{jobs}");
        let words = [
            "acquire",
            "--source",
            "unsplash-dataset",
            "--path",
            "dataset",
            "-d",
            &folder,
            "--jobs",
            jobs,
        ];
        dataset.0.run(&words).expect(0);
        let mut files = dataset.0.tree(&folder);
        files.retain(|name, _| name.ends_with(".parquet"));
        assert_eq!(files.len(), 5);
        files
    };
    assert!(made("1") == made("5"));
}

#[test]
fn empty_fields_are_null_and_an_author_without_a_name_is_known_by_the_user_name() {
    let nameless = photo("p2")
        .replace("\tAna\tLima\t", "\t\t\t")
        .replace("A reef", "");
    let first = photo("p3").replace("\tLima\t", "\t\t");
    let dataset = Dataset::new(
        &[bare("p1", "10", "20"), nameless, first].concat(),
        "",
        "",
        "",
    );
    assert_eq!(dataset.skips(), Vec::<String>::new());
    let columns = [
        "filename",
        "author",
        "title",
        "exif_exposure_time_s",
        "exif_iso",
        "source_url",
    ];
    assert_eq!(
        dataset.rows("images", &columns),
        [
            "unsplash-p1.jpg | null | null | null | null | null",
            "unsplash-p2.jpg | ana99 | fish in water | 0.004 | 200 | https://unsplash.com/photos/p2",
            "unsplash-p3.jpg | Ana | A reef | 0.004 | 200 | https://unsplash.com/photos/p3",
        ]
    );
}

#[test]
fn numbers_that_mean_nothing_are_null() {
    let hostile = photo("p1")
        .replace("\t200\t2.8\t50.0\t1/250\t", "\tmany\tf/0\tNaN\t1/0\t")
        .replace("\t-22.5\t-43.25\t", "\t91\t1e999\t");
    let spelled = photo("p2").replace("\t2.8\t50.0\t1/250\t", "\tf/2.8\t50 mm\t30.0\t");
    let dataset = Dataset::new(&[hostile, spelled].concat(), "", "", "");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    let columns = [
        "exif_iso",
        "exif_f_number",
        "exif_focal_length_mm",
        "exif_exposure_time_s",
        "exif_latitude",
        "exif_longitude",
    ];
    assert_eq!(
        dataset.rows("images", &columns),
        [
            "null | null | null | null | null | null",
            "200 | 2.8 | 50.0 | 30.0 | -22.5 | -43.25"
        ]
    );
}

#[test]
fn parts_follow_each_other_each_with_its_own_order_of_columns() {
    let dataset = Dataset::new(&photo("p1"), "p1\treef\t\t\tf\n", "", "");
    dataset.file(
        "photos.tsv001",
        "photo_height\tphoto_id\tphoto_width\n300\tp2\t200\n",
    );
    dataset.file("keywords.tsv001", "keyword\tphoto_id\nforest\tp2\n");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    assert_eq!(
        dataset.rows("images", &["filename", "width", "height", "author"]),
        [
            "unsplash-p1.jpg | 6000 | 4000 | Ana Lima",
            "unsplash-p2.jpg | 200 | 300 | null"
        ]
    );
    assert_eq!(
        dataset.rows("tags", &["filename", "tag"]),
        ["unsplash-p1.jpg | reef", "unsplash-p2.jpg | forest"]
    );
}

#[test]
fn files_with_commas_and_windows_line_ends_are_read_the_same() {
    let dataset = Dataset(Sandbox::new());
    dataset.file(
        "photos.csv000",
        "\u{feff}photo_id,photo_width,photo_height\r\np1,600,400\r\n",
    );
    dataset.file(
        "keywords.csv000",
        "photo_id,keyword\r\np1,\"reef, at night\"\r\n",
    );
    dataset.file(
        "colors.csv000",
        "photo_id,red,green,blue,coverage\r\np1,255,0,0,0.5\r\n",
    );
    dataset.file("collections.csv000", "photo_id,collection_id\r\np1,42\r\n");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    assert_eq!(
        dataset.rows("labels", &["filename", "orientation", "size_category"]),
        ["unsplash-p1.jpg | landscape | medium"]
    );
    assert_eq!(dataset.rows("tags", &["tag"]), ["reef, at night"]);
    assert_eq!(
        dataset.rows("colors", &["rank", "r", "g", "b", "name", "share"]),
        ["1 | 255 | 0 | 0 | red | 1.0"]
    );
    assert_eq!(
        dataset.rows("favorites", &["user_id", "filename"]),
        ["collection-42 | unsplash-p1.jpg"]
    );
}

#[test]
fn bad_rows_are_counted_by_file_and_reason_and_the_rest_is_there() {
    let photos = [
        photo("p1"),
        bare("p2", "", "20"),
        bare("p3", "12px", "20"),
        bare("p4", "0", "20"),
        bare("", "10", "20"),
        "p5\ttoo few\n".to_owned(),
        photo("p1").replace("A reef", "another"),
    ];
    let keywords =
        "p1\treef\t1\t2\tt\nnobody\treef\t1\t2\tt\np1\t \t\t\tf\nalone\np2\treef\t\t\tf\n";
    let colors = "p1\t\t256\t0\t0\t\t0.1\t\np1\t\tred\t0\t0\t\t0.1\t\np1\t\t1\t2\t3\t\t-1\t\np1\t\t9\t9\t9\t\t0.1\t\n";
    let dataset = Dataset::new(&photos.concat(), keywords, colors, "p1\t\t\t\np1\t5\t\t\n");
    assert_eq!(
        dataset.skips(),
        [
            "collections.tsv000: 1 row without a collection_id",
            "colors.tsv000: 1 row whose coverage is no number from 0 up",
            "colors.tsv000: 2 rows whose red, green and blue are not numbers from 0 to 255",
            "keywords.tsv000: 3 rows of a photo that the photos' files do not have",
            "keywords.tsv000: 1 row whose keyword is empty or no word that can be a tag",
            "photos.tsv000: 1 row of a photo that stood before",
            "photos.tsv000: 1 row without a photo_id",
            "photos.tsv000: 4 rows without a photo_width and photo_height above 0",
        ]
    );
    assert_eq!(
        dataset.rows("images", &["filename", "title"]),
        ["unsplash-p1.jpg | A reef"]
    );
    assert_eq!(dataset.rows("tags", &["tag"]), ["reef"]);
    assert_eq!(dataset.rows("colors", &["r", "share"]), ["9 | 1.0"]);
    assert_eq!(dataset.rows("favorites", &["user_id"]), ["collection-5"]);
}

#[test]
fn a_photo_that_stands_again_in_another_part_counts_once() {
    let dataset = Dataset::new(&[photo("p1"), photo("p2")].concat(), "", "", "");
    dataset.file(
        "photos.tsv001",
        &[PHOTOS, &photo("p3"), &photo("p1").replace("A reef", "late")].concat(),
    );
    assert_eq!(
        dataset.skips(),
        ["photos.tsv001: 1 row of a photo that stood before"]
    );
    assert_eq!(
        dataset.rows("images", &["filename", "title"]),
        [
            "unsplash-p1.jpg | A reef",
            "unsplash-p2.jpg | A reef",
            "unsplash-p3.jpg | A reef"
        ]
    );
}

#[test]
fn file_names_are_safe_and_stay_apart_where_case_is_not_told() {
    let long = "x".repeat(300);
    let ids = [
        "aaa",
        "AAA",
        "-dash",
        "_line",
        "../../etc/passwd",
        "a b",
        "a_b",
        "CON",
        "plain",
        "plain-0123abcd",
        "\u{1f41f}",
        "\u{e9}t\u{e9}",
        &long,
    ];
    let photos: String = ids.iter().map(|id| bare(id, "10", "10")).collect();
    let keywords: String = ids
        .iter()
        .map(|id| format!("{id}\treef\t\t\tf\n"))
        .collect();
    let dataset = Dataset::new(&photos, &keywords, "", "");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    let names = dataset.rows("images", &["filename"]);
    let blind: std::collections::BTreeSet<String> =
        names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(blind.len(), ids.len(), "{names:?}");
    assert!(names.iter().all(|name| is_safe_name(name)), "{names:?}");
    assert!(
        names.contains(&"unsplash--dash.jpg".to_owned()),
        "{names:?}"
    );
    assert!(
        names.contains(&"unsplash-plain.jpg".to_owned()),
        "{names:?}"
    );
    assert!(!names.contains(&"unsplash-aaa.jpg".to_owned()), "{names:?}");
    let mut sorted = names;
    sorted.sort();
    assert_eq!(dataset.rows("tags", &["filename"]), sorted);
    assert_eq!(dataset.rows("labels", &["filename"]), sorted);
}

#[test]
fn tags_are_in_one_spelling_unique_and_sorted_wherever_their_rows_stand() {
    let keywords = "p2\tSunset\t\t\tf\np1\tSea\t\t\tf\np2\tbeach\t\t\tf\np1\tsea \t\t\tt\np2\tsunset\t\t\tt\np1\tblue\u{1b}[31m sky\t\t\tf\n";
    let dataset = Dataset::new(&[photo("p1"), photo("p2")].concat(), keywords, "", "");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    assert_eq!(
        dataset.rows("tags", &["filename", "tag"]),
        [
            "unsplash-p1.jpg | blue [31m sky",
            "unsplash-p1.jpg | sea",
            "unsplash-p2.jpg | beach",
            "unsplash-p2.jpg | sunset"
        ]
    );
}

#[test]
fn a_palette_has_at_most_five_colors_the_largest_first_and_shares_that_sum_to_one() {
    let colors: String = (1..=7)
        .map(|shade| format!("p1\t\t{}\t0\t0\t\t0.0{shade}\t\n", shade * 30))
        .collect();
    let more = "p2\t\t0\t0\t255\t\t0.1\t\np2\t\t0\t0\t255\t\t0.3\t\np2\t\t255\t255\t255\t\t0.1\t\np3\t\t1\t1\t1\t\t\t\np3\t\t2\t2\t2\t\t0\t\n";
    let photos = ["p1", "p2", "p3"].map(photo).concat();
    let dataset = Dataset::new(&photos, "", &[&colors, more].concat(), "");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    let columns = ["filename", "rank", "r", "b", "name"];
    assert_eq!(
        dataset.rows("colors", &columns),
        [
            "unsplash-p1.jpg | 1 | 210 | 0 | red",
            "unsplash-p1.jpg | 2 | 180 | 0 | red",
            "unsplash-p1.jpg | 3 | 150 | 0 | red",
            "unsplash-p1.jpg | 4 | 120 | 0 | red",
            "unsplash-p1.jpg | 5 | 90 | 0 | red",
            "unsplash-p2.jpg | 1 | 0 | 255 | blue",
            "unsplash-p2.jpg | 2 | 255 | 255 | white",
            "unsplash-p3.jpg | 1 | 1 | 1 | black",
            "unsplash-p3.jpg | 2 | 2 | 2 | black",
        ]
    );
    let table = dataset.table("colors");
    let shares: Vec<f64> = table
        .column("share")
        .expect("shares")
        .f64()
        .expect("f64")
        .iter()
        .flatten()
        .collect();
    let sums = [0..5, 5..7, 7..9].map(|rows| shares[rows].iter().sum::<f64>());
    assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-12), "{sums:?}");
    assert!((shares[5] - 0.75).abs() < 1e-12, "{shares:?}");
    assert!((shares[7] - 0.5).abs() < 1e-12, "{shares:?}");
}

#[test]
fn a_collection_is_a_user_who_likes_each_photo_once() {
    let collections =
        "p2\t10\tWater\t\np1\t10\tWater\t\np2\t10\tWater\t\np1\t9\tNight\t\nnone\t9\t\t\n";
    let dataset = Dataset::new(&[photo("p1"), photo("p2")].concat(), "", "", collections);
    assert_eq!(
        dataset.skips(),
        ["collections.tsv000: 1 row of a photo that the photos' files do not have"]
    );
    assert_eq!(
        dataset.rows("favorites", &["user_id", "filename"]),
        [
            "collection-10 | unsplash-p1.jpg",
            "collection-10 | unsplash-p2.jpg",
            "collection-9 | unsplash-p1.jpg"
        ]
    );
}

#[test]
fn a_missing_packed_or_foreign_file_is_named_with_what_to_do_and_nothing_is_written() {
    let dataset = Dataset::new(&photo("p1"), "", "", "");
    std::fs::remove_file(dataset.0.path("dataset/colors.tsv000")).expect("removed");
    let error = dataset.error();
    assert!(
        error.contains("there is no colors.tsv000") && error.contains("unpack"),
        "{error}"
    );

    let packed = dataset
        .0
        .write("dataset/colors.tsv000.gz", &[0x1f, 0x8b, 8, 0, 0]);
    let error = dataset.error();
    assert!(
        error.contains("colors.tsv000.gz") && error.contains("gunzip"),
        "{error}"
    );
    std::fs::remove_file(packed).expect("removed");

    dataset.file("colors.tsv000", "photo_id\tred\tblue\n");
    let error = dataset.error();
    assert!(
        error.contains("colors.tsv000") && error.contains("'green'"),
        "{error}"
    );

    dataset.file("colors.tsv000", "");
    let error = dataset.error();
    assert!(
        error.contains("colors.tsv000") && error.contains("empty"),
        "{error}"
    );

    dataset.file("colors.tsv000", COLORS);
    dataset.file("photos.tsv000", PHOTOS);
    let error = dataset.error();
    assert!(
        error.contains("photos.tsv000") && error.contains("photo_width"),
        "{error}"
    );
    let left = dataset.0.names("data");
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_import_that_fails_leaves_what_was_there_and_nothing_else() {
    let dataset = Dataset::new(&photo("p1"), "p1\treef\t\t\tf\n", "", "");
    dataset.skips();
    let before = dataset.0.tree("data");
    dataset.file("photos.tsv000", &[PHOTOS, &photo("p2")].concat());
    let layout = Layout {
        input: dataset.0.path("data"),
        output: dataset.0.path("data"),
        charts: dataset.0.path("data"),
    };
    // The last place is taken by a folder, when the tables before it are written.
    let taken = dataset.0.path("data/favorites.parquet");
    std::fs::remove_file(&taken).expect("removed");
    std::fs::create_dir(&taken).expect("a folder");
    import_tables(
        &layout,
        &dataset.0.path("dataset"),
        unsplash_dataset::import,
    )
    .expect_err("the import fails");
    std::fs::remove_dir(&taken).expect("removed");
    let mut after = dataset.0.tree("data");
    after.insert(
        "favorites.parquet".to_owned(),
        before["favorites.parquet"].clone(),
    );
    assert_eq!(after, before);
}

#[test]
fn people_s_own_favourites_are_never_replaced() {
    let dataset = Dataset::new(&photo("p1"), "", "", "p1\t1\t\t\n");
    dataset
        .0
        .write("data/favorites.json", br#"{"ana": ["reef.jpg"]}"#);
    let error = dataset.error();
    assert!(error.contains("favorites.json"), "{error}");
    assert_eq!(dataset.0.names("data"), ["favorites.json"]);
}

#[test]
fn text_that_is_not_unicode_is_kept_as_far_as_it_can_be_read() {
    let dataset = Dataset::new("", "", "", "");
    let mut bytes = PHOTOS.as_bytes().to_vec();
    bytes.extend(
        photo("p1")
            .replace("A reef", "caf?")
            .bytes()
            .map(|byte| if byte == b'?' { 0xe9 } else { byte }),
    );
    dataset.0.write("dataset/photos.tsv000", &bytes);
    assert_eq!(dataset.skips(), Vec::<String>::new());
    assert_eq!(dataset.rows("images", &["title"]), ["caf\u{fffd}"]);
}

#[test]
fn the_stages_read_the_tables_and_their_own_json_takes_the_place_of_them() {
    let photos: String = (0..12).map(|number| photo(&format!("p{number}"))).collect();
    let keywords: String = (0..12)
        .map(|number| format!("p{number}\treef\t\t\tf\n"))
        .collect();
    let colors: String = (0..12)
        .map(|number| format!("p{number}\t\t0\t0\t255\t\t0.5\t\n"))
        .collect();
    let collections: String = (0..6)
        .map(|number| format!("p{number}\t{}\t\t\n", number % 2))
        .collect();
    let dataset = Dataset::new(&photos, &keywords, &colors, &collections);
    dataset.0.write("data/images_labels.json", b"{}");
    assert_eq!(dataset.skips(), Vec::<String>::new());
    assert!(
        !dataset
            .0
            .names("data")
            .contains(&"images_labels.json".to_owned())
    );
    dataset.0.run(&["profile"]).expect(0);
    let users = dataset.0.json("data/users.json");
    assert_eq!(users[0]["user_id"], "collection-0");
    assert_eq!(users[0]["favorite_tags"], serde_json::json!(["reef"]));
    assert_eq!(users[0]["favorite_colors"], serde_json::json!(["blue"]));
    dataset.0.run(&["recommend"]).expect(0);
    assert!(
        dataset
            .0
            .names("data")
            .contains(&"favorites.parquet".to_owned())
    );
    dataset.0.run(&["acquire", "--count", "6"]).expect(0);
    dataset.0.run(&["label"]).expect(0);
    let tables = dataset.0.names("data");
    let parquet: Vec<&String> = tables
        .iter()
        .filter(|name| name.ends_with(".parquet"))
        .collect();
    // Another collection has favourites of its own.
    assert_eq!(parquet, [] as [&String; 0]);
}

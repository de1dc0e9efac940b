//! Answers `src/tables/handed.rs`: tags and colours as people write them.

use anyhow::Result;
use pixrec::tables::handed::{colors, tags};
use polars::prelude::IntoLazy;

use crate::frames::rows;

#[test]
fn tags_are_read_once_each_and_a_row_may_have_none() -> Result<()> {
    let text = "filename,tag\na.jpg,sea\na.jpg,sea\n b.jpg ,\"wood, dark\"\nc.jpg,\n";
    let found = rows(tags(text.as_bytes())?.lazy(), &["filename", "tag"]);
    assert_eq!(
        found,
        [["a.jpg", "sea"], ["b.jpg", "wood, dark"], ["c.jpg", "-"]]
    );
    let other = "tag,image\nsea,a.jpg\n";
    let found = rows(tags(other.as_bytes())?.lazy(), &["filename", "tag"]);
    assert_eq!(found, [["a.jpg", "sea"]]);
    Ok(())
}

#[test]
fn colors_have_ranks_and_values_where_they_are_known() -> Result<()> {
    let columns = ["filename", "rank", "r", "g", "b", "name", "share"];
    let bare = "filename,name,share\na.jpg,blue,0.75\n";
    assert_eq!(
        rows(colors(bare.as_bytes())?.lazy(), &columns),
        [["a.jpg", "-", "-", "-", "-", "blue", "0.75"]]
    );
    let full = "filename,rank,r,g,b,name,share\na.jpg,1,0,128,255,blue,1\na.jpg,2,,,,red,0\n";
    assert_eq!(
        rows(colors(full.as_bytes())?.lazy(), &columns),
        [
            ["a.jpg", "1", "0", "128", "255", "blue", "1"],
            ["a.jpg", "2", "-", "-", "-", "red", "0"],
        ]
    );
    Ok(())
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let cases = [
        (
            "filename,label\na.jpg,sea\n",
            "has no column 'tag'; it needs filename,tag",
        ),
        (
            "filename,tag\na.jpg,sea\n,sea\n",
            "line 3 has an empty filename",
        ),
        (
            "filename,tag\na.jpg\n",
            "line 2 has 1 field, and the first line 2 fields",
        ),
        (
            "\u{1f}\u{8b}",
            "has no column 'filename'; it needs filename,tag",
        ),
    ];
    for (text, told) in cases {
        let error = tags(text.as_bytes()).expect_err("it is wrong");
        assert_eq!(format!("{error:#}"), told);
    }
    let packed = tags(b"\x1f\x8b\x08").expect_err("it is packed");
    assert!(packed.to_string().contains("gunzip"), "{packed}");
    let cases = [
        ("blue,1.5", "line 2 has the share '1.5'; it can be 0 to 1"),
        ("blue,NaN", "line 2 has the share 'NaN'; it can be 0 to 1"),
        ("blue,", "line 2 has the share ''; it can be 0 to 1"),
        (",0.5", "line 2 has an empty name"),
    ];
    for (row, told) in cases {
        let text = format!("filename,name,share\na.jpg,{row}\n");
        let error = colors(text.as_bytes()).expect_err("it is wrong");
        assert_eq!(format!("{error:#}"), told);
    }
    let text = "filename,name,share,r\na.jpg,blue,1,256\n";
    let error = colors(text.as_bytes()).expect_err("it is wrong");
    assert_eq!(
        format!("{error:#}"),
        "line 2 has the r '256'; it can be 0 to 255"
    );
}

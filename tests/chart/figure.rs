//! Figures of every form: what they show, that any data draws, and that no text is in the way of
//! another.

use anyhow::Result;
use image::RgbImage;
use pixrec::chart::figure::{
    Bar, Bars, Cloud, Figure, Group, Heading, PaletteRow, Palettes, Panel, Panels, Pie, Scale,
    Series, Slice, Stacked, Word,
};
use pixrec::domain::{Rgb, Swatch};
use pixrec::language::Language;

const HOSTILE: [&str; 8] = [
    "<script>alert(\"&'\")</script>",
    "😀🏳️‍🌈",
    "日本語のとても長い名前",
    "مرحبا \u{202E}gpj.exe",
    "",
    "tab\tline\nnull\u{0}end\u{FFFF}",
    "]]> -- &amp; &#0;",
    "a-very-long-name-of-a-file-that-goes-on-and-on-until-the-very-end-of-all.jpg",
];
const HOSTILE_VALUES: [f64; 8] = [
    1e9,
    0.0,
    f64::NAN,
    f64::INFINITY,
    -5.0,
    f64::MAX,
    1e-300,
    12.5,
];

fn heading(title: &str) -> Heading {
    Heading {
        title: title.to_owned(),
        subtitle: "images by kind".to_owned(),
        language: Language::english(),
    }
}

fn bars(named: &[(&str, f64, Option<Rgb>)], horizontal: bool) -> Figure {
    let bar = |(label, value, color): &(&str, f64, Option<Rgb>)| Bar {
        interval: None,
        label: (*label).to_owned(),
        value: *value,
        color: *color,
    };
    Figure::Bars(Bars {
        heading: heading("Blue leads: in 61 of 150 images"),
        x_label: "across".to_owned(),
        y_label: "upwards".to_owned(),
        bars: named.iter().map(bar).collect(),
        horizontal,
    })
}

fn series(names: &[&str]) -> Vec<Series> {
    let shades = (0..).map(|index| Rgb([(index * 53 % 256) as u8, 120, 255]));
    let named = names.iter().zip(shades);
    let one = |(name, color): (&&str, Rgb)| Series {
        name: (*name).to_owned(),
        color,
    };
    named.map(one).collect()
}

fn pie(named: &[(&str, f64)]) -> Figure {
    let slice = |(label, value): &(&str, f64)| Slice {
        label: (*label).to_owned(),
        value: *value,
    };
    Figure::Pie(Pie {
        heading: heading("Most images are JPEG"),
        part_label: "format".to_owned(),
        value_label: "images".to_owned(),
        slices: named.iter().map(slice).collect(),
    })
}

fn palettes(labels: &[String], shares: &[f64]) -> Figure {
    let swatch = |share: &f64| Swatch {
        rgb: Rgb([255, 255, 255]),
        share: *share,
    };
    let row = |label: &String| PaletteRow {
        content: None,
        picture: None,
        label: label.clone(),
        swatches: shares.iter().map(swatch).collect(),
    };
    Figure::Palettes(Palettes {
        heading: heading("Most images live on two colours"),
        x_label: "share of the image".to_owned(),
        y_label: "image".to_owned(),
        rows: labels.iter().map(row).collect(),
        more: 126,
    })
}

#[test]
fn thumbnails_stand_beside_their_palettes_in_both_formats() -> Result<()> {
    let red = [200, 30, 40];
    let jpeg = pixrec::imaging::small_jpeg(&RgbImage::from_pixel(48, 32, image::Rgb(red)), 48);
    let plain = palettes(&["a.jpg".to_owned(), "b.jpg".to_owned()], &[0.5, 0.5]);
    let Figure::Palettes(mut figure) = plain.clone() else {
        unreachable!("palettes are palettes");
    };
    figure.rows[0].content = Some("known".to_owned());
    figure.rows[1].content = Some("cut".to_owned());
    let find = |content: &str| match content {
        "known" => Some(jpeg.clone()),
        _ => Some(jpeg[..20].to_vec()),
    };
    let shown = Figure::Palettes(figure).illustrated(&find);
    let svg = String::from_utf8(shown.svg()?)?;
    let document = roxmltree::Document::parse(&svg)?;
    let pictures = document
        .descendants()
        .filter(|node| node.has_tag_name("image"));
    let links: Vec<&str> = pictures.filter_map(|node| node.attribute("href")).collect();
    let [link] = links[..] else {
        panic!("one can be shown, and one is cut: {links:?}");
    };
    assert!(link.starts_with("data:image/jpeg;base64,"), "{link}");
    let reds = |figure: &Figure| -> Result<usize> {
        let picture = image::load_from_memory(&figure.png()?)?.to_rgb8();
        let near = |pixel: &&image::Rgb<u8>| {
            let pairs = pixel.0.iter().zip(red);
            pairs
                .into_iter()
                .all(|(one, other)| one.abs_diff(other) < 8)
        };
        Ok(picture.pixels().filter(near).count())
    };
    assert_eq!(reds(&plain)?, 0);
    assert!(reds(&shown)? > 2_000, "{}", reds(&shown)?);
    Ok(())
}

fn stacked(labels: &[String], names: &[&str], values: &[f64]) -> Figure {
    let group = |label: &String| Group {
        label: label.clone(),
        values: values.to_vec(),
    };
    Figure::Stacked(Stacked {
        heading: heading("Users love blue"),
        x_label: "favourites".to_owned(),
        y_label: "user".to_owned(),
        legend_title: "colour".to_owned(),
        series: series(names),
        groups: labels.iter().map(group).collect(),
    })
}

fn panels(labels: &[String], names: &[&str], values: &[f64]) -> Figure {
    let panel = |scale: Scale, names: &[&str]| Panel {
        title: format!("{scale:?}"),
        x_label: "images".to_owned(),
        scale,
        series: series(names),
        values: vec![values.to_vec(); labels.len()],
    };
    let first = names.get(..1).unwrap_or_default();
    Figure::Panels(Panels {
        heading: heading("Users differ in size"),
        y_label: "user".to_owned(),
        rows: labels.to_vec(),
        panels: vec![
            panel(Scale::Count, first),
            panel(Scale::Count, names),
            panel(Scale::Share, names),
        ],
    })
}

fn cloud(words: &[(&str, u64)]) -> Cloud {
    let word = |(text, count): &(&str, u64)| Word {
        text: (*text).to_owned(),
        count: *count,
    };
    Cloud {
        heading: heading("Sea and sky"),
        words: words.iter().map(word).collect(),
    }
}

/// One figure a form, with `count` things in it, all hostile if `hostile`.
fn figures(count: usize, hostile: bool) -> Vec<Figure> {
    let label = |index: usize| match hostile {
        true => HOSTILE[index % HOSTILE.len()].to_owned(),
        false => format!("thing {index}"),
    };
    let labels: Vec<String> = (0..count).map(label).collect();
    let value = |index: usize| match hostile {
        true => HOSTILE_VALUES[index % HOSTILE_VALUES.len()],
        false => (index * 7 % 31) as f64,
    };
    let values: Vec<f64> = (0..count).map(value).collect();
    let named: Vec<(&str, f64)> = labels
        .iter()
        .map(String::as_str)
        .zip(values.clone())
        .collect();
    let colored: Vec<_> = named
        .iter()
        .map(|(label, value)| (*label, *value, None))
        .collect();
    let counted: Vec<(&str, u64)> = named
        .iter()
        .map(|(label, value)| (*label, *value as u64))
        .collect();
    let names = if hostile {
        &HOSTILE[..]
    } else {
        &["red", "green", "blue"]
    };
    vec![
        bars(&colored, true),
        bars(&colored, false),
        pie(&named),
        palettes(&labels, &values.iter().take(5).copied().collect::<Vec<_>>()),
        stacked(&labels, names, &values),
        panels(&labels, names, &values),
        Figure::Cloud(cloud(&counted)),
    ]
}

fn svg(figure: &Figure) -> String {
    String::from_utf8(figure.svg().expect("an SVG")).expect("UTF-8")
}

/// All texts of an SVG, joined by lines.
fn texts(svg: &str) -> String {
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let texts = document.descendants().filter_map(|node| node.text());
    texts.map(str::trim).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_bar_chart_says_its_finding_its_axes_its_labels_and_its_values() {
    for horizontal in [true, false] {
        let figure = bars(
            &[("landscape", 1234.0, None), ("square", 11.0, None)],
            horizontal,
        );
        let texts = texts(&svg(&figure));
        for expected in [
            "Blue leads: in 61 of 150 images",
            "images by kind",
            "across",
            "upwards",
            "landscape",
            "square",
            "1,234",
            "11",
            "Source: pixrec",
        ] {
            assert!(
                texts.lines().any(|line| line == expected),
                "{expected}: {texts}"
            );
        }
    }
}

#[test]
fn figures_with_several_series_have_a_legend() {
    let users: Vec<String> = (0..8).map(|index| format!("user_{index}")).collect();
    let names = ["teal", "rust", "plum"];
    for figure in [
        stacked(&users, &names, &[3.0, 2.0, 1.0]),
        panels(&users, &names, &[3.0, 2.0, 1.0]),
        pie(&[("teal", 3.0), ("rust", 2.0), ("plum", 1.0)]),
    ] {
        let texts = texts(&svg(&figure));
        assert!(names.iter().all(|name| texts.contains(name)), "{texts}");
    }
}

#[test]
fn a_pie_gives_count_and_percent_and_takes_the_smallest_slices_together() {
    let slices = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(|name| (name, 1000.0));
    let texts = texts(&svg(&pie(&slices)));
    assert!(texts.contains("other (3)") && texts.contains("3,000") && texts.contains("33%"));
}

#[test]
fn a_palette_figure_says_how_many_images_it_does_not_show() {
    let names: Vec<String> = (0..100).map(|index| format!("image-{index}.jpg")).collect();
    let texts = texts(&svg(&palettes(&names, &[0.6, 0.4])));
    assert!(texts.contains("136 more images are not shown."), "{texts}");
    assert!(texts.contains("image-89.jpg") && texts.contains("share of the image"));
}

#[test]
fn more_rows_than_a_page_holds_are_counted_at_its_foot() {
    for figure in figures(200, false) {
        if matches!(
            figure,
            Figure::Stacked(_) | Figure::Panels(_) | Figure::Bars(_)
        ) {
            assert!(texts(&svg(&figure)).contains("The first 60 of 200 are shown."));
        }
    }
}

#[test]
fn white_and_nearly_white_bars_have_an_outline() {
    for horizontal in [true, false] {
        let figure = bars(&[("white", 9.0, Some(Rgb([254, 254, 254])))], horizontal);
        let svg = svg(&figure);
        let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
        let rects: Vec<_> = document
            .descendants()
            .filter(|node| node.has_tag_name("rect"))
            .collect();
        let bar = rects
            .iter()
            .position(|rect| rect.attribute("fill") == Some("#FEFEFE"))
            .expect("a white bar");
        let edges = |rect: &roxmltree::Node| {
            let side = |name| {
                rect.attribute(name)
                    .and_then(|side| side.parse::<i32>().ok())
            };
            let [x, y, width, height] =
                ["x", "y", "width", "height"].map(|name| side(name).expect(name));
            [x, y, x + width, y + height]
        };
        let (inner, outer) = (edges(&rects[bar]), edges(&rects[bar - 1]));
        assert!(
            outer[0] < inner[0] && outer[1] < inner[1],
            "{outer:?} {inner:?}"
        );
        assert!(
            outer[2] > inner[2] && outer[3] > inner[3],
            "{outer:?} {inner:?}"
        );
        assert_eq!(rects[bar - 1].attribute("fill"), Some("#8C8A85"));
    }
}

#[test]
fn a_png_has_twice_the_size_of_its_svg() {
    for figure in figures(50, false) {
        let svg = svg(&figure);
        let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
        let side = |name| document.root_element().attribute(name)?.parse::<u32>().ok();
        let png = figure.png().expect("a PNG");
        let picture = image::load_from_memory(&png).expect("a PNG that decodes");
        assert_eq!(side("width").map(|width| 2 * width), Some(picture.width()));
        assert_eq!(
            side("height").map(|height| 2 * height),
            Some(picture.height())
        );
        assert!(picture.width() == 1920 && picture.height() >= 1200);
    }
}

#[test]
fn usual_figures_are_small_files() {
    for figure in figures(24, false) {
        let size = figure.png().expect("a PNG").len();
        assert!(size < 300_000, "{size} bytes");
    }
}

#[test]
fn no_data_still_gives_a_heading_and_says_so() {
    for figure in figures(0, false) {
        let texts = texts(&svg(&figure));
        assert!(
            texts.contains("no data") && texts.contains("images by kind"),
            "{texts}"
        );
        assert!(figure.png().is_ok());
    }
}

#[test]
fn one_thing_draws() {
    for figure in figures(1, false) {
        assert!(texts(&svg(&figure)).contains("images by kind"));
        assert!(figure.png().is_ok());
    }
}

#[test]
fn hostile_labels_and_values_draw_and_stay_text() {
    for count in [1, 8, 100] {
        for figure in figures(count, true) {
            let svg = svg(&figure);
            let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
            let known = ["svg", "rect", "polygon", "text"];
            assert!(
                document
                    .descendants()
                    .filter(|node| node.is_element())
                    .all(|node| known.contains(&node.tag_name().name()))
            );
            assert!(!svg.contains("<script") && !svg.contains(['\u{0}', '\u{202E}', '\u{FFFF}']));
            assert!(!svg.contains("NaN") && !svg.contains("inf"));
            assert!(figure.png().is_ok());
        }
    }
}

#[test]
fn a_label_of_300_characters_is_shortened() {
    let long = "x".repeat(300);
    let texts = texts(&svg(&bars(&[(&long, 3.0, None), ("y", 1.0, None)], false)));
    assert!(texts.contains("xxx…xxx") && !texts.contains(&long));
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    for (one, other) in figures(30, false).iter().zip(figures(30, false)) {
        assert_eq!(one.svg().expect("an SVG"), other.svg().expect("an SVG"));
        assert!(one.png().expect("a PNG") == other.png().expect("a PNG"));
    }
}

#[test]
fn words_in_a_cloud_neither_overlap_nor_leave_the_figure() {
    let texts: Vec<String> = (0..5000).map(|index| format!("word {index}")).collect();
    let words: Vec<(&str, u64)> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| (text.as_str(), 100_000 / (index as u64 + 1)))
        .collect();
    for count in [1, 2, 30, 100, 5000] {
        let placed = cloud(&words[..count]).layout();
        assert!(placed.len() >= count.min(90), "{} of {count}", placed.len());
        for (index, one) in placed.iter().enumerate() {
            assert!(one.left >= 0.0 && one.left + one.width <= 960.0);
            assert!(one.top >= 0.0 && one.top + one.height <= 600.0);
            for other in &placed[..index] {
                let apart = one.left >= other.left + other.width
                    || other.left >= one.left + one.width
                    || one.top >= other.top + other.height
                    || other.top >= one.top + one.height;
                assert!(apart, "{one:?} {other:?}");
            }
        }
    }
}

#[test]
fn a_cloud_counts_the_words_that_it_leaves_out_and_ignores_their_order() {
    let texts_of: Vec<String> = (0..500).map(|index| format!("word {index:03}")).collect();
    let mut words: Vec<(&str, u64)> = texts_of.iter().map(|text| (text.as_str(), 7)).collect();
    let figure = cloud(&words);
    let left_out = 500 - figure.layout().len();
    let said = texts(&svg(&Figure::Cloud(figure.clone())));
    assert!(
        said.contains(&format!("{left_out} more words are left out.")),
        "{said}"
    );
    words.reverse();
    assert_eq!(cloud(&words).layout(), figure.layout());
}

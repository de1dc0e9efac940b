//! What every chart promises, asked of each in `chart::CHARTS`.

use std::collections::BTreeSet;
use std::io::Cursor;

use anyhow::{Context as _, Result};
use image::{ImageFormat, ImageReader};
use pixrec::chart::figure::{Figure, Heading};
use pixrec::chart::{CHARTS, ChartDefinition, Questions, run, svg_in};
use pixrec::language::{Language, codes};
use pixrec::tables::images::{ImageRecord, frame};
use pixrec::{evaluate, report};
use polars::prelude::*;

use crate::frames::{
    Person, Picture, context, favorites, labels, person, shuffled, shuffled_labels, synthetic,
    with_threads,
};
use crate::tables::images::record;

fn images(pictures: &[Picture]) -> Result<LazyFrame> {
    let records = pictures.iter().map(|picture| ImageRecord {
        format: [".jpg", ".png", ".webp"][picture.filename.len() % 3].to_owned(),
        ..record(&picture.filename)
    });
    Ok(frame(records.collect())?.lazy())
}

fn questions(pictures: &[Picture], persons: &[Person]) -> Result<Questions> {
    Questions::new(images(pictures)?, labels(pictures), favorites(persons))
}

fn heading(figure: &Figure) -> &Heading {
    match figure {
        Figure::Bars(figure) => &figure.heading,
        Figure::Pie(figure) => &figure.heading,
        Figure::Palettes(figure) => &figure.heading,
        Figure::Stacked(figure) => &figure.heading,
        Figure::Panels(figure) => &figure.heading,
        Figure::Cloud(figure) => &figure.heading,
        Figure::Heat(figure) => &figure.heading,
    }
}

fn figure(chart: &ChartDefinition, questions: &Questions) -> Result<Figure> {
    let rows = (chart.query)(questions).collect()?;
    (chart.figure)(&rows).with_context(|| chart.name)
}

/// Draws all charts, and finds that each is a picture with a title, in both formats alike.
fn check_all(questions: &Questions) -> Result<Vec<String>> {
    let drawn = run(questions, &|_| None, context(42))?.tables;
    let names: Vec<&str> = drawn.iter().map(|chart| chart.name).collect();
    assert_eq!(
        names,
        CHARTS.iter().map(|chart| chart.name).collect::<Vec<_>>()
    );
    let mut texts = Vec::new();
    for (chart, definition) in drawn.iter().zip(CHARTS) {
        let Heading {
            title, subtitle, ..
        } = heading(&figure(definition, questions)?).clone();
        assert!(
            !title.trim().is_empty() && !subtitle.trim().is_empty(),
            "{}",
            chart.name
        );
        let reader = ImageReader::with_format(Cursor::new(&chart.png), ImageFormat::Png);
        let picture = reader.decode().with_context(|| chart.name)?;
        let svg = String::from_utf8(chart.svg.clone())?;
        let document = roxmltree::Document::parse(&svg).with_context(|| chart.name)?;
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "svg");
        let logical = |name| {
            root.attribute(name)
                .and_then(|value| value.parse::<u32>().ok())
        };
        let (width, height) = (picture.width(), picture.height());
        assert_eq!(
            logical("width").map(|px| px * 2),
            Some(width),
            "{}",
            chart.name
        );
        assert_eq!(
            logical("height").map(|px| px * 2),
            Some(height),
            "{}",
            chart.name
        );
        let first = picture.to_rgb8();
        let plain = first.get_pixel(0, 0);
        assert!(
            first.pixels().any(|pixel| pixel != plain),
            "{} is blank",
            chart.name
        );
        let text = document
            .descendants()
            .filter(|node| node.is_text())
            .filter_map(|node| node.text());
        texts.push(text.collect::<Vec<_>>().join("\n"));
        assert!(
            document
                .descendants()
                .all(|node| node.tag_name().name() != "script")
        );
    }
    Ok(texts)
}

/// The same questions with groups of users, and with models that were compared.
fn with_all(pictures: &[Picture], persons: &[Person]) -> Result<Questions> {
    let users: Vec<&str> = persons.iter().map(|(user, _)| user.as_str()).collect();
    let clusters: Vec<u32> = (0..users.len() as u32).map(|user| user % 2).collect();
    let users = df!["user_id" => users, "cluster" => clusters]?.lazy();
    let tables = labels(pictures);
    let inputs = evaluate::Inputs {
        labels: &tables,
        favorites: &favorites(persons),
        test: None,
    };
    let settings = evaluate::Settings {
        models: vec!["ridge".to_owned()],
        bootstrap: 100,
        ..evaluate::Settings::default()
    };
    let evaluation = evaluate::run(inputs, &settings, context(42))?
        .tables
        .evaluation;
    questions(pictures, persons)?.and(Some(users), Some(&evaluation))
}

fn usual() -> (Vec<Picture>, Vec<Person>) {
    let pictures = synthetic(60, 1);
    let persons = (0..5).map(|number| {
        let own = pictures.iter().skip(number).step_by(7).take(6);
        (
            format!("user_{number}"),
            own.map(|picture| picture.filename.clone()).collect(),
        )
    });
    (pictures.clone(), persons.collect())
}

#[test]
fn a_usual_collection_is_drawn_with_titles_that_hold_numbers_or_names() -> Result<()> {
    let (pictures, persons) = usual();
    let questions = with_all(&pictures, &persons)?;
    check_all(&questions)?;
    for chart in CHARTS {
        let figure = figure(chart, &questions)?;
        let title = &heading(&figure).title;
        assert!(!title.starts_with("No "), "{}: {title}", chart.name);
        assert!(
            title
                .chars()
                .next()
                .is_some_and(|first| !first.is_lowercase()),
            "{title}"
        );
    }
    Ok(())
}

/// The words that a chart shows.
fn words(svg: &[u8]) -> Result<BTreeSet<String>> {
    let document = roxmltree::Document::parse(std::str::from_utf8(svg)?)?;
    let texts = document.descendants().filter_map(|node| node.text());
    let texts: Vec<&str> = texts.collect();
    let text = texts.join(" ").to_lowercase();
    let words = text.split(|letter: char| !letter.is_alphabetic());
    let words = words.filter(|word| word.chars().count() > 1);
    Ok(words.map(str::to_owned).collect())
}

#[test]
fn the_charts_of_the_report_speak_every_language() -> Result<()> {
    let (pictures, persons) = usual();
    let none = questions(&pictures, &[])?;
    let questions = questions(&pictures, &persons)?;
    let drawn = run(&questions, &|_| None, context(42))?.tables;
    for name in report::CHARTS {
        let told = |questions: &Questions, code: &str| -> Result<Vec<u8>> {
            svg_in(name, questions, &Language::of(code)?)?.context(name)
        };
        let english = drawn.iter().find(|chart| chart.name == name);
        let english = &english.context(name)?.svg;
        assert!(*english == told(&questions, "en")?, "{name}");
        for code in codes().filter(|code| *code != "en") {
            for questions in [&questions, &none] {
                let english = words(&told(questions, "en")?)?;
                let own = words(&told(questions, code)?)?;
                let mut both: Vec<&String> = own.intersection(&english).collect();
                // Names of users, our own, and what the languages share.
                let shared = ["user", "pixrec", "in", "orange", "no"];
                both.retain(|word| !shared.contains(&word.as_str()));
                assert!(own.len() > 3 && both.is_empty(), "{name}, {code}: {both:?}");
            }
        }
    }
    assert!(svg_in("top_tags", &questions, &Language::english())?.is_none());
    Ok(())
}

#[test]
fn charts_of_nothing_say_so_and_are_still_pictures() -> Result<()> {
    let questions = questions(&[], &[])?;
    check_all(&questions)?;
    for chart in CHARTS {
        let figure = figure(chart, &questions)?;
        let title = &heading(&figure).title;
        assert!(title.starts_with("No "), "{}: {title}", chart.name);
    }
    Ok(())
}

#[test]
fn one_image_without_users_and_with_one_is_drawn() -> Result<()> {
    let pictures = [Picture::new("a.jpg", &["blue"], &["sea"])];
    check_all(&questions(&pictures, &[])?)?;
    check_all(&questions(&pictures, &[person("ana", &["a.jpg"])])?)?;
    check_all(&questions(
        &pictures,
        &[person("ana", &[]), person("bo", &["gone.jpg"])],
    )?)?;
    Ok(())
}

#[test]
fn a_collection_without_tags_is_drawn() -> Result<()> {
    let pictures = ["a.jpg", "b.jpg"].map(|name| Picture::new(name, &["blue", "red"], &[]));
    check_all(&questions(&pictures, &[person("ana", &["a.jpg"])])?)?;
    Ok(())
}

#[test]
fn hostile_tags_and_users_stay_text() -> Result<()> {
    let long = "long ".repeat(60);
    let hostile = [
        "<script>alert(1)</script>",
        "\"quoted\" & 'so'",
        "]]>",
        "🐟🏳\u{fe0f}\u{200d}🌈",
        "שלום עולם",
        "\u{202e}desrever",
        "a\u{0}b\u{1b}[31m\u{8}",
        "e\u{301}\u{301}\u{301}\u{301}",
        "字".repeat(90).leak(),
        &long,
    ];
    let pictures = [
        Picture::new("a.jpg", &["blue"], &hostile),
        Picture::new("b.jpg", &["red"], &hostile),
    ];
    let persons: Vec<Person> = hostile
        .iter()
        .map(|user| ((*user).to_owned(), vec!["a.jpg".to_owned()]))
        .collect();
    let users: Vec<&str> = persons.iter().map(|(user, _)| user.as_str()).collect();
    let users = df!["cluster" => vec![0_u32; users.len()], "user_id" => users]?.lazy();
    check_all(&questions(&pictures, &persons)?.and(Some(users), None)?)?;
    Ok(())
}

#[test]
fn two_hundred_users_fit_and_those_who_do_not_are_counted() -> Result<()> {
    let (pictures, _) = usual();
    let persons: Vec<Person> = (0..200)
        .map(|number| {
            let own = pictures.iter().skip(number % 50).take(3);
            (
                format!("user_{number:03}"),
                own.map(|picture| picture.filename.clone()).collect(),
            )
        })
        .collect();
    let texts = check_all(&questions(&pictures, &persons)?)?;
    for (chart, text) in CHARTS.iter().zip(texts) {
        if ["favorite_colors_per_user", "user_comparison"].contains(&chart.name) {
            assert!(text.contains("more"), "{}: {text}", chart.name);
        }
    }
    Ok(())
}

#[test]
fn bytes_are_the_same_again_with_other_threads_and_in_another_order_of_rows() -> Result<()> {
    let (pictures, persons) = usual();
    let tables = labels(&pictures);
    let straight = questions(&pictures, &persons)?;
    let mixed = Questions::new(
        shuffled(&images(&pictures)?, 1),
        shuffled_labels(&tables, 2),
        shuffled(&favorites(&persons), 3),
    )?;
    let first = with_threads(1, || run(&straight, &|_| None, context(42)))?.tables;
    for questions in [&straight, &mixed] {
        let again = with_threads(4, || run(questions, &|_| None, context(43)))?.tables;
        for (one, other) in first.iter().zip(again) {
            assert!(one.png == other.png && one.svg == other.svg, "{}", one.name);
        }
    }
    Ok(())
}

#[test]
fn charts_have_the_names_of_the_contract() {
    let names: Vec<&str> = CHARTS.iter().map(|chart| chart.name).collect();
    for name in [
        "images_per_orientation",
        "images_per_size",
        "image_formats",
        "color_palettes",
        "color_frequencies",
        "favorite_colors_per_user",
        "user_comparison",
        "top_tags",
        "tag_cloud",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}

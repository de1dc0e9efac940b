use anyhow::{Context, Result};
use reqwest::Url;
use serde_json::{Value, json};
use spargebra::{Query, SparqlParser};

use super::api::Page;
use super::file::{File, file, scale};
use super::question::Question;
use super::sparql::{Binding, class_query};
use crate::acquire::Settings;
use crate::acquire::source::record::Record;

fn api() -> Result<Url> {
    Ok(Url::parse("https://commons.example.org/w/api.php")?)
}

/// A page as the wiki tells of it, with members of its file and of the extended metadata set over.
fn page(info: Value, extended: Value) -> Result<Page> {
    let mut page = json!({
        "pageid": 7, "ns": 6, "title": "File:Kite & clouds.jpg",
        "imageinfo": [{
            "url": "https://files.example.org/a/ab/Kite.jpg?utm_source=x&utm_campaign=y&v=2",
            "descriptionurl": "//commons.example.org/wiki/File:Kite.jpg",
            "size": 1000, "width": 3000, "height": 2000, "mime": "image/jpeg",
            "sha1": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "extmetadata": {
                "LicenseUrl": {"value": "https://creativecommons.org/licenses/by-sa/4.0"},
                "License": {"value": "cc-by-sa-4.0"},
                "LicenseShortName": {"value": "CC BY-SA 4.0"},
                "Artist": {"value": "<a href=\"//x/y\">Ana <b>P.</b></a>"},
                "ImageDescription": {"value": {"_type": "lang", "de": "Drachen", "en": "A kite &amp; clouds"}},
                "CommonsMetadataExtension": {"value": 1.2}
            }
        }],
        "categories": [{"ns": 14, "title": "Category:Sky"}, {"ns": 14, "title": "Category:Toys: old"}]
    });
    for (name, value) in info.as_object().into_iter().flatten() {
        page["imageinfo"][0][name] = value.clone();
    }
    if let Some(fields) = page["imageinfo"][0]["extmetadata"].as_object_mut() {
        for (name, value) in extended.as_object().into_iter().flatten() {
            fields.insert(name.clone(), value.clone());
        }
    }
    let record: Record = serde_json::from_value(page)?;
    Page::read(record).context("no page")
}

fn read(info: Value, extended: Value, max_side: Option<u32>) -> Result<Result<File, String>> {
    Ok(file(page(info, extended)?, &api()?, max_side))
}

fn reason(info: Value, extended: Value) -> Result<String> {
    read(info, extended, None)?.err().context("it was accepted")
}

#[test]
fn a_file_keeps_licence_author_tags_and_addresses_without_who_asked() -> Result<()> {
    let told = read(json!({}), json!({}), None)?.map_err(anyhow::Error::msg)?;
    assert_eq!(told.rendition, None);
    assert_eq!(told.found.key, "File:Kite & clouds.jpg");
    let remote = told.found.remote;
    assert_eq!(remote.url, "https://files.example.org/a/ab/Kite.jpg?v=2");
    assert_eq!(remote.bytes, Some(1000));
    let about = remote.about;
    assert_eq!(
        about.source_url.as_deref(),
        Some("https://commons.example.org/wiki/File:Kite.jpg")
    );
    assert_eq!(about.license.as_deref(), Some("CC-BY-SA-4.0"));
    assert_eq!(about.author.as_deref(), Some("Ana P."));
    assert_eq!(about.title.as_deref(), Some("Kite & clouds"));
    assert_eq!(about.description.as_deref(), Some("A kite & clouds"));
    assert_eq!(about.tags, ["Sky", "Toys: old"]);
    Ok(())
}

#[test]
fn what_is_not_free_is_told_with_its_reason() -> Result<()> {
    let claim = |text: &str| json!({"value": text});
    let non_free = reason(json!({}), json!({"NonFree": claim("true")}))?;
    assert!(non_free.contains("not free"), "{non_free}");
    let other = json!({"LicenseShortName": claim("CC BY 3.0")});
    let contradicting = reason(json!({}), other)?;
    assert!(contradicting.contains("contradicting"), "{contradicting}");
    let none = json!({"LicenseUrl": null, "License": claim(""), "LicenseShortName": claim(" ")});
    let unknown = reason(json!({}), none)?;
    assert!(unknown.contains("licence"), "{unknown}");
    let missing = file(
        Page {
            missing: true,
            ..Page::default()
        },
        &api()?,
        None,
    );
    assert_eq!(missing.err().as_deref(), Some("the wiki has no such file"));
    let video = reason(json!({"mime": "video/webm"}), json!({}))?;
    assert!(video.contains("video/webm"), "{video}");
    Ok(())
}

#[test]
fn members_of_the_wrong_kind_lose_no_more_than_themselves() -> Result<()> {
    let odd = json!({"width": null, "height": -1, "size": "many", "sha1": 5, "descriptionurl": []});
    let told = read(
        odd,
        json!({"Artist": [], "ImageDescription": {"value": {}}}),
        Some(100),
    )?;
    let remote = told.map_err(anyhow::Error::msg)?.found.remote;
    assert_eq!((remote.bytes, remote.about.author), (None, None));
    // PHP sends an empty list for an empty object.
    let bare = reason(json!({"extmetadata": []}), json!({}))?;
    assert!(bare.contains("licence"), "{bare}");
    Ok(())
}

#[test]
fn large_files_are_asked_for_in_a_width_that_is_handed_out() -> Result<()> {
    let width = |width: u32, height: u32, mime: &str, side| -> Result<Option<u32>> {
        let info = json!({"width": width, "height": height, "mime": mime});
        let told = read(info, json!({}), side)?.map_err(anyhow::Error::msg)?;
        Ok(told.rendition)
    };
    assert_eq!(width(3000, 2000, "image/jpeg", Some(1280))?, Some(1280));
    assert_eq!(width(3000, 2000, "image/jpeg", Some(1279))?, Some(960));
    // Of an upright image the height is the longer side.
    assert_eq!(width(2000, 3000, "image/jpeg", Some(1280))?, Some(500));
    assert_eq!(width(3000, 2000, "image/jpeg", Some(3000))?, None);
    assert_eq!(width(10, 9000, "image/png", Some(300))?, Some(20));
    assert_eq!(width(100, 100, "image/svg+xml", None)?, Some(1920));
    assert_eq!(width(100, 100, "image/svg+xml", Some(500))?, Some(500));
    assert_eq!(width(0, 0, "image/svg+xml", Some(500))?, Some(500));
    Ok(())
}

#[test]
fn a_rendition_is_told_from_the_original_and_from_that_of_a_later_version() -> Result<()> {
    let told = read(json!({}), json!({}), Some(1280))?.map_err(anyhow::Error::msg)?;
    let mut found = told.found;
    let made = page(
        json!({"thumburl": "https://thumb.example.org/a/ab/1280px-Kite.jpg?utm_source=x"}),
        json!({}),
    )?;
    let info = made.info.as_ref().context("no file")?;
    scale(&mut found, info, 1280, &api()?);
    assert_eq!(
        found.remote.url,
        "https://thumb.example.org/a/ab/1280px-Kite.jpg"
    );
    assert_eq!((found.remote.bytes, found.remote.sha1), (None, None));
    assert_eq!(
        found.remote.version.as_deref(),
        Some("da39a3ee5e6b4b0d3255bfef95601890afd80709 at 1280")
    );
    Ok(())
}

fn question(set: impl Fn(&mut Settings)) -> Result<Question> {
    let mut settings = Settings::default();
    set(&mut settings);
    Question::of(&settings)
}

#[test]
fn a_question_is_one_of_four_and_is_checked_before_anybody_is_asked() -> Result<()> {
    for written in ["Sunsets", "category: Sunsets ", "Category:Sunsets"] {
        assert_eq!(
            question(|settings| settings.category = Some(written.to_owned()))?,
            Question::Category {
                title: "Category:Sunsets".to_owned(),
                depth: 0
            }
        );
    }
    let class = question(|settings| settings.wikidata_class = Some("wd:q5113".to_owned()))?;
    assert_eq!(class, Question::Class("Q5113".to_owned()));
    for bad in ["", "5113", "Q", "Q5> } DROP ALL #", "Q1234567890123"] {
        assert!(
            question(|settings| settings.wikidata_class = Some(bad.to_owned())).is_err(),
            "{bad}"
        );
    }
    for bad in ["", "Category:", "A|B", "A\nB", "{{x}}"] {
        assert!(
            question(|settings| settings.category = Some(bad.to_owned())).is_err(),
            "{bad}"
        );
    }
    assert!(question(|_| ()).is_err());
    assert!(
        question(|settings| {
            settings.category = Some("A".to_owned());
            settings.search = Some("b".to_owned());
        })
        .is_err()
    );
    Ok(())
}

#[test]
fn a_query_file_may_take_wikidatas_prefixes_for_granted_and_must_give_images() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("query.rq");
    let asked = |text: &str| {
        std::fs::write(&path, text)?;
        question(|settings| settings.sparql = Some(path.clone()))
    };
    let good = "SELECT ?image WHERE { ?item wdt:P31 wd:Q5113 ; wdt:P18 ?image } LIMIT 5";
    let Question::Query(text) = asked(good)? else {
        anyhow::bail!("not a query");
    };
    SparqlParser::new().parse_query(&text)?;
    let own =
        "PREFIX w: <http://www.wikidata.org/prop/direct/>\nSELECT * WHERE { ?i w:P18 ?image }";
    assert_eq!(asked(own)?, Question::Query(own.to_owned()));
    assert!(asked("SELECT ?picture WHERE { ?item wdt:P18 ?picture }").is_err());
    assert!(asked("ASK { ?item wdt:P18 ?image }").is_err());
    let broken = asked("SELECT ?image WHERE { ?item")
        .err()
        .context("accepted")?;
    assert!(format!("{broken:#}").contains("query.rq"), "{broken:#}");
    Ok(())
}

#[test]
fn the_examples_in_pipelines_are_queries() -> Result<()> {
    for name in ["birds", "lighthouses_by_country"] {
        let path = format!("{}/pipelines/{name}.rq", env!("CARGO_MANIFEST_DIR"));
        question(|settings| settings.sparql = Some(path.clone().into()))?;
    }
    Ok(())
}

#[test]
fn a_class_is_asked_for_by_algebra_that_no_answer_can_break() -> Result<()> {
    let hostile = Binding {
        item: "http://x/\" } DROP ALL #\n'\\".to_owned(),
        image: "http://y/>\" . ?a ?b ?c".to_owned(),
        label: None,
    };
    for last in [None, Some(&hostile)] {
        let query = class_query("Q5113", last, 500)?;
        let again = SparqlParser::new().parse_query(&query.to_string())?;
        let Query::Select { pattern, .. } = &again else {
            anyhow::bail!("{again}");
        };
        let mut projected = Vec::new();
        pattern.on_in_scope_variable(|variable| projected.push(variable.as_str()));
        assert_eq!(projected, ["item", "image", "label"], "{again}");
        assert!(
            query
                .to_string()
                .contains("http://www.wikidata.org/entity/Q5113")
        );
        assert!(query.to_string().contains("LIMIT 500"));
    }
    assert!(class_query("Q5> } DROP ALL #", None, 5).is_err());
    Ok(())
}

#[test]
fn the_title_of_a_file_comes_out_of_its_address_decoded_once() {
    let title = |image: &str| {
        Binding {
            item: String::new(),
            image: image.to_owned(),
            label: None,
        }
        .title()
    };
    let base = "http://commons.wikimedia.org/wiki/Special:FilePath/";
    let of = |name: &str| title(&format!("{base}{name}"));
    assert_eq!(
        of("Kite%20%26_clouds.jpg").as_deref(),
        Some("File:Kite & clouds.jpg")
    );
    assert_eq!(of("50%2525.jpg").as_deref(), Some("File:50%25.jpg"));
    assert_eq!(of("%E6%97%A5.jpg?width=5").as_deref(), Some("File:日.jpg"));
    assert_eq!(of("a%7Cb.jpg"), None);
    assert_eq!(of("%FF.jpg"), None);
    assert_eq!(of(""), None);
    assert_eq!(title("https://example.org/evil.jpg"), None);
}

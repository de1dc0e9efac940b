use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::{FILES, Language, Sentence, codes};
use crate::domain::{ColorName, Orientation, SizeCategory};

/// The texts of a language's file by their keys: `summary.images`.
fn texts(text: &str) -> Result<BTreeMap<String, String>> {
    let table: toml::Table = text.parse()?;
    let mut texts = BTreeMap::new();
    for (section, value) in table {
        match value {
            toml::Value::String(text) => {
                texts.insert(section, text);
            }
            toml::Value::Table(values) => {
                let values = values.into_iter().filter_map(|(key, value)| {
                    Some((format!("{section}.{key}"), value.as_str()?.to_owned()))
                });
                texts.extend(values);
            }
            _ => {}
        }
    }
    texts.remove("list.last_before_i");
    Ok(texts)
}

fn places(text: &str) -> Result<BTreeSet<String>> {
    let sentence = Sentence::try_from(text.to_owned()).map_err(anyhow::Error::msg)?;
    Ok(sentence.places().into_iter().map(str::to_owned).collect())
}

#[test]
fn every_language_says_all_that_english_says_with_the_same_values() -> Result<()> {
    let english = texts(FILES[0].1)?;
    for (code, text) in FILES {
        Language::of(code)?;
        let texts = texts(text)?;
        let keys = |texts: &BTreeMap<String, String>| -> BTreeSet<String> {
            texts.keys().cloned().collect()
        };
        assert_eq!(keys(&texts), keys(&english), "{code}");
        for (key, text) in &texts {
            assert!(!text.is_empty(), "{code}: {key} is empty");
            let (own, wanted) = (places(text)?, places(&english[key])?);
            assert_eq!(own, wanted, "{code}: {key}");
        }
    }
    Ok(())
}

#[test]
fn every_language_but_english_names_what_tables_name() -> Result<()> {
    for code in codes().filter(|code| *code != "en") {
        let language = Language::of(code)?;
        let names = &language.words().names;
        let colors = ColorName::ALL.map(ColorName::as_str);
        let orientations = Orientation::ALL.map(Orientation::as_str);
        let sizes = SizeCategory::ALL.map(SizeCategory::as_str);
        let all = [
            (&names.colors, &colors[..]),
            (&names.orientations, &orientations),
            (&names.sizes, &sizes),
        ];
        for (named, words) in all {
            let named: BTreeSet<&str> = named.keys().map(String::as_str).collect();
            assert_eq!(named, words.iter().copied().collect(), "{code}");
        }
    }
    Ok(())
}

#[test]
fn numbers_are_written_as_the_language_does() -> Result<()> {
    let written = |code: &str| -> Result<[String; 6]> {
        let language = Language::of(code)?;
        Ok([
            language.number(999),
            language.number(1_234),
            language.number(1_234_567),
            language.decimal(12_345.67, 1),
            language.decimal(0.5, 3),
            language.percent(1, 3),
        ])
    };
    let english = ["999", "1,234", "1,234,567", "12,345.7", "0.500", "33 %"];
    assert_eq!(written("en")?, english);
    let german = [
        "999",
        "1.234",
        "1.234.567",
        "12.345,7",
        "0,500",
        "33\u{a0}%",
    ];
    assert_eq!(written("de")?, german);
    let spanish = [
        "999",
        "1234",
        "1\u{202f}234\u{202f}567",
        "12\u{202f}345,7",
        "0,500",
        "el 33\u{a0}%",
    ];
    assert_eq!(written("es")?, spanish);
    Ok(())
}

#[test]
fn a_share_is_never_nothing_nor_all_where_it_is_not() -> Result<()> {
    for code in codes() {
        let language = Language::of(code)?;
        let [none, few, many, all] = [(0, 1000), (1, 1000), (999, 1000), (1000, 1000)]
            .map(|(part, whole)| language.percent(part, whole));
        assert!(none.contains("0\u{a0}%") || none.contains("0 %"), "{none}");
        assert!(
            few.contains('1') && few.chars().count() > none.chars().count(),
            "{few}"
        );
        assert!(many.contains("99"), "{many}");
        assert!(all.contains("100"), "{all}");
    }
    Ok(())
}

#[test]
fn lists_end_as_the_language_wants() -> Result<()> {
    let list = |code: &str, items: &[&str]| -> Result<String> {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        Ok(Language::of(code)?.list(&items))
    };
    assert_eq!(list("en", &[])?, "");
    assert_eq!(list("en", &["a"])?, "a");
    assert_eq!(list("en", &["a", "b", "c"])?, "a, b and c");
    assert_eq!(list("de", &["a", "b"])?, "a und b");
    assert_eq!(list("es", &["a", "b", "c"])?, "a, b y c");
    assert_eq!(list("es", &["agujas", "hilo"])?, "agujas e hilo");
    assert_eq!(list("es", &["agua", "hielo"])?, "agua y hielo");
    Ok(())
}

#[test]
fn a_sentence_that_is_no_sentence_is_an_error() {
    for wrong in ["{a", "{a|b}", "{a|b|c|d|e}"] {
        assert!(Sentence::try_from(wrong.to_owned()).is_err(), "{wrong}");
    }
}

#[test]
fn values_are_never_read_as_a_sentence() -> Result<()> {
    let sentence = Sentence::try_from("{name}: {n|no image|# image|# images}".to_owned());
    let sentence = sentence.map_err(anyhow::Error::msg)?;
    let english = Language::of("en")?;
    let say = |name: &str, number: u64| {
        english.say(&sentence, &[("name", name.into()), ("n", number.into())])
    };
    assert_eq!(say("{n} #", 0), "{n} #: no image");
    assert_eq!(say("a|b}", 1), "a|b}: 1 image");
    assert_eq!(say("", 2_000), ": 2,000 images");
    Ok(())
}

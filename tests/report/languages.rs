//! The report in each language: the same is true in all of them, each says it in its own words and
//! grammar, and nothing of one is left over in another.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use pixrec::language::codes;
use pixrec::report::{Facts, Settings};
use pixrec::tables::evaluation::{Evaluation, from_json};
use serde_json::{Value, json};

use super::prose::{
    assert_never_says, assert_says, few, hostile, nobody, pages, said_in, settings_in, usual,
};
use crate::support::Sandbox;

#[test]
fn what_was_counted_is_said_in_german() {
    assert_says(
        &said_in(&usual(), "de"),
        &[
            "eine Sammlung mit 150 Bildern und die 30.000 Favoriten von 2.000 Nutzern.",
            "Die häufigste vorherrschende Farbe ist Blau; sie kommt in 41\u{a0}% der Bilder vor.",
            "Für 2.000 Nutzer wurden 10.000 Empfehlungen erstellt, jede mit ihrer Begründung.",
            "Die 150 Bilder stammen aus 2 Quellen: commons (100) und Ordner (50).",
            "Die Lizenzen sind CC0-1.0 (100) und CC-BY-4.0 (49); zu einem Bild ist keine bekannt.",
            "12 Urheber sind genannt; der Bildnachweis führt sie",
            "EXIF nennt bei 90 Bildern die Kamera, bei 80 Bildern das Datum und bei 7 Bildern den Ort.",
            "3 Elemente wurden verworfen, jedes mit verzeichnetem Grund (Beschaffung (2) und Annotation (1)).",
            "Blau führt die Paletten an: Bei 61 Bildern (41\u{a0}%) gehört es",
            "An letzter Stelle steht Rosa mit 2 Bildern.",
            "67\u{a0}% der Bilder haben Querformat.",
            "2 Schlagwörter kommen vor; am häufigsten ist „sea“, und zwar bei 40 Bildern.",
            "2.000 Nutzer haben je 5 bis 40 Favoriten.",
            "30 Bilder zählen zu niemandes Favoriten.",
            "Die häufigste Farbe unter den Favoriten ist Blau (67\u{a0}% von ihnen), das beliebteste Schlagwort „sea“ (50\u{a0}%).",
            "bilden die Nutzer 4 Gruppen",
            "Das hybride Modell empfahl 2.000 Nutzern insgesamt 10.000 Bilder. Die erste Begründung lautet: „Farbe Blau wie bei 9 deiner 12 Favoriten“.",
            "Ein Bild hat kein Schlagwort und lässt sich",
            "Die Modelle wurden in diesem Lauf nicht verglichen",
            "Mindestens 100 Bilder mit offener Lizenz nein 150 Bilder; bei 149 ist eine Lizenz bekannt",
            "Mindestens sechs Diagramme ja 12 Diagramme",
        ],
    );
}

#[test]
fn german_has_a_singular() {
    let text = said_in(&few(), "de");
    assert_says(
        &text,
        &[
            "eine Sammlung mit einem Bild und den einen Favoriten von einem Nutzer.",
            "Das einzige Bild stammt aus einer Quelle: Ordner.",
            "Zu keinem Bild ist eine Lizenz bekannt.",
            "beruht daher nichts auf EXIF",
            "Verworfen wurde nichts.",
            "Es findet sich nur eine Farbe, Blau, und zwar in 100\u{a0}% der Bilder.",
            "Das Bild hat Quadratformat.",
            "Kein Bild hat ein Schlagwort.",
            "Ein Nutzer hat einen Favoriten.",
            "Jedes Bild zählt zu jemandes Favoriten.",
            "eine einzige Gruppe",
            "Alle Favoriten sind aus bekannten Vorlieben simuliert",
            "Ein Nutzer reicht nicht aus",
            "Favoriten wirklicher Menschen",
        ],
    );
    assert_never_says(
        &text,
        &["1 Bilder", "1 Nutzern", "führt die", "letzter Stelle"],
    );
    assert_says(&said_in(&nobody(), "de"), &["Niemand hat einen Favoriten"]);
}

#[test]
fn what_was_counted_is_said_in_spanish() {
    assert_says(
        &said_in(&usual(), "es"),
        &[
            "una colección de 150 imágenes y las 30\u{202f}000 favoritas de 2000 usuarios.",
            "El color predominante más común es el azul, presente en el 41\u{a0}% de las imágenes.",
            "Se elaboraron 10\u{202f}000 recomendaciones para 2000 usuarios, cada una con su motivo.",
            "Las 150 imágenes proceden de 2 fuentes: commons (100) y carpeta (50).",
            "de una imagen no se conoce ninguna",
            "Se nombra a 12 autores",
            "EXIF indica la cámara de 90 imágenes, la fecha de 80 imágenes y el lugar de 7 imágenes.",
            "Se rechazaron 3 elementos, cada uno con su motivo registrado (adquisición (2) y anotación (1)).",
            "El azul encabeza las paletas: figura entre los colores predominantes de 61 imágenes (el 41\u{a0}%).",
            "El rosa queda en último lugar, con 2 imágenes.",
            "El 67\u{a0}% de las imágenes tiene orientación horizontal.",
            "Se usan 2 etiquetas; la más común es «sea», presente en 40 imágenes.",
            "2000 usuarios tienen entre 5 y 40 favoritas cada uno.",
            "30 imágenes no son favoritas de nadie.",
            "El azul es el color más frecuente entre las favoritas (el 67\u{a0}% de ellas), y «sea», la etiqueta que más gusta (el 50\u{a0}%).",
            "forman 4 grupos",
            "El recomendador híbrido propuso 10\u{202f}000 imágenes en total a 2000 usuarios. El primero de los motivos dice: «color azul, como 9 de tus 12 favoritas».",
            "Una imagen no tiene etiquetas",
            "En esta ejecución no se compararon los modelos",
            "Al menos 100 imágenes con licencia abierta no 150 imágenes; se conoce la licencia de 149",
            "Al menos seis gráficos sí 12 gráficos",
        ],
    );
}

#[test]
fn spanish_has_a_singular() {
    let text = said_in(&few(), "es");
    assert_says(
        &text,
        &[
            "una colección de una imagen y la única favorita de un usuario.",
            "La única imagen procede de una sola fuente: carpeta.",
            "De ninguna imagen se conoce la licencia.",
            "No se rechazó nada",
            "Solo aparece un color, el azul, en el 100\u{a0}% de las imágenes.",
            "La imagen tiene orientación cuadrada.",
            "Ninguna imagen tiene etiquetas.",
            "Un usuario tiene una favorita.",
            "Toda imagen es favorita de alguien.",
            "un solo grupo",
            "Un usuario no basta",
            "favoritas de personas reales",
        ],
    );
    assert_never_says(&text, &["1 imágenes", "1 usuarios", "encabeza"]);
    assert_says(&said_in(&nobody(), "es"), &["Nadie tiene favoritas"]);
}

/// Models that were compared; the first of them is better than `popular` by more than chance, or not.
fn evaluation(p: f64) -> Result<Evaluation> {
    let sandbox = Sandbox::finished();
    let mut figures: Value = serde_json::from_slice(&sandbox.read("data/evaluation.json"))?;
    let models = figures["models"].as_object_mut().context("models")?;
    for (name, model) in models {
        if name == "popular" {
            model["ndcg_at_10"] = json!(0.1);
        } else {
            model["versus_popular"] = json!({"difference": 0.2, "p": p});
        }
    }
    from_json(&serde_json::to_vec(&figures)?)
}

#[test]
fn models_are_compared_with_a_decimal_comma() -> Result<()> {
    let compared = |p| -> Result<Facts> {
        Ok(Facts {
            evaluation: Some(evaluation(p)?),
            ..usual()
        })
    };
    let (sure, by_chance) = (compared(0.012)?, compared(0.4)?);
    assert_says(
        &said_in(&sure, "en"),
        &["by more than chance (p = 0.012)", "95 % bootstrap"],
    );
    assert_says(
        &said_in(&sure, "de"),
        &["(p\u{a0}=\u{a0}0,012)", "unter allen Bildern gesucht"],
    );
    assert_says(
        &said_in(&sure, "es"),
        &["(p\u{a0}=\u{a0}0,012)", "se buscaron"],
    );
    assert_says(
        &said_in(&by_chance, "de"),
        &["kann der Vorsprung Zufall sein"],
    );
    assert_says(&said_in(&by_chance, "es"), &["puede deberse al azar"]);
    for language in ["de", "es"] {
        let figures = said_in(&sure, language).quality.concat().concat();
        assert!(
            figures.contains("0,") && !figures.contains("0."),
            "{figures}"
        );
    }
    for settings in codes().map(settings_in) {
        pages(&sure, &settings, &[])?;
        pages(
            &Facts {
                evaluation: sure.evaluation.clone(),
                ..hostile()
            },
            &settings,
            &[],
        )?;
    }
    Ok(())
}

/// All words of a report: of its sentences, its tables, and its template.
fn words(facts: &Facts, language: &str) -> Result<BTreeSet<String>> {
    let mut texts = Vec::new();
    collect(&serde_json::to_value(said_in(facts, language))?, &mut texts);
    // Places of values are no words either.
    let text = texts.join(" ").replace("{page}", "").replace("{pages}", "");
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    // Keys of the bibliography are no words.
    let is_word =
        |word: &&str| word.chars().count() > 1 && !word.ends_with(|c: char| c.is_numeric());
    Ok(words.filter(is_word).map(str::to_lowercase).collect())
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        _ => {}
    }
}

#[test]
fn no_english_word_is_left_over() -> Result<()> {
    // Terms of the field, names of the program's, and words that the languages share.
    let shared = "als bootstrap by cc cielab commons decision ease evaluate exif forest hash hybrid item jpg knn lift map \
         means mib ndcg pixel png popular random recall reduce ridge sea sql svm threads tree";
    let own = [
        (
            "de",
            "alphabet an cyan die form format in name notebook palette profile regression rest silhouette singular so text was",
        ),
        ("es", "a de en no once pastel singular un"),
    ];
    let compared = Facts {
        evaluation: Some(evaluation(0.01)?),
        ..usual()
    };
    for (language, own) in own {
        let allowed: BTreeSet<&str> = shared
            .split_whitespace()
            .chain(own.split_whitespace())
            .collect();
        for facts in [usual(), few(), nobody(), compared.clone(), Facts::default()] {
            let english = words(&facts, "en")?;
            let left: Vec<String> = (words(&facts, language)?.intersection(&english))
                .filter(|word| !allowed.contains(word.as_str()))
                .cloned()
                .collect();
            assert!(left.is_empty(), "{language}: {left:?}");
        }
    }
    Ok(())
}

#[test]
fn the_gallery_has_a_report_of_four_pages_in_each_language() -> Result<()> {
    let sandbox = Sandbox::finished();
    for (language, title) in [
        ("en", "An Image Collection"),
        ("de", "Eine Bildersammlung"),
        ("es", "Una colección de imágenes"),
    ] {
        sandbox.run(&["report", "--language", language]).expect(0);
        let bytes = sandbox.read("data/summary_report.pdf");
        let pdf = hayro_syntax::Pdf::new(bytes.clone()).expect("a PDF");
        assert_eq!(pdf.pages().len(), pixrec::report::PAGES, "{language}");
        let catalog = format!("/Lang({language})");
        assert!(
            has(&bytes, &catalog) || has(&bytes, &format!("/Lang ({language})")),
            "{language}"
        );
        assert!(said_in(&usual(), language).title.starts_with(title));
    }
    Ok(())
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn every_reason_of_the_gallery_is_told_in_each_language() -> Result<()> {
    let sandbox = Sandbox::finished();
    let lists: Value = serde_json::from_slice(&sandbox.read("data/recommendations.json"))?;
    let mut reasons = Vec::new();
    collect(&lists, &mut reasons);
    reasons.retain(|text| text.contains(' '));
    assert!(reasons.len() > 20, "{reasons:?}");
    for reason in reasons {
        let facts = Facts {
            reason: Some(reason.clone()),
            ..usual()
        };
        assert_says(&said_in(&facts, "en"), &[&reason]);
        for language in ["de", "es"] {
            assert_never_says(
                &said_in(&facts, language),
                &["favourite", "like", "tagged", " of ", " and "],
            );
        }
    }
    Ok(())
}

#[test]
fn a_language_that_there_is_not_is_told_with_those_that_there_are() {
    let sandbox = Sandbox::new();
    let typed = sandbox.run(&["report", "--language", "xx"]).expect(2);
    assert!(typed.stderr.contains("en, de, es"), "{}", typed.stderr);
    let set = sandbox
        .run(&["run", "--set", "report.language=xx"])
        .expect(2);
    let told = "report.language is 'xx'; it can be en, de, es";
    assert!(set.stderr.contains(told), "{}", set.stderr);
    assert!(
        Settings {
            language: "EN".to_owned(),
            ..Settings::default()
        }
        .check()
        .is_err()
    );
}

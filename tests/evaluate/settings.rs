//! Answers `src/evaluate/settings.rs`.

use pixrec::evaluate::{Protocol, Settings};
use pixrec::recommend::MODELS;

fn names(settings: &Settings) -> Vec<&'static str> {
    let models = settings.check().expect("they can be");
    models.iter().map(|model| model.name).collect()
}

#[test]
fn all_models_are_measured_unless_some_are_named_and_baselines_always() {
    let all: Vec<&str> = MODELS.iter().map(|model| model.name).collect();
    assert_eq!(names(&Settings::default()), all);
    let some = |models: &[&str]| Settings {
        models: models.iter().map(|name| (*name).to_owned()).collect(),
        ..Settings::default()
    };
    assert_eq!(
        names(&some(&["random", "ridge", "ridge"])),
        ["ridge", "popular", "random"]
    );
    assert_eq!(names(&some(&[])), ["popular", "random"]);
}

#[test]
fn what_cannot_be_is_named_with_its_key() {
    let default = Settings::default;
    let path = || Some("file.csv".into());
    let cases = [
        (
            Settings {
                models: vec!["popula".to_owned()],
                ..default()
            },
            "evaluate.models has 'popula'; did you mean 'popular'?",
        ),
        (
            Settings {
                models: vec!["?".to_owned()],
                ..default()
            },
            "evaluate.models has '?'; there are ",
        ),
        (
            Settings {
                bootstrap: 99,
                ..default()
            },
            "evaluate.bootstrap is 99; it can be 0, or 100 to 100000",
        ),
        (
            Settings {
                train: path(),
                ..default()
            },
            "evaluate.train is given without evaluate.test",
        ),
        (
            Settings {
                test: path(),
                ..default()
            },
            "evaluate.test is given without evaluate.train",
        ),
        (
            Settings {
                train: path(),
                test: path(),
                protocol: Protocol::LeaveOneOut,
                ..default()
            },
            "evaluate.protocol is leave-one-out, and evaluate.test says already",
        ),
        (
            Settings {
                lists: path(),
                ..default()
            },
            "evaluate.lists is the file of one model's lists",
        ),
    ];
    for (settings, told) in cases {
        let error = settings.check().map(|_| ()).expect_err("it cannot be");
        assert!(error.to_string().starts_with(told), "{error}");
    }
}

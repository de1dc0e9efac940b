//! Answers `src/pipeline/spec.rs` and `src/pipeline/plan.rs`.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use pixrec::acquire::StoreMode;
use pixrec::domain::Seed;
use pixrec::pipeline::{DEFAULT_PIPELINE, Plan, Setting, Spec, Stage};
use tempfile::tempdir;
use toml::Value;

fn set(key: &str, value: impl Into<Value>) -> Setting {
    Setting::new(key, value.into())
}

/// What a pipeline file of this text means.
fn of_text(text: &str, settings: Vec<Setting>) -> Result<Spec> {
    let folder = tempdir()?;
    let path = folder.path().join("mine.toml");
    fs::write(&path, text)?;
    Spec::read(Some(&path), settings)
}

fn error_of(text: &str) -> String {
    let error = of_text(text, Vec::new()).expect_err("the file is wrong");
    format!("{error:#}")
}

fn plan(settings: Vec<Setting>) -> Result<Plan> {
    Plan::new(Spec::read(None, settings)?, Seed::new(42))
}

fn plan_error(settings: Vec<Setting>) -> String {
    let error = plan(settings).err().expect("the plan is wrong");
    format!("{error:#}")
}

#[test]
fn the_embedded_default_names_all_stages_and_the_defaults() -> Result<()> {
    let plan = plan(Vec::new())?;
    assert_eq!(plan.stages, Stage::ALL);
    assert_eq!(plan.source.name, "gallery");
    assert_eq!((plan.count(), plan.min_images()), (Some(150), 100));
    // The file says what the program does without it.
    let bare = Spec {
        stages: plan.spec.stages.clone(),
        ..Spec::default()
    };
    let mut spec = plan.spec;
    assert_eq!(spec.acquire.source.take().as_deref(), None);
    assert_eq!(spec, bare);
    let on_disk = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/default.toml");
    assert_eq!(fs::read_to_string(on_disk)?, DEFAULT_PIPELINE);
    Ok(())
}

#[test]
fn what_the_default_file_shows_commented_out_is_true_too() -> Result<()> {
    let uncommented: String = DEFAULT_PIPELINE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(option) if option.contains(" = ") => format!("{option}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let spec = of_text(&uncommented, Vec::new())?;
    assert_eq!(spec.acquire.count, Some(150));
    assert_eq!(spec.check.min_images, Some(100));
    assert_eq!(spec.acquire.store, StoreMode::Copy);
    Ok(())
}

#[test]
fn every_option_is_read_from_a_file() -> Result<()> {
    let text = r#"
        stages = ["label", "check"]
        [acquire]
        source = "folder"
        count = 12
        path = "my photos"
        store = "symlink"
        licenses = "mine.csv"
        [label]
        colors = 3
        [profile]
        users = 20
        [recommend]
        model = "popular"
        count = 10
        [chart]
        [check]
        min_images = 7
    "#;
    let spec = of_text(text, Vec::new())?;
    assert_eq!(spec.stages, ["label", "check"]);
    assert_eq!(spec.acquire.source.as_deref(), Some("folder"));
    assert_eq!(spec.acquire.count, Some(12));
    assert_eq!(spec.acquire.path, Some(PathBuf::from("my photos")));
    assert_eq!(spec.acquire.store, StoreMode::Symlink);
    assert_eq!(spec.acquire.licenses, Some(PathBuf::from("mine.csv")));
    assert_eq!((spec.label.colors, spec.profile.users), (3, 20));
    assert_eq!(
        (spec.recommend.model.as_str(), spec.recommend.count),
        ("popular", 10)
    );
    assert_eq!(spec.check.min_images, Some(7));
    Ok(())
}

#[test]
fn single_values_are_set_over_the_file_and_over_the_defaults() -> Result<()> {
    let text = "stages = [\"label\"]\n[acquire]\ncount = 12\nsource = \"folder\"\n";
    let settings = vec![set("acquire.count", 3), set("recommend.model", "popular")];
    let spec = of_text(text, settings.clone())?;
    assert_eq!(
        (spec.acquire.count, spec.acquire.source.as_deref()),
        (Some(3), Some("folder"))
    );
    assert_eq!(spec.recommend.model, "popular");
    assert_eq!(spec.stages, ["label"]);
    let alone = Spec::of(settings)?;
    assert_eq!((alone.acquire.count, alone.stages.len()), (Some(3), 0));
    let stages = Spec::of(vec![set("stages", vec!["chart"])])?;
    assert_eq!(stages.stages, ["chart"]);
    // The last of two counts.
    let twice = Spec::of(vec![set("label.colors", 3), set("label.colors", 4)])?;
    assert_eq!(twice.label.colors, 4);
    Ok(())
}

#[test]
fn an_unknown_key_names_the_nearest_one() {
    let cases = [
        (
            "[acquire]\nsorce = \"folder\"",
            "'acquire.sorce'; did you mean 'acquire.source'",
        ),
        (
            "[acquire]\npaht = \"x\"",
            "'acquire.paht'; did you mean 'acquire.path'",
        ),
        (
            "[label]\ncolours = 5",
            "'label.colours'; did you mean 'label.colors'",
        ),
        (
            "[recomend]\ncount = 5",
            "'recomend'; did you mean 'recommend'",
        ),
        (
            "[recommend]\nmodle = \"x\"",
            "did you mean 'recommend.model'",
        ),
        ("stage = []", "'stage'; did you mean 'stages'"),
        ("[check]\nmin_image = 5", "did you mean 'check.min_images'"),
        (
            "[label]\nzzzz = 5",
            "unknown key 'label.zzzz'; known are colors",
        ),
        ("[chart]\ncount = 5", "the stage 'chart' has no options"),
        (
            "[acquire]\n\"\\u001b[31m\" = 5",
            "unknown key 'acquire. [31m'",
        ),
    ];
    for (text, what) in cases {
        let error = error_of(text);
        assert!(error.contains(what), "{error}");
        assert!(error.contains("mine.toml"), "{error}");
    }
    for (key, what) in [
        ("acquire.cuont", "did you mean 'acquire.count'"),
        ("aquire.count", "did you mean 'acquire'"),
        ("count", "stage.option"),
        ("acquire.count.more", "unknown key"),
    ] {
        let error = format!(
            "{:#}",
            Spec::of(vec![set(key, 3)]).expect_err("no such key")
        );
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn a_value_of_a_wrong_type_names_its_key() {
    let cases = [
        ("[acquire]\ncount = \"many\"", "acquire"),
        ("[acquire]\ncount = -1", "acquire"),
        ("[acquire]\nstore = \"move\"", "move"),
        ("[label]\ncolors = 3.5", "label"),
        ("stages = \"label\"", "stages"),
        ("stages = [1]", "stages"),
        (
            "acquire = 5",
            "'acquire' must be a table of options, [acquire]",
        ),
        ("[check]\nmin_images = true", "check"),
    ];
    for (text, what) in cases {
        let error = error_of(text);
        assert!(error.contains(what), "{error}");
    }
    // The key itself, not only its table.
    let error = error_of("[acquire]\nsource = \"folder\"\ncount = \"many\"");
    assert!(error.contains("count"), "{error}");
}

#[test]
fn text_that_is_no_toml_names_the_line_and_a_missing_file_its_path() {
    let error = error_of("stages = [\n[acquire\n");
    assert!(
        error.contains("mine.toml is not TOML") && error.contains("line"),
        "{error}"
    );
    let missing = Spec::read(Some("no/such.toml".as_ref()), Vec::new()).expect_err("missing");
    assert!(format!("{missing:#}").contains("no/such.toml"));
}

#[test]
fn bytes_that_are_no_text_are_named() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("bytes.toml");
    fs::write(&path, b"\xff\xfe")?;
    let error = format!(
        "{:#}",
        Spec::read(Some(&path), Vec::new()).expect_err("no text")
    );
    assert!(error.contains("bytes.toml is not UTF-8"), "{error}");
    Ok(())
}

#[test]
fn a_plan_refuses_what_cannot_be_and_names_the_key() {
    let cases = [
        (set("acquire.count", 0), "acquire.count is 0"),
        (set("acquire.source", "web"), "acquire.source is 'web'"),
        (set("label.colors", 2), "label.colors"),
        (set("profile.users", 0), "profile.users is 0"),
        (
            set("recommend.count", 101),
            "recommend.count is 101; it can be 1 to 100",
        ),
        (set("recommend.model", "best"), "recommend.model is 'best'"),
        (set("check.min_images", 0), "check.min_images is 0"),
        (
            set("stages", vec!["acquire", "lable"]),
            "unknown stage 'lable'",
        ),
        (set("stages", Vec::<String>::new()), "no stages are named"),
    ];
    for (setting, what) in cases {
        let error = plan_error(vec![setting]);
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn the_fewest_images_are_what_is_said_else_what_the_gallery_was_asked_for() -> Result<()> {
    let gallery = |count: i64| vec![set("acquire.count", count)];
    let folder = vec![set("acquire.source", "folder"), set("acquire.path", "x")];
    let later = vec![set("stages", vec!["label", "check"])];
    let own =
        |settings: &Vec<Setting>| [settings.clone(), vec![set("check.min_images", 9)]].concat();
    let cases = [
        (gallery(5), 5, Some(5)),
        (gallery(100), 100, Some(100)),
        (gallery(500), 100, Some(500)),
        (folder.clone(), 1, None),
        (later.clone(), 1, Some(150)),
        (own(&gallery(500)), 9, Some(500)),
        (own(&folder), 9, None),
        (own(&later), 9, Some(150)),
    ];
    for (settings, fewest, count) in cases {
        let plan = plan(settings.clone())?;
        assert_eq!(
            (plan.min_images(), plan.count()),
            (fewest, count),
            "{settings:?}"
        );
    }
    Ok(())
}

#[test]
fn stages_have_the_names_of_their_commands() {
    let names = Stage::ALL.map(Stage::name);
    assert_eq!(
        names,
        [
            "acquire",
            "label",
            "profile",
            "recommend",
            "evaluate",
            "chart",
            "report",
            "check"
        ]
    );
}

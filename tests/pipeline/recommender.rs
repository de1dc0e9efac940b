//! Answers `src/pipeline/recommender.rs`: what was learned is kept, and used again only for the
//! tables that it was learned from.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use pixrec::domain::Seed;
use pixrec::pipeline::{self, Layout, Plan, Setting, Spec};
use pixrec::progress::Progress;
use pixrec::recommend::MODELS;
use pixrec::tables::recommendations::UserRecommendations;
use tempfile::TempDir;
use toml::Value;

const TAGS: [&str; 4] = ["sea", "city", "forest", "desert"];

/// A folder of tables alone: forty users who like images by their tags.
struct Folder(TempDir);

impl Folder {
    fn new() -> Result<Self> {
        let folder = Self(tempfile::tempdir()?);
        let mut tags = "filename,tag\n".to_owned();
        for image in 0..80 {
            tags += &format!("{image:02}.jpg,{}\n", TAGS[image % 4]);
        }
        let mut favorites = "user_id,filename\n".to_owned();
        for user in 0..40 {
            for place in 0..8 + user % 5 {
                let image = (user * 7 + place * 4) % 80;
                favorites += &format!("u{user:02},{image:02}.jpg\n");
            }
        }
        fs::write(folder.file("tags.csv"), tags)?;
        fs::write(folder.file("favorites.csv"), favorites)?;
        Ok(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn kept(&self, model: &str) -> PathBuf {
        self.file(&format!(".pixrec/recommender-{model}.bin"))
    }

    fn layout(&self) -> Layout {
        Layout {
            input: self.0.path().to_owned(),
            output: self.0.path().to_owned(),
            charts: self.file("charts"),
        }
    }

    /// A user's list, and whether something had to be learned for it.
    fn list(&self, model: &str, user: &str, seed: u64) -> Result<(UserRecommendations, bool)> {
        let learned = Learned::default();
        let plan = plan(model, seed)?;
        let list = pipeline::recommend_one(&plan, &self.layout(), user, &learned)?;
        Ok((list, learned.0.into_inner() > 0))
    }
}

fn plan(model: &str, seed: u64) -> Result<Plan> {
    let stages = Value::Array(vec!["recommend".into()]);
    let settings = vec![
        Setting::new("stages", stages),
        Setting::new("recommend.model", model.into()),
    ];
    Plan::new(Spec::of(settings)?, Seed::new(seed))
}

/// Counts how often something is learned.
#[derive(Default)]
struct Learned(AtomicUsize);

impl Progress for Learned {
    fn begin(&self, name: &str, _total: u64) {
        if name == "learn" {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    fn advance(&self, _steps: u64) {}
    fn end(&self) {}
    fn warn(&self, _message: &str) {}
}

#[test]
fn a_second_list_of_any_model_needs_no_training_and_says_the_same() -> Result<()> {
    let folder = Folder::new()?;
    for model in MODELS {
        for user in ["u07", "nobody"] {
            fs::remove_file(folder.kept(model.name)).ok();
            let (first, learned) = folder.list(model.name, user, 1)?;
            assert!(learned && !first.recommendations.is_empty());
            let (again, learned) = folder.list(model.name, user, 1)?;
            assert!(!learned, "{}", model.name);
            assert_eq!(again, first, "{}", model.name);
        }
        let plan = plan(model.name, 1)?;
        let learned = Learned::default();
        pipeline::why(&plan, &folder.layout(), "u07", "03.jpg", &learned)?;
        pipeline::run(&plan, &folder.layout(), &learned)?;
        assert_eq!(learned.0.into_inner(), 0, "{}", model.name);
    }
    Ok(())
}

#[test]
fn other_tables_and_another_seed_are_learned_anew() -> Result<()> {
    let folder = Folder::new()?;
    let (before, _) = folder.list("hybrid", "u07", 1)?;
    assert!(folder.list("hybrid", "u07", 2)?.1);
    assert!(folder.list("hybrid", "u07", 1)?.1);

    let best = &before.recommendations[0].filename;
    let favorites = fs::read_to_string(folder.file("favorites.csv"))?;
    let more = format!("{favorites}u07,{best}\n");
    fs::write(folder.file("favorites.csv"), &more)?;
    let (after, learned) = folder.list("hybrid", "u07", 1)?;
    assert!(learned);
    assert!(
        after
            .recommendations
            .iter()
            .all(|row| &row.filename != best)
    );
    // The same as where nothing was kept before.
    let other = Folder::new()?;
    fs::write(other.file("favorites.csv"), more)?;
    assert_eq!(other.list("hybrid", "u07", 1)?.0, after);
    Ok(())
}

#[test]
fn which_images_look_alike_is_a_table_too() -> Result<()> {
    let folder = Folder::new()?;
    let (before, _) = folder.list("popular", "u07", 1)?;
    let plan = plan("popular", 1)?;
    let run = || pipeline::run(&plan, &folder.layout(), &pixrec::progress::Silent);
    run()?;
    assert!(run()?.stages[0].fresh);
    let twin = &before.recommendations[0].filename;
    let alike = format!(r#"[{{"filename":"{twin}","other":"49.jpg","distance":1}}]"#);
    fs::write(folder.file("duplicates.json"), alike)?;
    let (after, learned) = folder.list("popular", "u07", 1)?;
    assert!(learned);
    assert!(
        after
            .recommendations
            .iter()
            .all(|row| &row.filename != twin)
    );
    assert!(!run()?.stages[0].fresh);
    Ok(())
}

#[test]
fn what_was_kept_and_is_damaged_is_learned_anew() -> Result<()> {
    let folder = Folder::new()?;
    for model in ["hybrid", "decision-tree", "k-means"] {
        let (wanted, _) = folder.list(model, "u07", 1)?;
        let whole = fs::read(folder.kept(model))?;
        for part in 0..12 {
            let end = whole.len() * part / 12;
            fs::write(folder.kept(model), &whole[..end])?;
            let (list, learned) = folder.list(model, "u07", 1)?;
            assert!(learned, "{model}, cut at {end}");
            assert_eq!(list, wanted, "{model}, cut at {end}");
            assert!(fs::read(folder.kept(model))? == whole, "{model}, mended");
        }
        // Numbers that lead nowhere: whatever comes of it, it is a list.
        for part in 0..12 {
            let mut spoilt = whole.clone();
            let start = whole.len() * part / 12;
            spoilt[start..]
                .iter_mut()
                .take(400)
                .for_each(|byte| *byte = 0xFF);
            fs::write(folder.kept(model), &spoilt)?;
            folder.list(model, "u07", 1)?;
        }
    }
    Ok(())
}

#[test]
fn where_nothing_can_be_kept_the_list_is_made_all_the_same() -> Result<()> {
    let folder = Folder::new()?;
    let (wanted, _) = folder.list("ridge", "u07", 1)?;
    fs::remove_dir_all(folder.file(".pixrec"))?;
    // A file where the folder should be.
    fs::write(folder.file(".pixrec"), "")?;
    assert_eq!(folder.list("ridge", "u07", 1)?, (wanted, true));
    Ok(())
}

//! `pixrec check` fails when the data are broken, and says which check did.

use std::fs;

use serde_json::{Value, json};

use crate::support::Sandbox;

/// Breaks a good folder and checks it: exit code 1, and the check whose name has `told` fails.
fn broken(told: &str, spoil: impl FnOnce(&Sandbox)) {
    let sandbox = Sandbox::finished();
    spoil(&sandbox);
    let ran = sandbox.run(&["check"]).expect(1);
    let failed: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("FAIL"))
        .collect();
    assert!(
        failed.iter().any(|line| line.contains(told)),
        "{told}: {}",
        ran.stdout
    );
    let results = sandbox.json("data/check_results.json");
    let results = results.as_array().expect("an array");
    assert!(results.iter().any(|row| row["passed"] == false
        && row["name"].as_str().is_some_and(|name| name.contains(told))));
}

fn first(rows: &mut Value) -> &mut Value {
    match rows {
        Value::Array(rows) => &mut rows[0],
        Value::Object(rows) => rows.values_mut().next().expect("a row"),
        _ => panic!("no rows"),
    }
}

#[test]
fn a_good_folder_passes() {
    let ran = Sandbox::finished().run(&["check"]).expect(0);
    assert!(!ran.stdout.contains("FAIL"), "{}", ran.stdout);
}

#[test]
fn a_small_collection_fails_where_more_is_wanted() {
    let ran = Sandbox::finished()
        .run(&["check", "--min-images", "25"])
        .expect(1);
    assert!(
        ran.stdout.contains("24 images, at least 25 wanted"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_lost_or_changed_report_fails() {
    const NAME: &str = "the report has four A4 pages";
    broken(NAME, |sandbox| {
        fs::remove_file(sandbox.path("data/summary_report.pdf")).expect("it is there");
    });
    broken(NAME, |sandbox| {
        let half = sandbox.read("data/summary_report.pdf");
        sandbox.write("data/summary_report.pdf", &half[..half.len() / 8]);
    });
    broken(NAME, |sandbox| {
        let page = sandbox.read("data/index.html");
        sandbox.write("data/index.html", &page[..page.len() / 2]);
    });
}

#[test]
fn a_lost_or_changed_image_fails() {
    broken("every image is there", |sandbox| {
        fs::remove_file(sandbox.path("data/images").join(&sandbox.images()[3]))
            .expect("it is there");
    });
    broken("every image is there", |sandbox| {
        sandbox.write(
            &format!("data/images/{}", sandbox.images()[3]),
            b"other bytes",
        );
    });
}

#[test]
fn wrong_metadata_fail() {
    broken("every image is there", |sandbox| {
        sandbox.edit("data/images_metadata.json", |rows| {
            first(rows)["width"] = json!(7)
        })
    });
    broken("metadata are valid", |sandbox| {
        sandbox.edit("data/images_metadata.json", |rows| {
            first(rows)["format"] = json!(".exe")
        });
    });
    broken("metadata are valid", |sandbox| {
        let bytes = sandbox.read("data/images_metadata.json");
        sandbox.write("data/images_metadata.json", &bytes[..bytes.len() / 2]);
    });
}

#[test]
fn wrong_labels_fail() {
    let spoilt: [(&str, Value); 7] = [
        ("color_shares", json!([0.9, 0.9, 0.9])),
        ("color_names", json!(["teal", "teal", "teal"])),
        ("tags", json!(["b", "a"])),
        ("tags", json!(["Upper"])),
        ("tags", json!([])),
        ("orientation", json!("diagonal")),
        ("size_category", json!("huge")),
    ];
    for (key, value) in spoilt {
        broken("every label is valid", |sandbox| {
            sandbox.edit("data/images_labels.json", |rows| {
                let row = first(rows);
                row["predominant_colors"] = json!([[0, 0, 0], [255, 255, 255], [255, 0, 0]]);
                row["color_names"] = json!(["black", "white", "red"]);
                row["color_shares"] = json!([0.5, 0.25, 0.25]);
                row[key] = value;
            });
        });
    }
}

#[test]
fn an_image_without_labels_fails() {
    broken("every image has labels", |sandbox| {
        let image = sandbox.images().remove(0);
        sandbox.edit("data/images_labels.json", |rows| {
            rows.as_object_mut().expect("an object").remove(&image);
        });
    });
}

#[test]
fn wrong_near_duplicates_fail() {
    let pair = |one: &str, other: &str, distance: u32| json!({"filename": one, "other": other, "distance": distance});
    type Spoil<'a> = &'a dyn Fn(&[String]) -> Value;
    let spoilt: [Spoil; 7] = [
        &|names| json!([pair(&names[1], &names[0], 3)]),
        &|names| json!([pair(&names[0], &names[0], 0)]),
        &|names| json!([pair(&names[0], &names[1], 17)]),
        &|names| json!([pair(&names[0], &names[1], 3), pair(&names[0], &names[1], 3)]),
        &|names| json!([pair(&names[0], &names[2], 3), pair(&names[0], &names[1], 3)]),
        &|names| json!([pair(&names[0], "zzz-ghost.jpg", 3)]),
        &|names| json!([{"filename": names[0], "other": names[1], "distance": -1}]),
    ];
    for spoil in spoilt {
        broken("every near-duplicate", |sandbox| {
            let mut names = sandbox.images();
            names.sort();
            sandbox.edit("data/duplicates.json", |pairs| *pairs = spoil(&names));
        });
    }
    broken("every near-duplicate", |sandbox| {
        fs::remove_file(sandbox.path("data/duplicates.json")).expect("it is there")
    });
    let sandbox = Sandbox::finished();
    let mut names = sandbox.images();
    names.sort();
    sandbox.edit("data/duplicates.json", |pairs| {
        *pairs = json!([
            pair(&names[0], &names[1], 16),
            pair(&names[0], &names[2], 0)
        ]);
    });
    sandbox.run(&["check"]).expect(0);
}

#[test]
fn wrong_profiles_and_patterns_fail() {
    broken("every profile says", |sandbox| {
        sandbox.edit("data/users.json", |rows| {
            first(rows)["favorite_colors"] = json!(["pink"])
        });
    });
    broken("every user with favourites has a profile", |sandbox| {
        sandbox.edit("data/users.json", |rows| {
            rows.as_array_mut().expect("an array").remove(0);
        });
    });
    broken("the patterns", |sandbox| {
        sandbox.edit("data/patterns.json", |patterns| {
            patterns["popular_colors"][0]["count"] = json!(1)
        });
    });
}

#[test]
fn wrong_recommendations_fail() {
    let spoil = |told: &str, change: &dyn Fn(&mut Value, &Sandbox)| {
        broken(told, |sandbox| {
            let file = "data/recommendations.json";
            let mut lists = sandbox.json(file);
            change(first(&mut lists), sandbox);
            sandbox.write(file, &serde_json::to_vec(&lists).expect("JSON"));
        });
    };
    spoil("new to the user", &|list, sandbox| {
        let user = list["user_id"].as_str().expect("a user").to_owned();
        list["recommendations"][0]["filename"] =
            sandbox.json("data/favorites.json")[&user][0].clone();
    });
    spoil("new to the user", &|list, _| {
        list["recommendations"][0]["filename"] = json!("ghost.jpg")
    });
    spoil("new to the user", &|list, _| {
        list["recommendations"] = json!([])
    });
    spoil("new to the user", &|list, _| {
        list["user_id"] = json!("ghost")
    });
    spoil("true reason", &|list, _| {
        list["recommendations"][0]["score"] = json!(0.0)
    });
    spoil("true reason", &|list, _| {
        list["recommendations"][0]["reason"] = json!("")
    });
    spoil("true reason", &|list, _| {
        list["recommendations"][0]["reason"] = json!("because it is so nice")
    });
}

#[test]
fn a_lost_or_cut_chart_fails() {
    broken("every chart", |sandbox| {
        fs::remove_file(sandbox.path("charts/tag_cloud.svg")).expect("it is there")
    });
    broken("every chart", |sandbox| {
        let bytes = sandbox.read("charts/top_tags.png");
        sandbox.write("charts/top_tags.png", &bytes[..bytes.len() / 2]);
    });
}

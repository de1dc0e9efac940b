//! Answers `src/profile/clusters.rs` and `src/profile/patterns.rs`.

use std::collections::BTreeSet;

use anyhow::Result;
use pixrec::profile::{Likes, Profiles, Settings, run};
use pixrec::tables::favorites;
use pixrec::tables::patterns::to_json;
use polars::prelude::*;
use serde_json::{Value, json};

use crate::frames::{Person, Picture, context, labels, person, rows};

fn profiles(pictures: &[Picture], persons: &[Person]) -> Result<Profiles> {
    let likes = Likes {
        favorites: favorites::frame(persons)?.lazy(),
        tastes: Vec::new(),
    };
    let outcome = run(&labels(pictures), likes, &Settings::default(), context(42))?;
    Ok(outcome.tables)
}

#[test]
fn more_users_than_are_looked_at_are_all_put_where_they_belong() -> Result<()> {
    let pictures: Vec<Picture> = (0..40)
        .map(|number| match number % 2 {
            0 => Picture::new(&format!("{number:02}.jpg"), &["blue"], &["sea"]),
            _ => Picture::new(&format!("{number:02}.jpg"), &["green"], &["forest"]),
        })
        .collect();
    // Two thirds like the forest, one third the sea, one user nothing.
    let mut persons: Vec<Person> = (0..21_000)
        .map(|user| {
            let kind = usize::from(user % 3 != 0);
            let own =
                [user % 20, (user + 7) % 20].map(|place| format!("{:02}.jpg", place * 2 + kind));
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            person(&format!("user{user:05}"), &own)
        })
        .collect();
    persons.push(person("zoe", &[]));
    let made = profiles(&pictures, &persons)?;
    let users = made.users.frame()?.lazy();
    let found: BTreeSet<Vec<String>> = rows(users, &["favorite_tags", "cluster"])
        .into_iter()
        .collect();
    let expected = [["", "-"], ["forest", "0"], ["sea", "1"]];
    assert_eq!(
        found,
        expected.map(|row| row.map(str::to_owned).to_vec()).into()
    );
    let sizes = made.patterns.user_clusters.lazy();
    let sizes = rows(
        sizes.select([col("cluster"), col("users").list().len().alias("users")]),
        &["cluster", "users"],
    );
    assert_eq!(sizes, [["0", "14000"], ["1", "7000"]]);
    Ok(())
}

#[test]
fn what_a_cluster_has_more_than_the_others_is_told_by_lift() -> Result<()> {
    let pictures = [
        Picture::new("a.jpg", &["blue"], &["boat", "sea"]),
        Picture::new("b.jpg", &["blue"], &["sea"]),
        Picture::new("c.jpg", &["green", "blue"], &["forest"]),
        Picture::new("d.jpg", &["green"], &["forest", "sea"]),
    ];
    let persons = [
        person("ana", &["a.jpg", "b.jpg"]),
        person("bo", &["a.jpg", "b.jpg"]),
        person("cy", &["a.jpg", "b.jpg"]),
        person("dan", &["c.jpg", "d.jpg"]),
        person("eve", &["c.jpg", "d.jpg"]),
    ];
    let made = profiles(&pictures, &persons)?;
    let told: Value = serde_json::from_slice(&to_json(&made.patterns)?)?;
    // Of ten favourites three have a boat, eight the sea, four the forest; eight are blue, four green.
    let first = &told["user_clusters"][0];
    assert_eq!(first["users"], json!(["ana", "bo", "cy"]));
    // 3 of 6 beside 3 of 10; 6 of 6 beside 8 of 10.
    let tags = json!([{"tag": "boat", "lift": 1.667}, {"tag": "sea", "lift": 1.25}]);
    assert_eq!(first["distinct_tags"], tags);
    assert_eq!(
        first["distinct_colors"],
        json!([{"color": "blue", "lift": 1.25}])
    );
    let second = &told["user_clusters"][1];
    // The sea is rarer here than elsewhere: 2 of 4 beside 8 of 10.
    assert_eq!(
        second["distinct_tags"],
        json!([{"tag": "forest", "lift": 2.5}])
    );
    assert_eq!(
        second["distinct_colors"],
        json!([{"color": "green", "lift": 2.5}])
    );
    let pairs = json!([
        {"a": "boat", "b": "sea", "count": 3, "lift": 1.25},
        {"a": "forest", "b": "sea", "count": 2, "lift": 0.625},
    ]);
    assert_eq!(told["tag_pairs"], pairs);
    Ok(())
}

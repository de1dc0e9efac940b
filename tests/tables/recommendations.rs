//! Answers `src/tables/recommendations.rs`, `users.rs`, `rejected.rs` and `tastes.rs`.

use anyhow::Result;
use pixrec::domain::Skip;
use pixrec::tables::recommendations::{
    Recommendation, UserRecommendations, frame, from_json, to_json,
};
use pixrec::tables::{rejected, tastes, users};
use polars::prelude::IntoLazy;
use proptest::prelude::*;

use crate::frames::rows;

fn any_lists() -> impl Strategy<Value = Vec<UserRecommendations>> {
    let row = (".*", 0.0..=1.0_f64, ".*").prop_map(|(filename, score, reason)| Recommendation {
        filename,
        score,
        reason,
    });
    proptest::collection::vec(proptest::collection::vec(row, 0..4), 0..4).prop_map(|lists| {
        let named = lists.into_iter().enumerate();
        named
            .map(|(number, recommendations)| UserRecommendations {
                user_id: format!("user_{number}"),
                recommendations,
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn any_lists_are_the_same_after_a_round_trip(lists in any_lists()) {
        let fail = |error: anyhow::Error| TestCaseError::fail(format!("{error:#}"));
        let json = to_json(&lists).map_err(fail)?;
        prop_assert_eq!(from_json(&json).map_err(fail)?, lists.clone());
        let table = frame(&lists).map_err(fail)?.lazy();
        let expected: Vec<Vec<String>> = lists
            .iter()
            .flat_map(|list| {
                list.recommendations.iter().enumerate().map(|(place, row)| {
                    vec![list.user_id.clone(), (place + 1).to_string(), row.filename.clone()]
                })
            })
            .collect();
        prop_assert_eq!(rows(table, &["user_id", "rank", "filename"]), expected);
    }
}

#[test]
fn a_user_for_whom_there_is_nothing_keeps_an_empty_list() -> Result<()> {
    let lists = [UserRecommendations {
        user_id: "ana".to_owned(),
        recommendations: Vec::new(),
    }];
    let json = to_json(&lists)?;
    assert_eq!(
        json,
        b"[\n  {\"user_id\":\"ana\",\"recommendations\":[]}\n]\n"
    );
    assert_eq!(from_json(&json)?, lists);
    assert_eq!(from_json(b"[]")?, []);
    Ok(())
}

#[test]
fn wrong_lists_say_where() {
    let cases = [
        (
            r#"[{"user_id":"a","recommendations":[]},{"user_id":"a","recommendations":[]}]"#,
            "'a' stands twice",
        ),
        (
            "[\n{\"user_id\":\"a\"}]",
            "missing field `recommendations` at line 2",
        ),
        (
            "[\n{\"user_id\":\"a\",\"recommendations\":[{\"filename\":\"x\",\"score\":\"1\",\"reason\":\"\"}]}]",
            "line 2 column",
        ),
        ("[{},]", "line 1 column"),
    ];
    for (json, what) in cases {
        let error = format!("{:#}", from_json(json.as_bytes()).expect_err("wrong"));
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn profiles_are_the_same_after_a_round_trip_with_nulls_and_empty_lists() -> Result<()> {
    let json = r#"[
  {"user_id":"ana","favorite_colors":["blue","red"],"favorite_orientation":"square","favorite_size":"large","favorite_tags":["sea"],"favorite_images":["b.jpg","a.jpg"],"cluster":1},
  {"user_id":"bo","favorite_colors":[],"favorite_orientation":null,"favorite_size":null,"favorite_tags":[],"favorite_images":[],"cluster":null}
]
"#;
    let table = users::from_json(json.as_bytes())?;
    assert_eq!(String::from_utf8(users::to_json(&table)?)?, json);
    assert_eq!(users::to_json(&users::from_json(b"[]")?)?, b"[]\n");
    let twice = r#"[{"user_id":"a","favorite_colors":[],"favorite_tags":[],"favorite_images":[]},{"user_id":"a","favorite_colors":[],"favorite_tags":[],"favorite_images":[]}]"#;
    let error = users::from_json(twice.as_bytes())
        .expect_err("a stands twice")
        .to_string();
    assert!(error.contains("'a' stands twice"), "{error}");
    let error = format!(
        "{:#}",
        users::from_json(b"[\n{\"user_id\":3}]").expect_err("no text")
    );
    assert!(error.contains("line 2 column"), "{error}");
    Ok(())
}

#[test]
fn rejected_items_are_sorted_and_none_is_lost() -> Result<()> {
    let skip = |stage, source, reason| Skip::new(stage, source, reason);
    let skips = [
        skip("label", "a", "x"),
        skip("acquire", "b", "y"),
        skip("acquire", "b", "x"),
        skip("acquire", "a", "z"),
        skip("acquire", "b", "y"),
    ];
    let json = rejected::to_json(&skips)?;
    let [label, b_y, b_x, a, twin] = skips;
    assert_eq!(rejected::from_json(&json)?, [a, b_x, b_y, twin, label]);
    let error = format!(
        "{:#}",
        rejected::from_json(b"[\n{\"source\":\"a\"}]").expect_err("short")
    );
    assert!(error.contains("line 2"), "{error}");
    Ok(())
}

#[test]
fn tastes_keep_all_that_they_say() -> Result<()> {
    let taste = tastes::Taste {
        user_id: "user_001".to_owned(),
        taste: "likes blue, just as user_000".to_owned(),
        colors: vec!["blue".to_owned()],
        tags: vec!["sea".to_owned()],
        size_category: Some("large".to_owned()),
        orientation: Some("square".to_owned()),
        like: Some("user_000".to_owned()),
        favorites_digest: "00".to_owned(),
    };
    let all = [taste, tastes::Taste::default()];
    assert_eq!(tastes::from_json(&tastes::to_json(&all)?)?, all);
    let error = format!("{:#}", tastes::from_json(b"{}").expect_err("no array"));
    assert!(error.contains("line 1 column"), "{error}");
    Ok(())
}

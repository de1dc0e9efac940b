//! Answers `src/tables/evaluation.rs` and `ranked_lists.rs`.

use std::collections::BTreeMap;

use anyhow::Result;
use pixrec::tables::evaluation::{
    Comparison, Cut, Cuts, Evaluation, Figures, Intervals, from_json, to_json,
};
use pixrec::tables::ranked_lists::{RankedList, to_csv};
use serde_json::{Value, json};

fn figures(ndcg_at_10: f64) -> Figures {
    Figures {
        precision_at_5: 0.1,
        precision_at_10: 0.2,
        precision_at_20: 0.3,
        recall_at_5: 0.1,
        recall_at_10: 0.2,
        recall_at_20: 0.3,
        ndcg_at_5: 0.1,
        ndcg_at_10,
        ndcg_at_20: 0.3,
        map_at_5: 0.1,
        map_at_10: 0.2,
        map_at_20: 0.3,
        hit_rate_at_5: 0.1,
        hit_rate_at_10: 0.2,
        hit_rate_at_20: 0.3,
        coverage: 0.5,
        coverage_of_all_images: 0.4,
        diversity: None,
        novelty: Some(3.25),
        intervals: None,
        versus_popular: None,
        versus_best_single: None,
        cuts: None,
    }
}

fn evaluation() -> Evaluation {
    let cut = |users, ndcg_at_10| Cut {
        users,
        ndcg_at_10,
        recall_at_10: ndcg_at_10,
    };
    let ridge = Figures {
        intervals: Some(Intervals {
            precision_at_10_interval: [0.1, 0.3],
            recall_at_10_interval: [0.1, 0.3],
            ndcg_at_10_interval: [0.6, 0.8],
            map_at_10_interval: [0.1, 0.3],
            hit_rate_at_10_interval: [0.1, 0.3],
        }),
        versus_popular: Some(Comparison {
            difference: 0.1,
            p: Some(0.25),
        }),
        cuts: Some(Cuts {
            new_users: cut(3, Some(0.5)),
            new_images: cut(0, None),
        }),
        ..figures(0.7)
    };
    let models = [
        ("popular", figures(0.2)),
        ("random", figures(0.2)),
        ("ridge", ridge),
    ];
    Evaluation {
        protocol: "holdout".to_owned(),
        users: 3,
        images: 9,
        learned: 20,
        held_out: 4,
        best_single: "ridge".to_owned(),
        models: BTreeMap::from(models.map(|(name, figures)| (name.to_owned(), figures))),
    }
}

#[test]
fn figures_are_read_as_they_were_written() -> Result<()> {
    let bytes = to_json(&evaluation())?;
    assert_eq!(from_json(&bytes)?, evaluation());
    let json: Value = serde_json::from_slice(&bytes)?;
    let ridge = &json["models"]["ridge"];
    assert_eq!(ridge["ndcg_at_10_interval"], json!([0.6, 0.8]));
    assert_eq!(
        ridge["cuts"]["new_images"],
        json!({"users": 0, "ndcg_at_10": null, "recall_at_10": null})
    );
    assert_eq!(ridge["versus_best_single"], Value::Null);
    assert_eq!(json["models"]["random"].get("cuts"), None);
    Ok(())
}

#[test]
fn the_best_model_is_the_first_and_equals_go_by_the_alphabet() {
    let evaluation = evaluation();
    let names: Vec<&str> = evaluation
        .ranked()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["ridge", "popular", "random"]);
}

#[test]
fn another_file_is_told_with_its_line() {
    let error = from_json(b"{\n\"protocol\": 3}").expect_err("not a text");
    assert!(format!("{error:#}").contains("line 2"), "{error:#}");
}

#[test]
fn lists_are_rows_with_ranks() -> Result<()> {
    let list = |user: &str, images: &[&str]| RankedList {
        user_id: user.to_owned(),
        images: images.iter().map(|image| (*image).to_owned()).collect(),
    };
    let bytes = to_csv(&[list("ana", &["b.jpg", "a,\"c\".jpg"]), list("bo", &[])])?;
    assert_eq!(
        String::from_utf8(bytes)?,
        "user_id,image,rank\nana,b.jpg,1\nana,\"a,\"\"c\"\".jpg\",2\n"
    );
    Ok(())
}

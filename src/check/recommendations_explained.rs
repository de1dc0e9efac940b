use super::{CheckDefinition, Evidence, Verdict, readable};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every recommendation has a reason and a score from 0 to 1, best first",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let lists = readable(&evidence.recommendations)?;
    let mut bad = Vec::new();
    for list in &lists {
        let rows = &list.recommendations;
        let valid = rows
            .iter()
            .all(|row| (0.0..=1.0).contains(&row.score) && !row.reason.trim().is_empty());
        if !valid || !rows.is_sorted_by(|a, b| a.score >= b.score) {
            bad.push(list.user_id.clone());
        }
    }
    Ok(Verdict::unless(
        &bad,
        "lists have a row without a reason, or a wrong score",
        format!("{} lists", lists.len()),
    ))
}

//! How good the models are, on stdout: a table, the best first, what it is of, and whether the best
//! is better than others by more than chance.

use std::io::Write;

use anyhow::Result;
use pixrec::evaluate::{POPULAR, Times};
use pixrec::tables::evaluation::{Comparison, Cut, Evaluation, Figures};

use super::show::{align_right, seconds, table, trimmed};

/// Differences that chance makes as great more often than this are told as none.
const SIGNIFICANT: f64 = 0.05;
/// Of fewer users the cuts are not told.
const FEW_USERS: u64 = 10;
/// Where there is no figure.
const NONE: &str = "-";

/// The figures of all models.
pub fn tell(out: &mut impl Write, evaluation: &Evaluation, times: &[Times]) -> Result<()> {
    let Evaluation {
        protocol,
        users,
        images,
        learned,
        held_out,
        ..
    } = evaluation;
    let how = match protocol.as_str() {
        "files" => "favourites held out by files",
        "leave-one-out" => "one favourite of each user held out",
        _ => "a fifth of the favourites of each user held out",
    };
    writeln!(
        out,
        "\n{how}: {}, {} to be found, {learned} to learn from; every image that a user does not have is ranked, of {images}\n",
        counted(*users, "user"),
        counted(*held_out, "favourite")
    )?;
    figures(out, evaluation, times)?;
    cuts(out, evaluation)?;
    writeln!(out, "\n{}", verdict(evaluation))?;
    Ok(())
}

/// `1 user`, `2 users`.
fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

fn figures(out: &mut impl Write, evaluation: &Evaluation, times: &[Times]) -> Result<()> {
    let mut rows = table();
    rows.set_header([
        "model",
        "NDCG@10",
        "95 %",
        "recall@10",
        "MAP@10",
        "coverage",
        "diversity",
        "novelty",
        "time",
    ]);
    for (name, figures) in evaluation.ranked() {
        let interval = figures
            .intervals
            .as_ref()
            .map(|all| all.ndcg_at_10_interval);
        let interval = interval.map(|[low, high]| format!("{low:.4}-{high:.4}"));
        let time = times.iter().find(|times| times.model == name);
        rows.add_row([
            name.to_owned(),
            format!("{:.4}", figures.ndcg_at_10),
            interval.unwrap_or_else(|| NONE.to_owned()),
            format!("{:.4}", figures.recall_at_10),
            format!("{:.4}", figures.map_at_10),
            format!("{:.3}", figures.coverage),
            optional(figures.diversity, 3),
            optional(figures.novelty, 2),
            time.map_or(NONE.to_owned(), |times| {
                seconds(times.learning + times.ranking)
            }),
        ]);
    }
    for column in 1..9 {
        align_right(&mut rows, column);
    }
    writeln!(out, "{}", trimmed(&rows))?;
    Ok(())
}

fn optional(figure: Option<f64>, digits: usize) -> String {
    figure.map_or(NONE.to_owned(), |figure| format!("{figure:.digits$}"))
}

/// What models are worth where little is known.
/// Nothing where there are too few users for it to tell anything; the file has it all the same.
fn cuts(out: &mut impl Write, evaluation: &Evaluation) -> Result<()> {
    let mut all = evaluation.ranked();
    all.retain(|(_, figures)| figures.cuts.is_some());
    let cuts = all.first().and_then(|(_, figures)| figures.cuts.as_ref());
    let Some(cuts) = cuts.filter(|cuts| cuts.new_images.users >= FEW_USERS) else {
        return Ok(());
    };
    writeln!(
        out,
        "\nnew users (1 to 4 favourites to learn from): {}; users who have favourites to be found among images that nobody else likes yet: {}\n",
        cuts.new_users.users, cuts.new_images.users
    )?;
    let mut rows = table();
    rows.set_header([
        "model",
        "new users NDCG@10",
        "recall@10",
        "new images NDCG@10",
        "recall@10",
    ]);
    for (name, figures) in all {
        let Some(cuts) = &figures.cuts else { continue };
        let cells = |cut: &Cut| [optional(cut.ndcg_at_10, 4), optional(cut.recall_at_10, 4)];
        let [users, images] = [cells(&cuts.new_users), cells(&cuts.new_images)];
        rows.add_row([vec![name.to_owned()], users.to_vec(), images.to_vec()].concat());
    }
    for column in 1..5 {
        align_right(&mut rows, column);
    }
    writeln!(out, "{}", trimmed(&rows))?;
    Ok(())
}

/// Whether the best model is better than `popular` and than the second by more than chance.
fn verdict(evaluation: &Evaluation) -> String {
    let ranked = evaluation.ranked();
    let (Some((best, figures)), Some((second, seconds))) = (ranked.first(), ranked.get(1)) else {
        return "only one model was measured".to_owned();
    };
    let popular = match figures.versus_popular {
        _ if *second == POPULAR => None,
        Some(comparison) => Some(against(POPULAR, comparison)),
        None => {
            Some("it is popular itself: no model does better than what most users like".to_owned())
        }
    };
    let found = between(figures, seconds, *second == evaluation.best_single);
    let second = found.map(|found| against(second, found));
    let told: Vec<String> = popular.into_iter().chain(second).collect();
    format!("{best} does best; {}", told.join("; "))
}

/// How the best differs from the second, as one of the two was compared with the best single model.
fn between(best: &Figures, second: &Figures, second_is_single: bool) -> Option<Comparison> {
    match second_is_single {
        true => best.versus_best_single,
        false => second.versus_best_single.map(|other| Comparison {
            difference: 0.0 - other.difference,
            ..other
        }),
    }
}

fn against(other: &str, comparison: Comparison) -> String {
    let Comparison { difference, p } = comparison;
    match p {
        None => format!("its NDCG@10 is {difference:+.4} beside {other} (not tested)"),
        Some(p) if p < SIGNIFICANT => {
            format!("its NDCG@10 differs from that of {other} by {difference:+.4} (p = {p:.3})")
        }
        Some(p) => format!(
            "its NDCG@10 does not differ from that of {other} by more than chance ({difference:+.4}, p = {p:.3})"
        ),
    }
}

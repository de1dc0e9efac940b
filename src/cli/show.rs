//! What is told on stdout: the summary of a run, one user's recommendations.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anstream::stream::IsTerminal;
use anyhow::Result;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, presets};
use pixrec::domain::printable;
use pixrec::pipeline::{Layout, RunReport, Stage, StageReport};
use pixrec::recommend::Why;
use pixrec::tables::recommendations::UserRecommendations;

use super::args::{Common, quoted};
use super::evaluation;

/// How many kinds of rejections the summary names.
const REASONS: usize = 6;
/// Columns where the terminal does not tell its width.
const WIDTH: u16 = 100;

/// File names up to this many bytes are not broken into lines.
const WHOLE_NAME: usize = 48;

const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

pub(super) fn table() -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        table.set_width(WIDTH);
    }
    table
}

pub(super) fn align_right(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// What was made, where, how long it took, what was rejected and why, and what to try next.
pub fn summary(
    out: &mut impl Write,
    report: &RunReport,
    layout: &Layout,
    common: &Common,
) -> Result<()> {
    let mut stages = table();
    stages.set_header(["stage", "made", "from before", "rejected", "time"]);
    for told in &report.stages {
        stages.add_row([
            told.stage.name().to_owned(),
            told.made.clone(),
            from_before(told),
            told.rejected.to_string(),
            if told.fresh {
                "-".to_owned()
            } else {
                seconds(told.duration)
            },
        ]);
    }
    let total: Duration = report.stages.iter().map(|told| told.duration).sum();
    stages.add_row(["total", "", "", "", &seconds(total)]);
    align_right(&mut stages, 3);
    align_right(&mut stages, 4);
    writeln!(out, "{}", trimmed(&stages))?;
    places(out, report, layout)?;
    if let Some(evaluated) = &report.evaluation {
        evaluation::tell(out, evaluated, &report.times)?;
    }
    rejections(out, report)?;
    checks(out, report)?;
    next(out, report, common)
}

fn from_before(told: &StageReport) -> String {
    match (told.fresh, told.reused) {
        (true, _) => "all, nothing changed".to_owned(),
        (false, 0) => String::new(),
        (false, reused) => format!("{reused}"),
    }
}

pub(super) fn seconds(duration: Duration) -> String {
    format!("{:.2} s", duration.as_secs_f64())
}

/// The table without the blanks at the ends of its lines.
pub(super) fn trimmed(table: &Table) -> String {
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n")
}

fn places(out: &mut impl Write, report: &RunReport, layout: &Layout) -> Result<()> {
    let ran = |stage: Stage| report.stages.iter().any(|told| told.stage == stage);
    let shown = |path: &Path| printable(&path.display().to_string());
    writeln!(out, "\ntables and images in {}", shown(&layout.output))?;
    if ran(Stage::Chart) {
        writeln!(out, "charts in {}", shown(&layout.charts))?;
    }
    if ran(Stage::Report) {
        let file = |name: &str| shown(&layout.out(name));
        writeln!(out, "the report is {}", file("summary_report.pdf"))?;
        writeln!(out, "the page to browse it all is {}", file("index.html"))?;
    }
    Ok(())
}

/// How many items were rejected and why, the most frequent reasons first.
fn rejections(out: &mut impl Write, report: &RunReport) -> Result<()> {
    if report.rejected.is_empty() {
        return Ok(());
    }
    let mut reasons: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for skip in &report.rejected {
        *reasons
            .entry((&skip.stage, kind(&skip.reason)))
            .or_default() += 1;
    }
    let mut sorted: Vec<_> = reasons.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    writeln!(
        out,
        "\nrejected: {} (each with its reason in rejected.json)",
        report.rejected.len()
    )?;
    let mut lines = table();
    for ((stage, reason), count) in sorted.iter().take(REASONS) {
        lines.add_row([format!("{count}"), (*stage).to_owned(), reason.clone()]);
    }
    align_right(&mut lines, 0);
    writeln!(out, "{}", trimmed(&lines))?;
    if let Some(more) = sorted.len().checked_sub(REASONS).filter(|more| *more > 0) {
        writeln!(out, "and {more} more kinds")?;
    }
    Ok(())
}

/// A reason without what is true of one file only: numbers, and names that follow "as", so that
/// equal kinds are counted together. Numbers in words, as in `CC-BY-4.0`, tell kinds apart.
fn kind(reason: &str) -> String {
    if reason.starts_with("the same bytes as ") {
        return "the same bytes as another image".to_owned();
    }
    let words = reason.split(' ').map(|word| {
        let is_number = !word.contains(|character: char| character.is_alphabetic());
        if is_number {
            numberless(word)
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `word` with one `#` for each run of digits.
fn numberless(word: &str) -> String {
    let mut kind = String::new();
    for character in word.chars() {
        match character {
            digit if digit.is_ascii_digit() => {
                if !kind.ends_with('#') {
                    kind.push('#');
                }
            }
            other => kind.push(other),
        }
    }
    kind
}

fn checks(out: &mut impl Write, report: &RunReport) -> Result<()> {
    if report.checks.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    for check in &report.checks {
        let (color, word) = if check.passed {
            (GREEN, "pass")
        } else {
            (RED, "FAIL")
        };
        writeln!(
            out,
            "{color}{word}{PLAIN}  {} ({})",
            check.name,
            printable(&check.detail)
        )?;
    }
    Ok(())
}

/// Only the checks that failed.
pub fn failures(out: &mut impl Write, report: &RunReport) -> Result<()> {
    for check in report.checks.iter().filter(|check| !check.passed) {
        writeln!(out, "FAIL  {} ({})", check.name, printable(&check.detail))?;
    }
    Ok(())
}

fn next(out: &mut impl Write, report: &RunReport, common: &Common) -> Result<()> {
    let data = common.folder_flags();
    let next = match report.stages.last().map(|told| told.stage) {
        Some(Stage::Acquire) => format!("pixrec label{data}"),
        Some(Stage::Label) => format!("pixrec profile{data}"),
        Some(Stage::Profile) => format!("pixrec recommend{data}"),
        _ if report.checks.iter().any(|check| !check.passed) => {
            format!("mend what FAIL says, then pixrec check{data}")
        }
        _ => match &report.first_user {
            Some(user) => format!("pixrec recommend {} -n 10{data}", quoted(user)),
            None => format!("pixrec check{data}"),
        },
    };
    writeln!(out, "\ntry next: {BOLD}{next}{PLAIN}")?;
    Ok(())
}

/// One user's list: rank, image, score, reason.
pub fn recommendations(out: &mut impl Write, list: &UserRecommendations) -> Result<()> {
    let mut rows = table();
    rows.set_header(["rank", "image", "score", "reason"]);
    for (rank, row) in (1..).zip(&list.recommendations) {
        rows.add_row([
            format!("{rank}"),
            printable(&row.filename),
            format!("{:.3}", row.score),
            printable(&row.reason),
        ]);
    }
    align_right(&mut rows, 0);
    align_right(&mut rows, 2);
    let longest = list
        .recommendations
        .iter()
        .map(|row| row.filename.len())
        .max();
    if let Some(column) = rows
        .column_mut(1)
        .filter(|_| longest.is_some_and(|bytes| bytes <= WHOLE_NAME))
    {
        // A name is there to be copied: not broken, unless it leaves the reason no room.
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    if !list.recommendations.is_empty() {
        writeln!(out, "{}", trimmed(&rows))?;
    }
    Ok(())
}

/// How many parts of a score are told.
const PARTS: usize = 12;

/// What one score is made of.
pub fn why(out: &mut impl Write, why: &Why) -> Result<()> {
    writeln!(
        out,
        "{}  score {:.3}\n{}\n",
        printable(&why.filename),
        why.score,
        printable(&why.reason)
    )?;
    let mut rows = table();
    rows.set_header(["share", "because"]);
    for part in why.parts.iter().take(PARTS) {
        let share = format!("{:+.1} %", part.share * 100.0);
        rows.add_row([share, printable(&part.cause)]);
    }
    let rest = why.parts.get(PARTS..).unwrap_or_default();
    if !rest.is_empty() {
        let share: f64 = rest.iter().map(|part| part.share).sum();
        let share = format!("{:+.1} %", share * 100.0);
        rows.add_row([share, format!("{} smaller parts together", rest.len())]);
    }
    align_right(&mut rows, 0);
    writeln!(out, "{}", trimmed(&rows))?;
    Ok(())
}

//! What every question of `pipelines/queries` promises, asked of each in `sql::QUESTIONS`: it tells
//! in its head what it answers, and it answers that. The expected answers over the small collection
//! in `tests/fixtures/questions/data` were worked out by hand; each list in them has a tie.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};
use pixrec::pipeline::Workspace;
use pixrec::sql::{BuiltIn, Param, Params, QUESTIONS, questions};
use pixrec::tables::shape::TABLES;
use polars::prelude::*;

/// The folder of the collection and of what is expected of it.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/questions")
}

/// The values that the hand-made collection is asked with; a question gets those that it names.
pub fn params(question: &BuiltIn) -> Params {
    let number = serde_json::Number::from(2);
    let all = [
        ("user", Param::Text("ana".to_owned())),
        ("image", Param::Text("a.jpg".to_owned())),
        ("color", Param::Text("blue".to_owned())),
        ("support", Param::Number(number)),
    ];
    let asked = |name: &str| statement(question).contains(&format!("${name}"));
    all.into_iter()
        .filter(|(name, _)| asked(name))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The lines of the head, without their dashes.
fn head(question: &BuiltIn) -> Vec<&'static str> {
    let lines = question.sql.lines();
    lines
        .map_while(|line| line.strip_prefix("--"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect()
}

/// What stands behind the head.
fn statement(question: &BuiltIn) -> String {
    let lines = question.sql.lines();
    let body: Vec<&str> = lines.skip_while(|line| line.starts_with("--")).collect();
    body.join("\n")
}

/// The names that a part of the head explains, as `  name, other (unit): meaning`.
fn explained(question: &BuiltIn, part: &str) -> Result<Vec<String>> {
    let lines = head(question);
    let start = lines.iter().position(|line| *line == part);
    let Some(start) = start else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for line in lines[start + 1..]
        .iter()
        .take_while(|line| line.starts_with(' '))
    {
        if line.starts_with("    ") {
            continue;
        }
        let (named, meaning) = line
            .split_once("): ")
            .with_context(|| format!("'{line}' has no meaning"))?;
        let (named, unit) = named
            .split_once(" (")
            .with_context(|| format!("'{line}' has no unit"))?;
        ensure!(!unit.is_empty() && !meaning.is_empty(), "'{line}'");
        names.extend(named.split(',').map(|name| name.trim().to_owned()));
    }
    Ok(names)
}

fn collected(answer: LazyFrame, question: &BuiltIn) -> Result<DataFrame> {
    let answer = answer.collect();
    answer.map_err(|error| anyhow!("{}: {error}", question.file))
}

fn columns(answer: &DataFrame) -> Vec<String> {
    let names = answer.schema().iter_names();
    names.map(ToString::to_string).collect()
}

/// An answer as it stands in `answers`: numbers to six decimals, nothing for null.
fn written(answer: &DataFrame) -> Result<String> {
    let mut lines = vec![columns(answer).join(",")];
    for row in 0..answer.height() {
        let cells = answer.columns().iter().map(|column| {
            Ok(match column.get(row)? {
                AnyValue::Null => String::new(),
                AnyValue::String(text) => text.to_owned(),
                AnyValue::StringOwned(text) => text.to_string(),
                AnyValue::Float64(number) => {
                    let told = format!("{number:.6}");
                    told.trim_end_matches('0').trim_end_matches('.').to_owned()
                }
                AnyValue::List(_) => bail!("{} holds lists", column.name()),
                number => number.to_string(),
            })
        });
        lines.push(cells.collect::<Result<Vec<_>>>()?.join(","));
    }
    Ok(lines.join("\n") + "\n")
}

#[test]
fn every_file_of_the_folder_is_built_in_once() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/queries");
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        files.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    let built_in: Vec<String> = QUESTIONS
        .iter()
        .map(|question| question.file.to_owned())
        .collect();
    assert_eq!(
        built_in,
        files.into_iter().collect::<Vec<_>>(),
        "in the order of the alphabet"
    );
    Ok(())
}

#[test]
fn every_head_tells_question_columns_cost_and_how_to_ask() -> Result<()> {
    for question in QUESTIONS {
        let lines = head(question);
        let file = question.file;
        assert!(
            lines[0].ends_with('?'),
            "{file} does not start with its question"
        );
        assert_eq!(question.asks(), lines[0], "{file}");
        assert!(
            lines.iter().any(|line| line.starts_with("Cost: reads ")),
            "{file} tells no cost"
        );
        let asked: BTreeSet<String> = explained(question, "Parameters:")
            .context(file)?
            .into_iter()
            .collect();
        let given = params(question).into_keys().map(|name| format!("${name}"));
        assert_eq!(
            asked,
            given.collect(),
            "{file} tells other parameters than it asks for"
        );
        let example = lines
            .iter()
            .find_map(|line| line.strip_prefix(&*format!("Example: pixrec query {file}")));
        let example = example.with_context(|| format!("{file} has no example"))?;
        for name in &asked {
            let name = &name[1..];
            assert!(
                example.contains(&format!("--param {name}")),
                "{file}: no {name} in its example"
            );
        }
    }
    Ok(())
}

#[test]
fn every_question_is_answered_as_worked_out_by_hand() -> Result<()> {
    let collection = Workspace::open(fixtures().join("data"))?;
    let mut wrong = Vec::new();
    for question in QUESTIONS {
        let asked = collection.questions(question.sql, &params(question))?;
        ensure!(
            asked.len() == 1,
            "{} holds several statements",
            question.file
        );
        let answer = collected(collection.ask(&asked[0])?, question)?;
        let told = explained(question, "Columns:").context(question.file)?;
        assert_eq!(columns(&answer), told, "{}: its columns", question.file);
        let expected = fixtures()
            .join("answers")
            .join(question.file)
            .with_extension("csv");
        let expected = fs::read_to_string(&expected)
            .with_context(|| format!("{} is missing", expected.display()))?;
        let answer = written(&answer).context(question.file)?;
        if answer != expected {
            wrong.push(format!("{}:\n{answer}\nnot\n{expected}", question.file));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn an_empty_collection_gives_no_rows_and_the_same_columns() -> Result<()> {
    let known: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    for question in QUESTIONS {
        for asked in questions(question.sql, &params(question), &known)? {
            let none = TABLES
                .iter()
                .filter(|table| asked.tables.iter().any(|name| name == table.name));
            let none = none.map(|table| {
                let frame = DataFrame::empty_with_schema(&table.schema()).lazy();
                (table.name.to_owned(), frame)
            });
            let answer = collected(asked.plan(none.collect())?, question)?;
            assert_eq!(
                answer.height(),
                0,
                "{} over nothing: {answer}",
                question.file
            );
            assert_eq!(columns(&answer), explained(question, "Columns:")?);
        }
    }
    Ok(())
}

#[test]
fn the_order_of_the_rows_in_the_tables_does_not_matter() -> Result<()> {
    let collection = Workspace::open(fixtures().join("data"))?;
    for question in QUESTIONS {
        for asked in collection.questions(question.sql, &params(question))? {
            let straight = collection.ask(&asked)?.collect()?;
            let reversed = asked
                .tables
                .iter()
                .map(|name| Ok((name.clone(), collection.table(name)?.reverse())));
            let reversed = asked.plan(reversed.collect::<Result<_>>()?)?.collect()?;
            assert_eq!(
                written(&reversed)?,
                written(&straight)?,
                "{}",
                question.file
            );
        }
    }
    Ok(())
}

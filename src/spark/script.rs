//! What Spark is told: the scripts that are built in, those of the folder `pipelines/spark`, and the
//! tables that they name.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// What a script leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Lines of JSON, in text files.
    Lines,
    /// A table, in Parquet files.
    Table,
    /// What it prints.
    Printed,
}

/// A script that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Script {
    /// Its name on the command line.
    pub name: &'static str,
    /// What is in its file.
    pub sql: &'static str,
    /// The tables that it names.
    pub tables: &'static [&'static str],
    /// What it leaves.
    pub answer: Answer,
}

/// All built-in scripts.
pub const SCRIPTS: [Script; 3] = [
    Script {
        name: "label",
        sql: include_str!("../../pipelines/spark/label.sql"),
        tables: &["images"],
        answer: Answer::Lines,
    },
    Script {
        name: "recommend",
        sql: include_str!("../../pipelines/spark/recommend.sql"),
        tables: &["favorites"],
        answer: Answer::Lines,
    },
    Script {
        name: "profiles",
        sql: include_str!("../../pipelines/spark/profiles.sql"),
        tables: &["favorites", "labels", "colors", "tags"],
        answer: Answer::Table,
    },
];

impl Script {
    /// The script `name`, with or without the extension of its file.
    pub fn of(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".sql").unwrap_or(name);
        SCRIPTS.into_iter().find(|script| script.name == name)
    }
}

/// The table `favorites` as it is stored; what questions call `favorites` is its rows with images.
const FAVORITES: &str = "favorites";

/// The statements that name tables for Spark, as `pipelines/spark/tables.sql` does.
///
/// # Errors
/// As [`check_path`].
pub fn views<'a>(tables: impl Iterator<Item = (&'a str, &'a Path)>) -> Result<String> {
    let mut views = String::new();
    for (name, file) in tables {
        let path = check_path(file)?;
        if name == FAVORITES {
            // Through a view of the other kind nothing would tell where a row stands in its file.
            writeln!(
                views,
                "CREATE OR REPLACE TEMPORARY VIEW people AS SELECT user_id, filename, _metadata.row_index AS place FROM parquet.`{path}`;\n\
                 CREATE OR REPLACE TEMPORARY VIEW {FAVORITES} AS SELECT user_id, filename FROM people WHERE filename IS NOT NULL;"
            )?;
        } else {
            writeln!(
                views,
                "CREATE OR REPLACE TEMPORARY VIEW {name} USING parquet OPTIONS (path '{path}');"
            )?;
        }
    }
    Ok(views)
}

/// The path as a text that is the same in a script, in a shell of a worker, and to Spark, which
/// takes brackets and stars for patterns.
///
/// # Errors
/// It has other characters: names the path and what to do.
pub fn check_path(path: &Path) -> Result<&str> {
    let plain = |character: char| character.is_alphanumeric() || " /._-+=,@".contains(character);
    let text = path
        .to_str()
        .with_context(|| format!("the path {} is not UTF-8", path.display()))?;
    ensure!(
        text.chars().all(plain),
        "Spark cannot be given the path {}: it may have letters, digits, spaces and /._-+=,@ only; rename the folder, or link to it under a plain name",
        path.display()
    );
    Ok(text)
}

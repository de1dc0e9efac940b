//! The flags of `pixrec query`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pixrec::sql::Param;
use serde_json::Value;

pub const EXAMPLES: &str = "\
Examples:
  pixrec query --tables                                  what can be asked about
  pixrec query 'SELECT format, COUNT(*) AS images FROM images GROUP BY format ORDER BY images DESC'
  pixrec query popular_colors.sql                        a built-in question; --questions lists them
  pixrec query mine.sql --param user=user_001 --param n:=5
                                                         values for $user and $n in it
  pixrec query 'SELECT * FROM tags' --format csv -o tags.csv
  pixrec query 'SELECT user_id, UNNEST(favorite_colors) AS color FROM users' --format ndjson
  pixrec query 'SELECT * FROM colors WHERE share > 0.5' --explain
  echo 'SELECT COUNT(*) FROM favorites' | pixrec query

Several statements, divided by `;`, print one table after the other; csv, json, ndjson and parquet
hold the answer of one. Only questions are allowed: nothing is changed, no other file is read.";

/// What is asked, and how the answer is given.
#[derive(Debug, Args)]
pub struct QueryFlags {
    /// The question: SQL, or a file whose name ends in .sql (one of yours, or a built-in one), or -
    /// for stdin [default: stdin]
    #[arg(value_name = "SQL_OR_FILE", conflicts_with_all = ["tables", "questions"])]
    pub question: Option<String>,
    /// A value for $NAME (or :NAME) in the question: a text as NAME=TEXT; a number, true, false or
    /// null as NAME:=VALUE
    #[arg(long, value_name = "NAME=VALUE", value_parser = param)]
    pub param: Vec<(String, Param)>,
    #[command(flatten)]
    pub answer: AnswerFlags,
    /// Show how the question is answered, without answering it
    #[arg(long, conflicts_with_all = ["format", "output", "limit", "tables", "questions"])]
    pub explain: bool,
    /// List the tables, their columns, types and numbers of rows
    #[arg(long, conflicts_with_all = ["param", "questions"])]
    pub tables: bool,
    /// List the built-in questions
    #[arg(long, conflicts_with = "param")]
    pub questions: bool,
}

/// Where an answer goes, and how.
#[derive(Debug, Args)]
pub struct AnswerFlags {
    /// How the answer is written [default: by the extension of the output file, else table]
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// The file to write the answer to, in place of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How many rows of the answer are given; 0 for all [default: 40 for a table on stdout, else all]
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, for people
    Table,
    /// Comma-separated values, with a header
    Csv,
    /// One array of objects
    Json,
    /// One object a line
    Ndjson,
    /// A Parquet file
    Parquet,
}

impl Format {
    /// The format of files with this extension.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "parquet" => Some(Self::Parquet),
            "txt" => Some(Self::Table),
            _ => None,
        }
    }
}

/// A parameter as it is typed: what stands behind `:=` is JSON, behind `=` text.
pub fn param(typed: &str) -> Result<(String, Param), String> {
    let (name, value) = typed
        .split_once('=')
        .ok_or("write NAME=TEXT, or NAME:=VALUE for a number, true, false or null")?;
    let (name, value) = match name.strip_suffix(':') {
        Some(name) => (name, scalar(value)?),
        None => (name, Param::Text(value.to_owned())),
    };
    let plain = |character: char| character.is_alphanumeric() || character == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return Err("a parameter's name has letters, digits and _ only".to_owned());
    }
    Ok((name.to_owned(), value))
}

fn scalar(json: &str) -> Result<Param, String> {
    match serde_json::from_str(json) {
        Ok(Value::Number(number)) => Ok(Param::Number(number)),
        Ok(Value::Bool(yes)) => Ok(Param::Bool(yes)),
        Ok(Value::Null) => Ok(Param::Null),
        Ok(Value::String(text)) => Ok(Param::Text(text)),
        _ => Err("behind := stands a number, true, false, null or \"text\"".to_owned()),
    }
}

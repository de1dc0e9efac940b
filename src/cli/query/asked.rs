//! Where a question comes from: the command line, a file, the built-in ones, stdin.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use pixrec::domain::nearest;
use pixrec::fsio;
use pixrec::sql::{BuiltIn, MAX_BYTES, QUESTIONS};

use crate::cli::Misused;

/// A question, and where it stands.
pub struct Asked {
    pub sql: String,
    /// The file that it is in, for errors.
    pub file: Option<String>,
}

/// Reads the question.
///
/// # Errors
/// There is none, or its file cannot be read.
pub fn read(question: Option<&str>) -> Result<Asked> {
    match question {
        None if std::io::stdin().is_terminal() => Err(Misused(anyhow!(
            "no question is asked; write SQL behind `query`, or see --tables, --questions and --help"
        ))
        .into()),
        None | Some("-") => stdin(),
        Some(name) if is_file_name(name) => file(name),
        Some(name) => Ok(match BuiltIn::of(name) {
            Some(question) => built_in(question),
            None => Asked {
                sql: name.to_owned(),
                file: None,
            },
        }),
    }
}

/// SQL may end so too, but not without a space.
fn is_file_name(name: &str) -> bool {
    let path = Path::new(name);
    let is_sql = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("sql"));
    is_sql && (path.is_file() || !name.contains(['\n', ';', '(']))
}

fn built_in(question: BuiltIn) -> Asked {
    Asked {
        sql: question.sql.to_owned(),
        file: Some(question.file.to_owned()),
    }
}

fn file(name: &str) -> Result<Asked> {
    let path = Path::new(name);
    if !path.exists() {
        let known = path.file_name().and_then(|name| name.to_str());
        if let Some(question) = known.and_then(BuiltIn::of) {
            return Ok(built_in(question));
        }
        let near = nearest(
            known.unwrap_or_default(),
            QUESTIONS.iter().map(|question| question.file),
        );
        let hint = near.map_or_else(
            || "`pixrec query --questions` lists those".to_owned(),
            |near| format!("did you mean '{near}'?"),
        );
        return Err(anyhow!(
            "there is no file {name}, and no built-in question of this name; {hint}"
        ));
    }
    let bytes = fsio::read_regular(path, MAX_BYTES as u64)?;
    let sql = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8 text"))?;
    Ok(Asked {
        sql,
        file: Some(name.to_owned()),
    })
}

fn stdin() -> Result<Asked> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        // One byte more than is read: so a text that is too long is seen as such.
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .context("stdin cannot be read")?;
    let sql = String::from_utf8(bytes).context("stdin is not UTF-8 text")?;
    Ok(Asked { sql, file: None })
}

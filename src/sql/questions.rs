//! The questions that are built in: those of the folder `pipelines/queries`.

/// A question that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The name of its file.
    pub file: &'static str,
    /// What is in it.
    pub sql: &'static str,
}

macro_rules! built_in {
    ($file:literal) => {
        BuiltIn {
            file: $file,
            sql: include_str!(concat!("../../pipelines/queries/", $file)),
        }
    };
}

/// All built-in questions.
pub const QUESTIONS: &[BuiltIn] = &[built_in!("popular_colors.sql")];

impl BuiltIn {
    /// The question whose file is named `name`, with or without its extension.
    pub fn of(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".sql").unwrap_or(name);
        QUESTIONS
            .iter()
            .find(|question| question.file.strip_suffix(".sql") == Some(stem))
            .copied()
    }

    /// What it asks: the first line of its head.
    pub fn asks(&self) -> &'static str {
        let first = self.sql.lines().next().unwrap_or_default();
        first.trim_start_matches('-').trim()
    }
}

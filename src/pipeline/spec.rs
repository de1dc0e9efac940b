//! A pipeline file as it is written: TOML, with values that the command line sets over it. Nothing
//! is checked here but the keys and the types.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_aux::serde_introspection::serde_introspect;
use toml::{Table, Value};

use crate::domain::nearest;
use crate::{acquire, chart, check, evaluate, fsio, label, profile, recommend, report};

/// The pipeline of `pixrec run` without a file.
pub const DEFAULT_PIPELINE: &str = include_str!("../../pipelines/default.toml");

/// One value that the command line sets over the file's.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// `stage.option`.
    pub key: String,
    /// What it is set to.
    pub value: Value,
    /// The value as it was typed, where `value` is only one way to read it: a folder may be
    /// called `2024`.
    pub text: Option<String>,
}

impl Setting {
    /// A value that can be read in one way only.
    pub fn new(key: impl Into<String>, value: Value) -> Self {
        Self {
            key: key.into(),
            value,
            text: None,
        }
    }
}

/// A pipeline file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// The stages to run, in their order.
    pub stages: Vec<String>,
    /// Options of the stage `acquire`.
    pub acquire: acquire::Settings,
    /// Options of the stage `label`.
    pub label: label::Settings,
    /// Options of the stage `profile`.
    pub profile: profile::Settings,
    /// Options of the stage `recommend`.
    pub recommend: recommend::Settings,
    /// Options of the stage `evaluate`.
    pub evaluate: evaluate::Settings,
    /// Options of the stage `chart`.
    pub chart: chart::Settings,
    /// Options of the stage `report`.
    pub report: report::Settings,
    /// Options of the stage `check`.
    pub check: check::Settings,
}

/// The keys of each table of a pipeline file.
fn known_keys(table: &str) -> Option<&'static [&'static str]> {
    Some(match table {
        acquire::STAGE => serde_introspect::<acquire::Settings>(),
        label::STAGE => serde_introspect::<label::Settings>(),
        profile::STAGE => serde_introspect::<profile::Settings>(),
        recommend::STAGE => serde_introspect::<recommend::Settings>(),
        evaluate::STAGE => serde_introspect::<evaluate::Settings>(),
        chart::STAGE => serde_introspect::<chart::Settings>(),
        report::STAGE => serde_introspect::<report::Settings>(),
        check::STAGE => serde_introspect::<check::Settings>(),
        _ => return None,
    })
}

impl Spec {
    /// The pipeline file at `path`, or the default one, with `settings` over it.
    ///
    /// # Errors
    /// Names the file, and the line or the key that is wrong; for an unknown key the nearest.
    pub fn read(path: Option<&Path>, settings: Vec<Setting>) -> Result<Self> {
        let (name, text) = match path {
            None => (
                "the default pipeline".to_owned(),
                DEFAULT_PIPELINE.to_owned(),
            ),
            Some(path) => {
                let text = String::from_utf8(fsio::read(path)?)
                    .with_context(|| format!("{} is not UTF-8 text", path.display()))?;
                (path.display().to_string(), text)
            }
        };
        let table: Table = text
            .parse()
            .with_context(|| format!("{name} is not TOML"))?;
        Self::with(table, settings).with_context(|| format!("in {name}"))
    }

    /// Only `settings`, over the defaults: what a single stage's command means.
    ///
    /// # Errors
    /// As for [`Spec::read`].
    pub fn of(settings: Vec<Setting>) -> Result<Self> {
        Self::with(Table::new(), settings)
    }

    fn with(mut table: Table, settings: Vec<Setting>) -> Result<Self> {
        for Setting { key, value, text } in settings {
            let mut typed = table.clone();
            set(&mut typed, &key, value)?;
            table = match text {
                // Not what the option takes: then it is the text that was meant.
                Some(text) if check_keys(&typed).is_ok() && Self::of_table(&typed).is_err() => {
                    set(&mut table, &key, Value::String(text))?;
                    table
                }
                _ => typed,
            };
        }
        check_keys(&table)?;
        Self::of_table(&table)
    }

    fn of_table(table: &Table) -> Result<Self> {
        let mut spec = Self::default();
        for (name, value) in table {
            read_member(&mut spec, name, value.clone())
                .with_context(|| format!("the value of '{name}'"))?;
        }
        Ok(spec)
    }
}

fn read_member(spec: &mut Spec, name: &str, value: Value) -> Result<()> {
    match name {
        "stages" => spec.stages = value.try_into()?,
        acquire::STAGE => spec.acquire = value.try_into()?,
        label::STAGE => spec.label = value.try_into()?,
        profile::STAGE => spec.profile = value.try_into()?,
        recommend::STAGE => spec.recommend = value.try_into()?,
        evaluate::STAGE => spec.evaluate = value.try_into()?,
        chart::STAGE => spec.chart = value.try_into()?,
        report::STAGE => spec.report = value.try_into()?,
        check::STAGE => spec.check = value.try_into()?,
        _ => bail!("is not known"),
    }
    Ok(())
}

/// Sets `table.key` to `value`.
fn set(table: &mut Table, path: &str, value: Value) -> Result<()> {
    let Some((stage, key)) = path.split_once('.') else {
        if path == "stages" {
            table.insert(path.to_owned(), value);
            return Ok(());
        }
        bail!("'{path}' names no option; write it as stage.option, like acquire.count");
    };
    let options = table
        .entry(stage)
        .or_insert_with(|| Value::Table(Table::new()));
    match options {
        Value::Table(options) => {
            options.insert(key.to_owned(), value);
            Ok(())
        }
        _ => bail!("'{stage}' is not a table of options"),
    }
}

fn check_keys(table: &Table) -> Result<()> {
    for (name, value) in table {
        let Some(keys) = known_keys(name) else {
            if name == "stages" {
                continue;
            }
            bail!(unknown(name, "", serde_introspect::<Spec>()));
        };
        let Value::Table(options) = value else {
            bail!("'{name}' must be a table of options, [{name}]");
        };
        if let Some(key) = options.keys().find(|key| !keys.contains(&key.as_str())) {
            bail!(unknown(key, &format!("{name}."), keys));
        }
    }
    Ok(())
}

/// The message for a key that is not known: the nearest, or all that there are.
fn unknown(key: &str, prefix: &str, known: &[&str]) -> String {
    let key = crate::domain::printable(key);
    match nearest(&key, known.iter().copied()) {
        _ if known.is_empty() => {
            let stage = prefix.trim_end_matches('.');
            format!("unknown key '{prefix}{key}'; the stage '{stage}' has no options")
        }
        Some(name) => format!("unknown key '{prefix}{key}'; did you mean '{prefix}{name}'?"),
        None => format!(
            "unknown key '{prefix}{key}'; known are {}",
            known.join(", ")
        ),
    }
}

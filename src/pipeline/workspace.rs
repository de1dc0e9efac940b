//! A data folder to ask questions of: its tables as lazy frames, and SQL over them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, anyhow, bail, ensure};
use polars::prelude::*;

use super::Layout;
use super::asked;
use super::calm::{Panicked, calmly};
use crate::domain::nearest;
use crate::sql::{self, Params, Question};
use crate::tables::shape::{self, Shape, TABLES};

/// A data folder, to ask questions of.
///
/// A table is read from `<table>.parquet` where that file exists, else from JSON. Of a Parquet
/// file nothing is read until a frame is collected, and then only what the question needs; a table
/// in JSON is read when it is first asked for, and kept.
///
/// ```
/// use pixrec::pipeline::Workspace;
/// use polars::prelude::*;
/// # fn main() -> anyhow::Result<()> {
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path();
/// std::fs::write(
///     folder.join("favorites.json"),
///     r#"{"ana": ["reef.jpg", "dune.jpg"], "ben": ["reef.jpg"], "eve": []}"#,
/// )?;
///
/// let gallery = Workspace::open(folder)?;
/// let liked = gallery.favorites()?.group_by(["filename"]).agg([len().alias("fans")]);
/// let best = liked.sort(["fans"], SortMultipleOptions::default().with_order_descending(true));
/// assert_eq!(best.collect()?.column("filename")?.str()?.get(0), Some("reef.jpg"));
///
/// let fans = gallery.sql("SELECT COUNT(*) AS fans FROM favorites WHERE filename = 'reef.jpg'")?;
/// assert_eq!(fans.collect()?.column("fans")?.get(0)?.try_extract::<u32>()?, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Workspace {
    layout: Layout,
    opened: Mutex<BTreeMap<&'static str, Opened>>,
}

/// A table that was opened.
struct Opened(LazyFrame);

impl std::fmt::Debug for Opened {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a table")
    }
}

impl Workspace {
    /// The tables in the folder `data`. No table is opened yet.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn open(data: impl AsRef<Path>) -> Result<Self> {
        let folder = data.as_ref();
        ensure!(
            folder.is_dir(),
            "there is no folder {}; run `pixrec run` first",
            folder.display()
        );
        Ok(Self::of(Layout {
            input: folder.to_owned(),
            output: folder.to_owned(),
            charts: folder.join("charts"),
        }))
    }

    /// The tables that a run with this layout reads: first those of the output folder, then those
    /// of the input folder.
    pub fn of(layout: Layout) -> Self {
        Self {
            layout,
            opened: Mutex::default(),
        }
    }

    /// `images`: one row an image, with what is known of it.
    ///
    /// # Errors
    /// As [`Workspace::table`], which goes for all of these.
    pub fn images(&self) -> Result<LazyFrame> {
        self.opened(shape::IMAGES)
    }

    /// `labels`: the orientation and the size of each image.
    ///
    /// # Errors
    /// As [`Workspace::table`].
    pub fn labels(&self) -> Result<LazyFrame> {
        self.opened(shape::LABELS)
    }

    /// `colors`: the palette of each image, largest share first.
    ///
    /// # Errors
    /// As [`Workspace::table`].
    pub fn colors(&self) -> Result<LazyFrame> {
        self.opened(shape::COLORS)
    }

    /// `tags`: one row for each tag of an image.
    ///
    /// # Errors
    /// As [`Workspace::table`].
    pub fn tags(&self) -> Result<LazyFrame> {
        self.opened(shape::TAGS)
    }

    /// `duplicates`: pairs of images that look alike.
    ///
    /// # Errors
    /// As [`Workspace::table`].
    pub fn duplicates(&self) -> Result<LazyFrame> {
        self.opened(shape::DUPLICATES)
    }

    /// `favorites`: one row for each favourite. Users without favourites have none.
    ///
    /// # Errors
    /// As [`Workspace::table`].
    pub fn favorites(&self) -> Result<LazyFrame> {
        self.opened(shape::FAVORITES)
    }

    /// `users`: the profile of each user.
    ///
    /// # Errors
    /// As [`Workspace::table`].
    pub fn users(&self) -> Result<LazyFrame> {
        self.opened(shape::USERS)
    }

    /// `recommendations`: what is recommended to each user, best first.
    ///
    /// # Errors
    /// As [`Workspace::table`].
    pub fn recommendations(&self) -> Result<LazyFrame> {
        self.opened(shape::RECOMMENDATIONS)
    }

    /// `rejected`: what was met and not used, and why.
    ///
    /// # Errors
    /// As [`Workspace::table`].
    pub fn rejected(&self) -> Result<LazyFrame> {
        self.opened(shape::REJECTED)
    }

    /// The table `name`, with the columns and types of [`crate::tables::shape`].
    ///
    /// # Errors
    /// There is no such table, or it was not made yet, or its file cannot be used: names the file,
    /// what is wrong with it, and the stage that makes it.
    pub fn table(&self, name: &str) -> Result<LazyFrame> {
        match Shape::of(name) {
            Some(shape) => self.opened(shape),
            None => bail!(match nearest(name, names()) {
                Some(near) => format!("there is no table '{name}'; did you mean '{near}'?"),
                None => format!("there is no table '{name}'"),
            }),
        }
    }

    /// Whether the table was made yet.
    pub fn has(&self, shape: &Shape) -> bool {
        asked::is_there(&self.layout, shape)
    }

    fn opened(&self, shape: Shape) -> Result<LazyFrame> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Opened(frame)) = opened.get(shape.name) {
            return Ok(frame.clone());
        }
        let found = calmly(|| asked::tables(&self.layout, &shape))?;
        for (name, frame) in found {
            opened.entry(name).or_insert(Opened(frame));
        }
        let frame = opened.get(shape.name).map(|Opened(frame)| frame.clone());
        frame.with_context(|| format!("the table {} cannot be opened", shape.name))
    }

    /// The answer to one question in SQL, lazily.
    ///
    /// # Errors
    /// The text is not one statement, or does more than ask; names the line, the column, and the
    /// table or column that may be meant. A table cannot be used.
    pub fn sql(&self, text: &str) -> Result<LazyFrame> {
        let questions = self.questions(text, &Params::new())?;
        match questions.as_slice() {
            [question] => self.ask(question),
            several => bail!("{} statements are asked at once; ask one", several.len()),
        }
    }

    /// The questions in a text of SQL, with the values of its parameters. They only ask, and only
    /// of the tables of a workspace.
    ///
    /// # Errors
    /// As [`sql::questions`].
    pub fn questions(&self, text: &str, params: &Params) -> Result<Vec<Question>> {
        let known: Vec<&str> = names().collect();
        Ok(sql::questions(text, params, &known)?)
    }

    /// The answer to a question, lazily. Only the tables that it names are opened.
    ///
    /// # Errors
    /// A table cannot be used, or the question names a column or function that is not there.
    pub fn ask(&self, question: &Question) -> Result<LazyFrame> {
        let named = question.tables.iter();
        let tables = named.map(|name| Ok((name.clone(), self.table(name)?)));
        let tables = tables.collect::<Result<Vec<_>>>()?;
        calmly(|| Ok(question.plan(tables)?))
    }

    /// What `work` makes of the answer to a question. Polars panics on some files that are not
    /// what they seem; that is an error here.
    ///
    /// # Errors
    /// As `work`; what Polars says is told of the question, with the tables that it reads.
    pub fn answer<T>(
        &self,
        question: &Question,
        work: impl FnOnce(LazyFrame) -> Result<T>,
    ) -> Result<T> {
        let frame = self.ask(question)?;
        let done = calmly(|| work(frame));
        done.map_err(|error| match error.downcast::<PolarsError>() {
            Ok(PolarsError::IO { error, .. }) if is_broken_pipe(&error) => {
                std::io::Error::from(error.kind()).into()
            }
            Ok(error) => question.mistake(&error).into(),
            Err(error) if error.is::<Panicked>() => {
                let tables = question.tables.join(", ");
                anyhow!("{error}; is the file of one of its tables damaged ({tables})?")
            }
            Err(error) => error,
        })
    }
}

fn is_broken_pipe(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::BrokenPipe
}

/// The names of all tables.
fn names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.name)
}

//! Setting: the report's text on four A4 pages, as a tagged PDF with its fonts in it.
//!
//! The world that Typst sees is what stands here: the template, the text as JSON, charts as SVG and
//! the bibliography. There is no file system, no network, no clock and no font of the machine, so
//! the same text gives the same bytes.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::prose::Text;
use super::{Chart, Picture};
use crate::chart::theme;

/// How many pages there are.
pub const PAGES: usize = 4;
/// The template.
const TEMPLATE: &str = include_str!("template.typ");
/// What is cited.
const REFERENCES: &str = include_str!("references.bib");
/// Letters of this part of the usual size are tried, one after the other, until all has room.
const SCALES: [f64; 5] = [1.0, 0.96, 0.92, 0.88, 0.84];
/// The family that the text is set in: Libertinus Serif (OFL-1.1, see `fonts/NOTICE.txt`). Typst
/// brings many more fonts, which would be nine megabytes of the program.
static TEXT_FONTS: [&[u8]; 4] = [
    include_bytes!("fonts/LibertinusSerif-Regular.otf"),
    include_bytes!("fonts/LibertinusSerif-Bold.otf"),
    include_bytes!("fonts/LibertinusSerif-Italic.otf"),
    include_bytes!("fonts/LibertinusSerif-BoldItalic.otf"),
];

/// A report that is set.
pub struct Sheets {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Its pages: [`PAGES`].
    pub pages: usize,
}

/// Sets a report; `charts` and `pictures` stand where there is room.
///
/// # Errors
/// The text has no room, or a chart is no SVG.
pub fn sheets(text: &Text, charts: &[Chart], pictures: &[Picture]) -> Result<Sheets> {
    for scale in SCALES {
        let world = Desk::new(text, charts, pictures, scale)?;
        let document = typst::compile::<PagedDocument>(&world)
            .output
            .map_err(|errors| anyhow!("the report cannot be set: {}", words(&errors)))?;
        if document.pages().len() > PAGES {
            continue;
        }
        let options = PdfOptions {
            creator: Smart::Custom(Some("pixrec".to_owned())),
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options)
            .map_err(|errors| anyhow!("the report cannot be written: {}", words(&errors)))?;
        return Ok(Sheets {
            pdf,
            pages: document.pages().len(),
        });
    }
    bail!("the report's text has no room on {PAGES} pages; shorten report.title and report.authors")
}

fn words(errors: &[SourceDiagnostic]) -> String {
    let each: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    each.join("; ")
}

/// All that Typst can see.
struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl Desk {
    fn new(text: &Text, charts: &[Chart], pictures: &[Picture], scale: f64) -> Result<Self> {
        let mut data = serde_json::to_value(text)?;
        let names = charts.iter().map(|chart| chart.name);
        if let Value::Object(members) = &mut data {
            members.insert("scale".to_owned(), scale.into());
            members.insert("charts".to_owned(), names.collect());
            let images = pictures.iter().map(|picture| picture.filename.as_str());
            members.insert("pictures".to_owned(), images.collect());
        }
        let mut files = BTreeMap::from([
            (
                "data.json".to_owned(),
                Bytes::new(serde_json::to_vec(&data)?),
            ),
            (
                "references.bib".to_owned(),
                Bytes::new(REFERENCES.as_bytes()),
            ),
        ]);
        for chart in charts {
            files.insert(format!("{}.svg", chart.name), Bytes::new(chart.svg.clone()));
        }
        for (at, picture) in pictures.iter().enumerate() {
            files.insert(format!("{at}.jpg"), Bytes::new(picture.jpeg.clone()));
        }
        let own = [theme::REGULAR, theme::BOLD];
        let fonts: Vec<Font> = TEXT_FONTS
            .into_iter()
            .chain(own)
            .chain(theme::OTHER_SCRIPTS)
            .flat_map(|font| Font::iter(Bytes::new(font)))
            .collect();
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(file_id("main.typ")?, TEMPLATE.to_owned()),
            files,
        })
    }
}

fn file_id(name: &str) -> Result<FileId> {
    let path = VirtualPath::new(name).map_err(|_| anyhow!("{name} is no path"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.main.id() {
            true => Ok(self.main.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_without_slash();
        self.files.get(path).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

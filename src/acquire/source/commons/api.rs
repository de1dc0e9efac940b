//! The Action API of MediaWiki: questions with their continuations, and answers that say no.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::{Context, Result};
use reqwest::Url;

use crate::acquire::http::{Call, Client, Miss, Reply, by_status};
use crate::acquire::source::record::Record;

/// How far the wiki's replicas may lag, in seconds, before it should turn us away: the politeness
/// that the wikis ask of programs that nobody waits for.
const MAX_LAG: &str = "5";
/// How often one batch is continued: far above what 50 pages with all their categories take.
const MAX_PARTS: usize = 500;

/// Members of a query, or of a `continue` block.
pub type Parameters = BTreeMap<String, String>;

/// One page of the wiki, of which the parts of several answers are put together.
#[derive(Debug, Default)]
pub struct Page {
    /// With its namespace: `File:Kite.jpg`.
    pub title: String,
    /// The place in a search's order.
    pub index: Option<u64>,
    /// There is no such page, or the title is none.
    pub missing: bool,
    /// What the wiki knows about the file, if it knows anything.
    pub info: Option<Record>,
    /// The categories that it is in.
    pub categories: Vec<String>,
}

impl Page {
    /// The page that `record` tells of; none without a title.
    pub fn read(mut record: Record) -> Option<Self> {
        Some(Self {
            title: record.text("/title")?,
            index: record.number("/index"),
            missing: record.is_set("/missing") || record.is_set("/invalid"),
            info: record.take_list("/imageinfo").into_iter().next(),
            categories: titles(&record, "/categories"),
        })
    }
}

/// The titles of a list.
fn titles(record: &Record, member: &str) -> Vec<String> {
    let list = record.list(member);
    list.iter().filter_map(|item| item.text("/title")).collect()
}

/// A batch of pages, whole.
#[derive(Debug, Default)]
pub struct Batch {
    /// The pages, in the order of the search, or else of their titles.
    pub pages: Vec<Page>,
    /// For titles that were asked for in another spelling, the wiki's own.
    pub normalized: BTreeMap<String, String>,
    /// What leads to the next batch; none after the last.
    pub next: Option<Parameters>,
}

/// A wiki.
#[derive(Debug, Clone)]
pub struct Wiki {
    /// The address of `api.php`.
    pub api: Url,
}

impl Wiki {
    /// One batch of pages: `parameters` say which and what of them, `from` where the batch before
    /// ended.
    ///
    /// # Errors
    /// What the wiki says.
    pub fn batch(
        &self,
        client: &Client,
        parameters: &[(&str, String)],
        from: Option<&Parameters>,
    ) -> Result<Batch> {
        let mut pages: BTreeMap<String, Page> = BTreeMap::new();
        let mut normalized = BTreeMap::new();
        let next = self.each_part(client, parameters, from, |mut answer| {
            for renamed in answer.list("/query/normalized") {
                normalized.extend(renamed.text("/from").zip(renamed.text("/to")));
            }
            let parts = answer.take_list("/query/pages").into_iter();
            for page in parts.filter_map(Page::read) {
                merge(&mut pages, page);
            }
            answer.is_set("/batchcomplete")
        })?;
        let mut pages: Vec<Page> = pages.into_values().collect();
        pages.sort_by(|a, b| (a.index, &a.title).cmp(&(b.index, &b.title)));
        Ok(Batch {
            pages,
            normalized,
            next,
        })
    }

    /// All sub-categories of `category`, in the wiki's order.
    ///
    /// # Errors
    /// What the wiki says.
    pub fn subcategories(&self, client: &Client, category: &str) -> Result<Vec<String>> {
        let parameters = [
            ("list", "categorymembers".to_owned()),
            ("cmtitle", category.to_owned()),
            ("cmtype", "subcat".to_owned()),
            ("cmlimit", "max".to_owned()),
        ];
        let mut found = Vec::new();
        self.each_part(client, &parameters, None, |answer| {
            found.extend(titles(&answer, "/query/categorymembers"));
            false
        })?;
        Ok(found)
    }

    /// Hands the answer to `take`, and what continues it, until it says that this is a whole; what
    /// leads on from there.
    fn each_part(
        &self,
        client: &Client,
        parameters: &[(&str, String)],
        from: Option<&Parameters>,
        mut take: impl FnMut(Record) -> bool,
    ) -> Result<Option<Parameters>> {
        let mut next = from.cloned();
        for _ in 0..MAX_PARTS {
            let asked = next.take();
            let answer = self.ask(client, parameters, asked.as_ref())?;
            next = more(&answer);
            // A wiki that sends back where it came from has told all that it will.
            if take(answer) || next.is_none() || next == asked {
                break;
            }
        }
        Ok(next)
    }

    fn ask(
        &self,
        client: &Client,
        parameters: &[(&str, String)],
        from: Option<&Parameters>,
    ) -> Result<Record> {
        let always = [
            ("action", "query"),
            ("format", "json"),
            ("formatversion", "2"),
            ("maxlag", MAX_LAG),
        ];
        let continued = from.into_iter().flatten();
        let fields: Vec<(String, String)> = always
            .into_iter()
            .chain(
                parameters
                    .iter()
                    .map(|(name, value)| (*name, value.as_str())),
            )
            .chain(continued.map(|(name, value)| (name.as_str(), value.as_str())))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let call = if parameters.iter().any(|(name, _)| *name == "titles") {
            // Fifty titles are longer than an address may be.
            Call::get(self.api.clone()).form(fields)
        } else {
            fields
                .iter()
                .fold(Call::get(self.api.clone()), |call, (name, value)| {
                    call.query(name, value)
                })
        };
        client
            .json(&call, judge)
            .with_context(|| format!("{} does not answer as a wiki does", self.api))
    }
}

/// Puts a page's part to what is there of it: what is told for the first time is taken over.
fn merge(pages: &mut BTreeMap<String, Page>, part: Page) {
    match pages.entry(part.title.clone()) {
        Entry::Vacant(place) => {
            place.insert(part);
        }
        Entry::Occupied(mut place) => {
            let page = place.get_mut();
            page.info = page.info.take().or(part.info);
            page.categories.extend(part.categories);
            page.index = page.index.or(part.index);
        }
    }
}

/// What leads to more of an answer, as it is sent back; none at the end.
fn more(answer: &Record) -> Option<Parameters> {
    let members = answer.members("/continue");
    let more: Parameters = members
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.text("")?)))
        .collect();
    (!more.is_empty()).then_some(more)
}

/// Wikis say no with status 200.
fn judge(reply: &Reply<'_>) -> Result<(), Miss> {
    let answer: Record = serde_json::from_slice(reply.body).unwrap_or_default();
    let Some(code) = answer.text("/error/code") else {
        if reply.status.as_u16() == 403 {
            return Err(Miss::Final(
                "the wiki answered 403 (Forbidden): it refuses this program, or its contact"
                    .to_owned(),
            ));
        }
        return by_status(reply);
    };
    let info = answer.text("/error/info").unwrap_or_default();
    let reason = format!("the wiki says: {info} ({code})");
    Err(match code.as_str() {
        "maxlag" | "ratelimited" | "readonly" => Miss::Throttled {
            reason,
            after: reply.retry_after(),
        },
        code if code.starts_with("internal_api_error") => Miss::Failed(reason),
        _ => Miss::Final(reason),
    })
}

//! Files that a SPARQL query names, asked for in batches.

use std::collections::{BTreeMap, HashSet, VecDeque};

use anyhow::Result;

use super::question::Question;
use super::sparql::Binding;
use super::{BATCH, Commons};
use crate::acquire::http::Client;
use crate::acquire::source::catalog::CatalogPage;

/// The titles that wait to be asked for.
#[derive(Debug, Default)]
pub struct Titles {
    waiting: VecDeque<(String, Option<String>)>,
    /// Addresses that are no file of Commons.
    strange: Vec<String>,
    seen: HashSet<String>,
    last: Option<Binding>,
    is_over: bool,
    pages: usize,
}

impl Titles {
    /// The next files.
    pub fn page(&mut self, commons: &Commons, client: &Client) -> Result<CatalogPage> {
        while self.waiting.len() < BATCH && !self.is_over {
            self.ask(commons, client)?;
        }
        let count = self.waiting.len().min(BATCH);
        let asked: BTreeMap<String, Option<String>> = self.waiting.drain(..count).collect();
        let mut page = if asked.is_empty() {
            CatalogPage::default()
        } else {
            files(commons, client, asked)?
        };
        for address in self.strange.drain(..) {
            page.skips.push((
                address,
                "its address is none of a file of Commons".to_owned(),
            ));
        }
        self.pages += 1;
        page.next = (!self.waiting.is_empty() || !self.is_over).then(|| self.pages.to_string());
        Ok(page)
    }

    fn ask(&mut self, commons: &Commons, client: &Client) -> Result<()> {
        let bindings = match &commons.question {
            Question::Class(class) => {
                commons
                    .endpoint
                    .members(client, class, self.last.as_ref())?
            }
            Question::Query(query) => {
                self.is_over = true;
                let answer = commons.endpoint.select(client, query);
                answer.map_err(|miss| commons.endpoint.refusal(miss))?
            }
            Question::Category { .. } | Question::Search(_) => Vec::new(),
        };
        // An endpoint that gives the same once more has given all.
        let last = bindings.last().cloned();
        self.is_over |= last.is_none() || last == self.last;
        self.last = last;
        for binding in bindings {
            match binding.title() {
                Some(title) if self.seen.insert(title.clone()) => {
                    self.waiting.push_back((title, binding.label));
                }
                Some(_) => {}
                None => self.strange.push(binding.image),
            }
        }
        Ok(())
    }
}

/// What the wiki knows of the files that are `asked` for, with what Wikidata says that they show.
fn files(
    commons: &Commons,
    client: &Client,
    asked: BTreeMap<String, Option<String>>,
) -> Result<CatalogPage> {
    let titles: Vec<&str> = asked.keys().map(String::as_str).collect();
    let which = [("titles", titles.join("|"))];
    let batch = commons.details(client, &which, None)?;
    let normalized = batch.normalized;
    let mut page = commons.files(client, batch.pages)?;
    let labels: BTreeMap<&str, &str> = asked
        .iter()
        .filter_map(|(title, label)| {
            let title = normalized.get(title).unwrap_or(title);
            Some((title.as_str(), label.as_deref()?))
        })
        .collect();
    for found in &mut page.found {
        let tags = &mut found.remote.about.tags;
        if let Some(label) = labels.get(found.key.as_str())
            && !tags.iter().any(|tag| tag.eq_ignore_ascii_case(label))
        {
            tags.push((*label).to_owned());
        }
    }
    Ok(page)
}

//! What Flickr's ids of licences mean, as Flickr tells it at the time.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use crate::acquire::license::{AllowList, Claims, License, resolve};
use crate::acquire::source::record::Record;

/// The licences by their ids: what each is, or why it is none that could be used.
pub struct Licenses(BTreeMap<u64, Result<License, String>>);

impl Licenses {
    /// Reads the answer of `flickr.photos.licenses.getInfo`:
    /// `licenses.license[{id, name, url}]`.
    ///
    /// # Errors
    /// There are none in it, so that no photo could be used.
    pub fn read(answer: &Record) -> Result<Self> {
        let listed = answer.list("/licenses/license");
        let read: BTreeMap<_, _> = listed
            .iter()
            .filter_map(|license| Some((license.number("/id")?, meaning(license))))
            .collect();
        ensure!(
            !read.is_empty(),
            "Flickr does not tell its licences, so no photo can be used; run it again later"
        );
        Ok(Self(read))
    }

    /// The licence with this id.
    ///
    /// # Errors
    /// The reason why it is not free, as far as is known.
    pub fn of(&self, id: Option<u64>) -> Result<&License, String> {
        let Some(id) = id else {
            return Err("no licence is told".to_owned());
        };
        match self.0.get(&id) {
            Some(Ok(license)) => Ok(license),
            Some(Err(reason)) => Err(reason.clone()),
            None => Err(format!(
                "its licence is not known: Flickr tells of none with the id {id}"
            )),
        }
    }

    /// The ids of those that are allowed, as a search wants them.
    ///
    /// # Errors
    /// There are none.
    pub fn allowed(&self, allowed: &AllowList) -> Result<String> {
        let permits = |license: &License| allowed.permits(&license.id);
        let ids: Vec<String> = self
            .0
            .iter()
            .filter(|(_, license)| license.as_ref().is_ok_and(permits))
            .map(|(id, _)| id.to_string())
            .collect();
        ensure!(
            !ids.is_empty(),
            "Flickr has no photos under the licences that acquire.allow_licenses names"
        );
        Ok(ids.join(","))
    }
}

/// What a licence is by its link; by its name where the link is none or not known.
fn meaning(license: &Record) -> Result<License, String> {
    let (url, name) = (license.text("/url"), license.text("/name"));
    let by_link = Claims {
        url: url.as_deref(),
        code: None,
        name: None,
    };
    let by_name = Claims {
        url: None,
        code: None,
        name: name.as_deref(),
    };
    resolve(&by_link)
        .or_else(|_| resolve(&by_name))
        .map_err(|reason| reason.to_string())
}

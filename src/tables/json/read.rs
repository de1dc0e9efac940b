//! JSON text as records. What is wrong is told with its line and column, and with the record, which
//! is easier to find than either.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use anyhow::Result;
use serde::de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::domain::printable;

/// The records of a JSON array; `what` is said where it is none.
///
/// # Errors
/// Names the line and column of what is wrong, and the record.
pub fn list<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<Vec<T>> {
    serde_json::from_slice(bytes).map_err(|error| placed::<T>(error, bytes, false).context(what))
}

/// The members of a JSON object in the order of the file; `what` is said where it is none. A map
/// of the usual kind would lose the order, and would drop a member that stands twice.
///
/// # Errors
/// Names the line and column of what is wrong, and the member.
pub fn members<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<Vec<(String, T)>> {
    let mut members = Vec::new();
    each_member(bytes, what, |name, member| members.push((name, member)))?;
    Ok(members)
}

/// Hands over each member of a JSON object as it is read, so that they never are in memory together.
///
/// # Errors
/// As for [`members`].
pub fn each_member<'de, T: Deserialize<'de>>(
    bytes: &'de [u8],
    what: &'static str,
    take: impl FnMut(String, T),
) -> Result<()> {
    let mut text = serde_json::Deserializer::from_slice(bytes);
    let members = InOrder {
        take,
        kind: PhantomData,
    };
    let read = text.deserialize_map(members).and_then(|()| text.end());
    read.map_err(|error| placed::<T>(error, bytes, true).context(what))
}

/// The error with the place at which the text has no such record.
fn placed<'de, T: Deserialize<'de>>(
    error: serde_json::Error,
    bytes: &'de [u8],
    keyed: bool,
) -> anyhow::Error {
    let place = RefCell::new(None);
    if error.is_data() {
        let search = Search::<T> {
            place: &place,
            keyed,
            kind: PhantomData,
        };
        // Fails where it failed before; by then the place is known.
        let _ = search.deserialize(&mut serde_json::Deserializer::from_slice(bytes));
    }
    let error = anyhow::Error::from(error);
    match place.into_inner() {
        Some(place) => error.context(place),
        None => error,
    }
}

/// Reads records and keeps none, only where it is.
struct Search<'a, T> {
    place: &'a RefCell<Option<String>>,
    /// Whether the records are members of an object, not of an array.
    keyed: bool,
    kind: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Search<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.keyed {
            true => deserializer.deserialize_map(self),
            false => deserializer.deserialize_seq(self),
        }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Search<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("records")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut sequence: S) -> Result<(), S::Error> {
        for record in 1.. {
            self.place.replace(Some(format!("record {record}")));
            if sequence.next_element::<T>()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.place.replace(Some(format!("'{}'", printable(&key))));
            map.next_value::<T>()?;
        }
        Ok(())
    }
}

/// Hands over the members of an object, in order.
struct InOrder<F, T> {
    take: F,
    kind: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, F: FnMut(String, T)> Visitor<'de> for InOrder<F, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<(), M::Error> {
        while let Some((name, member)) = map.next_entry()? {
            (self.take)(name, member);
        }
        Ok(())
    }
}

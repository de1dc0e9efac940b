//! One record as a web API sends it. Nothing in it can be relied on: a member may be missing or
//! null, a number may be a string, a text may hold HTML. What is not of the kind that was asked
//! for counts as missing, so that no wrong member loses a record and no wrong record a page.

use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;

use super::short_hash;
use crate::acquire::text::plain_text;

/// The longest id that is believed, in bytes.
const MAX_ID_BYTES: usize = 100;
/// The most tags that are kept of one record: more than any person gives.
const MAX_TAGS: usize = 250;

/// A key, and why its record cannot be used.
pub type Skipped = (String, String);

/// A JSON value of any shape. Members are named by JSON pointers (RFC 6901), as `/user/name`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Record(Value);

impl Record {
    /// The text of a member, trimmed; numbers in digits. None where it is empty.
    pub fn text(&self, member: &str) -> Option<String> {
        let text = match self.0.pointer(member)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The text of a member that is meant for people, without the HTML that may be in it.
    pub fn words(&self, member: &str) -> Option<String> {
        let words = plain_text(&self.text(member)?);
        (!words.is_empty()).then_some(words)
    }

    /// A whole number from 0 on, whether it is sent as one or as a string.
    pub fn number(&self, member: &str) -> Option<u64> {
        self.text(member)?.parse().ok()
    }

    /// Whether a member is true, by any of the ways in which APIs say so.
    pub fn is_set(&self, member: &str) -> bool {
        match self.0.pointer(member) {
            Some(Value::Bool(set)) => *set,
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::String(text)) => matches!(text.trim(), "true" | "True" | "1"),
            _ => false,
        }
    }

    /// The values in a list; none where it is no list.
    pub fn list(&self, member: &str) -> Vec<Self> {
        let list = self.0.pointer(member).and_then(Value::as_array);
        list.into_iter().flatten().cloned().map(Self).collect()
    }

    /// The values in a list, taken out of it: lists may be long.
    pub fn take_list(&mut self, member: &str) -> Vec<Self> {
        match self.0.pointer_mut(member).map(Value::take) {
            Some(Value::Array(list)) => list.into_iter().map(Self).collect(),
            _ => Vec::new(),
        }
    }

    /// The members of an object with their names; none where it is no object. The empty list that
    /// PHP sends in place of an empty object has none, either.
    pub fn members(&self, member: &str) -> Vec<(String, Self)> {
        let object = self.0.pointer(member).and_then(Value::as_object);
        let members = object.into_iter().flatten();
        members
            .map(|(name, value)| (name.clone(), Self(value.clone())))
            .collect()
    }

    /// The address in a member, if it is one of the web.
    pub fn link(&self, member: &str) -> Option<Url> {
        let url = Url::parse(&self.text(member)?).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    }

    /// The id in a member, if it can be part of an address.
    pub fn id(&self, member: &str) -> Option<String> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_@".contains(&byte);
        let id = self.text(member)?;
        (id.len() <= MAX_ID_BYTES && id.bytes().all(plain)).then_some(id)
    }

    /// The key of the record at `site`, by its id.
    ///
    /// # Errors
    /// It has none that can be used: it is skipped.
    pub fn key(&self, site: &str, member: &str) -> Result<String, Skipped> {
        match self.id(member) {
            Some(id) => Ok(format!("{site}:{id}")),
            None => Err((
                format!("{site}:?{}", short_hash(&self.0.to_string())),
                "the record has no id that can be used".to_owned(),
            )),
        }
    }
}

/// Tags for people out of what a site sends: each once, in its order.
pub fn tags(sent: impl IntoIterator<Item = Option<String>>) -> Vec<String> {
    let mut tags = Vec::new();
    for tag in sent.into_iter().flatten() {
        if tags.len() < MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_of_another_kind_count_as_missing() {
        let record = Record(json!({
            "a": "12", "b": 12, "c": "12px", "d": -1, "e": null, "f": [1], "g": " ", "h": 1.5,
        }));
        assert_eq!(record.number("/a"), Some(12));
        assert_eq!(record.number("/b"), Some(12));
        for member in ["/c", "/d", "/e", "/f", "/g", "/h", "/missing", "/f/0/x"] {
            assert_eq!(record.number(member), None, "{member}");
        }
        assert_eq!(record.text("/g"), None);
        assert!(record.list("/a").is_empty());
        assert_eq!(record.list("/f").len(), 1);
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let record = Record(json!({
            "good": "https://example.org/a b.jpg", "script": "javascript:alert(1)",
            "file": "file:///etc/passwd", "data": "data:image/png;base64,AA", "part": "/a.jpg",
        }));
        let good = record.link("/good").map(String::from);
        assert_eq!(good.as_deref(), Some("https://example.org/a%20b.jpg"));
        for member in ["/script", "/file", "/data", "/part"] {
            assert_eq!(record.link(member), None, "{member}");
        }
    }

    #[test]
    fn an_id_that_is_a_path_is_none() {
        for id in [
            json!("../admin"),
            json!("a b"),
            json!(""),
            json!(null),
            json!("x".repeat(101)),
        ] {
            let skipped = Record(json!({"id": id})).key("site", "/id");
            assert!(skipped.is_err(), "{id}");
        }
        let key = Record(json!({"id": 7})).key("site", "/id");
        assert_eq!(key, Ok("site:7".to_owned()));
    }

    #[test]
    fn tags_come_once_and_not_without_end() {
        let many = (0..1000).map(|number| Some(number.to_string()));
        assert_eq!(tags(many).len(), MAX_TAGS);
        let twice = [
            Some("b".to_owned()),
            None,
            Some("a".to_owned()),
            Some("b".to_owned()),
        ];
        assert_eq!(tags(twice), ["b", "a"]);
    }
}

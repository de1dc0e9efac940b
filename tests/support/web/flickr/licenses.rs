//! The list of licences that the site gives at run time.

use serde_json::{Value, json};

const CC: &str = "https://creativecommons.org/";

/// Ids 0 to 10: name and address; below Creative Commons where it doesn't begin with "http".
const FIRST: [(&str, &str); 11] = [
    ("All Rights Reserved", ""),
    ("CC BY-NC-SA 2.0", "licenses/by-nc-sa/2.0/"),
    ("CC BY-NC 2.0", "licenses/by-nc/2.0/"),
    ("CC BY-NC-ND 2.0", "licenses/by-nc-nd/2.0/"),
    ("CC BY 2.0", "licenses/by/2.0/"),
    ("CC BY-SA 2.0", "licenses/by-sa/2.0/"),
    ("CC BY-ND 2.0", "licenses/by-nd/2.0/"),
    (
        "No known copyright restrictions",
        "https://www.flickr.com/commons/usage/",
    ),
    (
        "United States Government Work",
        "http://www.usa.gov/copyright.shtml",
    ),
    ("Public Domain Dedication (CC0)", "publicdomain/zero/1.0/"),
    ("Public Domain Mark", "publicdomain/mark/1.0/"),
];

/// Ids 11 to 16, in what may be their order.
const SECOND: [(&str, &str); 6] = [
    ("CC BY 4.0", "licenses/by/4.0/"),
    ("CC BY-SA 4.0", "licenses/by-sa/4.0/"),
    ("CC BY-ND 4.0", "licenses/by-nd/4.0/"),
    ("CC BY-NC 4.0", "licenses/by-nc/4.0/"),
    ("CC BY-NC-SA 4.0", "licenses/by-nc-sa/4.0/"),
    ("CC BY-NC-ND 4.0", "licenses/by-nc-nd/4.0/"),
];

/// The answer of `flickr.photos.licenses.getInfo`; `reordered` gives the ids 11 to 16 backwards.
pub fn info(reordered: bool) -> Value {
    let mut second = SECOND;
    if reordered {
        second.reverse();
    }
    let all = FIRST.iter().chain(&second).enumerate();
    let license: Vec<Value> = all
        .map(|(id, (name, path))| entry(id, name, path))
        .collect();
    json!({ "licenses": { "license": license }, "stat": "ok" })
}

fn entry(id: usize, name: &str, path: &str) -> Value {
    let url = match path {
        "" => String::new(),
        _ if path.starts_with("http") => path.to_owned(),
        _ => format!("{CC}{path}"),
    };
    // Numbers may be strings at this site.
    let id = if id.is_multiple_of(2) {
        json!(id)
    } else {
        json!(id.to_string())
    };
    json!({ "id": id, "name": name, "url": url })
}

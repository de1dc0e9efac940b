//! The `extmetadata` of a file: HTML, and licences in several wordings.

use serde_json::{Map, Value, json};

use crate::support::web::photos::Photo;

/// The fields of a file; those of the licence are absent where it has none.
pub fn of(photo: &Photo) -> Value {
    let mut fields = Map::new();
    let mut add = |name: &str, value: Value, source: &str| {
        fields.insert(name.to_owned(), json!({ "value": value, "source": source }));
    };
    let page = "commons-desc-page";
    add(
        "DateTime",
        json!("2021-05-06 07:08:09"),
        "mediawiki-metadata",
    );
    add("ObjectName", json!(photo.title), "mediawiki-metadata");
    add("CommonsMetadataExtension", json!(1.2), "extension");
    add(
        "Categories",
        json!(photo.tags.join("|")),
        "commons-categories",
    );
    add("ImageDescription", json!(photo.description), page);
    add(
        "DateTimeOriginal",
        json!("<time class=\"dtstart\" datetime=\"2020-01-31\">31 January 2020</time>"),
        page,
    );
    add(
        "Credit",
        json!("<span class=\"int-own-work\" lang=\"en\">Own work</span>"),
        page,
    );
    add("Artist", json!(artist(photo)), page);
    for (name, value) in license(&photo.license) {
        add(name, json!(value), page);
    }
    Value::Object(fields)
}

/// A link to a user page without a scheme, as the site has them.
fn artist(photo: &Photo) -> String {
    let name = &photo.author;
    match photo.index() % 2 {
        0 => format!(
            "<a href=\"//commons.wikimedia.org/wiki/User:Ana\" title=\"User:Ana\">{name}</a>"
        ),
        _ => name.clone(),
    }
}

fn license(code: &str) -> Vec<(&'static str, String)> {
    let (short, url) = match code {
        "" => return Vec::new(),
        "pd" => ("Public domain".to_owned(), None),
        "cc0" => {
            let url = "http://creativecommons.org/publicdomain/zero/1.0/deed.en";
            ("CC0".to_owned(), Some(url.to_owned()))
        }
        _ => of_cc(code),
    };
    let free_of_rights = matches!(code, "pd" | "cc0");
    let mut fields = vec![
        ("LicenseShortName", short.clone()),
        ("UsageTerms", short),
        ("License", code.to_owned()),
        ("AttributionRequired", (!free_of_rights).to_string()),
        (
            "Copyrighted",
            if code == "pd" { "False" } else { "True" }.to_owned(),
        ),
        ("Restrictions", String::new()),
    ];
    fields.extend(url.map(|url| ("LicenseUrl", url)));
    fields
}

/// "cc-by-sa-4.0" to "CC BY-SA 4.0" and its address.
fn of_cc(code: &str) -> (String, Option<String>) {
    let rest = code.strip_prefix("cc-").unwrap_or(code);
    let (kind, version) = rest.rsplit_once('-').unwrap_or((rest, "1.0"));
    let short = format!("CC {} {version}", kind.to_uppercase());
    let url = format!("https://creativecommons.org/licenses/{kind}/{version}");
    (short, Some(url))
}

//! Holds the description of the interface against what the server does.

use serde_json::{Value, json};

use crate::support::Sandbox;
use crate::support::serving::Serving;

/// What a value has that its schema does not allow; nothing where it fits. Of JSON Schema this knows
/// what the description uses, and refuses what it does not know.
fn mismatch(schema: &Value, value: &Value, all: &Value, at: &str) -> Option<String> {
    const KNOWN: [&str; 14] = [
        "type",
        "properties",
        "required",
        "items",
        "$ref",
        "oneOf",
        "description",
        "format",
        "minimum",
        "maximum",
        "additionalProperties",
        "default",
        "pattern",
        "maxLength",
    ];
    for key in schema.as_object()?.keys() {
        assert!(
            KNOWN.contains(&key.as_str()),
            "{at}: '{key}' is not checked here"
        );
    }
    if let Some(name) = schema["$ref"].as_str() {
        let schema = all
            .pointer(name.trim_start_matches('#'))
            .expect("it is described");
        return mismatch(schema, value, all, at);
    }
    if let Some(any) = schema["oneOf"].as_array() {
        let fits = any
            .iter()
            .any(|one| mismatch(one, value, all, at).is_none());
        return (!fits).then(|| format!("{at}: {value} fits nothing of {any:?}"));
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() || number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let is_one = types.contains(&kind) || (kind == "integer" && types.contains(&"number"));
    if !is_one {
        return Some(format!("{at}: {value} is no {types:?}"));
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_f64(), value.as_f64())
        && number < least
    {
        return Some(format!("{at}: {number} is below {least}"));
    }
    if let Some(items) = value.as_array() {
        return items
            .iter()
            .find_map(|item| mismatch(&schema["items"], item, all, &format!("{at}[]")));
    }
    let (Some(members), Some(properties)) = (value.as_object(), schema["properties"].as_object())
    else {
        return None;
    };
    let required = schema["required"].as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        if !members.contains_key(name) {
            return Some(format!("{at}: '{name}' is missing"));
        }
    }
    members
        .iter()
        .find_map(|(name, value)| match properties.get(name) {
            Some(schema) => mismatch(schema, value, all, &format!("{at}.{name}")),
            None => Some(format!("{at}: '{name}' is not described")),
        })
}

/// The address of a path with its parts filled in, and the body of a request.
fn filled(path: &str, user: &str, image: &str) -> String {
    path.replace("{user}", user).replace("{id}", image)
}

#[test]
fn every_answer_is_as_it_is_described() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let all = serving.json("/api/v1/openapi.json");
    assert_eq!(all["openapi"], "3.1.0");
    let image = sandbox.images()[0].clone();
    let user = serving.json("/api/v1/users?limit=1")["items"][0]["id"].clone();
    let user = user.as_str().expect("a name");
    let mut looked_at = Vec::new();
    for (path, methods) in all["paths"].as_object().expect("paths") {
        for (method, told) in methods.as_object().expect("methods") {
            assert!(
                told["summary"].is_string(),
                "{method} {path} says what it does"
            );
            let address = filled(path, user, &image);
            let method = method.to_uppercase();
            let kind = [("Content-Type", "application/json")];
            let body: &[u8] = if told["requestBody"].is_object() {
                br#"{"add": ["x"], "remove": []}"#
            } else {
                b""
            };
            let headers = if body.is_empty() { &[][..] } else { &kind };
            let answer = serving.send(&method, &address, headers, body);
            let described = &told["responses"][answer.status.to_string()];
            assert!(
                answer.status < 300 && described.is_object(),
                "{method} {address}: {} {}",
                answer.status,
                answer.text()
            );
            let schema = &described["content"]["application/json"]["schema"];
            if schema.is_object() {
                assert_eq!(
                    mismatch(schema, &answer.json(), &all, path),
                    None,
                    "{method} {address}"
                );
            } else {
                assert!(answer.body.is_empty(), "{method} {address}");
            }
            looked_at.push(format!("{method} {path}"));
        }
    }
    assert!(looked_at.len() >= 14, "{looked_at:?}");
}

#[test]
fn problems_are_as_they_are_described() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let all = serving.json("/api/v1/openapi.json");
    let problem = json!({"$ref": "#/components/schemas/Problem"});
    for (path, methods) in all["paths"].as_object().expect("paths") {
        for (method, told) in methods.as_object().expect("methods") {
            // A name that nobody can have, and an image that is not there.
            let address = filled(path, "%0A", "none.jpg");
            let query = if path == "/api/v1/images" {
                "?near=x"
            } else {
                ""
            };
            if !address.contains("%0A") && !address.contains("none.jpg") && query.is_empty() {
                continue;
            }
            let method = method.to_uppercase();
            let is_told = told["requestBody"].is_object();
            let kind = [("Content-Type", "application/json")];
            let (headers, body): (&[_], &[u8]) = if is_told { (&kind, b"{}") } else { (&[], b"") };
            let answer = serving.send(&method, &format!("{address}{query}"), headers, body);
            let described = told["responses"].get(answer.status.to_string());
            assert!(described.is_some(), "{method} {address}: {}", answer.status);
            assert!(answer.status >= 400, "{method} {address}");
            assert_eq!(mismatch(&problem, &answer.json(), &all, path), None);
        }
    }
}

#[test]
fn every_parameter_that_is_described_is_taken() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let all = serving.json("/api/v1/openapi.json");
    let values = [
        ("q", "sea"),
        ("tag", "sea"),
        ("color", "blue"),
        ("orientation", "landscape"),
        ("size", "large"),
        ("license", "CC0-1.0"),
        ("camera", "x"),
        ("near", "1e90ff"),
        ("order", "likes"),
        ("limit", "3"),
        ("choices", "true"),
    ];
    let told = all["paths"]["/api/v1/images"]["get"]["parameters"]
        .as_array()
        .expect("parameters");
    for parameter in told {
        let name = parameter["name"].as_str().expect("a name");
        let value = match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => (*value).to_owned(),
            None => serving.json("/api/v1/images?limit=1")["next"]
                .as_str()
                .expect("a cursor")
                .to_owned(),
        };
        serving.json(&format!("/api/v1/images?{name}={value}"));
    }
    assert_eq!(told.len(), values.len() + 1);
}

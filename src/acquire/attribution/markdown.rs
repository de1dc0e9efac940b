//! The credits as Markdown (CommonMark).

use super::{HEADING, Line, Origin, counts, per_license};

/// The whole page.
pub(super) fn page(lines: &[Line]) -> String {
    let mut page = format!("# {HEADING}\n\n{}.\n", counts(lines));
    let licenses: Vec<String> = per_license(lines)
        .into_iter()
        .map(|(license, count)| format!("{} ({count})", escaped(license)))
        .collect();
    if !licenses.is_empty() {
        page.push_str(&format!("Licences: {}.\n", licenses.join(", ")));
    }
    page.push('\n');
    for line in lines {
        page.push_str(&item(line));
    }
    page
}

/// One image. It begins with a quote or a link, so that no title can open a block.
fn item(line: &Line) -> String {
    let file = match &line.file_link {
        Some(link) => link_to(&line.filename, link),
        None => format!("\"{}\"", escaped(&line.filename)),
    };
    let author = escaped(line.author_words());
    let license = match &line.license_link {
        Some(link) => link_to(line.license_words(), link),
        None => escaped(line.license_words()),
    };
    let source = match &line.source {
        Some(Origin::Link(link)) => format!(", {}", link_to("source", link)),
        Some(Origin::Words(words)) => format!(", source {}", escaped(words)),
        None => String::new(),
    };
    match &line.title {
        Some(title) => format!(
            "- \"{}\" by {author}, {license}{source} ({file})\n",
            escaped(title)
        ),
        None => format!("- {file} by {author}, {license}{source}\n"),
    }
}

fn link_to(words: &str, link: &str) -> String {
    // Parentheses would end the address, brackets the words of another link around it, and the
    // others begin an entity, emphasis or mathematics.
    let mut target = String::with_capacity(link.len());
    for character in link.chars() {
        if "()[]*_&$~!'".contains(character) {
            target.push('\\');
        }
        target.push(character);
    }
    format!("[{}]({target})", escaped(words))
}

/// `text` so that Markdown shows it as it is within a line. Escaped is only what can begin
/// something there, to keep the source readable.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let after = &text[at + character.len_utf8()..];
        let means_something = match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '$' | '^' => true,
            '&' => begins_entity(after),
            // Some readers make links of bare addresses.
            ':' => after.starts_with('/'),
            '.' => ends_in_www(&text[..at]),
            _ => false,
        };
        if means_something {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Whether an ampersand before `after` begins an entity such as `&lt;` or `&#60;`.
fn begins_entity(after: &str) -> bool {
    let name = after
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    after.as_bytes().get(name.count()) == Some(&b';')
}

fn ends_in_www(before: &str) -> bool {
    let start = before.len().saturating_sub(3);
    before
        .get(start..)
        .is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

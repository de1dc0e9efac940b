//! Addresses of the web in what strangers wrote.

/// `url` where it is an address of the web, with the characters encoded that no address has and
/// that mean something in Markdown or HTML.
pub fn web_link(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if !is_web || !rest.starts_with(|first: char| first.is_alphanumeric() || first == '[') {
        return None;
    }
    let mut link = format!("{}://", scheme.to_ascii_lowercase());
    for character in rest.chars() {
        let is_plain =
            character.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%[]".contains(character);
        if is_plain {
            link.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                link.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    Some(link)
}

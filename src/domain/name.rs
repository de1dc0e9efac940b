//! Names that are safe on every file system, and text that is safe on every terminal.

/// The longest file name that is written, in bytes.
pub const MAX_NAME_BYTES: usize = 120;

/// Room that a name keeps for what is appended to its stem: up to three times `-` and eight hex
/// digits (folders left out, two items of one name, a name that claims another format), and the
/// longest extension with its dot.
const SUFFIX_BYTES: usize = 3 * 9 + 5;

/// The longest stem of a file name, in bytes.
pub const MAX_STEM_BYTES: usize = MAX_NAME_BYTES - SUFFIX_BYTES;

/// Names that Windows keeps for devices, whatever their extension.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Folder names that say how files are kept and not what they show.
const FILING_WORDS: [&str; 18] = [
    "backgrounds",
    "contents",
    "contents dark",
    "dcim",
    "download",
    "downloads",
    "image",
    "images",
    "images dark",
    "img",
    "photo",
    "photos",
    "pics",
    "picture",
    "pictures",
    "wallpaper",
    "wallpapers",
    "usr",
];

/// Whether a folder of this name says nothing about the images in it.
pub fn is_filing_word(folder: &str) -> bool {
    FILING_WORDS.contains(&folder.replace(['_', '-'], " ").to_lowercase().trim())
}

/// Whether `name` may be a file in `images/`: `[A-Za-z0-9._-]`, 1 to 120 bytes, no leading dot or
/// dash, no trailing dot, not a device name.
pub fn is_safe_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && name.bytes().all(allowed)
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
        && !RESERVED.contains(&stem.as_str())
}

/// A stem for a safe file name out of any text: every run of other characters becomes one `_`.
/// It is never empty and leaves room for a suffix and an extension. Different texts may give the
/// same stem; the caller tells them apart.
pub fn safe_stem(text: &str) -> String {
    let mut stem = String::with_capacity(text.len().min(MAX_NAME_BYTES));
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || character == '-' {
            stem.push(character);
        } else if !stem.ends_with('_') {
            stem.push('_');
        }
        if stem.len() >= MAX_STEM_BYTES {
            break;
        }
    }
    let trimmed = stem.trim_matches(['_', '-']);
    if trimmed.is_empty() {
        "image".to_owned()
    } else if RESERVED.contains(&trimmed.to_lowercase().as_str()) {
        format!("{trimmed}_")
    } else {
        trimmed.to_owned()
    }
}

/// `text` without what can steer a terminal or turn the direction of writing: control, zero-width
/// and bidirectional control characters become a space.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|character| {
            if is_steering(character) {
                ' '
            } else {
                character
            }
        })
        .collect()
}

fn is_steering(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

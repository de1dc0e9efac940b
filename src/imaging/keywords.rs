//! The keywords that people and programs stored in a picture: XMP `dc:subject` and IPTC 2:25.
//!
//! Sources: Adobe, *XMP Specification Part 1*, 8.3 (Dublin Core); IPTC-NAA *Information
//! Interchange Model* 4.2, record 2, data set 25; Adobe, *Photoshop File Formats*, "Image
//! Resource Blocks", for the wrapping inside JPEG.

use ::exif::{Exif, Tag};
use image::ImageResult;
use roxmltree::{Document, ParsingOptions};

use super::exif::raw_bytes;
use super::open::Decoder;
use super::text::one_line;

/// The most keywords of one picture that are kept: past that it is stuffing, not description.
const MAX_KEYWORDS: usize = 100;
/// The longest keyword that is kept, in characters (IPTC itself allows 64 bytes).
const MAX_KEYWORD_CHARS: usize = 64;
/// The longest XMP packet that is parsed, in bytes.
const MAX_XMP_BYTES: usize = 1 << 20;
/// The most nodes of an XMP packet that are parsed.
const MAX_XMP_NODES: u32 = 50_000;
/// Deepest nesting of XML elements that is parsed: the parser recurses, and a stack overflow
/// cannot be caught. Real packets stay below twenty.
const MAX_XMP_DEPTH: usize = 128;

const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Where a TIFF keeps IPTC.
const TIFF_IPTC: Tag = Tag(::exif::Context::Tiff, 33_723);
/// The image resource that holds IPTC.
const IPTC_RESOURCE: u16 = 0x0404;
/// What begins every IIM data set.
const IIM_MARK: u8 = 0x1c;
/// IIM 1:90 with this value says that text is UTF-8.
const IIM_UTF8: &[u8] = b"\x1b%G";

/// The keywords of a picture, XMP before IPTC, in their order, each once. The decoder is not asked
/// where it is known to have none.
pub(super) fn read(mut decoder: Option<&mut Decoder>, exif: Option<&Exif>) -> Vec<String> {
    let mut told = |of: fn(&mut Decoder) -> ImageResult<Option<Vec<u8>>>| {
        of(decoder.as_deref_mut()?).ok().flatten()
    };
    let xmp = told(|decoder| decoder.xmp_metadata()).unwrap_or_default();
    let iptc = told(|decoder| decoder.iptc_metadata())
        .or_else(|| raw_bytes(exif?, TIFF_IPTC))
        .unwrap_or_default();
    let mut keywords = Vec::new();
    for raw in xmp_subjects(&xmp).into_iter().chain(iptc_keywords(&iptc)) {
        let Some(keyword) = one_line(&raw, MAX_KEYWORD_CHARS) else {
            continue;
        };
        if keywords.len() < MAX_KEYWORDS && !keywords.contains(&keyword) {
            keywords.push(keyword);
        }
    }
    keywords
}

/// The items of every `dc:subject` bag.
fn xmp_subjects(packet: &[u8]) -> Vec<String> {
    if packet.is_empty() || packet.len() > MAX_XMP_BYTES {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(packet);
    let text = text.trim_start_matches('\u{feff}').trim_matches('\0');
    if deepest(text) > MAX_XMP_DEPTH {
        return Vec::new();
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_XMP_NODES,
        ..ParsingOptions::default()
    };
    let Ok(document) = Document::parse_with_options(text, options) else {
        return Vec::new();
    };
    document
        .descendants()
        .filter(|node| node.has_tag_name((DUBLIN_CORE, "subject")))
        .flat_map(|subject| subject.descendants())
        .filter(|node| node.has_tag_name((RDF, "li")))
        .filter_map(|item| item.text())
        .map(str::to_owned)
        .take(MAX_KEYWORDS)
        .collect()
}

/// An upper bound of the nesting of elements: every `<` that may open one counts as one deeper,
/// every `</` and `/>` as one less deep.
fn deepest(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for pair in text.as_bytes().windows(2) {
        match pair {
            [b'<', b'/'] | [b'/', b'>'] => depth = depth.saturating_sub(1),
            [b'<', b'?' | b'!'] => {}
            [b'<', _] => depth += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The keywords of an IPTC block in any wrapping: bare, in image resources, or as the hex text
/// that PNG writers use.
fn iptc_keywords(block: &[u8]) -> Vec<String> {
    if let Some(unwrapped) = from_hex_profile(block) {
        return iim_keywords(resource(&unwrapped).unwrap_or(&unwrapped));
    }
    iim_keywords(resource(block).unwrap_or(block))
}

/// The content of a "Raw profile": a line with its kind, one with its length, then hex digits.
fn from_hex_profile(block: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(block).ok()?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .next()
        .filter(|kind| matches!(*kind, "iptc" | "8bim"))?;
    lines.next()?.parse::<usize>().ok()?;
    let digits: Vec<u32> = lines
        .flat_map(str::chars)
        .map(|digit| digit.to_digit(16))
        .collect::<Option<_>>()?;
    let bytes = digits
        .chunks_exact(2)
        .map(|pair| (pair[0] * 16 + pair[1]) as u8);
    Some(bytes.collect())
}

/// The IPTC resource among Photoshop's image resources: `8BIM`, a number, a padded name, a
/// length, padded data.
fn resource(block: &[u8]) -> Option<&[u8]> {
    let mut rest = block.strip_prefix(b"Photoshop 3.0\0").unwrap_or(block);
    while let [b'8', b'B', b'I', b'M', id1, id0, tail @ ..] = rest {
        let name = 1 + usize::from(*tail.first()?);
        let tail = tail.get(name + name % 2..)?;
        let length = usize::try_from(u32::from_be_bytes(tail.get(..4)?.try_into().ok()?)).ok()?;
        let data = tail.get(4..)?;
        if u16::from_be_bytes([*id1, *id0]) == IPTC_RESOURCE {
            return Some(data.get(..length).unwrap_or(data));
        }
        rest = data.get(length.checked_add(length % 2)?..)?;
    }
    None
}

/// The data sets 2:25 of an IIM stream. Text is UTF-8 where 1:90 says so or where it happens to
/// be valid, else Latin-1, which is what old programs wrote.
fn iim_keywords(stream: &[u8]) -> Vec<String> {
    let mut keywords = Vec::new();
    let mut says_utf8 = false;
    let mut rest = stream;
    while let [IIM_MARK, record, set, length1, length0, tail @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*length1, *length0]));
        // A length above 32767 announces a longer form, which no keyword needs; a cut set ends
        // the stream.
        let Some(data) = tail.get(..length) else {
            break;
        };
        match (record, set) {
            (1, 90) => says_utf8 = data == IIM_UTF8,
            (2, 25) if keywords.len() < MAX_KEYWORDS => keywords.push(decode(data, says_utf8)),
            _ => {}
        }
        rest = &tail[length..];
    }
    keywords
}

fn decode(data: &[u8], says_utf8: bool) -> String {
    match std::str::from_utf8(data) {
        Ok(text) => text.to_owned(),
        Err(_) if says_utf8 => String::from_utf8_lossy(data).into_owned(),
        Err(_) => data.iter().map(|&byte| char::from(byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{deepest, iim_keywords, iptc_keywords, xmp_subjects};

    #[test]
    fn iim_reads_utf8_and_latin_1() {
        let latin = b"\x1c\x02\x19\x00\x04caf\xe9\x1c\x02\x50\x00\x01x\x1c\x02\x19\x00\x03sea";
        assert_eq!(iim_keywords(latin), ["caf\u{e9}", "sea"]);
        let utf8 = b"\x1c\x01\x5a\x00\x03\x1b%G\x1c\x02\x19\x00\x05caf\xc3\xa9";
        assert_eq!(iim_keywords(utf8), ["caf\u{e9}"]);
    }

    #[test]
    fn image_resources_and_hex_are_unwrapped() {
        let wrapped =
            b"8BIM\x03\xed\0\0\0\0\0\x01x\08BIM\x04\x04\0\0\0\0\0\x08\x1c\x02\x19\0\x03sea";
        assert_eq!(iptc_keywords(wrapped), ["sea"]);
        assert_eq!(
            iptc_keywords(b"\niptc\n       8\n1c0219000373\n6561\n"),
            ["sea"]
        );
    }

    #[test]
    fn cut_or_endless_blocks_give_what_they_hold() {
        let whole = b"8BIM\x04\x04\0\0\0\0\0\x08\x1c\x02\x19\0\x03sea";
        for length in 0..whole.len() {
            assert!(iptc_keywords(&whole[..length]).is_empty());
        }
        assert!(iim_keywords(b"\x1c\x02\x19\xff\xffabc").is_empty());
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "<a>".repeat(100_000);
        assert_eq!(deepest(&deep), 100_000);
        assert!(xmp_subjects(deep.as_bytes()).is_empty());
    }
}

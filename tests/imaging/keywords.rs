//! Answers `src/imaging/keywords.rs`.

use image::ImageFormat as Kind;
use pixrec::imaging::inspect;

use super::make::{encode, red_left_blue_right, with_segment};

fn packet(items: &str) -> Vec<u8> {
    let packet = format!(
        "http://ns.adobe.com/xap/1.0/\0<?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?>\
         <x:xmpmeta xmlns:x='adobe:ns:meta/'>\
         <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'>\
         <dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject>\
         <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A title</rdf:li></rdf:Alt></dc:title>\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    );
    packet.into_bytes()
}

/// IPTC wrapped as in a JPEG.
fn iptc(keywords: &[&[u8]]) -> Vec<u8> {
    let mut stream = Vec::new();
    for keyword in keywords {
        stream.extend([0x1c, 2, 25]);
        stream.extend((keyword.len() as u16).to_be_bytes());
        stream.extend(*keyword);
    }
    let mut block = b"Photoshop 3.0\x008BIM\x04\x04\0\0".to_vec();
    block.extend((stream.len() as u32).to_be_bytes());
    block.extend(stream);
    block
}

fn keywords(segments: &[(u8, Vec<u8>)]) -> Vec<String> {
    let mut bytes = encode(&red_left_blue_right(4, 2), Kind::Jpeg);
    for (marker, content) in segments {
        bytes = with_segment(&bytes, *marker, content);
    }
    inspect(&bytes)
        .expect("keywords never reject a picture")
        .keywords
}

#[test]
fn the_subjects_of_xmp_are_keywords_and_its_title_is_not() {
    let items = "<rdf:li>sea</rdf:li><rdf:li> blue \n sky </rdf:li><rdf:li/><rdf:li>sea</rdf:li>";
    assert_eq!(keywords(&[(0xe1, packet(items))]), ["sea", "blue sky"]);
}

#[test]
fn iptc_adds_what_xmp_lacks() {
    let xmp = packet("<rdf:li>sea</rdf:li>");
    let block = iptc(&[b"sea", b"caf\xe9", b"Z\xc3\xbcrich", b"\x07 "]);
    assert_eq!(
        keywords(&[(0xed, block), (0xe1, xmp)]),
        ["sea", "caf\u{e9}", "Z\u{fc}rich"]
    );
}

#[test]
fn keywords_are_bounded_in_number_and_length() {
    let items: String = (0..300)
        .map(|index| format!("<rdf:li>{index}-{}</rdf:li>", "x".repeat(100)))
        .collect();
    let kept = keywords(&[(0xe1, packet(&items))]);
    assert_eq!(kept.len(), 100);
    assert!(kept.iter().all(|keyword| keyword.chars().count() == 64));
}

#[test]
fn hostile_packets_give_nothing() {
    let bomb = b"http://ns.adobe.com/xap/1.0/\0<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".to_vec();
    let mut deep = b"http://ns.adobe.com/xap/1.0/\0".to_vec();
    deep.extend(b"<a>".repeat(20_000));
    for content in [bomb, deep, b"http://ns.adobe.com/xap/1.0/\0<<<".to_vec()] {
        assert!(keywords(&[(0xe1, content)]).is_empty());
    }
}

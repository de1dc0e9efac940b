//! Answers `src/label/color_names.rs`.

use pixrec::domain::{ColorName, Rgb};
use pixrec::label::color_names::color_name;
use proptest::prelude::*;

/// The named colours of CSS (all but second names of the same colour), with the basic term chosen
/// for each.
const CSS: [(&str, u32, ColorName); 139] = [
    ("black", 0x000000, ColorName::Black),
    ("aliceblue", 0xf0f8ff, ColorName::White),
    ("antiquewhite", 0xfaebd7, ColorName::White),
    ("azure", 0xf0ffff, ColorName::White),
    ("beige", 0xf5f5dc, ColorName::White),
    ("blanchedalmond", 0xffebcd, ColorName::White),
    ("floralwhite", 0xfffaf0, ColorName::White),
    ("ghostwhite", 0xf8f8ff, ColorName::White),
    ("honeydew", 0xf0fff0, ColorName::White),
    ("ivory", 0xfffff0, ColorName::White),
    ("lavenderblush", 0xfff0f5, ColorName::White),
    ("linen", 0xfaf0e6, ColorName::White),
    ("mintcream", 0xf5fffa, ColorName::White),
    ("oldlace", 0xfdf5e6, ColorName::White),
    ("papayawhip", 0xffefd5, ColorName::White),
    ("seashell", 0xfff5ee, ColorName::White),
    ("snow", 0xfffafa, ColorName::White),
    ("white", 0xffffff, ColorName::White),
    ("whitesmoke", 0xf5f5f5, ColorName::White),
    ("darkgray", 0xa9a9a9, ColorName::Gray),
    ("darkslategray", 0x2f4f4f, ColorName::Gray),
    ("dimgray", 0x696969, ColorName::Gray),
    ("gainsboro", 0xdcdcdc, ColorName::Gray),
    ("gray", 0x808080, ColorName::Gray),
    ("lightgray", 0xd3d3d3, ColorName::Gray),
    ("lightslategray", 0x778899, ColorName::Gray),
    ("silver", 0xc0c0c0, ColorName::Gray),
    ("slategray", 0x708090, ColorName::Gray),
    ("crimson", 0xdc143c, ColorName::Red),
    ("darkred", 0x8b0000, ColorName::Red),
    ("firebrick", 0xb22222, ColorName::Red),
    ("indianred", 0xcd5c5c, ColorName::Red),
    ("maroon", 0x800000, ColorName::Red),
    ("red", 0xff0000, ColorName::Red),
    ("coral", 0xff7f50, ColorName::Orange),
    ("darkorange", 0xff8c00, ColorName::Orange),
    ("orange", 0xffa500, ColorName::Orange),
    ("orangered", 0xff4500, ColorName::Orange),
    ("sandybrown", 0xf4a460, ColorName::Orange),
    ("tomato", 0xff6347, ColorName::Orange),
    ("cornsilk", 0xfff8dc, ColorName::Yellow),
    ("gold", 0xffd700, ColorName::Yellow),
    ("goldenrod", 0xdaa520, ColorName::Yellow),
    ("khaki", 0xf0e68c, ColorName::Yellow),
    ("lemonchiffon", 0xfffacd, ColorName::Yellow),
    ("lightgoldenrodyellow", 0xfafad2, ColorName::Yellow),
    ("lightyellow", 0xffffe0, ColorName::Yellow),
    ("palegoldenrod", 0xeee8aa, ColorName::Yellow),
    ("yellow", 0xffff00, ColorName::Yellow),
    ("aquamarine", 0x7fffd4, ColorName::Green),
    ("chartreuse", 0x7fff00, ColorName::Green),
    ("darkcyan", 0x008b8b, ColorName::Green),
    ("darkgreen", 0x006400, ColorName::Green),
    ("darkkhaki", 0xbdb76b, ColorName::Green),
    ("darkolivegreen", 0x556b2f, ColorName::Green),
    ("darkseagreen", 0x8fbc8f, ColorName::Green),
    ("forestgreen", 0x228b22, ColorName::Green),
    ("green", 0x008000, ColorName::Green),
    ("greenyellow", 0xadff2f, ColorName::Green),
    ("lawngreen", 0x7cfc00, ColorName::Green),
    ("lightgreen", 0x90ee90, ColorName::Green),
    ("lightseagreen", 0x20b2aa, ColorName::Green),
    ("lime", 0x00ff00, ColorName::Green),
    ("limegreen", 0x32cd32, ColorName::Green),
    ("mediumaquamarine", 0x66cdaa, ColorName::Green),
    ("mediumseagreen", 0x3cb371, ColorName::Green),
    ("mediumspringgreen", 0x00fa9a, ColorName::Green),
    ("olive", 0x808000, ColorName::Green),
    ("olivedrab", 0x6b8e23, ColorName::Green),
    ("palegreen", 0x98fb98, ColorName::Green),
    ("seagreen", 0x2e8b57, ColorName::Green),
    ("springgreen", 0x00ff7f, ColorName::Green),
    ("teal", 0x008080, ColorName::Green),
    ("yellowgreen", 0x9acd32, ColorName::Green),
    ("blue", 0x0000ff, ColorName::Blue),
    ("cadetblue", 0x5f9ea0, ColorName::Blue),
    ("cornflowerblue", 0x6495ed, ColorName::Blue),
    ("cyan", 0x00ffff, ColorName::Blue),
    ("darkblue", 0x00008b, ColorName::Blue),
    ("darkturquoise", 0x00ced1, ColorName::Blue),
    ("deepskyblue", 0x00bfff, ColorName::Blue),
    ("dodgerblue", 0x1e90ff, ColorName::Blue),
    ("lightblue", 0xadd8e6, ColorName::Blue),
    ("lightcyan", 0xe0ffff, ColorName::Blue),
    ("lightskyblue", 0x87cefa, ColorName::Blue),
    ("lightsteelblue", 0xb0c4de, ColorName::Blue),
    ("mediumblue", 0x0000cd, ColorName::Blue),
    ("mediumturquoise", 0x48d1cc, ColorName::Blue),
    ("midnightblue", 0x191970, ColorName::Blue),
    ("navy", 0x000080, ColorName::Blue),
    ("paleturquoise", 0xafeeee, ColorName::Blue),
    ("powderblue", 0xb0e0e6, ColorName::Blue),
    ("royalblue", 0x4169e1, ColorName::Blue),
    ("skyblue", 0x87ceeb, ColorName::Blue),
    ("steelblue", 0x4682b4, ColorName::Blue),
    ("turquoise", 0x40e0d0, ColorName::Blue),
    ("blueviolet", 0x8a2be2, ColorName::Purple),
    ("darkmagenta", 0x8b008b, ColorName::Purple),
    ("darkorchid", 0x9932cc, ColorName::Purple),
    ("darkslateblue", 0x483d8b, ColorName::Purple),
    ("darkviolet", 0x9400d3, ColorName::Purple),
    ("indigo", 0x4b0082, ColorName::Purple),
    ("lavender", 0xe6e6fa, ColorName::Purple),
    ("mediumorchid", 0xba55d3, ColorName::Purple),
    ("mediumpurple", 0x9370db, ColorName::Purple),
    ("mediumslateblue", 0x7b68ee, ColorName::Purple),
    ("orchid", 0xda70d6, ColorName::Purple),
    ("plum", 0xdda0dd, ColorName::Purple),
    ("purple", 0x800080, ColorName::Purple),
    ("rebeccapurple", 0x663399, ColorName::Purple),
    ("slateblue", 0x6a5acd, ColorName::Purple),
    ("thistle", 0xd8bfd8, ColorName::Purple),
    ("violet", 0xee82ee, ColorName::Purple),
    ("darksalmon", 0xe9967a, ColorName::Pink),
    ("deeppink", 0xff1493, ColorName::Pink),
    ("hotpink", 0xff69b4, ColorName::Pink),
    ("lightcoral", 0xf08080, ColorName::Pink),
    ("lightpink", 0xffb6c1, ColorName::Pink),
    ("lightsalmon", 0xffa07a, ColorName::Pink),
    ("magenta", 0xff00ff, ColorName::Pink),
    ("mediumvioletred", 0xc71585, ColorName::Pink),
    ("mistyrose", 0xffe4e1, ColorName::Pink),
    ("palevioletred", 0xdb7093, ColorName::Pink),
    ("pink", 0xffc0cb, ColorName::Pink),
    ("salmon", 0xfa8072, ColorName::Pink),
    ("bisque", 0xffe4c4, ColorName::Brown),
    ("brown", 0xa52a2a, ColorName::Brown),
    ("burlywood", 0xdeb887, ColorName::Brown),
    ("chocolate", 0xd2691e, ColorName::Brown),
    ("darkgoldenrod", 0xb8860b, ColorName::Brown),
    ("moccasin", 0xffe4b5, ColorName::Brown),
    ("navajowhite", 0xffdead, ColorName::Brown),
    ("peachpuff", 0xffdab9, ColorName::Brown),
    ("peru", 0xcd853f, ColorName::Brown),
    ("rosybrown", 0xbc8f8f, ColorName::Brown),
    ("saddlebrown", 0x8b4513, ColorName::Brown),
    ("sienna", 0xa0522d, ColorName::Brown),
    ("tan", 0xd2b48c, ColorName::Brown),
    ("wheat", 0xf5deb3, ColorName::Brown),
];

/// Other colours, with the term that people use.
const OTHERS: [(&str, u32, ColorName); 10] = [
    ("contract orange", 0xff8000, ColorName::Orange),
    ("contract blue", 0x0064c8, ColorName::Blue),
    ("contract gray", 0x323232, ColorName::Gray),
    ("nearly black", 0x191919, ColorName::Black),
    ("nearly white", 0xf5f5f5, ColorName::White),
    ("dark soil", 0x2d2016, ColorName::Brown),
    ("night sky", 0x0c142e, ColorName::Blue),
    ("overcast sky", 0xbec4ca, ColorName::Gray),
    ("wet asphalt", 0x3a3c3e, ColorName::Gray),
    ("skin in light", 0xe0b296, ColorName::Brown),
];

/// Names of the colour survey of xkcd that mix two hues (CC0): none of them is a prototype.
const MIXED: [(&str, u32); 141] = [
    ("blue with a hint of purple", 0x533cc6),
    ("dark green blue", 0x1f6357),
    ("lavender pink", 0xdd85d7),
    ("light seafoam green", 0xa7ffb5),
    ("olive yellow", 0xc2b709),
    ("purpley gray", 0x947e94),
    ("light gray green", 0xb7e1a1),
    ("orange pink", 0xff6f52),
    ("reddish gray", 0x997570),
    ("browny green", 0x6f6c0a),
    ("tan green", 0xa9be70),
    ("bright yellow green", 0x9dff00),
    ("light bluish green", 0x76fda8),
    ("browny orange", 0xca6b02),
    ("orangey yellow", 0xfdb915),
    ("seafoam blue", 0x78d1b6),
    ("violet pink", 0xfb5ffc),
    ("indigo blue", 0x3a18b1),
    ("light yellowish green", 0xc2ff89),
    ("dark yellow green", 0x728f02),
    ("dark blue gray", 0x1f3b4d),
    ("light green blue", 0x56fca2),
    ("bluey gray", 0x89a0b0),
    ("greeny gray", 0x7ea07a),
    ("light greenish blue", 0x63f7b4),
    ("reddy brown", 0x6e1005),
    ("light blue gray", 0xb7c9e2),
    ("lavender blue", 0x8b88f8),
    ("violet red", 0xa50055),
    ("yellowy brown", 0xae8b0c),
    ("dark seafoam green", 0x3eaf76),
    ("brown yellow", 0xb29705),
    ("purple brown", 0x673a3f),
    ("brown gray", 0x8d8468),
    ("brownish pink", 0xc27e79),
    ("dark gray blue", 0x29465b),
    ("greeny brown", 0x696006),
    ("lime yellow", 0xd0fe1d),
    ("purplish brown", 0x6b4247),
    ("purpleish pink", 0xdf4ec8),
    ("mustard brown", 0xac7e04),
    ("yellowish orange", 0xffab0f),
    ("pinkish orange", 0xff724c),
    ("turquoise blue", 0x06b1c4),
    ("turquoise green", 0x04f489),
    ("pale lime green", 0xb1ff65),
    ("light gray blue", 0x9dbcd4),
    ("purple red", 0x990147),
    ("purply pink", 0xf075e6),
    ("greeny yellow", 0xc6f808),
    ("orangish red", 0xf43605),
    ("orangish brown", 0xb25f03),
    ("bluey green", 0x2bb179),
    ("gray pink", 0xc3909b),
    ("brown red", 0x922b05),
    ("purpley pink", 0xc83cb9),
    ("light yellow green", 0xccfd7f),
    ("purplish red", 0xb0054b),
    ("greeny blue", 0x42b395),
    ("pinkish gray", 0xc8aca9),
    ("orangey red", 0xfa4224),
    ("brownish purple", 0x76424e),
    ("bright lime green", 0x65fe08),
    ("pinkish brown", 0xb17261),
    ("pink red", 0xf5054f),
    ("olive brown", 0x645403),
    ("mustard green", 0xa8b504),
    ("orange yellow", 0xffad01),
    ("orangey brown", 0xb16002),
    ("brownish gray", 0x86775f),
    ("purplish gray", 0x7a687f),
    ("grayish pink", 0xc88d94),
    ("bluey purple", 0x6241c7),
    ("brown orange", 0xb96902),
    ("purply blue", 0x661aee),
    ("purpleish blue", 0x6140ef),
    ("red pink", 0xfa2a55),
    ("red purple", 0x820747),
    ("grayish brown", 0x7a6a4f),
    ("dark blue green", 0x005249),
    ("yellowy green", 0xbff128),
    ("pinky red", 0xfc2647),
    ("dark lime green", 0x7ebd01),
    ("teal blue", 0x01889f),
    ("purpley blue", 0x5f34e7),
    ("brown green", 0x706c11),
    ("light lime green", 0xb9ff66),
    ("light blue green", 0x7efbb3),
    ("yellowish brown", 0x9b7a01),
    ("purple gray", 0x866f85),
    ("violet blue", 0x510ac9),
    ("gray brown", 0x7f7053),
    ("green gray", 0x77926f),
    ("green brown", 0x544e03),
    ("brownish yellow", 0xc9b003),
    ("bluish gray", 0x748b97),
    ("teal green", 0x25a36f),
    ("yellow brown", 0xb79400),
    ("gray purple", 0x826d8c),
    ("reddish orange", 0xf8481c),
    ("purple pink", 0xe03fd8),
    ("pinky purple", 0xc94cbe),
    ("pink purple", 0xdb4bda),
    ("brownish red", 0x9e3623),
    ("brownish orange", 0xcb7723),
    ("purplish pink", 0xce5dae),
    ("greenish gray", 0x96ae8d),
    ("yellow orange", 0xfcb001),
    ("reddish purple", 0x910951),
    ("reddish pink", 0xfe2c54),
    ("orange red", 0xfd411e),
    ("orange brown", 0xbe6400),
    ("grayish purple", 0x887191),
    ("aqua green", 0x12e193),
    ("brownish green", 0x6a6e09),
    ("red brown", 0x8b2e16),
    ("greenish brown", 0x696112),
    ("grayish green", 0x82a67d),
    ("green yellow", 0xc9ff27),
    ("aqua blue", 0x02d8e9),
    ("bluish green", 0x10a674),
    ("green blue", 0x06b48b),
    ("greenish blue", 0x0b8b87),
    ("purple blue", 0x632de9),
    ("blue purple", 0x5729ce),
    ("pinkish red", 0xf10c45),
    ("grayish blue", 0x5e819d),
    ("purplish blue", 0x601ef9),
    ("yellowish green", 0xb0dd16),
    ("greenish yellow", 0xcdfd02),
    ("bluish purple", 0x703be7),
    ("red orange", 0xfd3c06),
    ("reddish brown", 0x7f2b0a),
    ("gray green", 0x789b73),
    ("pinkish purple", 0xd648d7),
    ("blue gray", 0x607c8e),
    ("gray blue", 0x6b8ba4),
    ("seafoam green", 0x7af9ab),
    ("blue green", 0x137e6d),
    ("yellow green", 0xc0fb2d),
    ("lime green", 0x89fe05),
];

/// Words in the names of [`MIXED`], and the terms that they stand for.
const HUES: [(&str, &[ColorName]); 22] = [
    ("red", &[ColorName::Red]),
    ("orang", &[ColorName::Orange]),
    ("yellow", &[ColorName::Yellow]),
    ("mustard", &[ColorName::Yellow]),
    ("olive", &[ColorName::Green]),
    ("green", &[ColorName::Green]),
    ("lime", &[ColorName::Green]),
    ("teal", &[ColorName::Green, ColorName::Blue]),
    ("aqua", &[ColorName::Green, ColorName::Blue]),
    ("cyan", &[ColorName::Green, ColorName::Blue]),
    ("turquoise", &[ColorName::Green, ColorName::Blue]),
    ("seafoam", &[ColorName::Green, ColorName::Blue]),
    ("blu", &[ColorName::Blue]),
    ("purpl", &[ColorName::Purple]),
    ("violet", &[ColorName::Purple]),
    ("indigo", &[ColorName::Purple]),
    ("lavender", &[ColorName::Purple]),
    ("lilac", &[ColorName::Purple]),
    ("pink", &[ColorName::Pink]),
    ("brown", &[ColorName::Brown]),
    ("tan", &[ColorName::Brown]),
    ("gray", &[ColorName::Gray]),
];

/// Names of [`MIXED`] that get a third term: dull colours between pink, brown and red.
const THIRD: [&str; 5] = [
    "brownish purple",
    "gray pink",
    "grayish pink",
    "reddish gray",
    "violet red",
];

fn named(color: u32) -> ColorName {
    let [_, r, g, b] = color.to_be_bytes();
    color_name(Rgb([r, g, b]))
}

#[test]
fn named_colors_get_the_term_that_people_use() {
    let wrong: Vec<String> = CSS
        .iter()
        .chain(&OTHERS)
        .filter(|(_, color, term)| named(*color) != *term)
        .map(|(name, color, term)| {
            let given = named(*color).as_str();
            format!("{name}: {given} instead of {}", term.as_str())
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_name_that_mixes_two_hues_gets_one_of_them() {
    let is_either = |(name, color): &(&str, u32)| {
        let hues = HUES.iter().filter(|(word, _)| name.contains(word));
        hues.flat_map(|(_, terms)| *terms)
            .any(|term| *term == named(*color))
    };
    let mut third: Vec<&str> = MIXED
        .iter()
        .filter(|mixed| !is_either(mixed))
        .map(|(name, _)| *name)
        .collect();
    third.sort_unstable();
    assert_eq!(third, THIRD);
}

#[test]
fn the_gray_axis_goes_from_black_over_gray_to_white_once() {
    let terms: Vec<ColorName> = (0..=255).map(|value| color_name(Rgb([value; 3]))).collect();
    let mut runs = terms.clone();
    runs.dedup();
    assert_eq!(runs, [ColorName::Black, ColorName::Gray, ColorName::White]);
}

#[test]
fn every_term_is_used() {
    for term in ColorName::ALL {
        assert!(CSS.iter().any(|(_, color, _)| named(*color) == term));
    }
}

proptest! {
    #[test]
    fn every_color_has_a_term_and_always_the_same(rgb in prop::array::uniform3(0_u8..)) {
        prop_assert_eq!(color_name(Rgb(rgb)), color_name(Rgb(rgb)));
    }
}

//! Answers `src/label/color_names.rs`.

use pixrec::domain::{ColorName, Rgb};
use pixrec::label::color_names::color_name;
use proptest::prelude::*;

/// Colours by name, with the basic term chosen for them.
const CHOSEN: [(&str, [u8; 3], ColorName); 74] = [
    ("contract orange", [255, 128, 0], ColorName::Orange),
    ("contract blue", [0, 100, 200], ColorName::Blue),
    ("contract gray", [50, 50, 50], ColorName::Gray),
    ("black", [0, 0, 0], ColorName::Black),
    ("nearly black", [25, 25, 25], ColorName::Black),
    ("white", [255, 255, 255], ColorName::White),
    ("nearly white", [245, 245, 245], ColorName::White),
    ("snow", [255, 250, 250], ColorName::White),
    ("ivory", [255, 255, 240], ColorName::White),
    ("beige", [245, 245, 220], ColorName::White),
    ("gray", [128, 128, 128], ColorName::Gray),
    ("silver", [192, 192, 192], ColorName::Gray),
    ("light gray", [211, 211, 211], ColorName::Gray),
    ("dim gray", [105, 105, 105], ColorName::Gray),
    ("slate gray", [112, 128, 144], ColorName::Gray),
    ("red", [255, 0, 0], ColorName::Red),
    ("crimson", [220, 20, 60], ColorName::Red),
    ("fire brick", [178, 34, 34], ColorName::Red),
    ("dark red", [139, 0, 0], ColorName::Red),
    ("maroon", [128, 0, 0], ColorName::Red),
    ("tomato", [255, 99, 71], ColorName::Orange),
    ("coral", [255, 127, 80], ColorName::Orange),
    ("orange", [255, 165, 0], ColorName::Orange),
    ("dark orange", [255, 140, 0], ColorName::Orange),
    ("sandy brown", [244, 164, 96], ColorName::Orange),
    ("yellow", [255, 255, 0], ColorName::Yellow),
    ("gold", [255, 215, 0], ColorName::Yellow),
    ("khaki", [240, 230, 140], ColorName::Yellow),
    ("light yellow", [255, 255, 224], ColorName::Yellow),
    ("lime", [0, 255, 0], ColorName::Green),
    ("green", [0, 128, 0], ColorName::Green),
    ("dark green", [0, 100, 0], ColorName::Green),
    ("forest green", [34, 139, 34], ColorName::Green),
    ("olive", [128, 128, 0], ColorName::Green),
    ("olive drab", [107, 142, 35], ColorName::Green),
    ("sea green", [46, 139, 87], ColorName::Green),
    ("pale green", [152, 251, 152], ColorName::Green),
    ("chartreuse", [127, 255, 0], ColorName::Green),
    ("teal", [0, 128, 128], ColorName::Green),
    ("cyan", [0, 255, 255], ColorName::Blue),
    ("turquoise", [64, 224, 208], ColorName::Blue),
    ("blue", [0, 0, 255], ColorName::Blue),
    ("navy", [0, 0, 128], ColorName::Blue),
    ("midnight blue", [25, 25, 112], ColorName::Blue),
    ("royal blue", [65, 105, 225], ColorName::Blue),
    ("sky blue", [135, 206, 235], ColorName::Blue),
    ("light blue", [173, 216, 230], ColorName::Blue),
    ("steel blue", [70, 130, 180], ColorName::Blue),
    ("light steel blue", [176, 196, 222], ColorName::Blue),
    ("indigo", [75, 0, 130], ColorName::Purple),
    ("purple", [128, 0, 128], ColorName::Purple),
    ("violet", [238, 130, 238], ColorName::Purple),
    ("lavender", [230, 230, 250], ColorName::Purple),
    ("plum", [221, 160, 221], ColorName::Purple),
    ("medium purple", [147, 112, 219], ColorName::Purple),
    ("slate blue", [106, 90, 205], ColorName::Purple),
    ("magenta", [255, 0, 255], ColorName::Pink),
    ("pink", [255, 192, 203], ColorName::Pink),
    ("light pink", [255, 182, 193], ColorName::Pink),
    ("hot pink", [255, 105, 180], ColorName::Pink),
    ("deep pink", [255, 20, 147], ColorName::Pink),
    ("salmon", [250, 128, 114], ColorName::Pink),
    ("misty rose", [255, 228, 225], ColorName::Pink),
    ("chocolate", [210, 105, 30], ColorName::Brown),
    ("saddle brown", [139, 69, 19], ColorName::Brown),
    ("sienna", [160, 82, 45], ColorName::Brown),
    ("tan", [210, 180, 140], ColorName::Brown),
    ("wheat", [245, 222, 179], ColorName::Brown),
    ("peru", [205, 133, 63], ColorName::Brown),
    ("dark soil", [45, 32, 22], ColorName::Brown),
    ("night sky", [12, 20, 46], ColorName::Blue),
    ("overcast sky", [190, 196, 202], ColorName::Gray),
    ("wet asphalt", [58, 60, 62], ColorName::Gray),
    ("skin in light", [224, 178, 150], ColorName::Brown),
];

#[test]
fn named_colors_get_the_term_that_people_use() {
    let wrong: Vec<String> = CHOSEN
        .iter()
        .filter(|(_, rgb, term)| color_name(Rgb(*rgb)) != *term)
        .map(|(name, rgb, term)| {
            let given = color_name(Rgb(*rgb)).as_str();
            format!("{name}: {given} instead of {}", term.as_str())
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
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
        assert!(
            CHOSEN
                .iter()
                .any(|(_, rgb, _)| color_name(Rgb(*rgb)) == term)
        );
    }
}

proptest! {
    #[test]
    fn every_color_has_a_term_and_always_the_same(rgb in prop::array::uniform3(0_u8..)) {
        prop_assert_eq!(color_name(Rgb(rgb)), color_name(Rgb(rgb)));
    }
}

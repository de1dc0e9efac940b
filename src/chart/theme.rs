//! The one theme of all charts: paper, inks, colours, letters and measures. It picks; the forms
//! in `figure` draw. All lengths are logical pixels (see [`DENSITY`]).

use crate::domain::Rgb;

/// Width of every figure.
pub const WIDTH: f64 = 960.0;
/// Height of a figure whose data does not ask for another.
pub const HEIGHT: f64 = 600.0;
/// Device pixels per logical pixel: a PNG stays sharp in print and on dense screens, and the
/// drawing of an SVG counts in half pixels.
pub const DENSITY: u32 = 2;
/// White space kept around everything.
pub const MARGIN: f64 = 36.0;

/// The background: white paper, not a lamp.
pub const PAPER: Rgb = Rgb([0xFD, 0xFC, 0xF9]);
/// Titles, labels and values.
pub const INK: Rgb = Rgb([0x1C, 0x1C, 0x1C]);
/// Subtitles, ticks and sources; 6:1 on the paper, so it is still read at half size.
pub const GREY: Rgb = Rgb([0x5E, 0x5E, 0x5B]);
/// Grid lines: found when looked for.
pub const GRID: Rgb = Rgb([0xE4, 0xE2, 0xDB]);
/// Where a scale of colours begins: nothing.
pub const LEAST: Rgb = Rgb([0xF0, 0xF1, 0xEE]);
/// The zero line of an axis.
pub const AXIS: Rgb = Rgb([0x8A, 0x88, 0x82]);
/// Around shapes that would otherwise vanish into the paper.
pub const OUTLINE: Rgb = Rgb([0x8C, 0x8A, 0x85]);
/// Letters on a dark shape.
pub const ON_DARK: Rgb = Rgb([0xFF, 0xFF, 0xFF]);
/// Shapes whose colour says nothing.
pub const ACCENT: Rgb = SERIES[0];
/// What is left when the named parts are shown ("other").
pub const REST: Rgb = Rgb([0xA9, 0xA7, 0xA1]);

/// Colours of series, told apart with any kind of colour vision and in grey print (Okabe and Ito,
/// *Color Universal Design*, 2008, without its black and with the blues first).
pub const SERIES: [Rgb; 7] = [
    Rgb([0x00, 0x72, 0xB2]),
    Rgb([0xE6, 0x9F, 0x00]),
    Rgb([0x00, 0x9E, 0x73]),
    Rgb([0xCC, 0x79, 0xA7]),
    Rgb([0x56, 0xB4, 0xE9]),
    Rgb([0xD5, 0x5E, 0x00]),
    Rgb([0xF0, 0xE4, 0x42]),
];

/// Inks of the tag cloud, most frequent words first; each at least 4.5:1 on the paper.
pub const CLOUD: [Rgb; 4] = [
    Rgb([0x00, 0x56, 0x8C]),
    Rgb([0x00, 0x72, 0xB2]),
    Rgb([0x3A, 0x5F, 0x78]),
    Rgb([0x5E, 0x5E, 0x5B]),
];

/// The families that an SVG asks for. The first is the one embedded here and used for the PNG;
/// the others are near it in width, for machines without it.
pub const FAMILIES: &str = "Open Sans, Noto Sans, DejaVu Sans, Helvetica, Arial, sans-serif";
/// Open Sans Regular (Apache-2.0, see `fonts/LICENSE.txt`).
pub static REGULAR: &[u8] = include_bytes!("fonts/OpenSans-Regular.ttf");
/// Open Sans Bold (Apache-2.0, see `fonts/LICENSE.txt`).
pub static BOLD: &[u8] = include_bytes!("fonts/OpenSans-Bold.ttf");
/// Fonts for what Open Sans lacks, the first that has a letter serves: Hebrew, Arabic, Devanagari,
/// Thai and Korean (Noto Sans, OFL-1.1), Chinese and Japanese (Droid Sans Fallback, Apache-2.0);
/// without hints, which nothing here reads. See `fonts/NOTICE.txt`.
///
/// Static, as the two above: of a constant each part of the program would have a copy.
pub static OTHER_SCRIPTS: [&[u8]; 6] = [
    include_bytes!("fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("fonts/NotoSansKR-Hangul.otf"),
    include_bytes!("fonts/DroidSansFallback.ttf"),
];

/// How a text is lettered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lettering {
    /// The em, in logical pixels.
    pub em: f64,
    /// Bold or regular.
    pub bold: bool,
    /// Its ink.
    pub color: Rgb,
}

impl Lettering {
    /// The same letters in another ink.
    pub const fn in_color(self, color: Rgb) -> Self {
        Self { color, ..self }
    }

    /// The same letters with an em of `em` logical pixels.
    pub const fn sized(self, em: f64) -> Self {
        Self { em, ..self }
    }

    /// The height of a line of these letters.
    pub fn line(&self) -> f64 {
        self.em * LEADING
    }

    /// How far below its middle a line of capitals and figures has its baseline.
    pub fn half_capital(&self) -> f64 {
        self.em * CAPITAL / 2.0
    }
}

/// Line height in ems.
const LEADING: f64 = 1.28;
/// Height of a capital in ems (Open Sans: 1462 of 2048 units).
const CAPITAL: f64 = 0.714;

/// The finding.
pub const TITLE: Lettering = letters(26.0, true, INK);
/// The measure.
pub const SUBTITLE: Lettering = letters(16.0, false, GREY);
/// The head of a panel.
pub const HEAD: Lettering = letters(15.0, true, INK);
/// Names of bars, rows and series.
pub const LABEL: Lettering = letters(15.0, false, INK);
/// Numbers at bars.
pub const VALUE: Lettering = letters(15.0, true, INK);
/// Ticks and names of axes.
pub const TICK: Lettering = letters(14.0, false, GREY);
/// The source and the notes.
pub const SOURCE: Lettering = letters(13.0, false, GREY);

const fn letters(em: f64, bold: bool, color: Rgb) -> Lettering {
    Lettering { em, bold, color }
}

/// The colour of the series at `index`; they repeat after [`SERIES`] is used up.
pub fn series(index: usize) -> Rgb {
    SERIES.get(index % SERIES.len()).copied().unwrap_or(ACCENT)
}

/// Whether a shape of this colour needs an outline to be seen on the paper.
pub fn is_pale(color: Rgb) -> bool {
    /// Luma from which the contrast with the paper falls below about 1.5:1.
    const PALE: f64 = 212.0;
    luma(color) > PALE
}

/// The ink that is read best on a shape of this colour.
pub fn ink_on(color: Rgb) -> Rgb {
    /// Luma at which the ink and white have about the same contrast (4:1).
    const MIDDLE: f64 = 104.0;
    if luma(color) > MIDDLE { INK } else { ON_DARK }
}

/// Perceived lightness, 0 to 255 (the luma of ITU-R BT.601).
fn luma(Rgb([red, green, blue]): Rgb) -> f64 {
    0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue)
}

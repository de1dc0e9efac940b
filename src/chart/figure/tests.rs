//! What can only be seen on the sheet: that no text leaves it, and that none is in another's way.

use crate::chart::theme::WIDTH;
use crate::domain::{Rgb, Swatch};

use super::sheet::{Anchor, Mark, Sheet, Text};
use super::*;

/// The box of a text's letters: left, top, right, bottom.
fn edges(text: &Text) -> [f64; 4] {
    let wide = lettering::width(&text.text, &text.lettering);
    let left = match text.anchor {
        Anchor::Start => text.at.0,
        Anchor::Middle => text.at.0 - wide / 2.0,
        Anchor::End => text.at.0 - wide,
    };
    let em = text.lettering.em;
    [
        left,
        text.at.1 - 0.72 * em,
        left + wide,
        text.at.1 + 0.2 * em,
    ]
}

fn assert_legible(sheet: &Sheet, case: &str) {
    let texts = sheet.marks.iter().filter_map(|mark| match mark {
        Mark::Text(text) => Some((text, edges(text))),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    for (index, (text, one)) in texts.iter().enumerate() {
        let inside = one[0] >= 0.0 && one[1] >= 0.0 && one[2] <= WIDTH && one[3] <= sheet.height;
        assert!(inside, "{case}: {text:?} at {one:?} leaves the sheet");
        assert!(text.lettering.em >= 12.0, "{case}: {text:?} is too small");
        for (other_text, other) in texts.iter().take(index) {
            let apart = one[0] >= other[2]
                || other[0] >= one[2]
                || one[1] >= other[3]
                || other[1] >= one[3];
            assert!(apart, "{case}: {text:?} meets {other_text:?}");
        }
    }
}

/// One figure of each form with `count` things of these names and values.
fn figures(count: usize, name: &str, value: f64) -> Vec<Figure> {
    let heading = || Heading {
        title: name.repeat(3),
        subtitle: name.repeat(9),
        language: Language::english(),
    };
    let text = || name.to_owned();
    let label = |index: usize| format!("{name}{index}");
    let color = Rgb([200, 210, 90]);
    let series: Vec<Series> = (0..11)
        .map(|index| Series {
            name: label(index),
            color,
        })
        .collect();
    let values = |index: usize| {
        (0..11)
            .map(|part| value * ((index + part) % 9) as f64)
            .collect()
    };
    let panel = |scale, parts| Panel {
        title: text(),
        x_label: text(),
        scale,
        series: series.iter().take(parts).cloned().collect(),
        values: (0..count).map(values).collect(),
    };
    let bars = |horizontal| {
        let bar = |index| Bar {
            interval: None,
            label: label(index),
            value: value * (index % 9) as f64,
            color: None,
        };
        let bars = (0..count).map(bar).collect();
        Figure::Bars(Bars {
            heading: heading(),
            x_label: text(),
            y_label: text(),
            bars,
            horizontal,
        })
    };
    let swatches = vec![
        Swatch {
            rgb: color,
            share: 0.3
        };
        3
    ];
    vec![
        bars(true),
        bars(false),
        Figure::Pie(Pie {
            heading: heading(),
            part_label: text(),
            value_label: text(),
            slices: (0..count)
                .map(|index| Slice {
                    label: label(index),
                    value,
                })
                .collect(),
        }),
        Figure::Palettes(Palettes {
            heading: heading(),
            x_label: text(),
            y_label: text(),
            rows: (0..count)
                .map(|index| PaletteRow {
                    content: None,
                    picture: None,
                    label: label(index),
                    swatches: swatches.clone(),
                })
                .collect(),
            more: 7,
        }),
        Figure::Stacked(Stacked {
            heading: heading(),
            x_label: text(),
            y_label: text(),
            legend_title: text(),
            series: series.clone(),
            groups: (0..count)
                .map(|index| Group {
                    label: label(index),
                    values: values(index),
                })
                .collect(),
        }),
        Figure::Panels(Panels {
            heading: heading(),
            y_label: text(),
            rows: (0..count).map(label).collect(),
            panels: vec![
                panel(Scale::Count, 1),
                panel(Scale::Count, 3),
                panel(Scale::Share, 3),
            ],
        }),
        Figure::Cloud(Cloud {
            heading: heading(),
            words: (0..count)
                .map(|index| Word {
                    text: label(index),
                    count: index as u64,
                })
                .collect(),
        }),
    ]
}

#[test]
fn no_text_leaves_its_sheet_or_meets_another() {
    for count in [0, 1, 2, 11, 40, 200] {
        for name in [
            "a",
            "user_",
            "a rather long name of some thing ",
            &"x".repeat(300),
        ] {
            for value in [0.0, 1.0, 1234.0, 1e9, 1e14, 1e300, f64::NAN] {
                for (form, figure) in figures(count, name, value).iter().enumerate() {
                    let case = format!("form {form}, {count} of {name:.9} at {value:e}");
                    assert_legible(&figure.sheet(), &case);
                }
            }
        }
    }
}

//! What must hold whatever the bytes are.

use std::panic;

use crate::imaging::{ExifFields, Unreadable, inspect, upright_thumbnail};

/// Where cargo keeps the crates that are not ours.
const FOREIGN: &str = "/registry/src/";

/// Lets crates that decode panic: `imaging` catches that and refuses the file. A panic in any
/// other place ends the fuzzer, which by itself would end at each.
pub fn let_decoders_panic() {
    let end = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let is_foreign = info
            .location()
            .is_some_and(|at| at.file().contains(FOREIGN));
        if !is_foreign {
            end(info);
        }
    }));
}

/// Reads header and pixels of any bytes: both give something sensible or a reason.
///
/// # Panics
/// Where they do not.
pub fn file_is_read_or_refused(bytes: &[u8], max_side_px: u32) {
    let header = inspect(bytes);
    let picture = upright_thumbnail(bytes, max_side_px);
    for error in [header.as_ref().err(), picture.as_ref().err()] {
        error.into_iter().for_each(reason_is_one_line);
    }
    if let Ok(header) = &header {
        assert!(header.width_px > 0 && header.height_px > 0);
        header.exif.iter().for_each(fields_are_in_range);
        let clean = |word: &String| !word.is_empty() && !word.chars().any(char::is_control);
        assert!(header.keywords.iter().all(clean));
    }
    let Ok(picture) = picture else {
        return;
    };
    let (width, height) = picture.dimensions();
    assert!(width > 0 && height > 0 && width.max(height) <= max_side_px.max(1));
    let header = header.expect("what gives pixels has a header");
    let is_smaller = width <= header.width_px && height <= header.height_px;
    assert!(is_smaller, "{width} x {height} of {header:?}");
    let lies_otherwise = (width > height && header.width_px < header.height_px)
        || (width < height && header.width_px > header.height_px);
    assert!(!lies_otherwise, "{width} x {height} of {header:?}");
}

fn reason_is_one_line(error: &Unreadable) {
    let reason = error.to_string();
    assert!(
        !reason.is_empty() && !reason.chars().any(char::is_control),
        "{reason:?}"
    );
}

fn fields_are_in_range(fields: &ExifFields) {
    let text = |text: &Option<String>| text.as_ref().is_none_or(|text| !text.is_empty());
    let positive =
        |number: Option<f64>| number.is_none_or(|number| number.is_finite() && number > 0.0);
    let within =
        |number: Option<f64>, max: f64| number.is_none_or(|number| (-max..=max).contains(&number));
    assert!(
        text(&fields.camera_make) && text(&fields.camera_model),
        "{fields:?}"
    );
    assert!(
        fields
            .date_taken
            .as_ref()
            .is_none_or(|date| date.len() == 19),
        "{fields:?}"
    );
    assert!(
        fields
            .orientation
            .is_none_or(|turn| (1..=8).contains(&turn)),
        "{fields:?}"
    );
    assert!(
        positive(fields.exposure_time_s)
            && positive(fields.f_number)
            && positive(fields.focal_length_mm),
        "{fields:?}"
    );
    assert!(fields.iso != Some(0), "{fields:?}");
    assert!(
        within(fields.latitude, 90.0) && within(fields.longitude, 180.0),
        "{fields:?}"
    );
}

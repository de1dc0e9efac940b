//! What the camera's settings tell: how long the shutter was open, how wide it looked.

use polars::prelude::*;

use super::tag_where;
use crate::tables::images::exif_name;

/// From so many seconds on, water, clouds and lights that move are drawn to veils and lines.
const LONG_EXPOSURE_FROM_S: f64 = 1.0;
/// From so many mm of 35 mm film on, the diagonal spans less than 25 degrees, half of what a normal
/// lens of 50 mm sees.
const TELEPHOTO_FROM_MM: f64 = 100.0;
/// Below so many mm of 35 mm film, the diagonal spans more than 84 degrees. What the main cameras
/// of phones see (24 to 28 mm) is today's ordinary view and no longer wide.
const WIDE_ANGLE_BELOW_MM: f64 = 24.0;
/// What EXIF 0xA40C calls macro.
const RANGE_MACRO: u32 = 1;

/// The tags of the settings, each null where it does not hold or is not known.
///
/// Only the focal length of 35 mm film tells a wide angle: the 4 mm of a phone are none, and EXIF
/// has no size of the sensor. A long real focal length is long on every smaller sensor too.
/// Only the camera's own word tells a macro: with a macro lens portraits are taken as well.
pub fn tags() -> Vec<Expr> {
    let film = || col(exif_name("focal_length_35mm").as_str());
    let real = || col(exif_name("focal_length_mm").as_str());
    let time = col(exif_name("exposure_time_s").as_str());
    let range = col(exif_name("subject_distance_range").as_str());
    let known = when(film().is_not_null()).then(film()).otherwise(real());
    vec![
        tag_where(time.gt_eq(lit(LONG_EXPOSURE_FROM_S)), "long-exposure"),
        tag_where(range.eq(lit(RANGE_MACRO)), "macro"),
        tag_where(known.gt_eq(lit(TELEPHOTO_FROM_MM)), "telephoto"),
        tag_where(film().lt(lit(WIDE_ANGLE_BELOW_MM)), "wide-angle"),
    ]
}

/// The exposure value at ISO 100: EV100 = log2(N^2 / t) - log2(ISO / 100), for the f-number N and
/// the exposure time t in seconds (ISO 2720:1974; Ray, *Applied Photographic Optics*, 3rd ed.,
/// 2002). Null where one of the three is.
pub fn exposure_value() -> Expr {
    let number = |field: &str| col(exif_name(field).as_str()).cast(DataType::Float64);
    let per_second = number("f_number") * number("f_number") / number("exposure_time_s");
    (per_second * lit(100.0) / number("iso")).log(lit(2.0))
}

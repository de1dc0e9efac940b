//! What the camera's clock tells: the season and the time of day.
//!
//! The clock is local time. Midnight to the second is how programs write a day without a time, and
//! the first of January at that midnight a year without a day: neither tells what it seems to.

use polars::prelude::*;

use super::camera::exposure_value;
use super::tag_where;
use crate::tables::images::exif_name;

/// Between the tropics a year has no four seasons: degrees of latitude.
const TROPIC_DEG: f64 = 23.44;
/// The first hour of each time of day; the night begins with the last of them.
const MORNING_FROM: u32 = 5;
const AFTERNOON_FROM: u32 = 12;
const EVENING_FROM: u32 = 17;
const NIGHT_FROM: u32 = 21;
/// The brightest light that a night may have, as the exposure value at ISO 100: about 320 lux
/// (E = 2.5 lux x 2^EV, ISO 2720), what is left when the sun has set. It keeps white nights,
/// midnight sun and lamplit rooms that are bright as day from being nights.
const NIGHT_TO_EV: f64 = 7.0;

const MIDNIGHT: &str = "00:00:00";
const NEW_YEAR: &str = "01-01T00:00:00";

/// The season, and the time of day, each null where it is not known.
pub fn tags() -> Vec<Expr> {
    vec![season(), time_of_day(), night()]
}

fn taken() -> Expr {
    col(exif_name("date_taken").as_str())
}

/// Two digits of the date at this place, as a number.
fn digits(at: i64) -> Expr {
    taken().str().slice(lit(at), lit(2)).cast(DataType::UInt32)
}

/// The hour; null where only the day is known.
fn hour() -> Expr {
    let is_known = taken().str().slice(lit(11), lit(8)).neq(lit(MIDNIGHT));
    when(is_known)
        .then(digits(11))
        .otherwise(lit(NULL).cast(DataType::UInt32))
}

/// The season that begins with March, June, September or December in the north, half a year later
/// in the south, as meteorologists count. Where the latitude is not known, that of the north, where
/// nine of ten people live.
fn season() -> Expr {
    let latitude = || col(exif_name("latitude").as_str());
    let is_beyond_tropics = latitude()
        .gt(lit(TROPIC_DEG))
        .or(latitude().lt(lit(-TROPIC_DEG)))
        .fill_null(lit(true));
    let is_known = taken()
        .str()
        .slice(lit(5), lit(14))
        .neq(lit(NEW_YEAR))
        .and(is_beyond_tropics);
    let half_year = when(latitude().lt(lit(0.0)))
        .then(lit(6_u32))
        .otherwise(lit(0_u32));
    let months_from_december = || (digits(5) + half_year.clone()) % lit(12_u32);
    let before = |month: u32| is_known.clone().and(months_from_december().lt(lit(month)));
    when(before(3))
        .then(lit("winter"))
        .when(before(6))
        .then(lit("spring"))
        .when(before(9))
        .then(lit("summer"))
        .when(before(12))
        .then(lit("autumn"))
        .otherwise(lit(NULL).cast(DataType::String))
}

fn time_of_day() -> Expr {
    let between = |from: u32, to: u32| hour().gt_eq(lit(from)).and(hour().lt(lit(to)));
    when(between(MORNING_FROM, AFTERNOON_FROM))
        .then(lit("morning"))
        .when(between(AFTERNOON_FROM, EVENING_FROM))
        .then(lit("afternoon"))
        .when(between(EVENING_FROM, NIGHT_FROM))
        .then(lit("evening"))
        .otherwise(lit(NULL).cast(DataType::String))
}

/// By the clock, unless the exposure says that it was bright.
fn night() -> Expr {
    let is_late = hour()
        .gt_eq(lit(NIGHT_FROM))
        .or(hour().lt(lit(MORNING_FROM)));
    let is_dark = exposure_value()
        .lt_eq(lit(NIGHT_TO_EV))
        .fill_null(lit(true));
    tag_where(is_late.and(is_dark), "night")
}

//! Answers `src/label/tags/calendar.rs`.

use anyhow::Result;
use pixrec::tables::images::ExifRecord;

use super::of_exif;

fn taken(date: &str) -> ExifRecord {
    ExifRecord {
        date_taken: Some(date.to_owned()),
        ..ExifRecord::default()
    }
}

/// The season and the time of day of a date.
fn of_date(date: &str) -> Result<Vec<String>> {
    of_exif(taken(date))
}

fn at(month: u32, latitude: Option<f64>) -> Result<Vec<String>> {
    of_exif(ExifRecord {
        latitude,
        ..taken(&format!("2024-{month:02}-15T00:00:00"))
    })
}

#[test]
fn each_month_has_its_season_and_the_south_the_opposite_one() -> Result<()> {
    let north = [
        "winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer", "autumn",
        "autumn", "autumn", "winter",
    ];
    for (month, season) in (1..).zip(north) {
        assert_eq!(at(month, None)?, [season], "month {month}");
        assert_eq!(at(month, Some(47.4))?, [season], "month {month}");
        let half_a_year_on = north[(month as usize + 5) % 12];
        assert_eq!(at(month, Some(-33.9))?, [half_a_year_on], "month {month}");
        for tropical in [0.0, 23.4, -23.4, 10.0] {
            assert!(at(month, Some(tropical))?.is_empty(), "month {month}");
        }
    }
    Ok(())
}

#[test]
fn each_hour_has_its_time_of_day() -> Result<()> {
    for hour in 0..24 {
        let time = match hour {
            5..12 => "morning",
            12..17 => "afternoon",
            17..21 => "evening",
            _ => "night",
        };
        let tags = of_date(&format!("2024-07-15T{hour:02}:30:00"))?;
        assert!(tags.contains(&time.to_owned()), "{hour}: {tags:?}");
        assert_eq!(tags.len(), 2, "{hour}: {tags:?}");
    }
    Ok(())
}

#[test]
fn midnight_to_the_second_is_no_time_and_new_years_midnight_no_day() -> Result<()> {
    assert_eq!(of_date("2003-07-14T00:00:00")?, ["summer"]);
    assert_eq!(of_date("2003-07-14T00:00:01")?, ["night", "summer"]);
    assert!(of_date("2003-01-01T00:00:00")?.is_empty());
    assert_eq!(of_date("2003-01-01T00:00:01")?, ["night", "winter"]);
    for broken in ["", "2003", "a long time ago, somewhere"] {
        assert!(of_date(broken)?.is_empty(), "{broken}");
    }
    Ok(())
}

#[test]
fn a_night_is_dark_where_the_exposure_tells() -> Result<()> {
    let exposed = |hour: &str, f_number, exposure_time_s, iso| {
        of_exif(ExifRecord {
            f_number: Some(f_number),
            exposure_time_s: Some(exposure_time_s),
            iso: Some(iso),
            ..taken(&format!("2024-07-15T{hour}:30:00"))
        })
    };
    let night = "night".to_owned();
    // EV100 of f/2, 1/15 s and ISO 1600 is 1.9; of f/8, 1/250 s and ISO 100 it is 14.
    assert!(exposed("23", 2.0, 1.0 / 15.0, 1600)?.contains(&night));
    assert!(!exposed("23", 8.0, 1.0 / 250.0, 100)?.contains(&night));
    assert!(!exposed("13", 2.0, 1.0 / 15.0, 1600)?.contains(&night));
    // The border: f/2 and 1/32 s at ISO 100 are 7 exactly, at ISO 50 they are 8.
    assert!(exposed("23", 2.0, 1.0 / 32.0, 100)?.contains(&night));
    assert!(!exposed("23", 2.0, 1.0 / 32.0, 50)?.contains(&night));
    Ok(())
}

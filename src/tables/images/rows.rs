//! Rows of the table `images` as records.

use anyhow::Result;
use polars::prelude::*;

use super::*;

/// The columns of the table, one chunk each, so that a row is found at once.
pub(super) struct Rows(DataFrame);

impl Rows {
    pub fn of(frame: &DataFrame) -> Self {
        let mut frame = frame.clone();
        frame.rechunk_mut();
        Self(frame)
    }

    pub fn records(&self) -> Result<Vec<ImageRecord>> {
        let exif = self.exif()?;
        let (names, formats) = (self.texts(FILENAME)?, self.texts(FORMAT)?);
        let (widths, heights) = (self.counts(WIDTH)?, self.counts(HEIGHT)?);
        let (sizes, hashes) = (self.floats(FILE_SIZE_KB)?, self.texts(CONTENT_HASH)?);
        let (sources, source_urls) = (self.texts(SOURCE)?, self.texts(SOURCE_URL)?);
        let (licenses, license_urls) = (self.texts(LICENSE)?, self.texts(LICENSE_URL)?);
        let (authors, titles) = (self.texts(AUTHOR)?, self.texts(TITLE)?);
        let descriptions = self.texts(DESCRIPTION)?;
        let tags = self.0.column(SOURCE_TAGS)?.list()?;
        let records = exif.into_iter().enumerate().map(|(row, exif)| {
            let text = |column: &StringChunked| column.get(row).map(str::to_owned);
            Ok(ImageRecord {
                filename: text(names).unwrap_or_default(),
                width: widths.get(row).unwrap_or_default(),
                height: heights.get(row).unwrap_or_default(),
                format: text(formats).unwrap_or_default(),
                file_size_kb: sizes.get(row).unwrap_or_default(),
                source: text(sources),
                source_url: text(source_urls),
                license: text(licenses),
                license_url: text(license_urls),
                author: text(authors),
                title: text(titles),
                description: text(descriptions),
                source_tags: owned(tags.get_as_series(row))?,
                content_hash: text(hashes).unwrap_or_default(),
                exif,
            })
        });
        records.collect()
    }

    /// What the cameras wrote; none where all of it is null.
    fn exif(&self) -> Result<Vec<Option<ExifRecord>>> {
        let texts = |field| self.texts(&exif_name(field));
        let counts = |field| self.counts(&exif_name(field));
        let floats = |field| self.floats(&exif_name(field));
        let (makes, models) = (texts("camera_make")?, texts("camera_model")?);
        let (dates, orientations) = (texts("date_taken")?, counts("orientation")?);
        let (times, apertures) = (floats("exposure_time_s")?, floats("f_number")?);
        let (isos, lengths) = (counts("iso")?, floats("focal_length_mm")?);
        let lengths_35mm = counts("focal_length_35mm")?;
        let ranges = counts("subject_distance_range")?;
        let (latitudes, longitudes) = (floats("latitude")?, floats("longitude")?);
        let record = |row| ExifRecord {
            camera_make: makes.get(row).map(str::to_owned),
            camera_model: models.get(row).map(str::to_owned),
            date_taken: dates.get(row).map(str::to_owned),
            orientation: orientations.get(row),
            exposure_time_s: times.get(row),
            f_number: apertures.get(row),
            iso: isos.get(row),
            focal_length_mm: lengths.get(row),
            focal_length_35mm: lengths_35mm.get(row),
            subject_distance_range: ranges.get(row),
            latitude: latitudes.get(row),
            longitude: longitudes.get(row),
        };
        let rows = (0..self.0.height()).map(record);
        let none = ExifRecord::default();
        Ok(rows.map(|row| (row != none).then_some(row)).collect())
    }

    fn texts(&self, name: &str) -> PolarsResult<&StringChunked> {
        self.0.column(name)?.str()
    }

    fn counts(&self, name: &str) -> PolarsResult<&UInt32Chunked> {
        self.0.column(name)?.u32()
    }

    fn floats(&self, name: &str) -> PolarsResult<&Float64Chunked> {
        self.0.column(name)?.f64()
    }
}

fn owned(list: Option<Series>) -> Result<Vec<String>> {
    let Some(list) = list else {
        return Ok(Vec::new());
    };
    Ok(list.str()?.iter().flatten().map(str::to_owned).collect())
}

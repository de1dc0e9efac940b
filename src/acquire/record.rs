//! What the metadata have of an image: what its source tells, and what its bytes tell.

use super::source::{About, Fetched};
use crate::fsio;
use crate::imaging::Header;
use crate::tables::images::{ExifRecord, ImageRecord};

/// Bytes in the unit of `file_size_kb`.
const BYTES_PER_KB: f64 = 1024.0;

/// A file's size as the metadata have it: KiB with two decimals.
pub fn file_size_kb(bytes: u64) -> f64 {
    (bytes as f64 / BYTES_PER_KB * 100.0).round() / 100.0
}

/// What the bytes of a file and their header tell; it has no name yet.
pub fn file_record(bytes: &[u8], header: Header) -> ImageRecord {
    ImageRecord {
        width: header.width_px,
        height: header.height_px,
        format: header.format.extension().to_owned(),
        file_size_kb: file_size_kb(bytes.len() as u64),
        source_tags: header.keywords,
        content_hash: fsio::hash(bytes),
        exif: header.exif.map(|exif| ExifRecord {
            camera_make: exif.camera_make,
            camera_model: exif.camera_model,
            date_taken: exif.date_taken,
            orientation: exif.orientation,
            exposure_time_s: exif.exposure_time_s,
            f_number: exif.f_number,
            iso: exif.iso,
            focal_length_mm: exif.focal_length_mm,
            focal_length_35mm: exif.focal_length_35mm,
            subject_distance_range: exif.subject_distance_range,
            latitude: exif.latitude,
            longitude: exif.longitude,
        }),
        ..ImageRecord::default()
    }
}

/// What the metadata have of an image that was fetched from `source`.
pub(super) fn record(
    source: &str,
    filename: &str,
    fetched: &Fetched,
    header: Header,
) -> ImageRecord {
    let mut record = file_record(&fetched.bytes, header);
    record.filename = filename.to_owned();
    record.source = Some(source.to_owned());
    let keywords = std::mem::take(&mut record.source_tags);
    describe(&mut record, &fetched.about, &keywords);
    record
}

/// Writes into `record` what the source tells, and the keywords of the file itself.
pub(super) fn describe(record: &mut ImageRecord, about: &About, keywords: &[String]) {
    let About {
        source_url,
        license,
        license_url,
        author,
        title,
        description,
        tags,
    } = about.clone();
    record.license_url = license_url.or_else(|| license.as_deref().and_then(super::license_url));
    record.source_url = source_url;
    record.license = license;
    record.author = author;
    record.title = title;
    record.description = description;
    record.source_tags = tags;
    record.source_tags.extend_from_slice(keywords);
}

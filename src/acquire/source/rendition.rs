//! Which of the sizes of a picture that a site has is fetched.

use reqwest::Url;

/// One size of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Where it is.
    pub url: Url,
    /// Its longer side in px, if the site tells.
    pub side: Option<u64>,
}

impl Rendition {
    /// The file at `url` of `width` by `height` px.
    pub fn new(url: Url, width: Option<u64>, height: Option<u64>) -> Self {
        let side = width.zip(height).map(|(width, height)| width.max(height));
        Self { url, side }
    }
}

/// The size to fetch of `renditions`, the largest of which comes first: that one, or with `max_side`
/// the largest whose longer side is not above it, or the last where all are larger. One whose size
/// is not known is taken for larger.
pub fn fitting(renditions: &[Rendition], max_side: Option<u32>) -> Option<&Rendition> {
    let Some(max_side) = max_side else {
        return renditions.first();
    };
    let fits = |rendition: &&Rendition| {
        rendition
            .side
            .is_some_and(|side| side <= u64::from(max_side))
    };
    renditions.iter().find(fits).or(renditions.last())
}

/// The longer side in px of `width` by `height` px once it is made to fit into a box, without being
/// made larger.
pub fn side_within(width: u64, height: u64, box_width: u64, box_height: u64) -> u64 {
    if width == 0 || height == 0 {
        return 0;
    }
    let scale = |of: u64, within: u64| within as f64 / of as f64;
    let scale = scale(width, box_width)
        .min(scale(height, box_height))
        .min(1.0);
    (width.max(height) as f64 * scale).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(sides: &[Option<u64>]) -> Vec<Rendition> {
        let at = |(index, side): (usize, &Option<u64>)| {
            let url = format!("https://example.org/{index}");
            Url::parse(&url)
                .ok()
                .map(|url| Rendition { url, side: *side })
        };
        sides.iter().enumerate().filter_map(at).collect()
    }

    #[test]
    fn the_largest_that_is_not_too_large_is_fetched() {
        let sizes = sizes(&[Some(4000), Some(2048), Some(1024), None, Some(320)]);
        let chosen = |max| fitting(&sizes, max).map(|rendition| rendition.url.path().to_owned());
        assert_eq!(chosen(None).as_deref(), Some("/0"));
        assert_eq!(chosen(Some(5000)).as_deref(), Some("/0"));
        assert_eq!(chosen(Some(2048)).as_deref(), Some("/1"));
        assert_eq!(chosen(Some(2047)).as_deref(), Some("/2"));
        assert_eq!(chosen(Some(1000)).as_deref(), Some("/4"));
        assert_eq!(chosen(Some(100)).as_deref(), Some("/4"));
        assert_eq!(fitting(&[], None), None);
    }

    #[test]
    fn a_picture_fits_into_a_box_by_its_tighter_side() {
        assert_eq!(side_within(4000, 2000, 940, 650), 940);
        assert_eq!(side_within(2000, 4000, 940, 650), 650);
        assert_eq!(side_within(100, 50, 940, 650), 100);
        assert_eq!(side_within(0, 50, 940, 650), 0);
    }
}

//! How far a search has been read. Flickr shows about the first 4,000 photos of a search and then
//! the same again; what was uploaded later is asked for by its date.

use anyhow::{Context, Result};

/// The last page of a search that is sure to hold other photos than those before it: 8 pages of 500.
const LAST_PAGE: u64 = 8;

/// A page of the photos that were uploaded from a time on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The time, in seconds since 1970.
    pub from: u64,
    /// The page, counted from 1.
    pub page: u64,
}

impl Window {
    /// The window that a cursor names; the first where there is none.
    ///
    /// # Errors
    /// It names none.
    pub fn read(cursor: Option<&str>) -> Result<Self> {
        let Some(cursor) = cursor else {
            return Ok(Self { from: 0, page: 1 });
        };
        let read = |(from, page): (&str, &str)| {
            Some(Self {
                from: from.parse().ok()?,
                page: page.parse().ok()?,
            })
        };
        cursor
            .split_once('/')
            .and_then(read)
            .with_context(|| format!("'{cursor}' is no page of Flickr"))
    }

    /// What to ask for where there is `more` than this page and those before it, whose last photo was
    /// uploaded at `latest`; nothing at the end.
    ///
    /// Each page begins with the time of the last photo before, so that neither the limit is met
    /// nor a photo is missed that came in the same second: those of that second come twice. Only
    /// when a whole page is of one second the next page of the same window is asked for.
    pub fn next(self, more: bool, latest: Option<u64>) -> Option<String> {
        let later = latest.filter(|latest| *latest > self.from);
        let next = match later {
            _ if !more => return None,
            Some(latest) => Self {
                from: latest,
                page: 1,
            },
            None if self.page < LAST_PAGE => Self {
                from: self.from,
                page: self.page + 1,
            },
            // No member uploads thousands of photos in a second: the site goes round.
            None => return None,
        };
        Some(format!("{}/{}", next.from, next.page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_read_on_by_date_and_then_by_page() {
        let at = |from, page| Window { from, page };
        let next = |window: Window, latest| window.next(true, latest);
        assert_eq!(next(at(0, 1), Some(1000)).as_deref(), Some("1000/1"));
        assert_eq!(next(at(1000, 3), Some(1001)).as_deref(), Some("1001/1"));
        for stuck in [Some(1000), Some(7), None] {
            assert_eq!(next(at(1000, 1), stuck).as_deref(), Some("1000/2"));
            assert_eq!(next(at(1000, 8), stuck), None);
        }
        assert_eq!(at(0, 1).next(false, Some(1000)), None);
    }

    #[test]
    fn a_cursor_leads_back_to_its_window() {
        let next = Window { from: 7, page: 1 }.next(true, Some(99));
        let read = Window::read(next.as_deref()).ok();
        assert_eq!(read, Some(Window { from: 99, page: 1 }));
        assert!(Window::read(Some("x")).is_err());
    }
}

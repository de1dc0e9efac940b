//! Sources asked directly, without the stage around them.

use std::ops::ControlFlow;
use std::sync::Mutex;

use anyhow::{Context, Result, anyhow};
use pixrec::acquire::{Fetched, Item, Listing, Source};

/// All pages of a source's listing, put together.
pub fn listed(source: &dyn Source) -> Result<Listing> {
    source.list().try_fold(Listing::default(), |mut all, page| {
        let Listing { items, skips } = page?;
        all.items.extend(items);
        all.skips.extend(skips);
        Ok(all)
    })
}

/// One item, fetched alone.
pub fn fetched(source: &dyn Source, item: &Item) -> Result<Fetched> {
    let slot = Mutex::new(None);
    source.fetch(&[(0, item)], &|_, fetched| {
        if let Ok(mut slot) = slot.lock() {
            *slot = Some(fetched);
        }
        ControlFlow::Continue(())
    });
    let came = slot
        .into_inner()
        .map_err(|_| anyhow!("a thread panicked"))?;
    came.context("the source forgot the item")?
        .map_err(|unfetched| anyhow!(unfetched.reason))
}

//! Two text columns of a frame, some rows at a time: a table that does not fit into memory passes
//! through.

use std::sync::mpsc::sync_channel;

use anyhow::{Result, anyhow};
use polars::prelude::*;

/// Batches that may wait: the engine goes on with the next while one is worked on.
const WAITING: usize = 4;

/// Calls `take` with the two text columns of some rows after the other, in the order of the frame,
/// and with the number of the first of these rows, from 0.
///
/// # Errors
/// The frame cannot be had, a column holds no text, or `take` fails.
pub fn each_batch(
    frame: LazyFrame,
    [first, second]: [&str; 2],
    mut take: impl FnMut(&StringChunked, &StringChunked, usize) -> Result<()>,
) -> Result<()> {
    let columns = frame.select([
        col(first).cast(DataType::String),
        col(second).cast(DataType::String),
    ]);
    let (send, batches) = sync_channel(WAITING);
    // The engine stops when nobody takes any more.
    let hand_on = PlanCallback::new(move |batch: DataFrame| Ok(send.send(batch).is_err()));
    let query = columns.sink_batches(hand_on, true, None)?;
    std::thread::scope(|scope| {
        let engine = scope.spawn(|| query.collect_with_engine(Engine::Streaming));
        let mut rows = 0;
        // Taken over, so that the engine learns of it when taking fails.
        let taken: Result<()> = batches.into_iter().try_for_each(|batch| {
            let text = |name: &str| {
                let column = batch.column(name)?;
                column.str().map_err(anyhow::Error::from)
            };
            take(text(first)?, text(second)?, rows)?;
            rows += batch.height();
            Ok(())
        });
        let ended = engine.join();
        taken?;
        ended.map_err(|_| anyhow!("the table cannot be read: it is damaged"))??;
        Ok(())
    })
}

//! Text columns of a frame, some rows at a time: a table that does not fit into memory passes
//! through.

use std::sync::mpsc::sync_channel;

use anyhow::{Result, anyhow};
use polars::prelude::*;

/// Batches that may wait: the engine goes on with the next while one is worked on.
const WAITING: usize = 4;

/// Calls `take` with the text columns `names` of some rows after the other, in the order of the
/// frame, and with the number of the first of these rows, from 0.
///
/// # Errors
/// The frame cannot be had, a column holds no text, or `take` fails.
pub fn each_batch<const N: usize>(
    frame: LazyFrame,
    names: [&str; N],
    mut take: impl FnMut([&StringChunked; N], usize) -> Result<()>,
) -> Result<()> {
    let columns = frame.select(names.map(|name| col(name).cast(DataType::String)));
    let (send, batches) = sync_channel(WAITING);
    // The engine stops when nobody takes any more.
    let hand_on = PlanCallback::new(move |batch: DataFrame| Ok(send.send(batch).is_err()));
    let query = columns.sink_batches(hand_on, true, None)?;
    std::thread::scope(|scope| {
        let engine = scope.spawn(|| query.collect_with_engine(Engine::Streaming));
        let mut rows = 0;
        // Taken over, so that the engine learns of it when taking fails.
        let taken: Result<()> = batches.into_iter().try_for_each(|batch| {
            let columns: Vec<&StringChunked> = batch
                .columns()
                .iter()
                .map(Column::str)
                .collect::<PolarsResult<_>>()?;
            if let Ok(columns) = <[&StringChunked; N]>::try_from(columns) {
                take(columns, rows)?;
            }
            rows += batch.height();
            Ok(())
        });
        let ended = engine.join();
        taken?;
        ended.map_err(|_| anyhow!("the table cannot be read: it is damaged"))??;
        Ok(())
    })
}

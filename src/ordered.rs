//! Pieces of work on many threads, whose results are taken in the order of the pieces: no result
//! depends on the number of threads, and no more wait than there are threads.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};

/// Calls `take` with what `work` makes of each of `pieces`, in their order.
///
/// # Errors
/// The first error of a piece, of `work` or of `take`; nothing is taken after it.
pub fn in_order<Piece, Made, Work, Take>(
    pieces: impl Iterator<Item = Result<Piece>> + Send,
    work: Work,
    mut take: Take,
) -> Result<()>
where
    Piece: Send,
    Made: Send,
    Work: Fn(Piece) -> Result<Made> + Sync,
    Take: FnMut(Made) -> Result<()>,
{
    let threads = rayon::current_num_threads();
    let (queue, results) = sync_channel(threads);
    let source = Mutex::new(Source {
        pieces,
        queue: Some(queue),
    });
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((piece, send)) = next(&source) {
                    // Nobody takes any more when a piece before this one has failed.
                    if send.send(piece.and_then(&work)).is_err() {
                        break;
                    }
                }
            });
        }
        // Taken over, so that the threads learn of it when taking fails.
        results
            .into_iter()
            .try_for_each(|result: Receiver<Result<Made>>| {
                let made = result.recv().context("a thread has ended too early")?;
                take(made?)
            })
    })
}

/// The pieces that are left.
struct Source<Pieces, Made> {
    pieces: Pieces,
    /// Where results are awaited, each in a channel of its own, in the order in which the pieces
    /// were given out; closed after the last.
    queue: Option<SyncSender<Receiver<Result<Made>>>>,
}

/// The next piece, and where its result goes.
fn next<Pieces: Iterator, Made>(
    source: &Mutex<Source<Pieces, Made>>,
) -> Option<(Pieces::Item, Sender<Result<Made>>)> {
    let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
    let Source { pieces, queue } = &mut *source;
    let Some(piece) = pieces.next() else {
        *queue = None;
        return None;
    };
    let (send, receive) = channel();
    queue.as_ref()?.send(receive).ok()?;
    Some((piece, send))
}

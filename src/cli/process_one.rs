//! The first process of a container: the kernel keeps signals from it that it does not ask for.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::register_conditional_shutdown;

/// The process that a container starts with.
const FIRST: u32 = 1;
/// What a shell adds to a signal's number to tell that a program was ended by it.
const ENDED_BY: i32 = 128;

/// Makes SIGTERM and SIGINT end a program that is a container's first process, as they end any
/// other: at once. Files are written whole and runs resume, so nothing has to be finished.
///
/// # Errors
/// The system takes no handler.
pub fn end_at_signals() -> Result<()> {
    if std::process::id() != FIRST {
        return Ok(());
    }
    for signal in [SIGTERM, SIGINT] {
        register_conditional_shutdown(signal, ENDED_BY + signal, Arc::new(AtomicBool::new(true)))
            .with_context(|| format!("cannot listen to signal {signal}"))?;
    }
    Ok(())
}

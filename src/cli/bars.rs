//! Progress on stderr: a bar a stage on a terminal; lines where something must be told, elsewhere.

use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use pixrec::domain::printable;
use pixrec::progress::Progress;

/// Redrawn so often even if nothing is done, so that the clock goes on.
const TICK: Duration = Duration::from_millis(200);

/// Bars on a terminal, plain lines elsewhere.
pub struct Bars {
    terminal: bool,
    verbose: bool,
    bar: Mutex<ProgressBar>,
}

impl Bars {
    /// Draws bars if stderr is a `terminal`; without one, `verbose` tells each stage in a line.
    pub fn new(terminal: bool, verbose: bool) -> Self {
        Self {
            terminal,
            verbose,
            bar: Mutex::new(ProgressBar::hidden()),
        }
    }

    fn bar(&self) -> ProgressBar {
        self.bar
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clone()
    }
}

impl Progress for Bars {
    fn begin(&self, name: &str, total: u64) {
        if !self.terminal {
            if self.verbose {
                eprintln!("{name}: {total} to do");
            }
            return;
        }
        let bar = ProgressBar::new(total);
        let style = ProgressStyle::with_template(
            "{prefix:>10} {bar:32} {human_pos}/{human_len} {elapsed} left {eta}",
        );
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(name.to_owned());
        bar.enable_steady_tick(TICK);
        *self
            .bar
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = bar;
    }

    fn advance(&self, steps: u64) {
        if self.terminal {
            self.bar().inc(steps);
        }
    }

    fn end(&self) {
        self.bar().finish_and_clear();
    }

    fn warn(&self, message: &str) {
        let line = format!("warning: {}", printable(message));
        self.bar().suspend(|| {
            // Nobody reads stderr any more: there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{line}");
        });
    }
}

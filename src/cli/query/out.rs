//! Where an answer is written: stdout, or a file that is not yet under its name.

use std::fs::File;
use std::io::{self, Stdout, Write};

use anstream::{AutoStream, StripStream};

/// A place to write to.
pub enum Out {
    /// Colours are left out where nobody sees them.
    Stdout(AutoStream<Stdout>),
    File(StripStream<File>),
}

impl Out {
    pub fn stdout() -> Self {
        Self::Stdout(anstream::stdout())
    }

    pub fn file(file: File) -> Self {
        Self::File(StripStream::new(file))
    }

    /// The same place for what is no text, from any thread.
    ///
    /// # Errors
    /// The file cannot be shared.
    pub fn bytes(&self) -> io::Result<Box<dyn Write + Send>> {
        Ok(match self {
            Self::Stdout(_) => Box::new(io::stdout()),
            Self::File(file) => Box::new(file.as_inner().try_clone()?),
        })
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(out) => out.flush(),
        }
    }
}

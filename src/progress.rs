//! How a stage tells how far it is. The library only knows this trait; the program on the
//! terminal draws bars, a container prints lines, tests stay silent.

/// Where a stage reports its progress. Called from many threads at once.
pub trait Progress: Sync {
    /// A piece of work of `total` steps begins, named as a person would (`label`).
    fn begin(&self, name: &str, total: u64);
    /// `steps` more are done.
    fn advance(&self, steps: u64);
    /// The piece of work is over.
    fn end(&self);
    /// Something that a person should know and that does not stop the work.
    fn warn(&self, message: &str);
}

/// Tells nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _name: &str, _total: u64) {}
    fn advance(&self, _steps: u64) {}
    fn end(&self) {}
    fn warn(&self, _message: &str) {}
}

//! Work that is handed to a Spark cluster: where Spark is, what it is told, and what it says. This
//! program is its map step, and the questions of people are its SQL; nothing here opens a table.

mod installation;
mod job;
mod progress_line;
mod script;
mod trouble;

pub use installation::Installation;
pub use job::{Job, sent_as};
pub use script::{Answer, SCRIPTS, Script, check_path, views};

//! The program `pixrec`: words in, a plan for the library, and what it gives back on the terminal.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}

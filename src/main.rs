//! The command-line program.

use std::process::ExitCode;

fn main() -> ExitCode {
    gamelift_conformance::cli::run().into()
}

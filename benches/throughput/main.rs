//! What a checked command costs the client, beside clients that check nothing.
//!
//! `cargo bench --bench throughput` serves the emulator as a process of its own, records what one
//! run sends to it, and then lets `run` and the other clients take turns: a bare loop over the
//! same HTTP stack that replays the recorded bytes, against one canned reply and against the
//! emulator, and `wrk` where it is installed.
//! Client and server share the machine, so the CPU time of the client's process is the figure
//! that counts; it is read from the system when the process has ended.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a measurement reads clocks and files, and has nobody to report an error to"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it prints a table"
)]

mod bare;
mod canned;
mod process;
mod recording;
mod table;
mod wrk;

use std::path::Path;

use process::{Measured, Server};
use recording::Recording;
use table::Table;

/// How many connections each client has: as many as `run` has cases at a time by default.
const CONNECTIONS: usize = 8;

/// How often the clients take turns.
const ROUNDS: usize = 5;

/// Random cases of each `run`.
const CASES: usize = 2_000;

/// Requests of each bare loop, about as many as a `run` sends commands.
const REQUESTS: usize = 40_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["canned", recording] => canned::serve(&Recording::read(Path::new(recording))),
        ["bare", url, recording] => bare::replay(url, &Recording::read(Path::new(recording))),
        // What else stands there is cargo's.
        _ => compare(),
    }
}

/// Measures all clients in turn and prints the table.
fn compare() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording");
    let file_text = file.to_str().unwrap();
    let recording = recording::record(folder.path());
    recording.write(&file);
    let (canned, canned_url) = Server::start(process::ourself(&["canned", file_text]));
    let mut table = Table::default();
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        let serve = Server::start(process::program(&["serve", "--port", "0"]));
        table.add("`run`, json", process::run(folder.path(), &serve.1, CASES));
        let bare = |url: &str| {
            let (time, _) = process::measure(process::ourself(&["bare", url, file_text]));
            Measured::new(time, REQUESTS)
        };
        table.add(table::BARE, bare(&canned_url));
        table.add("bare loop, emulator", bare(&serve.1));
        if let Some(measured) = wrk::load(folder.path(), &serve.1, &recording) {
            table.add("`wrk`, emulator", measured);
        }
    }
    drop(canned);
    println!("{table}");
}

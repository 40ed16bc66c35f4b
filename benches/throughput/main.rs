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
#[cfg(feature = "sdk")]
mod sdk;
mod table;
mod wrk;

use std::path::Path;
use std::process::Command;

use process::{Measured, Server};
use recording::Recording;
use table::Table;

/// How many connections each client has: as many as `run` has cases at a time by default.
const CONNECTIONS: usize = 8;

/// How often the clients take turns.
const ROUNDS: usize = 5;

/// What each `run` sends: the plans of the core suite, as many of them random.
const CORE: [&str; 4] = ["--suite", "core", "--cases", "1000"];

/// How long a reservation lasts where races are run, which wait for some to run out.
const RESERVATION: [&str; 2] = ["--reservation-timeout", "1s"];

/// What a `run` sends that is all races.
const RACES: [&str; 4] = ["--suite", "concurrent", "--tolerance", "0s"];

/// Requests of each loop, about as many as a `run` sends commands.
const REQUESTS: usize = 20_000;

/// The wires whose requests are recorded and replayed.
const RAW_WIRES: [&str; 2] = ["json", "cbor"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["canned", recording] => canned::serve(&Recording::read(Path::new(recording))),
        ["bare", url, recording] => bare::replay(url, &Recording::read(Path::new(recording))),
        #[cfg(feature = "sdk")]
        ["sdk", url] => sdk::call(url),
        // What else stands there is cargo's.
        _ => compare(),
    }
}

/// What is replayed of one wire, and the server with its canned reply.
struct Replay {
    wire: &'static str,
    recording: Recording,
    /// The file of the recording.
    file: String,
    canned_url: String,
    _canned: Server,
}

impl Replay {
    fn record(wire: &'static str, folder: &Path) -> Self {
        let file = folder.join(wire).to_str().unwrap().to_owned();
        let recording = recording::record(wire, folder);
        recording.write(Path::new(&file));
        let (canned, canned_url) = Server::start(process::ourself(&["canned", &file]));
        Self {
            wire,
            recording,
            file,
            canned_url,
            _canned: canned,
        }
    }

    /// Lets a run of races take its turn.
    fn races(&self, folder: &Path, url: &str, table: &mut Table) {
        let Self { wire, .. } = self;
        let races = [&RACES[..], &RESERVATION].concat();
        let measured = process::run(folder, url, wire, &races);
        let bare = format!("bare loop, {wire}, canned reply");
        table.add(&format!("`run`, {wire}, races"), &bare, measured);
    }

    /// Lets the clients of this wire take their turn.
    fn round(&self, folder: &Path, url: &str, table: &mut Table) {
        let Self { wire, file, .. } = self;
        let bare = format!("bare loop, {wire}, canned reply");
        table.add(
            &format!("`run`, {wire}"),
            &bare,
            process::run(folder, url, wire, &CORE),
        );
        let replay = |url: &str| counted(process::ourself(&["bare", url, file]));
        table.add(&bare, &bare, replay(&self.canned_url));
        table.add(&format!("bare loop, {wire}, emulator"), &bare, replay(url));
        if let Some(measured) = wrk::load(folder, url, &self.recording) {
            table.add(&format!("`wrk`, {wire}, emulator"), &bare, measured);
        }
    }
}

/// Runs a loop to its end.
fn counted(command: Command) -> Measured {
    let (time, _) = process::measure(command);
    Measured::new(time, REQUESTS)
}

/// Measures all clients in turn and prints the table.
fn compare() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let replays = RAW_WIRES.map(|wire| Replay::record(wire, folder));
    let mut table = Table::default();
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        let (_serve, url) = Server::start(process::program(&["serve", "--port", "0"]));
        for replay in &replays {
            replay.round(folder, &url, &mut table);
        }
        let (_serve, url_of_races) = Server::start(process::program(
            &[&["serve", "--port", "0"][..], &RESERVATION].concat(),
        ));
        for replay in &replays {
            replay.races(folder, &url_of_races, &mut table);
        }
        if cfg!(feature = "sdk") {
            let bare = "bare SDK, emulator";
            table.add("`run`, sdk", bare, process::run(folder, &url, "sdk", &CORE));
            table.add(bare, bare, counted(process::ourself(&["sdk", &url])));
        }
    }
    println!("{table}");
}

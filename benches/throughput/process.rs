//! Processes, and the CPU time that they took.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The ticks of a second in `/proc`, which is the same on all Linux systems.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a client took for its commands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// Microseconds of the client's CPU, user and system, for each command.
    pub(crate) cpu_us: f64,
    /// Commands in a second by the wall.
    pub(crate) rate: f64,
}

impl Measured {
    /// Returns what each of `count` commands took.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of commands are small numbers"
    )]
    pub(crate) fn new(time: Time, count: usize) -> Self {
        let count = count as f64;
        Self {
            cpu_us: time.cpu.as_secs_f64() * 1e6 / count,
            rate: count / time.wall.as_secs_f64(),
        }
    }
}

/// What a process took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time {
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

/// Returns a call of the program.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gamelift-conformance"));
    command.args(arguments).env("NO_COLOR", "1");
    command
}

/// Returns a call of this measurement's own program.
pub(crate) fn ourself(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments);
    command
}

/// Runs a client to its end; returns what it took and what it wrote to stdout.
pub(crate) fn measure(mut command: Command) -> (Time, String) {
    let before = cpu_of_children();
    let began = Instant::now();
    let output = command.stderr(Stdio::null()).output().unwrap();
    let time = Time {
        wall: began.elapsed(),
        cpu: cpu_of_children().saturating_sub(before),
    };
    assert!(output.status.success(), "{command:?} failed: {output:?}");
    (time, String::from_utf8(output.stdout).unwrap())
}

/// Runs all of `run` against an endpoint, over one wire, with arguments that say what.
pub(crate) fn run(folder: &Path, url: &str, wire: &str, what: &[&str]) -> Measured {
    let mut command = program(&["run", "--quiet", "--target", url, "--wire", wire]);
    command.args(["--report", "json=-", "--output"]);
    command.arg(folder).args(what);
    let (time, report) = measure(command);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let count = report["summary"]["commands"].as_u64().unwrap();
    Measured::new(time, usize::try_from(count).unwrap())
}

/// Returns the CPU time of the children that have been waited for.
fn cpu_of_children() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The name of the program, in parentheses, may hold anything.
    let (_, members) = stat.rsplit_once(')').unwrap();
    let ticks: f64 = members
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(|ticks| ticks.parse::<f64>().unwrap())
        .sum();
    Duration::from_secs_f64(ticks / TICKS_PER_SECOND)
}

/// A server that runs beside the clients; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server(Child);

impl Server {
    /// Starts a server, which says its URL on the first line of stdout.
    pub(crate) fn start(mut command: Command) -> (Self, String) {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut url).unwrap();
        (Self(child), url.trim().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

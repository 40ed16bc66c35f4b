//! The load generator `wrk`, with the recorded requests.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::str::FromStr;

use crate::CONNECTIONS;
use crate::process::{self, Measured};
use crate::recording::Recording;

/// How many of the requests go into the script; Lua holds no more constants in a function.
const REQUESTS_MAX: usize = 200;

/// Loads the server for some seconds, `None` where `wrk` is not installed.
pub(crate) fn load(folder: &Path, url: &str, recording: &Recording) -> Option<Measured> {
    let is_installed = Command::new("wrk")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if is_installed.is_err() {
        eprintln!("wrk is not installed: left out");
        return None;
    }
    let path = folder.join("wrk.lua");
    std::fs::write(&path, script(recording)).unwrap();
    let mut command = Command::new("wrk");
    let connections = format!("-c{CONNECTIONS}");
    command
        .args(["-t1", &connections, "-d3s", "-s"])
        .arg(path)
        .arg(url);
    let (time, output) = process::measure(command);
    let count = output
        .lines()
        .find_map(|line| line.split_once(" requests in "));
    let count = count.map(|(count, _)| usize::from_str(count.trim()).unwrap());
    Some(Measured::new(time, count.unwrap()))
}

/// Returns a script that sends the requests in turn, and reads nothing of the replies.
fn script(recording: &Recording) -> String {
    // Evenly spread over the recording, so that each round sends the same kinds.
    let step = recording.requests.len().div_ceil(REQUESTS_MAX);
    let mut script = "local requests = {\n".to_owned();
    for request in recording.requests.iter().step_by(step) {
        script.push('"');
        for byte in request {
            write!(script, "\\{byte:03}").unwrap();
        }
        script.push_str("\",\n");
    }
    script.push_str(
        "}\nlocal number = 0\nfunction request()\n  number = number % #requests + 1\n  \
         return requests[number]\nend\n",
    );
    script
}

//! The program as a process.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long a process may take to say what a test waits for.
const PATIENCE: Duration = Duration::from_mins(1);

/// Returns a call of the program in a folder, with nothing of the environment that changes it.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gamelift-conformance"));
    command.current_dir(folder).args(arguments);
    for variable in [
        "CI",
        "GITHUB_STEP_SUMMARY",
        "INSTA_UPDATE",
        "NO_COLOR",
        "RUST_BACKTRACE",
        "TF_BUILD",
    ] {
        command.env_remove(variable);
    }
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("AWS_") {
            command.env_remove(variable);
        }
    }
    // No profile, and no service of an instance, on any machine.
    command
        .env("AWS_CONFIG_FILE", folder.join("aws-config"))
        .env(
            "AWS_SHARED_CREDENTIALS_FILE",
            folder.join("aws-credentials"),
        )
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

/// Runs the program to its end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

/// Returns what went to stdout.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Returns what went to stderr.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A program that runs beside the test; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    log: Receiver<String>,
    /// The lines of stderr so far.
    pub(crate) lines: Vec<String>,
}

impl Running {
    /// Starts the program.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::of(program(folder, arguments))
    }

    /// Starts a call of the program.
    pub(crate) fn of(mut program: Command) -> Self {
        let mut child = program
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = lines(child.stderr.take().unwrap());
        Self {
            child,
            log,
            lines: Vec::new(),
        }
    }

    /// Starts `serve` on a free port, and returns its URL as well.
    pub(crate) fn serve(folder: &Path, arguments: &[&str]) -> (Self, String) {
        let arguments = [&["serve", "--port", "0"], arguments].concat();
        let mut running = Self::start(folder, &arguments);
        let mut url = String::new();
        let mut stdout = BufReader::new(running.child.stdout.take().unwrap());
        stdout.read_line(&mut url).unwrap();
        (running, url.trim().to_owned())
    }

    /// Reads stderr until a line has the part.
    pub(crate) fn wait_for(&mut self, part: &str) {
        loop {
            match self.log.recv_timeout(PATIENCE) {
                Ok(line) => {
                    let is_it = line.contains(part);
                    self.lines.push(line);
                    if is_it {
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("no line has {part:?}: {:#?}", self.lines)
                }
            }
        }
    }

    /// Ends the program at once, so that it cleans nothing up, and returns its lines of stderr.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut lines = std::mem::take(&mut self.lines);
        lines.extend(self.log.iter());
        lines
    }

    /// Sends the signal of ctrl-c.
    pub(crate) fn interrupt(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -INT {id}")])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the end, and returns the exit status and what went to stdout.
    pub(crate) fn end(mut self) -> (Option<i32>, String, Vec<String>) {
        let mut stdout = String::new();
        if let Some(mut out) = self.child.stdout.take() {
            out.read_to_string(&mut stdout).unwrap();
        }
        let status = self.child.wait().unwrap().code();
        let mut lines = std::mem::take(&mut self.lines);
        lines.extend(self.log.iter());
        (status, stdout, lines)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stderr: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines() {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

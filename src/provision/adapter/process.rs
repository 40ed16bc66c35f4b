//! The process of an adapter: lines in, lines out, its end and what it said before.
//!
//! Pipes block, so each has a thread of its own, which ends with its pipe.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::clock::{self, Clock};

use super::error::AdapterError;
use super::stderr::{self, LastWords};

/// The longest line that an adapter may write, in bytes.
pub(super) const LINE_MAX: usize = 1024 * 1024;

/// How long an adapter may take to end once its stdin has, before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// The pause between two looks at whether it has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// How many lines may wait to be read.
const LINES_WAITING: usize = 16;

/// What comes out of the process.
#[derive(Debug)]
pub(super) enum Line {
    /// A line, with its end.
    Whole(Vec<u8>),
    /// A line that is longer than lines may be.
    TooLong,
}

/// The process of an adapter; dropping it kills it.
#[derive(Debug)]
pub(super) struct Process {
    child: Mutex<Child>,
    /// Where lines for its stdin go, `None` once it has been told to end.
    stdin: Mutex<Option<mpsc::UnboundedSender<Vec<u8>>>>,
    last_words: LastWords,
    /// Fails once there is nothing more on stderr.
    stderr_ended: tokio::sync::Mutex<oneshot::Receiver<()>>,
}

impl Process {
    /// Starts the program, and returns it with what it writes to stdout.
    pub(super) fn start(
        command: &str,
        log: mpsc::UnboundedSender<String>,
    ) -> Result<(Arc<Self>, mpsc::Receiver<Line>), AdapterError> {
        let words = shlex::split(command).unwrap_or_default();
        let Some((program, arguments)) = words.split_first() else {
            let command = command.to_owned();
            return Err(AdapterError::Command { command });
        };
        let failed = |reason: String| AdapterError::Start {
            program: program.clone(),
            reason,
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Ctrl-c is for this program, which then ends the adapter in order.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(failed("it has no pipes".to_owned()));
        };
        let (requests, mut waiting) = mpsc::unbounded_channel::<Vec<u8>>();
        std::thread::spawn(move || {
            while let Some(line) = waiting.blocking_recv() {
                // Where it does not read, it has ended or does not answer, which says more.
                let _ = stdin.write_all(&line).and_then(|()| stdin.flush());
            }
        });
        let (sender, lines) = mpsc::channel(LINES_WAITING);
        std::thread::spawn(move || read(stdout, &sender));
        let last_words = LastWords::default();
        let (ended, stderr_ended) = oneshot::channel::<()>();
        let kept = last_words.clone();
        std::thread::spawn(move || {
            stderr::pass_on(stderr, &kept, &log);
            drop(ended);
        });
        let process = Self {
            child: Mutex::new(child),
            stdin: Mutex::new(Some(requests)),
            last_words,
            stderr_ended: tokio::sync::Mutex::new(stderr_ended),
        };
        Ok((Arc::new(process), lines))
    }

    /// Writes a line to its stdin, as soon as it reads.
    pub(super) fn write(&self, line: Vec<u8>) {
        if let Some(stdin) = &*lock(&self.stdin) {
            // Who is not there any more is missed when the answer is.
            let _ = stdin.send(line);
        }
    }

    /// Ends the process: it may end by itself for a while, then it is killed.
    pub(super) async fn end(&self) {
        *lock(&self.stdin) = None;
        if self.exit_status().await.is_none() {
            self.kill();
        }
    }

    /// Returns that its stdout has ended, with all that can be learnt about why.
    pub(super) async fn ended(&self, asked: &str) -> AdapterError {
        let status = self.exit_status().await.map_or_else(
            || "closing its stdout without an exit".to_owned(),
            |status| status.to_string(),
        );
        // What it has started may hold stderr open.
        let _ = clock::within(GRACE, &mut *self.stderr_ended.lock().await).await;
        AdapterError::Ended {
            asked: asked.to_owned(),
            status,
            last_words: self.last_words.lines(),
        }
    }

    /// Waits for the end, for a while.
    async fn exit_status(&self) -> Option<ExitStatus> {
        let clock = Clock::system();
        loop {
            if let Ok(Some(status)) = lock(&self.child).try_wait() {
                return Some(status);
            }
            if clock.now() >= GRACE {
                return None;
            }
            clock.pause(PAUSE).await;
        }
    }

    fn kill(&self) {
        let mut child = lock(&self.child);
        // What cannot be killed has ended.
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Reads lines until there are no more, one is too long, or nobody wants them.
fn read(stdout: ChildStdout, lines: &mpsc::Sender<Line>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let limit = LINE_MAX as u64 + 1;
        let read = (&mut stdout).take(limit).read_until(b'\n', &mut line);
        // What cannot be read has ended.
        if !matches!(read, Ok(1..)) {
            return;
        }
        let is_too_long = line.len() > LINE_MAX;
        let line = if is_too_long {
            Line::TooLong
        } else {
            Line::Whole(line)
        };
        if lines.blocking_send(line).is_err() || is_too_long {
            return;
        }
    }
}

/// Each change of what is kept of a process is whole before anything can panic.
fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

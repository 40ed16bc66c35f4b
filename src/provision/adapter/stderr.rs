//! What an adapter says on stderr: passed on, within bounds, and its end kept for the case that
//! it breaks off.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

/// The longest part of a line that is passed on, in bytes.
const LINE_MAX: u64 = 500;

/// How many lines are passed on.
const LINES_MAX: usize = 1_000;

/// How many lines are kept for an error.
const LAST_WORDS: usize = 5;

/// The lines that an adapter has said last.
#[derive(Clone, Debug, Default)]
pub(super) struct LastWords(Arc<Mutex<VecDeque<String>>>);

impl LastWords {
    fn push(&self, line: String) {
        // Each change is whole before anything can panic.
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push_back(line);
        if lines.len() > LAST_WORDS {
            lines.pop_front();
        }
    }

    /// Returns the lines, from the earliest to the latest.
    pub(super) fn lines(&self) -> Vec<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().cloned().collect()
    }
}

/// Passes lines on until there are no more; a line that is too long becomes several.
pub(super) fn pass_on(
    stderr: impl Read,
    last_words: &LastWords,
    log: &mpsc::UnboundedSender<String>,
) {
    let mut stderr = BufReader::new(stderr);
    let mut line_count = 0_usize;
    loop {
        let mut line = Vec::new();
        let read = (&mut stderr).take(LINE_MAX).read_until(b'\n', &mut line);
        if !matches!(read, Ok(1..)) {
            return;
        }
        let line = String::from_utf8_lossy(&line);
        let printable = |c: char| if c.is_control() { ' ' } else { c };
        let line: String = line.trim_end().chars().map(printable).collect();
        if line.is_empty() {
            continue;
        }
        line_count += 1;
        let text = match line_count {
            ..LINES_MAX => Some(format!("adapter: {line}")),
            LINES_MAX => Some("adapter: what it says from here on is left out".to_owned()),
            _ => None,
        };
        if let Some(text) = text {
            // Nobody listens any more once the run is over.
            let _ = log.send(text);
        }
        last_words.push(line);
    }
}

//! Changes of a game session's status, with what is known of their time.

use std::time::Duration;

use crate::history::Interval;

/// A change of the game session's status, with its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It has not been asked for.
    NotYet,
    /// It was asked for and answered in this interval.
    Answered(Interval),
    /// It has been seen in a reply.
    Seen,
}

/// So long after the beginning of a run that nothing happens any more.
const NEVER: Duration = Duration::from_secs(u32::MAX as u64);

impl Change {
    /// Returns a change that nobody asks for, which has happened at any moment since `start`, or
    /// is still to come.
    pub fn at_any_moment_since(start: Duration) -> Self {
        Self::Answered(Interval { start, end: NEVER })
    }

    /// Takes note that the change had happened by `moment`.
    pub fn has_happened_by(&mut self, moment: Duration) {
        if let Self::Answered(interval) = self {
            interval.end = interval.end.min(moment);
        }
    }
}

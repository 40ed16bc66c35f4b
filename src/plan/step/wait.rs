//! How long a step waits, relative to a deadline.

use std::time::Duration;

use crate::history::Label;

/// The moment until which a step waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wait {
    /// The step whose reservations' deadline is meant.
    pub deadline_of: Label,
    /// Which moment relative to the deadline.
    pub offset: Offset,
}

/// A moment relative to a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Offset {
    /// Just before it: nothing may have timed out.
    Before,
    /// Just after it and the target's tolerance: all must have timed out.
    After,
}

/// How far before a deadline "just before" is.
pub const BEFORE: Duration = Duration::from_secs(1);

/// How far after a deadline and the tolerance "just after" is.
pub const AFTER: Duration = Duration::from_millis(10);

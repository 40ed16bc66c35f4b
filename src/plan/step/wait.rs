//! How long a step waits, relative to a deadline.

use std::time::Duration;

use crate::history::{Interval, Label};
use crate::model::retention::RETENTION;
use crate::model::terms::Terms;

/// The moment until which a step waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wait {
    /// The step with which the period begins.
    pub deadline_of: Label,
    /// The period whose end is the deadline.
    pub period: Period,
    /// Which moment relative to the deadline.
    pub offset: Offset,
}

/// A period that begins with a step, and whose end is a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// For which the reservations of a call are held (CPS-24).
    Reservation,
    /// In which a new game session is to be activated (GSS-06).
    Activation,
    /// For which the records of an ended game session are kept (CPS-26).
    Retention,
}

/// A moment relative to a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Offset {
    /// Just before it: nothing may have run out.
    Before,
    /// The moment itself: either may hold, and nothing in between. Only a clock that is advanced
    /// can be set to it.
    At,
    /// Just after it and the target's tolerance: all must have run out.
    After,
}

/// How far before a deadline "just before" is.
const BEFORE: Duration = Duration::from_secs(1);

/// How far after a deadline and the tolerance "just after" is.
const AFTER: Duration = Duration::from_millis(10);

impl Wait {
    /// Returns the moment, where the step that begins the period was carried out at `begun`;
    /// `None` where nobody knows how long the period is.
    pub fn moment(self, begun: Interval, terms: &Terms) -> Option<Duration> {
        let length = self.period.length(terms)?;
        Some(match self.offset {
            Offset::Before => (begun.start + length).saturating_sub(BEFORE),
            Offset::At => begun.end + length,
            Offset::After => begun.end + length + terms.tolerance + AFTER,
        })
    }

    /// Returns the moment in words; `step` names the step that begins the period.
    pub fn describe(self, step: &str) -> String {
        let deadline = match self.period {
            Period::Reservation => format!("the time-out of {step}"),
            Period::Activation => format!("the activation time-out of {step}"),
            Period::Retention => format!("30 days from {step}"),
        };
        match self.offset {
            Offset::Before => format!("until just before {deadline}"),
            Offset::At => format!("until {deadline}"),
            Offset::After => format!("until after {deadline}"),
        }
    }
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 3] = [Self::Reservation, Self::Activation, Self::Retention];

    fn length(self, terms: &Terms) -> Option<Duration> {
        match self {
            Self::Reservation => Some(terms.reservation_timeout),
            Self::Activation => terms.activation_timeout,
            Self::Retention => Some(RETENTION),
        }
    }
}

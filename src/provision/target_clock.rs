//! The clock by which a target's timers run: the wall's, or that of an embedded emulator.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use crate::clock::{self, Clock};
use crate::emulator::server::Server;

/// The clock by which a target's timers run.
#[derive(Clone, Debug)]
pub(super) enum TargetClock {
    /// Time passes by itself; the run's own clock tells how much.
    Wall(Clock),
    /// Time passes when the emulator is told so.
    Advanced {
        /// The emulator.
        server: Arc<Server>,
        /// The origin of its time, in milliseconds since the Unix epoch.
        epoch_ms: i64,
    },
    /// Time passes when an adapter is told so; how much has passed is counted here.
    Counted(Arc<CountedClock>),
}

/// The time that has passed on a clock that only moves when it is told to.
#[derive(Debug)]
pub(super) struct CountedClock(Mutex<Duration>);

impl CountedClock {
    /// Returns a clock that shows zero.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Duration::ZERO)))
    }

    /// Returns the time that has passed.
    pub(super) fn now(&self) -> Duration {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note that so much more has passed.
    pub(super) fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by);
    }
}

impl TargetClock {
    /// Returns the time since the clock's origin.
    pub(super) fn now(&self) -> Duration {
        match self {
            Self::Wall(clock) => clock.now(),
            Self::Advanced { server, .. } => server.now(),
            Self::Counted(clock) => clock.now(),
        }
    }

    /// Returns the date and time of day, in milliseconds since the Unix epoch.
    pub(super) fn epoch_ms(&self) -> i64 {
        let (origin, since) = match self {
            Self::Wall(_) | Self::Counted(_) => (
                0,
                clock::wall().duration_since(UNIX_EPOCH).unwrap_or_default(),
            ),
            Self::Advanced { server, epoch_ms } => (*epoch_ms, server.now()),
        };
        origin.saturating_add(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

//! The clock by which a target's timers run: the wall's, or that of an embedded emulator.

use std::sync::Arc;
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
}

impl TargetClock {
    /// Returns the time since the clock's origin.
    pub(super) fn now(&self) -> Duration {
        match self {
            Self::Wall(clock) => clock.now(),
            Self::Advanced { server, .. } => server.now(),
        }
    }

    /// Returns the date and time of day, in milliseconds since the Unix epoch.
    pub(super) fn epoch_ms(&self) -> i64 {
        let (origin, since) = match self {
            Self::Wall(_) => (
                0,
                clock::wall().duration_since(UNIX_EPOCH).unwrap_or_default(),
            ),
            Self::Advanced { server, epoch_ms } => (*epoch_ms, server.now()),
        };
        origin.saturating_add(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

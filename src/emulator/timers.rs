//! What becomes due by itself, in the order in which it does.

use std::collections::BTreeSet;
use std::time::Duration;

use super::state::{GameKey, PlayerKey, ProcessKey};
use super::{Emulator, SocketId};

/// How long after its last healthy report a process is ended: three reports missed.
pub(super) const HEALTH_TIMEOUT: Duration = Duration::from_mins(3);

/// How long a socket that a newer one has replaced stays open for answers under way.
pub(super) const SUPERSEDED_GRACE: Duration = Duration::from_secs(5);

/// How long records outlive their game session (CPS-26).
pub(super) const RETENTION: Duration = Duration::from_hours(30 * 24);

/// Something that becomes due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// A reservation lapses.
    Reservation(PlayerKey),
    /// The slot of a player session that has ended opens.
    Slot(PlayerKey),
    /// A game session has taken too long to become active.
    Activation(GameKey),
    /// A process has not reported itself healthy for too long.
    Health(ProcessKey),
    /// A socket that a newer one replaced is closed.
    Superseded(SocketId),
    /// The records of a game session are dropped.
    Retention(GameKey),
}

/// All timers that are set.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers(BTreeSet<(Duration, Timer)>);

impl Timers {
    /// Sets a timer.
    pub(super) fn set(&mut self, deadline: Duration, timer: Timer) {
        self.0.insert((deadline, timer));
    }

    /// Cancels a timer that was set to `deadline`; one that has run is left alone.
    pub(super) fn cancel(&mut self, deadline: Duration, timer: Timer) {
        self.0.remove(&(deadline, timer));
    }

    /// Returns when the next timer is due.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.0.first().map(|(deadline, _)| *deadline)
    }

    fn take_due(&mut self, now: Duration) -> Option<(Duration, Timer)> {
        if self.next_deadline()? <= now {
            self.0.pop_first()
        } else {
            None
        }
    }
}

impl Emulator {
    /// Brings the time to `now` and runs what becomes due on the way, each at its own deadline.
    pub(super) fn run_timers(&mut self, now: Duration) {
        while let Some((deadline, timer)) = self.timers.take_due(now) {
            self.now = self.now.max(deadline);
            match timer {
                Timer::Reservation(key) => self.time_out_reservation(key),
                Timer::Slot(key) => self.open_slot(key),
                Timer::Activation(key) => self.give_up_activation(key),
                Timer::Health(key) => self.end_unhealthy_process(key),
                Timer::Superseded(socket) => self.close_socket(socket),
                Timer::Retention(key) => self.drop_records(key),
            }
        }
        self.now = self.now.max(now);
    }
}

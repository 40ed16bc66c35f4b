//! When reservations lapse, and what comes of it.
//!
//! Each has a time of its own, from the call that made it, and nothing but its acceptance and the
//! end of its game session changes that (CPS-24). Whatever else does is a fault.

use std::time::Duration;

use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::player_session::PlayerSessionStatus;

use super::Emulator;
use super::faults::Fault;
use super::manners::Manner;
use super::player_sessions::Form;
use super::state::{GameKey, PlayerKey};
use super::timers::Timer;

/// How far off something lapses where that is the fault.
pub(super) const LAPSE_ERROR: Duration = Duration::from_millis(1500);

/// How late reservations lapse, or slots open, where that is the manner.
pub(super) const LATENESS: Duration = Duration::from_secs(1);

impl Emulator {
    /// Returns when a reservation that is made now lapses (CPS-24).
    pub(super) fn reservation_deadline(
        &self,
        game_session: GameKey,
        form: Form,
    ) -> Option<Duration> {
        // Faults: CPS-24 sets a limit to every reservation.
        if self.has(Fault::ReservationNeverTimesOut)
            || self.has(Fault::SingleFormNeverTimesOut) && form == Form::Single
        {
            return None;
        }
        // Fault: CPS-24 has each reservation time out by itself.
        if self.has(Fault::GameSessionSharesOneTimer) {
            let others = self.reserved_in(game_session).into_iter();
            let oldest = others.filter_map(|key| self.player_sessions.get(key).deadline);
            if let Some(oldest) = oldest.min() {
                return Some(oldest);
            }
        }
        Some(self.now + self.reservation_timeout())
    }

    /// Returns how long a reservation is held (CPS-24).
    fn reservation_timeout(&self) -> Duration {
        let timeout = self.settings.reservation_timeout;
        // Faults: CPS-24 says how long.
        let wrong = [
            (Fault::ReservationTimesOutLate, timeout + LAPSE_ERROR),
            (
                Fault::ReservationTimesOutASecondLate,
                timeout + Duration::from_secs(1),
            ),
            (Fault::ReservationTimesOutAtDouble, timeout * 2),
            (
                Fault::ReservationTimesOutEarly,
                timeout.saturating_sub(LAPSE_ERROR),
            ),
            (Fault::ReservationTimesOutAtHalf, timeout / 2),
        ];
        let wrong = wrong.into_iter().find(|(fault, _)| self.has(*fault));
        let timeout = wrong.map_or(timeout, |(_, wrong)| wrong);
        if self.behaves(Manner::LateTimeouts) {
            timeout + LATENESS
        } else {
            timeout
        }
    }

    /// Ends a reservation whose time is over.
    pub(super) fn time_out_reservation(&mut self, key: PlayerKey) {
        let record = self.player_sessions.get(key);
        let home = self.game_sessions.get(record.game_session);
        // Fault: CPS-24 asks for no policy.
        let is_stopped = self.has(Fault::DenyAllStopsTimeouts)
            && home.policy == PlayerSessionCreationPolicy::DenyAll;
        if record.holds_slot() && !is_stopped {
            self.end_player_session(key, PlayerSessionStatus::TimedOut);
        }
    }

    /// Opens the slot of a player session that ended a while ago.
    pub(super) fn open_slot(&mut self, key: PlayerKey) {
        let game_session = self.player_sessions.get(key).game_session;
        self.game_sessions.get_mut(game_session).taken -= 1;
    }

    /// Spoils the timers of the player sessions of one call, which only faults do.
    pub(super) fn spoil_timers(&mut self, game_session: GameKey, together: &[PlayerKey]) {
        // Fault: CPS-24 has each reservation time out by itself.
        if self.has(Fault::BatchSharesOneTimer) {
            let past = &mut self.game_sessions.get_mut(game_session).past;
            past.calls.push(together.to_vec());
        }
        // Fault: CPS-24 has every reservation time out.
        if self.has(Fault::OnlyFirstOfBatchTimesOut) {
            for key in together.iter().skip(1) {
                self.stop_timer(*key);
            }
        }
    }

    /// Stops the timer of a reservation that is accepted (PSS-05).
    pub(super) fn accept_in_time(&mut self, key: PlayerKey, game_session: GameKey) {
        // Fault: PSS-05 has the timeout end with the acceptance.
        if !self.has(Fault::TimeoutEndsActivePlayers) {
            self.stop_timer(key);
        }
        // Fault: CPS-24 has each reservation time out by itself.
        let calls = self.game_sessions.get(game_session).past.calls.iter();
        let mut calls = calls.filter(|call| call.contains(&key));
        for other in calls.next().cloned().unwrap_or_default() {
            self.stop_timer(other);
        }
    }

    fn stop_timer(&mut self, key: PlayerKey) {
        if let Some(deadline) = self.player_sessions.get_mut(key).deadline.take() {
            self.timers.cancel(deadline, Timer::Reservation(key));
        }
    }

    /// Does what only faults do where the players of a game session are described.
    pub(super) fn spoil_times_when_described(&mut self, key: GameKey) {
        let game_session = self.game_sessions.get_mut(key);
        // Fault: CPS-24 opens the slot at once.
        game_session.taken -= std::mem::take(&mut game_session.past.unopened);
        // Fault: CPS-24 counts from the call that made the reservation.
        if self.has(Fault::DescriptionExtendsReservations) {
            self.extend_reservations(key);
        }
    }

    /// Lets every reservation of a game session lapse later, which only a fault does.
    pub(super) fn extend_reservations(&mut self, game_session: GameKey) {
        for key in self.reserved_in(game_session) {
            let deadline = self.now + self.settings.reservation_timeout;
            let record = self.player_sessions.get_mut(key);
            if let Some(previous) = record.deadline.replace(deadline) {
                self.timers.cancel(previous, Timer::Reservation(key));
                self.timers.set(deadline, Timer::Reservation(key));
            }
        }
    }
}

//! The predicted answers to game servers.

use super::Predictor;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Move, Outcome};
use crate::model::state::{Change, Reservation, State, Statuses};
use crate::spec::id::ContextId;

const U_23_DENY_ALL: ContextId = ContextId::of("U-23/deny-all");
const U_23_LOWERED: ContextId = ContextId::of("U-23/lowered");
const U_24_RESERVED: ContextId = ContextId::of("U-24/reserved");
const U_24_ACTIVE: ContextId = ContextId::of("U-24/active");
const U_36: ContextId = ContextId::of("U-36");
const U_37_COMPLETED: ContextId = ContextId::of("U-37/completed");
const U_37_TIMED_OUT: ContextId = ContextId::of("U-37/timed-out");
const U_39: ContextId = ContextId::of("U-39");

impl Predictor {
    pub(super) fn carry_out(&mut self, game_server_move: &Move) -> Outcome {
        let id = game_server_move.game_session_id().as_str();
        let Some((id, mut state)) = self.game_sessions.remove_entry(id) else {
            return refused();
        };
        let outcome = match game_server_move {
            _ if state.end != Change::NotYet => refused(),
            Move::Activate { .. } => self.activate(&mut state),
            Move::Accept {
                player_session_id, ..
            } => match state.find(player_session_id.as_str()) {
                Some(index) => self.accept(&mut state, index),
                None => refused(),
            },
            Move::Remove {
                player_session_id, ..
            } => match state.find(player_session_id.as_str()) {
                Some(index) => self.remove(&mut state.reservations[index]),
                None => refused(),
            },
            Move::UpdatePolicy { policy, .. } => {
                state.policy = *policy;
                Outcome::Done
            }
            Move::EndProcess { .. } => {
                self.end(&mut state);
                Outcome::Done
            }
        };
        self.game_sessions.insert(id, state);
        outcome
    }

    fn activate(&self, state: &mut State) -> Outcome {
        if state.activation != Change::NotYet {
            return self.answered(U_39);
        }
        state.activation = Change::Seen;
        Outcome::Done
    }

    fn accept(&self, state: &mut State, index: usize) -> Outcome {
        if !state.reservations[index]
            .statuses
            .is(PlayerSessionStatus::Reserved)
        {
            return refused();
        }
        let is_lowered = state.open_slots(self.when(), &self.terms).certain < 0;
        let is_closed = state.policy == PlayerSessionCreationPolicy::DenyAll;
        for (holds, context) in [(is_closed, U_23_DENY_ALL), (is_lowered, U_23_LOWERED)] {
            if holds && self.is_refused(context) {
                return refused();
            }
        }
        let reservation = &mut state.reservations[index];
        reservation.statuses = Statuses::only(PlayerSessionStatus::Active);
        reservation.deadline = None;
        Outcome::Done
    }

    fn remove(&self, reservation: &mut Reservation) -> Outcome {
        match reservation.statuses.iter().next() {
            Some(PlayerSessionStatus::Active) => {
                reservation.end_as(PlayerSessionStatus::Completed);
                Outcome::Done
            }
            Some(PlayerSessionStatus::Reserved) => {
                let answer = self.answer(U_36).map_or("", |answer| answer.name.as_str());
                if answer == "completed" {
                    reservation.end_as(PlayerSessionStatus::Completed);
                }
                self.answered(U_36)
            }
            Some(PlayerSessionStatus::Completed) => self.answered(U_37_COMPLETED),
            Some(PlayerSessionStatus::TimedOut) => self.answered(U_37_TIMED_OUT),
            None => refused(),
        }
    }

    fn end(&self, state: &mut State) {
        state.end = Change::Seen;
        state.ended = Some(self.when());
        for reservation in &mut state.reservations {
            let status = reservation.statuses.iter().next();
            reservation.status_at_end = status;
            reservation.deadline = None;
            let context = match status {
                Some(PlayerSessionStatus::Reserved) => U_24_RESERVED,
                Some(PlayerSessionStatus::Active) => U_24_ACTIVE,
                Some(PlayerSessionStatus::Completed | PlayerSessionStatus::TimedOut) | None => {
                    continue;
                }
            };
            match self.answer(context).map(|answer| answer.name.as_str()) {
                Some("completed") => reservation.end_as(PlayerSessionStatus::Completed),
                Some("timed-out") => reservation.end_as(PlayerSessionStatus::TimedOut),
                _ => {}
            }
        }
    }

    fn is_refused(&self, context: ContextId) -> bool {
        self.answer(context)
            .is_some_and(|answer| answer.name == "refused")
    }

    fn answered(&self, context: ContextId) -> Outcome {
        if self.is_refused(context) {
            refused()
        } else {
            Outcome::Done
        }
    }
}

impl Reservation {
    /// Ends the player session.
    pub(super) fn end_as(&mut self, status: PlayerSessionStatus) {
        self.statuses = Statuses::only(status);
        self.deadline = None;
    }
}

fn refused() -> Outcome {
    Outcome::Refused {
        status_code: 400,
        message: None,
    }
}

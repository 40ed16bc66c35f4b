//! How game sessions end.
//!
//! A game session ends with its process: when the process says so, when its health reports stop,
//! when it takes too long to become active. `TerminateGameSession` only asks the process to end.

use std::time::Duration;

use crate::api::document::Timestamp;
use crate::api::game_session::{self, GameSessionStatus, TerminationMode};
use crate::api::player_session::{self, PlayerSessionStatus};
use crate::api::reply::Response;
use crate::api::request::TerminateGameSession;
use crate::api::socket::Push;

use super::Emulator;
use super::answers::Answer;
use super::faults::Fault;
use super::lapses::LAPSE_ERROR;
use super::processes::Farewell;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, GameSession, PlayerSession};
use super::timers::{RETENTION, Timer};

/// How long a process is told that it has; nothing happens afterwards, as no agent could end it.
const TERMINATION_NOTICE: Duration = Duration::from_mins(5);

/// Why a game session has ended whose process was asked to end.
const TRIGGERED: &str = "TRIGGERED_ON_PROCESS_TERMINATE";

impl Emulator {
    /// Asks the process of a game session to end.
    pub(super) fn terminate_game_session(
        &mut self,
        request: &TerminateGameSession,
    ) -> Result<Response, Refusal> {
        let Some(key) = self.find_by_name(request.game_session_id.as_str()) else {
            let message = "no such game session";
            self.ask(Question::UnknownTerminated, message)?;
            return Err(Refusal::not_found(message));
        };
        let status = self.game_sessions.get(key).status;
        let mode = TerminationMode::parse(&request.termination_mode);
        // Fault: TGS-06 has no termination by force.
        let is_tolerated = self.has(Fault::ForcedTerminationAccepted);
        if mode == Some(TerminationMode::ForceTerminate) && !is_tolerated {
            // Fault: TGS-08 has the status stay.
            if self.has(Fault::RefusedTerminationHasEffect) && status == GameSessionStatus::Active {
                self.begin_termination(key);
            }
            let message = "FORCE_TERMINATE needs an agent on the fleet, and there is none";
            return Err(Refusal::invalid_request(message));
        }
        let message = format!("the game session has a status of {status} already");
        match status {
            // Fault: TGS-01 has it told to end.
            GameSessionStatus::Active if self.has(Fault::TerminationOfActiveRefused) => {
                return Err(Refusal::invalid_request("the game session is ACTIVE"));
            }
            GameSessionStatus::Active => {}
            GameSessionStatus::Activating => self.ask(Question::ActivatingTerminated, message)?,
            GameSessionStatus::Terminating
            | GameSessionStatus::Terminated
            | GameSessionStatus::Error => {
                let is_over = status != GameSessionStatus::Terminating;
                let question = if is_over {
                    Question::TerminatedTerminated
                } else {
                    Question::TerminatingTerminated
                };
                self.ask(question, message)?;
                let reply = self.game_session_reply(key);
                return Ok(Response::TerminateGameSession(Some(reply)));
            }
        }
        // Fault: TGS-01 has it TERMINATING.
        if !self.has(Fault::TerminationWithoutEffect) {
            self.begin_termination(key);
        }
        let mut reply = self.game_session_reply(key);
        reply.status = Some(GameSessionStatus::Terminating);
        // Fault: TGS-02 shows it TERMINATING.
        if self.has(Fault::TerminationReturnedAsActive) {
            reply.status = Some(status);
        }
        // Fault: TGS-03 has it last until the process has ended.
        if self.has(Fault::TerminationEndsAtOnce) {
            self.end_game_session(key);
        }
        Ok(Response::TerminateGameSession(Some(reply)))
    }

    fn begin_termination(&mut self, key: GameKey) {
        let process = self.game_sessions.get(key).process;
        self.leave_activation(key, GameSessionStatus::Terminating);
        let termination_time = self.timestamp(self.now + TERMINATION_NOTICE).0;
        self.push(process, &Push::TerminateProcess { termination_time });
    }

    /// Makes an activating game session active.
    pub(super) fn activate(&mut self, key: GameKey) {
        // Fault: GSS-01 has it ACTIVE.
        let status = if self.has(Fault::ActivationWithoutEffect) {
            GameSessionStatus::Activating
        } else {
            GameSessionStatus::Active
        };
        self.leave_activation(key, status);
    }

    /// Gives a game session a status in which it cannot take too long to become active.
    fn leave_activation(&mut self, key: GameKey, status: GameSessionStatus) {
        // Fault: GSS-06 is about those that are not activated.
        let keeps_timeout = self.has(Fault::ActivationKeepsTimeout);
        let session = self.game_sessions.get_mut(key);
        session.status = status;
        if keeps_timeout {
            return;
        }
        if let Some(deadline) = session.activation_deadline.take() {
            self.timers.cancel(deadline, Timer::Activation(key));
        }
    }

    /// Ends a game session that has not become active in time, together with its process.
    pub(super) fn give_up_activation(&mut self, key: GameKey) {
        let process = self.game_sessions.get(key).process;
        self.end_process(process, Farewell::Terminate);
        // Fault: GSS-06 has it TERMINATED.
        if self.has(Fault::ActivationTimeoutIsAnError) {
            self.game_sessions.get_mut(key).status = GameSessionStatus::Error;
        }
    }

    /// Returns when a game session that is created now has taken too long to become active.
    pub(super) fn activation_deadline(&self) -> Option<Duration> {
        // Fault: GSS-06 has it given up.
        if self.has(Fault::ActivationNeverTimesOut) {
            return None;
        }
        let timeout = self.settings.activation_timeout?;
        // Faults: GSS-06 has it given up when its time is over.
        let timeout = if self.has(Fault::ActivationTimesOutAtHalf) {
            timeout / 2
        } else if self.has(Fault::ActivationTimesOutLate) {
            timeout + LAPSE_ERROR
        } else {
            timeout
        };
        Some(self.now + timeout)
    }

    /// Ends a game session.
    pub(super) fn end_game_session(&mut self, key: GameKey) {
        // Fault: GSS-02 has it TERMINATED.
        if self.has(Fault::EndWithoutEffect) {
            return;
        }
        let now = self.now;
        let status = self.game_sessions.get(key).status;
        let reason = self.reason(status == GameSessionStatus::Terminating);
        let session = self.game_sessions.get_mut(key);
        session.status_reason = session.status_reason.or(reason);
        session.status = GameSessionStatus::Terminated;
        session.ended = Some(now);
        let activation_deadline = session.activation_deadline.take();
        let players = session.player_sessions.clone();
        if let Some(deadline) = activation_deadline {
            self.timers.cancel(deadline, Timer::Activation(key));
        }
        for player in players {
            let question = match self.player_sessions.get(player).status {
                PlayerSessionStatus::Reserved => Question::ReservedAtTheEnd,
                PlayerSessionStatus::Active => Question::ActiveAtTheEnd,
                // Fault: PSS-01 has it stay TIMEDOUT.
                PlayerSessionStatus::TimedOut if self.has(Fault::TimedOutBecomesCompleted) => {
                    self.player_sessions.get_mut(player).status = PlayerSessionStatus::Completed;
                    continue;
                }
                PlayerSessionStatus::Completed | PlayerSessionStatus::TimedOut => continue,
            };
            if self.answers(question, Answer::TimedOut) {
                self.end_player_session(player, PlayerSessionStatus::TimedOut);
            } else if self.answers(question, Answer::Completed) {
                self.end_player_session(player, PlayerSessionStatus::Completed);
            }
        }
        self.timers
            .set(self.retention_deadline(key), Timer::Retention(key));
    }

    /// Returns the reason of an end, `None` where there is none to tell.
    fn reason(&self, is_told_to: bool) -> Option<&'static str> {
        // Fault: GSS-08 has no termination where there was none.
        if !is_told_to {
            return self.has(Fault::OrdinaryEndWithReason).then_some(TRIGGERED);
        }
        // Fault: TGS-05 has a reason.
        if self.has(Fault::TerminationWithoutReason) {
            return None;
        }
        // Fault: TGS-04 names the graceful one.
        if self.has(Fault::GracefulReasonForced) {
            return Some("FORCE_TERMINATED");
        }
        Some(TRIGGERED)
    }

    /// Returns when a player session ended, as replies carry it.
    pub(super) fn player_termination_time(&self, record: &PlayerSession) -> Option<Timestamp> {
        let question = if record.status == PlayerSessionStatus::TimedOut {
            Question::TimedOutTime
        } else {
            Question::CompletedTime
        };
        let ended = record.ended.map(|ended| self.timestamp(ended));
        ended.filter(|_| self.answers(question, Answer::Present))
    }

    /// Returns when a game session ended, as replies carry it.
    pub(super) fn game_session_termination_time(&self, session: &GameSession) -> Option<Timestamp> {
        let ended = session.ended.map(|ended| self.timestamp(ended));
        ended.filter(|_| self.answers(Question::GameSessionTime, Answer::Present))
    }

    /// Makes the end of a described player session another, which only faults do.
    pub(super) fn spoil_player_end(
        &self,
        record: &PlayerSession,
        reply: &mut player_session::PlayerSession,
    ) {
        // Fault: PSS-09 has none while it has not ended.
        if self.has(Fault::ReservationWithTerminationTime)
            && record.status == PlayerSessionStatus::Reserved
        {
            reply.termination_time = record.deadline.map(|deadline| self.timestamp(deadline));
        }
        // Fault: PSS-10 has it stay.
        if self.has(Fault::TerminationTimeMoves) && record.ended.is_some() {
            reply.termination_time = Some(self.timestamp(self.now));
        }
    }

    /// Makes the end of a described game session another, which only faults do.
    pub(super) fn spoil_game_session_end(
        &self,
        record: &GameSession,
        reply: &mut game_session::GameSession,
    ) {
        // Fault: GSS-09 has none while it has not ended.
        if self.has(Fault::RunningGameSessionWithTerminationTime)
            && record.status == GameSessionStatus::Active
        {
            reply.termination_time = Some(self.timestamp(self.now));
        }
        // Fault: GSS-10 has it after the creation.
        if self.has(Fault::GameSessionEndedBeforeItsCreation) && record.ended.is_some() {
            let before = Timestamp(self.timestamp(record.created).0 - 60_000);
            reply.termination_time = Some(before);
        }
    }

    /// Drops the records of a game session and all of its player sessions (CPS-26).
    pub(super) fn drop_records(&mut self, key: GameKey) {
        let session = self.game_sessions.get_mut(key);
        for player in std::mem::take(&mut session.player_sessions) {
            self.player_sessions.remove(player);
        }
        // Fault: CPS-26 has all of them stay for as long.
        let stays = self.has(Fault::PlayersDroppedADayEarly);
        if stays || self.answers(Question::OldGameSessions, Answer::Kept) {
            return;
        }
        self.game_sessions.remove(key);
        self.idempotency_tokens.retain(|_, other| *other != key);
    }

    /// Returns when the records of a game session that ends now are dropped (CPS-26).
    fn retention_deadline(&self, key: GameKey) -> Duration {
        // Faults: CPS-26 says how long after the end.
        if self.has(Fault::RetentionCountsFromCreation) {
            return self.game_sessions.get(key).created + RETENTION;
        }
        let kept = if self.has(Fault::RecordsDroppedAnHourEarly) {
            RETENTION.saturating_sub(Duration::from_hours(1))
        } else if self.has(Fault::PlayersDroppedADayEarly) {
            RETENTION.saturating_sub(Duration::from_hours(24))
        } else {
            RETENTION
        };
        self.now + kept
    }
}

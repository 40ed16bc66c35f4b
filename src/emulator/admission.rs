//! Who gets in: the status, the policy and the open slots of a game session, and who has been here.
//!
//! Everything is asked before anything is reserved. A batch gets all of its slots or none.

use crate::api::exception::ExceptionKind;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::request::Request;

use super::Emulator;
use super::faults::Fault;
use super::player_sessions::{Applicant, Form};
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, GameSession, PlayerKey};
use super::updates::PLAYERS_MAX;

impl Emulator {
    /// Gives every applicant a player session, or none of them (CPS-09, CPS-10).
    pub(super) fn admit(
        &mut self,
        game_session_id: &str,
        mut applicants: Vec<Applicant<'_>>,
        form: Form,
        request: impl Fn() -> Request + Copy,
    ) -> Result<Vec<PlayerKey>, Refusal> {
        self.refuse_terminal_alias(game_session_id)?;
        let key = self.find_for_players(game_session_id)?;
        self.check_status(self.status_for_players(key))?;
        self.check_policy(key, form)?;
        self.check_visitors(key, &applicants)?;
        // Fault: CPS-11 has a player session for each player.
        if self.has(Fault::ReturningPlayerSkipped) && self.is_mixed(key, &applicants) {
            applicants.retain(|one| !self.has_left(key, one.player_id));
        }
        let mut applicants = self.distinct(applicants)?;
        let open = self.open_slots(key, form);
        // Fault: CPS-10 has a slot for each player.
        if self.has(Fault::PartialSuccess) && open > 0 {
            applicants.truncate(usize::try_from(open).unwrap_or(usize::MAX));
        }
        let held = self.held(key, &applicants, request)?;
        let new_count = held.iter().filter(|held| held.is_none()).count();
        if let Err(refusal) = self.check_capacity(open, new_count, form) {
            self.spoil_refusal(key, &applicants, open);
            return Err(self.fail_beyond(key, &applicants, open).unwrap_or(refusal));
        }
        self.check_calm()?;
        // Fault: CPS-24 counts from the call that made the reservation.
        if self.has(Fault::LaterCallExtendsReservations) {
            self.extend_reservations(key);
        }
        self.remember(key, request);
        let admitted: Vec<PlayerKey> = applicants
            .iter()
            .zip(held)
            .map(|(applicant, held)| held.unwrap_or_else(|| self.reserve(key, *applicant, form)))
            .collect();
        self.overwrite_admissions(key, &admitted, form);
        self.spoil_timers(key, &admitted);
        Ok(admitted)
    }

    /// Lets only ACTIVE game sessions pass (CPS-07).
    fn check_status(&self, game_session: &GameSession) -> Result<(), Refusal> {
        let message = format!(
            "the game session has a status of {} instead of ACTIVE",
            game_session.status
        );
        match game_session.status {
            GameSessionStatus::Active => Ok(()),
            // Fault: CPS-07 wants ACTIVE.
            GameSessionStatus::Activating if self.has(Fault::ReservesWhileActivating) => Ok(()),
            // Fault: CPS-07 wants ACTIVE.
            GameSessionStatus::Terminated if self.has(Fault::ReservesAfterTheEnd) => Ok(()),
            // Fault: CPS-07 wants ACTIVE.
            GameSessionStatus::Terminating if self.has(Fault::ReservesWhileTerminating) => Ok(()),
            GameSessionStatus::Activating => self.ask(Question::ActivatingGameSession, message),
            GameSessionStatus::Terminating => self.ask(Question::TerminatingGameSession, message),
            GameSessionStatus::Terminated | GameSessionStatus::Error => {
                self.ask(Question::TerminatedGameSession, message)
            }
        }
    }

    /// Lets only game sessions that accept new players pass (CPS-08).
    fn check_policy(&self, key: GameKey, form: Form) -> Result<(), Refusal> {
        let message = "the game session does not accept new players";
        let game_session = self.policy_for_players(key);
        // Fault: CPS-34 asks for the policy of the game session itself.
        let closes = |one: &GameSession| {
            self.has(Fault::DenyAllClosesOthers)
                || self.has(Fault::ServerPolicyClosesOthers) && one.past.is_closed_by_server
        };
        if self.is_any_closed(&game_session.fleet_id, closes) {
            return Err(Refusal::new(
                ExceptionKind::InvalidGameSessionStatus,
                message,
            ));
        }
        // Fault: CPS-08 wants ACCEPT_ALL.
        let is_ignored = self.has(Fault::DenyAllIgnored)
            || self.has(Fault::DenyAllIgnoredBySingleForm) && form == Form::Single;
        match game_session.policy {
            PlayerSessionCreationPolicy::AcceptAll => Ok(()),
            PlayerSessionCreationPolicy::DenyAll if is_ignored => Ok(()),
            // Fault: CPS-42 has both forms answer alike.
            PlayerSessionCreationPolicy::DenyAll
                if self.has(Fault::ClosedAnsweredOtherwiseBySingleForm) && form == Form::Single =>
            {
                Err(Refusal::invalid_request(message))
            }
            PlayerSessionCreationPolicy::DenyAll => self.ask(Question::ClosedGameSession, message),
        }
    }

    /// Lets everybody pass, wherever they have been: CPS-37, CPS-38, CPS-39.
    fn check_visitors(&self, key: GameKey, applicants: &[Applicant<'_>]) -> Result<(), Refusal> {
        let is_refused = |one: &Applicant<'_>| {
            let known = self.player_sessions.of_player(one.player_id).iter();
            let mut known = known.map(|player| self.player_sessions.get(*player));
            known.any(|record| {
                // Fault: CPS-38 has a player come back after a time-out.
                let is_late = self.has(Fault::TimedOutPlayerRefused)
                    && record.status == PlayerSessionStatus::TimedOut
                    && record.game_session == key;
                // Fault: CPS-39 has a player in several game sessions.
                let is_elsewhere = self.has(Fault::PlayerElsewhereRefused)
                    && record.status == PlayerSessionStatus::Reserved
                    && record.game_session != key;
                is_late || is_elsewhere
            })
        };
        // Fault: CPS-37 has a player come back after leaving.
        let is_mixed =
            self.has(Fault::ReturningPlayerRefusedAmongNewcomers) && self.is_mixed(key, applicants);
        if is_mixed || applicants.iter().any(is_refused) {
            let message = "a player has been in a game session before";
            return Err(Refusal::invalid_request(message));
        }
        Ok(())
    }

    /// Returns how many slots are open, less than none where the maximum was lowered.
    pub(super) fn open_slots(&self, key: GameKey, form: Form) -> i64 {
        let game_session = self.game_sessions.get(key);
        let (mut maximum, mut taken) = self.room_for_players(key, form);
        // Fault: CPS-23 has no player beyond the maximum.
        if self.has(Fault::CapacityOffByOne) {
            maximum += 1;
        }
        // Fault: CPS-34 has every slot given out.
        if self.has(Fault::LastSlotNeverTaken) {
            maximum -= 1;
        }
        // Fault: UGS-01 has the last maximum in force.
        if self.has(Fault::HighestMaximumCounts) {
            maximum = maximum.max(game_session.past.highest_maximum);
        }
        // Fault: CPS-34 counts the slots of the game session itself.
        if self.has(Fault::SlotsSharedBetweenGameSessions) {
            let all = self.game_sessions.from(0).map(|(_, session)| session);
            let own = all.filter(|session| session.fleet_id == game_session.fleet_id);
            taken = own.map(|session| session.taken).sum();
        }
        // Fault: CPS-09 has one maximum for both forms.
        if self.has(Fault::SingleFormCountsApart) {
            let singles = game_session.past.singles.iter();
            let singles = singles.filter(|player| self.player_sessions.get(**player).holds_slot());
            let singles = i64::try_from(singles.count()).unwrap_or(i64::MAX);
            taken = match form {
                Form::Single => singles,
                Form::Batch => taken - singles,
            };
        }
        // Fault: CPS-22 has no player beyond the quota.
        if !self.has(Fault::QuotaIgnoredByUpdate) {
            maximum = maximum.min(PLAYERS_MAX);
        }
        // Fault: CPS-22 has 200 players.
        if self.has(Fault::QuotaOneTooLow) {
            maximum = maximum.min(PLAYERS_MAX - 1);
        }
        maximum - taken
    }

    /// Lets a batch pass that finds a slot for each player (CPS-09, CPS-23).
    fn check_capacity(&self, open: i64, new_count: usize, form: Form) -> Result<(), Refusal> {
        let mut wanted = i64::try_from(new_count).unwrap_or(i64::MAX);
        // Fault: CPS-45 has a batch fill the game session.
        let is_exact = form == Form::Batch && wanted > 1 && wanted == open;
        let is_unlucky = self.has(Fault::ExactBatchRefused) && is_exact;
        // Fault: CPS-10 has a slot for each player.
        if self.has(Fault::BatchChecksOneSlot) {
            wanted = wanted.min(1);
        }
        if !is_unlucky && (wanted <= open || wanted == 0) {
            return Ok(());
        }
        let message = "the game session has not enough open slots for the players";
        // Fault: CPS-35 names the exception.
        if self.has(Fault::FullAnsweredInvalidRequest) {
            return Err(Refusal::invalid_request(message));
        }
        // Fault: CPS-43 names the exception.
        if self.has(Fault::OversizedBatchAnsweredInvalidStatus) && open > 0 {
            return Err(Refusal::new(
                ExceptionKind::InvalidGameSessionStatus,
                message,
            ));
        }
        // Fault: CPS-27 has the exceptions that the action declares.
        if self.has(Fault::FullAnsweredLimitExceeded) {
            return Err(Refusal::new(ExceptionKind::LimitExceeded, message));
        }
        Err(Refusal::new(ExceptionKind::GameSessionFull, message))
    }

    /// Leaves behind what a refused call must not.
    fn spoil_refusal(&mut self, key: GameKey, applicants: &[Applicant<'_>], open: i64) {
        // Fault: CPS-24 counts from the call that made the reservation.
        if self.has(Fault::RefusedCallExtendsReservations) {
            self.extend_reservations(key);
        }
        let fitting = usize::try_from(open).unwrap_or(0);
        let in_vain = self.reserved_in_vain(key, applicants.len(), open);
        for applicant in applicants.iter().take(in_vain) {
            self.reserve(key, *applicant, Form::Batch);
        }
        // Fault: CPS-36 has nothing reserved.
        if self.has(Fault::PartialReservationsLeft) {
            for applicant in applicants.iter().take(fitting) {
                self.reserve(key, *applicant, Form::Batch);
            }
        }
        // Fault: CPS-36 has no slot taken.
        if self.has(Fault::RefusedBatchTakesSlot) && applicants.len() > 1 {
            self.game_sessions.get_mut(key).taken += 1;
        }
        // Fault: CPS-36 has no player session on record.
        if self.has(Fault::RefusedPlayerOnRecord)
            && let Some(applicant) = applicants.first()
        {
            let player = self.reserve(key, *applicant, Form::Batch);
            self.end_player_session(player, PlayerSessionStatus::TimedOut);
        }
    }

    /// Reserves although no slot is open and fails within, which only a fault does.
    fn fail_beyond(
        &mut self,
        key: GameKey,
        applicants: &[Applicant<'_>],
        open: i64,
    ) -> Option<Refusal> {
        // Fault: CPS-23 has no call bring more players than the maximum.
        if !self.has(Fault::FullFailsAndReserves) || open < 0 {
            return None;
        }
        for applicant in applicants {
            self.reserve(key, *applicant, Form::Batch);
        }
        let kind = ExceptionKind::InternalService;
        Some(Refusal::new(kind, "the service failed"))
    }

    /// Returns whether some players have left before and others have never been here.
    fn is_mixed(&self, key: GameKey, applicants: &[Applicant<'_>]) -> bool {
        let mut players = applicants.iter().map(|one| one.player_id);
        players.clone().any(|player| self.has_left(key, player))
            && players.any(|player| !self.has_left(key, player))
    }

    /// Returns whether all player sessions that a player has had here are COMPLETED.
    fn has_left(&self, key: GameKey, player_id: &str) -> bool {
        let known = self.player_sessions.of_player(player_id).iter();
        let known = known.map(|player| self.player_sessions.get(*player));
        let mut here = known.filter(|one| one.game_session == key).peekable();
        here.peek().is_some() && here.all(|one| one.status == PlayerSessionStatus::Completed)
    }

    fn is_any_closed(&self, fleet_id: &str, closes: impl Fn(&GameSession) -> bool) -> bool {
        let all = self.game_sessions.from(0).map(|(_, session)| session);
        let mut own = all.filter(|session| *session.fleet_id == *fleet_id);
        own.any(|one| one.policy == PlayerSessionCreationPolicy::DenyAll && closes(one))
    }
}

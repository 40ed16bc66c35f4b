//! Requests that meet: what one of them has seen of the machine before its turn comes.
//!
//! The machine takes one input at a time, so nothing meets in it. Here are the faults and the
//! variations of services in which requests do meet: an input comes with what was there when it
//! arrived and when the others did that it has met, and is judged by that where a fault says so.

use std::sync::Arc;

use super::Emulator;
use super::answers::Answer;
use super::faults::Fault;
use super::player_sessions::Form;
use super::questions::Question;
use super::refusal::Refusal;
use super::settings::Settings;
use super::state::{GameKey, GameSession, PlayerKey};
use crate::api::exception::ExceptionKind;
use crate::api::player_session::PlayerSessionStatus;

/// What a request has seen before its turn came.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The machine when the request came in.
    pub(super) arrived: Arc<Emulator>,
    /// The machine when the first of the requests came in that have been in flight since.
    pub(super) before: Arc<Emulator>,
    /// Whether others have been in flight at the same time.
    pub(super) has_met: bool,
    /// The id that was next when the request came in, until somebody takes it.
    pub(super) next_id: Option<String>,
}

impl Settings {
    /// Returns whether it makes a difference that requests are in flight at the same time.
    pub(super) fn lets_requests_meet(&self) -> bool {
        let mut several = Question::ALL.into_iter().filter(|one| one.takes_several());
        let is_safe_only = |question| self.variations.answer(question) == Answer::SafeOnly;
        self.faults.iter().any(|fault| fault.takes_several()) || several.any(is_safe_only)
    }
}

impl Emulator {
    /// Returns the game session that a request names, by its bytes.
    pub(super) fn named_in(&self, bytes: &[u8]) -> Option<GameKey> {
        let is_named = |id: &str| bytes.windows(id.len()).any(|part| part == id.as_bytes());
        let mut all = self.game_sessions.from(0);
        all.find(|(_, session)| is_named(&session.id))
            .map(|(key, _)| key)
    }

    /// Returns the number that the next player session's id is made of.
    pub(super) fn next_player_session_number(&self) -> String {
        self.ids.clone().next()
    }

    /// Returns the machine as the request has seen it, under a fault that goes by that.
    pub(super) fn seen_under(&self, fault: Fault) -> Option<&Self> {
        let seen = self.seen.as_ref().filter(|_| self.has(fault))?;
        Some(&seen.arrived)
    }

    /// Returns the machine as it was before others came, under a fault that goes by that.
    fn cached_under(&self, fault: Fault) -> Option<&Self> {
        let seen = self.seen.as_ref().filter(|_| self.has(fault))?;
        Some(&seen.before)
    }

    /// Returns whether the request has met others, in an emulator that is not linearizable there.
    pub(super) fn has_met(&self, question: Question) -> bool {
        let has_met = self.seen.as_ref().is_some_and(|seen| seen.has_met);
        has_met && self.answers(question, Answer::SafeOnly)
    }

    /// Returns the game session by whose status calls go.
    pub(super) fn status_for_players(&self, key: GameKey) -> &GameSession {
        // Fault: CPS-07 goes by the status of the moment.
        let cached = self.cached_under(Fault::StatusCachedWhileBusy);
        cached.unwrap_or(self).game_sessions.get(key)
    }

    /// Returns the game session by whose policy calls go.
    pub(super) fn policy_for_players(&self, key: GameKey) -> &GameSession {
        // Fault: CPS-08 goes by the policy of the moment.
        let cached = self.cached_under(Fault::PolicyCachedWhileBusy);
        let seen = cached.or(self.seen_under(Fault::MeetingCallsLosePolicy));
        seen.unwrap_or(self).game_sessions.get(key)
    }

    /// Returns the maximum and the taken slots by which calls go.
    pub(super) fn room_for_players(&self, key: GameKey, form: Form) -> (i64, i64) {
        // Fault: CPS-09 goes by the maximum of the moment.
        let cached = self.cached_under(Fault::MaximumCachedWhileBusy);
        let maximum = cached.unwrap_or(self).game_sessions.get(key).maximum;
        // Fault: CPS-09 goes by the slots of the moment.
        let any = self.seen_under(Fault::MeetingCallsOversell);
        let single = self.seen_under(Fault::MeetingSingleCallsOversell);
        let seen = any.or(single.filter(|_| form == Form::Single));
        (maximum, seen.unwrap_or(self).game_sessions.get(key).taken)
    }

    /// Refuses a call that meets others, although there is room (U-34).
    pub(super) fn check_calm(&self) -> Result<(), Refusal> {
        if !self.has_met(Question::RefusalsUnderWay) {
            return Ok(());
        }
        let message = "the game session is busy";
        Err(Refusal::new(ExceptionKind::GameSessionFull, message))
    }

    /// Spoils what others have done since a call came in that has succeeded.
    pub(super) fn overwrite_admissions(&mut self, key: GameKey, own: &[PlayerKey], form: Form) {
        self.overwrite_updates(key);
        let count = i64::try_from(own.len()).unwrap_or(i64::MAX);
        // Fault: CPS-09 counts what others have taken meanwhile.
        let seen = self.seen_under(Fault::MeetingCallsLoseCount);
        let taken = seen.map(|seen| seen.game_sessions.get(key).taken + count);
        if let Some(taken) = taken.filter(|_| form == Form::Single) {
            let session = self.game_sessions.get_mut(key);
            session.taken = session.taken.min(taken);
        }
    }

    /// Returns how many of a batch are reserved before it is refused as full, which only a fault
    /// does: as many as fit, where all would have fitted when it came in (CPS-36).
    pub(super) fn reserved_in_vain(&self, key: GameKey, wanted: usize, open: i64) -> usize {
        let seen = self.seen_under(Fault::MeetingBatchRefusedInPart);
        let fitted = seen.is_some_and(|seen| {
            let session = seen.game_sessions.get(key);
            i64::try_from(wanted).is_ok_and(|wanted| wanted <= session.maximum - session.taken)
        });
        if fitted && wanted > 1 {
            usize::try_from(open).unwrap_or(0)
        } else {
            0
        }
    }

    /// Writes back what a call has read before an update changed it.
    fn overwrite_updates(&mut self, key: GameKey) {
        // Fault: UGS-01 has the maximum in force that was set.
        let seen = self.seen_under(Fault::MeetingCallsLoseMaximum);
        if let Some(maximum) = seen.map(|seen| seen.game_sessions.get(key).maximum) {
            self.game_sessions.get_mut(key).maximum = maximum;
        }
        // Fault: UGS-02 has the policy in force that was set.
        let seen = self.seen_under(Fault::MeetingCallsLosePolicy);
        let policy = seen.map(|seen| seen.game_sessions.get(key).policy);
        let session = self.game_sessions.get_mut(key);
        if let Some(policy) = policy.filter(|_| !session.past.is_closed_by_server) {
            session.policy = policy;
        }
    }

    /// Returns whether a player who has left was ACTIVE when the removal came in, which only a
    /// fault looks at.
    pub(super) fn was_active(&self, id: &str) -> bool {
        let seen = self.seen_under(Fault::MeetingRemovalsFreeTwoSlots);
        let active = seen.and_then(|seen| {
            let player = seen.player_sessions.find(id)?;
            Some(seen.player_sessions.get(player).status == PlayerSessionStatus::Active)
        });
        active == Some(true)
    }

    /// Opens the slot of a player who has left once more, which only a fault does.
    pub(super) fn free_slot_again(&mut self, player: PlayerKey) {
        let home = self.player_sessions.get(player).game_session;
        self.game_sessions.get_mut(home).taken -= 1;
    }

    /// Returns the number that makes a player session's id: its own, or under a fault the one that
    /// was next when the call came in (CPS-15).
    pub(super) fn number_of_others(&mut self, own: String, player_id: &str) -> String {
        // Fault: CPS-15 has every id new.
        if !self.has(Fault::MeetingCallsShareId) {
            return own;
        }
        let seen = self.seen.as_mut().and_then(|seen| seen.next_id.take());
        let of_same = |number: &String| {
            let known = self.player_sessions.find(&format!("psess-{number}"));
            known.is_some_and(|key| *self.player_sessions.get(key).player_id == *player_id)
        };
        seen.filter(|number| !of_same(number)).unwrap_or(own)
    }

    /// Ends a call whose connection has broken before its turn came.
    pub(super) fn break_call_off(&mut self, key: GameKey) {
        // Fault: CPS-34 has a slot open that nobody has.
        if self.has(Fault::BrokenCallsLeakSlots) {
            let session = self.game_sessions.get_mut(key);
            if session.taken < session.maximum {
                session.taken += 1;
            }
        }
    }

    /// Refuses a move that meets others (U-34).
    pub(super) fn check_calm_for_moves(&self) -> Result<(), Refusal> {
        if self.has_met(Question::MovesUnderWay) {
            return Err(Refusal::invalid_request("the game session is busy"));
        }
        Ok(())
    }

    /// Returns what a description shows that meets others: what was there before they came (U-34).
    pub(super) fn lagging(&self) -> Option<Self> {
        let has_met = self.has_met(Question::DescriptionsUnderWay);
        let seen = self.seen.as_ref().filter(|_| has_met)?;
        Some(Self::clone(&seen.before))
    }

    /// Returns whether an acceptance leaves the timeout running (PSS-05).
    pub(super) fn keeps_timeout(&self) -> bool {
        let has_met = self.seen.as_ref().is_some_and(|seen| seen.has_met);
        has_met && self.has(Fault::MeetingAcceptanceKeepsTimeout)
    }
}

//! Player sessions: how slots are reserved, taken and freed.
//!
//! RESERVED and ACTIVE player sessions hold a slot; the game session counts them.
//! Who is let in at all is decided by `admission`.

use std::sync::Arc;

use crate::api::player_session::{self, PlayerSessionStatus};
use crate::api::reply::Response;
use crate::api::request::{CreatePlayerSession, CreatePlayerSessions, Request};

use super::Emulator;
use super::answers::Answer;
use super::faults::Fault;
use super::lapses::LATENESS;
use super::manners::Manner;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, PlayerKey, PlayerSession, count};
use super::timers::Timer;

/// A player who wants a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Applicant<'a> {
    pub(super) player_id: &'a str,
    pub(super) data: Option<&'a str>,
}

/// The form of a call that creates player sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `CreatePlayerSessions`.
    Batch,
    /// `CreatePlayerSession`.
    Single,
}

impl Emulator {
    /// Reserves a slot for each player of a batch.
    pub(super) fn create_player_sessions(
        &mut self,
        request: &CreatePlayerSessions,
    ) -> Result<Response, Refusal> {
        self.check_data_keys(request)?;
        self.check_data(request.player_data_map.iter().flat_map(|map| map.values()))?;
        let id = request.game_session_id.as_str();
        if let Some(key) = self.game_sessions.find(id) {
            count(&mut self.game_sessions.get_mut(key).past.batches);
        }
        let applicants = self.applicants(request);
        let copy = || Request::CreatePlayerSessions(request.clone());
        let mut keys = self.admit(id, applicants, Form::Batch, copy)?;
        if self.answers(Question::Order, Answer::OtherOrder) {
            keys.reverse();
        }
        // Fault: CPS-11 has a player session for each player.
        if self.has(Fault::LargestBatchReplyShort) && keys.len() == 25 {
            keys.pop();
        }
        let created = keys.iter().map(|key| self.created_player_session(*key));
        let mut created: Vec<player_session::PlayerSession> = created.collect();
        // Fault: CPS-33 has the game server know them by these ids.
        if self.has(Fault::BatchToldOtherIds) {
            for id in created
                .iter_mut()
                .filter_map(|one| one.player_session_id.as_mut())
            {
                id.push_str("-told");
            }
        }
        // Fault: CPS-31 has them exist.
        if self.has(Fault::BatchOfThreeNotKept) && keys.len() >= 3 {
            for key in keys {
                self.forget_player_session(key);
            }
        }
        Ok(Response::CreatePlayerSessions(created))
    }

    /// Reserves a slot for one player.
    pub(super) fn create_player_session(
        &mut self,
        request: &CreatePlayerSession,
    ) -> Result<Response, Refusal> {
        self.check_data(request.player_data.iter())?;
        let applicant = Applicant {
            player_id: request.player_id.as_str(),
            data: request.player_data.as_deref(),
        };
        let id = request.game_session_id.as_str();
        let copy = || Request::CreatePlayerSession(request.clone());
        let keys = self.admit(id, vec![applicant], Form::Single, copy)?;
        let created = keys.first().map(|key| self.created_player_session(*key));
        Ok(Response::CreatePlayerSession(created))
    }

    /// Returns a player session as the reply to its creation carries it.
    fn created_player_session(&self, key: PlayerKey) -> player_session::PlayerSession {
        let mut reply = self.player_session_reply(key);
        if self.answers(Question::GameSessionIdMember, Answer::Absent) {
            reply.game_session_id = None;
        }
        if self.answers(Question::PlayerDataMember, Answer::Absent) {
            reply.player_data = None;
        }
        // Fault: CPS-12 has it RESERVED.
        if self.has(Fault::NewPlayerSessionActive) {
            reply.status = Some(PlayerSessionStatus::Active);
        }
        // Fault: CPS-16 has it there.
        if self.has(Fault::CreationTimeMissing) {
            reply.creation_time = None;
        }
        reply
    }

    /// Returns a player session as replies carry it.
    pub(super) fn player_session_reply(&self, key: PlayerKey) -> player_session::PlayerSession {
        let record = self.player_sessions.get(key);
        let game_session = self.game_sessions.get(record.game_session);
        let present = |question| self.answers(question, Answer::Present);
        let mut fleet_arn = self.fleet_arn(&game_session.fleet_id);
        // Fault: CPS-13 names the fleet of the game session.
        if self.has(Fault::FleetArnOfAnotherFleet) {
            fleet_arn.push_str("-other");
        }
        let mut port = game_session.port;
        // Fault: CPS-14 has the port of the game session itself.
        if self.has(Fault::PortOfNewestGameSession) {
            let all = self.game_sessions.from(0).map(|(_, session)| session);
            let own = all.filter(|one| one.fleet_id == game_session.fleet_id);
            port = own.last().map_or(port, |newest| newest.port);
        }
        let mut reply = player_session::PlayerSession {
            player_session_id: Some(record.id.clone()),
            player_id: Some(record.player_id.to_string()),
            game_session_id: Some(game_session.id.to_string()),
            creation_time: Some(self.timestamp(record.created)),
            termination_time: self.player_termination_time(record),
            status: Some(record.status),
            player_data: record.data.clone(),
            fleet_id: present(Question::FleetIdMember).then(|| game_session.fleet_id.to_string()),
            fleet_arn: present(Question::FleetArnMember).then_some(fleet_arn),
            ip_address: present(Question::IpAddressMember)
                .then(|| game_session.ip_address.to_string()),
            dns_name: self.dns_name(),
            port: present(Question::PortMember).then_some(port),
        };
        // Fault: CPS-13 names it by the whole ARN.
        if self.has(Fault::ShortGameSessionId) {
            reply.game_session_id = game_session.id.rsplit('/').next().map(str::to_owned);
        }
        reply
    }

    /// Reserves a slot.
    pub(super) fn reserve(
        &mut self,
        game_session: GameKey,
        applicant: Applicant<'_>,
        form: Form,
    ) -> PlayerKey {
        let deadline = self.reservation_deadline(game_session, form);
        let data = self.kept_data(game_session, applicant);
        let id = self.player_session_id(game_session, applicant.player_id);
        let player_id = self.kept_player_id(applicant.player_id);
        self.touch_earlier_data(applicant);
        let key = self.player_sessions.add(PlayerSession {
            id,
            player_id,
            game_session,
            data,
            status: PlayerSessionStatus::Reserved,
            created: self.now,
            ended: None,
            deadline,
        });
        if let Some(deadline) = deadline {
            self.timers.set(deadline, Timer::Reservation(key));
        }
        let game_session = self.game_sessions.get_mut(game_session);
        game_session.player_sessions.push(key);
        game_session.taken += 1;
        if form == Form::Single {
            game_session.past.singles.push(key);
        }
        key
    }

    /// Makes the id of a new player session (CPS-15).
    fn player_session_id(&mut self, game_session: GameKey, player_id: &str) -> String {
        let number = self.ids.next();
        let mut number = self.number_of_others(number, player_id);
        if self.behaves(Manner::OtherIds) {
            number.push_str("_of.another/shape~A9");
        }
        // Fault: CPS-15 has the prefix.
        if self.has(Fault::PlayerSessionIdWithoutPrefix) {
            return number;
        }
        let known = self.player_sessions.of_player(player_id).iter();
        let known = known.map(|key| self.player_sessions.get(*key));
        // Fault: CPS-15 has every id new.
        let is_taken_up = |one: &&PlayerSession| {
            let is_here = one.game_session == game_session;
            self.has(Fault::ReturningPlayerGetsOldId) && is_here && !one.holds_slot()
                || self.has(Fault::PlayerSessionIdShared) && !is_here
        };
        let earlier = known.rev().find(is_taken_up);
        earlier.map_or_else(|| format!("psess-{number}"), |earlier| earlier.id.clone())
    }

    /// Returns the player id that a new player session keeps (CPS-40).
    fn kept_player_id(&self, player_id: &str) -> Arc<str> {
        // Fault: CPS-40 has ids come back as they are.
        if self.has(Fault::PlayerIdsInLowerCase) {
            return Arc::from(player_id.to_lowercase());
        }
        // Fault: CPS-40 has ids come back as they are.
        if self.has(Fault::LongestPlayerIdsCut) && player_id.chars().count() == 1024 {
            return Arc::from(player_id.chars().take(1023).collect::<String>());
        }
        Arc::from(player_id)
    }

    /// Turns a reservation into an active player session.
    pub(super) fn accept(&mut self, key: PlayerKey) {
        let keeps_timeout = self.keeps_timeout();
        let record = self.player_sessions.get_mut(key);
        record.status = PlayerSessionStatus::Active;
        let game_session = record.game_session;
        if !keeps_timeout {
            self.accept_in_time(key, game_session);
        }
        // Fault: CPS-09 counts ACTIVE players.
        if self.has(Fault::AcceptanceFreesSlot) {
            self.game_sessions.get_mut(game_session).taken -= 1;
        }
        // Fault: PSS-08 has one acceptance for one player session.
        if self.has(Fault::AcceptanceCoversAll) {
            for other in self.reserved_in(game_session) {
                self.accept(other);
            }
        }
    }

    /// Ends a player session that holds a slot, and frees the slot.
    pub(super) fn end_player_session(&mut self, key: PlayerKey, status: PlayerSessionStatus) {
        let record = self.player_sessions.get_mut(key);
        let before = std::mem::replace(&mut record.status, status);
        record.ended = Some(self.now);
        let (deadline, game_session) = (record.deadline.take(), record.game_session);
        if let Some(deadline) = deadline {
            self.timers.cancel(deadline, Timer::Reservation(key));
        }
        if self.behaves(Manner::LateSlots) {
            self.timers.set(self.now + LATENESS, Timer::Slot(key));
            return;
        }
        let freed = self.freed_slots(game_session, before, status);
        self.game_sessions.get_mut(game_session).taken -= freed;
    }

    /// Returns how many slots the end of a player session opens: one (CPS-24, CPS-25).
    fn freed_slots(
        &mut self,
        key: GameKey,
        before: PlayerSessionStatus,
        after: PlayerSessionStatus,
    ) -> i64 {
        let is_active = before == PlayerSessionStatus::Active;
        let is_removal = is_active && after == PlayerSessionStatus::Completed;
        let game_session = self.game_sessions.get_mut(key);
        if is_removal {
            count(&mut game_session.past.removals);
        }
        let (taken, removals) = (game_session.taken, game_session.past.removals);
        // Fault: CPS-24 opens the slot at once.
        if self.has(Fault::TimedOutSlotOpensWhenDescribed) && after == PlayerSessionStatus::TimedOut
        {
            self.game_sessions.get_mut(key).past.unopened += 1;
            return 0;
        }
        let is_timeout = after == PlayerSessionStatus::TimedOut;
        // Faults: CPS-24 and CPS-25 open the slot, and it is one that the player held until then.
        let is_kept = self.has(Fault::CompletedPlayerHoldsSlot) && is_removal
            || self.has(Fault::SecondRemovalKeepsSlot) && is_removal && removals > 1
            || self.has(Fault::AcceptanceFreesSlot) && is_active
            || self.has(Fault::TimedOutSlotNeverOpens) && is_timeout;
        // Faults: CPS-24 and CPS-25 open the slot of the player.
        let is_doubled = self.has(Fault::RemovalFreesTwoSlots) && is_removal
            || self.has(Fault::TimeoutFreesTwoSlots) && is_timeout;
        match (is_kept, is_doubled) {
            (true, _) => 0,
            (_, true) => taken.min(2),
            _ => 1,
        }
    }

    /// Takes a player session off the record, which only a fault does.
    fn forget_player_session(&mut self, key: PlayerKey) {
        let game_session = self.player_sessions.get(key).game_session;
        self.end_player_session(key, PlayerSessionStatus::TimedOut);
        let game_session = self.game_sessions.get_mut(game_session);
        game_session.player_sessions.retain(|other| *other != key);
        self.player_sessions.remove(key);
    }

    /// Returns the reservations of a game session.
    pub(super) fn reserved_in(&self, game_session: GameKey) -> Vec<PlayerKey> {
        let all = self.game_sessions.get(game_session).player_sessions.iter();
        let is_reserved = |key: &&PlayerKey| {
            self.player_sessions.get(**key).status == PlayerSessionStatus::Reserved
        };
        all.filter(is_reserved).copied().collect()
    }
}

//! Ids that name no game session, and what becomes of them.

use super::Emulator;
use super::answers::Answer;
use super::faults::Fault;
use super::patterns;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, GameSession};

impl Emulator {
    /// Finds the game session that a call names; U-17 and U-18 say what an unknown id leads to.
    pub(super) fn find_for_players(&self, id: &str) -> Result<GameKey, Refusal> {
        if let Some(key) = self.find_by_name(id) {
            let first = self.game_sessions.from(0).next();
            let is_elsewhere = |(_, first): (_, &GameSession)| {
                first.fleet_id != self.game_sessions.get(key).fleet_id
            };
            // Fault: CPS-04 has it found by its ARN.
            if self.has(Fault::SecondFleetNotLookedAt) && first.is_some_and(is_elsewhere) {
                return Err(Refusal::not_found("no such game session"));
            }
            return Ok(key);
        }
        if let Some(key) = self.newest_by_alias(id) {
            return Ok(key);
        }
        let message = "no such game session";
        self.ask(self.stranger(id), message)?;
        Err(Refusal::not_found(message))
    }

    /// Finds a game session by its id, or by the last part of it where that is enough (U-17).
    pub(super) fn find_by_name(&self, id: &str) -> Option<GameKey> {
        if let Some(key) = self.game_sessions.find(id) {
            // Fault: GSS-04 keeps the record.
            let is_forgotten = self.has(Fault::EndedGameSessionForgotten)
                && self.game_sessions.get(key).ended.is_some();
            return (!is_forgotten).then_some(key);
        }
        if id.contains('/') || !self.answers(Question::BareId, Answer::Accepted) {
            return None;
        }
        let mut all = self.game_sessions.from(0);
        let is_named = |whole: &str| whole.rsplit('/').next() == Some(id);
        all.find(|(_, session)| is_named(&session.id))
            .map(|(key, _)| key)
    }

    fn stranger(&self, id: &str) -> Question {
        if patterns::alias_id_or_arn(id) {
            return Question::AliasForGameSession;
        }
        if !id.contains('/') {
            return if patterns::fleet_id(id) {
                Question::FleetIdForGameSession
            } else {
                Question::BareId
            };
        }
        let mut parts = id.split(':').skip(3);
        if parts.next() != Some(&self.settings.region) {
            return Question::ForeignRegion;
        }
        if parts.next().is_some_and(|account| !account.is_empty()) {
            return Question::ForeignAccount;
        }
        let fleet = id.split('/').nth(1);
        let is_fleet = fleet.is_some_and(|fleet| self.fleets.contains_key(fleet));
        let last = |id: &str| id.rsplit('/').next().map(str::to_owned);
        let mut all = self.game_sessions.from(0);
        // The name of a game session of another fleet.
        if !is_fleet || all.any(|(_, session)| last(&session.id) == last(id)) {
            Question::ForeignFleet
        } else {
            Question::UnknownId
        }
    }
}

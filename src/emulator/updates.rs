//! Changes of game sessions, by the public action and by their own process.

use crate::api::exception::ExceptionKind;
use crate::api::game_property::GameProperty;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Response;
use crate::api::request::UpdateGameSession;

use super::Emulator;
use super::faults::Fault;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, PlayerKey};

/// The most players of a game session, a quota that no account can raise (CPS-22).
pub(super) const PLAYERS_MAX: i64 = 200;

/// The most properties of a game session.
const PROPERTIES_MAX: usize = 16;

impl Emulator {
    /// Changes a game session; members that are absent stay as they are.
    pub(super) fn update_game_session(
        &mut self,
        request: &UpdateGameSession,
    ) -> Result<Response, Refusal> {
        let key = self.find_for_update(request.game_session_id.as_str())?;
        let maximum = request.maximum_player_session_count;
        let policy = request.player_session_creation_policy.as_deref();
        let policy = policy.and_then(PlayerSessionCreationPolicy::parse);
        if let Err(refusal) = self.check_update(key, request) {
            self.spoil_refused_update(key, request);
            return Err(refusal);
        }
        let session = self.game_sessions.get_mut(key);
        // Fault: GSS-03 has it stay TERMINATED.
        if self.settings.has(Fault::UpdateRevivesGameSession)
            && session.status == GameSessionStatus::Terminated
        {
            session.status = GameSessionStatus::Active;
            session.ended = None;
        }
        let session = self.game_sessions.get(key);
        let changes = request.game_properties.as_deref().unwrap_or_default();
        // Fault: UGS-09 keeps those that the request does not name.
        let is_fresh = self.has(Fault::PropertiesReplaced) && request.game_properties.is_some();
        let present: &[GameProperty] = if is_fresh { &[] } else { &session.properties };
        let properties = merge_properties(present, changes);
        if properties.len() > PROPERTIES_MAX {
            let message = format!("a game session has {PROPERTIES_MAX} properties at most");
            self.ask(Question::TooManyProperties, message)?;
        }
        let session = self.game_sessions.get_mut(key);
        session.properties = properties;
        // Fault: UGS-07 has it stored.
        let is_kept = self.settings.has(Fault::SecondNameNotStored) && session.name.is_some();
        if let Some(name) = request.name.as_ref().filter(|_| !is_kept) {
            session.name = Some(name.clone());
        }
        self.set_protection(key, request);
        if let Some(maximum) = maximum {
            self.set_maximum(key, maximum);
        }
        if let Some(policy) = policy {
            self.set_policy(key, policy);
        } else if maximum.is_some() {
            self.spoil_policy(key);
        }
        let mut reply = self.game_session_reply(key);
        reply.maximum_player_session_count = maximum.or(reply.maximum_player_session_count);
        reply.player_session_creation_policy = policy.or(reply.player_session_creation_policy);
        reply.name = request.name.clone().or(reply.name);
        // Fault: UGS-10 has it there.
        if self.has(Fault::UpdateReturnsNoName) {
            reply.name = None;
        }
        Ok(Response::UpdateGameSession(Some(reply)))
    }

    /// Changes the policy in an update that does not name it.
    fn spoil_policy(&mut self, key: GameKey) {
        // Fault: UGS-03 leaves alone what the request does not name.
        if self.has(Fault::UpdateResetsPolicy) {
            self.set_policy(key, PlayerSessionCreationPolicy::AcceptAll);
        }
        let past = &mut self.game_sessions.get_mut(key).past;
        // Fault: UGS-03 leaves alone what the request does not name.
        if self.settings.has(Fault::UpdateUndoesServerPolicy)
            && let Some(before) = past.policy_before_server.take()
        {
            self.set_policy(key, before);
        }
    }

    /// Sets the protection, where the request names one.
    fn set_protection(&mut self, key: GameKey, request: &UpdateGameSession) {
        let protection = request.protection_policy.as_deref();
        let protection = protection.and_then(ProtectionPolicy::parse);
        // Fault: UGS-11 has it set.
        let is_kept = self.has(Fault::ProtectionNotStored);
        // Fault: UGS-03 leaves alone what the request does not name.
        let is_reset = self.has(Fault::UpdateResetsProtection);
        let otherwise = is_reset.then_some(ProtectionPolicy::NoProtection);
        if let Some(protection) = protection.filter(|_| !is_kept).or(otherwise) {
            self.game_sessions.get_mut(key).protection = protection;
        }
    }

    fn find_for_update(&self, id: &str) -> Result<GameKey, Refusal> {
        let message = "no such game session";
        self.find_by_name(id).ok_or(()).or_else(|()| {
            self.ask(Question::UnknownUpdated, message)?;
            Err(Refusal::not_found(message))
        })
    }

    /// Lets an update pass, or refuses it as a whole.
    fn check_update(&self, key: GameKey, request: &UpdateGameSession) -> Result<(), Refusal> {
        let session = self.game_sessions.get(key);
        let status = session.status;
        let message = format!("a game session with a status of {status} cannot be changed");
        match status {
            GameSessionStatus::Active => {}
            GameSessionStatus::Activating => self.ask(Question::ActivatingUpdated, message)?,
            GameSessionStatus::Terminating => self.ask(Question::TerminatingUpdated, message)?,
            // Fault: GSS-03 has it stay TERMINATED.
            GameSessionStatus::Terminated if self.has(Fault::UpdateRevivesGameSession) => {}
            GameSessionStatus::Terminated | GameSessionStatus::Error => {
                self.ask(Question::TerminatedUpdated, message)?;
            }
        }
        if let Some(maximum) = request.maximum_player_session_count {
            self.check_maximum(maximum)?;
            if maximum < session.taken {
                // Where it is accepted, the game session is full until some leave.
                let message = "the game session has more players than that";
                self.ask(Question::LoweredMaximum, message)?;
            }
        }
        let nothing = UpdateGameSession {
            game_session_id: request.game_session_id.clone(),
            maximum_player_session_count: None,
            name: None,
            player_session_creation_policy: None,
            protection_policy: None,
            game_properties: None,
        };
        if *request == nothing {
            self.ask(Question::NothingUpdated, "the update changes nothing")?;
        }
        Ok(())
    }

    /// Sets the maximum (UGS-01); the player sessions stay (UGS-04).
    fn set_maximum(&mut self, key: GameKey, maximum: i64) {
        let session = self.game_sessions.get_mut(key);
        // Fault: UGS-01 has any maximum in force.
        let is_stuck = self.settings.has(Fault::RaisedAfterLoweredNotStored);
        if is_stuck && session.past.was_lowered && maximum > session.maximum {
            return;
        }
        session.set_maximum(maximum);
        // Fault: UGS-04 leaves player sessions alone.
        if self.has(Fault::LoweringEvictsPlayers) {
            self.evict(key);
        }
    }

    /// Opens or closes a game session for new players (UGS-02).
    pub(super) fn set_policy(&mut self, key: GameKey, policy: PlayerSessionCreationPolicy) {
        let session = self.game_sessions.get(key);
        let is_opening = policy == PlayerSessionCreationPolicy::AcceptAll;
        // Faults: UGS-02 has any policy in force.
        let is_stuck = self.has(Fault::AcceptAllNotStored) && is_opening && session.past.was_closed
            || self.has(Fault::ThirdPolicyChangeNotStored) && session.past.policy_changes >= 2;
        if !is_stuck {
            self.game_sessions.get_mut(key).set_policy(policy);
        }
    }

    /// Lets a maximum pass that does not exceed the quota, or any at all (U-19).
    fn check_maximum(&self, maximum: i64) -> Result<(), Refusal> {
        // Fault: CPS-22 has no player beyond the quota.
        if self.has(Fault::QuotaIgnoredByUpdate) {
            return Ok(());
        }
        // Fault: WIR-08 has the exceptions that the action declares.
        if self.has(Fault::QuotaAnsweredLimitExceeded) && maximum > PLAYERS_MAX {
            let message = "the quota of players is exceeded";
            return Err(Refusal::new(ExceptionKind::LimitExceeded, message));
        }
        if maximum > PLAYERS_MAX {
            let message = format!("a game session has {PLAYERS_MAX} players at most");
            self.ask(Question::UpdatedAboveQuota, message)?;
        }
        Ok(())
    }

    /// Changes what a refused update must not.
    fn spoil_refused_update(&mut self, key: GameKey, request: &UpdateGameSession) {
        // Fault: UGS-06 has the maximum stay.
        if self.has(Fault::RefusedUpdateSetsMaximum)
            && let Some(maximum) = request.maximum_player_session_count
        {
            self.set_maximum(key, maximum);
        }
        let policy = request.player_session_creation_policy.as_deref();
        // Fault: UGS-06 has the policy stay.
        if self.has(Fault::RefusedUpdateSetsPolicy)
            && let Some(policy) = policy.and_then(PlayerSessionCreationPolicy::parse)
        {
            self.set_policy(key, policy);
        }
        // Fault: UGS-06 has the protection stay.
        if self.has(Fault::RefusedUpdateSetsProtection) {
            self.set_protection(key, request);
        }
    }

    /// Ends the latest player sessions until the rest has room, which only a fault does.
    fn evict(&mut self, key: GameKey) {
        let session = self.game_sessions.get(key);
        let excess = usize::try_from(session.taken - session.maximum).unwrap_or(0);
        let holds_slot = |player: &&PlayerKey| self.player_sessions.get(**player).holds_slot();
        let latest = session.player_sessions.iter().rev().filter(holds_slot);
        let evicted: Vec<PlayerKey> = latest.take(excess).copied().collect();
        for player in evicted {
            self.end_player_session(player, PlayerSessionStatus::Completed);
        }
    }
}

/// Adds properties or overwrites those of the same key; none is ever removed.
pub(super) fn merge_properties(
    present: &[GameProperty],
    changes: &[GameProperty],
) -> Vec<GameProperty> {
    let mut properties = present.to_vec();
    for change in changes {
        match properties.iter_mut().find(|one| one.key == change.key) {
            Some(property) => property.value.clone_from(&change.value),
            None => properties.push(change.clone()),
        }
    }
    properties
}

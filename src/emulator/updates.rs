//! Changes of game sessions, by the public action and by their own process.

use crate::api::game_property::GameProperty;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::api::reply::Response;
use crate::api::request::UpdateGameSession;

use super::Emulator;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::GameKey;

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
        self.check_update(key, request)?;
        let session = self.game_sessions.get(key);
        let changes = request.game_properties.as_deref().unwrap_or_default();
        let properties = merge_properties(&session.properties, changes);
        if properties.len() > PROPERTIES_MAX {
            let message = format!("a game session has {PROPERTIES_MAX} properties at most");
            self.ask(Question::TooManyProperties, message)?;
        }
        let session = self.game_sessions.get_mut(key);
        session.properties = properties;
        if let Some(maximum) = request.maximum_player_session_count {
            session.maximum = maximum;
        }
        if let Some(name) = &request.name {
            session.name = Some(name.clone());
        }
        let protection = request.protection_policy.as_deref();
        if let Some(protection) = protection.and_then(ProtectionPolicy::parse) {
            session.protection = protection;
        }
        let policy = request.player_session_creation_policy.as_deref();
        if let Some(policy) = policy.and_then(PlayerSessionCreationPolicy::parse) {
            self.set_policy(key, policy);
        }
        Ok(Response::UpdateGameSession(Some(
            self.game_session_reply(key),
        )))
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
            GameSessionStatus::Terminated | GameSessionStatus::Error => {
                self.ask(Question::TerminatedUpdated, message)?;
            }
        }
        if let Some(maximum) = request.maximum_player_session_count {
            if maximum > PLAYERS_MAX {
                let message = format!("a game session has {PLAYERS_MAX} players at most");
                self.ask(Question::UpdatedAboveQuota, message)?;
            }
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

    /// Opens or closes a game session for new players.
    pub(super) fn set_policy(&mut self, key: GameKey, policy: PlayerSessionCreationPolicy) {
        self.game_sessions.get_mut(key).policy = policy;
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

//! Changes of game sessions, by the public action and by their own process.

use crate::api::game_property::GameProperty;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::api::reply::Response;
use crate::api::request::UpdateGameSession;

use super::Emulator;
use super::refusal::Refusal;
use super::state::GameKey;

/// The most players of a game session, a quota that no account can raise (CPS-22).
const PLAYERS_MAX: i64 = 200;

/// The most properties of a game session.
const PROPERTIES_MAX: usize = 16;

impl Emulator {
    /// Changes a game session; members that are absent stay as they are.
    pub(super) fn update_game_session(
        &mut self,
        request: &UpdateGameSession,
    ) -> Result<Response, Refusal> {
        let key = self.find_game_session(request.game_session_id.as_str())?;
        within_quota(request.maximum_player_session_count.unwrap_or_default())?;
        let session = self.game_sessions.get_mut(key);
        check_status(session.status)?;
        let changes = request.game_properties.as_deref().unwrap_or_default();
        let properties = merge_properties(&session.properties, changes);
        if properties.len() > PROPERTIES_MAX {
            let message = format!("a game session has {PROPERTIES_MAX} properties at most");
            return Err(Refusal::invalid_request(message));
        }
        session.properties = properties;
        // U-13: a maximum below the players it has is accepted; it is full until some leave.
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

    /// Opens or closes a game session for new players.
    pub(super) fn set_policy(&mut self, key: GameKey, policy: PlayerSessionCreationPolicy) {
        self.game_sessions.get_mut(key).policy = policy;
    }
}

/// Lets game sessions pass that do not end and have not ended (U-40).
fn check_status(status: GameSessionStatus) -> Result<(), Refusal> {
    match status {
        GameSessionStatus::Activating | GameSessionStatus::Active => Ok(()),
        GameSessionStatus::Terminating
        | GameSessionStatus::Terminated
        | GameSessionStatus::Error => {
            let message = format!("a game session with a status of {status} cannot be changed");
            Err(Refusal::invalid_status(message))
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

/// Lets a maximum pass that does not exceed the quota.
pub(super) fn within_quota(maximum: i64) -> Result<(), Refusal> {
    if maximum > PLAYERS_MAX {
        let message = format!("a game session has {PLAYERS_MAX} players at most");
        return Err(Refusal::invalid_request(message));
    }
    Ok(())
}

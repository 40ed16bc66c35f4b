//! What an update makes of the state of its game session.

use super::details;
use super::judgement::{Belief, Scene};
use crate::api::game_session::{PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::api::request::UpdateGameSession;
use crate::history::Interval;

/// Returns what may have come of an update: the whole of it, or of two members one.
pub(super) fn parts(request: &UpdateGameSession) -> Vec<UpdateGameSession> {
    let mut parts = vec![request.clone()];
    let is_double = request.maximum_player_session_count.is_some()
        && request.player_session_creation_policy.is_some();
    if is_double {
        parts.push(UpdateGameSession {
            maximum_player_session_count: None,
            ..request.clone()
        });
        parts.push(UpdateGameSession {
            player_session_creation_policy: None,
            ..request.clone()
        });
    }
    parts
}

/// Returns the belief after the update.
pub(super) fn applied(
    belief: &Belief,
    request: &UpdateGameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Belief {
    let mut after = belief.clone();
    let state = &mut after.state;
    state.supersede(when, scene.terms);
    if let Some(maximum) = request.maximum_player_session_count {
        state.maximum = maximum;
    }
    let policy = request.player_session_creation_policy.as_deref();
    if let Some(policy) = policy.and_then(PlayerSessionCreationPolicy::parse) {
        state.policy = policy;
    }
    let details = &mut state.details;
    if request.name.is_some() {
        details.name.clone_from(&request.name);
    }
    let protection = request.protection_policy.as_deref();
    details.protection = protection
        .and_then(ProtectionPolicy::parse)
        .or(details.protection);
    let properties = request.game_properties.as_deref().unwrap_or_default();
    details.properties = details::merged(&details.properties, properties);
    after
}

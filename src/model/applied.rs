//! What an update makes of the state of its game session.

use super::details;
use super::judgement::{Belief, Scene};
use crate::api::game_session::{PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::api::request::UpdateGameSession;
use crate::history::Interval;

/// Returns what may have come of an update: the whole of it, one of its members, or all but one.
pub(super) fn parts(request: &UpdateGameSession) -> Vec<UpdateGameSession> {
    let nothing = UpdateGameSession::unchanged(request.game_session_id.clone());
    let mut parts = vec![request.clone()];
    for take in MEMBERS {
        let (mut alone, mut without) = (nothing.clone(), request.clone());
        take(&mut without, &mut alone);
        for part in [alone, without] {
            if part != nothing && !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    parts
}

/// Moves one member of an update to another one.
type Take = fn(&mut UpdateGameSession, &mut UpdateGameSession);

/// Each member that an update may have.
const MEMBERS: [Take; 5] = [
    |from, to| to.maximum_player_session_count = from.maximum_player_session_count.take(),
    |from, to| to.player_session_creation_policy = from.player_session_creation_policy.take(),
    |from, to| to.name = from.name.take(),
    |from, to| to.protection_policy = from.protection_policy.take(),
    |from, to| to.game_properties = from.game_properties.take(),
];

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

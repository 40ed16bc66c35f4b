//! What a step does to a game session, in a few kinds: what follows on what is worth trying.

use super::step::{GameSessionHandle, GameSessionRef, PlayerSessionRef, Step};
use crate::api::game_session::PlayerSessionCreationPolicy;

/// A kind of thing that is done to a game session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Deed {
    /// It is created.
    Created,
    /// It becomes ACTIVE.
    Activated,
    /// One player is asked in.
    Joined,
    /// Several players are asked in.
    JoinedTogether,
    /// A player is accepted.
    Accepted,
    /// A player is removed.
    Removed,
    /// The maximum is set.
    Resized,
    /// It is opened to players, or closed to them.
    Opened(bool),
    /// The game server opens it to players, or closes it to them.
    ServerOpened(bool),
    /// The maximum and the policy are set, or neither.
    Updated,
    /// It is told to end.
    Terminated,
    /// Its process ends.
    Ended,
    /// Time passes.
    Waited,
}

/// Returns what a step does, and to which game session, `None` where it does nothing to any.
///
/// `home` knows the game session of a player session.
pub(crate) fn deed(
    step: &Step,
    home: impl Fn(PlayerSessionRef) -> Option<GameSessionHandle>,
) -> Option<(GameSessionHandle, Deed)> {
    let is_open = |policy| policy == PlayerSessionCreationPolicy::AcceptAll;
    let of = |reference, deed| match reference {
        GameSessionRef::Handle(handle) => Some((handle, deed)),
        GameSessionRef::Unknown
        | GameSessionRef::ForeignRegion(_)
        | GameSessionRef::ForeignFleet(_)
        | GameSessionRef::ForeignAccount(_)
        | GameSessionRef::BareId(_)
        | GameSessionRef::FleetId
        | GameSessionRef::AliasId(_)
        | GameSessionRef::AliasArn(_)
        | GameSessionRef::Malformed
        | GameSessionRef::TooLong => None,
    };
    match step {
        Step::CreateGameSession(creation) => Some((creation.handle, Deed::Created)),
        Step::Activate(handle) => Some((*handle, Deed::Activated)),
        Step::CreatePlayerSessions {
            game_session,
            players,
            ..
        } if players.len() > 1 => of(*game_session, Deed::JoinedTogether),
        Step::CreatePlayerSessions { game_session, .. }
        | Step::CreatePlayerSession { game_session, .. } => of(*game_session, Deed::Joined),
        Step::Accept(session) => Some((home(*session)?, Deed::Accepted)),
        Step::Remove(session) => Some((home(*session)?, Deed::Removed)),
        Step::UpdateGameSession {
            game_session,
            changes,
        } => {
            let deed = match (changes.maximum, changes.policy) {
                (Some(_), None) => Deed::Resized,
                (None, Some(policy)) => Deed::Opened(is_open(policy)),
                (Some(_), Some(_)) | (None, None) => Deed::Updated,
            };
            of(*game_session, deed)
        }
        Step::SetPolicy {
            game_session,
            policy,
        } => Some((*game_session, Deed::ServerOpened(is_open(*policy)))),
        Step::TerminateGameSession { game_session, .. } => of(*game_session, Deed::Terminated),
        Step::EndProcess(handle) => Some((*handle, Deed::Ended)),
        Step::DescribePlayerSessions(_)
        | Step::DescribeGameSessions(_)
        | Step::SearchGameSessions(_)
        | Step::CreateAlias { .. }
        | Step::Stray(_)
        | Step::Broken(_)
        | Step::Wait(_) => None,
    }
}

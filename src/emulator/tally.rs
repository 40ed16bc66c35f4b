//! Which requests and frames are commands, so that the target can count them by itself.
//!
//! A command is a request about game sessions or player sessions, or a move of a game server.
//! A describe counts once, however many pages it has; fleets, processes and their health don't.

use crate::api::action::Action;
use crate::api::socket::Call;

/// What a request names that asks for a further page, in any of the formats.
const FURTHER_PAGE: &[u8] = b"NextToken";

/// Returns whether a request is a command.
pub(super) fn is_command(action: Action, body: &[u8]) -> bool {
    match action {
        Action::CreatePlayerSessions
        | Action::CreatePlayerSession
        | Action::CreateGameSession
        | Action::UpdateGameSession
        | Action::TerminateGameSession => true,
        Action::DescribePlayerSessions
        | Action::DescribeGameSessions
        | Action::DescribeGameSessionDetails
        | Action::SearchGameSessions => {
            let mut parts = body.windows(FURTHER_PAGE.len());
            !parts.any(|part| part == FURTHER_PAGE)
        }
        Action::CreateLocation
        | Action::DeleteLocation
        | Action::CreateFleet
        | Action::DescribeFleetAttributes
        | Action::DeleteFleet
        | Action::RegisterCompute
        | Action::DeregisterCompute
        | Action::GetComputeAuthToken
        | Action::CreateAlias
        | Action::UpdateAlias
        | Action::DeleteAlias
        | Action::ResolveAlias => false,
    }
}

/// Returns whether a frame of a game server is a move.
pub(super) fn is_move(frame: &str) -> bool {
    let Ok((_, call)) = Call::read(frame) else {
        return false;
    };
    !matches!(
        call,
        Call::ActivateServerProcess { .. } | Call::HeartbeatServerProcess { .. }
    )
}

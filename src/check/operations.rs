//! What single operations are about: their request, what they name and what they were answered.

use crate::api::game_session::GameSession;
use crate::api::ids::GameSessionId;
use crate::api::player_session::PlayerSession;
use crate::api::reply::Reply;
use crate::api::request::{CreateGameSession, Request};
use crate::history::{Act, Command, Operation, Outcome};
use crate::model::call::Call;

/// Returns the game session that a creation was answered with, `None` where it was with none.
pub(super) fn created_session(operation: &Operation) -> Option<&GameSession> {
    let Outcome::Replied(Reply::Response { response, .. }) = &operation.outcome else {
        return None;
    };
    response.game_sessions().next()
}

/// Returns the request of an operation, `None` where it sends none.
pub(super) fn request(operation: &Operation) -> Option<&Request> {
    match &operation.act {
        Act::Command(command) => command.request(),
        Act::Provide(_) | Act::Move(_) | Act::Advance => None,
    }
}

/// Returns the request of an operation that creates a game session.
pub(super) fn creation(operation: &Operation) -> Option<&CreateGameSession> {
    if let Some(Request::CreateGameSession(request)) = request(operation) {
        Some(request)
    } else {
        None
    }
}

/// Returns the fleet that a creation names.
pub(super) fn fleet(operation: &Operation) -> Option<String> {
    let fleet = creation(operation)?.fleet_id.as_ref();
    fleet.map(|fleet| fleet.as_str().to_owned())
}

/// Returns the game session that a command is about, and the call that it is, if it is one.
pub(super) fn addressed(command: &Command) -> Option<(String, Option<Call>)> {
    let id = match command.request() {
        Some(Request::UpdateGameSession(request)) => &request.game_session_id,
        Some(Request::TerminateGameSession(request)) => &request.game_session_id,
        Some(_) | None => {
            let call = Call::read(command)?;
            return Some((call.game_session_id.clone(), Some(call)));
        }
    };
    let GameSessionId(id) = id;
    Some((id.clone(), None))
}

/// Returns the player sessions that a reply holds.
pub(super) fn returned(operation: &Operation) -> &[PlayerSession] {
    match &operation.outcome {
        Outcome::Replied(Reply::Response { response, .. }) => response.player_sessions(),
        Outcome::Replied(Reply::Exception(_) | Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => &[],
    }
}

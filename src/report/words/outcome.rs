//! Outcomes in words.

use super::names::{self, Names};
use super::text::enumeration;
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};
use crate::history::{Act, Operation, Outcome};

/// Returns what came of an operation.
pub(super) fn words(names: &Names, operation: &Operation) -> String {
    match &operation.outcome {
        Outcome::Replied(reply) => self::reply(names, &operation.act, reply),
        Outcome::Done if operation.act == Act::Advance => "passed".to_owned(),
        Outcome::Done => "done".to_owned(),
        Outcome::Refused { status_code, .. } => format!("refused with {status_code}"),
        Outcome::Lost { reason } => format!("no reply: {reason}"),
    }
}

/// Returns the HTTP status of a reply.
pub(super) fn status(reply: &Reply) -> i64 {
    match reply {
        Reply::Response { .. } => 200,
        Reply::Exception(exception) => i64::from(exception.status),
        Reply::Unreadable { status, .. } => i64::from(*status),
    }
}

fn reply(names: &Names, act: &Act, reply: &Reply) -> String {
    match reply {
        Reply::Response { response, problems } => {
            let words = self::response(names, act, response);
            match problems.as_slice() {
                [] => words,
                [first, ..] => format!("{words}; {first}"),
            }
        }
        Reply::Exception(exception) => exception.kind.name().to_owned(),
        Reply::Unreadable { reason, .. } => format!("unreadable: {reason}"),
    }
}

fn response(names: &Names, act: &Act, response: &Response) -> String {
    match response {
        Response::CreatePlayerSessions(sessions) => created(names, act, sessions),
        Response::CreatePlayerSession(session) => match session {
            Some(session) => created(names, act, std::slice::from_ref(session)),
            None => "no player session".to_owned(),
        },
        Response::DescribePlayerSessions {
            player_sessions, ..
        } => players(names, player_sessions),
        Response::CreateGameSession(session) => session.as_ref().map_or_else(
            || "no game session".to_owned(),
            |session| {
                let name = names.game_session(session.game_session_id.as_deref());
                format!("{name} {}", game_session_status(session))
            },
        ),
        Response::UpdateGameSession(session) | Response::TerminateGameSession(session) => session
            .as_ref()
            .map_or_else(|| "no game session".to_owned(), game_session),
        Response::DescribeGameSessions { .. }
        | Response::DescribeGameSessionDetails { .. }
        | Response::SearchGameSessions { .. } => {
            let sessions: Vec<String> = response.game_sessions().map(game_session).collect();
            if sessions.is_empty() {
                return "no game session".to_owned();
            }
            enumeration(&sessions, 2, "game sessions")
        }
        Response::CreateLocation { .. }
        | Response::CreateFleet(_)
        | Response::DescribeFleetAttributes(_)
        | Response::RegisterCompute(_)
        | Response::GetComputeAuthToken { .. }
        | Response::CreateAlias(_)
        | Response::UpdateAlias(_)
        | Response::ResolveAlias { .. }
        | Response::Empty(_) => "success".to_owned(),
    }
}

/// Returns statuses alone where the reply has the request's players in the request's order.
fn created(names: &Names, act: &Act, sessions: &[PlayerSession]) -> String {
    let asked = names::sent_players(act);
    let answered = sessions.iter().map(|session| session.player_id.as_deref());
    let in_order = answered.eq(asked.iter().map(|player| Some(player.as_str())));
    if !in_order || sessions.iter().any(|session| session.player_data.is_some()) {
        return players(names, sessions);
    }
    let statuses: Vec<String> = sessions.iter().map(player_status).collect();
    match statuses.as_slice() {
        [first, .., _] if statuses.len() > 3 && statuses.iter().all(|status| status == first) => {
            format!("{} x {first}", statuses.len())
        }
        _ => enumeration(&statuses, 6, "player sessions"),
    }
}

fn players(names: &Names, sessions: &[PlayerSession]) -> String {
    if sessions.is_empty() {
        return "no player sessions".to_owned();
    }
    let is_ours = |session: &&PlayerSession| !names.is_others(session.player_id.as_deref());
    let ours: Vec<String> = sessions
        .iter()
        .filter(is_ours)
        .map(|session| {
            let player = names.player(session.player_id.as_deref());
            let data = session
                .player_data
                .as_ref()
                .map(|data| format!(" data {}", names.data(data)));
            format!(
                "{player} {}{}",
                player_status(session),
                data.unwrap_or_default()
            )
        })
        .collect();
    let told = enumeration(&ours, 4, "player sessions");
    match sessions.len() - ours.len() {
        0 => told,
        count if ours.is_empty() => format!("{count} player sessions of others"),
        count => format!("{told}, and {count} of others"),
    }
}

fn player_status(session: &PlayerSession) -> String {
    let status = session.status.map(PlayerSessionStatus::name);
    status.unwrap_or("(no status)").to_owned()
}

fn game_session_status(session: &GameSession) -> String {
    let status = session.status.map(GameSessionStatus::name);
    status.unwrap_or("(no status)").to_owned()
}

fn game_session(session: &GameSession) -> String {
    let count = |count: Option<i64>| count.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let policy = session.player_session_creation_policy;
    format!(
        "{}, {} of {} players, {}",
        game_session_status(session),
        count(session.current_player_session_count),
        count(session.maximum_player_session_count),
        policy.map_or("(no policy)", |policy| policy.name()),
    )
}

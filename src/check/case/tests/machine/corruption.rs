//! Histories with outcomes that no legal target has.

use super::choices::Choices;
use crate::api::exception::ExceptionKind;
use crate::api::game_session::{
    GameSession, GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy,
};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};
use crate::history::{Act, History, Outcome};

/// Corrupts the outcome of one operation.
pub(super) fn corrupt(history: &mut History, choices: &mut Choices) {
    let count = history.operations.len();
    let (index, other) = (choices.pick(count), choices.pick(count));
    let replacement = match choices.pick(4) {
        0 => alike(history, index, other),
        1 => Some(exception(choices)),
        _ => None,
    };
    let operation = &mut history.operations[index];
    match (&operation.act, &mut operation.outcome) {
        (Act::Move(_), outcome) => {
            *outcome = match outcome {
                Outcome::Done => Outcome::Refused {
                    status_code: 400,
                    message: None,
                },
                _ => Outcome::Done,
            };
        }
        (Act::Provide(_) | Act::Advance, _) => {}
        (Act::Command(_), outcome) => match (replacement, outcome) {
            (Some(replacement), outcome) => *outcome = replacement,
            (None, Outcome::Replied(Reply::Response { response, .. })) => twist(response, choices),
            (None, _) => {}
        },
    }
}

/// Returns the outcome of another operation of the same action.
fn alike(history: &History, index: usize, other: usize) -> Option<Outcome> {
    let (one, other) = (&history.operations[index], &history.operations[other]);
    match (&one.act, &other.act) {
        (Act::Command(one), Act::Command(another)) if one.action() == another.action() => {
            Some(other.outcome.clone())
        }
        _ => None,
    }
}

fn exception(choices: &mut Choices) -> Outcome {
    let kinds = ExceptionKind::DECLARED;
    super::calls::exception(kinds[choices.pick(kinds.len())].name())
}

fn twist(response: &mut Response, choices: &mut Choices) {
    match response {
        Response::CreatePlayerSessions(sessions) => twist_list(sessions, choices),
        Response::CreatePlayerSession(session) => match session {
            Some(session) if choices.pick(3) > 0 => twist_one(session, choices),
            _ => *session = None,
        },
        Response::DescribePlayerSessions {
            player_sessions, ..
        } => twist_list(player_sessions, choices),
        Response::CreateGameSession(Some(session)) | Response::UpdateGameSession(Some(session)) => {
            session.maximum_player_session_count = Some(9);
        }
        Response::DescribeGameSessions { game_sessions, .. }
        | Response::SearchGameSessions { game_sessions, .. } => {
            let Some(session) = game_sessions.first_mut() else {
                return;
            };
            if choices.pick(4) == 1 {
                game_sessions.clear();
            } else {
                twist_game(session, choices);
            }
        }
        Response::DescribeGameSessionDetails { details, .. } => {
            let Some(detail) = details.first_mut() else {
                return;
            };
            match (choices.pick(4), &mut detail.game_session) {
                (0, _) => detail.protection_policy = None,
                (1, _) => {
                    let all = ProtectionPolicy::ALL;
                    detail.protection_policy = Some(all[choices.pick(2)]);
                }
                (2, _) => details.clear(),
                (_, Some(session)) => twist_game(session, choices),
                (_, None) => {}
            }
        }
        _ => {}
    }
}

fn twist_game(session: &mut GameSession, choices: &mut Choices) {
    match choices.pick(3) {
        0 => session.maximum_player_session_count = Some(9),
        1 => {
            let all = PlayerSessionCreationPolicy::ALL;
            session.player_session_creation_policy = Some(all[choices.pick(2)]);
        }
        _ => session.status = Some(GameSessionStatus::ALL[choices.pick(5)]),
    }
}

fn twist_list(sessions: &mut Vec<PlayerSession>, choices: &mut Choices) {
    if sessions.is_empty() {
        return;
    }
    let index = choices.pick(sessions.len());
    match choices.pick(4) {
        0 => drop(sessions.remove(index)),
        1 => sessions.push(sessions[index].clone()),
        _ => twist_one(&mut sessions[index], choices),
    }
}

fn twist_one(session: &mut PlayerSession, choices: &mut Choices) {
    match choices.pick(6) {
        0 => session.player_session_id = None,
        1 => session.player_session_id = Some("psess-1".to_owned()),
        2 => session.player_id = Some("p9".to_owned()),
        3 => session.player_data = Some("other".to_owned()),
        _ => session.status = Some(PlayerSessionStatus::ALL[choices.pick(4)]),
    }
}

//! Lists with one member or record that no target may show, and the clause that says so.

use super::choices::Choices;
use crate::api::exception::Exception;
use crate::api::game_session::{GameSession, GameSessionDetail, GameSessionStatus};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};
use crate::api::request::{DescribeGameSessions, DescribePlayerSessions, Request};
use crate::history::{Act, Command, History, Label, Move, Operation, Outcome};

/// The clauses that some mutation breaks; one of two, where it depends on the pages.
pub(super) const CLAUSES: [&str; 16] = [
    "DPS-02",
    "DPS-04",
    "DPS-05",
    "DPS-08",
    "DPS-09",
    "DGS-01",
    "DGS-04 DGS-10",
    "DGS-07",
    "DGS-09",
    "DGS-12",
    "DGS-13",
    "SGS-02",
    "SGS-03",
    "SGS-07",
    "SGS-10",
    "WIR-08",
];

/// What is wrong with a list from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mutation {
    /// The list.
    pub(super) label: Label,
    /// The clause that it breaks.
    pub(super) clause: &'static str,
}

/// Makes one list of a history illegal, `None` where it has none that can be.
pub(super) fn mutate(history: &mut History, choices: &mut Choices) -> Option<Mutation> {
    let positions = 0..history.operations.len();
    let lists: Vec<usize> = positions
        .filter(|at| is_list(&history.operations[*at]))
        .collect();
    let at = *lists.get(choices.pick(lists.len().max(1)))?;
    let never = never_active(&history.operations[..at]);
    let list = &mut history.operations[at];
    let clause = break_list(list, never, choices)?;
    Some(Mutation {
        label: list.label,
        clause,
    })
}

/// Returns a game session that no game server has activated so far.
fn never_active(operations: &[Operation]) -> Option<GameSession> {
    let created = operations.iter().filter_map(|one| match &one.outcome {
        Outcome::Replied(Reply::Response {
            response: Response::CreateGameSession(session),
            ..
        }) => session.clone(),
        _ => None,
    });
    let is_activated = |id: &str| {
        operations.iter().any(|one| {
            matches!(&one.act, Act::Move(Move::Activate { game_session_id })
                if game_session_id.as_str() == id)
        })
    };
    let mut waiting = created.filter(|one| one.status == Some(GameSessionStatus::Activating));
    waiting.find(|one| !is_activated(one.game_session_id.as_deref().unwrap_or_default()))
}

fn is_list(operation: &Operation) -> bool {
    let is_of_lists = matches!(
        &operation.act,
        Act::Command(Command::Typed(
            Request::DescribePlayerSessions(_)
                | Request::DescribeGameSessions(_)
                | Request::DescribeGameSessionDetails(_)
                | Request::SearchGameSessions(_)
        ))
    );
    is_of_lists && matches!(operation.outcome, Outcome::Replied(_))
}

fn break_list(
    list: &mut Operation,
    never: Option<GameSession>,
    choices: &mut Choices,
) -> Option<&'static str> {
    let Act::Command(Command::Typed(request)) = &list.act else {
        return None;
    };
    if let Outcome::Replied(Reply::Exception(exception)) = &list.outcome {
        let (response, clause) = answered(request, exception)?;
        list.outcome = super::calls::replied(response);
        list.pages = vec![0];
        return Some(clause);
    }
    let Outcome::Replied(Reply::Response { response, .. }) = &mut list.outcome else {
        return None;
    };
    let paging = paging(request);
    let longest = usize::try_from(limit(request).unwrap_or(i64::MAX)).unwrap_or(usize::MAX);
    let is_longer = list.pages.iter().sum::<usize>() > longest;
    match choices.pick(6) {
        0 if is_longer && !is_of_one(request) => {
            list.pages = vec![list.pages.iter().sum()];
            Some(paging)
        }
        1 if !is_of_one(request) && !list.pages.is_empty() => {
            *token(response)? = Some("more".to_owned());
            Some(paging)
        }
        2 if !list.pages.is_empty() => {
            list.outcome = super::calls::exception("ConflictException");
            list.pages.clear();
            Some("WIR-08")
        }
        _ => match response {
            Response::DescribePlayerSessions {
                player_sessions, ..
            } => break_players(request, (player_sessions, &mut list.pages), choices),
            Response::DescribeGameSessionDetails { details, .. } if choices.pick(2) == 1 => {
                details.first_mut()?.protection_policy = None;
                Some("DGS-12")
            }
            Response::DescribeGameSessionDetails { details, .. } => {
                let session = details.first()?.game_session.clone()?;
                let (wrong, clause) = break_game(request, session, choices)?;
                details.push(GameSessionDetail {
                    game_session: Some(wrong),
                    ..details[0].clone()
                });
                *list.pages.last_mut()? += 1;
                Some(clause)
            }
            Response::SearchGameSessions { game_sessions, .. } if choices.pick(2) == 1 => {
                let Request::SearchGameSessions(request) = request else {
                    return None;
                };
                let fleet = request.fleet_id.as_ref()?.as_str();
                game_sessions.push(never.filter(|one| one.fleet_id.as_deref() == Some(fleet))?);
                *list.pages.last_mut()? += 1;
                Some("SGS-03")
            }
            Response::DescribeGameSessions { game_sessions, .. }
            | Response::SearchGameSessions { game_sessions, .. } => {
                let session = game_sessions.first()?.clone();
                let (wrong, clause) = break_game(request, session, choices)?;
                game_sessions.push(wrong);
                *list.pages.last_mut()? += 1;
                Some(clause)
            }
            _ => None,
        },
    }
}

/// Returns an empty list in the place of a refusal, where an alias that leads nowhere is all that
/// is wrong with the request.
fn answered(request: &Request, exception: &Exception) -> Option<(Response, &'static str)> {
    let is_terminal = exception.kind.name() == "TerminalRoutingStrategyException";
    let is_plain = limit(request) != Some(0) && !has_doubtful_filter(request);
    empty_list(request).filter(|_| is_terminal && is_plain)
}

/// Adds a player session that is none of those asked for, or lists one of another status.
fn break_players(
    request: &Request,
    (listed, pages): (&mut Vec<PlayerSession>, &mut Vec<usize>),
    choices: &mut Choices,
) -> Option<&'static str> {
    let Request::DescribePlayerSessions(request) = request else {
        return None;
    };
    let status = request.status_filter.as_deref();
    let of_game_session = request.game_session_id.is_some();
    if let Some(status) = status.filter(|_| of_game_session) {
        let status = PlayerSessionStatus::parse(status);
        let mut others = PlayerSessionStatus::ALL.into_iter();
        let first = listed.first_mut()?;
        first.status = others.find(|other| Some(*other) != status);
        return Some("DPS-04");
    }
    let mut stranger = listed.first()?.clone();
    stranger.player_session_id = Some("psess-stranger".to_owned());
    stranger.player_id = Some("stranger".to_owned());
    let position = choices.pick(listed.len() + 1);
    listed.insert(position, stranger);
    *pages.last_mut()? += 1;
    Some(match request {
        DescribePlayerSessions {
            player_session_id: Some(_),
            ..
        } => "DPS-09",
        DescribePlayerSessions {
            player_id: Some(_), ..
        } => "DPS-08",
        _ => "DPS-02",
    })
}

/// Returns a game session that no such list may hold.
fn break_game(
    request: &Request,
    mut session: GameSession,
    choices: &mut Choices,
) -> Option<(GameSession, &'static str)> {
    let (of_fleet, clause) = match request {
        Request::DescribeGameSessions(one) | Request::DescribeGameSessionDetails(one) => {
            (one.fleet_id.is_some(), "DGS-09")
        }
        Request::SearchGameSessions(one) => (one.fleet_id.is_some(), "SGS-02"),
        _ => return None,
    };
    let is_search = clause == "SGS-02";
    let id = session.game_session_id.get_or_insert_default();
    if of_fleet && choices.pick(2) == 1 {
        id.push_str("-other");
        session.fleet_id = Some("fleet-other".to_owned());
        return Some((session, clause));
    }
    // Twice on one page; a search is a snapshot of which nothing is said.
    let is_one = matches!(
        request,
        Request::DescribeGameSessions(DescribeGameSessions {
            game_session_id: Some(_),
            ..
        }) | Request::DescribeGameSessionDetails(DescribeGameSessions {
            game_session_id: Some(_),
            ..
        })
    );
    match (is_one, is_search) {
        (true, _) => Some((session, "DGS-01")),
        (false, true) => None,
        (false, false) => Some((session, "DGS-04 DGS-10")),
    }
}

/// Returns an empty list in reply to a request, and the clause that an alias which leads nowhere
/// breaks with it.
fn empty_list(request: &Request) -> Option<(Response, &'static str)> {
    let next_token = None;
    Some(match request {
        Request::DescribeGameSessions(_) => {
            let game_sessions = Vec::new();
            let list = Response::DescribeGameSessions {
                game_sessions,
                next_token,
            };
            (list, "DGS-13")
        }
        Request::DescribeGameSessionDetails(_) => {
            let details = Vec::new();
            let list = Response::DescribeGameSessionDetails {
                details,
                next_token,
            };
            (list, "DGS-13")
        }
        Request::SearchGameSessions(_) => {
            let game_sessions = Vec::new();
            let list = Response::SearchGameSessions {
                game_sessions,
                next_token,
            };
            (list, "SGS-10")
        }
        _ => return None,
    })
}

fn token(response: &mut Response) -> Option<&mut Option<String>> {
    match response {
        Response::DescribePlayerSessions { next_token, .. }
        | Response::DescribeGameSessions { next_token, .. }
        | Response::DescribeGameSessionDetails { next_token, .. }
        | Response::SearchGameSessions { next_token, .. } => Some(next_token),
        _ => None,
    }
}

/// Returns the clause about the lengths of a list's pages.
fn paging(request: &Request) -> &'static str {
    match request {
        Request::DescribePlayerSessions(_) => "DPS-05",
        Request::SearchGameSessions(_) => "SGS-07",
        _ => "DGS-07",
    }
}

fn limit(request: &Request) -> Option<i64> {
    match request {
        Request::DescribePlayerSessions(one) => one.limit,
        Request::DescribeGameSessions(one) | Request::DescribeGameSessionDetails(one) => one.limit,
        Request::SearchGameSessions(one) => one.limit,
        _ => None,
    }
}

/// Returns whether a request is about one player session, which has no pages.
fn is_of_one(request: &Request) -> bool {
    matches!(request, Request::DescribePlayerSessions(one) if one.player_session_id.is_some())
}

fn has_doubtful_filter(request: &Request) -> bool {
    match request {
        Request::SearchGameSessions(one) => one.filter_expression.is_some(),
        _ => false,
    }
}

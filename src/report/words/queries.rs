//! What descriptions ask for, in words.

use super::step::{reference, value, words};
use crate::plan::step::{
    Form, GameQuery, LocationName, Paging, Place, PlayerQuery, PlayerSessionName, Search,
};

/// Returns what a description of game sessions does.
pub(super) fn verb(query: &GameQuery) -> &'static str {
    match (query.form, query.game_session, query.place) {
        (Form::Plain, Some(_), Place::Nowhere) => "describe game session",
        (Form::Plain, ..) => "describe game sessions",
        (Form::Details, ..) => "describe game session details",
    }
}

/// Returns what a description of player sessions asks for; `session` is the one of the plan.
pub(super) fn players(query: &PlayerQuery, session: Option<String>) -> String {
    let session = session.or(query.player_session.and_then(made_up));
    let player = query.player.as_ref();
    joined([
        query.game_session.map(reference),
        player.map(|player| format!("player {}", words(player))),
        session,
        query
            .status
            .as_ref()
            .map(|status| format!("status {}", value(status))),
        paging(&query.paging),
    ])
}

/// Returns the words for a player session that is none of the plan, `None` for one that is.
pub(super) fn made_up(name: PlayerSessionName) -> Option<String> {
    match name {
        PlayerSessionName::Known(_) => None,
        PlayerSessionName::Unknown => Some("unknown player session".to_owned()),
        PlayerSessionName::Malformed => Some("malformed player session id".to_owned()),
    }
}

/// Returns what a description of game sessions asks for.
pub(super) fn games(query: &GameQuery) -> String {
    joined([
        query.game_session.map(reference),
        place(query.place),
        query.location.map(location),
        query
            .status
            .as_ref()
            .map(|status| format!("status {}", value(status))),
        paging(&query.paging),
    ])
}

/// Returns what a search asks for.
pub(super) fn search(search: &Search) -> String {
    joined([
        place(search.place),
        search.location.map(location),
        search
            .filter
            .as_ref()
            .map(|filter| format!("filter {}", value(filter))),
        search
            .sort
            .as_ref()
            .map(|sort| format!("sort {}", value(sort))),
        paging(&search.paging),
    ])
}

fn place(place: Place) -> Option<String> {
    (place != Place::Nowhere).then(|| place.to_string())
}

fn location(name: LocationName) -> String {
    match name {
        LocationName::Own => "its location".to_owned(),
        LocationName::Unknown => "unknown location".to_owned(),
    }
}

fn paging(paging: &Paging) -> Option<String> {
    let limit = paging.limit.map(|limit| format!("limit {limit}"));
    let token = paging.token.as_ref();
    let token = token.map(|token| format!("token {}", value(token)));
    let words = joined([limit, token]);
    (!words.is_empty()).then_some(words)
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

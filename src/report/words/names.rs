//! The names of a case's ids: what the plan calls them.

use std::collections::BTreeMap;

use super::step;
use super::text;
use crate::api::action::Action;
use crate::api::document::Document;
use crate::api::json;
use crate::api::reply::{Reply, Response};
use crate::api::request::Request;
use crate::findings::CaseRecord;
use crate::history::{Act, Command, Operation, Outcome};
use crate::model::terms::Traffic;
use crate::plan::step::{Step, Text};

/// The names of the ids and texts that one case used.
#[derive(Debug, Default)]
pub(super) struct Names {
    game_sessions: BTreeMap<String, String>,
    players: BTreeMap<String, String>,
    scopes: Vec<String>,
    traffic: Traffic,
}

impl Names {
    /// Collects the names of a case from its plan and what was sent and received.
    pub(super) fn of(case: &CaseRecord, traffic: Traffic) -> Self {
        let mut names = Self {
            traffic,
            ..Self::default()
        };
        for operation in &case.history.operations {
            let planned = case
                .plan
                .steps
                .iter()
                .find(|step| step.label == operation.label);
            if let Some(planned) = planned {
                names.learn(planned.step.unbroken(), operation);
            }
        }
        names
    }

    /// Returns the name of a game session, or its id in quotes where the plan has none for it.
    pub(super) fn game_session(&self, id: Option<&str>) -> String {
        named(&self.game_sessions, id, "a game session without id")
    }

    /// Returns the name of a player, or its id in quotes where the plan has none for it.
    pub(super) fn player(&self, id: Option<&str>) -> String {
        named(&self.players, id, "a player without id")
    }

    /// Returns whether a player is somebody else's, of whom nothing is told.
    pub(super) fn is_others(&self, id: Option<&str>) -> bool {
        let Some(id) = id.filter(|_| self.traffic == Traffic::Foreign) else {
            return false;
        };
        // One of ours that came back changed is still ours.
        let begins = |scope: &String| {
            let head = id.get(..scope.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(scope))
        };
        !self.players.contains_key(id) && !self.scopes.iter().any(begins)
    }

    /// Returns a player's data in quotes, without the case's prefix.
    pub(super) fn data(&self, data: &str) -> String {
        let bare = self
            .scopes
            .iter()
            .find_map(|scope| data.strip_prefix(scope.as_str()));
        text::quoted(bare.unwrap_or(data))
    }

    fn learn(&mut self, planned: &Step, operation: &Operation) {
        if let (Step::CreateGameSession(creation), Outcome::Replied(reply)) =
            (planned, &operation.outcome)
            && let Reply::Response { response, .. } = reply
            && let Response::CreateGameSession(Some(session)) = response
            && let Some(id) = &session.game_session_id
        {
            self.game_sessions
                .insert(id.clone(), step::game_session(creation.handle));
        }
        let sent = sent_players(&operation.act);
        for (id, name) in sent.iter().zip(step::players(planned)) {
            self.players.insert(id.clone(), name);
        }
        for (id, text) in sent.iter().zip(texts(planned)) {
            if let Text::Scoped(text) = text
                && let Some(scope) = id.strip_suffix(text.as_str())
                && !scope.is_empty()
                && !self.scopes.iter().any(|known| known == scope)
            {
                self.scopes.push(scope.to_owned());
            }
        }
    }
}

fn named(names: &BTreeMap<String, String>, id: Option<&str>, none: &str) -> String {
    match id {
        Some(id) => names.get(id).cloned().unwrap_or_else(|| text::quoted(id)),
        None => none.to_owned(),
    }
}

fn texts(step: &Step) -> Vec<&Text> {
    match step {
        Step::CreatePlayerSessions { players, .. } => players.iter().collect(),
        Step::CreatePlayerSession { player, .. } => vec![player],
        Step::CreateGameSession { .. }
        | Step::DescribePlayerSessions(_)
        | Step::DescribeGameSessions(_)
        | Step::SearchGameSessions(_)
        | Step::UpdateGameSession { .. }
        | Step::TerminateGameSession { .. }
        | Step::CreateAlias { .. }
        | Step::SetPolicy { .. }
        | Step::Activate(_)
        | Step::Accept(_)
        | Step::Remove(_)
        | Step::Stray(_)
        | Step::EndProcess(_)
        | Step::Broken(_)
        | Step::Wait(_) => Vec::new(),
    }
}

/// Returns the players of an act as they went over the wire, in the order of the request.
pub(super) fn sent_players(act: &Act) -> Vec<String> {
    match act {
        Act::Command(Command::Raw {
            action: Action::CreatePlayerSessions,
            body,
        }) => raw_players(body),
        Act::Command(command) => command.request().map(players_of).unwrap_or_default(),
        Act::Provide(_) | Act::Move(_) | Act::Advance => Vec::new(),
    }
}

fn players_of(request: &Request) -> Vec<String> {
    if let Request::CreatePlayerSession(request) = request {
        return vec![request.player_id.as_str().to_owned()];
    }
    let Request::CreatePlayerSessions(request) = request else {
        return Vec::new();
    };
    let ids = request.player_ids.iter();
    ids.map(|id| id.as_str().to_owned()).collect()
}

fn raw_players(body: &[u8]) -> Vec<String> {
    let Ok(Document::Map(members)) = json::parse(body) else {
        return Vec::new();
    };
    let Some(Document::List(ids)) = members.get("PlayerIds") else {
        return Vec::new();
    };
    ids.iter()
        .filter_map(|id| {
            if let Document::Text(id) = id {
                Some(id.clone())
            } else {
                None
            }
        })
        .collect()
}

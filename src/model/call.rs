//! A call that creates player sessions, in its single and its batch form alike.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::Narrowing;
use crate::api::action::Action;
use crate::api::document::Document;
use crate::api::json;
use crate::api::request::Request;
use crate::history::Command;
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

/// A call as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `CreatePlayerSessions` or `CreatePlayerSession`.
    pub action: Action,
    /// The game session.
    pub game_session_id: String,
    /// The players, in order.
    pub player_ids: Vec<String>,
    /// The data by key; keys need not be players of the call.
    pub data: BTreeMap<String, String>,
    /// The ways in which the data map is out of the ordinary.
    pub quirks: Vec<ContextId>,
}

const EMPTY_MAP: ContextId = ContextId::of("U-11/empty-map");
const NULL_MAP: ContextId = ContextId::of("U-11/null-map");
const NULL_VALUE: ContextId = ContextId::of("U-11/null-value");
const IGNORED_VALUE: ContextId = ContextId::of("U-11/ignored-value");
const PLAYER_ID_UNIT: ContextId = ContextId::of("U-35/player-id");
const PLAYER_DATA_UNIT: ContextId = ContextId::of("U-35/player-data");

impl Call {
    /// Reads a command, `None` where it creates no player sessions.
    pub fn read(command: &Command) -> Option<Self> {
        match command {
            Command::Typed(Request::CreatePlayerSessions(request)) => {
                let data = request.player_data_map.clone().unwrap_or_default();
                let is_empty_map = request
                    .player_data_map
                    .as_ref()
                    .is_some_and(BTreeMap::is_empty);
                Some(Self {
                    action: Action::CreatePlayerSessions,
                    game_session_id: request.game_session_id.0.clone(),
                    player_ids: request.player_ids.iter().map(|id| id.0.clone()).collect(),
                    data,
                    quirks: if is_empty_map {
                        vec![EMPTY_MAP]
                    } else {
                        Vec::new()
                    },
                })
            }
            Command::Typed(Request::CreatePlayerSession(request)) => Some(Self {
                action: Action::CreatePlayerSession,
                game_session_id: request.game_session_id.0.clone(),
                player_ids: vec![request.player_id.0.clone()],
                data: request
                    .player_data
                    .iter()
                    .map(|data| (request.player_id.0.clone(), data.clone()))
                    .collect(),
                quirks: Vec::new(),
            }),
            Command::Raw {
                action: Action::CreatePlayerSessions,
                body,
            } => Self::read_raw(body),
            Command::Typed(_) | Command::Raw { .. } => None,
        }
    }

    /// Returns whether a key of the data belongs to no player of the call.
    pub fn has_unknown_key(&self) -> bool {
        self.data.keys().any(|key| !self.player_ids.contains(key))
    }

    /// Returns whether the call names a player more than once.
    pub fn has_repeats(&self) -> bool {
        self.distinct().len() < self.player_ids.len()
    }

    /// Returns the players of the call, each once.
    pub fn distinct(&self) -> BTreeSet<&str> {
        self.player_ids.iter().map(String::as_str).collect()
    }

    fn read_raw(body: &[u8]) -> Option<Self> {
        let Ok(Document::Map(mut members)) = json::parse(body) else {
            return None;
        };
        let (quirks, data) = match members.remove("PlayerDataMap") {
            None => (Vec::new(), BTreeMap::new()),
            Some(Document::Map(map)) => (vec![NULL_VALUE], texts(map)),
            Some(_) => (vec![NULL_MAP], BTreeMap::new()),
        };
        let Ok(Request::CreatePlayerSessions(request)) =
            Request::read(Action::CreatePlayerSessions, &Document::Map(members))
        else {
            return None;
        };
        Some(Self {
            action: Action::CreatePlayerSessions,
            game_session_id: request.game_session_id.0,
            player_ids: request.player_ids.into_iter().map(|id| id.0).collect(),
            data,
            quirks,
        })
    }
}

/// What the limits of the API model say of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The clauses whose limits the call breaks in every reading.
    pub broken: Vec<ClauseId>,
    /// The limits that it breaks in some readings only: what a success would show.
    pub kept_by: Vec<Narrowing>,
    /// The same, what a refusal would show.
    pub broken_by: Vec<Narrowing>,
    /// The clauses at whose very edge the call is, within the limit.
    pub edges: Vec<ClauseId>,
    /// Whether a value that is to be ignored breaks a limit (U-11/ignored-value).
    pub has_bad_ignored_value: bool,
}

const CPS_03: ClauseId = ClauseId::of("CPS-03");
const CPS_05: ClauseId = ClauseId::of("CPS-05");
const CPS_06: ClauseId = ClauseId::of("CPS-06");

impl Limits {
    /// Holds a call against the limits of the catalog.
    pub fn of(call: &Call, catalog: &Catalog) -> Self {
        let mut limits = Self::default();
        let within = |name: &str, length: usize| catalog.limits[name].admits(length);
        if !is_game_session_id(&call.game_session_id, catalog) {
            limits.broken.push(CPS_03);
        }
        if !within("PlayerIds", call.player_ids.len()) {
            limits.broken.push(CPS_05);
        } else if call.player_ids.len() == catalog.limits["PlayerIds"].largest() {
            limits.edges.push(CPS_05);
        }
        let data = call
            .data
            .iter()
            .filter(|(key, _)| call.player_ids.contains(key));
        limits.hold(CPS_05, PLAYER_ID_UNIT, call.player_ids.iter(), catalog);
        limits.hold(
            CPS_06,
            PLAYER_DATA_UNIT,
            data.map(|(_, value)| value),
            catalog,
        );
        limits.has_bad_ignored_value = call.data.iter().any(|(key, value)| {
            !call.player_ids.contains(key)
                && !(within("PlayerDataMapKey", key.chars().count())
                    && within("PlayerData", value.chars().count()))
        });
        limits.broken.dedup();
        limits.edges.dedup();
        limits
    }

    /// Returns the quirk that a bad value under an ignored key is.
    pub fn ignored_value(&self) -> Option<ContextId> {
        self.has_bad_ignored_value.then_some(IGNORED_VALUE)
    }

    fn hold<'a>(
        &mut self,
        clause: ClauseId,
        context: ContextId,
        texts: impl Iterator<Item = &'a String> + Clone,
        catalog: &Catalog,
    ) {
        let limit = &catalog.limits[if clause == CPS_05 {
            "PlayerId"
        } else {
            "PlayerData"
        }];
        let keeps = |unit: fn(&str) -> usize| texts.clone().all(|text| limit.admits(unit(text)));
        let (kept_by, broken_by): (Vec<_>, Vec<_>) = UNITS.iter().partition(|unit| keeps(unit.1));
        let names = |units: Vec<&Unit>| units.iter().map(|unit| unit.0).collect::<Vec<_>>();
        match (kept_by.is_empty(), broken_by.is_empty()) {
            (true, _) => self.broken.push(clause),
            (false, true) => {
                if texts
                    .clone()
                    .any(|text| text.chars().count() == limit.largest())
                {
                    self.edges.push(clause);
                }
            }
            // U-35: it depends on what a length counts.
            (false, false) => {
                self.kept_by.push(Narrowing {
                    context,
                    answers: names(kept_by),
                });
                self.broken_by.push(Narrowing {
                    context,
                    answers: names(broken_by),
                });
            }
        }
    }
}

/// A unit of string lengths: the answer's name and how it counts.
type Unit = (&'static str, fn(&str) -> usize);

const UNITS: [Unit; 3] = [
    ("code-points", |text| text.chars().count()),
    ("utf16-units", |text| text.encode_utf16().count()),
    ("bytes", str::len),
];

/// Returns whether a text can be the id of a game session at all (CPS-03).
pub fn is_game_session_id(text: &str, catalog: &Catalog) -> bool {
    let limit = &catalog.limits["GameSessionId"];
    let punctuation = limit.punctuation.as_deref().unwrap_or_default();
    limit.admits(text.chars().count())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || punctuation.contains(c))
}

fn texts(map: BTreeMap<String, Document>) -> BTreeMap<String, String> {
    map.into_iter()
        .filter_map(|(key, value)| match value {
            Document::Text(text) => Some((key, text)),
            _ => None,
        })
        .collect()
}

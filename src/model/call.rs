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
use crate::spec::limit::Limit;

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
        let Command::Raw { action, body } = command else {
            return Self::of(command.request()?);
        };
        (*action == Action::CreatePlayerSessions).then(|| Self::read_raw(body))?
    }

    fn of(request: &Request) -> Option<Self> {
        if let Request::CreatePlayerSession(request) = request {
            let data = request.player_data.iter();
            return Some(Self {
                action: Action::CreatePlayerSession,
                game_session_id: request.game_session_id.0.clone(),
                player_ids: vec![request.player_id.0.clone()],
                data: data
                    .map(|data| (request.player_id.0.clone(), data.clone()))
                    .collect(),
                quirks: Vec::new(),
            });
        }
        let Request::CreatePlayerSessions(request) = request else {
            return None;
        };
        let data = request.player_data_map.clone();
        let is_empty_map = data.as_ref().is_some_and(BTreeMap::is_empty);
        Some(Self {
            action: Action::CreatePlayerSessions,
            game_session_id: request.game_session_id.0.clone(),
            player_ids: request.player_ids.iter().map(|id| id.0.clone()).collect(),
            data: data.unwrap_or_default(),
            quirks: if is_empty_map {
                vec![EMPTY_MAP]
            } else {
                Vec::new()
            },
        })
    }

    /// Returns whether another call asks for the same, however it names the game session and
    /// whatever it says of players who are not in it.
    pub fn is_alike(&self, other: &Self) -> bool {
        self.action == other.action
            && self.player_ids == other.player_ids
            && self.own_data().eq(other.own_data())
    }

    /// Returns the data of players of the call.
    fn own_data(&self) -> impl Iterator<Item = (&String, &String)> {
        let data = self.data.iter();
        data.filter(|(key, _)| self.player_ids.contains(key))
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
            Some(Document::Map(map)) => {
                let is_null = |(_, value): (&String, &Document)| *value == Document::Null;
                let quirk = map.iter().any(is_null).then_some(NULL_VALUE);
                (quirk.into_iter().collect(), texts(map))
            }
            Some(Document::Null) => (vec![NULL_MAP], BTreeMap::new()),
            // A map of another type is no call that this version sends.
            Some(_) => return None,
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
    /// The same, what a refusal for the clause would show.
    pub broken_by: Vec<Narrowing>,
    /// The clauses at whose very edge the call is, within the limit.
    pub edges: Vec<ClauseId>,
    /// How far a value that is to be ignored breaks a limit (U-11/ignored-value).
    pub ignored: Ignored,
}

/// Whether data for players who are not in the call breaks a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ignored {
    /// It is within the limits, or there is none.
    #[default]
    Fine,
    /// It breaks one in some unit of length.
    Doubtful,
    /// It breaks one in every unit.
    Bad,
}

const CPS_03: ClauseId = ClauseId::of("CPS-03");
const CPS_05: ClauseId = ClauseId::of("CPS-05");
const CPS_06: ClauseId = ClauseId::of("CPS-06");

impl Limits {
    /// Holds a call against the limits of the catalog.
    pub fn of(call: &Call, catalog: &Catalog) -> Self {
        let mut limits = Self::default();
        if !is_game_session_id(&call.game_session_id, catalog) {
            limits.broken.push(CPS_03);
        }
        let batch = &catalog.limits["PlayerIds"];
        if !batch.admits(call.player_ids.len()) {
            limits.broken.push(CPS_05);
        } else if call.player_ids.len() == batch.largest() {
            limits.edges.push(CPS_05);
        }
        let distinct = call.distinct();
        let (used, ignored): (Vec<_>, Vec<_>) = call
            .data
            .iter()
            .partition(|(key, _)| distinct.contains(key.as_str()));
        let ids = || call.player_ids.iter().map(String::as_str);
        limits.hold(CPS_05, PLAYER_ID_UNIT, &catalog.limits["PlayerId"], ids);
        let values = || used.iter().map(|(_, value)| value.as_str());
        limits.hold(
            CPS_06,
            PLAYER_DATA_UNIT,
            &catalog.limits["PlayerData"],
            values,
        );
        limits.ignored = worst(&ignored, catalog);
        limits.broken.dedup();
        limits.edges.dedup();
        limits
    }

    /// Returns the clause whose limit is counted in the unit that `context` asks for (U-35).
    pub fn counted(context: ContextId) -> ClauseId {
        if context == PLAYER_ID_UNIT {
            CPS_05
        } else {
            CPS_06
        }
    }

    /// Returns the question that a bad value under an ignored key asks.
    pub fn ignored_value(&self) -> Option<ContextId> {
        (self.ignored != Ignored::Fine).then_some(IGNORED_VALUE)
    }

    fn hold<'a, T: Iterator<Item = &'a str>>(
        &mut self,
        clause: ClauseId,
        context: ContextId,
        limit: &Limit,
        texts: impl Fn() -> T,
    ) {
        let keeps = |unit: fn(&str) -> usize| texts().all(|text| limit.admits(unit(text)));
        let (kept_by, broken_by): (Vec<_>, Vec<_>) = UNITS.iter().partition(|unit| keeps(unit.1));
        let narrowing = |units: Vec<&Unit>| Narrowing {
            context,
            answers: units.iter().map(|unit| unit.0).collect(),
        };
        match (kept_by.is_empty(), broken_by.is_empty()) {
            (true, _) => self.broken.push(clause),
            (false, true) => {
                let is_edge = |text: &str| text.chars().count() == limit.largest();
                if texts().any(is_edge) {
                    self.edges.push(clause);
                }
            }
            // U-35: it depends on what a length counts.
            (false, false) => {
                self.kept_by.push(narrowing(kept_by));
                self.broken_by.push(narrowing(broken_by));
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

/// Returns how far entries that are to be ignored break a limit.
fn worst(entries: &[(&String, &String)], catalog: &Catalog) -> Ignored {
    let (keys, values) = (
        &catalog.limits["PlayerDataMapKey"],
        &catalog.limits["PlayerData"],
    );
    let breaks = |unit: &Unit| {
        let fits = |(key, value): &(&String, &String)| {
            keys.admits(unit.1(key)) && values.admits(unit.1(value))
        };
        !entries.iter().all(fits)
    };
    match UNITS.iter().filter(|unit| breaks(unit)).count() {
        0 => Ignored::Fine,
        count if count == UNITS.len() => Ignored::Bad,
        _ => Ignored::Doubtful,
    }
}

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
    let mut texts = BTreeMap::new();
    for (key, value) in map {
        if let Document::Text(text) = value {
            texts.insert(key, text);
        }
    }
    texts
}

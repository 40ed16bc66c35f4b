//! Descriptions and searches, in files.

use serde::{Deserialize, Serialize};

use super::game_sessions::place;
use super::values::{PlayerEntry, ReferenceEntry, TextEntry};
use crate::plan::step::{
    Form, GameQuery, GameSessionRef, LocationName, Paging, PlayerQuery, PlayerSessionName,
    PlayerSessionRef, Search, Text,
};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlayerQueryEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    game_session: Option<ReferenceEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    player: Option<TextEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    player_session: Option<PlayerSessionEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<TextEntry>,
    limit: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<TextEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum PlayerSessionEntry {
    Known(PlayerEntry),
    Unknown,
    Malformed,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GameQueryEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    game_session: Option<ReferenceEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fleet: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alias: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location: Option<LocationEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<TextEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<TextEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LocationEntry {
    Own,
    Unknown,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fleet: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alias: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location: Option<LocationEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    filter: Option<TextEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort: Option<TextEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<TextEntry>,
}

impl From<&PlayerQuery> for PlayerQueryEntry {
    fn from(query: &PlayerQuery) -> Self {
        Self {
            game_session: query.game_session.map(ReferenceEntry::from),
            player: query.player.as_ref().map(TextEntry::from),
            player_session: query.player_session.map(PlayerSessionEntry::from),
            status: query.status.as_ref().map(TextEntry::from),
            limit: query.paging.limit,
            token: query.paging.token.as_ref().map(TextEntry::from),
        }
    }
}

impl From<PlayerQueryEntry> for PlayerQuery {
    fn from(entry: PlayerQueryEntry) -> Self {
        Self {
            game_session: entry.game_session.map(GameSessionRef::from),
            player: entry.player.map(Text::from),
            player_session: entry.player_session.map(PlayerSessionName::from),
            status: entry.status.map(Text::from),
            paging: paging(entry.limit, entry.token),
        }
    }
}

impl From<PlayerSessionName> for PlayerSessionEntry {
    fn from(name: PlayerSessionName) -> Self {
        match name {
            PlayerSessionName::Known(session) => Self::Known(PlayerEntry::from(session)),
            PlayerSessionName::Unknown => Self::Unknown,
            PlayerSessionName::Malformed => Self::Malformed,
        }
    }
}

impl From<PlayerSessionEntry> for PlayerSessionName {
    fn from(entry: PlayerSessionEntry) -> Self {
        match entry {
            PlayerSessionEntry::Known(session) => Self::Known(PlayerSessionRef::from(session)),
            PlayerSessionEntry::Unknown => Self::Unknown,
            PlayerSessionEntry::Malformed => Self::Malformed,
        }
    }
}

impl From<&GameQuery> for GameQueryEntry {
    fn from(query: &GameQuery) -> Self {
        Self {
            game_session: query.game_session.map(ReferenceEntry::from),
            fleet: query.place.fleet().map(|fleet| fleet.0),
            alias: query.place.alias().map(|alias| alias.0),
            location: query.location.map(LocationEntry::from),
            status: query.status.as_ref().map(TextEntry::from),
            limit: query.paging.limit,
            token: query.paging.token.as_ref().map(TextEntry::from),
        }
    }
}

impl GameQueryEntry {
    pub(super) fn into_query(self, form: Form) -> GameQuery {
        GameQuery {
            form,
            game_session: self.game_session.map(GameSessionRef::from),
            place: place(self.fleet, self.alias),
            location: self.location.map(LocationName::from),
            status: self.status.map(Text::from),
            paging: paging(self.limit, self.token),
        }
    }
}

impl From<LocationName> for LocationEntry {
    fn from(name: LocationName) -> Self {
        match name {
            LocationName::Own => Self::Own,
            LocationName::Unknown => Self::Unknown,
        }
    }
}

impl From<LocationEntry> for LocationName {
    fn from(entry: LocationEntry) -> Self {
        match entry {
            LocationEntry::Own => Self::Own,
            LocationEntry::Unknown => Self::Unknown,
        }
    }
}

impl From<&Search> for SearchEntry {
    fn from(search: &Search) -> Self {
        Self {
            fleet: search.place.fleet().map(|fleet| fleet.0),
            alias: search.place.alias().map(|alias| alias.0),
            location: search.location.map(LocationEntry::from),
            filter: search.filter.as_ref().map(TextEntry::from),
            sort: search.sort.as_ref().map(TextEntry::from),
            limit: search.paging.limit,
            token: search.paging.token.as_ref().map(TextEntry::from),
        }
    }
}

impl From<SearchEntry> for Search {
    fn from(entry: SearchEntry) -> Self {
        Self {
            place: place(entry.fleet, entry.alias),
            location: entry.location.map(LocationName::from),
            filter: entry.filter.map(Text::from),
            sort: entry.sort.map(Text::from),
            paging: paging(entry.limit, entry.token),
        }
    }
}

fn paging(limit: Option<i64>, token: Option<TextEntry>) -> Paging {
    Paging {
        limit,
        token: token.map(Text::from),
    }
}

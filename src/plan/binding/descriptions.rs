//! The requests that descriptions and searches are resolved to.

use super::{Binding, FleetSite};
use crate::api::ids::{AliasId, FleetId, PlayerId, PlayerSessionId};
use crate::api::request::{
    DescribeGameSessions, DescribePlayerSessions, Request, SearchGameSessions,
};
use crate::plan::step::{
    Form, GameQuery, LocationName, Place, PlayerQuery, PlayerSessionName, Search, Text,
};

impl Binding {
    pub(super) fn describe_player_sessions(&self, query: &PlayerQuery) -> Option<Request> {
        let game_session_id = match query.game_session {
            Some(reference) => Some(self.reference(reference)?),
            None => None,
        };
        let player_session_id = match query.player_session {
            Some(name) => Some(self.player_session(name)?),
            None => None,
        };
        Some(Request::DescribePlayerSessions(DescribePlayerSessions {
            game_session_id,
            player_id: self.optional(query.player.as_ref()).map(PlayerId),
            player_session_id,
            status_filter: self.optional(query.status.as_ref()),
            limit: query.paging.limit,
            next_token: self.optional(query.paging.token.as_ref()),
        }))
    }

    pub(super) fn describe_game_sessions(&self, query: &GameQuery) -> Option<Request> {
        let game_session_id = match query.game_session {
            Some(reference) => Some(self.reference(reference)?),
            None => None,
        };
        let (fleet_id, alias_id) = self.place(query.place)?;
        let request = DescribeGameSessions {
            fleet_id,
            game_session_id,
            alias_id,
            location: self.location(query.place, query.location),
            status_filter: self.optional(query.status.as_ref()),
            limit: query.paging.limit,
            next_token: self.optional(query.paging.token.as_ref()),
        };
        Some(match query.form {
            Form::Plain => Request::DescribeGameSessions(request),
            Form::Details => Request::DescribeGameSessionDetails(request),
        })
    }

    pub(super) fn search_game_sessions(&self, search: &Search) -> Option<Request> {
        let (fleet_id, alias_id) = self.place(search.place)?;
        Some(Request::SearchGameSessions(SearchGameSessions {
            fleet_id,
            alias_id,
            location: self.location(search.place, search.location),
            filter_expression: self.optional(search.filter.as_ref()),
            sort_expression: self.optional(search.sort.as_ref()),
            limit: search.paging.limit,
            next_token: self.optional(search.paging.token.as_ref()),
        }))
    }

    fn optional(&self, text: Option<&Text>) -> Option<String> {
        text.map(|text| self.text(text))
    }

    /// Returns the id of a player session, `None` where it never came to be.
    pub(super) fn player_session(&self, name: PlayerSessionName) -> Option<PlayerSessionId> {
        let made_up = |text: &str| Some(PlayerSessionId(text.to_owned()));
        match name {
            PlayerSessionName::Known(session) => {
                let (_, id) = self.player_sessions.get(&session)?;
                Some(id.clone())
            }
            PlayerSessionName::Unknown => made_up("psess-00000000-0000-4000-8000-000000000000"),
            PlayerSessionName::Malformed => made_up("player-session"),
        }
    }

    /// Returns the fleet and the alias that a place names, `None` where one never came to be.
    fn place(&self, place: Place) -> Option<(Option<FleetId>, Option<AliasId>)> {
        let fleet = match place.fleet() {
            Some(handle) => Some(self.site.fleet(handle)?.fleet_id.clone()),
            None => None,
        };
        let alias = match place.alias() {
            Some(handle) => Some(self.aliases.get(&handle)?.0.alias_id.clone()),
            None => None,
        };
        Some((fleet, alias))
    }

    /// Returns a location by name; a fleet without one has none to be named.
    fn location(&self, place: Place, name: Option<LocationName>) -> Option<String> {
        match name? {
            LocationName::Own => {
                let named = place.fleet().and_then(|handle| self.site.fleet(handle));
                let routed = || {
                    let (_, routing) = self.aliases.get(&place.alias()?)?;
                    self.site.fleet_of(*routing)
                };
                let FleetSite { location, .. } = named.or_else(routed)?;
                location.clone()
            }
            LocationName::Unknown => Some("custom-nowhere".to_owned()),
        }
    }
}

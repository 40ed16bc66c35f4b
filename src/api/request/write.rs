//! Requests to documents.

use std::collections::BTreeMap;

use super::{
    CreateAlias, CreateFleet, CreateGameSession, CreatePlayerSession, CreatePlayerSessions,
    DescribeGameSessions, DescribePlayerSessions, RegisterCompute, Request, SearchGameSessions,
    TerminateGameSession, UpdateAlias, UpdateGameSession,
};
use crate::api::alias::RoutingStrategy;
use crate::api::document::{Document, Structure};
use crate::api::game_property::GameProperty;
use crate::api::ids::{AliasId, FleetId, GameSessionId, PlayerId, PlayerSessionId};
use crate::api::tag::Tag;

impl Request {
    /// Returns the request as a document.
    pub fn to_document(&self) -> Document {
        match self {
            Self::CreatePlayerSessions(request) => request.to_structure(),
            Self::CreatePlayerSession(request) => request.to_structure(),
            Self::DescribePlayerSessions(request) => request.to_structure(),
            Self::CreateGameSession(request) => request.to_structure(),
            Self::DescribeGameSessions(request) | Self::DescribeGameSessionDetails(request) => {
                request.to_structure()
            }
            Self::SearchGameSessions(request) => request.to_structure(),
            Self::UpdateGameSession(request) => request.to_structure(),
            Self::TerminateGameSession(request) => request.to_structure(),
            Self::CreateLocation(request) => Structure::default()
                .text("LocationName", Some(&request.name))
                .member("Tags", Tag::list(&request.tags)),
            Self::DeleteLocation(name) => Structure::default().text("LocationName", Some(name)),
            Self::CreateFleet(request) => request.to_structure(),
            Self::DescribeFleetAttributes(ids) => Structure::default().member(
                "FleetIds",
                (!ids.is_empty()).then(|| texts(ids.iter().map(FleetId::as_str))),
            ),
            Self::DeleteFleet(id) => Structure::default().text("FleetId", Some(id.as_str())),
            Self::RegisterCompute(request) => request.to_structure(),
            Self::DeregisterCompute(compute) | Self::GetComputeAuthToken(compute) => {
                Structure::default()
                    .text("FleetId", Some(compute.fleet_id.as_str()))
                    .text("ComputeName", Some(&compute.compute_name))
            }
            Self::CreateAlias(request) => request.to_structure(),
            Self::UpdateAlias(request) => request.to_structure(),
            Self::DeleteAlias(id) | Self::ResolveAlias(id) => {
                Structure::default().text("AliasId", Some(id.as_str()))
            }
        }
        .build()
    }
}

impl CreatePlayerSessions {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("GameSessionId", Some(self.game_session_id.as_str()))
            .member(
                "PlayerIds",
                Some(texts(self.player_ids.iter().map(PlayerId::as_str))),
            )
            .member("PlayerDataMap", self.player_data_map.as_ref().map(text_map))
    }
}

impl CreatePlayerSession {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("GameSessionId", Some(self.game_session_id.as_str()))
            .text("PlayerId", Some(self.player_id.as_str()))
            .text("PlayerData", self.player_data.as_deref())
    }
}

impl DescribePlayerSessions {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text(
                "GameSessionId",
                self.game_session_id.as_ref().map(GameSessionId::as_str),
            )
            .text("PlayerId", self.player_id.as_ref().map(PlayerId::as_str))
            .text(
                "PlayerSessionId",
                self.player_session_id.as_ref().map(PlayerSessionId::as_str),
            )
            .text("PlayerSessionStatusFilter", self.status_filter.as_deref())
            .integer("Limit", self.limit)
            .text("NextToken", self.next_token.as_deref())
    }
}

impl CreateGameSession {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("FleetId", self.fleet_id.as_ref().map(FleetId::as_str))
            .text("AliasId", self.alias_id.as_ref().map(AliasId::as_str))
            .integer(
                "MaximumPlayerSessionCount",
                Some(self.maximum_player_session_count),
            )
            .text("Location", self.location.as_deref())
            .text("Name", self.name.as_deref())
            .member(
                "GameProperties",
                properties(self.game_properties.as_deref()),
            )
            .text("CreatorId", self.creator_id.as_deref())
            .text("IdempotencyToken", self.idempotency_token.as_deref())
            .text("GameSessionId", self.game_session_id.as_deref())
            .text("GameSessionData", self.game_session_data.as_deref())
    }
}

impl DescribeGameSessions {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("FleetId", self.fleet_id.as_ref().map(FleetId::as_str))
            .text(
                "GameSessionId",
                self.game_session_id.as_ref().map(GameSessionId::as_str),
            )
            .text("AliasId", self.alias_id.as_ref().map(AliasId::as_str))
            .text("Location", self.location.as_deref())
            .text("StatusFilter", self.status_filter.as_deref())
            .integer("Limit", self.limit)
            .text("NextToken", self.next_token.as_deref())
    }
}

impl UpdateGameSession {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("GameSessionId", Some(self.game_session_id.as_str()))
            .integer(
                "MaximumPlayerSessionCount",
                self.maximum_player_session_count,
            )
            .text(
                "PlayerSessionCreationPolicy",
                self.player_session_creation_policy.as_deref(),
            )
            .text("Name", self.name.as_deref())
            .text("ProtectionPolicy", self.protection_policy.as_deref())
            .member(
                "GameProperties",
                properties(self.game_properties.as_deref()),
            )
    }
}

impl SearchGameSessions {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("FleetId", self.fleet_id.as_ref().map(FleetId::as_str))
            .text("AliasId", self.alias_id.as_ref().map(AliasId::as_str))
            .text("Location", self.location.as_deref())
            .text("FilterExpression", self.filter_expression.as_deref())
            .text("SortExpression", self.sort_expression.as_deref())
            .integer("Limit", self.limit)
            .text("NextToken", self.next_token.as_deref())
    }
}

impl TerminateGameSession {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("GameSessionId", Some(self.game_session_id.as_str()))
            .text("TerminationMode", Some(&self.termination_mode))
    }
}

impl CreateAlias {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("Name", Some(&self.name))
            .text("Description", self.description.as_deref())
            .member("RoutingStrategy", Some(self.routing_strategy.to_document()))
            .member("Tags", Tag::list(&self.tags))
    }
}

impl UpdateAlias {
    fn to_structure(&self) -> Structure {
        let strategy = self.routing_strategy.as_ref();
        Structure::default()
            .text("AliasId", Some(self.alias_id.as_str()))
            .text("Name", self.name.as_deref())
            .text("Description", self.description.as_deref())
            .member(
                "RoutingStrategy",
                strategy.map(RoutingStrategy::to_document),
            )
    }
}

impl RegisterCompute {
    fn to_structure(&self) -> Structure {
        Structure::default()
            .text("FleetId", Some(self.fleet_id.as_str()))
            .text("ComputeName", Some(&self.compute_name))
            .text("IpAddress", self.ip_address.as_deref())
            .text("Location", self.location.as_deref())
    }
}

impl CreateFleet {
    fn to_structure(&self) -> Structure {
        let locations = self.locations.iter().map(|location| {
            Structure::default()
                .text("Location", Some(location))
                .build()
        });
        Structure::default()
            .text("Name", Some(&self.name))
            .text("ComputeType", self.compute_type.as_deref())
            .member(
                "Locations",
                (!self.locations.is_empty()).then(|| Document::List(locations.collect())),
            )
            .member("Tags", Tag::list(&self.tags))
    }
}

fn texts<'a>(items: impl Iterator<Item = &'a str>) -> Document {
    Document::List(items.map(|text| Document::Text(text.to_owned())).collect())
}

fn properties(properties: Option<&[GameProperty]>) -> Option<Document> {
    properties.map(GameProperty::list)
}

fn text_map(map: &BTreeMap<String, String>) -> Document {
    Document::Map(
        map.iter()
            .map(|(key, value)| (key.clone(), Document::Text(value.clone())))
            .collect(),
    )
}

//! Requests out of documents.

use super::{
    ComputeRef, CreateAlias, CreateFleet, CreateGameSession, CreateLocation, CreatePlayerSession,
    CreatePlayerSessions, DescribeGameSessions, DescribePlayerSessions, RegisterCompute, Request,
    SearchGameSessions, TerminateGameSession, UpdateAlias, UpdateGameSession,
};
use crate::api::action::Action;
use crate::api::alias::RoutingStrategy;
use crate::api::document::{Document, Members, Problem, Times};
use crate::api::game_property::GameProperty;
use crate::api::ids::{AliasId, FleetId, GameSessionId, PlayerId, PlayerSessionId};
use crate::api::tag::Tag;

impl Request {
    /// Reads a request of `action` out of a document, or says everything that is wrong with it.
    pub fn read(action: Action, document: &Document) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let request =
            Self::read_members(action, Members::open(document, Times::Plain, &mut problems));
        match request {
            Some(request) if problems.is_empty() => Ok(request),
            _ => Err(problems),
        }
    }

    // `None` means that a required member is missing or unreadable, which has been noted.
    fn read_members(action: Action, mut m: Members<'_>) -> Option<Self> {
        Some(match action {
            Action::CreatePlayerSessions => {
                Self::CreatePlayerSessions(CreatePlayerSessions::read(m)?)
            }
            Action::CreatePlayerSession => Self::CreatePlayerSession(CreatePlayerSession::read(m)?),
            Action::DescribePlayerSessions => {
                Self::DescribePlayerSessions(DescribePlayerSessions::read(m))
            }
            Action::CreateGameSession => Self::CreateGameSession(CreateGameSession::read(m)?),
            Action::DescribeGameSessions => {
                Self::DescribeGameSessions(DescribeGameSessions::read(m))
            }
            Action::DescribeGameSessionDetails => {
                Self::DescribeGameSessionDetails(DescribeGameSessions::read(m))
            }
            Action::SearchGameSessions => Self::SearchGameSessions(SearchGameSessions::read(m)),
            Action::UpdateGameSession => Self::UpdateGameSession(UpdateGameSession::read(m)?),
            Action::TerminateGameSession => {
                Self::TerminateGameSession(TerminateGameSession::read(m)?)
            }
            Action::CreateLocation => Self::CreateLocation(CreateLocation::read(m)?),
            Action::DeleteLocation => Self::DeleteLocation(required_text(&mut m, "LocationName")?),
            Action::CreateFleet => Self::CreateFleet(CreateFleet::read(m)?),
            Action::DescribeFleetAttributes => {
                let ids = m.texts("FleetIds").unwrap_or_default();
                Self::DescribeFleetAttributes(ids.into_iter().map(FleetId).collect())
            }
            Action::DeleteFleet => Self::DeleteFleet(FleetId(required_text(&mut m, "FleetId")?)),
            Action::RegisterCompute => Self::RegisterCompute(RegisterCompute::read(m)?),
            Action::DeregisterCompute => Self::DeregisterCompute(ComputeRef::read(&mut m)?),
            Action::GetComputeAuthToken => Self::GetComputeAuthToken(ComputeRef::read(&mut m)?),
            Action::CreateAlias => Self::CreateAlias(CreateAlias::read(m)?),
            Action::UpdateAlias => Self::UpdateAlias(UpdateAlias::read(m)?),
            Action::DeleteAlias => Self::DeleteAlias(AliasId(required_text(&mut m, "AliasId")?)),
            Action::ResolveAlias => Self::ResolveAlias(AliasId(required_text(&mut m, "AliasId")?)),
        })
    }
}

impl CreatePlayerSessions {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let (game_session_id, player_ids) = (m.text("GameSessionId"), m.texts("PlayerIds"));
        let player_data_map = m.text_map("PlayerDataMap");
        let game_session_id = m.required("GameSessionId", game_session_id);
        let player_ids = m.required("PlayerIds", player_ids);
        Some(Self {
            game_session_id: GameSessionId(game_session_id?),
            player_ids: player_ids?.into_iter().map(PlayerId).collect(),
            player_data_map,
        })
    }
}

impl CreatePlayerSession {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let (game_session_id, player_id) = (m.text("GameSessionId"), m.text("PlayerId"));
        let player_data = m.text("PlayerData");
        let game_session_id = m.required("GameSessionId", game_session_id);
        let player_id = m.required("PlayerId", player_id);
        Some(Self {
            game_session_id: GameSessionId(game_session_id?),
            player_id: PlayerId(player_id?),
            player_data,
        })
    }
}

impl DescribePlayerSessions {
    fn read(mut m: Members<'_>) -> Self {
        Self {
            game_session_id: m.text("GameSessionId").map(GameSessionId),
            player_id: m.text("PlayerId").map(PlayerId),
            player_session_id: m.text("PlayerSessionId").map(PlayerSessionId),
            status_filter: m.text("PlayerSessionStatusFilter"),
            limit: m.integer("Limit"),
            next_token: m.text("NextToken"),
        }
    }
}

impl CreateGameSession {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let maximum = m.integer("MaximumPlayerSessionCount");
        let maximum = m.required("MaximumPlayerSessionCount", maximum);
        Some(Self {
            fleet_id: m.text("FleetId").map(FleetId),
            alias_id: m.text("AliasId").map(AliasId),
            location: m.text("Location"),
            name: m.text("Name"),
            game_properties: GameProperty::read_list(&mut m),
            creator_id: m.text("CreatorId"),
            idempotency_token: m.text("IdempotencyToken"),
            game_session_id: m.text("GameSessionId"),
            game_session_data: m.text("GameSessionData"),
            maximum_player_session_count: maximum?,
        })
    }
}

impl DescribeGameSessions {
    fn read(mut m: Members<'_>) -> Self {
        Self {
            fleet_id: m.text("FleetId").map(FleetId),
            game_session_id: m.text("GameSessionId").map(GameSessionId),
            alias_id: m.text("AliasId").map(AliasId),
            location: m.text("Location"),
            status_filter: m.text("StatusFilter"),
            limit: m.integer("Limit"),
            next_token: m.text("NextToken"),
        }
    }
}

impl UpdateGameSession {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let game_session_id = m.text("GameSessionId");
        let game_session_id = m.required("GameSessionId", game_session_id);
        Some(Self {
            maximum_player_session_count: m.integer("MaximumPlayerSessionCount"),
            player_session_creation_policy: m.text("PlayerSessionCreationPolicy"),
            name: m.text("Name"),
            protection_policy: m.text("ProtectionPolicy"),
            game_properties: GameProperty::read_list(&mut m),
            game_session_id: GameSessionId(game_session_id?),
        })
    }
}

impl SearchGameSessions {
    fn read(mut m: Members<'_>) -> Self {
        Self {
            fleet_id: m.text("FleetId").map(FleetId),
            alias_id: m.text("AliasId").map(AliasId),
            location: m.text("Location"),
            filter_expression: m.text("FilterExpression"),
            sort_expression: m.text("SortExpression"),
            limit: m.integer("Limit"),
            next_token: m.text("NextToken"),
        }
    }
}

impl TerminateGameSession {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let game_session_id = required_text(&mut m, "GameSessionId");
        let termination_mode = required_text(&mut m, "TerminationMode");
        Some(Self {
            game_session_id: GameSessionId(game_session_id?),
            termination_mode: termination_mode?,
        })
    }
}

impl CreateAlias {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let (name, description) = (required_text(&mut m, "Name"), m.text("Description"));
        let routing_strategy = m.structure("RoutingStrategy", RoutingStrategy::read);
        let routing_strategy = m.required("RoutingStrategy", routing_strategy);
        Some(Self {
            name: name?,
            description,
            routing_strategy: routing_strategy?,
            tags: Tag::read_list(&mut m),
        })
    }
}

impl UpdateAlias {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let alias_id = required_text(&mut m, "AliasId");
        let (name, description) = (m.text("Name"), m.text("Description"));
        let routing_strategy = m.structure("RoutingStrategy", RoutingStrategy::read);
        Some(Self {
            alias_id: AliasId(alias_id?),
            name,
            description,
            routing_strategy,
        })
    }
}

impl RegisterCompute {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let compute = ComputeRef::read(&mut m);
        let (ip_address, location) = (m.text("IpAddress"), m.text("Location"));
        let compute = compute?;
        Some(Self {
            fleet_id: compute.fleet_id,
            compute_name: compute.compute_name,
            ip_address,
            location,
        })
    }
}

impl CreateLocation {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let name = required_text(&mut m, "LocationName");
        let tags = Tag::read_list(&mut m);
        Some(Self { name: name?, tags })
    }
}

impl CreateFleet {
    fn read(mut m: Members<'_>) -> Option<Self> {
        let name = required_text(&mut m, "Name");
        let compute_type = m.text("ComputeType");
        let locations = m.structures("Locations", |mut location| {
            required_text(&mut location, "Location")
        });
        Some(Self {
            name: name?,
            compute_type,
            locations: locations
                .unwrap_or_default()
                .into_iter()
                .flatten()
                .collect(),
            tags: Tag::read_list(&mut m),
        })
    }
}

impl ComputeRef {
    fn read(m: &mut Members<'_>) -> Option<Self> {
        let (fleet_id, compute_name) =
            (required_text(m, "FleetId"), required_text(m, "ComputeName"));
        Some(Self {
            fleet_id: FleetId(fleet_id?),
            compute_name: compute_name?,
        })
    }
}

fn required_text(members: &mut Members<'_>, name: &str) -> Option<String> {
    let value = members.text(name);
    members.required(name, value)
}

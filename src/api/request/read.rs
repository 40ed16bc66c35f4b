//! Requests out of documents.

use super::{
    ComputeRef, CreateFleet, CreateGameSession, CreatePlayerSession, CreatePlayerSessions,
    DescribeGameSessions, DescribePlayerSessions, RegisterCompute, Request, UpdateGameSession,
};
use crate::api::action::Action;
use crate::api::document::{Document, Members, Problem};
use crate::api::ids::{FleetId, GameSessionId, PlayerId, PlayerSessionId};

impl Request {
    /// Reads a request of `action` out of a document, or says everything that is wrong with it.
    pub fn read(action: Action, document: &Document) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let request = Self::read_members(
            action,
            Members::open(document, String::new(), &mut problems),
        );
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
            Action::UpdateGameSession => Self::UpdateGameSession(UpdateGameSession::read(m)?),
            Action::CreateLocation => Self::CreateLocation(required_text(&mut m, "LocationName")?),
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
            location: m.text("Location"),
            name: m.text("Name"),
            idempotency_token: m.text("IdempotencyToken"),
            maximum_player_session_count: maximum?,
        })
    }
}

impl DescribeGameSessions {
    fn read(mut m: Members<'_>) -> Self {
        Self {
            fleet_id: m.text("FleetId").map(FleetId),
            game_session_id: m.text("GameSessionId").map(GameSessionId),
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
            game_session_id: GameSessionId(game_session_id?),
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

//! Requests as types, and their documents.
//!
//! A typed request always has its required members; what is malformed on purpose travels as
//! raw bytes. Limits are not checked here: illegal values are what a run is made of.

use std::collections::BTreeMap;

use super::action::Action;
use super::document::{Document, Members, Problem, Structure};
use super::ids::{FleetId, GameSessionId, PlayerId, PlayerSessionId};

/// A request of any action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Reserves a slot for each of several players.
    CreatePlayerSessions(CreatePlayerSessions),
    /// Reserves a slot for one player.
    CreatePlayerSession(CreatePlayerSession),
    /// Lists player sessions.
    DescribePlayerSessions(DescribePlayerSessions),
    /// Starts a game session.
    CreateGameSession(CreateGameSession),
    /// Lists game sessions.
    DescribeGameSessions(DescribeGameSessions),
    /// Changes a game session.
    UpdateGameSession(UpdateGameSession),
    /// Creates the custom location of that name.
    CreateLocation(String),
    /// Deletes the custom location of that name.
    DeleteLocation(String),
    /// Creates a fleet.
    CreateFleet(CreateFleet),
    /// Describes the fleets of these ids; all of the account's where there are none.
    DescribeFleetAttributes(Vec<FleetId>),
    /// Deletes a fleet.
    DeleteFleet(FleetId),
    /// Adds a compute to an Anywhere fleet.
    RegisterCompute(RegisterCompute),
    /// Removes a compute.
    DeregisterCompute(ComputeRef),
    /// Asks for the token with which game servers on a compute connect.
    GetComputeAuthToken(ComputeRef),
}

/// The members of a `CreatePlayerSessions` request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatePlayerSessions {
    /// The game session to join.
    pub game_session_id: GameSessionId,
    /// The players, in the order of the request.
    pub player_ids: Vec<PlayerId>,
    /// Data by player id; `None` leaves the member out, which differs from an empty map.
    pub player_data_map: Option<BTreeMap<String, String>>,
}

/// The members of a `CreatePlayerSession` request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatePlayerSession {
    /// The game session to join.
    pub game_session_id: GameSessionId,
    /// The player.
    pub player_id: PlayerId,
    /// The player's data.
    pub player_data: Option<String>,
}

/// The members of a `DescribePlayerSessions` request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribePlayerSessions {
    /// Lists the player sessions of this game session.
    pub game_session_id: Option<GameSessionId>,
    /// Lists the player sessions of this player.
    pub player_id: Option<PlayerId>,
    /// Describes this player session.
    pub player_session_id: Option<PlayerSessionId>,
    /// Keeps one status only; a free text on the wire.
    pub status_filter: Option<String>,
    /// The page size.
    pub limit: Option<i64>,
    /// Where to go on, from the page before.
    pub next_token: Option<String>,
}

/// The members of a `CreateGameSession` request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateGameSession {
    /// The fleet to start it on.
    pub fleet_id: Option<FleetId>,
    /// The most players it may have.
    pub maximum_player_session_count: i64,
    /// The location, required on an Anywhere fleet.
    pub location: Option<String>,
    /// A name for people.
    pub name: Option<String>,
    /// The token that makes a repeated request return the same game session.
    pub idempotency_token: Option<String>,
}

/// The members of a `DescribeGameSessions` request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribeGameSessions {
    /// Lists the game sessions of this fleet.
    pub fleet_id: Option<FleetId>,
    /// Describes this game session.
    pub game_session_id: Option<GameSessionId>,
    /// Keeps one location only.
    pub location: Option<String>,
    /// Keeps one status only; a free text on the wire.
    pub status_filter: Option<String>,
    /// The page size.
    pub limit: Option<i64>,
    /// Where to go on, from the page before.
    pub next_token: Option<String>,
}

/// The members of an `UpdateGameSession` request; `None` leaves a value unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateGameSession {
    /// The game session to change.
    pub game_session_id: GameSessionId,
    /// The new maximum.
    pub maximum_player_session_count: Option<i64>,
    /// The new policy, as text: an illegal value can be sent.
    pub player_session_creation_policy: Option<String>,
    /// The new name.
    pub name: Option<String>,
}

/// The members of a `CreateFleet` request for an Anywhere fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateFleet {
    /// The fleet's name.
    pub name: String,
    /// `ANYWHERE` or `EC2`, as text.
    pub compute_type: Option<String>,
    /// The locations by name.
    pub locations: Vec<String>,
}

/// The members of a `RegisterCompute` request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterCompute {
    /// The fleet.
    pub fleet_id: FleetId,
    /// The compute's name, unique in its fleet.
    pub compute_name: String,
    /// The address that players are told.
    pub ip_address: Option<String>,
    /// The location, required on an Anywhere fleet.
    pub location: Option<String>,
}

/// A compute of a fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComputeRef {
    /// The fleet.
    pub fleet_id: FleetId,
    /// The compute's name.
    pub compute_name: String,
}

impl Request {
    /// Returns the action that the request is for.
    pub fn action(&self) -> Action {
        match self {
            Self::CreatePlayerSessions(_) => Action::CreatePlayerSessions,
            Self::CreatePlayerSession(_) => Action::CreatePlayerSession,
            Self::DescribePlayerSessions(_) => Action::DescribePlayerSessions,
            Self::CreateGameSession(_) => Action::CreateGameSession,
            Self::DescribeGameSessions(_) => Action::DescribeGameSessions,
            Self::UpdateGameSession(_) => Action::UpdateGameSession,
            Self::CreateLocation(_) => Action::CreateLocation,
            Self::DeleteLocation(_) => Action::DeleteLocation,
            Self::CreateFleet(_) => Action::CreateFleet,
            Self::DescribeFleetAttributes(_) => Action::DescribeFleetAttributes,
            Self::DeleteFleet(_) => Action::DeleteFleet,
            Self::RegisterCompute(_) => Action::RegisterCompute,
            Self::DeregisterCompute(_) => Action::DeregisterCompute,
            Self::GetComputeAuthToken(_) => Action::GetComputeAuthToken,
        }
    }

    /// Returns the request as a document.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each action, each a plain list of members"
    )]
    pub fn to_document(&self) -> Document {
        match self {
            Self::CreatePlayerSessions(request) => Structure::default()
                .text("GameSessionId", Some(request.game_session_id.as_str()))
                .member(
                    "PlayerIds",
                    Some(texts(request.player_ids.iter().map(PlayerId::as_str))),
                )
                .member(
                    "PlayerDataMap",
                    request.player_data_map.as_ref().map(text_map),
                ),
            Self::CreatePlayerSession(request) => Structure::default()
                .text("GameSessionId", Some(request.game_session_id.as_str()))
                .text("PlayerId", Some(request.player_id.as_str()))
                .text("PlayerData", request.player_data.as_deref()),
            Self::DescribePlayerSessions(request) => Structure::default()
                .text(
                    "GameSessionId",
                    request.game_session_id.as_ref().map(GameSessionId::as_str),
                )
                .text("PlayerId", request.player_id.as_ref().map(PlayerId::as_str))
                .text(
                    "PlayerSessionId",
                    request
                        .player_session_id
                        .as_ref()
                        .map(PlayerSessionId::as_str),
                )
                .text(
                    "PlayerSessionStatusFilter",
                    request.status_filter.as_deref(),
                )
                .integer("Limit", request.limit)
                .text("NextToken", request.next_token.as_deref()),
            Self::CreateGameSession(request) => Structure::default()
                .text("FleetId", request.fleet_id.as_ref().map(FleetId::as_str))
                .integer(
                    "MaximumPlayerSessionCount",
                    Some(request.maximum_player_session_count),
                )
                .text("Location", request.location.as_deref())
                .text("Name", request.name.as_deref())
                .text("IdempotencyToken", request.idempotency_token.as_deref()),
            Self::DescribeGameSessions(request) => Structure::default()
                .text("FleetId", request.fleet_id.as_ref().map(FleetId::as_str))
                .text(
                    "GameSessionId",
                    request.game_session_id.as_ref().map(GameSessionId::as_str),
                )
                .text("Location", request.location.as_deref())
                .text("StatusFilter", request.status_filter.as_deref())
                .integer("Limit", request.limit)
                .text("NextToken", request.next_token.as_deref()),
            Self::UpdateGameSession(request) => Structure::default()
                .text("GameSessionId", Some(request.game_session_id.as_str()))
                .integer(
                    "MaximumPlayerSessionCount",
                    request.maximum_player_session_count,
                )
                .text(
                    "PlayerSessionCreationPolicy",
                    request.player_session_creation_policy.as_deref(),
                )
                .text("Name", request.name.as_deref()),
            Self::CreateLocation(name) | Self::DeleteLocation(name) => {
                Structure::default().text("LocationName", Some(name))
            }
            Self::CreateFleet(request) => request.to_structure(),
            Self::DescribeFleetAttributes(ids) => Structure::default().member(
                "FleetIds",
                (!ids.is_empty()).then(|| texts(ids.iter().map(FleetId::as_str))),
            ),
            Self::DeleteFleet(id) => Structure::default().text("FleetId", Some(id.as_str())),
            Self::RegisterCompute(request) => Structure::default()
                .text("FleetId", Some(request.fleet_id.as_str()))
                .text("ComputeName", Some(&request.compute_name))
                .text("IpAddress", request.ip_address.as_deref())
                .text("Location", request.location.as_deref()),
            Self::DeregisterCompute(compute) | Self::GetComputeAuthToken(compute) => {
                Structure::default()
                    .text("FleetId", Some(compute.fleet_id.as_str()))
                    .text("ComputeName", Some(&compute.compute_name))
            }
        }
        .build()
    }

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
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each action, each a plain list of members"
    )]
    fn read_members(action: Action, mut m: Members<'_>) -> Option<Self> {
        Some(match action {
            Action::CreatePlayerSessions => {
                let (game_session_id, player_ids) = (m.text("GameSessionId"), m.texts("PlayerIds"));
                let player_data_map = m.text_map("PlayerDataMap");
                let game_session_id = m.required("GameSessionId", game_session_id);
                let player_ids = m.required("PlayerIds", player_ids);
                Self::CreatePlayerSessions(CreatePlayerSessions {
                    game_session_id: GameSessionId(game_session_id?),
                    player_ids: player_ids?.into_iter().map(PlayerId).collect(),
                    player_data_map,
                })
            }
            Action::CreatePlayerSession => {
                let (game_session_id, player_id) = (m.text("GameSessionId"), m.text("PlayerId"));
                let player_data = m.text("PlayerData");
                let game_session_id = m.required("GameSessionId", game_session_id);
                let player_id = m.required("PlayerId", player_id);
                Self::CreatePlayerSession(CreatePlayerSession {
                    game_session_id: GameSessionId(game_session_id?),
                    player_id: PlayerId(player_id?),
                    player_data,
                })
            }
            Action::DescribePlayerSessions => {
                Self::DescribePlayerSessions(DescribePlayerSessions {
                    game_session_id: m.text("GameSessionId").map(GameSessionId),
                    player_id: m.text("PlayerId").map(PlayerId),
                    player_session_id: m.text("PlayerSessionId").map(PlayerSessionId),
                    status_filter: m.text("PlayerSessionStatusFilter"),
                    limit: m.integer("Limit"),
                    next_token: m.text("NextToken"),
                })
            }
            Action::CreateGameSession => {
                let maximum = m.integer("MaximumPlayerSessionCount");
                let maximum = m.required("MaximumPlayerSessionCount", maximum);
                Self::CreateGameSession(CreateGameSession {
                    fleet_id: m.text("FleetId").map(FleetId),
                    location: m.text("Location"),
                    name: m.text("Name"),
                    idempotency_token: m.text("IdempotencyToken"),
                    maximum_player_session_count: maximum?,
                })
            }
            Action::DescribeGameSessions => Self::DescribeGameSessions(DescribeGameSessions {
                fleet_id: m.text("FleetId").map(FleetId),
                game_session_id: m.text("GameSessionId").map(GameSessionId),
                location: m.text("Location"),
                status_filter: m.text("StatusFilter"),
                limit: m.integer("Limit"),
                next_token: m.text("NextToken"),
            }),
            Action::UpdateGameSession => {
                let game_session_id = m.text("GameSessionId");
                let game_session_id = m.required("GameSessionId", game_session_id);
                Self::UpdateGameSession(UpdateGameSession {
                    maximum_player_session_count: m.integer("MaximumPlayerSessionCount"),
                    player_session_creation_policy: m.text("PlayerSessionCreationPolicy"),
                    name: m.text("Name"),
                    game_session_id: GameSessionId(game_session_id?),
                })
            }
            Action::CreateLocation => Self::CreateLocation(required_text(&mut m, "LocationName")?),
            Action::DeleteLocation => Self::DeleteLocation(required_text(&mut m, "LocationName")?),
            Action::CreateFleet => Self::CreateFleet(CreateFleet::read(m)?),
            Action::DescribeFleetAttributes => Self::DescribeFleetAttributes(
                m.texts("FleetIds")
                    .unwrap_or_default()
                    .into_iter()
                    .map(FleetId)
                    .collect(),
            ),
            Action::DeleteFleet => Self::DeleteFleet(FleetId(required_text(&mut m, "FleetId")?)),
            Action::RegisterCompute => {
                let compute = ComputeRef::read(&mut m);
                let (ip_address, location) = (m.text("IpAddress"), m.text("Location"));
                let ComputeRef {
                    fleet_id,
                    compute_name,
                } = compute?;
                Self::RegisterCompute(RegisterCompute {
                    fleet_id,
                    compute_name,
                    ip_address,
                    location,
                })
            }
            Action::DeregisterCompute => Self::DeregisterCompute(ComputeRef::read(&mut m)?),
            Action::GetComputeAuthToken => Self::GetComputeAuthToken(ComputeRef::read(&mut m)?),
        })
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
    }

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

fn texts<'a>(items: impl Iterator<Item = &'a str>) -> Document {
    Document::List(items.map(|text| Document::Text(text.to_owned())).collect())
}

fn text_map(map: &BTreeMap<String, String>) -> Document {
    Document::Map(
        map.iter()
            .map(|(key, value)| (key.clone(), Document::Text(value.clone())))
            .collect(),
    )
}

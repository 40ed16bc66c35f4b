//! Requests as types, and their documents.
//!
//! A typed request always has its required members; what is malformed on purpose travels as
//! raw bytes. Limits are not checked here: illegal values are what a run is made of.

use std::collections::BTreeMap;

use super::action::Action;
use super::ids::{FleetId, GameSessionId, PlayerId, PlayerSessionId};

mod read;
mod write;

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
}

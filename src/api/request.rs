//! Requests as types, and their documents.
//!
//! A typed request always has its required members; what is malformed on purpose travels as
//! raw bytes. Limits are not checked here: illegal values are what a run is made of.

use std::collections::BTreeMap;

use super::action::Action;
use super::alias::RoutingStrategy;
use super::game_property::GameProperty;
use super::ids::{AliasId, FleetId, GameSessionId, PlayerId, PlayerSessionId};
use super::tag::Tag;

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
    /// Lists game sessions with their protection.
    DescribeGameSessionDetails(DescribeGameSessions),
    /// Finds active game sessions.
    SearchGameSessions(SearchGameSessions),
    /// Changes a game session.
    UpdateGameSession(UpdateGameSession),
    /// Ends a game session.
    TerminateGameSession(TerminateGameSession),
    /// Creates a custom location.
    CreateLocation(CreateLocation),
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
    /// Creates an alias.
    CreateAlias(CreateAlias),
    /// Changes an alias.
    UpdateAlias(UpdateAlias),
    /// Deletes an alias.
    DeleteAlias(AliasId),
    /// Asks for the fleet that an alias stands for.
    ResolveAlias(AliasId),
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
    /// The alias of the fleet to start it on.
    pub alias_id: Option<AliasId>,
    /// The most players it may have.
    pub maximum_player_session_count: i64,
    /// The location, required on an Anywhere fleet.
    pub location: Option<String>,
    /// A name for people.
    pub name: Option<String>,
    /// Its properties.
    pub game_properties: Option<Vec<GameProperty>>,
    /// Who asks for it.
    pub creator_id: Option<String>,
    /// The token that makes a repeated request return the same game session.
    pub idempotency_token: Option<String>,
    /// The older form of the token.
    pub game_session_id: Option<String>,
    /// Data for the game server.
    pub game_session_data: Option<String>,
}

/// The members of a `DescribeGameSessions` or `DescribeGameSessionDetails` request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribeGameSessions {
    /// Lists the game sessions of this fleet.
    pub fleet_id: Option<FleetId>,
    /// Describes this game session.
    pub game_session_id: Option<GameSessionId>,
    /// Lists the game sessions of the fleet that this alias stands for.
    pub alias_id: Option<AliasId>,
    /// Keeps one location only.
    pub location: Option<String>,
    /// Keeps one status only; a free text on the wire.
    pub status_filter: Option<String>,
    /// The page size.
    pub limit: Option<i64>,
    /// Where to go on, from the page before.
    pub next_token: Option<String>,
}

/// The members of a `SearchGameSessions` request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchGameSessions {
    /// Searches the game sessions of this fleet.
    pub fleet_id: Option<FleetId>,
    /// Searches the game sessions of the fleet that this alias stands for.
    pub alias_id: Option<AliasId>,
    /// Keeps one location only.
    pub location: Option<String>,
    /// Keeps the game sessions for which this holds.
    pub filter_expression: Option<String>,
    /// The order of the results.
    pub sort_expression: Option<String>,
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
    /// The new protection, as text: an illegal value can be sent.
    pub protection_policy: Option<String>,
    /// Properties to add or to overwrite.
    pub game_properties: Option<Vec<GameProperty>>,
}

/// The members of a `TerminateGameSession` request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminateGameSession {
    /// The game session to end.
    pub game_session_id: GameSessionId,
    /// How, as text: an illegal value can be sent.
    pub termination_mode: String,
}

/// The members of a `CreateAlias` request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateAlias {
    /// The alias's name.
    pub name: String,
    /// A description for people.
    pub description: Option<String>,
    /// Where it routes to.
    pub routing_strategy: RoutingStrategy,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// The members of an `UpdateAlias` request; `None` leaves a value unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateAlias {
    /// The alias to change.
    pub alias_id: AliasId,
    /// The new name.
    pub name: Option<String>,
    /// The new description.
    pub description: Option<String>,
    /// Where it routes to from now on.
    pub routing_strategy: Option<RoutingStrategy>,
}

/// The members of a `CreateLocation` request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateLocation {
    /// The location's name.
    pub name: String,
    /// Its tags.
    pub tags: Vec<Tag>,
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
    /// Its tags.
    pub tags: Vec<Tag>,
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

impl UpdateGameSession {
    /// Returns the request that changes nothing.
    pub fn unchanged(game_session_id: GameSessionId) -> Self {
        Self {
            game_session_id,
            maximum_player_session_count: None,
            player_session_creation_policy: None,
            name: None,
            protection_policy: None,
            game_properties: None,
        }
    }
}

impl Request {
    /// Returns the same request for another page, `None` where the action has no pages.
    #[must_use]
    pub fn at_page(&self, token: String) -> Option<Self> {
        let mut request = self.clone();
        let next_token = match &mut request {
            Self::DescribePlayerSessions(request) => &mut request.next_token,
            Self::DescribeGameSessions(request) | Self::DescribeGameSessionDetails(request) => {
                &mut request.next_token
            }
            Self::SearchGameSessions(request) => &mut request.next_token,
            Self::CreatePlayerSessions(_)
            | Self::CreatePlayerSession(_)
            | Self::CreateGameSession(_)
            | Self::UpdateGameSession(_)
            | Self::TerminateGameSession(_)
            | Self::CreateLocation(_)
            | Self::DeleteLocation(_)
            | Self::CreateFleet(_)
            | Self::DescribeFleetAttributes(_)
            | Self::DeleteFleet(_)
            | Self::RegisterCompute(_)
            | Self::DeregisterCompute(_)
            | Self::GetComputeAuthToken(_)
            | Self::CreateAlias(_)
            | Self::UpdateAlias(_)
            | Self::DeleteAlias(_)
            | Self::ResolveAlias(_) => return None,
        };
        *next_token = Some(token);
        Some(request)
    }

    /// Returns the action that the request is for.
    pub fn action(&self) -> Action {
        match self {
            Self::CreatePlayerSessions(_) => Action::CreatePlayerSessions,
            Self::CreatePlayerSession(_) => Action::CreatePlayerSession,
            Self::DescribePlayerSessions(_) => Action::DescribePlayerSessions,
            Self::CreateGameSession(_) => Action::CreateGameSession,
            Self::DescribeGameSessions(_) => Action::DescribeGameSessions,
            Self::DescribeGameSessionDetails(_) => Action::DescribeGameSessionDetails,
            Self::SearchGameSessions(_) => Action::SearchGameSessions,
            Self::UpdateGameSession(_) => Action::UpdateGameSession,
            Self::TerminateGameSession(_) => Action::TerminateGameSession,
            Self::CreateLocation(_) => Action::CreateLocation,
            Self::DeleteLocation(_) => Action::DeleteLocation,
            Self::CreateFleet(_) => Action::CreateFleet,
            Self::DescribeFleetAttributes(_) => Action::DescribeFleetAttributes,
            Self::DeleteFleet(_) => Action::DeleteFleet,
            Self::RegisterCompute(_) => Action::RegisterCompute,
            Self::DeregisterCompute(_) => Action::DeregisterCompute,
            Self::GetComputeAuthToken(_) => Action::GetComputeAuthToken,
            Self::CreateAlias(_) => Action::CreateAlias,
            Self::UpdateAlias(_) => Action::UpdateAlias,
            Self::DeleteAlias(_) => Action::DeleteAlias,
            Self::ResolveAlias(_) => Action::ResolveAlias,
        }
    }
}

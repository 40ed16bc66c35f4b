//! One question for each action that changes nothing on a target that holds to the API.
//!
//! They name what does not exist, and what would create something is illegal besides. A target
//! that creates it all the same is asked to take it back.

use crate::api::action::Action;
use crate::api::alias::RoutingStrategy;
use crate::api::game_session::TerminationMode;
use crate::api::ids::{AliasId, FleetId, GameSessionId};
use crate::api::reply::Response;
use crate::api::request::{
    ComputeRef, CreateAlias, CreateFleet, CreateGameSession, CreateLocation, CreatePlayerSession,
    CreatePlayerSessions, DescribeGameSessions, DescribePlayerSessions, RegisterCompute, Request,
    SearchGameSessions, TerminateGameSession, UpdateAlias, UpdateGameSession,
};

/// The name of what is asked for.
const NAME: &str = "probe";

/// The last part of ids that nothing has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// Returns the question whether `action` is offered, for a target in `region`.
pub(super) fn question(action: Action, region: &str) -> Request {
    let game_session_id = || game_session_id(region);
    let described = || DescribeGameSessions {
        game_session_id: Some(game_session_id()),
        ..DescribeGameSessions::default()
    };
    match action {
        Action::CreatePlayerSessions => Request::CreatePlayerSessions(CreatePlayerSessions {
            game_session_id: game_session_id(),
            player_ids: vec![NAME.into()],
            player_data_map: None,
        }),
        Action::CreatePlayerSession => Request::CreatePlayerSession(CreatePlayerSession {
            game_session_id: game_session_id(),
            player_id: NAME.into(),
            player_data: None,
        }),
        Action::DescribePlayerSessions => Request::DescribePlayerSessions(DescribePlayerSessions {
            player_id: Some(NAME.into()),
            ..DescribePlayerSessions::default()
        }),
        Action::CreateGameSession => Request::CreateGameSession(CreateGameSession {
            fleet_id: Some(fleet_id()),
            maximum_player_session_count: -1,
            ..CreateGameSession::default()
        }),
        Action::DescribeGameSessions => Request::DescribeGameSessions(described()),
        Action::DescribeGameSessionDetails => Request::DescribeGameSessionDetails(described()),
        Action::SearchGameSessions => Request::SearchGameSessions(SearchGameSessions {
            fleet_id: Some(fleet_id()),
            ..SearchGameSessions::default()
        }),
        Action::UpdateGameSession => {
            Request::UpdateGameSession(UpdateGameSession::unchanged(game_session_id()))
        }
        Action::TerminateGameSession => Request::TerminateGameSession(TerminateGameSession {
            game_session_id: game_session_id(),
            termination_mode: TerminationMode::TriggerOnProcessTerminate.name().to_owned(),
        }),
        Action::CreateLocation => Request::CreateLocation(CreateLocation {
            name: NAME.to_owned(),
            tags: Vec::new(),
        }),
        Action::DeleteLocation => Request::DeleteLocation(location()),
        Action::CreateFleet => Request::CreateFleet(no_fleet()),
        Action::DescribeFleetAttributes => Request::DescribeFleetAttributes(vec![fleet_id()]),
        Action::DeleteFleet => Request::DeleteFleet(fleet_id()),
        Action::RegisterCompute => Request::RegisterCompute(RegisterCompute {
            fleet_id: fleet_id(),
            compute_name: NAME.to_owned(),
            ip_address: Some("127.0.0.1".to_owned()),
            location: Some(location()),
        }),
        Action::DeregisterCompute => Request::DeregisterCompute(compute()),
        Action::GetComputeAuthToken => Request::GetComputeAuthToken(compute()),
        Action::CreateAlias => Request::CreateAlias(CreateAlias {
            name: String::new(),
            description: None,
            routing_strategy: RoutingStrategy::simple(fleet_id()),
            tags: Vec::new(),
        }),
        Action::UpdateAlias => Request::UpdateAlias(UpdateAlias {
            alias_id: alias_id(),
            name: None,
            description: None,
            routing_strategy: None,
        }),
        Action::DeleteAlias => Request::DeleteAlias(alias_id()),
        Action::ResolveAlias => Request::ResolveAlias(alias_id()),
    }
}

/// Returns whether the question for an action asks for something illegal, or for something that
/// can only be refused as such.
pub(super) fn is_illegal(action: Action) -> bool {
    matches!(
        action,
        Action::CreateGameSession
            | Action::CreateLocation
            | Action::CreateFleet
            | Action::RegisterCompute
            | Action::CreateAlias
    )
}

fn game_session_id(region: &str) -> GameSessionId {
    GameSessionId(format!(
        "arn:aws:gamelift:{region}::gamesession/fleet-{NOBODY}/gsess-{NOBODY}"
    ))
}

/// Returns a fleet that no target creates: its name is empty and its kind unknown.
fn no_fleet() -> CreateFleet {
    CreateFleet {
        name: String::new(),
        compute_type: Some(NAME.to_owned()),
        locations: Vec::new(),
        tags: Vec::new(),
    }
}

fn fleet_id() -> FleetId {
    FleetId(format!("fleet-{NOBODY}"))
}

fn alias_id() -> AliasId {
    AliasId(format!("alias-{NOBODY}"))
}

fn location() -> String {
    format!("custom-conformance-{NAME}")
}

fn compute() -> ComputeRef {
    ComputeRef {
        fleet_id: fleet_id(),
        compute_name: NAME.to_owned(),
    }
}

/// Returns what takes back what a question has created against the API, `None` where it has
/// created nothing.
pub(super) fn undoing(response: &Response) -> Option<Request> {
    if let Response::CreateLocation { name: Some(_), .. } = response {
        return Some(Request::DeleteLocation(NAME.to_owned()));
    }
    if let Response::CreateFleet(Some(fleet)) = response {
        return fleet.fleet_id.clone().map(Request::DeleteFleet);
    }
    if let Response::CreateAlias(Some(alias)) = response {
        return alias.alias_id.clone().map(Request::DeleteAlias);
    }
    let Response::CreateGameSession(Some(session)) = response else {
        return None;
    };
    let game_session_id = GameSessionId(session.game_session_id.clone()?);
    Some(Request::TerminateGameSession(TerminateGameSession {
        game_session_id,
        termination_mode: TerminationMode::ForceTerminate.name().to_owned(),
    }))
}

/// Returns whether a success has nothing of what it says that it has created.
///
/// A service that accepts anything creates players in a game session that is not there.
pub(super) fn is_hollow(response: &Response) -> bool {
    if let Response::CreatePlayerSessions(sessions) = response {
        return sessions.is_empty();
    }
    matches!(
        response,
        Response::CreatePlayerSession(None)
            | Response::CreateGameSession(None)
            | Response::CreateFleet(None)
            | Response::RegisterCompute(None)
            | Response::CreateAlias(None)
            | Response::CreateLocation {
                name: None,
                arn: None
            }
            | Response::GetComputeAuthToken {
                auth_token: None,
                ..
            }
    )
}

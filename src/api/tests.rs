//! What is written is read again: one full request and one full response of every action.

use std::collections::BTreeMap;

use super::action::Action;
use super::alias::{Alias, RoutingStrategy};
use super::document::{Document, Problem, ProblemKind, Times, Timestamp};
use super::exception::ExceptionKind;
use super::game_property::GameProperty;
use super::game_session::{
    GameSession, GameSessionDetail, GameSessionStatus, PlayerSessionCreationPolicy,
    ProtectionPolicy, TerminationMode,
};
use super::ids::{AliasId, FleetId, GameSessionId, PlayerId, PlayerSessionId};
use super::json;
use super::player_session::{PlayerSession, PlayerSessionStatus};
use super::reply::{Compute, FleetAttributes, Response};
use super::request::{
    ComputeRef, CreateAlias, CreateFleet, CreateGameSession, CreateLocation, CreatePlayerSession,
    CreatePlayerSessions, DescribeGameSessions, DescribePlayerSessions, RegisterCompute, Request,
    SearchGameSessions, TerminateGameSession, UpdateAlias, UpdateGameSession,
};
use super::tag::Tag;

mod captured;

fn tags() -> Vec<Tag> {
    vec![Tag {
        key: "key".to_owned(),
        value: "value".to_owned(),
    }]
}

fn properties() -> Vec<GameProperty> {
    vec![
        GameProperty::new("mode", "a"),
        GameProperty::new("mode", ""),
        GameProperty::new("", "z"),
    ]
}

/// Returns a request with every member that the types know.
#[expect(clippy::too_many_lines, reason = "a table of one entry per action")]
fn request(action: Action) -> Request {
    let fleet_id = FleetId::from("fleet-1");
    let alias_id = AliasId::from("alias-1");
    let game_session_id = GameSessionId::from("arn:1");
    let compute = ComputeRef {
        fleet_id: fleet_id.clone(),
        compute_name: "host".to_owned(),
    };
    let describe = DescribeGameSessions {
        fleet_id: Some(fleet_id.clone()),
        game_session_id: Some(game_session_id.clone()),
        alias_id: Some(alias_id.clone()),
        location: Some("custom-1".to_owned()),
        status_filter: Some("ACTIVE".to_owned()),
        limit: Some(3),
        next_token: Some("token".to_owned()),
    };
    match action {
        Action::CreatePlayerSessions => Request::CreatePlayerSessions(CreatePlayerSessions {
            game_session_id,
            player_ids: vec![PlayerId::from("a"), PlayerId::from("b")],
            player_data_map: Some(BTreeMap::from([("a".to_owned(), "data".to_owned())])),
        }),
        Action::CreatePlayerSession => Request::CreatePlayerSession(CreatePlayerSession {
            game_session_id,
            player_id: PlayerId::from("a"),
            player_data: Some("data".to_owned()),
        }),
        Action::DescribePlayerSessions => Request::DescribePlayerSessions(DescribePlayerSessions {
            game_session_id: Some(game_session_id),
            player_id: Some(PlayerId::from("a")),
            player_session_id: Some(PlayerSessionId::from("psess-1")),
            status_filter: Some("ACTIVE".to_owned()),
            limit: Some(1),
            next_token: Some("token".to_owned()),
        }),
        Action::CreateGameSession => Request::CreateGameSession(CreateGameSession {
            fleet_id: Some(fleet_id),
            alias_id: Some(alias_id),
            maximum_player_session_count: 5,
            location: Some("custom-1".to_owned()),
            name: Some("name".to_owned()),
            game_properties: Some(properties()),
            creator_id: Some("creator".to_owned()),
            idempotency_token: Some("token".to_owned()),
            game_session_id: Some("id".to_owned()),
            game_session_data: Some("data".to_owned()),
        }),
        Action::DescribeGameSessions => Request::DescribeGameSessions(describe),
        Action::DescribeGameSessionDetails => Request::DescribeGameSessionDetails(describe),
        Action::SearchGameSessions => Request::SearchGameSessions(SearchGameSessions {
            fleet_id: Some(fleet_id),
            alias_id: Some(alias_id),
            location: Some("custom-1".to_owned()),
            filter_expression: Some("maximumSessions>=10".to_owned()),
            sort_expression: Some("maximumSessions ASC".to_owned()),
            limit: Some(20),
            next_token: Some("token".to_owned()),
        }),
        Action::UpdateGameSession => Request::UpdateGameSession(UpdateGameSession {
            game_session_id,
            maximum_player_session_count: Some(2),
            player_session_creation_policy: Some("DENY_ALL".to_owned()),
            name: Some("name".to_owned()),
            protection_policy: Some("FullProtection".to_owned()),
            game_properties: Some(properties()),
        }),
        Action::TerminateGameSession => Request::TerminateGameSession(TerminateGameSession {
            game_session_id,
            termination_mode: TerminationMode::ForceTerminate.name().to_owned(),
        }),
        Action::CreateLocation => Request::CreateLocation(CreateLocation {
            name: "custom-1".to_owned(),
            tags: tags(),
        }),
        Action::DeleteLocation => Request::DeleteLocation("custom-1".to_owned()),
        Action::CreateFleet => Request::CreateFleet(CreateFleet {
            name: "fleet".to_owned(),
            compute_type: Some("ANYWHERE".to_owned()),
            locations: vec!["custom-1".to_owned()],
            tags: tags(),
        }),
        Action::DescribeFleetAttributes => Request::DescribeFleetAttributes(vec![fleet_id]),
        Action::DeleteFleet => Request::DeleteFleet(fleet_id),
        Action::RegisterCompute => Request::RegisterCompute(RegisterCompute {
            fleet_id,
            compute_name: "host".to_owned(),
            ip_address: Some("127.0.0.1".to_owned()),
            location: Some("custom-1".to_owned()),
        }),
        Action::DeregisterCompute => Request::DeregisterCompute(compute),
        Action::GetComputeAuthToken => Request::GetComputeAuthToken(compute),
        Action::CreateAlias => Request::CreateAlias(CreateAlias {
            name: "alias".to_owned(),
            description: Some("description".to_owned()),
            routing_strategy: RoutingStrategy::simple(fleet_id),
            tags: tags(),
        }),
        Action::UpdateAlias => Request::UpdateAlias(UpdateAlias {
            alias_id,
            name: Some("alias".to_owned()),
            description: Some("description".to_owned()),
            routing_strategy: Some(RoutingStrategy::terminal("closed")),
        }),
        Action::DeleteAlias => Request::DeleteAlias(alias_id),
        Action::ResolveAlias => Request::ResolveAlias(alias_id),
    }
}

fn player_session() -> PlayerSession {
    PlayerSession {
        player_session_id: Some("psess-1".to_owned()),
        player_id: Some("a".to_owned()),
        game_session_id: Some("arn:1".to_owned()),
        fleet_id: Some("fleet-1".to_owned()),
        fleet_arn: Some("arn:fleet".to_owned()),
        creation_time: Some(Timestamp(1_500)),
        termination_time: Some(Timestamp(2_500)),
        status: Some(PlayerSessionStatus::Completed),
        ip_address: Some("127.0.0.1".to_owned()),
        dns_name: Some("host.example".to_owned()),
        port: Some(7777),
        player_data: Some("data".to_owned()),
    }
}

fn game_session() -> GameSession {
    GameSession {
        game_session_id: Some("arn:1".to_owned()),
        name: Some("name".to_owned()),
        fleet_id: Some("fleet-1".to_owned()),
        fleet_arn: Some("arn:fleet".to_owned()),
        creation_time: Some(Timestamp(1_500)),
        termination_time: Some(Timestamp(2_500)),
        current_player_session_count: Some(0),
        maximum_player_session_count: Some(9),
        status: Some(GameSessionStatus::Terminated),
        status_reason: Some("FORCE_TERMINATED".to_owned()),
        game_properties: Some(properties()),
        ip_address: Some("127.0.0.1".to_owned()),
        dns_name: Some("host.example".to_owned()),
        port: Some(7777),
        player_session_creation_policy: Some(PlayerSessionCreationPolicy::DenyAll),
        creator_id: Some("creator".to_owned()),
        game_session_data: Some("data".to_owned()),
        location: Some("custom-1".to_owned()),
    }
}

fn alias(routing_strategy: RoutingStrategy) -> Alias {
    Alias {
        alias_id: Some(AliasId::from("alias-1")),
        name: Some("alias".to_owned()),
        alias_arn: Some("arn:alias".to_owned()),
        description: Some("description".to_owned()),
        routing_strategy: Some(routing_strategy),
        creation_time: Some(Timestamp(1_500)),
        last_updated_time: Some(Timestamp(2_500)),
    }
}

fn fleet() -> FleetAttributes {
    FleetAttributes {
        fleet_id: Some(FleetId::from("fleet-1")),
        fleet_arn: Some("arn:fleet".to_owned()),
        name: Some("fleet".to_owned()),
        status: Some("ACTIVE".to_owned()),
        compute_type: Some("ANYWHERE".to_owned()),
        creation_time: Some(Timestamp(1_500)),
        termination_time: Some(Timestamp(2_500)),
    }
}

/// Returns a response with every member that the types know.
fn response(action: Action) -> Response {
    match action {
        Action::CreatePlayerSessions => Response::CreatePlayerSessions(vec![player_session()]),
        Action::CreatePlayerSession => Response::CreatePlayerSession(Some(player_session())),
        Action::DescribePlayerSessions => Response::DescribePlayerSessions {
            player_sessions: vec![player_session()],
            next_token: Some("token".to_owned()),
        },
        Action::CreateGameSession => Response::CreateGameSession(Some(game_session())),
        Action::DescribeGameSessions => Response::DescribeGameSessions {
            game_sessions: vec![game_session()],
            next_token: Some("token".to_owned()),
        },
        Action::DescribeGameSessionDetails => Response::DescribeGameSessionDetails {
            details: vec![GameSessionDetail {
                game_session: Some(game_session()),
                protection_policy: Some(ProtectionPolicy::FullProtection),
            }],
            next_token: Some("token".to_owned()),
        },
        Action::SearchGameSessions => Response::SearchGameSessions {
            game_sessions: vec![game_session()],
            next_token: Some("token".to_owned()),
        },
        Action::UpdateGameSession => Response::UpdateGameSession(Some(game_session())),
        Action::TerminateGameSession => Response::TerminateGameSession(Some(game_session())),
        Action::CreateLocation => Response::CreateLocation {
            name: Some("custom-1".to_owned()),
            arn: Some("arn:location".to_owned()),
        },
        Action::CreateFleet => Response::CreateFleet(Some(fleet())),
        Action::DescribeFleetAttributes => Response::DescribeFleetAttributes(vec![fleet()]),
        Action::RegisterCompute => Response::RegisterCompute(Some(Compute {
            fleet_id: Some(FleetId::from("fleet-1")),
            fleet_arn: Some("arn:fleet".to_owned()),
            compute_name: Some("host".to_owned()),
            compute_arn: Some("arn:compute".to_owned()),
            compute_status: Some("Active".to_owned()),
            ip_address: Some("127.0.0.1".to_owned()),
            location: Some("custom-1".to_owned()),
            creation_time: Some(Timestamp(1_500)),
            service_sdk_endpoint: Some("ws://127.0.0.1".to_owned()),
        })),
        Action::GetComputeAuthToken => Response::GetComputeAuthToken {
            auth_token: Some("token".to_owned()),
            expiration: Some(Timestamp(2_500)),
        },
        Action::CreateAlias => Response::CreateAlias(Some(alias(RoutingStrategy::simple(
            FleetId::from("fleet-1"),
        )))),
        Action::UpdateAlias => {
            Response::UpdateAlias(Some(alias(RoutingStrategy::terminal("closed"))))
        }
        Action::ResolveAlias => Response::ResolveAlias {
            fleet_id: Some(FleetId::from("fleet-1")),
            fleet_arn: Some("arn:fleet".to_owned()),
        },
        Action::DeleteLocation
        | Action::DeleteFleet
        | Action::DeregisterCompute
        | Action::DeleteAlias => Response::Empty(action),
    }
}

fn over_json(document: &Document) -> Document {
    json::parse(&json::write(document)).unwrap()
}

#[test]
fn a_request_of_every_action_is_read_as_it_was_written() {
    for action in Action::ALL {
        let request = request(action);
        assert_eq!(request.action(), action);
        let document = request.to_document();
        assert_eq!(Request::read(action, &document), Ok(request.clone()));
        assert_eq!(Request::read(action, &over_json(&document)), Ok(request));
    }
}

#[test]
fn a_response_of_every_action_is_read_as_it_was_written() {
    for action in Action::ALL {
        let response = response(action);
        assert_eq!(response.action(), action);
        let document = response.to_document();
        for document in [over_json(&document), document] {
            assert_eq!(
                Response::read(action, &document, Times::Plain),
                (response.clone(), vec![])
            );
        }
    }
}

#[test]
fn a_request_without_its_required_members_is_no_request() {
    let missing = |action: Action| -> Vec<String> {
        let empty = Document::Map(BTreeMap::new());
        let problems = Request::read(action, &empty).err().unwrap_or_default();
        problems
            .into_iter()
            .map(|Problem { path, kind }| {
                assert_eq!(kind, ProblemKind::Missing);
                path
            })
            .collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(missing(Action::SearchGameSessions), none);
    assert_eq!(missing(Action::DescribeGameSessionDetails), none);
    assert_eq!(
        missing(Action::TerminateGameSession),
        ["GameSessionId", "TerminationMode"]
    );
    assert_eq!(missing(Action::CreateAlias), ["Name", "RoutingStrategy"]);
    for action in [
        Action::UpdateAlias,
        Action::DeleteAlias,
        Action::ResolveAlias,
    ] {
        assert_eq!(missing(action), ["AliasId"], "{action}");
    }
}

#[test]
fn a_property_needs_its_key_and_its_value() {
    let update = br#"{"GameSessionId": "arn:1", "GameProperties": [{"Key": "k"}, {"Value": "v"}]}"#;
    let problems = Request::read(Action::UpdateGameSession, &json::parse(update).unwrap());
    let paths: Vec<String> = problems
        .unwrap_err()
        .into_iter()
        .map(|problem| problem.path)
        .collect();
    assert_eq!(paths, ["GameProperties[0].Value", "GameProperties[1].Key"]);
}

#[test]
fn the_pages_of_an_action_differ_in_the_token_alone() {
    for action in Action::ALL {
        let (request, response) = (request(action), response(action));
        let has_pages = matches!(
            action,
            Action::DescribePlayerSessions
                | Action::DescribeGameSessions
                | Action::DescribeGameSessionDetails
                | Action::SearchGameSessions
        );
        assert_eq!(response.next_token().is_some(), has_pages, "{action}");
        let next = request.at_page("next".to_owned());
        assert_eq!(next.is_some(), has_pages, "{action}");
        if let Some(next) = next {
            assert_ne!(next, request);
            assert_eq!(next.at_page("token".to_owned()), Some(request));
        }
    }
}

#[test]
fn a_response_names_its_game_sessions_wherever_they_stand() {
    for action in Action::ALL {
        let response = response(action);
        let count = response.game_sessions().count();
        let names_one = matches!(
            action,
            Action::CreateGameSession
                | Action::DescribeGameSessions
                | Action::DescribeGameSessionDetails
                | Action::SearchGameSessions
                | Action::UpdateGameSession
                | Action::TerminateGameSession
        );
        assert_eq!(count, usize::from(names_one), "{action}");
    }
}

#[test]
fn every_action_declares_the_exceptions_of_all_and_each_of_its_own_once() {
    for action in Action::ALL {
        let declared = action.exceptions();
        for kind in [
            ExceptionKind::InternalService,
            ExceptionKind::InvalidRequest,
            ExceptionKind::Unauthorized,
        ] {
            assert!(declared.contains(&kind), "{action} {kind}");
        }
        for kind in declared {
            let count = declared.iter().filter(|other| *other == kind).count();
            assert_eq!(count, 1, "{action} {kind}");
        }
    }
    let routes = |action: Action| {
        action
            .exceptions()
            .contains(&ExceptionKind::TerminalRoutingStrategy)
    };
    assert!(routes(Action::ResolveAlias));
    assert!(routes(Action::SearchGameSessions));
    assert!(!routes(Action::TerminateGameSession));
    assert!(!routes(Action::UpdateAlias));
}

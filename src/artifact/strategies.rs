//! Any plan and any operation, for the round trips.

mod plans;

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::api::action::Action;
use crate::api::alias::RoutingStrategy;
use crate::api::document::{Problem, ProblemKind, Timestamp};
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_property::GameProperty;
use crate::api::game_session::{
    GameSession, GameSessionDetail, GameSessionStatus, PlayerSessionCreationPolicy,
    ProtectionPolicy,
};
use crate::api::ids::{AliasId, FleetId, GameSessionId, PlayerId, PlayerSessionId};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};
use crate::api::request::{
    CreateGameSession, CreatePlayerSession, CreatePlayerSessions, DescribePlayerSessions, Request,
    TerminateGameSession, UpdateAlias, UpdateGameSession,
};
use crate::history::broken::{Breakage, Broken, Form, Head, Protocol, Spoil, Whole};
use crate::history::{Act, Command, Heads, Interval, Label, Move, Operation, Outcome};

pub(super) use self::plans::plan;

pub(super) fn operation() -> impl Strategy<Value = Operation> {
    let interval = || {
        (any::<u64>(), any::<u64>()).prop_map(|(start, end)| Interval {
            start: Duration::from_nanos(start),
            end: Duration::from_nanos(end),
        })
    };
    (
        any::<u32>(),
        any::<u32>(),
        act(),
        (outcome(), vec(any::<usize>(), 0..3), heads()),
        interval(),
        interval(),
    )
        .prop_map(
            |(label, client, act, (outcome, pages, heads), order, target_time)| Operation {
                label: Label(label),
                client,
                act,
                outcome,
                pages,
                heads,
                order,
                target_time,
            },
        )
}

fn heads() -> impl Strategy<Value = Heads> {
    let types = btree_set(any::<String>(), 0..3);
    (any::<usize>(), any::<usize>(), types).prop_map(
        |(count, without_request_id, foreign_types)| Heads {
            count,
            without_request_id,
            foreign_types,
        },
    )
}

pub(super) fn breakage() -> impl Strategy<Value = Breakage> {
    prop_oneof![
        select(&Whole::ALL[..]).prop_map(Breakage::Whole),
        (any::<String>(), select(&Spoil::ALL[..]))
            .prop_map(|(name, spoil)| Breakage::Member { name, spoil }),
        select(&Head::ALL[..]).prop_map(Breakage::Head),
        select(&Form::ALL[..]).prop_map(Breakage::Form),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let game_session = || any::<String>().prop_map(GameSessionId);
    let pair = || (game_session(), any::<String>().prop_map(PlayerSessionId));
    prop_oneof![
        request().prop_map(|request| Act::Command(Command::Typed(request))),
        (select(Action::ALL.to_vec()), any::<Vec<u8>>())
            .prop_map(|(action, body)| Act::Command(Command::Raw { action, body })),
        (request(), breakage(), select(&Protocol::ALL[..])).prop_map(
            |(request, breakage, protocol)| Act::Command(Command::Broken(Box::new(Broken {
                request,
                breakage,
                protocol,
            })))
        ),
        game_session().prop_map(|game_session_id| Act::Move(Move::Activate { game_session_id })),
        game_session().prop_map(|game_session_id| Act::Move(Move::EndProcess { game_session_id })),
        pair().prop_map(
            |(game_session_id, player_session_id)| Act::Move(Move::Accept {
                game_session_id,
                player_session_id,
            })
        ),
        pair().prop_map(
            |(game_session_id, player_session_id)| Act::Move(Move::Remove {
                game_session_id,
                player_session_id,
            })
        ),
        (
            game_session(),
            select(PlayerSessionCreationPolicy::ALL.to_vec())
        )
            .prop_map(|(game_session_id, policy)| Act::Move(Move::UpdatePolicy {
                game_session_id,
                policy,
            })),
        (any::<i64>(), option::of(any::<String>())).prop_map(|(maximum, name)| {
            Act::Provide(CreateGameSession {
                maximum_player_session_count: maximum,
                name,
                ..CreateGameSession::default()
            })
        }),
        Just(Act::Advance),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let map = btree_map(any::<String>(), any::<String>(), 0..3);
    prop_oneof![
        (any::<String>(), vec(any::<String>(), 0..3), option::of(map)).prop_map(
            |(game_session, players, player_data_map)| {
                Request::CreatePlayerSessions(CreatePlayerSessions {
                    game_session_id: GameSessionId(game_session),
                    player_ids: players.into_iter().map(PlayerId).collect(),
                    player_data_map,
                })
            }
        ),
        (
            any::<String>(),
            any::<String>(),
            option::of(any::<String>())
        )
            .prop_map(|(game_session, player, player_data)| {
                Request::CreatePlayerSession(CreatePlayerSession {
                    game_session_id: GameSessionId(game_session),
                    player_id: PlayerId(player),
                    player_data,
                })
            }),
        (option::of(any::<String>()), option::of(any::<i64>())).prop_map(|(id, limit)| {
            Request::DescribePlayerSessions(DescribePlayerSessions {
                game_session_id: id.clone().map(GameSessionId),
                limit,
                next_token: id,
                ..DescribePlayerSessions::default()
            })
        }),
        (option::of(any::<String>()), any::<i64>()).prop_map(|(fleet, maximum)| {
            Request::CreateGameSession(CreateGameSession {
                location: fleet.clone(),
                fleet_id: fleet.map(FleetId),
                maximum_player_session_count: maximum,
                ..CreateGameSession::default()
            })
        }),
        (any::<String>(), option::of(any::<String>())).prop_map(|(game_session, name)| {
            Request::UpdateGameSession(UpdateGameSession {
                player_session_creation_policy: name.clone(),
                game_properties: name.clone().map(|text| vec![GameProperty::new(text, "")]),
                protection_policy: name.clone(),
                name,
                ..UpdateGameSession::unchanged(GameSessionId(game_session))
            })
        }),
        (any::<String>(), any::<String>()).prop_map(|(game_session, termination_mode)| {
            Request::TerminateGameSession(TerminateGameSession {
                game_session_id: GameSessionId(game_session),
                termination_mode,
            })
        }),
        (any::<String>(), option::of(any::<String>())).prop_map(|(alias, text)| {
            Request::UpdateAlias(UpdateAlias {
                alias_id: AliasId(alias),
                name: text.clone(),
                description: None,
                routing_strategy: text.map(RoutingStrategy::terminal),
            })
        }),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let message = || option::of(any::<String>());
    prop_oneof![
        (response(), vec(problem(), 0..3)).prop_map(|(response, problems)| Outcome::Replied(
            Reply::Response { response, problems }
        )),
        (kind(), message(), any::<u16>()).prop_map(|(kind, message, status)| {
            Outcome::Replied(Reply::Exception(Exception {
                kind,
                message,
                status,
            }))
        }),
        (any::<u16>(), any::<String>())
            .prop_map(|(status, reason)| Outcome::Replied(Reply::Unreadable { status, reason })),
        Just(Outcome::Done),
        (any::<i64>(), message()).prop_map(|(status_code, message)| Outcome::Refused {
            status_code,
            message,
        }),
        any::<String>().prop_map(|reason| Outcome::Lost { reason }),
    ]
}

fn kind() -> impl Strategy<Value = ExceptionKind> {
    prop_oneof![
        select(ExceptionKind::DECLARED.to_vec()),
        "[A-Z][a-z]{1,8}Fault".prop_map(ExceptionKind::Other),
    ]
}

fn problem() -> impl Strategy<Value = Problem> {
    let kind = prop_oneof![
        Just(ProblemKind::Missing),
        Just(ProblemKind::WrongType {
            expected: "map",
            found: "boolean",
        }),
        any::<String>().prop_map(ProblemKind::UnknownValue),
        any::<u16>().prop_map(ProblemKind::Status),
    ];
    (any::<String>(), kind).prop_map(|(path, kind)| Problem { path, kind })
}

fn response() -> impl Strategy<Value = Response> {
    let token = || option::of(any::<String>());
    prop_oneof![
        vec(player_session(), 0..3).prop_map(Response::CreatePlayerSessions),
        option::of(player_session()).prop_map(Response::CreatePlayerSession),
        (vec(player_session(), 0..3), token()).prop_map(|(player_sessions, next_token)| {
            Response::DescribePlayerSessions {
                player_sessions,
                next_token,
            }
        }),
        option::of(game_session()).prop_map(Response::CreateGameSession),
        option::of(game_session()).prop_map(Response::UpdateGameSession),
        (vec(game_session(), 0..3), token()).prop_map(|(game_sessions, next_token)| {
            Response::DescribeGameSessions {
                game_sessions,
                next_token,
            }
        }),
        (option::of(game_session()), token()).prop_map(|(game_session, next_token)| {
            Response::DescribeGameSessionDetails {
                details: vec![GameSessionDetail {
                    game_session,
                    protection_policy: Some(ProtectionPolicy::FullProtection),
                }],
                next_token,
            }
        }),
        option::of(game_session()).prop_map(Response::TerminateGameSession),
        Just(Response::Empty(Action::DeleteFleet)),
    ]
}

fn player_session() -> impl Strategy<Value = PlayerSession> {
    let status = option::of(select(PlayerSessionStatus::ALL.to_vec()));
    let texts = btree_map(0..4_u8, any::<String>(), 0..5);
    (texts, status, time(), option::of(any::<i64>())).prop_map(|(texts, status, time, port)| {
        let text = |number| member(&texts, number);
        PlayerSession {
            player_session_id: text(0),
            player_id: text(1),
            game_session_id: text(2),
            fleet_arn: text(2),
            player_data: text(3),
            creation_time: time,
            status,
            port,
            ..PlayerSession::default()
        }
    })
}

fn game_session() -> impl Strategy<Value = GameSession> {
    let status = option::of(select(GameSessionStatus::ALL.to_vec()));
    let policy = option::of(select(PlayerSessionCreationPolicy::ALL.to_vec()));
    let texts = btree_map(0..4_u8, any::<String>(), 0..5);
    (texts, status, policy, time(), option::of(any::<i64>())).prop_map(
        |(texts, status, policy, time, count)| GameSession {
            game_session_id: member(&texts, 0),
            name: member(&texts, 1),
            location: member(&texts, 2),
            status_reason: member(&texts, 3),
            termination_time: time,
            current_player_session_count: count,
            status,
            player_session_creation_policy: policy,
            ..GameSession::default()
        },
    )
}

fn member(texts: &BTreeMap<u8, String>, number: u8) -> Option<String> {
    texts.get(&number).cloned()
}

/// Times of this century: a double carries their milliseconds.
fn time() -> impl Strategy<Value = Option<Timestamp>> {
    option::of((0..4_102_444_800_000_i64).prop_map(Timestamp))
}

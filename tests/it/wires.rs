//! The three wires tell the same story.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::num::NonZeroU64;
use std::sync::Arc;

use gamelift_conformance::api::action::Action;
use gamelift_conformance::api::alias::RoutingStrategy;
use gamelift_conformance::api::document::Document;
use gamelift_conformance::api::exception::{Exception, ExceptionKind};
use gamelift_conformance::api::game_property::GameProperty;
use gamelift_conformance::api::ids::GameSessionId;
use gamelift_conformance::api::reply::{Reply, Response};
use gamelift_conformance::api::request::{
    CreateAlias, CreateGameSession, CreatePlayerSession, CreatePlayerSessions,
    DescribeGameSessions, DescribePlayerSessions, Request, TerminateGameSession, UpdateGameSession,
};
use gamelift_conformance::api::{cbor, json};
use gamelift_conformance::clock::Clock;
use gamelift_conformance::emulator::options::Options;
use gamelift_conformance::emulator::server::Server;
use gamelift_conformance::findings::CaseIndex;
use gamelift_conformance::history::{Act, Command, Move, Outcome};
use gamelift_conformance::model::terms::Terms;
use gamelift_conformance::plan::generate::Planner;
use gamelift_conformance::plan::inputs::{Effort, PlanInputs};
use gamelift_conformance::plan::step::{Plan, Wire};
use gamelift_conformance::provision::embedded::EmbeddedOptions;
use gamelift_conformance::provision::{FleetCount, Stage};
use gamelift_conformance::runner::case::Ground;
use gamelift_conformance::runner::turn::Turn;
use gamelift_conformance::target::http::{HttpOptions, HttpTarget};
use gamelift_conformance::target::{Sent, Target};
use tokio::sync::Semaphore;

/// A reply in either protocol: the status, further header lines and the body.
type Canned = (u16, &'static str, Vec<u8>);

/// Answers every request with one of two replies, by the protocol that it speaks.
fn canned(json: Canned, cbor: Canned) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let head = read_request(&mut stream);
            let is_cbor = head.starts_with(&format!("POST {}", cbor::PATH_PREFIX));
            let (status, headers, body) = if is_cbor { &cbor } else { &json };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
            );
            let _ = stream.write_all(&[head.as_bytes(), body].concat());
        }
    });
    endpoint
}

/// Reads one request whole and returns its head.
fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let length = stream.read(&mut chunk).unwrap_or(0);
        bytes.extend_from_slice(&chunk[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            assert!(length > 0, "the request broke off: {text}");
            continue;
        };
        let told = head.to_ascii_lowercase();
        let told = told.split("content-length: ").nth(1).unwrap_or("0");
        let told: usize = told.lines().next().unwrap_or("0").parse().unwrap();
        let is_whole = bytes.len() >= head.len() + 4 + told;
        if is_whole || length == 0 {
            return head.to_owned();
        }
    }
}

async fn ask(endpoint: &str, wire: Wire) -> Sent {
    let request = Request::CreatePlayerSessions(CreatePlayerSessions {
        game_session_id: "arn:aws:gamelift:us-east-1::gamesession/fleet-1/gsess-1".into(),
        player_ids: vec!["p-1".into()],
        player_data_map: None,
    });
    let target = HttpTarget::new(endpoint, HttpOptions::default()).unwrap();
    let sent = target.send(&Command::Typed(request), Some(wire)).await;
    let sent = sent.unwrap();
    assert_eq!(sent.exchange.wire, wire);
    sent
}

const CBOR_HEADERS: &str = "content-type: application/cbor\r\nsmithy-protocol: rpc-v2-cbor\r\n";

/// Returns one full request of every action that the SDK drives for plans.
fn requests() -> Vec<Request> {
    let id = || "arn:aws:gamelift:us-east-1::gamesession/fleet-1/custom-place/gsess-1";
    vec![
        Request::CreatePlayerSessions(CreatePlayerSessions {
            game_session_id: id().into(),
            player_ids: vec!["p-1".into(), "spieler-ü\u{1f600}".into()],
            player_data_map: Some([("p-1".to_owned(), "team=red".to_owned())].into()),
        }),
        Request::CreatePlayerSession(CreatePlayerSession {
            game_session_id: id().into(),
            player_id: "p-1".into(),
            player_data: Some("{}".to_owned()),
        }),
        Request::DescribePlayerSessions(DescribePlayerSessions {
            game_session_id: Some(id().into()),
            player_id: Some("p-1".into()),
            player_session_id: Some("psess-1".into()),
            status_filter: Some("RESERVED".to_owned()),
            limit: Some(2),
            next_token: Some("token".to_owned()),
        }),
        Request::CreateGameSession(CreateGameSession {
            fleet_id: Some("fleet-1".into()),
            maximum_player_session_count: 4,
            location: Some("custom-place".to_owned()),
            idempotency_token: Some("token-1".to_owned()),
            game_properties: Some(vec![GameProperty::new("map", "")]),
            ..CreateGameSession::default()
        }),
        Request::DescribeGameSessions(DescribeGameSessions {
            fleet_id: Some("fleet-1".into()),
            status_filter: Some("ACTIVE".to_owned()),
            limit: Some(-1),
            ..DescribeGameSessions::default()
        }),
        Request::UpdateGameSession(UpdateGameSession {
            maximum_player_session_count: Some(0),
            player_session_creation_policy: Some("DENY_ALL".to_owned()),
            protection_policy: Some("Sometimes".to_owned()),
            ..UpdateGameSession::unchanged(id().into())
        }),
        Request::TerminateGameSession(TerminateGameSession {
            game_session_id: id().into(),
            termination_mode: "TRIGGER_ON_PROCESS_TERMINATE".to_owned(),
        }),
    ]
}

#[tokio::test]
async fn what_the_sdk_encodes_is_what_was_asked_for() {
    let empty = (200, CBOR_HEADERS, b"\xa0".to_vec());
    let endpoint = canned((200, "", b"{}".to_vec()), empty);
    let target = HttpTarget::new(&endpoint, HttpOptions::default()).unwrap();
    for request in requests() {
        let command = Command::Typed(request.clone());
        let sent = target.send(&command, Some(Wire::Sdk)).await.unwrap();
        assert_eq!(sent.exchange.wire, Wire::Sdk);
        let document = cbor::parse(&sent.exchange.request).unwrap();
        assert_eq!(Request::read(request.action(), &document), Ok(request));
    }
}

#[tokio::test]
async fn what_the_sdk_cannot_say_goes_over_a_raw_wire() {
    let empty = (200, CBOR_HEADERS, b"\xa0".to_vec());
    let endpoint = canned((200, "", b"{}".to_vec()), empty);
    let target = HttpTarget::new(&endpoint, HttpOptions::default()).unwrap();
    let command = Command::Typed(Request::DescribePlayerSessions(DescribePlayerSessions {
        limit: Some(i64::MAX),
        ..DescribePlayerSessions::default()
    }));
    let sent = target.send(&command, Some(Wire::Sdk)).await.unwrap();
    assert_eq!(sent.exchange.wire, Wire::Json);
    let alone = HttpTarget::new(&endpoint, HttpOptions::default()).unwrap();
    alone.restrict(vec![Wire::Sdk]);
    let sent = alone.send(&command, None).await.unwrap();
    assert_eq!(sent.exchange.wire, Wire::Cbor);
}

#[tokio::test]
async fn every_exception_of_create_player_sessions_is_typed_on_every_wire() {
    let declared = Action::CreatePlayerSessions.exceptions();
    assert_eq!(declared.len(), 7);
    for kind in declared {
        let status = if *kind == ExceptionKind::InternalService {
            500
        } else {
            400
        };
        let message = Some("no slot is open");
        let endpoint = canned(
            (status, "", json::write_exception(kind, message)),
            (status, CBOR_HEADERS, cbor::write_exception(kind, message)),
        );
        for wire in Wire::ALL {
            let expected = Outcome::Replied(Reply::Exception(Exception {
                kind: kind.clone(),
                message: message.map(str::to_owned),
                status,
            }));
            assert_eq!(ask(&endpoint, wire).await.outcome, expected, "{wire}");
        }
    }
}

/// Asks a server that was started with these options for a player session, over each wire.
async fn refusals(options: Options) -> Vec<Outcome> {
    let server = Server::start(options).await.unwrap();
    let mut outcomes = Vec::new();
    for wire in Wire::ALL {
        outcomes.push(ask(&server.url(), wire).await.outcome);
    }
    server.shutdown().await;
    outcomes
}

fn kind(outcome: &Outcome) -> ExceptionKind {
    let Outcome::Replied(Reply::Exception(exception)) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(exception.message.is_some(), "{exception:?}");
    exception.kind.clone()
}

/// Returns the exceptions that no state of a game session leads to, each met on every wire.
async fn failures() -> BTreeSet<ExceptionKind> {
    let failing = Options {
        internal_failure_every: Some(NonZeroU64::MIN),
        ..Options::default()
    };
    let guarded = Options {
        access_key_id: Some("AKIDOTHER".to_owned()),
        ..Options::default()
    };
    let mut met = BTreeSet::new();
    for (options, expected) in [
        (failing, ExceptionKind::InternalService),
        (guarded, ExceptionKind::Unauthorized),
    ] {
        let kinds: Vec<ExceptionKind> = refusals(options).await.iter().map(kind).collect();
        assert_eq!(kinds, vec![expected; Wire::ALL.len()]);
        met.extend(kinds);
    }
    met
}

#[tokio::test]
async fn the_emulator_answers_every_declared_exception_on_every_wire() {
    let mut met = failures().await;
    let stage = Stage::embedded(EmbeddedOptions::default(), Clock::system()).await;
    let stage = stage.unwrap();
    let case = stage.begin_case("c", FleetCount::One).await.unwrap();
    let fleet = &case.site().fleets[0];
    let alias = Request::CreateAlias(CreateAlias {
        name: "closed".to_owned(),
        description: None,
        routing_strategy: RoutingStrategy::terminal("come back tomorrow"),
        tags: Vec::new(),
    });
    let alias = case.send(&Command::Typed(alias), None).await.unwrap();
    let Outcome::Replied(Reply::Response {
        response: Response::CreateAlias(Some(alias)),
        ..
    }) = alias.outcome
    else {
        panic!("{alias:?}");
    };
    let create = Request::CreateGameSession(CreateGameSession {
        fleet_id: Some(fleet.fleet_id.clone()),
        location: fleet.location.clone(),
        ..CreateGameSession::default()
    });
    let created = case.send(&Command::Typed(create), None).await.unwrap();
    let Outcome::Replied(Reply::Response { response, .. }) = created.outcome else {
        panic!("{created:?}");
    };
    let session = response.game_sessions().next().unwrap();
    let id = GameSessionId(session.game_session_id.clone().unwrap());
    let ask = async |game_session_id: &str, players: &[&str], expected: ExceptionKind| {
        let request = Request::CreatePlayerSessions(CreatePlayerSessions {
            game_session_id: game_session_id.into(),
            player_ids: players.iter().map(|player| (*player).into()).collect(),
            player_data_map: None,
        });
        let command = Command::Typed(request);
        for wire in Wire::ALL {
            let performed = case.send(&command, Some(wire)).await.unwrap();
            assert_eq!(kind(&performed.outcome), expected, "{wire}");
        }
        expected
    };
    let unknown = "arn:aws:gamelift:us-east-1::gamesession/fleet-0/gsess-0";
    let terminal = alias.alias_id.unwrap();
    met.insert(ask(unknown, &["p"], ExceptionKind::NotFound).await);
    met.insert(ask(unknown, &[], ExceptionKind::InvalidRequest).await);
    let routed = ExceptionKind::TerminalRoutingStrategy;
    met.insert(ask(&terminal.0, &["p"], routed).await);
    let early = ExceptionKind::InvalidGameSessionStatus;
    met.insert(ask(&id.0, &["p"], early).await);
    let activate = Move::Activate {
        game_session_id: id.clone(),
    };
    case.perform(&activate).await.unwrap();
    met.insert(ask(&id.0, &["p"], ExceptionKind::GameSessionFull).await);
    let declared = Action::CreatePlayerSessions.exceptions();
    assert_eq!(met, declared.iter().cloned().collect());
}

#[tokio::test]
async fn an_exception_that_is_not_declared_keeps_its_name_on_every_wire() {
    let kind = ExceptionKind::Other("ThrottlingException".to_owned());
    let endpoint = canned(
        (400, "", json::write_exception(&kind, None)),
        (400, CBOR_HEADERS, cbor::write_exception(&kind, None)),
    );
    for wire in Wire::ALL {
        let sent = ask(&endpoint, wire).await;
        let Outcome::Replied(Reply::Exception(exception)) = sent.outcome else {
            panic!("{wire}: {sent:?}");
        };
        assert_eq!(exception.kind, kind, "{wire}");
    }
}

#[tokio::test]
async fn a_reply_that_no_client_can_read_is_unreadable_on_every_wire() {
    let endpoint = canned(
        (200, "", b"{\"PlayerSessions\":".to_vec()),
        (200, CBOR_HEADERS, b"\xa1\x6ePlayerSessions".to_vec()),
    );
    for wire in Wire::ALL {
        let sent = ask(&endpoint, wire).await;
        let is_unreadable = matches!(
            sent.outcome,
            Outcome::Replied(Reply::Unreadable { status: 200, .. })
        );
        assert!(is_unreadable, "{wire}: {sent:?}");
    }
}

#[tokio::test]
async fn a_time_without_its_tag_is_no_time_to_any_client_of_cbor() {
    let body = b"\xa1\x6ePlayerSessions\x81\xa1\x6cCreationTime\x01".to_vec();
    let endpoint = canned((200, "", b"{}".to_vec()), (200, CBOR_HEADERS, body));
    let raw = ask(&endpoint, Wire::Cbor).await.outcome;
    let Outcome::Replied(Reply::Response { response, problems }) = raw else {
        panic!("{raw:?}");
    };
    assert_eq!(response.player_sessions()[0].creation_time, None);
    assert_eq!(problems.len(), 1);
    let sdk = ask(&endpoint, Wire::Sdk).await.outcome;
    assert!(
        matches!(sdk, Outcome::Replied(Reply::Unreadable { .. })),
        "{sdk:?}"
    );
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_lost_reply_on_every_wire() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            read_request(&mut stream);
        }
    });
    for wire in Wire::ALL {
        let sent = ask(&endpoint, wire).await;
        assert!(matches!(sent.outcome, Outcome::Lost { .. }), "{wire}");
    }
}

/// Carries plans out over one wire, and returns what was done and what came of it.
async fn story(wire: Wire, plans: &[(u64, Plan)]) -> Vec<(Act, Outcome)> {
    let clock = Clock::system();
    let options = EmbeddedOptions {
        wires: vec![wire],
        ..EmbeddedOptions::default()
    };
    let stage = Arc::new(Stage::embedded(options, clock.clone()).await.unwrap());
    let terms = Terms::default();
    let ground = Ground {
        stage: &stage,
        clock: &clock,
        terms: &terms,
    };
    let turns = Semaphore::new(1);
    let mut told = Vec::new();
    for (number, plan) in plans {
        let mut turn = Turn::take(&turns).await;
        let label = format!("c{number}");
        let case = (CaseIndex(*number), label.as_str());
        let executed = ground.execute(case, plan, &mut turn).await;
        assert!(executed.trouble.is_none(), "{wire}: {:?}", executed.trouble);
        let operations = executed.record.history.operations.into_iter();
        told.extend(operations.map(|operation| (operation.act, operation.outcome)));
    }
    told
}

/// Returns whether two replies are the same but for a millisecond, which the SDK may cut off.
fn is_same(here: &Reply, there: &Reply) -> bool {
    let (
        Reply::Response { response, problems },
        Reply::Response {
            response: other, ..
        },
    ) = (here, there)
    else {
        return here == there;
    };
    problems.is_empty() && is_close(&response.to_document(), &other.to_document())
}

fn is_close(here: &Document, there: &Document) -> bool {
    match (here, there) {
        (Document::Timestamp(here), Document::Timestamp(there)) => here.0.abs_diff(there.0) <= 1,
        (Document::List(here), Document::List(there)) => {
            let mut pairs = here.iter().zip(there);
            here.len() == there.len() && pairs.all(|(here, there)| is_close(here, there))
        }
        (Document::Map(here), Document::Map(there)) => {
            let mut pairs = here.iter().zip(there);
            let is_same = |((name, here), (other, there)): ((&String, _), (&String, _))| {
                name == other && is_close(here, there)
            };
            here.len() == there.len() && pairs.all(is_same)
        }
        (here, there) => here == there,
    }
}

#[tokio::test]
async fn the_same_plans_have_the_same_replies_on_every_wire() {
    let inputs = PlanInputs {
        effort: Effort::Smoke,
        ..PlanInputs::default()
    };
    // The embedded emulator gives the same ids whenever it is asked the same.
    let plans: Vec<(u64, Plan)> = Planner::new(inputs)
        .filter(|plan| plan.index % 6 == 0)
        .map(|plan| (plan.index, plan.plan))
        .collect();
    let json = story(Wire::Json, &plans).await;
    assert!(json.len() > 500, "{}", json.len());
    let is_success = |(_, outcome): &(Act, Outcome)| {
        let Outcome::Replied(Reply::Response { response, .. }) = outcome else {
            return false;
        };
        matches!(response, Response::CreatePlayerSessions(_))
    };
    assert!(json.iter().any(is_success));
    for wire in [Wire::Cbor, Wire::Sdk] {
        let other = story(wire, &plans).await;
        assert_eq!(other.len(), json.len());
        for (here, there) in other.iter().zip(&json) {
            assert_eq!(here.0, there.0, "{wire}");
            let is_same = match (&here.1, &there.1) {
                (Outcome::Replied(here), Outcome::Replied(there)) => is_same(here, there),
                (here, there) => here == there,
            };
            assert!(is_same, "{wire}: {here:?}\nbeside {there:?}");
        }
    }
}

//! Stages against the embedded emulator.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::task::JoinSet;

use super::*;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::ids::{GameSessionId, PlayerSessionId};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::api::reply::{Reply, Response};
use crate::api::request::{
    CreateGameSession, CreateLocation, CreatePlayerSession, DescribeGameSessions,
    DescribePlayerSessions, Request,
};
use crate::clock::ManualClock;
use crate::emulator::options::{Options, Time};
use crate::emulator::server::Server;
use crate::game_server::Authorities;
use crate::history::{Command, Heads, Interval, Move, Outcome};
use crate::plan::step::Wire;
use crate::provision::case::Performed;
use crate::target::{Exchange, Sent, TargetError};

/// A target that loses or refuses one action and counts what is asked of the emulator behind it.
#[derive(Debug)]
struct Flaky {
    inner: HttpTarget,
    fails: Option<(Action, Failure)>,
    counts: Mutex<BTreeMap<Action, usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    /// The command is carried out and its reply lost.
    LosesReply,
    /// The command never gets an answer.
    NeverAnswers,
    /// The first so many are refused.
    Refuses(usize),
    /// All after the first so many are refused.
    RefusesAfter(usize),
}

impl Target for Flaky {
    fn endpoint(&self) -> &str {
        self.inner.endpoint()
    }

    fn send<'a>(
        &'a self,
        command: &'a Command,
        wire: Option<Wire>,
    ) -> BoxFuture<'a, Result<Sent, TargetError>> {
        async move {
            let action = command.action();
            let count = {
                let mut counts = self.counts.lock().unwrap();
                let count = counts.entry(action).or_default();
                *count += 1;
                *count
            };
            let failure = self.fails.filter(|(fails, _)| *fails == action);
            if matches!(failure, Some((_, Failure::Refuses(times))) if count <= times)
                || matches!(failure, Some((_, Failure::RefusesAfter(times))) if count > times)
            {
                return Ok(refused(action));
            }
            let mut sent = self.inner.send(command, wire).await?;
            match failure {
                Some((_, Failure::LosesReply)) => {
                    sent.outcome = Outcome::Lost {
                        reason: "the test says so".to_owned(),
                    };
                }
                Some((_, Failure::NeverAnswers)) => std::future::pending().await,
                Some((_, Failure::Refuses(_) | Failure::RefusesAfter(_))) | None => {}
            }
            Ok(sent)
        }
        .boxed()
    }
}

fn refused(action: Action) -> Sent {
    let kind = if action == Action::CreateGameSession {
        ExceptionKind::FleetCapacityExceeded
    } else {
        ExceptionKind::NotReady
    };
    Sent {
        outcome: Outcome::Replied(Reply::Exception(Exception {
            kind,
            message: None,
            status: 400,
        })),
        exchange: Exchange {
            wire: Wire::Json,
            status: Some(400),
            request: Bytes::new(),
            response: Bytes::new(),
            request_id: None,
            heads: Heads::default(),
        },
        waited: Duration::ZERO,
    }
}

fn patience() -> Patience {
    Patience {
        attempts: 3,
        first_pause: Duration::ZERO,
        longest_pause: Duration::ZERO,
    }
}

async fn emulator() -> Server {
    let options = Options {
        time: Time::Wall,
        ..Options::default()
    };
    Server::start(options).await.unwrap()
}

fn flaky(server: &Server, fails: Option<(Action, Failure)>) -> Arc<Flaky> {
    Arc::new(Flaky {
        inner: HttpTarget::new(&server.url(), HttpOptions::default()).unwrap(),
        fails,
        counts: Mutex::default(),
    })
}

fn anywhere(target: Arc<dyn Target>) -> Stage {
    let options = AnywhereOptions {
        run_id: "r1".to_owned(),
        region: "us-east-1".to_owned(),
        patience: patience(),
        journal: Arc::default(),
        lacking: BTreeSet::new(),
        authorities: Authorities::default(),
    };
    Stage::anywhere(target, options, Clock::system())
}

async fn embedded() -> Stage {
    Stage::embedded(EmbeddedOptions::default(), Clock::system())
        .await
        .unwrap()
}

/// Returns the names of the fleets on the emulator, and whether the run's location can be created.
async fn what_is_left(target: &Flaky) -> (Vec<Option<String>>, bool) {
    let ask = async |request| target.inner.send(&Command::Typed(request), None).await;
    let fleets = ask(Request::DescribeFleetAttributes(Vec::new())).await;
    let Outcome::Replied(Reply::Response {
        response: Response::DescribeFleetAttributes(fleets),
        ..
    }) = fleets.unwrap().outcome
    else {
        panic!("the emulator describes fleets");
    };
    let location = Request::CreateLocation(CreateLocation {
        name: "custom-conformance-r1".to_owned(),
        tags: Vec::new(),
    });
    let location = ask(location).await.unwrap();
    let is_free = matches!(location.outcome, Outcome::Replied(Reply::Response { .. }));
    (
        fleets.into_iter().map(|fleet| fleet.name).collect(),
        is_free,
    )
}

async fn sent(case: &Case<'_>, request: Request) -> (Response, Performed) {
    let performed = case.send(&Command::Typed(request), None).await.unwrap();
    let Outcome::Replied(Reply::Response { response, .. }) = &performed.outcome else {
        panic!("{performed:?}");
    };
    (response.clone(), performed)
}

async fn create_game_session(case: &Case<'_>) -> GameSessionId {
    create_on(case, &case.site().fleets[0]).await
}

async fn create_on(case: &Case<'_>, fleet: &FleetSite) -> GameSessionId {
    let request = CreateGameSession {
        fleet_id: Some(fleet.fleet_id.clone()),
        maximum_player_session_count: 2,
        location: fleet.location.clone(),
        ..CreateGameSession::default()
    };
    let (response, _) = sent(case, Request::CreateGameSession(request)).await;
    let Response::CreateGameSession(Some(GameSession {
        game_session_id: Some(id),
        ..
    })) = response
    else {
        panic!("{response:?}");
    };
    GameSessionId(id)
}

async fn done(case: &Case<'_>, movement: Move) {
    let performed = case.perform(&movement).await.unwrap().unwrap();
    assert_eq!(performed.outcome, Outcome::Done, "{movement:?}");
}

async fn reserve(case: &Case<'_>, game_session_id: &GameSessionId) -> PlayerSessionId {
    let request = Request::CreatePlayerSession(CreatePlayerSession {
        game_session_id: game_session_id.clone(),
        player_id: format!("{}p", case.site().scope).as_str().into(),
        player_data: None,
    });
    let (response, _) = sent(case, request).await;
    let Response::CreatePlayerSession(Some(PlayerSession {
        player_session_id: Some(id),
        ..
    })) = response
    else {
        panic!("{response:?}");
    };
    PlayerSessionId(id)
}

async fn statuses(case: &Case<'_>, game_session_id: &GameSessionId) -> Vec<PlayerSessionStatus> {
    let request = Request::DescribePlayerSessions(DescribePlayerSessions {
        game_session_id: Some(game_session_id.clone()),
        limit: Some(1),
        ..DescribePlayerSessions::default()
    });
    let (response, _) = sent(case, request).await;
    let Response::DescribePlayerSessions {
        player_sessions, ..
    } = response
    else {
        panic!("{response:?}");
    };
    player_sessions
        .into_iter()
        .filter_map(|session| session.status)
        .collect()
}

/// Plays a game session from its creation to the end of its process.
async fn play(case: &Case<'_>) -> GameSessionId {
    let game_session_id = create_game_session(case).await;
    done(
        case,
        Move::Activate {
            game_session_id: game_session_id.clone(),
        },
    )
    .await;
    let player_session_id = reserve(case, &game_session_id).await;
    done(
        case,
        Move::Accept {
            game_session_id: game_session_id.clone(),
            player_session_id: player_session_id.clone(),
        },
    )
    .await;
    done(
        case,
        Move::Remove {
            game_session_id: game_session_id.clone(),
            player_session_id: player_session_id.clone(),
        },
    )
    .await;
    let again = Move::Accept {
        game_session_id: game_session_id.clone(),
        player_session_id,
    };
    let refused = case.perform(&again).await.unwrap().unwrap();
    assert!(matches!(refused.outcome, Outcome::Refused { .. }));
    let end = Move::EndProcess {
        game_session_id: game_session_id.clone(),
    };
    done(case, end.clone()).await;
    assert_eq!(case.perform(&end).await.unwrap(), None);
    game_session_id
}

#[tokio::test]
async fn a_game_session_is_played_on_an_embedded_stage_and_on_a_fleet() {
    let stage = embedded().await;
    let case = stage.begin_case("1", FleetCount::One).await.unwrap();
    play(&case).await;
    case.end().await.unwrap();

    let server = emulator().await;
    let stage = anywhere(flaky(&server, None));
    stage.set_up().await.unwrap();
    let case = stage.begin_case("1", FleetCount::One).await.unwrap();
    assert_eq!(case.site().scope, "r1-1-");
    play(&case).await;
    case.end().await.unwrap();
    assert_eq!(stage.tear_down().await, []);
}

#[tokio::test]
async fn a_second_fleet_is_created_when_a_case_needs_it_and_removed_with_the_stage() {
    let server = emulator().await;
    let target = flaky(&server, None);
    let on_wall_time = anywhere(target.clone());
    on_wall_time.set_up().await.unwrap();
    let case = on_wall_time.begin_case("1", FleetCount::One).await.unwrap();
    assert_eq!(case.site().fleets.len(), 1);
    case.end().await.unwrap();
    for stage in [embedded().await, on_wall_time] {
        let case = stage.begin_case("2", FleetCount::Two).await.unwrap();
        assert_eq!(case.site().fleets.len(), 2);
        assert!(case.lacks().is_empty());
        for fleet in &case.site().fleets {
            let game_session_id = create_on(&case, fleet).await;
            assert!(game_session_id.as_str().contains(fleet.fleet_id.as_str()));
            let activate = Move::Activate {
                game_session_id: game_session_id.clone(),
            };
            done(&case, activate).await;
            done(&case, Move::EndProcess { game_session_id }).await;
        }
        case.end().await.unwrap();
        assert_eq!(stage.tear_down().await, []);
    }
    assert_eq!(what_is_left(&target).await, (Vec::new(), true));
}

#[tokio::test]
async fn a_target_without_room_for_a_second_fleet_keeps_cases_from_it() {
    let server = emulator().await;
    for action in [Action::CreateFleet, Action::RegisterCompute] {
        let target = flaky(&server, Some((action, Failure::RefusesAfter(1))));
        let stage = anywhere(target.clone());
        stage.set_up().await.unwrap();
        for label in ["1", "2"] {
            let case = stage.begin_case(label, FleetCount::Two).await.unwrap();
            assert_eq!(case.site().fleets.len(), 1);
            let lacks: Vec<String> = case.lacks().into_iter().collect();
            assert!(lacks[0].starts_with("a second fleet: "), "{lacks:?}");
            case.end().await.unwrap();
        }
        assert_eq!(stage.tear_down().await, []);
        assert_eq!(what_is_left(&target).await, (Vec::new(), true), "{action}");
        target
            .inner
            .send(
                &Command::Typed(Request::DeleteLocation("custom-conformance-r1".to_owned())),
                None,
            )
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn an_embedded_case_depends_on_its_label_alone() {
    let stage = embedded().await;
    let mut ids = Vec::new();
    for label in ["1", "2", "1"] {
        let case = stage.begin_case(label, FleetCount::One).await.unwrap();
        assert_eq!(case.now(), Duration::ZERO);
        let game_session_id = create_game_session(&case).await;
        case.wait_until(Duration::from_secs(7)).await.unwrap();
        ids.push(game_session_id);
        case.end().await.unwrap();
    }
    assert_eq!(ids[0], ids[2]);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn advanced_time_runs_timers_and_keeps_processes_healthy() {
    let stage = embedded().await;
    let case = stage.begin_case("1", FleetCount::One).await.unwrap();
    let game_session_id = create_game_session(&case).await;
    done(
        &case,
        Move::Activate {
            game_session_id: game_session_id.clone(),
        },
    )
    .await;
    reserve(&case, &game_session_id).await;
    let before = Duration::from_secs(59);
    let waited = case.wait_until(before).await.unwrap();
    assert_eq!(
        waited.target_time,
        Interval {
            start: Duration::ZERO,
            end: before,
        }
    );
    let reserved = statuses(&case, &game_session_id).await;
    assert_eq!(reserved, [PlayerSessionStatus::Reserved]);
    case.wait_until(Duration::from_mins(30)).await.unwrap();
    let timed_out = statuses(&case, &game_session_id).await;
    assert_eq!(timed_out, [PlayerSessionStatus::TimedOut]);
    // Half an hour is ten times what the emulator lets a silent process live.
    let player_session_id = reserve(&case, &game_session_id).await;
    done(
        &case,
        Move::Accept {
            game_session_id,
            player_session_id,
        },
    )
    .await;
}

#[tokio::test]
async fn commands_are_points_on_an_advanced_clock_and_describes_keep_every_page() {
    let stage = embedded().await;
    let case = stage.begin_case("1", FleetCount::One).await.unwrap();
    case.wait_until(Duration::from_secs(5)).await.unwrap();
    let game_session_id = create_game_session(&case).await;
    done(
        &case,
        Move::Activate {
            game_session_id: game_session_id.clone(),
        },
    )
    .await;
    reserve(&case, &game_session_id).await;
    reserve(&case, &game_session_id).await;
    let request = Request::DescribePlayerSessions(DescribePlayerSessions {
        game_session_id: Some(game_session_id),
        limit: Some(1),
        ..DescribePlayerSessions::default()
    });
    let (_, performed) = sent(&case, request).await;
    assert_eq!(performed.target_time, Interval::at(Duration::from_secs(5)));
    assert!(performed.order.start <= performed.order.end);
    assert_eq!(performed.exchanges.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_cases_share_a_fleet_and_end_only_their_own() {
    let server = emulator().await;
    let target = flaky(&server, None);
    let stage = Arc::new(anywhere(target.clone()));
    stage.set_up().await.unwrap();
    let mut playing = JoinSet::new();
    for index in 0..200 {
        let stage = Arc::clone(&stage);
        playing.spawn(async move {
            let case = stage
                .begin_case(&index.to_string(), FleetCount::One)
                .await
                .unwrap();
            let game_session_id = play(&case).await;
            case.end().await.unwrap();
            game_session_id
        });
    }
    let distinct: BTreeSet<_> = playing.join_all().await.into_iter().collect();
    assert_eq!(distinct.len(), 200);
    let stays = stage.begin_case("stays", FleetCount::One).await.unwrap();
    let goes = stage.begin_case("goes", FleetCount::One).await.unwrap();
    let kept = create_game_session(&stays).await;
    let ended = create_game_session(&goes).await;
    goes.end().await.unwrap();
    for (id, expected) in [(kept, "ACTIVATING"), (ended, "TERMINATED")] {
        let request = Request::DescribeGameSessions(DescribeGameSessions {
            game_session_id: Some(id),
            ..DescribeGameSessions::default()
        });
        let (Response::DescribeGameSessions { game_sessions, .. }, _) = sent(&stays, request).await
        else {
            panic!("a describe is answered as one");
        };
        let status = game_sessions[0].status.map(GameSessionStatus::name);
        assert_eq!(status, Some(expected));
    }
    assert_eq!(stage.tear_down().await, []);
    assert_eq!(
        stage.tear_down().await,
        [],
        "a second time there is nothing to do"
    );
    assert_eq!(what_is_left(&target).await, (Vec::new(), true));
}

#[tokio::test]
async fn a_set_up_that_fails_half_way_leaves_nothing_behind() {
    for action in [
        Action::CreateLocation,
        Action::CreateFleet,
        Action::DescribeFleetAttributes,
        Action::RegisterCompute,
    ] {
        let server = emulator().await;
        let target = flaky(&server, Some((action, Failure::LosesReply)));
        let error = anywhere(target.clone()).set_up().await.unwrap_err();
        // Without describes the fleet's end cannot be seen.
        if action == Action::DescribeFleetAttributes {
            assert!(matches!(error, ProvisionError::HalfMade { .. }), "{error}");
        } else {
            assert!(matches!(error, ProvisionError::Lost { .. }), "{error}");
            assert_eq!(what_is_left(&target).await, (Vec::new(), true), "{action}");
        }
        assert!(!error.hint().is_empty());
    }
}

#[tokio::test]
async fn a_fleet_whose_creation_is_not_told_is_looked_for_or_named() {
    for (lacking, is_named) in [(None, false), (Some(Action::DescribeFleetAttributes), true)] {
        let server = emulator().await;
        let target = flaky(&server, Some((Action::CreateFleet, Failure::LosesReply)));
        let options = FleetOptions {
            run_id: "r1".to_owned(),
            region: "us-east-1".to_owned(),
            patience: patience(),
            journal: Arc::default(),
            lacking: lacking.into_iter().collect(),
            fleet: None,
        };
        let stage = Stage::on_fleet(target, options, Clock::system());
        let error = stage.set_up().await.unwrap_err();
        if let ProvisionError::HalfMade { left, .. } = &error {
            assert_eq!(left[0].name, "fleet conformance-r1");
            assert!(is_named);
        } else {
            assert!(matches!(error, ProvisionError::Lost { .. }), "{error}");
            assert!(!is_named);
        }
    }
}

#[tokio::test]
async fn a_set_up_that_is_cut_short_can_be_torn_down() {
    for action in [Action::CreateFleet, Action::RegisterCompute] {
        let server = emulator().await;
        let target = flaky(&server, Some((action, Failure::NeverAnswers)));
        let stage = anywhere(target.clone());
        let cut = crate::clock::within(Duration::from_millis(100), stage.set_up()).await;
        assert!(cut.is_none(), "{action}");
        let begun = stage.begin_case("1", FleetCount::One).await;
        assert!(matches!(begun, Err(ProvisionError::NotSetUp)), "{action}");
        assert_eq!(stage.tear_down().await, []);
        assert_eq!(what_is_left(&target).await, (Vec::new(), true), "{action}");
    }
}

#[tokio::test]
async fn what_is_not_ready_is_asked_for_again_but_not_for_ever() {
    let server = emulator().await;
    let target = flaky(
        &server,
        Some((Action::GetComputeAuthToken, Failure::Refuses(2))),
    );
    let stage = anywhere(target.clone());
    stage.set_up().await.unwrap();
    let case = stage.begin_case("1", FleetCount::One).await.unwrap();
    create_game_session(&case).await;
    assert_eq!(
        target.counts.lock().unwrap()[&Action::GetComputeAuthToken],
        3
    );
    assert_eq!(stage.tear_down().await, []);

    let target = flaky(
        &server,
        Some((Action::RegisterCompute, Failure::Refuses(9))),
    );
    let error = anywhere(target.clone()).set_up().await.unwrap_err();
    assert!(matches!(error, ProvisionError::Refused { .. }), "{error}");
}

#[tokio::test]
async fn what_cannot_be_removed_is_named() {
    let server = emulator().await;
    let target = flaky(&server, Some((Action::DeleteFleet, Failure::Refuses(99))));
    let stage = anywhere(target.clone());
    stage.set_up().await.unwrap();
    let left = stage.tear_down().await;
    let names: Vec<&str> = left.iter().map(|left| left.name.as_str()).collect();
    assert_eq!(
        names,
        ["fleet conformance-r1", "location custom-conformance-r1",]
    );
    let reason = "carry out DeleteFleet: the target answered NotReadyException";
    assert_eq!(left[0].reason, reason);
}

#[tokio::test]
async fn what_another_run_has_created_is_not_removed() {
    let server = emulator().await;
    let target = flaky(&server, None);
    let other = anywhere(target.clone());
    other.set_up().await.unwrap();
    let error = anywhere(target.clone()).set_up().await.unwrap_err();
    assert!(matches!(error, ProvisionError::Refused { .. }), "{error}");
    let (fleets, is_free) = what_is_left(&target).await;
    assert_eq!((fleets.len(), is_free), (1, false));
    assert_eq!(other.tear_down().await, []);
}

#[tokio::test]
async fn a_create_that_finds_no_ready_process_is_repeated_on_wall_time() {
    let server = emulator().await;
    let target = flaky(
        &server,
        Some((Action::CreateGameSession, Failure::Refuses(2))),
    );
    let manual = ManualClock::new();
    let options = AnywhereOptions {
        run_id: "r1".to_owned(),
        region: "us-east-1".to_owned(),
        patience: patience(),
        journal: Arc::default(),
        lacking: BTreeSet::new(),
        authorities: Authorities::default(),
    };
    let stage = Stage::anywhere(target, options, Clock::Manual(manual.clone()));
    stage.set_up().await.unwrap();
    let case = stage.begin_case("1", FleetCount::One).await.unwrap();
    let passing = async {
        loop {
            manual.advance_to(manual.now() + Duration::from_millis(50));
            tokio::task::yield_now().await;
        }
    };
    let game_session_id = tokio::select! {
        created = create_game_session(&case) => created,
        () = passing => unreachable!("time passes for ever"),
    };
    done(&case, Move::Activate { game_session_id }).await;
    case.end().await.unwrap();
}

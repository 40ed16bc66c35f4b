//! Game sessions that are given: a run is a guest in them, whatever others do there meanwhile.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use gamelift_conformance::api::game_session::PlayerSessionCreationPolicy;
use gamelift_conformance::api::ids::{GameSessionId, PlayerSessionId};
use gamelift_conformance::api::reply::{Reply, Response};
use gamelift_conformance::api::request::{
    CreateFleet, CreateGameSession, CreatePlayerSessions, DescribePlayerSessions, Request,
    UpdateGameSession,
};
use gamelift_conformance::clock::Clock;
use gamelift_conformance::emulator::faults::Fault;
use gamelift_conformance::emulator::options::{Log, Options, Time};
use gamelift_conformance::emulator::server::Server;
use gamelift_conformance::game_server::Authorities;
use gamelift_conformance::history::{Command, Move, Outcome};
use gamelift_conformance::provision::anywhere::AnywhereOptions;
use gamelift_conformance::provision::case::Case;
use gamelift_conformance::provision::patience::Patience;
use gamelift_conformance::provision::{FleetCount, Stage};
use gamelift_conformance::target::Target;
use gamelift_conformance::target::http::{HttpOptions, HttpTarget};
use serde_json::Value;
use tokio::time::MissedTickBehavior;

use crate::support::backend::{Shape, serve};
use crate::support::program::{run, stderr, stdout};

/// How long reservations last where a test waits for them.
const TIMEOUT: &str = "1s";

/// The pace of others.
const PACE: Duration = Duration::from_millis(4);

/// An emulator on which somebody else hosts game sessions.
struct Backend {
    server: Server,
    stage: Stage,
    log: Arc<Mutex<Vec<String>>>,
}

impl Backend {
    async fn start(faults: &[&str]) -> Self {
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let lines = Arc::clone(&log);
        let faults = faults.iter().map(|name| Fault::parse(name).unwrap());
        let server = Server::start(Options {
            time: Time::Wall,
            faults: faults.collect(),
            reservation_timeout: humantime::parse_duration(TIMEOUT).unwrap(),
            log: Some(Log::new(move |line| {
                lines.lock().unwrap().push(line.to_owned());
            })),
            ..Options::default()
        });
        let server = server.await.unwrap();
        let target = HttpTarget::new(&server.url(), HttpOptions::default()).unwrap();
        let options = AnywhereOptions {
            run_id: "others".to_owned(),
            region: "us-east-1".to_owned(),
            patience: Patience::LOOPBACK,
            journal: Arc::default(),
            lacking: BTreeSet::new(),
            authorities: Authorities::default(),
        };
        let stage = Stage::anywhere(Arc::new(target), options, Clock::system());
        stage.set_up().await.unwrap();
        Self { server, stage, log }
    }

    async fn case(&self) -> Case<'_> {
        self.stage.begin_case("1", FleetCount::One).await.unwrap()
    }

    /// Returns the actions that were asked for from now on, once `act` is done.
    async fn asked<T>(&self, act: impl Future<Output = T>) -> (T, BTreeSet<String>) {
        self.log.lock().unwrap().clear();
        let done = act.await;
        let log = self.log.lock().unwrap();
        let words = log.iter().filter_map(|line| line.strip_prefix("POST "));
        let actions = words.filter_map(|words| words.split(' ').next());
        (done, actions.map(str::to_owned).collect())
    }
}

/// Sends a request of somebody else's, and returns what it is answered.
async fn ask(case: &Case<'_>, request: Request) -> Option<Response> {
    let performed = case.send(&Command::Typed(request), None).await.unwrap();
    if let Outcome::Replied(Reply::Response { response, .. }) = performed.outcome {
        Some(response)
    } else {
        None
    }
}

/// Creates an ACTIVE game session.
async fn open(case: &Case<'_>) -> GameSessionId {
    let fleet = &case.site().fleets[0];
    let request = Request::CreateGameSession(CreateGameSession {
        fleet_id: Some(fleet.fleet_id.clone()),
        location: fleet.location.clone(),
        maximum_player_session_count: 200,
        ..CreateGameSession::default()
    });
    let created = ask(case, request).await.unwrap();
    let session = created.game_sessions().next().unwrap();
    let id = GameSessionId(session.game_session_id.clone().unwrap());
    let activate = Move::Activate {
        game_session_id: id.clone(),
    };
    case.perform(&activate).await.unwrap();
    id
}

/// Lives in a game session until it is dropped: comes and goes, opens and closes, accepts and
/// removes whoever is there.
async fn bustle(case: &Case<'_>, id: &GameSessionId, may_end: bool) {
    let mut pace = tokio::time::interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let policy = |policy| Move::UpdatePolicy {
        game_session_id: id.clone(),
        policy,
    };
    for number in 0_u32.. {
        pace.tick().await;
        match number % 12 {
            0 | 6 if number < 400 => {
                let players = ["a", "b"].map(|name| format!("other-{number}-{name}"));
                let request = Request::CreatePlayerSessions(CreatePlayerSessions {
                    game_session_id: id.clone(),
                    player_ids: players.iter().map(|id| id.as_str().into()).collect(),
                    player_data_map: None,
                });
                ask(case, request).await;
            }
            2 => meddle(case, id, "RESERVED", number % 5 == 0).await,
            4 => meddle(case, id, "ACTIVE", true).await,
            3 | 5 => {
                let mut request = UpdateGameSession::unchanged(id.clone());
                request.maximum_player_session_count = Some(100 + i64::from(number % 100));
                request.name = Some(format!("name {number}"));
                ask(case, Request::UpdateGameSession(request)).await;
            }
            8 => {
                let closed = policy(PlayerSessionCreationPolicy::DenyAll);
                case.perform(&closed).await.unwrap();
            }
            9 => {
                let open = policy(PlayerSessionCreationPolicy::AcceptAll);
                case.perform(&open).await.unwrap();
            }
            10 if may_end && number > 600 => {
                let end = Move::EndProcess {
                    game_session_id: id.clone(),
                };
                case.perform(&end).await.unwrap();
                return std::future::pending().await;
            }
            _ => {}
        }
    }
}

/// Accepts or removes a player of that status, the newest or the oldest.
async fn meddle(case: &Case<'_>, id: &GameSessionId, status: &str, is_newest: bool) {
    let request = Request::DescribePlayerSessions(DescribePlayerSessions {
        game_session_id: Some(id.clone()),
        status_filter: Some(status.to_owned()),
        ..DescribePlayerSessions::default()
    });
    let Some(listed) = ask(case, request).await else {
        return;
    };
    let sessions = listed.player_sessions();
    let found = if is_newest {
        sessions.last()
    } else {
        sessions.first()
    };
    let Some(player_session_id) = found.and_then(|one| one.player_session_id.clone()) else {
        return;
    };
    let (game_session_id, player_session_id) = (id.clone(), PlayerSessionId(player_session_id));
    let movement = if status == "RESERVED" {
        Move::Accept {
            game_session_id,
            player_session_id,
        }
    } else {
        Move::Remove {
            game_session_id,
            player_session_id,
        }
    };
    case.perform(&movement).await.unwrap();
}

/// Ends a game session as soon as the run has created players so often.
async fn end_after(backend: &Backend, case: &Case<'_>, id: &GameSessionId, calls: usize) {
    let mut pace = tokio::time::interval(PACE);
    loop {
        pace.tick().await;
        let is_call = |line: &&String| line.starts_with("POST CreatePlayerSession");
        if backend.log.lock().unwrap().iter().filter(is_call).count() >= calls {
            break;
        }
    }
    let end = Move::EndProcess {
        game_session_id: id.clone(),
    };
    case.perform(&end).await.unwrap();
    std::future::pending::<()>().await;
}

/// What a run came to.
struct Certified {
    status: Option<i32>,
    stderr: String,
    report: Value,
}

impl Certified {
    fn failures(&self) -> BTreeSet<&str> {
        let violations = self.report["violations"].as_array().unwrap();
        let clauses = violations.iter().map(|one| one["clause"].as_str().unwrap());
        clauses.collect()
    }

    fn clause(&self, id: &str) -> &Value {
        let clauses = self.report["clauses"].as_array().unwrap();
        clauses.iter().find(|clause| clause["id"] == id).unwrap()
    }
}

/// Runs the program on game sessions, beside whoever is there.
async fn certify(folder: &Path, url: &str, ids: &[GameSessionId], more: &[&str]) -> Certified {
    let common = [
        "run",
        "--target",
        url,
        "--strict",
        "--report",
        "json=report.json",
        // Whoever is there keeps a slow machine busy.
        "--command-timeout",
        "1m",
    ];
    let given = ids.iter().flat_map(|id| ["--game-session", id.as_str()]);
    let arguments: Vec<String> = common
        .into_iter()
        .chain(given)
        .chain(more.iter().copied())
        .map(str::to_owned)
        .collect();
    let folder = folder.to_owned();
    let ran = tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(&folder, &arguments);
        let text = std::fs::read_to_string(folder.join("report.json"));
        Certified {
            status: output.status.code(),
            stderr: stderr(&output),
            report: text.map_or(Value::Null, |text| {
                serde_json::from_str(&text).unwrap_or_default()
            }),
        }
    });
    ran.await.unwrap()
}

/// How a run is told of the times that the emulator has here.
const TIMING: [&str; 4] = ["--reservation-timeout", TIMEOUT, "--tolerance", "500ms"];

#[tokio::test]
async fn a_guest_finds_nothing_wrong_with_what_others_do() {
    join_all(["0", "1", "2"].map(finds_nothing)).await;
}

async fn finds_nothing(seed: &str) {
    let backend = Backend::start(&[]).await;
    let url = backend.server.url();
    let case = backend.case().await;
    let folder = tempfile::tempdir().unwrap();
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(open(&case).await);
    }
    let more = [&["--seed", seed][..], &TIMING].concat();
    let certified = tokio::select! {
        certified = certify(folder.path(), &url, &ids, &more) => certified,
        () = bustle(&case, &ids[0], false) => unreachable!("it goes on"),
        () = bustle(&case, &ids[1], false) => unreachable!("it goes on"),
        () = bustle(&case, &ids[2], true) => unreachable!("it goes on"),
    };
    assert_eq!(
        certified.failures(),
        BTreeSet::new(),
        "{}",
        certified.stderr
    );
    assert_eq!(certified.report["trouble"], Value::Array(Vec::new()));
    assert_eq!(certified.status, Some(0), "{}", certified.stderr);
    for id in ["CPS-05", "CPS-12", "CPS-17", "CPS-24", "CPS-40", "WIR-10"] {
        assert_eq!(certified.clause(id)["verdict"], "pass", "{id}");
    }
    for id in ["CPS-09", "CPS-34", "CGS-02", "UGS-01", "DGS-02"] {
        let clause = certified.clause(id);
        assert_eq!(clause["verdict"], "not exercised", "{id}");
        let reason = "game sessions are given, and others may use them, too";
        assert_eq!(clause["reason"], reason, "{id}");
    }
    case.end().await.unwrap();
}

#[tokio::test]
async fn a_guest_whom_nobody_turns_away_decides_what_lists_of_a_player_hold() {
    let backend = Backend::start(&[]).await;
    let case = backend.case().await;
    let (url, folder) = (backend.server.url(), tempfile::tempdir().unwrap());
    let ids = [open(&case).await];
    let more = [&["--only", "DPS-07"][..], &TIMING].concat();
    let certified = certify(folder.path(), &url, &ids, &more).await;
    assert_eq!(certified.status, Some(0), "{}", certified.stderr);
    assert_eq!(certified.clause("DPS-07")["verdict"], "pass");
    case.end().await.unwrap();
}

#[tokio::test]
async fn a_game_session_that_ends_is_told_and_the_others_are_used() {
    let backend = Backend::start(&[]).await;
    let case = backend.case().await;
    let (url, folder) = (backend.server.url(), tempfile::tempdir().unwrap());
    let ids = [open(&case).await, open(&case).await];
    let more = [&["--suite", "core", "--only", "CPS-1*"][..], &TIMING].concat();
    let certified = tokio::select! {
        certified = certify(folder.path(), &url, &ids, &more) => certified,
        () = end_after(&backend, &case, &ids[0], 8) => unreachable!("it stays"),
    };
    assert_eq!(certified.status, Some(0), "{}", certified.stderr);
    let lacks = certified.report["lacks"].to_string();
    assert!(lacks.contains(ids[0].as_str()), "{lacks}");
    assert!(lacks.contains("it is TERMINATED"), "{lacks}");
    assert!(!lacks.contains(ids[1].as_str()), "{lacks}");
    assert_eq!(certified.clause("CPS-12")["verdict"], "pass");
    case.end().await.unwrap();
}

#[tokio::test]
async fn a_run_whose_game_sessions_have_all_ended_says_so_and_what_it_has_found() {
    let backend = Backend::start(&["player-data-dropped"]).await;
    let case = backend.case().await;
    let (url, folder) = (backend.server.url(), tempfile::tempdir().unwrap());
    let ids = [open(&case).await];
    let more = [&["--suite", "core"][..], &TIMING].concat();
    let certified = tokio::select! {
        certified = certify(folder.path(), &url, &ids, &more) => certified,
        () = end_after(&backend, &case, &ids[0], 60) => unreachable!("it stays"),
    };
    let trouble = certified.report["trouble"].to_string();
    assert!(trouble.contains("has ended"), "{trouble}");
    assert!(trouble.contains(ids[0].as_str()), "{trouble}");
    assert_eq!(certified.failures(), BTreeSet::from(["CPS-17"]));
    // What is found counts for more than what is not looked for.
    assert_eq!(certified.status, Some(1), "{}", certified.stderr);
    case.end().await.unwrap();
}

#[tokio::test]
async fn a_guest_changes_nothing_but_its_own_players() {
    let backend = Backend::start(&[]).await;
    let case = backend.case().await;
    let id = open(&case).await;
    let folder = tempfile::tempdir().unwrap();
    let (url, ids) = (backend.server.url(), [id]);
    let more = ["--only", "CPS-03"];
    let ran = certify(folder.path(), &url, &ids, &more);
    let (certified, asked) = backend.asked(ran).await;
    assert_eq!(certified.status, Some(0), "{}", certified.stderr);
    let expected = [
        "CreatePlayerSession",
        "CreatePlayerSessions",
        "DescribeGameSessionDetails",
        "DescribeGameSessions",
        "DescribePlayerSessions",
    ];
    assert_eq!(asked, expected.map(str::to_owned).into());
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "the report alone is left behind");
    case.end().await.unwrap();
}

#[tokio::test]
async fn a_guest_finds_what_others_are_no_excuse_for() {
    let faults = [
        ("malformed-id-not-found", "CPS-03"),
        ("long-player-id-accepted", "CPS-05"),
        ("batch-of-26-accepted", "CPS-05"),
        ("long-player-data-accepted", "CPS-06"),
        ("new-player-session-active", "CPS-12"),
        ("player-session-id-without-prefix", "CPS-15"),
        ("creation-time-missing", "CPS-16"),
        ("player-data-dropped", "CPS-17"),
        ("reservation-never-times-out", "CPS-24"),
        ("player-ids-in-lower-case", "CPS-40"),
        ("status-filter-on-a-player", "DPS-10"),
        ("wire-truncated-taken", "WIR-10"),
    ];
    join_all(faults.map(|(fault, clause)| finds(fault, clause))).await;
}

async fn finds(fault: &str, clause: &str) {
    let backend = Backend::start(&[fault]).await;
    let case = backend.case().await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(open(&case).await);
    }
    let folder = tempfile::tempdir().unwrap();
    let url = backend.server.url();
    let more = [&["--only", clause, "--fail-fast"][..], &TIMING].concat();
    let certified = tokio::select! {
        certified = certify(folder.path(), &url, &ids, &more) => certified,
        () = bustle(&case, &ids[0], false) => unreachable!("it goes on"),
    };
    assert_eq!(certified.failures(), BTreeSet::from([clause]), "{fault}");
    assert_eq!(certified.status, Some(1), "{fault}: {}", certified.stderr);
    keeps_to_itself(folder.path());
    if fault == "player-data-dropped" {
        replays(folder.path(), &certified, &ids).await;
    }
    case.end().await.unwrap();
}

/// Holds that nothing that a run has left tells who else was there.
fn keeps_to_itself(folder: &Path) {
    let results = folder.join("conformance-results");
    let saved = std::fs::read_dir(results).unwrap();
    let saved = saved.map(|entry| entry.unwrap().path());
    for path in saved.chain([folder.join("report.json")]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let is_numbered = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        let is_told = text.split("other-").skip(1).any(is_numbered);
        assert!(!is_told, "{}: {text}", path.display());
    }
}

/// Holds that a counterexample is found again in the game session it was found in, and in no
/// other but one that is named.
async fn replays(folder: &Path, certified: &Certified, ids: &[GameSessionId]) {
    let replay = certified.report["violations"][0]["replay"]
        .as_str()
        .unwrap()
        .to_owned();
    let (folder, other) = (folder.to_owned(), ids[1].as_str().to_owned());
    let replayed = tokio::task::spawn_blocking(move || {
        let again = run(&folder, &["replay", &replay]);
        let elsewhere = run(&folder, &["replay", &replay, "--game-session", &other]);
        let alone = run(&folder, &["replay", &replay, "--target", "embedded"]);
        [again, elsewhere, alone]
    });
    let [again, elsewhere, alone] = replayed.await.unwrap();
    for replayed in [again, elsewhere] {
        let text = stdout(&replayed);
        assert!(text.contains("reproduced: CPS-17 fails again"), "{text}");
        assert!(text.contains("use game session  that is given"), "{text}");
        assert!(!text.contains("create game session"), "{text}");
    }
    assert_eq!(alone.status.code(), Some(2));
    let text = stderr(&alone);
    assert!(
        text.contains("found in a game session that was given"),
        "{text}"
    );
}

#[tokio::test]
async fn ids_that_are_no_active_game_session_are_told_before_the_first_case() {
    let backend = Backend::start(&[]).await;
    let case = backend.case().await;
    let id = open(&case).await;
    let end = Move::EndProcess {
        game_session_id: id.clone(),
    };
    case.perform(&end).await.unwrap();
    let unknown = GameSessionId(format!("{}0", id.as_str()));
    let folder = tempfile::tempdir().unwrap();
    let url = backend.server.url();
    for (given, status, told) in [
        (&id, 3, "it is TERMINATED"),
        (
            &unknown,
            3,
            "DescribeGameSessions was answered NotFoundException",
        ),
        (
            &GameSessionId("gs 1".to_owned()),
            2,
            "for the id of a game session",
        ),
    ] {
        let given = [given.clone()];
        let certified = certify(folder.path(), &url, &given, &[]).await;
        assert_eq!(certified.status, Some(status), "{}", certified.stderr);
        assert!(
            certified.stderr.contains(given[0].as_str()),
            "{}",
            certified.stderr
        );
        assert!(certified.stderr.contains(told), "{}", certified.stderr);
        assert!(
            certified.stderr.contains("hint: give"),
            "{}",
            certified.stderr
        );
    }
    for (more, told) in [
        (&["--provision", "existing"][..], "none is named"),
        (
            &["--game-session", "gs-1", "--fleet", "fleet-1"],
            "another way",
        ),
        (
            &["--game-session", "gs-1", "--snapshots", "update"],
            "goes without --game-session",
        ),
    ] {
        let certified = certify(folder.path(), &url, &[], more).await;
        assert_eq!(certified.status, Some(2), "{}", certified.stderr);
        assert!(certified.stderr.contains(told), "{}", certified.stderr);
    }
    case.end().await.unwrap();
}

#[tokio::test]
async fn a_guest_of_a_small_backend_gives_a_bare_id() {
    let url = serve(Shape::SMALL);
    let target = HttpTarget::new(&url, HttpOptions::default()).unwrap();
    let ask = async |request| {
        let sent = target.send(&Command::Typed(request), None).await.unwrap();
        let Outcome::Replied(Reply::Response { response, .. }) = sent.outcome else {
            panic!("{sent:?}");
        };
        response
    };
    let fleet = ask(Request::CreateFleet(CreateFleet {
        name: "others".to_owned(),
        compute_type: None,
        locations: Vec::new(),
        tags: Vec::new(),
    }));
    let Response::CreateFleet(Some(fleet)) = fleet.await else {
        panic!("there is no fleet");
    };
    let created = ask(Request::CreateGameSession(CreateGameSession {
        fleet_id: fleet.fleet_id,
        maximum_player_session_count: 200,
        ..CreateGameSession::default()
    }));
    let created = created.await;
    let session = created.game_sessions().next().unwrap();
    let id = GameSessionId(session.game_session_id.clone().unwrap());
    assert!(!id.as_str().contains('/'), "{id:?}");
    let folder = tempfile::tempdir().unwrap();
    // It knows neither time nor pages.
    let timing = ["--reservation-timeout", "10ms", "--tolerance", "10ms"];
    for (more, clause) in [
        (["--suite", "temporal", "--jobs", "1"], "CPS-24"),
        (["--suite", "core", "--only", "DPS-*"], "DPS-05"),
    ] {
        let more = [&more[..], &timing].concat();
        let ids = std::slice::from_ref(&id);
        let certified = certify(folder.path(), &url, ids, &more).await;
        let failures = certified.failures();
        assert_eq!(failures, BTreeSet::from([clause]), "{}", certified.stderr);
        if clause == "CPS-24" {
            assert_eq!(certified.clause("CPS-17")["verdict"], "pass");
        }
        let lacks = "lacks cbor-wire, sdk-wire, DescribeGameSessions, DescribeGameSessionDetails:";
        assert!(certified.stderr.contains(lacks), "{}", certified.stderr);
    }
}

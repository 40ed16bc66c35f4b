//! Targets that know a part of the API: what is found of them, what is judged, and what is not.

use std::collections::BTreeSet;

use gamelift_conformance::api::reply::{Reply, Response};
use gamelift_conformance::api::request::{CreateFleet, CreateLocation, Request};
use gamelift_conformance::history::{Command, Outcome};
use gamelift_conformance::target::Target;
use gamelift_conformance::target::http::{HttpOptions, HttpTarget};
use serde_json::Value;

use crate::support::backend::{Activating, Defect, Refusing, Shape, serve};
use crate::support::program::{Running, run, stderr};

/// The actions of a backend that lets game sessions be described as well.
const DESCRIBING: &[&str] = &[
    "CreateFleet",
    "CreateGameSession",
    "CreatePlayerSession",
    "CreatePlayerSessions",
    "DescribeGameSessions",
    "DescribePlayerSessions",
];

/// What a run on a backend came to.
struct Certified {
    status: Option<i32>,
    stderr: String,
    report: Value,
}

fn certify(shape: Shape, arguments: &[&str]) -> Certified {
    let folder = tempfile::tempdir().unwrap();
    let url = serve(shape);
    let common = ["run", "--target", &url, "--effort", "smoke"];
    let report = ["--suite", "core", "--report", "json=report.json"];
    let output = run(folder.path(), &[&common[..], &report, arguments].concat());
    let text = std::fs::read_to_string(folder.path().join("report.json"));
    Certified {
        status: output.status.code(),
        stderr: stderr(&output),
        // A run that does not come about writes no report.
        report: text.map_or(Value::Null, |text| {
            serde_json::from_str(&text).unwrap_or_default()
        }),
    }
}

impl Certified {
    /// Returns the clauses that fail, each with the shape of what it fails by.
    fn failures(&self) -> BTreeSet<(String, String)> {
        let violations = self.report["violations"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        violations
            .iter()
            .map(|one| (text(&one["clause"]), text(&one["shape"])))
            .collect()
    }

    fn clause(&self, id: &str) -> &Value {
        let clauses = self.report["clauses"].as_array().unwrap();
        clauses.iter().find(|clause| clause["id"] == id).unwrap()
    }

    #[track_caller]
    fn conforms(&self) {
        assert_eq!(self.failures(), BTreeSet::new(), "{}", self.stderr);
        assert_eq!(self.report["trouble"], Value::Array(Vec::new()));
        assert_eq!(self.status, Some(0), "{}", self.stderr);
        assert_eq!(self.clause("CPS-09")["verdict"], "pass");
    }

    /// Returns the names of the actions that the target was found to offer.
    fn actions(&self) -> Vec<&str> {
        let capabilities = self.report["target"]["capabilities"].as_array().unwrap();
        let names = capabilities.iter().map(|name| name.as_str().unwrap());
        names.filter(|name| !name.contains('-')).collect()
    }
}

#[test]
fn a_small_backend_is_certified_by_what_it_knows() {
    let certified = certify(Shape::SMALL, &["--cases", "5"]);
    // It knows neither tokens nor pages.
    let failures = certified.failures();
    let failing: BTreeSet<&str> = failures.iter().map(|(clause, _)| clause.as_str()).collect();
    assert_eq!(failing, BTreeSet::from(["CGS-08", "CGS-09", "DPS-05"]));
    assert_eq!(certified.status, Some(1), "{}", certified.stderr);
    let mut known = certified.actions();
    known.sort_unstable();
    assert_eq!(known, Shape::SMALL.actions);
    let missing = &certified.report["target"]["missing"];
    let refused = "the target answered UnknownOperationException";
    assert_eq!(missing["CreateLocation"], refused);
    assert_eq!(missing["cbor-wire"], refused);
    assert!(missing["server-sdk-socket"].is_string(), "{missing}");
    for (clause, lacking) in [
        ("UGS-01", "UpdateGameSession"),
        ("DGS-01", "DescribeGameSessions"),
        ("SRV-02", "server-sdk-socket"),
        ("CPS-07", "server-sdk-socket"),
    ] {
        let row = certified.clause(clause);
        assert_eq!(row["verdict"], "not exercised", "{clause}");
        let reason = row["reason"].as_str().unwrap();
        assert!(reason.starts_with("the target lacks"), "{clause}: {reason}");
        assert!(reason.contains(lacking), "{clause}: {reason}");
    }
}

#[test]
fn whatever_it_says_to_what_it_does_not_know_the_verdicts_are_the_same() {
    for (refusing, offered) in [
        (Refusing::NotFound, 5),
        (Refusing::NotImplemented, 5),
        (Refusing::HtmlPage, 5),
        // Of what has no output that is a success: the three deletions, and DeregisterCompute.
        (Refusing::EmptyBody, 9),
        (Refusing::HangingUp, 5),
    ] {
        let shape = Shape {
            refusing,
            ..Shape::SMALL
        };
        let certified = certify(shape, &["--only", "CPS-09", "--cases", "5"]);
        certified.conforms();
        assert_eq!(certified.actions().len(), offered, "{refusing:?}");
    }
}

#[test]
fn what_is_refused_in_the_words_for_nobody_is_not_offered() {
    let shape = Shape {
        refusing: Refusing::InvalidRequest,
        ..Shape::SMALL
    };
    let certified = certify(shape, &["--cases", "5"]);
    let failures = certified.failures();
    let failing: BTreeSet<&str> = failures.iter().map(|(clause, _)| clause.as_str()).collect();
    assert_eq!(failing, BTreeSet::from(["CGS-08", "CGS-09", "DPS-05"]));
    let missing = &certified.report["target"]["missing"];
    let refused = "the target answered InvalidRequestException, as to an action that nobody has";
    for lacking in ["UpdateGameSession", "DescribeGameSessions", "DeleteFleet"] {
        assert_eq!(missing[lacking], refused, "{missing}");
    }
}

#[test]
fn game_sessions_may_become_active_by_themselves_and_have_arns() {
    let shape = Shape {
        actions: DESCRIBING,
        activating: Activating::AtThirdLook,
        has_arns: true,
        ..Shape::SMALL
    };
    let certified = certify(shape, &["--only", "CPS-*", "--cases", "5"]);
    certified.conforms();
    assert_eq!(certified.clause("CPS-04")["verdict"], "pass");
}

#[test]
fn a_backend_that_describes_nothing_is_judged_by_what_creates_show() {
    let shape = Shape {
        actions: &["CreateFleet", "CreateGameSession", "CreatePlayerSessions"],
        ..Shape::SMALL
    };
    certify(shape, &["--only", "CPS-*", "--cases", "5"]).conforms();
}

#[test]
fn what_is_accepted_without_effect_is_a_violation() {
    let shape = Shape {
        defect: Defect::CreatesNothing,
        ..Shape::SMALL
    };
    // What is not there is looked for as long as the tolerance says.
    let more = ["--only", "CPS-*", "--cases", "5", "--tolerance", "100ms"];
    let certified = certify(shape, &more);
    assert_eq!(certified.status, Some(1), "{}", certified.stderr);
    let failures = certified.failures();
    assert!(
        failures.iter().any(|(clause, _)| clause == "CPS-31"),
        "{failures:?}"
    );
}

#[test]
fn a_slot_that_is_oversold_is_found_and_shrunk_on_a_small_backend() {
    for (actions, activating) in [
        (Shape::SMALL.actions, Activating::AtOnce),
        (DESCRIBING, Activating::AtThirdLook),
    ] {
        let shape = Shape {
            actions,
            activating,
            defect: Defect::OversellsByOne,
            ..Shape::SMALL
        };
        let certified = certify(shape, &["--only", "CPS-09", "--cases", "5"]);
        assert_eq!(certified.status, Some(1), "{}", certified.stderr);
        let clauses: Vec<String> = certified.failures().into_iter().map(|one| one.0).collect();
        assert!(
            clauses.iter().all(|clause| clause == "CPS-09"),
            "{clauses:?}"
        );
        let violations = certified.report["violations"].as_array().unwrap();
        let shortest = violations
            .iter()
            .map(|one| one["steps"].as_array().unwrap().len());
        assert!(shortest.min().unwrap() <= 5, "{violations:?}");
    }
}

#[test]
fn a_fleet_that_is_needed_is_asked_for_and_one_that_is_given_is_used() {
    let shape = Shape {
        actions: &["CreateGameSession", "CreatePlayerSessions"],
        ..Shape::SMALL
    };
    let certified = certify(shape, &[]);
    assert_eq!(certified.status, Some(3), "{}", certified.stderr);
    assert!(
        certified
            .stderr
            .contains("give the fleet's id with --fleet"),
        "{}",
        certified.stderr
    );
    let given = ["--fleet", "fleet-1", "--only", "CPS-09", "--cases", "5"];
    certify(shape, &given).conforms();
}

#[tokio::test]
async fn a_fleet_that_cannot_be_used_is_told_before_the_first_case() {
    let folder = tempfile::tempdir().unwrap();
    let (_running, url) = Running::serve(folder.path(), &[]);
    let target = HttpTarget::new(&url, HttpOptions::default()).unwrap();
    let ask = async |request| target.send(&Command::Typed(request), None).await.unwrap();
    let location = "custom-others".to_owned();
    ask(Request::CreateLocation(CreateLocation {
        name: location.clone(),
        tags: Vec::new(),
    }))
    .await;
    let created = ask(Request::CreateFleet(CreateFleet {
        name: "others".to_owned(),
        compute_type: Some("ANYWHERE".to_owned()),
        locations: vec![location],
        tags: Vec::new(),
    }));
    let Outcome::Replied(Reply::Response {
        response: Response::CreateFleet(Some(fleet)),
        ..
    }) = created.await.outcome
    else {
        panic!("there is no fleet");
    };
    let fleet = fleet.fleet_id.unwrap();
    let nobody = "fleet-00000000-0000-4000-8000-00000000aaaa";
    for (given, answer) in [
        (fleet.to_string(), "InvalidRequestException"),
        // Its location will do; nobody hosts anything there.
        (
            format!("{fleet}@custom-others"),
            "FleetCapacityExceededException",
        ),
        (nobody.to_owned(), "NotFoundException"),
    ] {
        let output = run(folder.path(), &["run", "--target", &url, "--fleet", &given]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{text}");
        assert!(text.contains(answer), "{text}");
        assert!(text.contains("--fleet ID@LOCATION"), "{text}");
    }
    let asked = ["run", "--target", &url, "--provision", "fleet"];
    let output = run(folder.path(), &asked);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("leave --provision out"), "{text}");
}

#[test]
fn without_a_socket_that_takes_game_servers_they_are_left_to_the_fleet() {
    let shape = Shape {
        actions: &[
            "CreateFleet",
            "CreateGameSession",
            "CreateLocation",
            "CreatePlayerSessions",
            "GetComputeAuthToken",
            "RegisterCompute",
        ],
        ..Shape::SMALL
    };
    let certified = certify(shape, &["--only", "CPS-09", "--cases", "5"]);
    certified.conforms();
    let missing = &certified.report["target"]["missing"]["server-sdk-socket"];
    let reason = missing.as_str().unwrap();
    assert!(reason.starts_with("failed to connect"), "{reason}");
    let asked = ["--provision", "anywhere"];
    assert_eq!(certify(shape, &asked).status, Some(3));
}

#[test]
fn a_target_without_game_sessions_is_told_apart() {
    let shape = Shape {
        actions: &["CreatePlayerSessions", "DescribePlayerSessions"],
        ..Shape::SMALL
    };
    let certified = certify(shape, &[]);
    assert_eq!(certified.status, Some(3), "{}", certified.stderr);
    assert!(
        certified
            .stderr
            .contains("it does not offer CreateGameSession"),
        "{}",
        certified.stderr
    );
}

//! Recordings as a user meets them, and what makes them worth having: they are the same on every
//! run, and no other behaviour passes for what was recorded.

use std::collections::BTreeMap;
use std::path::Path;

use gamelift_conformance::emulator::options::{Options, Time};
use gamelift_conformance::emulator::server::Server;
use insta::Snapshot;
use serde_json::Value;

use crate::support::program::{Running, program, run, stderr, stdout};

mod mutations;

/// The edge plans of a few clauses, which are a second.
const FEW: [&str; 6] = ["--only", "CPS-07", "--cases", "6", "--wire", "json"];

/// Where this repository keeps what the emulator does.
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/embedded");

/// Runs against the embedded emulator; returns the exit status, what was said and the report.
fn certify(folder: &Path, flags: &[&str]) -> (i32, String, Value) {
    let report = ["--report", "json=report.json"];
    let output = run(folder, &[&["run"][..], &FEW, &report, flags].concat());
    let said = stdout(&output) + &stderr(&output);
    let report = std::fs::read_to_string(folder.join("report.json")).unwrap();
    let report = serde_json::from_str(&report).unwrap();
    (output.status.code().unwrap(), said, report)
}

/// Returns the files under a folder, by path, with what is in them.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

fn pending(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = files(&folder.join("snapshots")).into_keys().collect();
    names.retain(|name| name.ends_with(".snap.new"));
    names
}

/// Returns what the report says was changed.
fn changed(report: &Value) -> Vec<&str> {
    let drift = report["snapshots"]["drift"].as_array().unwrap();
    drift
        .iter()
        .map(|one| one["snapshot"].as_str().unwrap())
        .collect()
}

const UPDATE: [&str; 2] = ["--snapshots", "update"];

#[test]
fn every_run_records_the_same_bytes_however_many_cases_run_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = None;
    for time in 0..10 {
        let directory = format!("snapshots-{time}");
        let jobs = if time % 2 == 0 { "1" } else { "64" };
        let flags = ["--snapshots-dir", &directory, "--jobs", jobs];
        let (status, said, _) = certify(folder.path(), &[&UPDATE[..], &flags].concat());
        assert_eq!(status, 0, "{said}");
        let recorded = files(&folder.path().join(directory));
        let scenarios = recorded.keys().filter(|name| name.contains("/scenarios/"));
        assert!(scenarios.count() > 1, "{:?}", recorded.keys());
        assert!(recorded.keys().any(|name| name.contains("/transcripts/")));
        assert_eq!(first.get_or_insert_with(|| recorded.clone()), &recorded);
    }
}

#[test]
fn a_variation_changes_its_question_and_the_scenarios_that_ask_it_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path(), &UPDATE);
    let (status, said, report) = certify(folder.path(), &[]);
    assert_eq!((status, changed(&report).len()), (0, 0), "{said}");

    let variation = ["--variation", "U-16/terminated=not-found"];
    let (status, said, report) = certify(folder.path(), &variation);
    assert_eq!(status, 1, "{said}");
    assert_eq!(report["violations"].as_array().map(Vec::len), Some(0));
    assert_eq!(report["summary"]["verdict"], "conforms");
    let expected = ["profile", "scenarios/a-batch-after-the-end"];
    assert_eq!(changed(&report)[..2], expected, "{said}");
    let profile = &report["snapshots"]["drift"][0];
    assert_eq!(profile["about"], "U-16/terminated");
    assert_eq!(
        profile["lines"],
        serde_json::json!(["was invalid-game-session-status", "now not-found"])
    );
    let others = changed(&report).split_off(1);
    let asks = |name: &&str| {
        let text = std::fs::read_to_string(
            folder
                .path()
                .join(format!("snapshots/embedded/{name}.snap")),
        );
        text.unwrap()
            .contains("< 400 InvalidGameSessionStatusException")
    };
    assert!(others.iter().all(asks), "{others:?}");
    let waiting = pending(folder.path());
    assert_eq!(waiting.len(), changed(&report).len(), "{waiting:?}");

    // What waits is what insta would review, and what is accepted is recorded.
    let profile = folder.path().join("snapshots/embedded/profile.snap.new");
    let read = Snapshot::from_file(&profile).unwrap();
    assert!(
        read.as_text()
            .unwrap()
            .to_string()
            .contains("U-16/terminated  not-found")
    );
    let listed = run(folder.path(), &["snapshot", "review"]);
    assert!(
        stdout(&listed).contains("DRIFT U-16/terminated"),
        "{}",
        stdout(&listed)
    );
    let accepted = run(folder.path(), &["snapshot", "accept"]);
    assert_eq!(stdout(&accepted).lines().count(), waiting.len());
    assert!(pending(folder.path()).is_empty());
    let (status, said, _) = certify(folder.path(), &variation);
    assert_eq!(status, 0, "{said}");
}

#[test]
fn two_recordings_are_compared_by_meaning() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path(), &UPDATE);
    let other = [
        "--name",
        "other",
        "--variation",
        "U-16/terminated=not-found",
    ];
    let known = run(folder.path(), &["snapshot", "diff", "embedded", "embedded"]);
    assert_eq!(known.status.code(), Some(0), "{}", stderr(&known));
    let (_, said, _) = certify(folder.path(), &[UPDATE.as_slice(), &other].concat());
    let output = run(
        folder.path(),
        &["snapshot", "diff", "embedded", "snapshots/other"],
    );
    assert_eq!(output.status.code(), Some(1), "{said}");
    let text = stdout(&output);
    assert!(
        text.starts_with("DRIFT U-16/terminated  snapshots/other/profile.snap\n  was invalid"),
        "{text}"
    );
    assert!(
        text.contains("DRIFT \"a batch after the end\" (CPS-07, GSS-03)"),
        "{text}"
    );
    let none = run(folder.path(), &["snapshot", "diff", "embedded", "nobody"]);
    assert_eq!(none.status.code(), Some(2), "{}", stderr(&none));
}

#[test]
fn a_target_in_a_region_with_a_longer_name_is_recorded_in_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for region in ["us-east-1", "ap-southeast-2"] {
        let options = Options {
            time: Time::Wall,
            region: region.to_owned(),
            ..Options::default()
        };
        let server = runtime.block_on(Server::start(options)).unwrap();
        let url = server.url();
        let place = [
            "run", "--target", &url, "--region", region, "--name", region,
        ];
        let plans = ["--only", "CPS-03", "--suite", "core", "--cases", "0"];
        let output = run(folder.path(), &[&place[..], &plans, &UPDATE].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        runtime.block_on(server.shutdown());
    }
    let recorded = |name| files(&folder.path().join("snapshots").join(name));
    let long = "scenarios/a-batch-for-a-game-session-id-of-513-characters.snap";
    assert!(recorded("us-east-1")[long].contains("<id of 513 characters>"));
    assert_eq!(recorded("us-east-1"), recorded("ap-southeast-2"));
}

#[test]
fn nothing_is_written_in_ci_and_a_check_without_a_recording_fails() {
    let folder = tempfile::tempdir().unwrap();
    let (status, said, _) = certify(folder.path(), &["--snapshots", "check"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("nothing was recorded"), "{said}");
    std::fs::remove_dir_all(folder.path().join("snapshots")).unwrap();

    certify(folder.path(), &UPDATE);
    let before = files(&folder.path().join("snapshots"));
    let arguments = [
        &["run"][..],
        &FEW,
        &["--variation", "U-16/terminated=not-found", "--quiet"],
    ]
    .concat();
    let ended = program(folder.path(), &arguments)
        .env("CI", "true")
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(1), "{}", stdout(&ended));
    let said = stdout(&ended);
    assert!(said.starts_with("DRIFT U-16/terminated  "), "{said}");
    assert!(said.ends_with("changes since it was recorded\n"), "{said}");
    assert_eq!(files(&folder.path().join("snapshots")), before);

    let mut always = program(folder.path(), &arguments);
    let ended = always.env("INSTA_UPDATE", "always").output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", stdout(&ended));
    assert_ne!(files(&folder.path().join("snapshots")), before);

    let mut wrong = program(folder.path(), &arguments);
    let ended = wrong.env("INSTA_UPDATE", "sometimes").output().unwrap();
    assert_eq!(ended.status.code(), Some(2), "{}", stdout(&ended));
}

#[test]
fn what_this_repository_recorded_is_what_the_emulator_does() {
    let folder = tempfile::tempdir().unwrap();
    let directory = Path::new(RECORDED).parent().unwrap().display().to_string();
    let arguments = ["--snapshots-dir", &directory, "--snapshots", "check"];
    let mut check = program(folder.path(), &[&["run"][..], &FEW, &arguments].concat());
    let ended = check.env("INSTA_UPDATE", "no").output().unwrap();
    let said = stdout(&ended) + &stderr(&ended);
    assert_eq!(ended.status.code(), Some(0), "{said}");
    let line = format!("recorded   no drift · {RECORDED}");
    assert!(said.lines().any(|known| known == line), "{said}");
}

#[test]
fn a_fault_is_a_violation_and_what_it_changes_is_drift() {
    let folder = tempfile::tempdir().unwrap();
    let timeout = ["--reservation-timeout", "1s"];
    let certify = |faults: &[&str], flags: &[&str]| {
        let (_serve, url) = Running::serve(folder.path(), &[faults, &timeout].concat());
        let target = [
            "--target", &url, "--name", "ours", "--only", "CPS-17", "--cases", "0",
        ];
        let report = ["--report", "json=report.json", "--tolerance", "50ms"];
        let arguments = [&["run"][..], &target, &report, &timeout, flags].concat();
        let output = run(folder.path(), &arguments);
        let said = stdout(&output) + &stderr(&output);
        let report = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&report).unwrap();
        (output.status.code(), said, report)
    };
    let (status, said, _) = certify(&[], &UPDATE);
    assert_eq!(status, Some(0), "{said}");
    let (status, said, _) = certify(&[], &[]);
    assert_eq!(status, Some(0), "{said}");
    let (status, said, report) = certify(&["--fault", "player-data-dropped"], &[]);
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(report["summary"]["verdict"], "violates");
    assert_eq!(report["violations"][0]["clause"], "CPS-17");
    assert!(
        changed(&report).contains(&"scenarios/one-player-with-data"),
        "{said}"
    );
    assert!(
        said.contains("FAIL CPS-17") && said.contains("DRIFT \"one player with data\""),
        "{said}"
    );
}

#[test]
fn the_prose_of_exceptions_is_recorded_and_checked_on_request_alone() {
    let folder = tempfile::tempdir().unwrap();
    let asked = ["--snapshots-messages"];
    certify(folder.path(), &UPDATE);
    let recorded = files(&folder.path().join("snapshots"));
    assert!(!recorded.contains_key("embedded/messages.snap"));
    certify(folder.path(), &[&UPDATE[..], &asked].concat());
    let recorded = files(&folder.path().join("snapshots"));
    let messages = &recorded["embedded/messages.snap"];
    assert!(messages.contains("InvalidGameSessionStatus"), "{messages}");

    let prose = ["--variation", "other-prose"];
    let (status, said, report) = certify(folder.path(), &prose);
    assert_eq!((status, changed(&report).len()), (0, 0), "{said}");
    let (status, said, report) = certify(folder.path(), &[&prose[..], &asked].concat());
    assert_eq!((status, changed(&report)), (1, vec!["messages"]), "{said}");
    assert_eq!(report["summary"]["verdict"], "conforms");
    let (status, said, report) = certify(folder.path(), &asked);
    assert_eq!((status, changed(&report).len()), (0, 0), "{said}");
}

#[test]
fn a_list_that_cases_share_drifts_by_what_the_target_does_and_not_by_what_others_do() {
    let folder = tempfile::tempdir().unwrap();
    let timeout = ["--reservation-timeout", "1s"];
    let certify = |url: &str, flags: &[&str]| {
        let target = ["run", "--target", url, "--name", "ours", "--only", "SGS-*"];
        let plans = ["--cases", "0", "--wire", "json", "--tolerance", "50ms"];
        let report = ["--report", "json=report.json"];
        let arguments = [&target[..], &plans, &timeout, &report, flags].concat();
        let output = run(folder.path(), &arguments);
        let said = stdout(&output) + &stderr(&output);
        let report = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&report).unwrap();
        (output.status.code(), said, report)
    };
    let (serving, url) = Running::serve(folder.path(), &timeout);
    // Alone, no case is kept from its list by another.
    let (status, said, _) = certify(&url, &[&UPDATE[..], &["--jobs", "1"]].concat());
    assert_eq!(status, Some(0), "{said}");
    let (status, said, report) = certify(&url, &["--jobs", "16"]);
    assert_eq!((status, changed(&report).len()), (Some(0), 0), "{said}");
    drop(serving);

    let fault = ["--fault", "search-finds-activating"];
    let (_serving, url) = Running::serve(folder.path(), &[&fault[..], &timeout].concat());
    let (status, said, report) = certify(&url, &["--jobs", "1"]);
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(report["violations"][0]["clause"], "SGS-03");
    let drift = report["snapshots"]["drift"].as_array().unwrap();
    assert!(!drift.is_empty(), "{said}");
    for change in drift {
        assert!(
            change["about"].as_str().unwrap().contains("SGS-"),
            "{change}"
        );
    }
}

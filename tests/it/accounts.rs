//! Real accounts: what is refused, what is said before, what a killed run leaves, and what never
//! shows. A served emulator stands in for the account.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::endpoints::{ask, live_fleets, named};
use crate::support::program::{Running, program, run, stderr, stdout};
use crate::support::snapshots::snapshot;

/// What no file and no line may show.
const SECRET: &str = "very-secret";

/// Returns a call of the program with credentials in its environment.
fn with_credentials(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program(folder, arguments);
    command
        .env("AWS_ACCESS_KEY_ID", "AKIDACCOUNT")
        .env("AWS_SECRET_ACCESS_KEY", format!("{SECRET}-key"))
        .env("AWS_SESSION_TOKEN", format!("{SECRET}-token"));
    command
}

/// Returns every file below a folder, with its text.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            found.push((path.display().to_string(), text));
        }
    }
    found
}

#[track_caller]
fn refused(name: &str, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    // What the run would have done stands before.
    let told = stderr(&output);
    let error = told.find("error: ").unwrap();
    snapshot(&format!("account-{name}"), &told[error..]);
    assert_eq!(files(folder.path()), []);
}

#[test]
fn nothing_is_sent_to_a_real_account_that_was_not_agreed_to() {
    let ireland = "https://gamelift.eu-west-1.amazonaws.com";
    let region = ["--region", "eu-west-1"];
    refused("no-region", &["run", "--target", "aws", "--real-account"]);
    refused(
        "no-consent",
        &[&["run", "--target", "aws"][..], &region].concat(),
    );
    refused("no-consent-url", &["run", "--target", ireland]);
    let agreed = ["run", "--target", ireland, "--real-account"];
    refused("no-credentials", &agreed);
    let other = [&agreed[..], &["--region", "us-east-1"]].concat();
    refused("other-region", &other);
    refused("embedded", &["run", "--real-account"]);
    refused(
        "no-certificates",
        &["run", "--target", ireland, "--ca", "none.pem", "--dry-run"],
    );
}

#[test]
fn a_dry_run_says_what_a_run_would_do_and_sends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let common = ["run", "--dry-run", "--cases", "5", "--only", "CPS-09"];
    // Nothing listens there, and there are no credentials.
    for target in ["http://127.0.0.1:1", "embedded"] {
        let arguments = [&common[..], &["--target", target]].concat();
        let output = run(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).contains("as long as the target takes"));
    }
    let arguments = [&common[..], &["--target", "aws", "--region", "eu-west-1"]].concat();
    let output = run(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    let text = stdout(&output);
    for part in [
        "https://gamelift.eu-west-1.amazonaws.com, a real account in eu-west-1",
        " CreatePlayerSessions\n",
        "game sessions at $0.0012",
        "these prices are examples",
        "a second",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(files(folder.path()), []);
}

#[test]
fn the_policy_is_json_for_the_region_that_was_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["iam-policy", "--region", "eu-west-1"]);
    assert_eq!(output.status.code(), Some(0));
    let _: Value = serde_json::from_str(&stdout(&output)).unwrap();
    snapshot("iam-policy", &stdout(&output));
}

/// The arguments of a run on a stand-in for a real account that creates aliases early.
fn on_account<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let common = ["run", "--target", url, "--real-account", "--rate", "1000"];
    let plans = ["--suite", "core", "--only", "CGS-*", "--cases", "5"];
    [&common[..], &plans, more].concat()
}

#[test]
fn what_a_killed_run_leaves_is_removed_by_its_journal_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let (mut serving, url) = Running::serve(folder.path(), &[]);
    // Another's, which no journal names.
    ask(
        &url,
        "CreateLocation",
        &json!({ "LocationName": "custom-another" }),
    );
    let history = on_account(&url, &["--history", "history.jsonl", "--verbose"]);
    let running = Running::of(with_credentials(folder.path(), &history));
    serving.wait_for("POST CreateAlias 200");
    // Whoever asks on has the alias's id on disk.
    serving.wait_for("POST CreateGameSession");
    let log = running.kill();
    let fleets = live_fleets(&url);
    assert_eq!(fleets.len(), 2, "{fleets:?}");

    // No token of a game server was written down.
    for fleet in &fleets {
        let name = &fleet["Name"];
        let compute = json!({ "FleetId": fleet["FleetId"], "ComputeName": name });
        let answered = ask(&url, "GetComputeAuthToken", &compute);
        let token = answered["AuthToken"].as_str().unwrap();
        for (path, text) in files(folder.path()) {
            assert!(!text.contains(token), "{path}");
            assert!(!text.contains(SECRET), "{path}");
        }
        assert!(!log.join("\n").contains(token));
    }

    let output = run(folder.path(), &["cleanup"]);
    assert_eq!(output.status.code(), Some(2), "it was a real account");
    let elsewhere = [
        "cleanup",
        "--real-account",
        "--target",
        "http://127.0.0.1:1",
    ];
    let output = run(folder.path(), &elsewhere);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("its journal is of http://127.0.0.1:"));
    assert_eq!(live_fleets(&url).len(), 2, "refused is not half done");

    let cleanup = ["cleanup", "--real-account", "--rate", "1000"];
    let output = with_credentials(folder.path(), &cleanup).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(live_fleets(&url), Vec::<Value>::new());
    let output = with_credentials(folder.path(), &cleanup).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).contains("nothing to remove"));

    serving.interrupt();
    let (_, _, log) = serving.end();
    for (created, deleted) in [
        ("CreateAlias", "DeleteAlias"),
        ("RegisterCompute", "DeregisterCompute"),
        ("CreateFleet", "DeleteFleet"),
        ("CreateLocation", "DeleteLocation"),
    ] {
        let mut names = named(&log, created);
        names.retain(|name| *name != "custom-another");
        names.sort_unstable();
        let mut gone = named(&log, deleted);
        gone.sort_unstable();
        assert_eq!(names, gone, "{created}");
        assert!(!gone.is_empty(), "{deleted}");
    }
}

#[test]
fn what_cannot_be_removed_is_told_and_stays_in_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (serving, url) = Running::serve(folder.path(), &[]);
    let running = Running::start(folder.path(), &["run", "--target", &url]);
    let mut serving = serving;
    serving.wait_for("POST CreatePlayerSessions 200");
    running.kill();
    drop(serving);
    let output = run(folder.path(), &["cleanup"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let told = stderr(&output);
    assert!(told.contains("looking again in"), "{told}");
    assert!(
        told.contains("left behind: fleet conformance-glc-"),
        "{told}"
    );
    let results = folder.path().join("conformance-results");
    assert_eq!(files(&results).len(), 1);
}

#[test]
fn a_run_on_an_account_signs_with_its_key_and_never_shows_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let fault = ["--fault", "full-answered-invalid-request"];
    let key = ["--access-key-id", "AKIDACCOUNT"];
    let (_serving, url) = Running::serve(folder.path(), &[fault, key].concat());
    let output = run(folder.path(), &["run", "--target", &url]);
    assert_eq!(output.status.code(), Some(3), "dummies are refused");

    let header = format!("x-api-key={SECRET}-header");
    let arguments = [
        &["run", "--target", &url, "--real-account", "--rate", "1000"][..],
        &["--suite", "core", "--only", "CPS-35", "--cases", "3"],
        &["--report", "json=report.json", "--history", "history.jsonl"],
        &["--header", &header, "--verbose"],
    ]
    .concat();
    let output = with_credentials(folder.path(), &arguments)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("a real account in us-east-1"));
    let written = files(folder.path());
    assert!(written.len() >= 3, "{written:?}");
    assert!(!written.iter().any(|(path, _)| path.contains("journal")));
    for (path, text) in written {
        assert!(!text.contains(SECRET), "{path}");
    }
    assert!(!stdout(&output).contains(SECRET));
    assert!(!stderr(&output).contains(SECRET));
}

#[test]
fn a_profile_gives_the_key_and_the_region() {
    let folder = tempfile::tempdir().unwrap();
    let (_serving, url) = Running::serve(folder.path(), &["--access-key-id", "AKIDPROFILE"]);
    std::fs::write(
        folder.path().join("aws-credentials"),
        "[staging]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n",
    )
    .unwrap();
    let config = "[profile staging]\nregion = eu-north-1\n";
    std::fs::write(folder.path().join("aws-config"), config).unwrap();
    let arguments = ["run", "--target", "aws", "--dry-run", "--cases", "1"];
    let output = program(folder.path(), &arguments)
        .env("AWS_PROFILE", "staging")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("gamelift.eu-north-1.amazonaws.com"));

    let arguments = [
        &["run", "--target", &url, "--real-account", "--rate", "1000"][..],
        &["--suite", "core", "--only", "CPS-09", "--cases", "0"],
    ]
    .concat();
    let output = program(folder.path(), &arguments)
        .env("AWS_PROFILE", "staging")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));

    let output = program(folder.path(), &arguments)
        .env("AWS_PROFILE", "nobody")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("aws configure export-credentials"));
}

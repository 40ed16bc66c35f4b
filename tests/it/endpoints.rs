//! Runs against endpoints: ours, one that is not there, and ones that are something else.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;

use crate::support::program::{Running, run, stderr, stdout};
use crate::support::snapshots::snapshot;

/// Starts a server that answers every request with the same bytes, and returns its URL.
fn canned(reply: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // The whole request is small enough for one read on loopback.
            let mut request = [0; 16 * 1024];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(reply.as_bytes());
        }
    });
    url
}

#[track_caller]
fn not_certified(name: &str, url: &str) {
    let folder = tempfile::tempdir().unwrap();
    let output = run(
        folder.path(),
        &["run", "--target", url, "--command-timeout", "2s"],
    );
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    snapshot(
        &format!("target-{name}"),
        &stderr(&output).replace(url, "http://127.0.0.1:PORT"),
    );
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 0, "nothing is left behind");
}

#[test]
fn an_endpoint_that_is_not_there_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    not_certified("unreachable", &url);
}

#[test]
fn an_endpoint_that_is_not_gamelift_is_told_apart() {
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 39\r\nconnection: close\r\n\r\n<!DOCTYPE html><title>Welcome</title>\r\n";
    not_certified("html-page", &canned(page));
    let athena = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: 38\r\nconnection: close\r\n\r\n{\"__type\":\"UnknownOperationException\"}";
    not_certified("another-service", &canned(athena));
    let none = "HTTP/1.1 501 Not Implemented\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    not_certified("not-implemented", &canned(none));
}

#[test]
fn an_endpoint_that_never_answers_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    not_certified("silent", &url);
}

/// Returns the report without the times and the port, which differ from run to run.
fn report(path: &Path, url: &str) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    let mut report: Value = serde_json::from_str(&text.replace(url, "URL")).unwrap();
    report["summary"]["seconds"] = Value::Null;
    report
}

#[test]
fn an_emulator_that_is_served_is_certified_and_its_fault_found() {
    let folder = tempfile::tempdir().unwrap();
    let fault = ["--fault", "full-answered-invalid-request"];
    let timeout = ["--reservation-timeout", "2s"];
    let (_serving, url) = Running::serve(folder.path(), &[fault, timeout].concat());
    let common = [
        &["run", "--target", &url, "--effort", "smoke"][..],
        &["--only", "CPS-35", "--report", "json=report.json"],
        &timeout,
    ]
    .concat();
    let output = run(folder.path(), &common);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains("FAIL CPS-35 MUST"));
    let report = report(&folder.path().join("report.json"), &url);
    assert_eq!(report["summary"]["verdict"], "violates");
    assert_eq!(report["target"]["endpoint"], "URL");
    let replay = report["violations"][0]["replay"].as_str().unwrap();

    let output = run(folder.path(), &["replay", replay]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains("reproduced: CPS-35 fails again"));
    let output = run(folder.path(), &["replay", replay, "--target", "embedded"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("fixed: no clause fails any more"));
}

#[test]
fn an_emulator_that_keeps_what_each_case_has_made_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let (_serving, url) = Running::serve(folder.path(), &[]);
    let common = ["run", "--target", &url, "--effort", "smoke", "--strict"];
    let output = run(
        folder.path(),
        &[&common[..], &["--suite", "core,wire"]].concat(),
    );
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

/// Returns the names in the lines of successful calls of an action.
pub(crate) fn named<'a>(log: &'a [String], action: &str) -> Vec<&'a str> {
    let prefix = format!("POST {action} 200 ");
    log.iter()
        .filter_map(|line| line.strip_prefix(&prefix))
        .collect()
}

#[test]
fn an_interrupted_run_removes_what_it_has_created() {
    let folder = tempfile::tempdir().unwrap();
    let (mut serving, url) = Running::serve(folder.path(), &[]);
    let running = Running::start(folder.path(), &["run", "--target", &url]);
    serving.wait_for("POST CreatePlayerSessions 200");
    running.interrupt();
    let (status, stdout, log) = running.end();
    assert_eq!(status, Some(130), "{log:?}");
    assert!(stdout.contains("(interrupted)"), "{stdout}");
    assert!(
        !log.iter().any(|line| line.contains("left behind")),
        "{log:?}"
    );

    let live = live_fleets(&url);
    assert_eq!(live, Vec::<Value>::new());
    serving.interrupt();
    let (status, _, log) = serving.end();
    assert_eq!(status, Some(130));
    for (created, deleted) in [
        ("RegisterCompute", "DeregisterCompute"),
        ("CreateFleet", "DeleteFleet"),
        ("CreateLocation", "DeleteLocation"),
    ] {
        let names = named(&log, created);
        assert_eq!(names.len(), 1, "{created}");
        assert_eq!(names, named(&log, deleted), "{deleted}");
    }
}

#[test]
fn a_target_that_dies_is_trouble_and_what_was_found_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (mut serving, url) = Running::serve(folder.path(), &[]);
    let running = Running::start(folder.path(), &["run", "--target", &url]);
    serving.wait_for("POST CreatePlayerSessions 200");
    drop(serving);
    let (status, stdout, log) = running.end();
    assert_eq!(status, Some(3), "{log:?}");
    assert!(stdout.contains("trouble    failed to "), "{stdout}");
    assert!(stdout.contains("the run could not be finished"), "{stdout}");
    // What could not be removed is named.
    assert!(
        log.iter().any(|line| line.contains("left behind: fleet")),
        "{log:?}"
    );
}

/// Returns what a target answers to a request.
pub(crate) fn ask(url: &str, action: &str, body: &Value) -> Value {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let body = body.to_string();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-amz-json-1.1\r\nx-amz-target: GameLift.{action}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let (_, body) = reply.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

/// Returns the fleets that a target describes and that have not ended.
pub(crate) fn live_fleets(url: &str) -> Vec<Value> {
    let described = ask(
        url,
        "DescribeFleetAttributes",
        &Value::Object([].into_iter().collect()),
    );
    let fleets = described["FleetAttributes"].as_array().unwrap().iter();
    let is_live = |fleet: &&Value| fleet["Status"] != "TERMINATED";
    fleets.filter(is_live).cloned().collect()
}

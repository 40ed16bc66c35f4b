//! Counterexamples of requests that are broken, found over HTTP and sent again.

use std::path::Path;

use serde_json::Value;

use crate::support::program::{Running, run, stderr, stdout};

/// The edge plans of one wire that are about a clause.
fn certify(folder: &Path, url: &str, (wire, clause): (&str, &str), flags: &[&str]) -> Vec<Value> {
    let plans = [
        &["run", "--target", url, "--wire", wire, "--only", clause][..],
        &["--suite", "wire", "--cases", "0", "--strict"],
        &["--report", "json=report.json"],
    ];
    let output = run(folder, &[&plans.concat(), flags].concat());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report = std::fs::read_to_string(folder.join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    report["violations"].as_array().unwrap().clone()
}

/// Sends a counterexample again; returns the exit status and the last line of what is said.
fn replay(folder: &Path, file: &str, flags: &[&str]) -> (Option<i32>, String, String) {
    let output = run(folder, &[&["replay", file], flags].concat());
    let (said, aside) = (stdout(&output), stderr(&output));
    let last = said.lines().last().unwrap_or_default().to_owned();
    (output.status.code(), last, aside)
}

#[track_caller]
fn found_and_sent_again(wire: &str, fault: &str, clause: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (serving, url) = Running::serve(folder.path(), &["--fault", fault]);
    let violations = certify(folder.path(), &url, (wire, clause), &[]);
    assert_eq!(violations[0]["clause"], clause);
    let file = violations[0]["replay"].as_str().unwrap();
    let saved = std::fs::read_to_string(folder.path().join(file)).unwrap();
    let saved: Value = serde_json::from_str(&saved).unwrap();
    let wires: Vec<&str> = saved["capabilities"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .filter(|name| name.ends_with("-wire"))
        .collect();
    assert_eq!(wires, [format!("{wire}-wire")]);

    let again = format!("reproduced: {clause} fails again");
    let (status, last, aside) = replay(folder.path(), file, &[]);
    assert_eq!((status, last), (Some(1), again), "{aside}");
    drop(serving);
    let (_serving, other) = Running::serve(folder.path(), &[]);
    let (status, last, aside) = replay(folder.path(), file, &["--target", &other]);
    let fixed = "fixed: no clause fails any more".to_owned();
    assert_eq!((status, last), (Some(0), fixed), "{aside}");
}

#[test]
fn a_broken_request_over_json_that_was_taken_is_sent_again() {
    found_and_sent_again("json", "wire-truncated-taken", "WIR-10");
}

#[test]
fn a_broken_request_over_cbor_that_was_taken_is_sent_again() {
    found_and_sent_again("cbor", "wire-target-besides-path-taken", "WIR-18");
}

#[test]
fn an_accepted_deviation_that_is_sent_again_is_said_to_be_one_until_its_last_day() {
    let folder = tempfile::tempdir().unwrap();
    let fault = ["--fault", "wire-truncated-taken"];
    let (_serving, url) = Running::serve(folder.path(), &fault);
    let violations = certify(folder.path(), &url, ("json", "WIR-10"), &[]);
    let file = violations[0]["replay"].as_str().unwrap();
    let shape = violations[0]["shape"].as_str().unwrap();
    let entry = format!(
        "[[deviation]]\nclause = \"WIR-10\"\nshape = \"{shape}\"\nreason = \"we are lenient\"\n"
    );
    let path = folder.path().join("conformance.toml");
    std::fs::write(&path, &entry).unwrap();
    let (status, last, aside) = replay(folder.path(), file, &[]);
    let told = "deviates: WIR-10 fails again, which conformance.toml accepts: we are lenient";
    assert_eq!((status, last.as_str()), (Some(0), told), "{aside}");

    std::fs::write(&path, entry + "expires = 2026-01-31\n").unwrap();
    let (status, last, aside) = replay(folder.path(), file, &[]);
    let told = "reproduced: WIR-10 fails again, which conformance.toml accepted until 2026-01-31";
    assert_eq!((status, last.as_str()), (Some(1), told), "{aside}");

    let other = folder.path().join("other.toml");
    std::fs::write(&other, "").unwrap();
    let (status, last, aside) = replay(folder.path(), file, &["--config", "other.toml"]);
    let told = "reproduced: WIR-10 fails again";
    assert_eq!((status, last.as_str()), (Some(1), told), "{aside}");
}

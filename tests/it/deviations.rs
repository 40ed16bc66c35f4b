//! Known deviations as a user meets them: from red to green to red again.

use std::path::Path;

use serde_json::Value;

use crate::support::program::{Running, program, run, stderr, stdout};

/// A bug that shows in two shapes of CPS-17.
const CUT: [&str; 2] = ["--fault", "longest-data-cut"];

/// A bug that shows in a third shape of the same clause.
const SHUFFLED: [&str; 2] = ["--fault", "data-by-position"];

/// The edge plans of one clause.
const DATA: [&str; 4] = ["--only", "CPS-17", "--cases", "0"];

/// Runs the edge plans of CPS-17; returns the exit status, what was said and the report.
fn certify(folder: &Path, faults: &[&str], flags: &[&str]) -> (i32, String, Value) {
    let timeout = ["--reservation-timeout", "1s"];
    let (_serve, url) = Running::serve(folder, &[faults, &timeout].concat());
    let target = [
        "run",
        "--target",
        &url,
        "--wire",
        "json",
        "--tolerance",
        "50ms",
    ];
    let report = ["--report", "json=report.json"];
    let output = run(
        folder,
        &[&target[..], &timeout, &DATA, &report, flags].concat(),
    );
    let said = stdout(&output) + &stderr(&output);
    let report = std::fs::read_to_string(folder.join("report.json")).unwrap();
    let report = serde_json::from_str(&report).unwrap();
    (output.status.code().unwrap(), said, report)
}

#[test]
fn what_was_written_down_is_accepted_and_a_new_shape_of_the_clause_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("conformance.toml");
    let own = "# Ours.\n[timing]\nreservation_timeout = \"1s\" # as short as it goes";
    std::fs::write(&path, own).unwrap();

    let (status, said, _) = certify(folder.path(), &CUT, &["--write-deviations"]);
    assert_eq!(status, 1, "{said}");
    assert!(
        said.contains("2 deviations written to conformance.toml"),
        "{said}"
    );
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.starts_with(own), "{written}");
    assert_eq!(written.matches("[[deviation]]").count(), 2, "{written}");

    let (status, said, report) = certify(folder.path(), &CUT, &["--write-deviations"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("no deviation written"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
    assert_eq!(report["violations"].as_array().map(Vec::len), Some(0));
    let mut entries = report["deviations"].as_array().unwrap().iter();
    assert!(entries.all(|one| one["state"] == "matched" && one["count"].as_u64() > Some(0)));

    let both = [CUT, SHUFFLED].concat();
    let (status, said, report) = certify(folder.path(), &both, &["--fail-fast"]);
    assert_eq!(status, 1, "{said}");
    assert_eq!(
        report["violations"].as_array().map(Vec::len),
        Some(1),
        "{said}"
    );
    assert_eq!(
        report["violations"][0]["shape"],
        "DescribePlayerSessions: expected success got missing PlayerData"
    );
}

/// Runs against the embedded emulator, which conforms, with a list of deviations.
fn held(deviations: &str, flags: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conformance.toml"), deviations).unwrap();
    let output = run(folder.path(), &[&["run", "--quiet"], flags].concat());
    (
        output.status.code().unwrap(),
        stdout(&output) + &stderr(&output),
    )
}

const DROPPED: &str = "[[deviation]]\nclause = \"CPS-17\"\nreason = \"not stored yet\"\n";

#[test]
fn an_entry_that_must_be_corrected_fails_the_run_and_is_named() {
    let (status, said) = held(DROPPED, &DATA);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("CPS-17  every shape"), "{said}");
    assert!(
        said.contains("this never showed: remove the entry from conformance.toml"),
        "{said}"
    );
    let expired = format!("{DROPPED}expires = 2020-02-29\n");
    let (status, said) = held(&expired, &DATA);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("it was accepted until 2020-02-29"), "{said}");
}

#[test]
fn an_entry_that_the_run_was_not_asked_about_does_not_count() {
    let expired = format!("{DROPPED}expires = 2020-02-29\n");
    let (status, said) = held(&expired, &["--only", "CPS-09", "--cases", "0"]);
    assert_eq!((status, said.as_str()), (0, ""));
}

#[test]
fn a_deviation_does_not_excuse_a_target_that_breaks_down() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conformance.toml"), DROPPED).unwrap();
    let breaking = ["--internal-failure-every", "1"];
    let (status, said, report) = certify(folder.path(), &breaking, &[]);
    assert_eq!(status, 3, "{said}");
    assert_eq!(report["summary"]["verdict"], "trouble");
    assert_eq!(report["deviations"][0]["outdated"], false);
}

#[test]
fn entries_in_one_list_cannot_be_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("conformance.toml");
    let list = "deviation = [{ clause = \"CPS-09\", reason = \"known\" }]\n";
    std::fs::write(&path, list).unwrap();
    let (status, said, _) = certify(folder.path(), &CUT, &["--write-deviations"]);
    assert_eq!(status, 2, "{said}");
    assert!(
        said.contains("write the deviations that it holds as [[deviation]]"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), list);
}

#[test]
fn the_summary_of_a_github_job_is_added_to_and_other_reports_are_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["summary.md", "junit.xml"] {
        std::fs::write(path(name), "## Before\n").unwrap();
    }
    let reports = [
        "--report",
        "markdown=summary.md",
        "--report",
        "junit=junit.xml",
    ];
    let arguments = [&["run", "--quiet"][..], &DATA, &reports].concat();
    let output = program(folder.path(), &arguments)
        .env("GITHUB_STEP_SUMMARY", "summary.md")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let summary = std::fs::read_to_string(path("summary.md")).unwrap();
    assert!(
        summary.starts_with("## Before\n## ✅ embedded conforms\n"),
        "{summary}"
    );
    let junit = std::fs::read_to_string(path("junit.xml")).unwrap();
    assert!(junit.starts_with("<?xml"), "{junit}");
    assert!(junit.contains("not among --only"), "{junit}");
}

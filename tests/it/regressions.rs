//! Regressions as a user meets them: found, kept, replayed first, fixed and pruned.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::program::{Running, program, stderr, stdout};

/// A bug that one clause finds in one shape.
const FULL: [&str; 2] = ["--fault", "capacity-off-by-one"];

/// The edge plans about full game sessions.
const PLANS: [&str; 6] = ["--only", "CPS-09", "--suite", "core", "--cases", "0"];

/// What a run on a served emulator has come to.
struct Ran {
    status: i32,
    said: String,
    report: Value,
}

impl Ran {
    /// Returns the state of each regression.
    fn states(&self) -> Vec<&str> {
        let rows = self.report["regressions"]["replayed"].as_array().unwrap();
        rows.iter()
            .map(|row| row["state"].as_str().unwrap())
            .collect()
    }

    fn kept(&self) -> usize {
        self.report["regressions"]["kept"].as_array().unwrap().len()
    }

    fn violations(&self) -> Vec<&Value> {
        self.report["violations"]
            .as_array()
            .unwrap()
            .iter()
            .collect()
    }
}

/// Runs against an emulator of a test's own, under one name whatever its port.
fn certify(folder: &Path, faults: &[&str], flags: &[&str], environment: &[(&str, &str)]) -> Ran {
    let timeout = ["--reservation-timeout", "1s"];
    let (_serve, url) = Running::serve(folder, &[faults, &timeout].concat());
    let target = ["run", "--target", &url, "--name", "ours", "--wire", "json"];
    let reports = [
        ["--report", "json=report.json"],
        ["--report", "junit=junit.xml"],
        ["--report", "markdown=report.md"],
    ];
    let terms = [&timeout[..], &["--tolerance", "50ms"]].concat();
    let all = [&target[..], &reports.concat(), &terms, &PLANS, flags].concat();
    let output = program(folder, &all)
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let said = stdout(&output) + &stderr(&output);
    let report = std::fs::read_to_string(folder.join("report.json")).unwrap();
    Ran {
        status: output.status.code().unwrap(),
        said,
        report: serde_json::from_str(&report).unwrap(),
    }
}

/// Returns the kept files.
fn kept(folder: &Path) -> BTreeSet<PathBuf> {
    match std::fs::read_dir(folder.join("snapshots/ours/regressions")) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => BTreeSet::new(),
    }
}

const KEEP: [&str; 2] = ["--regressions", "keep"];

#[test]
fn a_finding_is_kept_replayed_first_reported_when_fixed_and_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();

    let found = certify(folder, &FULL, &KEEP, &[]);
    assert_eq!((found.status, found.kept()), (1, found.violations().len()));
    let files = kept(folder);
    assert_eq!(files.len(), found.kept(), "{}", found.said);
    let texts = || -> Vec<String> {
        let texts = files
            .iter()
            .map(|file| std::fs::read_to_string(file).unwrap());
        texts.collect()
    };
    let before = texts();

    // The next run replays it first; what its own plans show of it is the same finding.
    let again = certify(folder, &FULL, &["--verbose"], &[]);
    assert_eq!(again.status, 1);
    let first = again.said.find("regressions/CPS-09-").unwrap();
    assert!(first < again.said.find("case ").unwrap(), "{}", again.said);
    assert!(again.states().iter().all(|state| *state == "fails"));
    assert_eq!(again.violations().len(), found.violations().len());
    assert_eq!(
        again.said.matches("FAIL CPS-09").count(),
        found.violations().len()
    );
    assert_eq!(texts(), before);
    assert!(
        again
            .said
            .contains("still fails: CPS-09  CreatePlayerSession"),
        "{}",
        again.said
    );

    let mended = certify(folder, &[], &[], &[]);
    assert_eq!(mended.status, 0, "{}", mended.said);
    assert!(
        mended.states().iter().all(|state| *state == "fixed"),
        "{}",
        mended.said
    );
    let fixed = "fixed: CPS-09  CreatePlayerSession: expected GameSessionFullException got success";
    let junit = std::fs::read_to_string(folder.join("junit.xml")).unwrap();
    let markdown = std::fs::read_to_string(folder.join("report.md")).unwrap();
    for text in [&mended.said, &junit, &markdown] {
        assert!(text.contains(fixed), "{text}");
    }
    assert!(
        mended.said.contains("--regressions prune"),
        "{}",
        mended.said
    );
    assert_eq!(kept(folder), files);

    let pruned = certify(folder, &[], &["--regressions", "prune"], &[]);
    assert_eq!(pruned.status, 0, "{}", pruned.said);
    assert_eq!(pruned.report["regressions"]["replayed"][0]["removed"], true);
    assert!(kept(folder).is_empty());
}

#[test]
fn a_finding_that_no_plan_of_the_run_shows_is_shown_by_its_regression() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let found = certify(folder, &FULL, &KEEP, &[]);
    // With one job, the first violation comes before the first plan.
    let flags = ["--jobs", "1", "--fail-fast"];
    let again = certify(folder, &FULL, &flags, &[]);
    assert_eq!(again.status, 1, "{}", again.said);
    assert!(
        again.said.contains("shown by a kept counterexample alone"),
        "{}",
        again.said
    );
    let shown = again.violations()[0];
    let file = shown["replay"].as_str().unwrap();
    assert!(
        file.starts_with("snapshots/ours/regressions/CPS-09-"),
        "{file}"
    );
    let own = found
        .violations()
        .into_iter()
        .find(|one| one["shape"] == shown["shape"]);
    assert_eq!(own.unwrap()["steps"], shown["steps"]);
    assert_eq!(again.kept(), 0);
}

#[test]
fn nothing_is_kept_unasked_and_nothing_in_ci_and_pruning_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let first = certify(folder, &FULL, &[], &[]);
    assert_eq!(first.report.get("regressions"), None);
    assert!(!folder.join("snapshots").exists());

    // A target whose behaviour is recorded has its counterexamples kept, too.
    let update = ["--snapshots", "update"];
    certify(folder, &[], &update, &[]);
    for (name, value) in [("CI", "true"), ("INSTA_UPDATE", "no")] {
        let checked = certify(folder, &FULL, &[], &[(name, value)]);
        assert_eq!((checked.status, checked.kept()), (1, 0), "{}", checked.said);
    }
    for flags in [["--regressions", "prune"], ["--regressions", "check"]] {
        assert_eq!(certify(folder, &FULL, &flags, &[]).kept(), 0);
    }
    let off = certify(folder, &FULL, &["--snapshots", "off"], &[]);
    assert_eq!(off.report.get("regressions"), None);
    assert!(kept(folder).is_empty());

    assert!(certify(folder, &FULL, &[], &[]).kept() > 0);
    assert!(!kept(folder).is_empty());
    std::fs::remove_dir_all(folder.join("snapshots/ours/regressions")).unwrap();
    let asked = certify(folder, &FULL, &KEEP, &[("CI", "true")]);
    assert!(asked.kept() > 0, "{}", asked.said);
}

#[test]
fn a_file_that_cannot_be_read_is_named_left_as_it_is_and_harms_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    certify(folder, &FULL, &KEEP, &[]);
    let files = kept(folder);
    let (torn, foreign) = (
        files.first().unwrap(),
        folder.join("snapshots/ours/regressions/x.json"),
    );
    std::fs::write(torn, "<<<<<<< ours\n").unwrap();
    std::fs::write(&foreign, "{\"schema_version\": 9}").unwrap();
    let again = certify(folder, &FULL, &[], &[]);
    assert_eq!(again.status, 1);
    for told in [
        "failed to read snapshots/ours/regressions/CPS-09-",
        "line 1, column 1: expected value; the run goes on without it",
        "x.json: its schema_version is 9, this version reads 1; the run goes on without it",
        "restore the file, or remove it",
        "is in its place and cannot be read",
    ] {
        assert!(again.said.contains(told), "{told}: {}", again.said);
    }
    assert!(again.states().contains(&"unreadable"));
    assert_eq!(std::fs::read_to_string(torn).unwrap(), "<<<<<<< ours\n");
    assert_eq!(kept(folder).len(), files.len() + 1);
    let mended = certify(folder, &[], &["--regressions", "prune"], &[]);
    assert_eq!(mended.status, 0, "{}", mended.said);
    assert!(torn.exists() && foreign.exists());
}

#[test]
fn a_regression_that_is_accepted_since_deviates_and_the_entry_is_not_out_of_date() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    certify(
        folder,
        &FULL,
        &[&KEEP[..], &["--write-deviations"]].concat(),
        &[],
    );
    let accepted = certify(folder, &FULL, &[], &[]);
    assert_eq!(accepted.status, 0, "{}", accepted.said);
    assert!(
        accepted.states().iter().all(|state| *state == "accepted"),
        "{}",
        accepted.said
    );
    assert!(accepted.report["deviations"][0]["count"].as_u64() > Some(0));
    assert!(
        accepted.said.contains("deviates as accepted: CPS-09"),
        "{}",
        accepted.said
    );
}

#[test]
fn what_a_run_was_not_asked_about_is_not_replayed_and_not_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    certify(folder, &FULL, &KEEP, &[]);
    let files = kept(folder);
    let prune = ["--regressions", "prune"];
    let (_serve, url) = Running::serve(folder, &[]);
    let target = ["run", "--target", &url, "--name", "ours", "--cases", "0"];
    let arguments = [&target[..], &["--only", "CPS-12"], &prune].concat();
    let output = program(folder, &arguments).output().unwrap();
    let said = stdout(&output) + &stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("not among --only"), "{said}");
    assert_eq!(kept(folder), files);
}

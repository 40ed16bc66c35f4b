//! The program as a user meets it: help, messages and exit statuses.

use gamelift_conformance::artifact::counterexample::SavedCounterexample;
use serde_json::Value;

use crate::support::program::{program, run, stderr, stdout};
use crate::support::snapshots::snapshot;

#[test]
fn the_help_of_every_command_fits_on_a_screen_and_shows_an_example() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "",
        "run",
        "replay",
        "serve",
        "faults",
        "spec",
        "cleanup",
        "iam-policy",
    ] {
        let arguments: Vec<&str> = [command, "--help"]
            .into_iter()
            .filter(|argument| !argument.is_empty())
            .collect();
        let output = run(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0));
        let help = stdout(&output);
        assert!(help.lines().count() <= 50, "{command}");
        assert!(
            help.lines().all(|line| line.chars().count() <= 110),
            "{command}"
        );
        assert!(help.contains("Example") || command.is_empty(), "{command}");
        snapshot(&format!("help-{command}"), &help);
    }
}

#[track_caller]
fn refused(name: &str, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    snapshot(&format!("usage-{name}"), &stderr(&output));
}

#[test]
fn wrong_arguments_are_refused_with_what_would_do() {
    refused("unknown-flag", &["run", "--jbos", "4"]);
    refused("unknown-suite", &["run", "--suite", "core,time"]);
    refused("no-url", &["run", "--target", "localhost:4566"]);
    refused("unknown-format", &["run", "--report", "xml=report.xml"]);
    refused("unknown-fault", &["serve", "--fault", "capacity-of-by-one"]);
    refused("unknown-clause", &["spec", "show", "CPS-99"]);
    refused("no-clause", &["run", "--only", "CSP-*"]);
    refused("no-fault", &["faults", "--only", "capcity*"]);
    refused(
        "variation-of-endpoint",
        &[
            "run",
            "--target",
            "http://127.0.0.1:1",
            "--variation",
            "U-31/port=absent",
        ],
    );
    refused(
        "conflicting-variations",
        &[
            "serve",
            "--variation",
            "U-14=invalid-request",
            "--variation",
            "U-14=game-session-full",
        ],
    );
    refused(
        "unwritable-report",
        &["run", "--report", "json=/nowhere/report.json"],
    );
    refused(
        "unwritable-history",
        &["run", "--history", "/nowhere/history.jsonl"],
    );
    refused("no-jobs", &["run", "--jobs", "0"]);
    refused("not-a-duration", &["run", "--time-budget", "soon"]);
}

#[track_caller]
fn refused_config(name: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conformance.toml"), text).unwrap();
    let output = run(folder.path(), &["run"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    snapshot(&format!("config-{name}"), &stderr(&output));
}

#[test]
fn wrong_configuration_is_shown_at_its_place() {
    refused_config("no-toml", "[target]\nname = \"a\nregion = 1\n");
    refused_config("no-table", "timing = \"60s\"\n");
    refused_config(
        "wrong-keys-and-values",
        r#"[target]
name = 7
end_point = "http://127.0.0.1:4566"

[timing]
tolerance = "soon"

[provision]
mode = "fleets"

[targets]
"#,
    );
}

#[test]
fn wrong_deviations_are_shown_at_their_place() {
    refused_config("deviation-no-list", "deviation = \"CPS-17\"\n");
    refused_config(
        "wrong-deviations",
        r#"[[deviation]]
clause = "CPS-17"

[[deviation]]
clause = "CSP-17"
shape = "CreatePlayerSessions got success"
reasons = "typo"
reason = " "
expires = "2027-01-31"

[[deviation]]
shape = 7
reason = "which?"
expires = 2027-01-31T12:00:00Z

[[deviation]]
clause = "CPS-09"
shape = "CreatePlayerSessions: expected B|A got success"
reason = "one too many"

[[deviation]]
clause = "CPS-09"
shape = "CreatePlayerSessions: expected A|B got success"
reason = "one too many again"
"#,
    );
}

#[test]
fn configuration_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["run", "--config", "none.toml"]);
    assert_eq!(output.status.code(), Some(2));
    snapshot("config-unreadable", &stderr(&output));
}

#[test]
fn a_counterexample_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.json"), "{\"schema_version\": 1}").unwrap();
    let output = run(folder.path(), &["replay", "x.json"]);
    assert_eq!(output.status.code(), Some(2));
    snapshot("replay-wrong-file", &stderr(&output));
    let output = run(folder.path(), &["replay", "none.json"]);
    assert_eq!(output.status.code(), Some(2));
    snapshot("replay-no-file", &stderr(&output));
}

#[test]
fn clauses_and_questions_are_listed_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let listed = stdout(&run(folder.path(), &["spec", "list"]));
    assert!(listed.lines().any(|line| line.starts_with("CPS-09  MUST")));
    assert!(listed.lines().any(|line| line.starts_with("U-16  ")));
    for (id, part) in [
        ("CPS-09", "source"),
        ("cps-09", "MUST"),
        ("U-16", "answers"),
    ] {
        let output = run(folder.path(), &["spec", "show", id]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains(part), "{id}");
    }
}

#[test]
fn output_that_nobody_reads_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(folder.path(), &["spec", "list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
}

/// Returns the report of a run without its times.
fn report(folder: &std::path::Path, arguments: &[&str]) -> Value {
    let arguments = [
        &["run", "--effort", "smoke", "--report", "json=-"],
        arguments,
    ]
    .concat();
    let output = run(folder, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    report["summary"]["seconds"] = Value::Null;
    report
}

#[test]
fn the_embedded_emulator_conforms_and_the_report_does_not_depend_on_the_jobs() {
    let folder = tempfile::tempdir().unwrap();
    let suites = ["--suite", "core,wire,temporal", "--strict", "--jobs"];
    let one = report(folder.path(), &[&suites[..], &["1"]].concat());
    let four = report(folder.path(), &[&suites[..], &["4"]].concat());
    assert_eq!(one["summary"]["verdict"], "conforms");
    assert_eq!(one, four);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn races_conform_and_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let report = report(folder.path(), &["--strict", "--suite", "concurrent"]);
    assert_eq!(report["summary"]["verdict"], "conforms");
    assert_eq!(report["races"]["ran"], 10);
    assert!(report["races"]["orders"].as_u64().unwrap() > 1, "{report}");
}

#[test]
fn a_last_slot_that_is_sold_twice_is_found_in_races_alone() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["faults", "--only", "meeting-calls-oversell"];
    let output = run(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let folder = folder.path().join("conformance-results");
    let mut saved = std::fs::read_dir(folder).unwrap();
    let path = saved.next().unwrap().unwrap().path();
    let saved = SavedCounterexample::load(&path).unwrap();
    assert!(saved.plan.has_race(), "{:?}", saved.plan);
}

#[test]
fn a_run_says_why_a_clause_was_not_exercised() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--suite", "core", "--only", "CPS-*", "--cases", "1"];
    let report = report(folder.path(), &arguments);
    let clauses = report["clauses"].as_array().unwrap();
    for clause in clauses {
        let is_exercised = clause["verdict"] != "not exercised";
        assert_eq!(clause["reason"].is_null(), is_exercised, "{clause}");
    }
    for reason in ["suite temporal not selected", "not among --only"] {
        assert!(
            clauses.iter().any(|clause| clause["reason"] == reason),
            "{reason}"
        );
    }
}

#[test]
fn a_variation_conforms_and_shows_in_the_answers() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--variation", "U-10=other-order", "--only", "CPS-1?"];
    let report = report(folder.path(), &arguments);
    let questions = report["questions"].as_array().unwrap();
    let order = questions.iter().find(|question| question["id"] == "U-10");
    assert_eq!(order.unwrap()["answer"], "other-order");
}

#[test]
fn histories_are_written_as_lines_that_read_back() {
    use gamelift_conformance::artifact::history::SavedHistory;

    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "--only",
        "CPS-09",
        "--cases",
        "3",
        "--history",
        "history.jsonl",
    ];
    let report = report(folder.path(), &arguments);
    let histories = SavedHistory::load(&folder.path().join("history.jsonl")).unwrap();
    assert_eq!(
        histories.len() as u64,
        report["summary"]["cases"].as_u64().unwrap()
    );
}

#[test]
fn a_quiet_run_that_conforms_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(
        folder.path(),
        &["run", "--quiet", "--only", "CPS-09", "--cases", "0"],
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        (stdout(&output), stderr(&output)),
        (String::new(), String::new())
    );
}

#[test]
fn a_measurement_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let measure = |seeds| {
        let arguments = [
            &[
                "faults",
                "--only",
                "player-data-dropped",
                "--effort",
                "smoke",
            ][..],
            &[
                "--seeds",
                seeds,
                "--candidates",
                "500",
                "--report",
                "json=t.json",
            ],
        ];
        let output = run(folder.path(), &arguments.concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let table = std::fs::read_to_string(folder.path().join("t.json")).unwrap();
        let table: Value = serde_json::from_str(&table).unwrap();
        (stderr(&output).lines().count(), stdout(&output), table)
    };
    let (done, text, table) = measure("1");
    assert_eq!(done, 0);
    assert!(
        text.contains("1 of 1 faults found by their clauses"),
        "{text}"
    );
    let fault = &table["faults"][0];
    assert_eq!(fault["named"], "CPS-17");
    let steps = &fault["random_trials"][0]["counterexample"]["steps"];
    assert!(
        steps.as_array().is_some_and(|steps| steps.len() > 2),
        "{steps}"
    );
    let (done, again, _) = measure("1");
    assert_eq!((done, again), (2, text));
    let (done, _, table) = measure("2");
    assert_eq!(done, 2);
    let trials = table["faults"][0]["random_trials"].as_array();
    assert_eq!(trials.map(Vec::len), Some(2));
}

#[test]
fn the_self_test_finds_a_fault_by_its_clause_and_saves_how() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["faults", "--only", "player-data-*", "--effort", "smoke"];
    let output = run(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let table = stdout(&output);
    assert!(
        table.contains("player-data-dropped             CPS-17  CPS-17"),
        "{table}"
    );
    let saved = std::fs::read_dir(folder.path().join("conformance-results")).unwrap();
    let path = saved.map(|entry| entry.unwrap().path()).next().unwrap();
    let output = run(folder.path(), &["replay", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

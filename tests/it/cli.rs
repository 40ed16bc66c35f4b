//! The program as a user meets it: help, messages and exit statuses.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::snapshots::snapshot;

/// Returns a call of the program in a folder, with nothing of the environment that changes it.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gamelift-conformance"));
    command.current_dir(folder).args(arguments);
    command.env_remove("CI").env_remove("NO_COLOR");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_help_of_every_command_fits_on_a_screen_and_shows_an_example() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["", "run", "replay", "serve", "faults", "spec"] {
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
mode = "fleet"

[targets]
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

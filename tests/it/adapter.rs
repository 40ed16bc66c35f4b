//! Backends whose game sessions an adapter provides: the example, and adapters that are none.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::program::{Running, run, stderr};
use crate::support::snapshots::snapshot;

/// Returns the command of the example, `None` where there is no Python.
///
/// Where `REQUIRE_PYTHON` is set, there has to be one.
fn example() -> Option<String> {
    let version = Command::new("python3").arg("--version").output();
    if version.is_ok_and(|output| output.status.success()) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/adapter");
        return Some(format!("python3 '{}/adapter.py'", folder.display()));
    }
    assert!(
        std::env::var_os("REQUIRE_PYTHON").is_none(),
        "python3 does not run"
    );
    eprintln!("NOT TESTED: the example adapter, because python3 does not run");
    None
}

#[test]
fn the_example_adapter_and_its_backend_conform() {
    let Some(example) = example() else { return };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("conformance.toml"),
        format!("[provision]\nmode = \"adapter\"\nadapter = \"{example}\"\n"),
    )
    .unwrap();
    let output = run(
        folder.path(),
        &[
            "run",
            "--effort",
            "smoke",
            "--strict",
            "--report",
            "json=report.json",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let clause = |id: &str| {
        let clauses = report["clauses"].as_array().unwrap();
        clauses.iter().find(|one| one["id"] == id).unwrap().clone()
    };
    for id in ["CPS-09", "CPS-24", "SRV-02", "SRV-07"] {
        assert_eq!(clause(id)["verdict"], "pass", "{id}");
    }
    let created = clause("CGS-02");
    assert_eq!(created["verdict"], "not exercised");
    let reason = created["reason"].as_str().unwrap();
    assert!(
        reason.contains("game sessions come from the adapter"),
        "{reason}"
    );
}

#[test]
fn a_backend_whose_clock_runs_by_itself_is_waited_for() {
    let Some(example) = example() else { return };
    let folder = tempfile::tempdir().unwrap();
    let adapter = format!("{example} 2");
    let told = ["run", "--provision", "adapter", "--adapter", &adapter];
    let more = ["--effort", "smoke", "--strict", "--tolerance", "500ms"];
    let report = ["--report", "json=report.json"];
    let output = run(folder.path(), &[&told[..], &more, &report].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let capabilities = report["target"]["capabilities"].as_array().unwrap();
    assert!(capabilities.iter().all(|one| one != "advanceable-clock"));
    let clauses = report["clauses"].as_array().unwrap();
    for id in ["CPS-09", "CPS-24", "CPS-25", "SRV-02"] {
        let clause = clauses.iter().find(|one| one["id"] == id).unwrap();
        assert_eq!(clause["verdict"], "pass", "{id}");
    }
    // The reservations of the last cases have timed out while they waited.
    assert!(report["summary"]["seconds"].as_f64().unwrap() > 2.0);
}

#[test]
fn a_counterexample_by_an_adapter_is_replayed_with_one() {
    let Some(example) = example() else { return };
    let folder = tempfile::tempdir().unwrap();
    // The backend holds reservations for a shorter time than is said.
    let arguments = ["run", "--provision", "adapter", "--adapter", &example];
    let told = [
        "--effort",
        "smoke",
        "--only",
        "CPS-24",
        "--reservation-timeout",
        "90s",
    ];
    let output = run(folder.path(), &[&arguments[..], &told[..]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let results = folder.path().join("conformance-results");
    let file = std::fs::read_dir(results).unwrap().next().unwrap().unwrap();
    let file = file.path().display().to_string();
    let output = run(folder.path(), &["replay", &file, "--adapter", &example]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let output = run(folder.path(), &["replay", &file]);
    assert_eq!(output.status.code(), Some(2));
    snapshot("replay-without-adapter", &stderr(&output));
}

#[track_caller]
fn fails(name: &str, script: &str, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("adapter.sh"), script).unwrap();
    let adapter = [
        "run",
        "--provision",
        "adapter",
        "--adapter",
        "sh adapter.sh",
    ];
    let output = run(folder.path(), &[&adapter[..], arguments].concat());
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    snapshot(&format!("adapter-{name}"), &stderr(&output));
}

#[test]
fn an_adapter_that_is_none_is_trouble_with_a_cure() {
    fails("ends", "echo 'no database' >&2\nexit 7\n", &[]);
    fails("talks", "read -r hello\necho 'Listening on 4566'\n", &[]);
    fails(
        "silent",
        "read -r hello\nread -r end\n",
        &["--command-timeout", "100ms"],
    );
    fails(
        "other-version",
        "read -r hello\necho '{\"hello\":{\"protocol\":2}}'\nread -r end\n",
        &[],
    );
    fails(
        "no-endpoint",
        "read -r hello\necho '{\"hello\":{\"protocol\":1}}'\nread -r end\n",
        &[],
    );
}

#[test]
fn ctrl_c_ends_an_adapter_too() {
    let folder = tempfile::tempdir().unwrap();
    let script = "echo $$ >id\necho ready >&2\nwhile true; do read -r line || true; done\n";
    std::fs::write(folder.path().join("adapter.sh"), script).unwrap();
    let mut running = Running::start(
        folder.path(),
        &[
            "run",
            "--provision",
            "adapter",
            "--adapter",
            "sh adapter.sh",
            "--command-timeout",
            "1m",
        ],
    );
    running.wait_for("adapter: ready");
    running.interrupt();
    let (status, _, lines) = running.end();
    assert_eq!(status, Some(130), "{lines:#?}");
    let id = std::fs::read_to_string(folder.path().join("id")).unwrap();
    let alive = Command::new("sh")
        .args(["-c", &format!("kill -0 {} 2>/dev/null", id.trim())])
        .status()
        .unwrap();
    assert!(!alive.success());
}

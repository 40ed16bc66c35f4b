//! Kept counterexamples in every report: what has become of each, told once.

use gamelift_conformance::findings::regression::Fate;
use gamelift_conformance::report::regressions::{RegressionRow, Regressions, State};
use gamelift_conformance::report::style::Style;
use gamelift_conformance::report::view::{Conclusion, RunFacts};
use gamelift_conformance::report::{json, junit, markdown};
use serde_json::{Value, json};

use super::{bytes, conclusion, sample, terminal_text};

fn row(file: &str, state: State) -> RegressionRow {
    let has_finding = !matches!(state, State::Unreadable(_));
    RegressionRow {
        file: format!("snapshots/ours/regressions/{file}.json"),
        key: has_finding.then(|| sample::key(sample::FULL, sample::full_shape())),
        state,
        is_removed: false,
    }
}

fn regressing() -> RunFacts {
    let mut run = sample::run();
    run.regressions = Some(Regressions {
        folder: "snapshots/ours/regressions".to_owned(),
        rows: vec![
            row("a", State::Replayed(Fate::Fixed)),
            row("b", State::Replayed(Fate::Accepted)),
            row("c", State::NotReplayed("not among --only".to_owned())),
            row("d", State::Unreadable("read d.json: torn".to_owned())),
        ],
        kept: vec!["snapshots/ours/regressions/e.json".to_owned()],
        left_out: vec!["not kept: the folder is full".to_owned()],
    });
    run
}

const FIXED: &str =
    "fixed: CPS-09  CreatePlayerSessions: expected GameSessionFullException got success";

#[test]
fn every_report_says_what_has_become_of_kept_counterexamples() {
    let (findings, run) = (sample::conforming(), regressing());
    assert_eq!(conclusion(&findings, &run), Conclusion::Conforms);
    let text = terminal_text(&findings, &run, Style::Plain);
    let told = "kept       1 fixed · 1 deviates as accepted · 1 not replayed · 1 not read · 1 new · snapshots/ours/regressions\n";
    assert!(text.contains(told), "{text}");
    let lines = [
        FIXED,
        "not replayed: CPS-09  CreatePlayerSessions: expected GameSessionFullException got success: not among --only",
        "not read: read d.json: torn",
        "new: snapshots/ours/regressions/e.json",
        "not kept: the folder is full",
        "what is fixed is removed by a run with --regressions prune",
    ];
    for line in lines {
        assert!(
            text.lines().any(|known| known.trim() == line),
            "{line}: {text}"
        );
    }

    let report: Value = serde_json::from_str(&bytes(&findings, &run, json::write)).unwrap();
    let regressions = &report["regressions"];
    let states: Vec<&Value> = regressions["replayed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["state"])
        .collect();
    assert_eq!(states, ["fixed", "accepted", "not-replayed", "unreadable"]);
    assert_eq!(regressions["replayed"][0]["clause"], "CPS-09");
    assert_eq!(regressions["replayed"][3].get("clause"), None);
    assert_eq!(
        regressions["kept"],
        json!(["snapshots/ours/regressions/e.json"])
    );

    for text in [
        bytes(&findings, &run, junit::write),
        bytes(&findings, &run, markdown::write),
    ] {
        assert!(
            text.contains(FIXED) && text.contains("not among --only"),
            "{text}"
        );
    }
}

#[test]
fn a_run_without_kept_counterexamples_says_nothing_of_them() {
    let (findings, run) = (sample::conforming(), sample::run());
    let text = terminal_text(&findings, &run, Style::Plain);
    assert!(!text.contains("kept"), "{text}");
    let report: Value = serde_json::from_str(&bytes(&findings, &run, json::write)).unwrap();
    assert_eq!(report.get("regressions"), None);
}

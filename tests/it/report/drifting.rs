//! Drift in every report: told apart from what is wrong, and as loud.

use gamelift_conformance::cli::exit_code::ExitCode;
use gamelift_conformance::report::drift::{Change, Drift};
use gamelift_conformance::report::style::Style;
use gamelift_conformance::report::view::{Conclusion, RunFacts, RunReport};
use gamelift_conformance::report::{json, junit, markdown};
use serde_json::{Value, json};

use super::{bytes, cases, conclusion, sample, terminal_text};

fn drifting() -> RunFacts {
    let mut run = sample::run();
    run.drift = Some(Drift {
        folder: "snapshots/ours".to_owned(),
        changes: vec![Change {
            snapshot: "profile".to_owned(),
            about: "U-16/terminated".to_owned(),
            lines: vec!["was refused".to_owned(), "now not-found".to_owned()],
        }],
        notes: vec!["1 scenario not seen by this run: scenarios/a".to_owned()],
        proposed: 1,
        recorded: 0,
    });
    run
}

#[test]
fn a_run_that_conforms_and_drifts_says_both() {
    let (findings, run) = (sample::conforming(), drifting());
    assert_eq!(conclusion(&findings, &run), Conclusion::Conforms);
    let catalog = sample::catalog();
    let code = ExitCode::of_run(&RunReport {
        catalog: &catalog,
        findings: &findings,
        run: &run,
    });
    assert_eq!(code, ExitCode::Violations);

    let text = terminal_text(&findings, &run, Style::Plain);
    let change =
        "DRIFT U-16/terminated  snapshots/ours/profile.snap\n  was refused\n  now not-found\n";
    assert!(text.starts_with(change), "{text}");
    let told =
        "recorded   1 change · 1 file to review · snapshots/ours\n           1 scenario not seen";
    assert!(text.contains(told), "{text}");
    assert!(
        text.trim_end()
            .ends_with(" conforms; 1 change since it was recorded"),
        "{text}"
    );

    let report: Value = serde_json::from_str(&bytes(&findings, &run, json::write)).unwrap();
    assert_eq!(report["summary"]["verdict"], "conforms");
    let expected = json!([{
        "snapshot": "profile",
        "about": "U-16/terminated",
        "lines": ["was refused", "now not-found"],
    }]);
    assert_eq!(report["snapshots"]["drift"], expected);

    let cases = cases(&bytes(&findings, &run, junit::write)).join("\n");
    assert!(
        cases.contains("run the failure: U-16/terminated"),
        "{cases}"
    );
    let markdown = bytes(&findings, &run, markdown::write);
    assert!(
        markdown.contains("### Drift") && markdown.contains("now not-found"),
        "{markdown}"
    );
}

#[test]
fn a_run_without_a_recording_says_nothing_of_it() {
    let (findings, run) = (sample::conforming(), sample::run());
    let text = terminal_text(&findings, &run, Style::Plain);
    assert!(!text.contains("recorded"), "{text}");
    let report: Value = serde_json::from_str(&bytes(&findings, &run, json::write)).unwrap();
    assert_eq!(report.get("snapshots"), None);
}

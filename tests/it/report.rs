//! The reports as people and programs see them, made from findings written by hand.

mod drifting;
mod regressing;
mod sample;
mod script;

use gamelift_conformance::findings::{CPS_15, CaseIndex, Findings};
use gamelift_conformance::report::style::Style;
use gamelift_conformance::report::view::{Conclusion, End, RunFacts, RunReport, Strictness};
use gamelift_conformance::report::{Reporter, deviations, json, junit, markdown, terminal};

use quick_junit::{NonSuccessKind, Report, TestCaseStatus};

use crate::support::snapshots::snapshot;

fn terminal_text(findings: &Findings, run: &RunFacts, style: Style) -> String {
    let catalog = sample::catalog();
    let report = RunReport {
        catalog: &catalog,
        findings,
        run,
    };
    let mut text = Vec::new();
    terminal::write(&report, style, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn bytes(findings: &Findings, run: &RunFacts, reporter: Reporter) -> String {
    let catalog = sample::catalog();
    let report = RunReport {
        catalog: &catalog,
        findings,
        run,
    };
    let mut bytes = Vec::new();
    reporter(&report, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn conclusion(findings: &Findings, run: &RunFacts) -> Conclusion {
    let catalog = sample::catalog();
    RunReport {
        catalog: &catalog,
        findings,
        run,
    }
    .conclusion()
}

#[test]
fn the_terminal_report_shows_each_failure_and_what_the_run_comes_to() {
    let text = terminal_text(&sample::violating(), &sample::run(), Style::Plain);
    snapshot("report-violates", &text);
}

#[test]
fn the_terminal_report_of_a_conforming_run_is_short() {
    let text = terminal_text(&sample::conforming(), &sample::run(), Style::Plain);
    snapshot("report-conforms", &text);
}

#[test]
fn colour_adds_no_text() {
    let plain = terminal_text(&sample::violating(), &sample::run(), Style::Plain);
    let coloured = terminal_text(&sample::violating(), &sample::run(), Style::Coloured);
    assert_ne!(plain, coloured);
    assert_eq!(plain, without_escapes(&coloured));
}

fn without_escapes(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |plain, part| {
        plain + part.split_once('m').expect("an escape ends with m").1
    })
}

#[test]
fn the_json_report_holds_every_clause_question_and_violation() {
    let (catalog, findings, run) = (sample::catalog(), sample::violating(), sample::run());
    let report = RunReport {
        catalog: &catalog,
        findings: &findings,
        run: &run,
    };
    let mut bytes = Vec::new();
    json::write(&report, &mut bytes).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["schema_version"], json::SCHEMA_VERSION);
    snapshot("report-json", &String::from_utf8(bytes).unwrap());
}

#[test]
fn should_violations_and_contradictions_count_in_a_strict_run_only() {
    let mut findings = sample::conforming();
    sample::fail_a_should(&mut findings);
    let mut run = sample::run();
    assert_eq!(conclusion(&findings, &run), Conclusion::Conforms);
    run.strictness = Strictness::Should;
    assert_eq!(conclusion(&findings, &run), Conclusion::Violates);

    let mut findings = sample::conforming();
    sample::contradict(&mut findings);
    assert_eq!(conclusion(&findings, &run), Conclusion::Violates);
    run.strictness = Strictness::Must;
    assert_eq!(conclusion(&findings, &run), Conclusion::Conforms);
}

#[test]
fn a_player_session_id_that_comes_in_two_cases_is_a_violation() {
    let run = sample::run();
    let mut findings = sample::conforming();
    assert_eq!(conclusion(&findings, &run), Conclusion::Conforms);
    sample::repeat_an_id(&mut findings);
    assert_eq!(conclusion(&findings, &run), Conclusion::Violates);
    let text = terminal_text(&findings, &run, Style::Plain);
    snapshot("report-repeated-id", &text);
    let report = RunReport {
        catalog: &sample::catalog(),
        findings: &findings,
        run: &run,
    };
    let mut bytes = Vec::new();
    json::write(&report, &mut bytes).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["player_session_ids"]["repeated"], 1);
    assert_eq!(value["violations"][0]["clause"], "CPS-15");
    assert_eq!(value["violations"][0]["case"], 12);
}

/// Returns how each deviation fared: its state, how often it showed and whether it is outdated.
fn fates(findings: &Findings, run: &RunFacts) -> Vec<(&'static str, u64, bool)> {
    let catalog = sample::catalog();
    let report = RunReport {
        catalog: &catalog,
        findings,
        run,
    };
    let rows = deviations::rows(&report).into_iter();
    rows.map(|row| (row.state.name(), row.count, row.is_outdated))
        .collect()
}

#[test]
fn accepted_deviations_are_shown_apart_and_do_not_count() {
    let (findings, run) = (sample::deviating(), sample::accepting());
    assert_eq!(conclusion(&findings, &run), Conclusion::Conforms);
    assert_eq!(fates(&findings, &run), [("matched", 214, false)]);
    let text = terminal_text(&findings, &run, Style::Plain);
    snapshot("report-deviates", &text);
    let report = RunReport {
        catalog: &sample::catalog(),
        findings: &findings,
        run: &run,
    };
    let mut bytes = Vec::new();
    json::write(&report, &mut bytes).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["violations"], serde_json::json!([]));
    snapshot(
        "report-json-deviations",
        &serde_json::to_string_pretty(&value["deviations"]).unwrap(),
    );
    let mut strict = run;
    strict.strictness = Strictness::Should;
    assert_eq!(conclusion(&findings, &strict), Conclusion::Conforms);
}

#[test]
fn a_deviation_that_no_longer_shows_is_out_of_date() {
    let (findings, mut run) = (sample::conforming(), sample::accepting());
    assert_eq!(conclusion(&findings, &run), Conclusion::Outdated);
    assert_eq!(fates(&findings, &run), [("unexpected-pass", 0, true)]);
    snapshot(
        "report-outdated",
        &terminal_text(&findings, &run, Style::Plain),
    );
    // A run that did not come to its end says nothing about it.
    for end in [End::OutOfTime, End::FirstViolation, End::Broken] {
        run.end = end;
        assert_eq!(fates(&findings, &run), [("unmatched", 0, false)]);
    }
}

#[test]
fn a_deviation_is_accepted_until_its_last_day() {
    let mut run = sample::accepting();
    run.deviations.0[0].expires = Some(run.today);
    assert_eq!(fates(&sample::deviating(), &run), [("matched", 214, false)]);
    run.today = sample::day(2026, 11, 27);
    assert_eq!(fates(&sample::deviating(), &run), [("expired", 214, true)]);
    assert_eq!(fates(&sample::conforming(), &run), [("expired", 0, true)]);
    assert_eq!(conclusion(&sample::deviating(), &run), Conclusion::Outdated);
}

#[test]
fn a_deviation_of_what_was_not_exercised_counts_where_nobody_asked_for_less() {
    let mut findings = sample::conforming();
    findings.clauses.remove(&sample::FULL);
    let mut run = sample::accepting();
    assert_eq!(fates(&findings, &run), [("unmatched", 0, true)]);
    run.left_out = vec!["--effort smoke".to_owned()];
    assert_eq!(fates(&findings, &run), [("unmatched", 0, false)]);
    run.left_out.clear();
    run.suites.clear();
    assert_eq!(fates(&findings, &run), [("unmatched", 0, false)]);
    let mut run = sample::accepting();
    run.only = Some([sample::ORDER].into());
    run.deviations.0[0].expires = Some(sample::day(2020, 1, 1));
    assert_eq!(fates(&findings, &run), [("unmatched", 0, false)]);
}

#[test]
fn ids_that_came_twice_can_be_accepted() {
    let mut findings = sample::conforming();
    sample::repeat_an_id(&mut findings);
    let mut run = sample::accepting();
    run.deviations.0[0].clause = CPS_15;
    run.deviations.0[0].shape = None;
    assert_eq!(conclusion(&findings, &run), Conclusion::Conforms);
    assert_eq!(fates(&findings, &run), [("matched", 1, false)]);
    let text = terminal_text(&findings, &run, Style::Plain);
    assert!(!text.contains("FAIL"), "{text}");
}

#[test]
fn a_deviation_never_excuses_trouble() {
    let (mut findings, run) = (sample::deviating(), sample::accepting());
    findings.trouble.insert("lost".to_owned(), CaseIndex(3));
    assert_eq!(conclusion(&findings, &run), Conclusion::Trouble);
}

#[test]
fn a_violation_outweighs_trouble_and_trouble_outweighs_doubt() {
    let mut run = sample::run();
    run.end = End::Broken;
    assert_eq!(conclusion(&sample::violating(), &run), Conclusion::Violates);
    assert_eq!(conclusion(&sample::conforming(), &run), Conclusion::Trouble);
    let mut findings = sample::conforming();
    findings.trouble.insert("lost".to_owned(), CaseIndex(3));
    run.end = End::Finished;
    assert_eq!(conclusion(&findings, &run), Conclusion::Trouble);
    assert_eq!(
        conclusion(&Findings::default(), &run),
        Conclusion::Inconclusive
    );
    run.end = End::Interrupted;
    assert_eq!(
        conclusion(&sample::conforming(), &run),
        Conclusion::Inconclusive
    );
}

/// Returns each test case that is no plain success: its name and what it is, of a `JUnit` report.
fn cases(xml: &str) -> Vec<String> {
    let report = Report::deserialize_from_str(xml).unwrap();
    let suites = report.test_suites.iter();
    let cases = suites.flat_map(|suite| suite.test_cases.iter().map(move |case| (suite, case)));
    cases
        .filter_map(|(suite, case)| {
            let (what, message) = match &case.status {
                TestCaseStatus::Success { .. } => (
                    "told",
                    case.system_out
                        .as_ref()?
                        .as_str()
                        .lines()
                        .next()
                        .map(str::to_owned),
                ),
                TestCaseStatus::Skipped { message, .. } => (
                    "skipped",
                    message.as_ref().map(|message| message.as_str().to_owned()),
                ),
                TestCaseStatus::NonSuccess { kind, message, .. } => (
                    match kind {
                        NonSuccessKind::Failure => "failure",
                        NonSuccessKind::Error => "error",
                    },
                    message.as_ref().map(|message| message.as_str().to_owned()),
                ),
            };
            let id = case.name.split(' ').next().unwrap_or_default();
            Some(format!("{} {id} {what}: {}", suite.name.as_str(), message?))
        })
        .collect()
}

#[test]
fn the_junit_report_has_a_case_for_each_clause() {
    let (mut findings, run) = (sample::violating(), sample::run());
    snapshot("report-junit", &bytes(&findings, &run, junit::write));
    findings.trouble.insert("lost".to_owned(), CaseIndex(3));
    let shape = "CreatePlayerSessions: expected GameSessionFullException got success";
    assert_eq!(
        cases(&bytes(&findings, &run, junit::write)),
        [
            "core CPS-01 skipped: a run sees one kind of fleet",
            &format!("core CPS-09 failure: {shape}"),
            "core CPS-15 skipped: no plan reached it",
            "core CPS-17 told: does not count against the target without --strict:",
            "core CPS-27 skipped: no plan reached it",
            "temporal CPS-24 skipped: suite temporal not selected",
            "run the error: failed to lost (first in case 3)",
            "run open told: U-04 answered allowed and invalid-request (cases 5, 9)",
        ]
    );
    let mut strict = run;
    strict.strictness = Strictness::Should;
    sample::contradict(&mut findings);
    let cases = cases(&bytes(&findings, &strict, junit::write)).join("\n");
    assert!(
        cases.contains("core CPS-17 failure: DescribePlayerSessions"),
        "{cases}"
    );
    assert!(cases.contains("run open failure: U-04 answered"), "{cases}");
}

#[test]
fn the_junit_report_skips_what_deviates_and_fails_what_is_out_of_date() {
    let mut run = sample::accepting();
    run.deviations.0[0].reason = "\u{1}not \u{1b}[31m<yet> & \"soon\" \u{fffe}".to_owned();
    let deviating = cases(&bytes(&sample::deviating(), &run, junit::write)).join("\n");
    assert!(
        deviating.contains("core CPS-09 skipped: deviates as accepted: not "),
        "{deviating}"
    );
    assert!(deviating.contains("<yet> & \"soon\""), "{deviating}");
    let outdated = cases(&bytes(&sample::conforming(), &run, junit::write)).join("\n");
    assert!(
        outdated.contains("core CPS-09 failure: CPS-09 was decided in 214"),
        "{outdated}"
    );
}

#[test]
fn the_markdown_summary_shows_each_failure_and_what_is_accepted() {
    let (findings, run) = (sample::violating(), sample::run());
    snapshot("report-markdown", &bytes(&findings, &run, markdown::write));
    let accepted = bytes(&sample::deviating(), &sample::accepting(), markdown::write);
    snapshot("report-markdown-deviates", &accepted);
}

#[test]
fn the_markdown_summary_fits_on_a_page_whatever_was_found() {
    let (mut findings, mut run) = (sample::violating(), sample::run());
    let (key, group) = findings.groups.pop_first().unwrap();
    for number in 0..5_000 {
        let mut key = key.clone();
        key.shape.actual = format!("status {number}");
        run.saved.insert(key.clone(), "x".repeat(200));
        findings.groups.insert(key, group.clone());
        findings
            .trouble
            .insert(format!("reach {number}"), CaseIndex(number));
    }
    let text = bytes(&findings, &run, markdown::write);
    assert!(text.len() < 900 * 1024, "{}", text.len());
    assert!(text.contains("more are left out here"), "{}", text.len());
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
}

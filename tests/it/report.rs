//! The reports as people and programs see them, made from findings written by hand.

mod sample;
mod script;

use gamelift_conformance::findings::{CaseIndex, Findings};
use gamelift_conformance::report::style::Style;
use gamelift_conformance::report::view::{Conclusion, End, RunFacts, RunReport, Strictness};
use gamelift_conformance::report::{json, terminal};

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

//! The oracle and the emulator, held against each other without a network.
//!
//! Neither knows the other: that they agree on every plan, and disagree where the emulator has
//! a fault, is what makes either worth trusting.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use gamelift_conformance::check::case::judge_case;
use gamelift_conformance::emulator::faults::Fault;
use gamelift_conformance::emulator::manners::Manner;
use gamelift_conformance::emulator::questions::Question;
use gamelift_conformance::emulator::settings::Settings;
use gamelift_conformance::emulator::variations::{Variation, Variations};
use gamelift_conformance::findings::{CaseIndex, Findings};
use gamelift_conformance::model::terms::Terms;
use gamelift_conformance::plan::generate::{NumberedPlan, Planner};
use gamelift_conformance::plan::inputs::{Capabilities, Capability, Effort, Phases, PlanInputs};
use gamelift_conformance::plan::step::Wire;
use gamelift_conformance::self_test::in_process::InProcess;
use gamelift_conformance::self_test::legal::Legal;
use gamelift_conformance::self_test::profile::Profile;
use gamelift_conformance::spec::catalog::Catalog;
use gamelift_conformance::spec::clause::Suite;
use gamelift_conformance::spec::id::ClauseId;

fn inputs(seed: u64, effort: Effort) -> PlanInputs {
    let mut capabilities = Capabilities::whole(&Wire::ALL);
    let times = [Capability::AdvanceableClock, Capability::ActivationTimeout];
    capabilities.0.extend(times);
    PlanInputs {
        effort,
        suites: BTreeSet::from([Suite::Core, Suite::Wire, Suite::Temporal]),
        phases: Phases::Both,
        capabilities,
        seed,
        cases: None,
        only: None,
    }
}

fn plans(inputs: PlanInputs) -> Vec<NumberedPlan> {
    Planner::new(inputs).collect()
}

fn run(settings: Settings, plans: &[NumberedPlan]) -> Findings {
    run_late(settings, plans, Duration::ZERO)
}

/// Runs against an emulator that may be so late.
fn run_late(settings: Settings, plans: &[NumberedPlan], tolerance: Duration) -> Findings {
    let terms = Terms {
        activation_timeout: settings.activation_timeout,
        tolerance,
        ..Terms::default()
    };
    let service = InProcess::new(settings);
    let mut findings = Findings::default();
    for numbered in plans {
        let case = service.run(CaseIndex(numbered.index), &numbered.plan, &terms);
        let judgement = judge_case(&case.history, &terms);
        findings.merge(Findings::of_case(&case, &judgement));
    }
    findings
}

/// Tells the violations one by one, with the history that each was first seen in.
fn story(findings: &Findings) -> String {
    let mut groups: Vec<_> = findings.groups.values().collect();
    groups.sort_by_key(|group| group.witness.index);
    let mut story = String::new();
    for group in groups {
        let violation = &group.violation;
        let _ = write!(
            story,
            "{} x{} case {} at {} (seen at {}): {}\n  {}\n",
            violation.clause,
            group.count,
            group.witness.index.0,
            violation.guilty,
            violation.symptom,
            violation.shape,
            violation.detail
        );
        for operation in &group.witness.history.operations {
            let mut line = format!("{:?} -> {:?}", operation.act, operation.outcome);
            line.truncate(2500);
            let _ = writeln!(story, "    {} {line}", operation.label);
        }
    }
    story
}

#[test]
fn the_reference_conforms_and_exercises_every_clause_in_reach() {
    let findings = run(Settings::default(), &plans(inputs(0, Effort::Standard)));
    assert!(findings.groups.is_empty(), "{}", story(&findings));
    assert!(
        findings.inconclusive.is_empty(),
        "{:?}",
        findings.inconclusive
    );
    let unexercised: Vec<String> = Catalog::embedded()
        .clauses
        .values()
        .filter(|clause| clause.unreachable.is_none())
        .filter(|clause| !findings.clauses.contains_key(&clause.id))
        .map(|clause| clause.id.to_string())
        .collect();
    assert!(
        unexercised.is_empty(),
        "not exercised: {}",
        unexercised.join(" ")
    );
}

#[test]
fn every_variation_conforms_and_is_recognised_among_others() {
    let plans = plans(inputs(1, Effort::Smoke));
    let all: Vec<Variation> = Variation::all().collect();
    for number in 0.. {
        let of_question = |question| {
            all.iter()
                .filter(move |one| one.question() == Some(question))
        };
        let questions = Question::ALL.into_iter();
        let others: Vec<Variation> = questions
            .filter_map(|question| of_question(question).nth(number).copied())
            .collect();
        if others.is_empty() {
            break;
        }
        let legal = Legal {
            name: format!("other answer {number}"),
            variations: Variations::new(others).unwrap(),
        };
        check_legal(&legal, &plans);
    }
}

#[test]
fn combinations_of_variations_conform_and_are_recognised() {
    let plans = plans(inputs(2, Effort::Smoke));
    for number in 1..=3 {
        check_legal(&Legal::combination(0, number), &plans);
    }
}

#[track_caller]
fn check_legal(legal: &Legal, plans: &[NumberedPlan]) {
    let settings = Settings {
        variations: legal.variations.clone(),
        ..Settings::default()
    };
    let findings = run_late(settings, plans, legal.tolerance());
    let told = format!("{}: {:?}", legal.name, legal.variations);
    assert!(findings.groups.is_empty(), "{told}: {}", story(&findings));
    assert!(
        findings.inconclusive.is_empty(),
        "{told}: {:?}",
        findings.inconclusive
    );
    let profile = Profile::of(&findings, &legal.variations);
    assert_eq!(profile.differing, [], "{told}");
}

#[test]
fn lateness_is_legal_up_to_the_tolerance_and_a_violation_beyond_it() {
    let plans = plans(PlanInputs {
        suites: BTreeSet::from([Suite::Temporal]),
        ..inputs(3, Effort::Smoke)
    });
    let wrong = |fault: Fault| Settings {
        faults: BTreeSet::from([fault]),
        ..Settings::default()
    };
    let late = |manner| Settings {
        variations: Variations::from(Variation::Manner(manner)),
        ..Settings::default()
    };
    // A slot that opens late looks as if a refused call had taken it, too (CPS-36).
    let held = ["CPS-24", "CPS-36"];
    let settings = [
        (late(Manner::LateTimeouts), 1_000, held.to_vec()),
        (
            late(Manner::LateSlots),
            1_000,
            vec!["CPS-24", "CPS-36", "CPS-45"],
        ),
        // Descriptions that are late hide what was just created or set, and what has just ended.
        (
            late(Manner::LateDescriptions),
            1_000,
            vec!["CPS-24", "DPS-01", "DPS-04", "GSS-06", "UGS-02"],
        ),
        (
            wrong(Fault::ReservationTimesOutASecondLate),
            1_000,
            held.to_vec(),
        ),
        (wrong(Fault::ReservationTimesOutLate), 1_500, held.to_vec()),
    ];
    for (settings, millis, expected) in settings {
        let expected = expected.into_iter().map(ClauseId::of).collect();
        let lateness = Duration::from_millis(millis);
        let findings = run_late(settings.clone(), &plans, lateness);
        assert!(findings.groups.is_empty(), "{}", story(&findings));
        assert!(findings.inconclusive.is_empty());
        let short = Duration::from_millis(millis - 50);
        let findings = run_late(settings, &plans, short);
        let clauses: BTreeSet<ClauseId> = findings.groups.keys().map(|key| key.clause).collect();
        assert_eq!(clauses, expected);
    }
}

#[test]
fn a_deadline_one_second_late_is_found_within_50_commands() {
    let settings = Settings {
        faults: BTreeSet::from([Fault::ReservationTimesOutASecondLate]),
        ..Settings::default()
    };
    for phases in [Phases::Edge, Phases::Random] {
        let mut commands: Vec<u64> = (0..5)
            .map(|seed| {
                let plans = Planner::new(PlanInputs {
                    suites: BTreeSet::from([Suite::Temporal]),
                    phases,
                    ..inputs(seed, Effort::Standard)
                });
                let mut sent = 0;
                for plan in plans {
                    let findings = run(settings.clone(), &[plan]);
                    sent += findings.commands;
                    if !findings.groups.is_empty() {
                        return sent;
                    }
                }
                panic!("seed {seed} misses it");
            })
            .collect();
        commands.sort_unstable();
        assert!(commands[2] <= 50, "{phases:?}: {commands:?}");
    }
}

#[test]
fn every_fault_is_found_under_its_own_clause_first() {
    let plans = plans(inputs(0, Effort::Smoke));
    for row in &Catalog::embedded().faults {
        let fault =
            Fault::parse(&row.name).expect("the table and the emulator name the same faults");
        // In process, nothing is ever in flight with anything.
        if fault.takes_several() {
            continue;
        }
        let settings = Settings {
            faults: BTreeSet::from([fault]),
            ..Settings::default()
        };
        // The first plan that shows anything decides.
        let findings = plans
            .iter()
            .map(|plan| run(settings.clone(), std::slice::from_ref(plan)))
            .find(|findings| !findings.groups.is_empty())
            .unwrap_or_else(|| panic!("{} is missed", row.name));
        let groups = findings.groups.values();
        let first = groups.min_by_key(|group| group.violation.symptom);
        assert_eq!(
            first.map(|group| group.violation.clause),
            Some(row.clause),
            "{}: {}",
            row.name,
            story(&findings)
        );
    }
}

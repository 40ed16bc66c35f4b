//! Regressions: counterexamples of earlier runs, kept and carried out again before anything else.
//!
//! What a run finds by its own plans is the same with and without them: of a regression only what
//! it breaks is added.

use std::sync::Arc;

use super::{CaseIndex, CaseRecord, Counterexample, Findings, Group, GroupKey, grouped};
use crate::check::case::CaseJudgement;
use crate::history::{History, Label};
use crate::plan::step::Plan;
use crate::verdict::{Verdict, Violation};

/// A counterexample of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regression {
    /// Its file.
    pub file: String,
    /// The finding that it shows.
    pub key: GroupKey,
    /// The step at which its clause was broken.
    pub guilty: Label,
    /// The seed of the run that found it.
    pub seed: u64,
    /// The case of that run that was shrunk.
    pub case: CaseIndex,
    /// The plan.
    pub plan: Plan,
    /// Steps of the plan that was shrunk.
    pub shrunk_from: u64,
}

/// A regression that was carried out again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// The regression.
    pub regression: Arc<Regression>,
    /// What happened.
    pub record: CaseRecord,
    /// What it was judged to be.
    pub judgement: CaseJudgement,
    /// What that comes to.
    pub fate: Fate,
}

/// What came of a counterexample that was carried out again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It shows its finding again.
    Fails,
    /// It shows another finding instead.
    FailsOtherwise(GroupKey),
    /// It shows its finding again, which the target's users accept.
    Accepted,
    /// The step that was guilty was carried out, and nothing is broken.
    Fixed,
    /// Whether it is fixed was not decided, with the reason.
    Undecided(String),
}

impl Fate {
    /// Returns what came of a counterexample of that finding; `trouble` is why it broke off.
    pub fn of(
        (key, guilty): (&GroupKey, Label),
        (history, trouble): (&History, Option<String>),
        judgement: &CaseJudgement,
    ) -> Self {
        let is_same = |one: &Violation| one.clause == key.clause && one.shape == key.shape;
        if judgement.violations.iter().any(is_same) {
            return Self::Fails;
        }
        if let Some(other) = judgement.violations.first() {
            return Self::FailsOtherwise(GroupKey {
                clause: other.clause,
                shape: other.shape.clone(),
            });
        }
        if judgement.accepted.iter().any(is_same) {
            return Self::Accepted;
        }
        if let Some(reason) = trouble.or_else(|| judgement.inconclusive.clone()) {
            return Self::Undecided(reason);
        }
        // A right reply may exercise other clauses than the wrong one did.
        let mut operations = history.operations.iter();
        if operations.any(|operation| operation.label == guilty) {
            Self::Fixed
        } else {
            Self::Undecided("the step that was guilty was skipped".to_owned())
        }
    }

    /// Returns the fate as the JSON report spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Fails => "fails",
            Self::FailsOtherwise(_) => "fails-otherwise",
            Self::Accepted => "accepted",
            Self::Fixed => "fixed",
            Self::Undecided(_) => "undecided",
        }
    }
}

impl Findings {
    /// Adds what a regression breaks; what the run's own plans show of the same is kept.
    pub fn add_regression(&mut self, replayed: &Replayed) {
        let Replayed {
            regression,
            record,
            judgement,
            ..
        } = replayed;
        for (clause, verdict) in &judgement.verdicts {
            match verdict {
                Verdict::Fail => self.clauses.entry(*clause).or_default().failed += 1,
                Verdict::Deviates => self.clauses.entry(*clause).or_default().deviated += 1,
                Verdict::Pass | Verdict::Inconclusive | Verdict::NotExercised => {}
            }
        }
        for (key, group) in grouped(record, &judgement.violations) {
            let is_its_own = key == regression.key;
            let counterexample = is_its_own.then(|| Counterexample {
                case: record.clone(),
                violation: group.violation.clone(),
                shrunk_from: regression.shrunk_from,
                commands_spent: 0,
                reproduced: (1, 1),
            });
            let known = self.groups.entry(key).or_insert_with(|| Group {
                count: 0,
                counterexample,
                regression: Some(Arc::clone(regression)),
                ..group.clone()
            });
            known.count += group.count;
        }
        for (key, group) in grouped(record, &judgement.accepted) {
            let known = self.accepted.entry(key).or_insert_with(|| Group {
                count: 0,
                regression: Some(Arc::clone(regression)),
                ..group.clone()
            });
            known.count += group.count;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::findings::Tally;
    use crate::history::{Act, Heads, Interval, Operation, Outcome};
    use crate::spec::id::ClauseId;
    use crate::verdict::{Blame, Shape};

    const FULL: ClauseId = ClauseId::of("CPS-09");

    fn key(actual: &str) -> GroupKey {
        GroupKey {
            clause: FULL,
            shape: Shape::new("CreatePlayerSession", vec!["success".to_owned()], actual),
        }
    }

    fn violation(actual: &str) -> Violation {
        Violation {
            clause: FULL,
            guilty: Label(1),
            symptom: Label(1),
            shape: key(actual).shape,
            detail: String::new(),
            blame: Blame::Explained,
        }
    }

    fn judged(verdict: Verdict, violations: &[&str], accepted: &[&str]) -> CaseJudgement {
        CaseJudgement {
            violations: violations.iter().map(|actual| violation(actual)).collect(),
            accepted: accepted.iter().map(|actual| violation(actual)).collect(),
            verdicts: [(FULL, verdict)].into(),
            ..CaseJudgement::default()
        }
    }

    /// Returns a history of one operation, which is that of the first step.
    fn history() -> History {
        History {
            operations: vec![Operation {
                label: Label(1),
                client: 0,
                act: Act::Advance,
                outcome: Outcome::Done,
                pages: Vec::new(),
                heads: Heads::default(),
                order: Interval::at(Duration::ZERO),
                target_time: Interval::at(Duration::ZERO),
            }],
        }
    }

    fn fate(judgement: &CaseJudgement) -> Fate {
        let finding = (&key("status 500"), Label(1));
        Fate::of(finding, (&history(), None), judgement)
    }

    #[test]
    fn only_what_was_carried_out_and_decided_is_fixed() {
        let conforming = CaseJudgement::default();
        assert_eq!(fate(&conforming), Fate::Fixed);
        let finding = (&key("status 500"), Label(1));
        let skipped = Fate::of(finding, (&History::default(), None), &conforming);
        let reason = "the step that was guilty was skipped".to_owned();
        assert_eq!(skipped, Fate::Undecided(reason));
        let reason = || "failed to connect".to_owned();
        let broken_off = Fate::of(finding, (&history(), Some(reason())), &conforming);
        assert_eq!(broken_off, Fate::Undecided(reason()));
        let undecided = CaseJudgement {
            inconclusive: Some("too many beliefs".to_owned()),
            ..CaseJudgement::default()
        };
        let reason = "too many beliefs".to_owned();
        assert_eq!(fate(&undecided), Fate::Undecided(reason));
    }

    #[test]
    fn what_fails_in_its_own_shape_fails_and_in_another_fails_otherwise() {
        let both = judged(Verdict::Fail, &["status 404", "status 500"], &[]);
        assert_eq!(fate(&both), Fate::Fails);
        let other = judged(Verdict::Fail, &["status 404"], &["status 500"]);
        assert_eq!(fate(&other), Fate::FailsOtherwise(key("status 404")));
        let accepted = judged(Verdict::Deviates, &[], &["status 500"]);
        assert_eq!(fate(&accepted), Fate::Accepted);
        let another = judged(Verdict::Deviates, &[], &["status 404"]);
        assert_eq!(fate(&another), Fate::Fixed);
    }

    fn replayed(judgement: CaseJudgement) -> Replayed {
        let case = CaseIndex(41);
        Replayed {
            regression: Arc::new(Regression {
                file: "CPS-09.json".to_owned(),
                key: key("status 500"),
                guilty: Label(1),
                seed: 7,
                case,
                plan: Plan::default(),
                shrunk_from: 9,
            }),
            record: CaseRecord {
                index: case,
                plan: Plan::default(),
                history: History::default(),
                commands: 3,
                skipped: 0,
            },
            fate: fate(&judgement),
            judgement,
        }
    }

    #[test]
    fn what_conforms_adds_nothing_to_the_findings() {
        let mut findings = Findings::default();
        findings.add_regression(&replayed(judged(Verdict::Pass, &[], &[])));
        assert_eq!(findings, Findings::default());
    }

    #[test]
    fn a_finding_of_the_runs_own_plans_stays_theirs() {
        let judgement = judged(Verdict::Fail, &["status 500", "status 404"], &[]);
        let one = replayed(judgement);
        let own = CaseRecord {
            index: CaseIndex(3),
            ..one.record.clone()
        };
        let mut findings = Findings {
            groups: grouped(&own, &[violation("status 500")]),
            ..Findings::default()
        };
        findings.add_regression(&one);
        let group = &findings.groups[&key("status 500")];
        assert_eq!((group.count, group.witness.index), (2, CaseIndex(3)));
        assert_eq!(group.regression, None);
        let other = &findings.groups[&key("status 404")];
        assert!(other.regression.is_some() && other.counterexample.is_none());
        let tally = Tally {
            failed: 1,
            ..Tally::default()
        };
        assert_eq!(findings.clauses[&FULL], tally);
        assert_eq!((findings.cases, findings.commands), (0, 0));
    }

    #[test]
    fn a_finding_of_a_regression_alone_is_as_small_as_it_was() {
        let mut findings = Findings::default();
        findings.add_regression(&replayed(judged(Verdict::Fail, &["status 500"], &[])));
        let group = &findings.groups[&key("status 500")];
        let found = group.counterexample.as_ref().unwrap();
        assert_eq!((found.shrunk_from, found.commands_spent), (9, 0));
        assert_eq!(group.regression.as_ref().unwrap().seed, 7);
    }

    #[test]
    fn an_accepted_finding_counts_as_one_that_showed() {
        let mut findings = Findings::default();
        findings.add_regression(&replayed(judged(Verdict::Deviates, &[], &["status 500"])));
        assert_eq!(findings.accepted[&key("status 500")].count, 1);
        assert_eq!(findings.clauses[&FULL].deviated, 1);
        assert!(findings.groups.is_empty());
    }
}

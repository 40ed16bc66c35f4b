//! The self-test: what runs against a fault of the emulator find, and how soon.
//!
//! A fault must be found, and the clause that `specs/faults.toml` names must be the first to
//! fail. A variation is legal, so nothing may fail at all.

pub mod in_process;
pub mod minimum;
pub mod open_case;
pub mod record;
pub mod table;
pub mod trial;
mod vocabulary;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::check::case::CaseJudgement;
use crate::findings::{CaseIndex, CaseRecord, GroupKey};
use crate::history::Act;
use crate::plan::generate::{NumberedPlan, Phase};
use crate::runner::observer::Observer;
use crate::spec::id::ClauseId;
use crate::verdict::Violation;

/// Notes what each case of a run finds.
#[derive(Debug, Default)]
pub struct Detector(Mutex<BTreeMap<CaseIndex, Noted>>);

/// What matters of one case.
#[derive(Debug)]
struct Noted {
    is_random: bool,
    commands: u64,
    first: Option<(ClauseId, u64)>,
}

/// The first violation of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First {
    /// The clause that is blamed.
    pub clause: ClauseId,
    /// The case.
    pub case: CaseIndex,
    /// The commands until then, in the order of the plans' numbers, with the guilty one.
    pub commands: u64,
}

/// The first violation of a run, and the first that random plans alone would have met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detection {
    /// Over all plans.
    pub any: Option<First>,
    /// Over the random ones.
    pub random: Option<First>,
}

impl Detector {
    /// Returns what was found, the same for every order in which the cases ran.
    pub fn detection(&self) -> Detection {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Detection {
            any: first(noted.iter()),
            random: first(noted.iter().filter(|(_, case)| case.is_random)),
        }
    }
}

fn first<'a>(cases: impl Iterator<Item = (&'a CaseIndex, &'a Noted)>) -> Option<First> {
    let mut before = 0;
    for (index, case) in cases {
        if let Some((clause, commands)) = case.first {
            return Some(First {
                clause,
                case: *index,
                commands: before + commands,
            });
        }
        before += case.commands;
    }
    None
}

impl Observer for Detector {
    fn case_ended(&self, plan: &NumberedPlan, case: &CaseRecord, judgement: &CaseJudgement) {
        let noted = Noted {
            is_random: plan.phase == Phase::Random,
            commands: case.commands,
            first: judgement
                .violations
                .first()
                .map(|violation| (violation.clause, commands_until(case, violation))),
        };
        let mut cases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cases.insert(case.index, noted);
    }

    fn case_broke_off(&self, _: &NumberedPlan, _: &str) {}

    fn shrinking_begun(&self, _: &GroupKey) {}
}

fn commands_until(case: &CaseRecord, violation: &Violation) -> u64 {
    let operations = &case.history.operations;
    let end = operations
        .iter()
        .position(|operation| operation.label == violation.symptom)
        .map_or(operations.len(), |position| position + 1);
    let commands = operations.iter().take(end);
    commands
        .filter(|operation| operation.act != Act::Advance)
        .count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAUSE: ClauseId = ClauseId::of("CPS-09");

    fn noted(is_random: bool, commands: u64, first: Option<u64>) -> Noted {
        Noted {
            is_random,
            commands,
            first: first.map(|commands| (CLAUSE, commands)),
        }
    }

    #[test]
    fn commands_are_counted_in_the_order_of_the_plans() {
        let detector = Detector::default();
        detector.0.lock().unwrap().extend([
            (CaseIndex(9), noted(true, 20, Some(7))),
            (CaseIndex(2), noted(false, 5, Some(4))),
            (CaseIndex(1), noted(false, 10, None)),
            (CaseIndex(8), noted(true, 30, None)),
        ]);
        let first = |case, commands| {
            Some(First {
                clause: CLAUSE,
                case: CaseIndex(case),
                commands,
            })
        };
        assert_eq!(
            detector.detection(),
            Detection {
                any: first(2, 14),
                random: first(9, 37),
            }
        );
    }

    #[test]
    fn nothing_is_found_where_nothing_was_run() {
        assert_eq!(Detector::default().detection(), Detection::default());
    }
}

//! The search for the true minimum: whether a plan of fewer steps shows the same violation.
//!
//! Plans of a small vocabulary are played against the emulator's machine, the shorter ones
//! first, and judged by the model. Two plans that lead to the same state of the emulator and to
//! the same beliefs are gone on with once. So that no shorter plan was found is a proof as far
//! as the vocabulary goes.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::in_process::InProcess;
use super::open_case::OpenCase;
use super::vocabulary::{Vocabulary, next_label};
use crate::api::action::Action;
use crate::check::case::{beliefs, judge_case};
use crate::findings::GroupKey;
use crate::history::Act;
use crate::model::terms::Terms;
use crate::plan::step::{Plan, PlanStep, Step};

/// What came of the search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Plans that were looked at.
    pub candidates: u64,
    /// What that tells.
    pub minimum: Minimum,
}

/// Whether a plan is as short as any that shows its violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Minimum {
    /// It is: no plan of fewer steps shows it.
    Reached,
    /// It is not: this one shows it too.
    Missed(Plan),
    /// No plan of so many steps shows it; longer ones were not all tried.
    NotSearchedBeyond(usize),
}

/// Looks for a plan of fewer steps than `found` that shows the violation `key`.
pub fn search(
    service: &InProcess,
    (key, found): (&GroupKey, &Plan),
    terms: &Terms,
    candidates_max: u64,
) -> Search {
    let mut frontier = Frontier {
        service,
        key,
        terms,
        vocabulary: Vocabulary::of(found),
        plans: vec![Plan::default()],
        seen: BTreeSet::new(),
        candidates: 0,
        candidates_max,
    };
    let mut minimum = Minimum::Reached;
    for steps in 1..found.steps.len() {
        match frontier.extend(steps + 1 == found.steps.len()) {
            Extension::Exhausted => {}
            Extension::Found(plan) => {
                minimum = Minimum::Missed(plan);
                break;
            }
            Extension::CutShort => {
                minimum = Minimum::NotSearchedBeyond(steps - 1);
                break;
            }
        }
    }
    Search {
        candidates: frontier.candidates,
        minimum,
    }
}

/// The plans of one length that are gone on with.
struct Frontier<'a> {
    service: &'a InProcess,
    key: &'a GroupKey,
    terms: &'a Terms,
    vocabulary: Vocabulary,
    plans: Vec<Plan>,
    seen: BTreeSet<[u8; 32]>,
    candidates: u64,
    candidates_max: u64,
}

/// What came of making plans one step longer.
enum Extension {
    /// None of them shows the violation.
    Exhausted,
    /// This one does.
    Found(Plan),
    /// There were too many.
    CutShort,
}

impl Frontier<'_> {
    /// Makes every plan one step longer; after the last step nothing is gone on with.
    fn extend(&mut self, is_last: bool) -> Extension {
        let mut longer = Vec::new();
        for plan in std::mem::take(&mut self.plans) {
            let case = self.play(&plan);
            for step in self.vocabulary.steps(&plan) {
                if self.candidates == self.candidates_max {
                    return Extension::CutShort;
                }
                self.candidates += 1;
                let Some(act) = case.resolve(&step) else {
                    continue;
                };
                let may_show = name(&act) == self.key.shape.action;
                if is_last && !may_show {
                    continue;
                }
                let (plan, case) = self.go_on(&plan, &case, step);
                if may_show && self.is_shown(&case) {
                    return Extension::Found(plan);
                }
                if !is_last && self.is_news(&plan, &case) {
                    longer.push(plan);
                }
            }
        }
        self.plans = longer;
        Extension::Exhausted
    }

    fn play(&self, plan: &Plan) -> OpenCase {
        let mut case = self.service.begin();
        for step in &plan.steps {
            case.anchor_ids();
            case.step(step, self.terms);
        }
        case
    }

    fn go_on(&self, plan: &Plan, case: &OpenCase, step: Step) -> (Plan, OpenCase) {
        let (mut plan, mut case) = (plan.clone(), case.clone());
        let step = PlanStep {
            label: next_label(&plan),
            wire: None,
            race: None,
            step,
        };
        case.anchor_ids();
        case.step(&step, self.terms);
        plan.steps.push(step);
        (plan, case)
    }

    fn is_shown(&self, case: &OpenCase) -> bool {
        let violations = judge_case(case.history(), self.terms).violations;
        violations
            .iter()
            .any(|one| one.clause == self.key.clause && one.shape == self.key.shape)
    }

    /// Returns whether a case has led to where no other has.
    fn is_news(&mut self, plan: &Plan, case: &OpenCase) -> bool {
        if case.history().operations.len() < plan.steps.len() {
            return false;
        }
        let mut digest = Sha256::new();
        digest.update(case.service().essence());
        match beliefs(case.history(), self.terms) {
            Some(beliefs) => {
                for track in beliefs {
                    let states: BTreeSet<_> = track.into_iter().map(|one| one.state).collect();
                    digest.update(format!("{states:?}"));
                }
            }
            // What shows another violation already is like nothing else.
            None => digest.update(format!("{plan:?}")),
        }
        self.seen.insert(digest.finalize().into())
    }
}

/// Returns the name of an act, as a shape has it.
fn name(act: &Act) -> &'static str {
    match act {
        Act::Command(command) => command.action().name(),
        Act::Provide(_) => Action::CreateGameSession.name(),
        Act::Move(one) => one.name(),
        Act::Advance => "Advance",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::faults::Fault;
    use crate::emulator::settings::Settings;
    use crate::findings::CaseIndex;
    use crate::plan::script::{Script, player};
    use crate::verdict::Violation;

    /// Searches for less than what `write` writes, which shows a violation of `clause`.
    fn beat(fault: Fault, clause: &str, max: u64, write: impl FnOnce(&mut Script)) -> Search {
        let mut script = Script::default();
        write(&mut script);
        let plan = script.into_plan();
        let service = InProcess::new(Settings {
            faults: [fault].into(),
            ..Settings::default()
        });
        let terms = Terms::default();
        let case = service.run(CaseIndex(0), &plan, &terms);
        let judgement = judge_case(&case.history, &terms);
        let is_meant = |violation: &&Violation| violation.clause.to_string() == clause;
        let violation = judgement.violations.iter().find(is_meant).unwrap();
        let key = GroupKey {
            clause: violation.clause,
            shape: violation.shape.clone(),
        };
        search(&service, (&key, &plan), &terms, max)
    }

    #[test]
    fn three_steps_are_the_fewest_for_a_slot_too_many() {
        let search = beat(Fault::CapacityOffByOne, "CPS-09", 10_000, |s| {
            let session = s.active(0);
            s.single(session, &player(1));
        });
        assert_eq!(search.minimum, Minimum::Reached);
    }

    #[test]
    fn a_step_that_is_not_needed_is_noticed() {
        let search = beat(Fault::CapacityOffByOne, "CPS-09", 10_000, |s| {
            let session = s.active(1);
            s.single(session, &player(1));
            s.single(session, &player(2));
        });
        let Minimum::Missed(plan) = search.minimum else {
            panic!("{search:?}");
        };
        assert_eq!(plan.steps.len(), 3);
    }

    #[test]
    fn time_is_part_of_the_search() {
        let search = beat(Fault::ReservationNeverTimesOut, "CPS-24", 10_000, |s| {
            let session = s.active(1);
            let created = s.single(session, &player(1));
            s.wait_after(created);
            s.describe_both(session);
        });
        assert!(matches!(
            search.minimum,
            Minimum::Reached | Minimum::Missed(_)
        ));
        assert!(search.candidates < 10_000, "{}", search.candidates);
    }

    #[test]
    fn a_search_that_is_cut_short_says_how_far_it_came() {
        let search = beat(Fault::CapacityOffByOne, "CPS-09", 40, |s| {
            let session = s.active(0);
            s.single(session, &player(1));
        });
        assert_eq!(search.minimum, Minimum::NotSearchedBeyond(1));
        assert_eq!(search.candidates, 40);
    }
}

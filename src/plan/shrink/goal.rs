//! What a smaller plan still has to show.

use std::collections::BTreeSet;

use super::edit::{Edit, Reduction};
use super::reductions;
use super::specimen::Specimen;
use crate::check::case::{CaseJudgement, judge_accepting};
use crate::model::terms::Terms;
use crate::plan::step::Plan;
use crate::spec::id::ClauseId;
use crate::verdict::deviation::Deviations;
use crate::verdict::{Shape, Violation};

/// The finding that is shrunk.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    clause: ClauseId,
    shape: Shape,
    /// Everything that the first run has shown.
    known: BTreeSet<(ClauseId, Shape)>,
    terms: Terms,
    accepted: Deviations,
}

impl Goal {
    /// Returns the goal of showing this violation again.
    pub(super) fn new(
        violation: &Violation,
        judgement: &CaseJudgement,
        terms: Terms,
        accepted: Deviations,
    ) -> Self {
        let mut known = kinds(judgement);
        known.insert((violation.clause, violation.shape.clone()));
        Self {
            clause: violation.clause,
            shape: violation.shape.clone(),
            known,
            terms,
            accepted,
        }
    }

    /// Returns the violation that is the finding, `None` where the judgement has none.
    pub(super) fn found_in<'a>(&self, judgement: &'a CaseJudgement) -> Option<&'a Violation> {
        judgement
            .violations
            .iter()
            .find(|violation| violation.clause == self.clause && violation.shape == self.shape)
    }

    /// Judges the record of a specimen.
    pub(super) fn judge(&self, specimen: &Specimen) -> CaseJudgement {
        judge_accepting(&specimen.history, &self.terms, &self.accepted)
    }

    /// Returns whether the model expects a specimen to show the finding, and nothing unheard of.
    ///
    /// Something unheard of means that the recorded replies don't go with the smaller plan.
    fn is_met(&self, specimen: &Specimen) -> bool {
        let judgement = self.judge(specimen);
        self.found_in(&judgement).is_some()
            && judgement.inconclusive.is_none()
            && kinds(&judgement).is_subset(&self.known)
    }

    /// Reduces a specimen in the model alone, as far as it goes; each link is smaller than the
    /// one before.
    pub(super) fn chain(&self, start: &Specimen, refuted: &Refuted) -> Vec<(Reduction, Specimen)> {
        let mut chain: Vec<(Reduction, Specimen)> = Vec::new();
        loop {
            let length = chain.len();
            for pass in reductions::PASSES {
                let before = chain.last().map_or(start, |(_, specimen)| specimen);
                for reduction in pass(before) {
                    let current = chain.last().map_or(start, |(_, specimen)| specimen);
                    if refuted.has(&reduction) {
                        continue;
                    }
                    if let Some(smaller) = current.reduced(&reduction)
                        && !refuted.has_plan(&smaller.plan)
                        && self.is_met(&smaller)
                    {
                        chain.push((reduction, smaller));
                    }
                }
            }
            if chain.len() == length {
                return chain;
            }
        }
    }
}

/// What was carried out and did not show the finding.
#[derive(Clone, Debug, Default)]
pub(super) struct Refuted {
    reductions: BTreeSet<Reduction>,
    plans: Vec<Plan>,
}

impl Refuted {
    pub(super) fn add(&mut self, reduction: Reduction) {
        self.reductions.insert(reduction);
    }

    pub(super) fn add_plan(&mut self, plan: Plan) {
        self.plans.push(plan);
    }

    /// Returns whether a reduction was in vain, or takes out steps and more than one that was.
    pub(super) fn has(&self, reduction: &Reduction) -> bool {
        let removes = |edit: &Edit| matches!(edit, Edit::RemoveStep(_));
        let removes_only = reduction.iter().all(removes);
        self.reductions.contains(reduction)
            || removes_only
                && self
                    .reductions
                    .iter()
                    .any(|known| known.iter().all(|edit| reduction.contains(edit)))
    }

    /// Returns whether the plan was carried out already.
    pub(super) fn has_plan(&self, plan: &Plan) -> bool {
        self.plans.contains(plan)
    }
}

fn kinds(judgement: &CaseJudgement) -> BTreeSet<(ClauseId, Shape)> {
    let violations = judgement.violations.iter();
    violations
        .map(|violation| (violation.clause, violation.shape.clone()))
        .collect()
}

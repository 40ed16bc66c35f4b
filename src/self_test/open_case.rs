//! A case on its way in process: it can be copied, and each copy gone on with in its own way.

use std::collections::BTreeMap;
use std::time::Duration;

use super::in_process::InProcess;
use crate::findings::{CaseIndex, CaseRecord};
use crate::history::{Act, History, Interval, Label, Operation, Outcome};
use crate::model::terms::Terms;
use crate::plan::binding::{Binding, Site};
use crate::plan::step::{Plan, PlanStep, Step, Wait};

/// A case that has not ended.
#[derive(Clone, Debug)]
pub struct OpenCase {
    service: InProcess,
    binding: Binding,
    history: History,
    /// When the operation of each step ended, on the service's clock.
    moments: BTreeMap<Label, Duration>,
    skipped: u64,
}

impl OpenCase {
    pub(super) fn new(service: InProcess, site: Site) -> Self {
        Self {
            service,
            binding: Binding::new(site),
            history: History::default(),
            moments: BTreeMap::new(),
            skipped: 0,
        }
    }

    /// Carries out one step, unless what it names never came to be.
    pub fn step(&mut self, step: &PlanStep, terms: &Terms) {
        let before = self.service.now();
        let Some((act, outcome, pages)) = self.perform(&step.step, terms) else {
            self.skipped += 1;
            return;
        };
        let heads = self.service.take_heads();
        let now = self.service.now();
        self.moments.insert(step.label, now);
        self.binding.learn(step, &act, &outcome);
        let position = self.history.operations.len() as u64;
        self.history.operations.push(Operation {
            label: step.label,
            client: 0,
            act,
            outcome,
            pages,
            heads,
            order: Interval::at(Duration::from_nanos(position)),
            target_time: Interval {
                start: before,
                end: now,
            },
        });
    }

    /// Returns what a step would do, `None` where what it names never came to be.
    pub(super) fn resolve(&self, step: &Step) -> Option<Act> {
        self.binding.resolve(step)
    }

    /// Returns the service.
    pub(super) fn service(&self) -> &InProcess {
        &self.service
    }

    /// Makes further ids depend on what exists, and not on what was asked.
    pub(super) fn anchor_ids(&mut self) {
        self.service.anchor_ids();
    }

    /// Returns what has happened so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Ends the case, which carried out `plan`.
    pub fn close(self, index: CaseIndex, plan: &Plan) -> CaseRecord {
        let operations = self.history.operations.iter();
        let commands = operations.filter(|one| one.act != Act::Advance).count();
        CaseRecord {
            index,
            plan: plan.clone(),
            commands: commands as u64,
            skipped: self.skipped,
            history: self.history,
        }
    }

    fn perform(&mut self, step: &Step, terms: &Terms) -> Option<(Act, Outcome, Vec<usize>)> {
        let act = self.binding.resolve(step)?;
        if let Step::Wait(wait) = step {
            self.wait(*wait, terms)?;
        }
        let (outcome, pages) = self.service.perform(&act);
        Some((act, outcome, pages))
    }

    fn wait(&mut self, wait: Wait, terms: &Terms) -> Option<()> {
        let begun = *self.moments.get(&wait.deadline_of)?;
        let moment = wait.moment(Interval::at(begun), terms)?;
        self.service.advance_to(moment);
        Some(())
    }
}

//! Requests of random plans that are broken.

use super::{Author, RandomPlans};
use crate::history::broken::Protocol;
use crate::plan::breakages;
use crate::plan::step::{BrokenStep, Step, Wire};

/// One request in so many is broken, in a plan that breaks requests.
const BROKEN_SHARE: u64 = 2;

impl RandomPlans {
    /// Returns the protocols of the raw wires that the target answers.
    pub(super) fn protocols(&self) -> Vec<Protocol> {
        let wires = self.inputs.capabilities.wires();
        let protocols = Protocol::ALL.into_iter();
        protocols
            .filter(|protocol| wires.contains(&Wire::from(*protocol)))
            .collect()
    }
}

impl Author<'_> {
    /// Returns the step with its request broken, now and then and where that can be done.
    pub(super) fn broken(&mut self, step: &Step) -> Option<Step> {
        // Later steps count on the game sessions that are opened.
        let opens = matches!(step, Step::CreateGameSession(_));
        if self.protocols.is_empty() || opens || !self.draw.is_one_in(BROKEN_SHARE) {
            return None;
        }
        let protocols = self.protocols.iter().map(|one| (1, *one)).collect();
        let protocol = self.draw.pick(protocols);
        let breakages = breakages::breakages(step, protocol);
        if breakages.is_empty() {
            return None;
        }
        let breakages = breakages.into_iter().map(|one| (1, one)).collect();
        Some(Step::Broken(BrokenStep {
            request: Box::new(step.clone()),
            breakage: self.draw.pick(breakages),
            protocol,
        }))
    }
}

//! Random plans.

use super::edge::EdgePlan;
use super::inputs::PlanInputs;
use super::script::{Script, players};
use super::step::Plan;
use crate::spec::clause::Suite;

/// Makes random plans.
#[derive(Clone, Debug)]
pub(crate) struct RandomPlans {
    suites: [Option<Suite>; 2],
}

impl RandomPlans {
    /// Returns the random plans of a run.
    pub(crate) fn new(inputs: &PlanInputs, _edges: &[EdgePlan]) -> Self {
        let wanted = |suite| inputs.suites.contains(&suite).then_some(suite);
        Self {
            suites: [wanted(Suite::Core), wanted(Suite::Temporal)],
        }
    }

    /// Returns whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.suites == [None, None]
    }

    /// Returns the part of the run that the nth plan belongs to, counted from 0.
    pub(crate) fn suite(&self, number: u64) -> Option<Suite> {
        let [core, temporal] = self.suites;
        if number % 10 == 9 {
            temporal.or(core)
        } else {
            core.or(temporal)
        }
    }

    /// Returns the nth plan, counted from 0.
    pub(crate) fn plan(&mut self, number: u64) -> Plan {
        let mut script = Script::default();
        let session = script.active(i64::try_from(number % 7).unwrap_or_default());
        let created = script.batch(session, &players(1, 2));
        if self.suite(number) == Some(Suite::Temporal) {
            script.wait_after(created);
        }
        script.describe_both(session);
        script.into_plan()
    }
}

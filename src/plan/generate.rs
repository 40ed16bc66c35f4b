//! The planner: numbers the plans of a run and makes them one by one.
//!
//! The plan of a number is a function of the version, the effort, the suites, the capabilities
//! and the seed. Numbers are those of the whole run, so a plan that is left out leaves a gap.

use std::ops::Range;

use super::edge::{EdgePlan, edge_plans, has_wait};
use super::inputs::{Capability, Phases, PlanInputs};
use super::outline;
use super::races;
use super::random::RandomPlans;
use super::step::{Offset, Period, Plan, PlanStep, Step};
use super::wires;
use crate::spec::clause::Suite;

/// Random plans in a round, where there is no end to them; those that wait come last in a round.
const ROUND: u64 = 1_000;

/// The number of the first race, which no random plan reaches.
const RACES_FROM: u64 = 1_000_000_000;

/// A plan of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedPlan {
    /// Its number: edge plans first, then random plans, counted from 0; races from a number of
    /// their own.
    pub index: u64,
    /// The part of the run that it belongs to.
    pub suite: Suite,
    /// Where it comes from.
    pub phase: Phase,
    /// The steps.
    pub plan: Plan,
}

/// The part of a run's generation that a plan comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Written from the specification.
    Edge {
        /// What it is about.
        name: String,
    },
    /// Made from the seed.
    Random,
    /// Made from the seed, about a theme.
    Race {
        /// What it is about.
        name: &'static str,
    },
}

/// Returns which race has the number, counted from 0; `None` where it is that of another plan.
pub fn race_number(index: u64) -> Option<u64> {
    index.checked_sub(RACES_FROM)
}

impl NumberedPlan {
    /// Returns whether the plan waits for time to pass.
    pub fn has_wait(&self) -> bool {
        has_wait(&self.plan)
    }
}

/// Returns whether a plan of the edge phase counts for what random plans are about: one that only
/// some clocks can carry out does not, so that random plans are the same on all of them.
fn steers(plan: &Plan) -> bool {
    let is_rare = |step: &PlanStep| {
        matches!(step.step, Step::Wait(wait)
            if wait.period != Period::Reservation || wait.offset == Offset::At)
    };
    !plan.steps.iter().any(is_rare)
}

/// Yields the plans of a run, those that wait after those that don't.
///
/// An endless run does so in rounds.
#[derive(Clone, Debug)]
pub struct Planner {
    inputs: PlanInputs,
    /// Each where it can be carried out.
    edges: Vec<Option<EdgePlan>>,
    random: RandomPlans,
    parts: Vec<Part>,
    round: u64,
}

/// Numbers that are still to be gone through.
#[derive(Clone, Debug)]
struct Part {
    source: Source,
    /// The suite of the plans that are wanted, `None` for any.
    suite: Option<Suite>,
    numbers: Range<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Edge,
    Random,
    Race,
    WaitingRace,
}

impl Planner {
    /// Returns a planner at the first plan.
    pub fn new(inputs: PlanInputs) -> Self {
        let edges = match inputs.phases {
            Phases::Both | Phases::Edge => edge_plans(),
            Phases::Random => Vec::new(),
        };
        let fitted = |edge: EdgePlan| {
            let plan = inputs.capabilities.fit_edge(&edge).plan?;
            Some(EdgePlan { plan, ..edge })
        };
        let edges: Vec<Option<EdgePlan>> = edges.into_iter().map(fitted).collect();
        let steering = edges.iter().flatten().filter(|edge| steers(&edge.plan));
        let random = RandomPlans::new(&inputs, steering);
        let mut planner = Self {
            inputs,
            edges,
            random,
            parts: Vec::new(),
            round: 0,
        };
        planner.parts = planner.first_round();
        planner
    }

    /// Returns the parts of the first round, the last one first.
    fn first_round(&self) -> Vec<Part> {
        let edges = |suite| Part {
            source: Source::Edge,
            suite: Some(suite),
            numbers: 0..self.edges.len() as u64,
        };
        let mut parts = self.random_round(0);
        if self.inputs.phases != Phases::Random {
            parts.insert(1.min(parts.len()), edges(Suite::Temporal));
            // They don't steer the others, and come when all that needs no luck has been seen.
            parts.insert(2.min(parts.len()), self.races(Source::Race));
            parts.insert(0, self.races(Source::WaitingRace));
            parts.push(edges(Suite::Wire));
            parts.push(edges(Suite::Core));
        }
        parts
    }

    /// Returns the races of the run, of which only those wait that are waiting ones.
    fn races(&self, source: Source) -> Part {
        let is_wanted = self.inputs.suites.contains(&Suite::Concurrent);
        let count = match self.inputs.phases {
            Phases::Both if is_wanted => self.inputs.effort.races(),
            Phases::Both | Phases::Edge | Phases::Random => 0,
        };
        Part {
            source,
            suite: None,
            numbers: 0..count,
        }
    }

    /// Returns the parts of a round of random plans, the last one first.
    fn random_round(&self, round: u64) -> Vec<Part> {
        let numbers = match self.inputs.random_cases() {
            Some(count) if round == 0 => 0..count,
            Some(_) => 0..0,
            None => round * ROUND..(round + 1) * ROUND,
        };
        let suites = match self.inputs.phases {
            Phases::Both | Phases::Edge => {
                vec![Some(Suite::Temporal), Some(Suite::Wire), Some(Suite::Core)]
            }
            Phases::Random => vec![None],
        };
        let parts = suites.into_iter().map(|suite| Part {
            source: Source::Random,
            suite,
            numbers: numbers.clone(),
        });
        parts.collect()
    }

    fn plan(&mut self, part: &Part, number: u64) -> Option<NumberedPlan> {
        let mut numbered = match part.source {
            Source::Edge => self.edge(part.suite?, number),
            Source::Random => self.random(part.suite, number),
            Source::Race => self.race(number).filter(|race| !race.has_wait()),
            Source::WaitingRace => self.race(number).filter(NumberedPlan::has_wait),
        }?;
        let capabilities = &self.inputs.capabilities;
        wires::assign(&mut numbered.plan, numbered.index, capabilities);
        Some(numbered)
    }

    fn random(&mut self, wanted: Option<Suite>, number: u64) -> Option<NumberedPlan> {
        let suite = self.random.suite(number)?;
        let is_wanted = wanted.is_none_or(|wanted| wanted == suite);
        is_wanted.then(|| NumberedPlan {
            index: self.edges.len() as u64 + number,
            suite,
            phase: Phase::Random,
            plan: self.random.plan(number),
        })
    }

    fn race(&self, number: u64) -> Option<NumberedPlan> {
        let (name, plan) = races::race(&self.inputs, number);
        Some(NumberedPlan {
            index: RACES_FROM + number,
            suite: Suite::Concurrent,
            phase: Phase::Race { name },
            plan: self.inputs.capabilities.fit(&plan).plan?,
        })
    }

    /// Returns as much of an edge plan as there is time for; what random plans are about goes by
    /// all of it, as on any clock.
    fn in_time(&self, plan: &Plan) -> Plan {
        let capabilities = &self.inputs.capabilities;
        if capabilities.has(Capability::AdvanceableClock) {
            return plan.clone();
        }
        outline::until(plan, outline::patience(capabilities))
    }

    fn edge(&self, suite: Suite, number: u64) -> Option<NumberedPlan> {
        let edge = self.edges.get(usize::try_from(number).ok()?)?.as_ref()?;
        let is_named = match &self.inputs.only {
            Some(only) => !edge.clauses.is_disjoint(only),
            None => true,
        };
        let wires = self.inputs.capabilities.wires();
        let has_wire = edge.wire().is_none_or(|wire| wires.contains(&wire));
        let is_wanted =
            has_wire && is_named && edge.suite() == suite && self.inputs.suites.contains(&suite);
        is_wanted.then(|| NumberedPlan {
            index: number,
            suite,
            phase: Phase::Edge {
                name: edge.name.clone(),
            },
            plan: self.in_time(&edge.plan),
        })
    }
}

impl Iterator for Planner {
    type Item = NumberedPlan;

    fn next(&mut self) -> Option<NumberedPlan> {
        loop {
            let Some(part) = self.parts.last_mut() else {
                if self.inputs.random_cases().is_some() || self.random.suite(0).is_none() {
                    return None;
                }
                self.round += 1;
                self.parts = self.random_round(self.round);
                continue;
            };
            let Some(number) = part.numbers.next() else {
                self.parts.pop();
                continue;
            };
            let part = part.clone();
            if let Some(plan) = self.plan(&part, number) {
                return Some(plan);
            }
        }
    }
}

#[cfg(test)]
mod tests;

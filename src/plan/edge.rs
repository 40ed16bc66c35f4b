//! The edge phase: short plans, written from the specification, that come before all random ones.
//!
//! Each plan isolates one feature, so that what breaks it is first seen under the clause that it
//! is about, and names the clauses that it exercises. The simple ones come first, and those that
//! wait come last.

mod aliases;
mod capacity;
mod closed_doors;
mod connections;
mod data;
mod details;
mod first_steps;
mod fleets;
mod game_session_ids;
mod guests;
mod limits;
mod listings;
mod moves;
mod periods;
mod player_ids;
mod players;
mod policy;
mod queries;
mod server_policy;
mod situations;
mod status;
mod strays;
mod temporal;
mod terminations;
mod tokens;
mod twins;
mod updates;
mod wire;

use std::collections::BTreeSet;

use super::script::Script;
use super::step::{Plan, Step, Wire};
use crate::spec::clause::Suite;
use crate::spec::id::ClauseId;

/// A plan of the edge phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgePlan {
    /// What it is about, unique in the phase.
    pub name: String,
    /// The clauses that it exercises on purpose.
    pub clauses: BTreeSet<ClauseId>,
    /// The steps.
    pub plan: Plan,
}

impl EdgePlan {
    /// Returns the part of a run that the plan belongs to.
    pub fn suite(&self) -> Suite {
        if self.wire().is_some() {
            Suite::Wire
        } else if has_wait(&self.plan) {
            Suite::Temporal
        } else {
            Suite::Core
        }
    }
}

impl EdgePlan {
    /// Returns the wire that the plan is written for, `None` where any will do.
    pub(super) fn wire(&self) -> Option<Wire> {
        self.plan.steps.iter().find_map(|step| step.wire)
    }
}

/// Returns whether a plan waits for time to pass.
pub fn has_wait(plan: &Plan) -> bool {
    plan.steps
        .iter()
        .any(|step| matches!(step.step, Step::Wait(_)))
}

/// Returns the plans of the edge phase, those that wait last.
pub fn edge_plans() -> Vec<EdgePlan> {
    let themes: [fn() -> Vec<EdgePlan>; 29] = [
        first_steps::plans,
        capacity::plans,
        players::plans,
        player_ids::plans,
        data::plans,
        status::plans,
        policy::plans,
        limits::plans,
        connections::plans,
        temporal::plans,
        periods::plans,
        queries::plans,
        listings::plans,
        game_session_ids::plans,
        twins::plans,
        updates::plans,
        details::plans,
        server_policy::plans,
        terminations::plans,
        tokens::plans,
        aliases::plans,
        fleets::plans,
        moves::plans,
        strays::plans,
        situations::plans,
        closed_doors::plans,
        wire::plans,
        guests::plans,
        periods::moments,
    ];
    let mut plans: Vec<EdgePlan> = themes.into_iter().flat_map(|theme| theme()).collect();
    plans.sort_by_key(EdgePlan::suite);
    plans
}

/// Writes a plan of the edge phase.
fn edge(name: impl Into<String>, clauses: &[&str], write: impl FnOnce(&mut Script)) -> EdgePlan {
    let mut script = Script::default();
    write(&mut script);
    EdgePlan {
        name: name.into(),
        clauses: clauses.iter().map(|id| ClauseId::of(id)).collect(),
        plan: script.into_plan(),
    }
}

#[cfg(test)]
pub(crate) mod tests;

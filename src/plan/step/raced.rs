//! How steps take part in a race.

use std::num::NonZeroU32;

use super::{Plan, PlanStep};

/// The part of a step in a race.
///
/// Steps of a race follow one another in the plan and are carried out at the same time, each
/// client's own ones after each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Raced {
    /// The client that carries it out, counted from 1.
    pub client: NonZeroU32,
    /// How long the client waits before it, in microseconds: since all were released, or since
    /// its own step before this one.
    pub pause_us: u32,
    /// Whether the reply is lost once the request has arrived.
    pub loses_reply: bool,
}

impl Plan {
    /// Returns the parts of the plan in order: the steps of a race together, others alone.
    pub fn parts(&self) -> impl Iterator<Item = &[PlanStep]> {
        let is_same = |one: &PlanStep, next: &PlanStep| one.race.is_some() && next.race.is_some();
        self.steps.chunk_by(is_same)
    }

    /// Returns whether several clients send at the same time.
    pub fn has_race(&self) -> bool {
        self.steps.iter().any(|step| step.race.is_some())
    }
}

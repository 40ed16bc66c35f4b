//! Contradictions between a description and what is believed.

use super::exceptions::SUCCESS;
use super::judgement::{Illegal, Scene};
use crate::spec::id::ClauseId;

/// A contradiction between a description and the state.
#[derive(Clone, Debug)]
pub(super) struct Contradiction {
    /// The clause that the description breaks.
    pub(super) guard: ClauseId,
    /// The clauses of the state whose earlier breach could show like it.
    pub(super) suspects: Vec<ClauseId>,
    /// What came, as a shape has it.
    pub(super) actual: String,
    /// One sentence for people.
    pub(super) detail: String,
}

/// Returns what is illegal about a description, `None` where all of it is lifted.
pub(super) fn illegal(contradictions: &[Contradiction], scene: &Scene<'_>) -> Option<Illegal> {
    let is_broken = |one: &&Contradiction| !scene.is_lifted(one.guard);
    let broken: Vec<&Contradiction> = contradictions.iter().filter(is_broken).collect();
    let first = broken.first()?;
    let mut guards: Vec<ClauseId> = broken.iter().map(|one| one.guard).collect();
    guards.sort();
    guards.dedup();
    let mut suspects: Vec<ClauseId> = Vec::new();
    for one in &broken {
        suspects.extend(&one.suspects);
    }
    suspects.sort();
    suspects.dedup();
    Some(Illegal {
        guards,
        suspects,
        expected: vec![SUCCESS.to_owned()],
        actual: first.actual.clone(),
        detail: first.detail.clone(),
    })
}

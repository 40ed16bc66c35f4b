//! An attempt to change a game session: refused, or without an answer.

use super::exceptions::{is_fault, is_turned_away};
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::permit::Permit;
use super::wire;
use crate::api::exception::Exception;
use crate::spec::id::ClauseId;

/// A change that a request has attempted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt<'a, Whole, Parts> {
    /// What may be answered.
    pub(super) permit: &'a Permit,
    /// The clause that has nothing changed by a refusal.
    pub(super) unchanged: ClauseId,
    /// Makes the belief after the change.
    pub(super) whole: Whole,
    /// Makes the beliefs after as much of the change as a breach of the clause may leave.
    pub(super) parts: Parts,
}

impl<Whole, Parts> Attempt<'_, Whole, Parts>
where
    Whole: Fn(&Belief) -> Belief,
    Parts: Fn(&Belief) -> Vec<Belief>,
{
    /// Judges an exception.
    pub(super) fn refused(
        &self,
        belief: Belief,
        exception: &Exception,
        scene: &Scene<'_>,
    ) -> Result<Legal, Illegal> {
        if is_fault(exception) {
            let mut legal = self.unheard(belief);
            wire::exception(exception, self.permit.action, &mut legal.notes);
            return Ok(legal);
        }
        let mut legal = self.permit.refuse(belief, exception, scene)?;
        if is_turned_away(exception) {
            return Ok(legal);
        }
        for belief in &mut legal.beliefs {
            belief.state.at_stake.insert(self.unchanged);
        }
        if scene.is_lifted(self.unchanged) {
            let happened: Vec<Belief> = legal.beliefs.iter().flat_map(&self.parts).collect();
            legal.beliefs.extend(happened);
        }
        Ok(legal)
    }

    /// Returns the beliefs where nothing was heard of it: it took effect, or it did not.
    pub(super) fn unheard(&self, belief: Belief) -> Legal {
        let is_legal = self.permit.guards.is_empty();
        let happened = is_legal.then(|| (self.whole)(&belief));
        Legal {
            beliefs: std::iter::once(belief).chain(happened).collect(),
            notes: Notes::default(),
        }
    }
}

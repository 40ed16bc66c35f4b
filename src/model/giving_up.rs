//! What becomes of a game session that its server does not activate in time (GSS-06).

use super::judgement::{Belief, Scene};
use super::state::{Change, State};
use super::terms::{Activation, Terms};
use crate::history::Interval;
use crate::spec::id::ClauseId;

/// One that is still ACTIVATING when its time is over is TERMINATED.
pub(super) const GSS_06: ClauseId = ClauseId::of("GSS-06");

/// Returns when the time is over in which a game session made at `made` is to be activated;
/// `None` where nobody knows, or where it is activated by others.
pub(super) fn deadline(made: Interval, terms: &Terms) -> Option<Interval> {
    let timeout = terms.activation_timeout?;
    (terms.activation == Activation::ByServer).then(|| Interval {
        start: made.start + timeout,
        end: made.end + timeout,
    })
}

impl State {
    /// Returns whether the game session waits to be activated.
    fn is_waiting(&self) -> bool {
        self.activation == Change::NotYet && !self.is_ending()
    }

    /// Returns whether the game session may have been given up by `when`.
    pub(super) fn may_be_given_up(&self, when: Interval) -> bool {
        let deadline = self.activation_deadline.filter(|_| self.is_waiting());
        deadline.is_some_and(|deadline| when.end >= deadline.start)
    }

    /// Returns whether a game session that has ended at `when` without a reason seems to have been
    /// given up: before its time, or although it was activated.
    pub(super) fn is_wrongly_given_up(&self, when: Interval) -> bool {
        let is_due = |deadline: Interval| when.end >= deadline.start;
        let deadline = self.activation_deadline;
        deadline.is_some_and(|deadline| self.activation == Change::NotYet || is_due(deadline))
    }

    /// Takes it that the game session was given up.
    pub(super) fn give_up(&mut self) {
        if let Some(deadline) = self.activation_deadline {
            self.end = Change::Answered(deadline);
            self.ended = Some(deadline);
            self.is_given_up = true;
        }
    }
}

/// Returns the beliefs at `when`: a game session that waited for too long has been given up.
pub(super) fn pass(mut belief: Belief, when: Interval, scene: &Scene<'_>) -> Vec<Belief> {
    let deadline = belief.state.activation_deadline;
    let is_over = deadline
        .filter(|_| belief.state.is_waiting())
        .is_some_and(|deadline| when.start > deadline.end + scene.terms.tolerance);
    if !is_over {
        return vec![belief];
    }
    let mut beliefs = Vec::new();
    if scene.is_lifted(GSS_06) {
        // It never is.
        let mut lasting = belief.clone();
        lasting.state.activation_deadline = None;
        beliefs.push(lasting);
    }
    belief.state.give_up();
    beliefs.push(belief);
    beliefs
}

//! What descriptions may still show of what is over.
//!
//! No document says how soon a description shows a change (U-32); it is held to the tolerance. Two
//! descriptions need not lag alike: a later one may show what is older.

use super::state::{Details, State};
use super::terms::Terms;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::history::Interval;

/// Values that an update has replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// The maximum before.
    pub maximum: i64,
    /// The policy before.
    pub policy: PlayerSessionCreationPolicy,
    /// The details before.
    pub details: Details,
    /// When they were replaced.
    pub since: Interval,
}

impl State {
    /// Keeps the statuses that a change at `when` puts an end to, for as long as they may be shown.
    pub fn leave_statuses(&mut self, when: Interval, terms: &Terms) {
        self.was.retain(|(_, over)| may_lag(*over, when, terms));
        if !terms.tolerance.is_zero() {
            let statuses = self.statuses_at(when, terms);
            self.was.extend(statuses.into_iter().map(|one| (one, when)));
        }
    }

    /// Returns whether a description at `when` may show a status that is over (U-32).
    pub fn may_show_old(&self, when: Interval, terms: &Terms) -> bool {
        self.was.iter().any(|(_, over)| may_lag(*over, when, terms))
    }

    /// Returns whether a description at `when` may show that status because it lags (U-32).
    pub fn may_still_be(&self, status: GameSessionStatus, when: Interval, terms: &Terms) -> bool {
        let mut was = self.was.iter();
        was.any(|(one, over)| *one == status && may_lag(*over, when, terms))
    }

    /// Keeps the values that a change at `when` replaces, for as long as they may be shown.
    pub fn supersede(&mut self, when: Interval, terms: &Terms) {
        self.stale.retain(|stale| may_lag(stale.since, when, terms));
        if !terms.tolerance.is_zero() {
            self.stale.push(Stale {
                maximum: self.maximum,
                policy: self.policy,
                details: self.details.clone(),
                since: when,
            });
        }
    }
}

/// Returns whether a description at `when` may still show what was over then (U-32).
pub fn may_lag(over: Interval, when: Interval, terms: &Terms) -> bool {
    when.start < over.end + terms.tolerance
}

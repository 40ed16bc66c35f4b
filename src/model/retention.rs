//! How long the records of a game session and of its player sessions stay.
//!
//! They stay for 30 days from the end (CPS-26). That they are removed then is documented, and when
//! exactly is not: what is still there is an answer to U-65, and what an action other than a
//! description makes of a game session that may be gone says nothing at all.

use std::time::Duration;

use super::answers::Narrowing;
use super::exceptions::is_absence;
use super::judgement::{Belief, Legal, Scene};
use super::query::{Key, Query};
use super::state::{Change, Existence, State};
use crate::api::action::Action;
use crate::api::reply::{Reply, Response};
use crate::history::{Act, Interval, Operation, Outcome};
use crate::spec::id::ContextId;

/// CPS-26: how long records stay after the end of their game session.
pub const RETENTION: Duration = Duration::from_hours(30 * 24);

/// How near to their end records must be for their being there to show how long they stay.
const LAST_DAY: Duration = Duration::from_hours(24);

const U_65_GAME_SESSIONS: ContextId = ContextId::of("U-65/game-sessions");
const U_65_PLAYER_SESSIONS: ContextId = ContextId::of("U-65/player-sessions");

impl State {
    /// Returns the first moment at which the game session may have ended, `None` where it runs.
    fn may_have_ended_at(&self, scene: &Scene<'_>) -> Option<Duration> {
        let created = scene.created.start;
        match self.ended {
            Some(ended) => Some(ended.start),
            // GSS-05: one that its server does not activate may end in its time.
            None if self.is_ending() || self.activation == Change::NotYet => Some(created),
            None => None,
        }
    }

    /// Returns whether the records may have been removed by `when`.
    pub(super) fn may_be_removed(&self, when: Interval, scene: &Scene<'_>) -> bool {
        let first = self.may_have_ended_at(scene);
        first.is_some_and(|first| when.end >= first + RETENTION)
    }

    /// Returns whether the records have been kept for all of their time at `when`, which is what
    /// the documents say of them.
    pub(super) fn are_records_due(&self, when: Interval, scene: &Scene<'_>) -> bool {
        let due = |ended: Interval| ended.end + RETENTION + scene.terms.tolerance;
        self.ended.is_some_and(|ended| when.start > due(ended))
    }

    /// Returns whether the records are in the last day of their time at `when`.
    pub(super) fn is_last_day(&self, when: Interval) -> bool {
        let last = |ended: Interval| (ended.end + RETENTION).saturating_sub(LAST_DAY);
        self.ended.is_some_and(|ended| when.start >= last(ended))
    }
}

/// Judges an operation on a game session whose records may have been removed.
pub(super) fn judge(
    mut belief: Belief,
    operation: &Operation,
    when: Interval,
    scene: &Scene<'_>,
) -> Legal {
    if belief.state.are_records_due(when, scene)
        && let Some((context, is_there)) = seen(&belief.state, operation)
    {
        let answer = if is_there { "kept" } else { "removed" };
        belief.answers.narrow(&Narrowing::new(context, &[answer]));
    }
    Legal::unchanged(belief)
}

/// Returns what a description by the game session's id has looked for, and whether it is there.
fn seen(state: &State, operation: &Operation) -> Option<(ContextId, bool)> {
    let Act::Command(command) = &operation.act else {
        return None;
    };
    let query = Query::read(command.request()?)?;
    let is_of_all = query.status.is_none() && query.location.is_none() && query.is_whole;
    if !matches!(query.key, Key::GameSession(_)) || !is_of_all {
        return None;
    }
    let is_of_players = query.action == Action::DescribePlayerSessions;
    let is_certain = |existence| existence == Existence::Certain;
    let mut reservations = state.reservations.iter();
    if is_of_players && !reservations.any(|one| is_certain(one.existence)) {
        return None;
    }
    let is_there = match &operation.outcome {
        Outcome::Replied(Reply::Response { response, .. }) => is_shown(response),
        Outcome::Replied(Reply::Exception(exception)) if is_absence(&exception.kind) => false,
        Outcome::Replied(Reply::Exception(_) | Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => return None,
    };
    let context = if is_of_players {
        U_65_PLAYER_SESSIONS
    } else {
        U_65_GAME_SESSIONS
    };
    Some((context, is_there))
}

fn is_shown(response: &Response) -> bool {
    !response.player_sessions().is_empty() || response.game_sessions().next().is_some()
}

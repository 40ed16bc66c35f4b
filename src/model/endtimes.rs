//! What the termination times of player sessions and game sessions may be.
//!
//! A time is held against the other times of the same record and of earlier descriptions, never
//! against a clock of ours: those may differ. Whether the record of what has ended has one at all
//! is U-66.

use std::time::Duration;

use super::answers::Narrowing;
use super::judgement::{Belief, MemberFault, Notes, Scene};
use super::state::Change;
use crate::api::document::Timestamp;
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::history::Interval;
use crate::spec::id::{ClauseId, ContextId};

const PSS_09: ClauseId = ClauseId::of("PSS-09");
const PSS_10: ClauseId = ClauseId::of("PSS-10");
const GSS_09: ClauseId = ClauseId::of("GSS-09");
const GSS_10: ClauseId = ClauseId::of("GSS-10");
const U_66_COMPLETED: ContextId = ContextId::of("U-66/completed");
const U_66_TIMED_OUT: ContextId = ContextId::of("U-66/timed-out");
const U_66_GAME_SESSION: ContextId = ContextId::of("U-66/game-session");

/// How far two times that are the same may be apart: descriptions may tell fewer digits.
const DIGITS_MS: i64 = 1000;

/// The times of a record that has ended.
#[derive(Clone, Copy, Debug)]
struct Times {
    created: Option<Timestamp>,
    ended: Option<Timestamp>,
    /// What an earlier description has told.
    known: Option<Timestamp>,
    /// The longest time from the creation to the description, with the tolerance.
    longest: Duration,
}

impl Times {
    /// Returns what is wrong with the time of the end, `None` where nothing is.
    fn flaw(self) -> Option<&'static str> {
        let ended = self.ended?;
        if self
            .known
            .is_some_and(|known| (known.0 - ended.0).abs() >= DIGITS_MS)
        {
            return Some("the time of an end is another than it was in an earlier description");
        }
        let since = ended.0 - self.created?.0;
        let longest = i64::try_from(self.longest.as_millis()).unwrap_or(i64::MAX);
        if since <= -DIGITS_MS {
            Some("an end is told to have been before the creation")
        } else if since >= longest.saturating_add(DIGITS_MS) {
            Some("an end is told to come later than the description")
        } else {
            None
        }
    }
}

/// Holds the termination time of a described player session.
pub(super) fn of_player(
    belief: &mut Belief,
    index: usize,
    session: &PlayerSession,
    (when, scene): (Interval, &Scene<'_>),
    notes: &mut Notes,
) {
    let is_over = belief.state.is_ending() || scene.terms.is_shared();
    let reservation = &mut belief.state.reservations[index];
    let Some(status) = session.status.filter(|_| !reservation.suspect) else {
        return;
    };
    let context = match status {
        PlayerSessionStatus::Reserved | PlayerSessionStatus::Active => {
            // U-24: what the end of the game session makes of those that it leaves is open.
            if !is_over {
                let detail = "a player session that has not ended has a termination time";
                let wrong = || MemberFault::wrong(PSS_09, "TerminationTime", detail);
                notes.check(PSS_09, session.termination_time.is_some().then(wrong));
            }
            return;
        }
        PlayerSessionStatus::Completed => U_66_COMPLETED,
        PlayerSessionStatus::TimedOut => U_66_TIMED_OUT,
    };
    let times = Times {
        created: session
            .creation_time
            .filter(|_| reservation.creation_time.is_some()),
        ended: session.termination_time,
        known: reservation.termination_time,
        longest: when.end.saturating_sub(reservation.made.start) + scene.terms.tolerance,
    };
    if times.ended.is_some() {
        let wrong = |detail| MemberFault::wrong(PSS_10, "TerminationTime", detail);
        notes.check(PSS_10, times.flaw().map(wrong));
    }
    reservation.termination_time = times.ended.or(times.known);
    if !is_over {
        belief
            .answers
            .narrow(&presence(context, times.ended.is_some()));
    }
}

/// Holds the termination time of a described game session.
pub(super) fn of_game_session(
    belief: &mut Belief,
    session: &GameSession,
    (when, scene): (Interval, &Scene<'_>),
    notes: &mut Notes,
) {
    let state = &mut belief.state;
    match session.status {
        Some(GameSessionStatus::Activating | GameSessionStatus::Active)
            if state.end == Change::NotYet && state.termination == Change::NotYet =>
        {
            let detail = "a game session that has not ended has a termination time";
            let wrong = || MemberFault::wrong(GSS_09, "TerminationTime", detail);
            notes.check(GSS_09, session.termination_time.is_some().then(wrong));
        }
        Some(GameSessionStatus::Terminated) => {
            let times = Times {
                created: session.creation_time,
                ended: session.termination_time,
                known: state.termination_time,
                longest: when.end.saturating_sub(scene.created.start) + scene.terms.tolerance,
            };
            if times.ended.is_some() {
                let wrong = |detail| MemberFault::wrong(GSS_10, "TerminationTime", detail);
                notes.check(GSS_10, times.flaw().map(wrong));
            }
            state.termination_time = times.ended.or(times.known);
            let answer = presence(U_66_GAME_SESSION, times.ended.is_some());
            belief.answers.narrow(&answer);
        }
        Some(_) | None => {}
    }
}

fn presence(context: ContextId, is_there: bool) -> Narrowing {
    Narrowing::new(context, &[if is_there { "present" } else { "absent" }])
}

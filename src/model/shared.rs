//! Game sessions that others use as well: what their traffic can excuse, and what it cannot.
//!
//! Others come and go, change the maximum, the policy and the name, and may end such a game
//! session at any time. So nothing is believed of its slots, its policy and its status, and a
//! refusal for any of them is legal. What is left is what nobody else can be the reason of: what a
//! reply says of our own players, whose ids nobody else uses, what is not well-formed, and what is
//! not there. Whoever learns the id of one of our player sessions may accept or remove it.

use std::time::Duration;

use super::description::{DGS_01, hold_id, without_status};
use super::judgement::{Belief, Legal, Notes, Scene};
use super::members;
use super::state::{Count, Reservation, State, Statuses};
use crate::api::game_session::{GameSession, GameSessionStatus};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::history::Interval;
use crate::spec::id::ClauseId;

const CPS_24: ClauseId = ClauseId::of("CPS-24");
const PSS_01: ClauseId = ClauseId::of("PSS-01");

/// The slots that are open: none for certain, and any number.
pub(super) const ROOM: Count = Count {
    certain: 0,
    possible: i64::MAX,
};

/// The clauses that such a game session shows nothing of, as long as they don't fail.
pub const UNDECIDED: [&str; 35] = [
    "CPS-04", "CPS-07", "CPS-08", "CPS-09", "CPS-10", "CPS-19", "CPS-20", "CPS-22", "CPS-23",
    "CPS-25", "CPS-32", "CPS-33", "CPS-34", "CPS-35", "CPS-37", "CPS-38", "CPS-39", "CPS-42",
    "CPS-43", "CPS-45", "DGS-02", "DGS-04", "DGS-07", "DGS-08", "DGS-09", "DGS-10", "DGS-11",
    "DPS-02", "GSS-03", "GSS-04", "GSS-05", "PSS-05", "PSS-08", "UGS-03", "UGS-04",
];

/// What the clauses are about that such a game session can show something of.
const SUBJECTS: [&str; 5] = ["CPS-", "DGS-", "DPS-", "PSS-", "WIR-"];

/// Returns whether a legal operation can show that a clause holds.
pub fn decides(clause: &ClauseId) -> bool {
    let id = clause.to_string();
    SUBJECTS.iter().any(|subject| id.starts_with(subject)) && !UNDECIDED.contains(&id.as_str())
}

/// Returns the time that has certainly passed for reservations: once the game session has ended,
/// what becomes of them is open (U-24).
pub(super) fn passed(state: &State) -> Interval {
    Interval::at(state.ran_at)
}

/// Notes that the game session had not ended at a moment.
pub(super) fn ran(state: &mut State, moment: Duration) {
    state.ran_at = state.ran_at.max(moment);
}

/// Opens what a player session may be from now on: others may accept it, remove it, and end its
/// game session.
pub(super) fn reopen(reservation: &mut Reservation) {
    use PlayerSessionStatus as S;
    let ended = Statuses::only(S::Completed).with(S::TimedOut);
    let statuses = reservation.statuses;
    if statuses.contains(S::Reserved) {
        reservation.statuses = Statuses::ANY;
    } else if statuses.contains(S::Active) {
        reservation.statuses = statuses.or(ended);
    }
}

/// Returns whether the time of a reservation has passed before the game session can have ended.
pub(super) fn has_outlasted(
    reservation: &Reservation,
    ran_at: Duration,
    scene: &Scene<'_>,
) -> bool {
    let terms = scene.terms;
    let last = reservation.made.end + terms.reservation_timeout + terms.tolerance;
    terms.is_shared() && ran_at > last
}

/// Returns the clauses that a status shows to hold which a description tells and which is possible.
pub(super) fn held(
    reservation: &Reservation,
    ran_at: Duration,
    scene: &Scene<'_>,
) -> &'static [ClauseId] {
    let ended = [
        PlayerSessionStatus::Completed,
        PlayerSessionStatus::TimedOut,
    ];
    if ended.iter().any(|status| reservation.statuses.is(*status)) {
        &[PSS_01]
    } else if has_outlasted(reservation, ran_at, scene) {
        &[CPS_24]
    } else {
        &[]
    }
}

/// Returns whether a listed player session may be another's: no call of ours has named its player.
pub(super) fn is_strangers(session: &PlayerSession, scene: &Scene<'_>) -> bool {
    let player_id = session.player_id.as_deref();
    scene.terms.is_shared() && !player_id.is_some_and(|player_id| scene.is_named(player_id))
}

/// Judges what a description says of a game session that others may have changed.
pub(super) fn described(
    mut belief: Belief,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Legal {
    let mut notes = Notes::default();
    hold_id(session, scene, &mut notes);
    let status = session.status.or_else(|| without_status(&mut notes));
    notes.exercise(&[DGS_01]);
    if status == Some(GameSessionStatus::Active) {
        // U-32: it may have ended since.
        let seen = when.start.saturating_sub(scene.terms.tolerance);
        ran(&mut belief.state, seen);
    }
    members::learn_connection(&mut belief.state, session);
    Legal::one(belief, notes)
}

//! Which player sessions the current count of a description counts (U-22).

use super::answers::Narrowing;
use super::judgement::{Belief, Notes, Scene};
use super::state::Reservation;
use crate::api::game_session::GameSession;
use crate::history::Interval;
use crate::spec::id::{ClauseId, ContextId};

const CPS_23: ClauseId = ClauseId::of("CPS-23");
const U_22: ContextId = ContextId::of("U-22");

/// Notes what the count of a described game session shows.
pub(super) fn hold(
    belief: &mut Belief,
    session: &GameSession,
    when: Interval,
    scene: &Scene<'_>,
    notes: &mut Notes,
) {
    if belief.state.is_ending() {
        return;
    }
    let Some(found) = session.current_player_session_count else {
        return;
    };
    let all = belief.state.occupancy(when, scene.terms);
    let is_all = (all.certain..=all.possible).contains(&found);
    let active = belief.state.active(when);
    let is_active = (active.certain..=active.possible).contains(&found);
    if is_all {
        notes.exercise(&[CPS_23]);
    }
    let is_settled = |one: &Reservation| one.is_settled(when, scene.terms);
    if !belief.state.reservations.iter().all(is_settled) {
        return;
    }
    let mut answers = vec!["other"];
    match (is_all, is_active) {
        // Both counts are the same, so the question is not asked.
        (true, true) => return,
        (true, false) => answers.push("reserved-and-active"),
        (false, true) => answers.push("active-only"),
        (false, false) => {}
    }
    belief.answers.narrow(&Narrowing {
        context: U_22,
        answers,
    });
}

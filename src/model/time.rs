//! What the passing of time does to a game session.

use super::giving_up;
use super::judgement::{Belief, Scene};
use super::state::{Existence, Statuses};
use crate::api::player_session::PlayerSessionStatus;
use crate::history::Interval;
use crate::spec::id::ClauseId;

const CPS_24: ClauseId = ClauseId::of("CPS-24");

/// Returns the beliefs at `when`.
///
/// A game session that was not activated in time is ending. Reservations whose deadline and
/// tolerance have passed are TIMEDOUT, and their slots are open.
pub(super) fn pass(belief: Belief, when: Interval, scene: &Scene<'_>) -> Vec<Belief> {
    let beliefs = giving_up::pass(belief, when, scene).into_iter();
    beliefs
        .flat_map(|belief| run_out_all(belief, when, scene))
        .collect()
}

fn run_out_all(mut belief: Belief, when: Interval, scene: &Scene<'_>) -> Vec<Belief> {
    // U-24: what becomes of reservations once the game session has ended is the target's choice.
    if belief.state.is_ending() {
        return vec![belief];
    }
    let due: Vec<usize> = (0..belief.state.reservations.len())
        .filter(|index| {
            let reservation = &belief.state.reservations[*index];
            reservation.is_overdue(when, scene.terms)
                && reservation.statuses.contains(PlayerSessionStatus::Reserved)
        })
        .collect();
    if due.is_empty() {
        return vec![belief];
    }
    belief.state.refusal = None;
    let mut beliefs = Vec::new();
    if scene.is_lifted(CPS_24) {
        // None of them runs out, ever; or they do and their slots do not come back.
        let mut lasting = belief.clone();
        let mut leaked = belief.clone();
        for index in &due {
            lasting.state.reservations[*index].deadline = None;
            let existence = leaked.state.reservations[*index].existence;
            run_out(&mut leaked, *index);
            leaked.state.leaked += i64::from(existence == Existence::Certain);
        }
        beliefs.push(lasting);
        beliefs.push(leaked);
    }
    for index in due {
        run_out(&mut belief, index);
    }
    beliefs.push(belief);
    beliefs
}

fn run_out(belief: &mut Belief, index: usize) {
    let reservation = &mut belief.state.reservations[index];
    reservation.deadline = None;
    let statuses = reservation.statuses.without(PlayerSessionStatus::Reserved);
    reservation.statuses = if statuses == Statuses::NONE {
        Statuses::only(PlayerSessionStatus::TimedOut)
    } else {
        statuses.with(PlayerSessionStatus::TimedOut)
    };
}
